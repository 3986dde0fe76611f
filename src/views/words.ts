import { env, l10n } from "vscode";
import type { Target } from "../model/connection";
import type { Channel, Recording, Stream } from "../model/ivs";
import type { Problem } from "../model/problem";

/** The words that several views share. Text from AWS goes through `plain` wherever the editor reads markup. */

/**
 * Makes foreign text safe to put where the editor looks for icons or links (status bar, Quick Pick, messages):
 * it is shown as it stands, and can neither draw an icon, be a link, nor reorder the words around it.
 */
export function plain(text: string): string {
  return (
    text
      .replace(/\$\(/g, "$\u200b(")
      .replace(/\]\(/g, "]\u200b(")
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is to be taken out
      .replace(/[\u0000-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g, " ")
  );
}

/** A number as the editor's language writes it: the words around it are in that, whatever the system's is. */
export function numberWord(value: number): string {
  // Most numbers are small, and the first that is formatted takes 40 ms: the editor then loads what it knows of languages.
  return value < 1000 ? String(value) : value.toLocaleString(env.language);
}

/** A day and time, likewise. */
export function dateWord(time: number | string): string {
  return new Date(time).toLocaleString(env.language);
}

/** A day and time in figures that all languages read, and without what `dateWord` loads: 2026-11-21 18:20. */
export function stamp(time: number): string {
  const local = new Date(time - new Date(time).getTimezoneOffset() * 60_000).toISOString();
  return local.slice(0, 16).replace("T", " ");
}

/** What is quoted, in the quotation marks of the language. */
export function quoted(text: string): string {
  return l10n.t("“{0}”", text);
}

/** A state of a recording configuration in a word. */
export function stateWord(state: Recording["state"]): string {
  switch (state) {
    case "ACTIVE":
      return l10n.t("active");
    case "CREATING":
      return l10n.t("creating");
    case "CREATE_FAILED":
      return l10n.t("creation failed");
    default:
      return state satisfies never;
  }
}

/** The console's name for a latency mode: the API says LOW where people read "ultra-low". */
export function latencyWord(mode: string): string {
  if (mode === "LOW") return l10n.t("ultra-low latency");
  if (mode === "NORMAL") return l10n.t("standard latency");
  return mode;
}

/** What a live stream is doing: "live, 1,204 viewers" or "live, starving". */
export function streamWords(stream: Stream): string {
  const words = [l10n.t("live")];
  if (stream.health === "STARVING") words.push(l10n.t("starving"));
  if (stream.viewers >= 0) words.push(viewersWord(stream.viewers));
  return words.join(", ");
}

function viewersWord(viewers: number): string {
  return viewers === 1 ? l10n.t("1 viewer") : l10n.t("{0} viewers", numberWord(viewers));
}

/** "1 channel", "15 channels". */
export function channelsWord(count: number): string {
  return count === 1 ? l10n.t("1 channel") : l10n.t("{0} channels", numberWord(count));
}

/** Tags as lines, "key = value". */
export function tagLines(tags: Channel["tags"]): string[] {
  return Object.entries(tags).map(([key, value]) => `${key} = ${value}`);
}

/** Where a connection leads, in words. */
export function place(target: Target): string {
  if (target.simulator) return l10n.t("{0} (simulator)", target.region);
  return target.profile ? l10n.t("{0} ({1})", target.region, target.profile) : target.region;
}

/** What went wrong and what to do about it, in one sentence of plain text. */
export function say(problem: Problem, target: Target): string {
  const who = target.profile
    ? l10n.t("profile {0}", target.profile)
    : l10n.t("default credentials");
  switch (problem.kind) {
    case "credentials":
      if (problem.waits)
        return l10n.t("No MFA code was given for the {0}: retry to be asked again.", who);
      if (problem.sso) return l10n.t("The sign-in of {0} has expired: sign in again.", who);
      if (/expired/i.test(problem.code))
        return l10n.t(
          "The {0} have expired: renew them, then retry, or choose another profile.",
          who,
        );
      if (/Provider/.test(problem.code))
        return l10n.t(
          "No AWS credentials were found for the {0}: set them up, or choose a profile.",
          who,
        );
      return l10n.t(
        "AWS does not accept the {0} ({1}): renew them, then retry, or choose another profile.",
        who,
        problem.code,
      );
    case "denied":
      return l10n.t(
        "Not allowed to call {0}: add it to the IAM policy of the {1}, then retry.",
        problem.action ?? "ivs:*",
        who,
      );
    case "offline":
      if (target.simulator) return l10n.t("The simulator does not answer: start it again.");
      return target.endpoint
        ? l10n.t("{0} does not answer: check that it runs, then retry.", target.endpoint)
        : l10n.t(
            "Amazon IVS in {0} does not answer: check the network, then retry.",
            target.region,
          );
    case "throttled":
      return l10n.t("AWS asks for fewer calls: trying again shortly.");
    case "service":
      return l10n.t("Amazon IVS failed ({0}): trying again shortly.", problem.code);
    case "other":
      if (problem.code === "ChangedSince") return l10n.t("It was changed again since.");
      if (problem.code === "Stopped")
        return l10n.t("Reading was stopped: what is shown may not be all.");
      if (problem.code === "StillLive")
        return l10n.t("The stream did not end: its encoder may be connecting again.");
      return problem.code === "Error"
        ? plain(problem.detail)
        : l10n.t("{0} ({1})", plain(problem.detail), problem.code);
    default:
      return problem.kind satisfies never;
  }
}
