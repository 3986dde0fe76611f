import { l10n } from "vscode";
import type { Recording } from "./model";

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
