import { l10n } from "vscode";
import type { Freshness } from "../core/store";
import { clockTime, numberWord, plural } from "../ui/words";
import type { Stream } from "./model";

/** What a live stream is doing: "live, 1,204 viewers" or "live, starving". */
export function streamWords(stream: Stream): string {
  const words = [l10n.t("live")];
  if (stream.health === "STARVING") words.push(l10n.t("starving"));
  if (stream.viewers >= 0) words.push(viewersWord(stream.viewers));
  return words.join(", ");
}

/** What a channel's row shows of whether it is live. */
export interface LiveLook {
  /** In words; `says` is for who can't see the icon, `shows` is left out where nothing is unusual. */
  readonly shows?: string;
  readonly says: string;
  readonly icon: string;
  readonly color?: string;
}

/**
 * Whether a channel is live, was live when that could last be read, or nobody knows: each in words and with an icon of
 * its own. `stream`: the channel's, if it has one.
 */
export function liveLook(stream: Stream | undefined, freshness: Freshness): LiveLook {
  if (freshness === "unknown")
    return { shows: l10n.t("live?"), says: l10n.t("live or not is unknown"), icon: "question" };
  if (freshness !== "now") {
    const time = clockTime(freshness.asOf);
    const was = stream ? l10n.t("was live at {0}", time) : l10n.t("was offline at {0}", time);
    return { shows: was, says: was, icon: "history" };
  }
  if (!stream) return { says: l10n.t("offline"), icon: "device-camera-video" };
  const words = streamWords(stream);
  return stream.health === "STARVING"
    ? { shows: words, says: words, icon: "warning", color: "list.warningForeground" }
    : { shows: words, says: words, icon: "broadcast", color: "testing.iconPassed" };
}

/** "1 viewer", "1,204 viewers". */
export function viewersWord(viewers: number): string {
  return plural(viewers, l10n.t("1 viewer"), l10n.t("{0} viewers", numberWord(viewers)));
}
