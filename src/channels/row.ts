import { l10n } from "vscode";
import { title } from "../core/arn";
import type { RowId } from "../core/ref";
import type { Freshness } from "../core/store";
import type { Recording } from "../recordings/model";
import type { Stream } from "../streams/model";
import { liveLook } from "../streams/words";
import type { RowLook } from "../ui/row";
import { dateWord, tagLines } from "../ui/words";
import type { Channel } from "./model";
import { latencyWord } from "./words";

/** What a channel's row shows. */
export interface ChannelRow {
  readonly id: RowId;
  readonly channel: Channel;
  readonly stream?: Stream;
  /** How far it can be relied on which channels are live. */
  readonly freshness: Freshness;
  readonly recording?: Recording;
}

/** A channel's row. `waiting`: what will be done to it when its stream ends; `doing`: what is being done to it. */
export function channelLook(
  { id, channel, stream, freshness, recording }: ChannelRow,
  waiting: string | undefined,
  doing?: string,
): RowLook {
  const waits = waiting && l10n.t("when the stream ends: {0}", waiting);
  const name = title(channel);
  const live = liveLook(stream, freshness);
  const isNow = freshness === "now";
  const hidden = channel.authorized ? l10n.t("private") : undefined;
  const recorded = recording
    ? l10n.t("recorded by {0}", title(recording))
    : channel.recordingArn
      ? l10n.t("its recording configuration {0} is unknown", channel.recordingArn)
      : l10n.t("not recorded");
  const latency = latencyWord(channel.latencyMode);
  const context = ["channel"];
  if (stream) context.push("live");
  if (channel.authorized) context.push("private");
  if (channel.recordingArn) context.push("recorded");
  if (waiting) context.push("pending");
  return {
    id,
    label: name,
    description: [doing, live.shows, waits, hidden, channel.type, latency]
      .filter(Boolean)
      .join(" · "),
    icon: live.icon,
    color: live.color,
    context,
    command: {
      command: "ivs.channel.openPage",
      title: l10n.t("Open Channel Page"),
      arguments: [id],
    },
    tooltip: () => [
      l10n.t("Channel {0}: {1}", name, live.says),
      doing,
      stream && l10n.t("Live since {0}", dateWord(stream.startTime)),
      stream?.health === "STARVING" && isNow
        ? l10n.t(
            "Starving: less data arrives than the stream needs; check the encoder and its network.",
          )
        : undefined,
      waits,
      `${channel.type}, ${latency}`,
      hidden && l10n.t("Private: playback needs a token"),
      channel.insecureIngest ? l10n.t("Allows insecure ingest (RTMP)") : undefined,
      recorded,
      ...tagLines(channel.tags),
      channel.arn,
    ],
    spoken: [
      l10n.t("Channel {0}", name),
      doing,
      live.says,
      waits,
      channel.type,
      latency,
      hidden,
      recorded,
    ],
  };
}
