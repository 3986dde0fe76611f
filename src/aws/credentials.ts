import type { IvsClientConfig } from "@aws-sdk/client-ivs";
import { fromNodeProviderChain } from "@aws-sdk/credential-providers";
import { CONFIG_PREFIX_SEPARATOR, loadConfig } from "@smithy/core/config";
import type { ConnectionConfig } from "../connections/config";
import { withoutCredentials } from "../core/endpoint";
import { requestHandler } from "./http";

/** Asks the person for the current code of an MFA device, named by its serial number or ARN. */
export type AskMfaCode = (serial: string) => Promise<string>;

/** Shared by the regions of a profile, so that a person is asked for one MFA code, not for one a region. */
const providers = new Map<string | undefined, IvsClientConfig["credentials"]>();

/** Drops what is remembered of a profile's credentials: they were refused, or have expired. */
export function forgetCredentials(profile: string | undefined): void {
  providers.delete(profile);
}

/** Drops what is remembered of all: what they come from has changed. */
export function forgetAllCredentials(): void {
  providers.clear();
}

function credentialsOf({ profile }: ConnectionConfig, askMfaCode: AskMfaCode) {
  const known = providers.get(profile);
  if (known) return known;
  // No region: it would go before the sso_region of a profile. Roles are assumed in that of the profile, or the client's.
  const provider = fromNodeProviderChain({
    ...(profile && { profile }),
    mfaCodeProvider: askMfaCode,
    // A person who signs in again or mends a file expects the next try to see it.
    ignoreCache: true,
  });
  providers.set(profile, provider);
  return provider;
}

/**
 * How the SDK's client is set up for a connection: the standard credential chain (environment, profiles with SSO, roles
 * and MFA, container and instance roles), and the endpoint given, or else the one that is configured.
 */
export async function clientConfig(
  config: ConnectionConfig,
  askMfaCode: AskMfaCode,
): Promise<IvsClientConfig & { readonly endpoint?: string }> {
  const { region, profile } = config;
  const configured = config.endpoint ?? (await configuredEndpoint("ivs", profile));
  // Fetch refuses an address with credentials, and says so with them.
  const endpoint = configured && withoutCredentials(configured);
  return {
    region,
    ...(profile && { profile }),
    ...(endpoint && { endpoint }),
    credentials: config.simulator
      ? { accessKeyId: "simulator", secretAccessKey: "simulator" }
      : credentialsOf(config, askMfaCode),
    requestHandler: requestHandler(),
  };
}

/**
 * The endpoint that environment or config file name for a service. The SDK finds it by itself, but only in the default
 * profile, whichever profile the client was given.
 */
export function configuredEndpoint(
  service: "ivs" | "cloudwatch",
  profile: string | undefined,
): Promise<string | undefined> {
  return loadConfig<string | undefined>(
    {
      environmentVariableSelector: (env) =>
        env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] ?? env.AWS_ENDPOINT_URL,
      configFileSelector: (settings, config) => {
        const services = config?.[`services${CONFIG_PREFIX_SEPARATOR}${settings.services}`];
        return (
          services?.[`${service}${CONFIG_PREFIX_SEPARATOR}endpoint_url`] ?? settings.endpoint_url
        );
      },
      default: undefined,
    },
    { profile, ignoreCache: true },
  )();
}
