import { l10n } from "vscode";
import { withoutCredentials } from "../core/endpoint";
import type { Problem } from "../core/problem";
import { oneLine } from "../ui/words";
import { accountKey, type ConnectionConfig } from "./config";

/** What the account of a connection is called: by its label, else its profile. */
export function accountName({ label, profile, simulator }: ConnectionConfig): string {
  return label ?? profile ?? (simulator ? l10n.t("Simulator") : l10n.t("Default"));
}

/** Whether connections are of several accounts, or of one as several people. */
export function severalAccounts(all: readonly ConnectionConfig[]): boolean {
  return new Set(all.map(accountKey)).size > 1;
}

/** What a connection is called among all: by its region, and where there are several accounts by its account first. */
export function connectionName(config: ConnectionConfig, all: readonly ConnectionConfig[]): string {
  const accounts = new Map([...all, config].map((each) => [accountKey(each), each]));
  if (accounts.size < 2) return config.region;
  const name = accountName(config);
  const namesakes = [...accounts.values()].filter((each) => accountName(each) === name);
  const more = namesakes.length > 1 ? distinction(config) : "";
  return `${more ? l10n.t("{0} ({1})", name, more) : name} · ${config.region}`;
}

/** What tells accounts of the same name apart. */
function distinction({ label, profile, endpoint }: ConnectionConfig): string {
  const host = endpoint && (URL.canParse(endpoint) ? new URL(endpoint).host : endpoint);
  return [label && profile, host].filter(Boolean).join(", ");
}

/** A sentence or title with the place that it is about, where that must be said. */
export function at(where: string | undefined, sentence: string): string {
  return where ? l10n.t("{0}: {1}", where, sentence) : sentence;
}

/** That nothing is changed there from here, and how to change that. */
export function readOnlySentence(config: ConnectionConfig): string {
  return config.label || config.profile
    ? l10n.t(
        "{0} is read-only here: change readOnly in the setting ivs.connections.",
        accountName(config),
      )
    : l10n.t("This connection is read-only: change readOnly in the setting ivs.connections.");
}

/**
 * What went wrong and what to do about it, in one sentence of plain text. `polling`: it is tried again by itself, as
 * reading is.
 */
export function explain(problem: Problem, config: ConnectionConfig, polling = false): string {
  if (problem.unknown)
    return l10n.t("The answer was lost, and it could not be determined whether it was done.");
  const { profile, region, simulator } = config;
  switch (problem.kind) {
    case "credentials":
      return credentialsSentence(problem, profile);
    case "denied":
      return deniedSentence(problem.action ?? "ivs:*", profile);
    case "offline":
      if (simulator) return l10n.t("The simulator does not answer: start it again.");
      return config.endpoint
        ? l10n.t(
            "{0} does not answer: check that it runs, then retry.",
            withoutCredentials(config.endpoint),
          )
        : l10n.t("Amazon IVS in {0} does not answer: check the network, then retry.", region);
    case "redirected":
      return l10n.t(
        "{0} answers with a redirect, which is not followed: check the endpoint in your settings.",
        config.endpoint ? withoutCredentials(config.endpoint) : region,
      );
    case "throttled":
      return polling
        ? l10n.t("AWS asks for fewer calls: trying again shortly.")
        : l10n.t("AWS asks for fewer calls: try again in a moment.");
    case "service":
      return polling
        ? l10n.t("Amazon IVS failed ({0}): trying again shortly.", problem.code)
        : l10n.t("Amazon IVS failed ({0}): try again in a moment.", problem.code);
    case "readOnly":
      return readOnlySentence(config);
    case "changedSince":
      return l10n.t("It has been changed elsewhere since.");
    case "stopped":
      return l10n.t("Reading was stopped: what is shown may not be all.");
    case "stillLive":
      return l10n.t("The stream did not end: its encoder may be connecting again.");
    case "refused":
    case "unexpected":
      return problem.code === "Error"
        ? oneLine(problem.detail)
        : l10n.t("{0} ({1})", oneLine(problem.detail), problem.code);
    default:
      return problem.kind satisfies never;
  }
}

function credentialsSentence({ waits, sso, code }: Problem, profile: string | undefined): string {
  if (waits)
    return profile
      ? l10n.t("No MFA code was given for profile {0}: retry to be asked again.", profile)
      : l10n.t("No MFA code was given for the default credentials: retry to be asked again.");
  if (sso)
    return profile
      ? l10n.t("The sign-in of profile {0} has expired: sign in again.", profile)
      : l10n.t("The sign-in of the default profile has expired: sign in again.");
  if (/expired/i.test(code))
    return profile
      ? l10n.t(
          "The credentials of profile {0} have expired: renew them, then retry, or choose another profile.",
          profile,
        )
      : l10n.t(
          "The default credentials have expired: renew them, then retry, or choose another profile.",
        );
  if (/Provider/.test(code))
    return profile
      ? l10n.t(
          "No AWS credentials were found for profile {0}: set them up, or choose another profile.",
          profile,
        )
      : l10n.t("No default AWS credentials were found: set them up, or choose a profile.");
  return profile
    ? l10n.t(
        "AWS does not accept the credentials of profile {0} ({1}): renew them, then retry, or choose another profile.",
        profile,
        code,
      )
    : l10n.t(
        "AWS does not accept the default credentials ({0}): renew them, then retry, or choose another profile.",
        code,
      );
}

function deniedSentence(action: string, profile: string | undefined): string {
  return profile
    ? l10n.t(
        "Not allowed to call {0}: add it to the IAM policy of profile {1}, then retry.",
        action,
        profile,
      )
    : l10n.t(
        "Not allowed to call {0}: add it to the IAM policy of the default credentials, then retry.",
        action,
      );
}
