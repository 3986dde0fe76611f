import { l10n } from "vscode";
import { parseArn, title } from "../core/arn";
import type { ResourceKind } from "../resources/kind";
import { isLive } from "../streams/operations";
import { streamWords } from "../streams/words";
import { CHANNELS } from "./model";
import { deleteStep } from "./operations";
import { DELETE_PLAN } from "./plans";
import { channelsWord, latencyWord } from "./words";

/** Channels among the kinds of resources. */
export const channelKind: ResourceKind<"channels"> = {
  collection: CHANNELS,
  arnType: "channel",
  words: {
    choose: () => l10n.t("Choose a channel"),
    chooseOnly: () => l10n.t("Choose channels."),
    count: channelsWord,
  },
  choice(channel, { snapshot }) {
    const stream = snapshot.streams?.items.get(channel.arn);
    const words = [stream && streamWords(stream), channel.type, latencyWord(channel.latencyMode)];
    return {
      icon: stream ? "broadcast" : "device-camera-video",
      description: words.filter(Boolean).join(" · "),
      detail: parseArn(channel.arn).id,
    };
  },
  document: ({ channels }, arn) => channels.document(arn),
  deletion: {
    consequences(connection, channel) {
      const name = title(channel);
      const gone = l10n.t("{0} is deleted, and its stream key with it", name);
      return isLive(connection, channel.arn)
        ? [l10n.t("{0} is live: its stream is stopped, viewers are cut off", name), gone]
        : [gone];
    },
    needsConfirmation: () => false,
    operations: (connection, channels) => [
      {
        connection: connection.id,
        phases: [channels.map((channel) => deleteStep(connection, channel))],
        words: {
          doing: l10n.t("Deleting channels"),
          row: () => l10n.t("deleting…"),
          done: (count) => l10n.t("{0} deleted.", channelsWord(count)),
          notDone: (name) => l10n.t("{0} was not deleted", name),
        },
        plan: {
          kind: DELETE_PLAN,
          title: l10n.t("Deleting {0}", channelsWord(channels.length)),
          data: { refs: channels.map(({ arn }) => ({ connection: connection.id, arn })) },
        },
      },
    ],
  },
};
