import type { IvsClientConfig } from "@aws-sdk/client-ivs";
import { fromNodeProviderChain } from "@aws-sdk/credential-providers";
import type { Target } from "../model/connection";

/** Asks the person for the current code of an MFA device, named by its serial number or ARN. */
export type AskMfaCode = (serial: string) => Promise<string>;

/** Shared by the regions of a profile, so that a person is asked for one MFA code, not for one a region. */
const providers = new Map<string | undefined, IvsClientConfig["credentials"]>();

/** Drops what is remembered of a profile's credentials: they were refused, or have expired. */
export function forgetCredentials(profile: string | undefined): void {
  providers.delete(profile);
}

function credentialsOf({ profile, region }: Target, askMfaCode: AskMfaCode) {
  const known = providers.get(profile);
  if (known) return known;
  const provider = fromNodeProviderChain({
    ...(profile && { profile }),
    clientConfig: { region },
    mfaCodeProvider: askMfaCode,
    // A person who signs in again or mends a file expects the next try to see it.
    ignoreCache: true,
  });
  providers.set(profile, provider);
  return provider;
}

/**
 * How the SDK's client is set up for a target: the standard chain (environment, profiles with SSO, roles and MFA,
 * container and instance roles), the profile's own `endpoint_url`, `AWS_ENDPOINT_URL_IVS`, or the endpoint given.
 */
export function clientConfig(target: Target, askMfaCode: AskMfaCode): IvsClientConfig {
  const { region, profile, endpoint } = target;
  return {
    region,
    ...(profile && { profile }),
    ...(endpoint && { endpoint }),
    credentials: target.simulator
      ? { accessKeyId: "simulator", secretAccessKey: "simulator" }
      : credentialsOf(target, askMfaCode),
    requestHandler: { connectionTimeout: 5000, requestTimeout: 20_000 },
  };
}
