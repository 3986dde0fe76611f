import { l10n } from "vscode";
import type { Notice } from "../shared/form";

/** While it is being found out what became of a create. */
export function lookingLine(): string {
  return l10n.t("The answer was lost: checking whether it was created…");
}

/** Where it is not known whether something was created, nothing is created before somebody looked. */
export function doubtNotice(): Notice {
  return {
    tone: "warning",
    text: l10n.t("It may have been created: look again before you create another."),
  };
}
