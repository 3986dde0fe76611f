import { l10n } from "vscode";
import { numberWord, plural } from "../ui/words";
import type { Stream } from "./model";

/** What a live stream is doing: "live, 1,204 viewers" or "live, starving". */
export function streamWords(stream: Stream): string {
  const words = [l10n.t("live")];
  if (stream.health === "STARVING") words.push(l10n.t("starving"));
  if (stream.viewers >= 0) words.push(viewersWord(stream.viewers));
  return words.join(", ");
}

/** "1 viewer", "1,204 viewers". */
export function viewersWord(viewers: number): string {
  return plural(viewers, l10n.t("1 viewer"), l10n.t("{0} viewers", numberWord(viewers)));
}
