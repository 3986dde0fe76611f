import { l10n } from "vscode";
import type { Connection } from "../connections/connection";
import { type Named, parseArn, title } from "../core/arn";
import { numberWord, plural } from "../ui/words";
import type { movedElsewhere } from "./operations";

/** "1 channel", "15 channels". */
export function channelsWord(count: number): string {
  return plural(count, l10n.t("1 channel"), l10n.t("{0} channels", numberWord(count)));
}

/** How many channels there are and, where a filter hides some, how many of them are shown: "2 of 15 channels". */
export function shownWord(channels: number, shown: number | undefined): string {
  if (shown === undefined) return channelsWord(channels);
  const [some, all] = [numberWord(shown), numberWord(channels)];
  return plural(
    channels,
    l10n.t("{0} of 1 channel", some),
    l10n.t("{0} of {1} channels", some, all),
  );
}

/** The console's name for a latency mode: the API says LOW where people read "ultra-low". */
export function latencyWord(mode: string): string {
  if (mode === "LOW") return l10n.t("ultra-low latency");
  if (mode === "NORMAL") return l10n.t("standard latency");
  return mode;
}

/** What a change of several channels is called when it is kept. `to`: what they are attached to. */
export function planTitle(count: number, to: string | undefined): string {
  return to === undefined
    ? l10n.t("Changing {0}", channelsWord(count))
    : l10n.t("Attaching {0} to {1}", channelsWord(count), to);
}

/** Where channels are now that somebody else moved or deleted, a line each. */
export function movedLines(
  { snapshot }: Connection,
  moved: Awaited<ReturnType<typeof movedElsewhere>>,
): string[] {
  return moved.map(({ before, now }) => {
    const name = title(now ?? before);
    if (!now) return l10n.t("{0}: deleted", name);
    const arn = now.recordingArn;
    const recording = snapshot.recordings?.items.get(arn) ?? { arn, name: "" };
    return arn
      ? l10n.t("{0}: recorded by {1}", name, title(recording))
      : l10n.t("{0}: not recorded", name);
  });
}

/** The words of an operation that renames a channel. */
export function renameWords(channel: Named, name: string) {
  return {
    doing: l10n.t("Renaming"),
    row: () => l10n.t("renaming…"),
    done: () => l10n.t("Renamed {0} to {1}.", title(channel), name || parseArn(channel.arn).id),
    notDone: (at: string) => l10n.t("{0} was not renamed", at),
  };
}

/** The words of an operation that attaches to a configuration, or detaches. */
export function moveWords(name: string | undefined) {
  return name === undefined
    ? {
        doing: l10n.t("Detaching"),
        row: () => l10n.t("detaching…"),
        done: (count: number) =>
          plural(
            count,
            l10n.t("Detached 1 channel: nothing records it now."),
            l10n.t("Detached {0}: nothing records them now.", channelsWord(count)),
          ),
        notDone: (at: string) => l10n.t("{0} was not detached", at),
      }
    : {
        doing: l10n.t("Attaching to {0}", name),
        row: () => l10n.t("attaching…"),
        done: (count: number) => l10n.t("Attached {0} to {1}.", channelsWord(count), name),
        notDone: (at: string) => l10n.t("{0} was not attached", at),
      };
}
