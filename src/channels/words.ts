import { l10n } from "vscode";
import { numberWord, plural } from "../ui/words";

/** "1 channel", "15 channels". */
export function channelsWord(count: number): string {
  return plural(count, l10n.t("1 channel"), l10n.t("{0} channels", numberWord(count)));
}

/** The console's name for a latency mode: the API says LOW where people read "ultra-low". */
export function latencyWord(mode: string): string {
  if (mode === "LOW") return l10n.t("ultra-low latency");
  if (mode === "NORMAL") return l10n.t("standard latency");
  return mode;
}
