import { l10n } from "vscode";
import type { Problem } from "../core/problem";
import type { Violation } from "../core/validation";
import { FORM, type Problems, type Words } from "../shared/form";
import { quoted } from "./words";

/** The words of the page itself. */
export function pageWords(): Words {
  return {
    info: l10n.t("Note"),
    warning: l10n.t("Warning"),
    error: l10n.t("Error"),
    more: l10n.t("More"),
    cancel: l10n.t("Cancel"),
    addTag: l10n.t("Add Tag"),
    removeTag: l10n.t("Remove"),
    tagKey: l10n.t("Key"),
    tagValue: l10n.t("Value"),
    copy: l10n.t("Copy"),
    copied: l10n.t("Copied"),
    show: l10n.t("Show"),
    hide: l10n.t("Hide"),
    close: l10n.t("Close"),
    discardQuestion: l10n.t("Discard what you typed?"),
    discard: l10n.t("Discard"),
    keepEditing: l10n.t("Keep Editing"),
  };
}

/** What is wrong with a field and what is right, in one sentence. */
export function violationWords(violation: Violation): string {
  switch (violation.kind) {
    case "missing":
      return l10n.t("This field is required.");
    case "short":
      return l10n.t("At least {0} characters are needed.", violation.min);
    case "long":
      return l10n.t("At most {0} characters: these are {1}.", violation.max, violation.length);
    case "nameCharacters":
      return l10n.t(
        "{0} is not allowed: use letters (a–z), digits, - and _ only.",
        visible(violation.found),
      );
    case "bucketCharacters":
      return l10n.t(
        "{0} is not allowed: use lower-case letters (a–z), digits, - and . only.",
        visible(violation.found),
      );
    case "range":
      return l10n.t("A whole number from {0} to {1} is needed.", violation.min, violation.max);
    case "noneChosen":
      return l10n.t("Choose at least one.");
    case "tooManyTags":
      return l10n.t("At most {0} tags: these are {1}.", violation.max, violation.count);
    case "keyMissing":
      return l10n.t("The tag with the value “{0}” has no key.", violation.value);
    case "keyTwice":
      return l10n.t("The key “{0}” is there twice.", violation.key);
    case "keyReserved":
      return l10n.t("“{0}”: keys that begin with aws: are reserved to AWS.", violation.key);
    case "keyLong":
      return l10n.t("The key “{0}” is longer than {1} characters.", violation.key, violation.max);
    case "valueLong":
      return l10n.t(
        "The value of “{0}” is longer than {1} characters.",
        violation.key,
        violation.max,
      );
    case "keyCharacters":
      return l10n.t(
        "{0} is not allowed in the key “{1}”: use letters, digits, spaces and _ . : / = + - @ only.",
        visible(violation.found),
        violation.key,
      );
    case "valueCharacters":
      return l10n.t(
        "{0} is not allowed in the value of “{1}”: use letters, digits, spaces and _ . : / = + - @ only.",
        visible(violation.found),
        violation.key,
      );
    default:
      return violation satisfies never;
  }
}

/** A character as a sentence begins with it: quoted, or by name where it can't be seen. */
function visible(character: string): string {
  if (character === " ") return l10n.t("A space");
  if (/[\p{C}\p{Z}\p{M}]/u.test(character))
    return `U+${character.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0")}`;
  return quoted(character);
}

/** Violations by field, as the problems that the page shows. */
export function violationsWords(
  violations: Readonly<Record<string, Violation | undefined>>,
): Problems {
  const problems: Record<string, string> = {};
  for (const [id, violation] of Object.entries(violations))
    if (violation) problems[id] = violationWords(violation);
  return problems;
}

/**
 * A problem, `sentence`, at the field that the service names. `members`: field ids by the service's names.
 */
export function problemAtField(
  problem: Problem,
  sentence: string,
  members: Readonly<Record<string, string>> = {},
): Problems {
  if (problem.code === "ValidationException") {
    const names = Object.keys(members).sort((a, b) => b.length - a.length);
    const named = names.find((name) => new RegExp(`\\b${name}\\b`).test(problem.detail));
    if (named) return { [members[named] ?? FORM]: sentence };
  }
  return { [FORM]: sentence };
}
