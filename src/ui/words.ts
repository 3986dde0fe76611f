import { env, l10n } from "vscode";
import { OUR_TAGS, type Tags } from "../core/arn";

/* Words that know no noun. Foreign text goes through `plain` wherever the editor reads markup, else through `oneLine`. */

/** Foreign text as one line that can't reorder the words around it. */
export function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is to be taken out
  return text.replace(/[\u0000-\u001f\u007f\u200e\u200f\u202a-\u202e\u2066-\u2069]+/g, " ");
}

/**
 * Foreign text for where the editor looks for icons or links (status bar, Quick Pick, messages): it is shown as it
 * stands, and can neither draw an icon nor be a link, besides.
 */
export function plain(text: string): string {
  return oneLine(text.replace(/\$\(/g, "$\u200b(").replace(/\]\(/g, "]\u200b("));
}

/** The sentence for one, or the one for none and several: whole sentences, so that every language can word each. */
export function plural(count: number, one: string, several: string): string {
  return count === 1 ? one : several;
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

/** The same, short: the time alone where it was today. `now`: ms since the epoch. */
export function clockTime(time: number, now = Date.now()): string {
  const full = stamp(time);
  const [day, clock = full] = full.split(" ");
  return stamp(now).startsWith(`${day} `) ? clock : full;
}

/** What is quoted, in the quotation marks of the language. */
export function quoted(text: string): string {
  return l10n.t("“{0}”", text);
}

/** Tags as lines, "key = value": people's and AWS's own. */
export function tagLines(tags: Tags): string[] {
  return Object.entries(tags)
    .filter(([key]) => !key.startsWith(OUR_TAGS))
    .map(([key, value]) => `${key} = ${value}`);
}

/** No list in a notice is longer; the rest is counted. */
const LINES = 30;

/** Lines as far as they can be taken in. */
export function shortened(lines: readonly string[]): string[] {
  const more = lines.length - LINES;
  return more > 0
    ? [...lines.slice(0, LINES), l10n.t("and {0} more", numberWord(more))]
    : [...lines];
}

/** The first few of some names, and how many more there are. */
export function someNames(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(", ");
  return names.length > 3 ? l10n.t("{0} and {1} more", shown, numberWord(names.length - 3)) : shown;
}
