import { l10n } from "vscode";
import type { CollectionName } from "../core/collection";
import { withoutCredentials } from "../core/endpoint";
import type { Problem } from "../core/problem";
import type { Snapshot } from "../core/store";
import { numberWord, oneLine } from "../ui/words";
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

/** What went wrong in a few words, for a narrow sidebar. */
export function shortly(
  { kind, code, sso, waits, action }: Problem,
  config: ConnectionConfig,
): string {
  switch (kind) {
    case "credentials":
      if (waits) return l10n.t("MFA code needed");
      if (sso) return l10n.t("Sign-in expired");
      if (/expired/i.test(code)) return l10n.t("Credentials expired");
      return /Provider/.test(code) ? l10n.t("No credentials") : l10n.t("Credentials not accepted");
    case "denied":
      return l10n.t("Not allowed: {0}", (action ?? "ivs:*").replace(/^ivs:/, ""));
    case "offline":
      return config.simulator ? l10n.t("Simulator not running") : l10n.t("No answer");
    case "redirected":
      return l10n.t("Redirected");
    case "throttled":
      return l10n.t("Too many calls");
    case "service":
      return l10n.t("Amazon IVS failed");
    case "stopped":
      return l10n.t("Reading stopped");
    case "readOnly":
      return l10n.t("Read-only");
    case "changedSince":
      return l10n.t("Changed elsewhere");
    case "stillLive":
      return l10n.t("Still live");
    case "refused":
    case "unexpected":
      return l10n.t("Not readable");
    default:
      return kind satisfies never;
  }
}

/**
 * What went wrong and what to do about it, in one sentence of plain text. `polling`: it is tried again by itself, as
 * reading is. `used`: how many of what a quota was reached for there are, if that is known.
 */
export function explain(
  problem: Problem,
  config: ConnectionConfig,
  polling = false,
  used?: number,
): string {
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
        ? l10n.t("AWS is throttling calls: trying again shortly.")
        : l10n.t("AWS is throttling calls: try again in a moment.");
    case "service":
      if (problem.code === "StreamUnavailable")
        return l10n.t("The stream is not available just now: try again in a moment.");
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
      return refusedSentence(problem, region, used);
    case "unexpected":
      return problem.code === "Error" ? oneLine(problem.detail) : withCode(problem);
    default:
      return problem.kind satisfies never;
  }
}

/** Why the service refused a call: every error that its model names, and what to do about it. */
function refusedSentence(problem: Problem, region: string, used: number | undefined): string {
  const detail = oneLine(problem.detail).replace(/[.\s]+$/, "");
  switch (problem.code) {
    case "ServiceQuotaExceededException":
      return quotaSentence(problem, region, used);
    case "PendingVerification":
      return l10n.t(
        "AWS is still verifying this account: try again when that is done, or ask AWS Support if it takes longer than a day.",
      );
    case "ResourceNotFoundException":
      return l10n.t("It no longer exists: refresh to see what does.");
    case "ChannelNotBroadcasting":
      return l10n.t("The channel is not live: refresh to see what is.");
    case "ConflictException":
      return l10n.t(
        "Amazon IVS refused it as things are now ({0}): refresh, then try again.",
        detail,
      );
    case "ValidationException":
      return l10n.t("Amazon IVS does not accept a value: {0}. Correct it, then try again.", detail);
    default:
      return problem.code === "Error" ? oneLine(problem.detail) : withCode(problem);
  }
}

function withCode({ detail, code }: Problem): string {
  return l10n.t("{0} ({1})", oneLine(detail), code);
}

/** Which quota was reached, how much of it is used, and where to ask for more. */
function quotaSentence(problem: Problem, region: string, used: number | undefined): string {
  const quota = quotaOf(problem);
  if (!quota)
    return l10n.t(
      "A quota of Amazon IVS is used up in {0} ({1}): delete what is not needed, or ask for more at {2}",
      region,
      oneLine(problem.detail).replace(/[.\s]+$/, ""),
      quotaUrl(region),
    );
  const { name, code } = quota;
  if (code === undefined)
    return l10n.t(
      "The quota “{0}” of {1} is used up, and AWS does not raise it: delete what is not needed.",
      name(),
      region,
    );
  return used === undefined
    ? l10n.t(
        "The quota “{0}” of {1} is used up: delete what is not needed, or ask for more at {2}",
        name(),
        region,
        quotaUrl(region, code),
      )
    : l10n.t(
        "The quota “{0}” of {1} is used up ({2} in use): delete what is not needed, or ask for more at {3}",
        name(),
        region,
        numberWord(used),
        quotaUrl(region, code),
      );
}

/** A quota by the call that reaches it. */
interface Quota {
  readonly name: () => string;
  /** Its code in Service Quotas; absent where it can't be raised. */
  readonly code?: string;
  /** The collection that counts what is used. */
  readonly counts?: CollectionName;
}

const QUOTAS: Readonly<Record<string, Quota>> = {
  "ivs:CreateChannel": {
    name: () => l10n.t("Channels"),
    code: "L-C01DFF58",
    counts: "channels",
  },
  "ivs:CreateRecordingConfiguration": {
    name: () => l10n.t("Recording configurations"),
    code: "L-90ABAB37",
    counts: "recordings",
  },
  "ivs:CreateStreamKey": { name: () => l10n.t("Stream keys per channel") },
  "ivs:ImportPlaybackKeyPair": { name: () => l10n.t("Playback key pairs") },
  "ivs:CreatePlaybackRestrictionPolicy": { name: () => l10n.t("Playback restriction policies") },
  "ivs:CreateAdConfiguration": { name: () => l10n.t("Ad configurations") },
};

function quotaOf({ action }: Problem): Quota | undefined {
  return action !== undefined && Object.hasOwn(QUOTAS, action) ? QUOTAS[action] : undefined;
}

/** How much of the quota that a problem is about is used, by what was read; undefined where that is not known. */
export function usedOf(problem: Problem, snapshot: Snapshot | undefined): number | undefined {
  const { counts } = quotaOf(problem) ?? {};
  return counts && snapshot?.[counts]?.items.size;
}

function quotaUrl(region: string, code?: string): string {
  const quotas = `https://${region}.console.aws.amazon.com/servicequotas/home/services/ivs/quotas`;
  return code ? `${quotas}/${code}` : quotas;
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
