import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { ConnectionConfig } from "../connections/config";
import { isOnThisMachine } from "../core/endpoint";
import { type AskMfaCode, clientConfig } from "./credentials";

/** By profile and endpoint: each is asked once. */
const asked = new Map<string, Promise<string | undefined>>();

/**
 * The id of the AWS account that a connection's credentials are of: as they say themselves (those of SSO, roles and
 * `aws login` do), or else as STS does, for which nobody needs a permission. Undefined where neither says it. Never
 * rejects.
 */
export function accountOf(
  config: ConnectionConfig,
  askMfaCode: AskMfaCode,
): Promise<string | undefined> {
  const key = JSON.stringify([config.profile, config.endpoint]);
  const known = asked.get(key) ?? findOut(config, askMfaCode).catch(() => undefined);
  asked.set(key, known);
  return known;
}

async function findOut(
  config: ConnectionConfig,
  askMfaCode: AskMfaCode,
): Promise<string | undefined> {
  const { region, profile, endpoint, credentials, requestHandler } = await clientConfig(
    config,
    askMfaCode,
  );
  const now = typeof credentials === "function" ? await credentials() : credentials;
  if (now?.accountId) return now.accountId;
  const settings = { region, profile, credentials, requestHandler };
  // What stands in for IVS on this machine stands in for STS, too.
  const local = endpoint && isOnThisMachine(endpoint) ? { endpoint } : {};
  const client = new STSClient({ ...settings, ...local } as object);
  const { Account } = await client.send(new GetCallerIdentityCommand());
  return Account;
}
