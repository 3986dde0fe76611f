import type {
  BatchGetChannelRequest,
  BatchGetChannelResponse,
  ChannelSummary,
  CreateChannelRequest,
  CreateChannelResponse,
  DeleteChannelRequest,
  GetChannelRequest,
  GetChannelResponse,
  ListChannelsRequest,
  ListChannelsResponse,
  TranscodePreset,
  UpdateChannelRequest,
  UpdateChannelResponse,
} from "@aws-sdk/client-ivs";
import { ACCOUNT_ID, type Channel, type Full } from "../../model";
import { openSession } from "../../sessions";
import type { NewId, Region } from "../../world";
import { checkQuota } from "../checkQuota";
import { IvsError } from "../errors";
import { batch } from "./batch";
import type { Checked, Operation } from "./operation";
import { addStreamKey, keyOf } from "./streamKeys";
import { checkTags } from "./tags";

/** BASIC and STANDARD channels have no preset, which the service writes as "": no value of the enum. */
const NO_PRESET = "" as string as TranscodePreset;

/** What outputs show for a channel on which multitrack input was never set. */
const NO_MULTITRACK: Channel["multitrackInputConfiguration"] = {
  enabled: false,
  maximumResolution: "FULL_HD",
  policy: "ALLOW",
};

/** CreateChannel: always makes the channel's stream key too, and answers with both. */
export const createChannel: Operation<CreateChannelRequest, CreateChannelResponse> = (
  region,
  input,
) => {
  checkQuota(region, "channels");
  return addChannel(region, input);
};

/** Adds a channel and its stream key, with ids from the world or, for a seed, from elsewhere. */
export function addChannel(
  region: Region,
  input: Checked<CreateChannelRequest>,
  newId: NewId = region.world.newId,
) {
  checkTags(input.tags);
  const id = newId(12);
  const { hostPrefix, name } = region;
  const channel = changed(region, input, {
    arn: region.arn("channel", id),
    name: "",
    latencyMode: "LOW",
    type: "STANDARD",
    authorized: false,
    insecureIngest: false,
    recordingConfigurationArn: "",
    playbackRestrictionPolicyArn: "",
    adConfigurationArn: "",
    preset: NO_PRESET,
    multitrackInputConfiguration: NO_MULTITRACK,
    containerFormat: "TS",
    tags: {},
    ingestEndpoint: `${hostPrefix}.global-contribute.live-video.net`,
    playbackUrl: `https://${hostPrefix}.${name}.playback.live-video.net/api/video/v1/${name}.${ACCOUNT_ID}.channel.${id}.m3u8`,
    srt: { endpoint: `${hostPrefix}.srt.live-video.net`, passphrase: newId(69) },
  });
  region.channels.add(channel.arn, channel);
  return { channel, streamKey: addStreamKey(region, channel.arn, {}, newId) };
}

/** UpdateChannel: members left out keep their value; refused while the channel is live. */
export const updateChannel: Operation<UpdateChannelRequest, UpdateChannelResponse> = (
  region,
  input,
) => {
  const known = region.channels.find(input.arn);
  checkOffline(region, input.arn);
  const channel = changed(region, input, known);
  region.channels.replace(channel.arn, channel);
  return { channel };
};

/** DeleteChannel: takes the channel's stream key with it; refused while the channel is live. */
export const deleteChannel: Operation<DeleteChannelRequest, undefined> = (region, { arn }) => {
  region.channels.find(arn);
  checkOffline(region, arn);
  region.channels.delete(arn);
  const key = keyOf(region, arn);
  if (key) region.streamKeys.delete(key.arn);
  return undefined;
};

/** GetChannel: the full channel. */
export const getChannel: Operation<GetChannelRequest, GetChannelResponse> = (region, { arn }) => ({
  channel: region.channels.find(arn),
});

/** BatchGetChannel: the full channels; an unknown ARN is an entry in `errors`, not a refusal. */
export const batchGetChannel: Operation<BatchGetChannelRequest, BatchGetChannelResponse> = (
  region,
  { arns },
) => {
  const { items: channels, errors } = batch(region.channels, arns);
  return { channels, errors };
};

/**
 * ListChannels: a page of summaries, all or those that one filter admits. The API refuses two
 * filters together; what it makes of an empty filter is not documented: here it is no filter.
 */
export const listChannels: Operation<ListChannelsRequest, ListChannelsResponse> = (
  region,
  input,
) => {
  const filters = (
    [
      ["name", input.filterByName],
      ["recordingConfigurationArn", input.filterByRecordingConfigurationArn],
      ["playbackRestrictionPolicyArn", input.filterByPlaybackRestrictionPolicyArn],
      ["adConfigurationArn", input.filterByAdConfigurationArn],
    ] as const
  ).filter(([, value]) => value);
  if (filters.length > 1) {
    throw new IvsError("ConflictException", "Only one filter can be used at a time");
  }
  const [filter] = filters;
  const { items: channels, nextToken } = filter
    ? region.channels.page("ListChannels", input, summary, (one) => one[filter[0]] === filter[1])
    : region.channels.keptPage("ListChannels", input, summary);
  return { channels, nextToken };
};

/** Refuses to delete what a channel still names. */
export function checkUnattached(
  region: Region,
  member: "recordingConfigurationArn" | "playbackRestrictionPolicyArn" | "adConfigurationArn",
  arn: string,
): void {
  if (region.channels.first((channel) => channel[member] === arn)) {
    const message = `Resource: ${arn} is attached to a channel; detach it first`;
    throw new IvsError("ConflictException", message);
  }
}

function checkOffline(region: Region, arn: string): void {
  if (openSession(region, arn)) {
    throw new IvsError("ConflictException", `Channel: ${arn} is live; stop its stream first`);
  }
}

/** A channel as the given members make it, once the rules between members are found to hold. */
function changed(region: Region, input: Checked<CreateChannelRequest>, channel: Channel): Channel {
  const next: Channel = { ...channel, ...input };

  const advanced = next.type === "ADVANCED_HD" || next.type === "ADVANCED_SD";
  if (input.preset && !advanced) {
    throw new IvsError(
      "ValidationException",
      `preset cannot be set on a channel of type ${next.type}`,
    );
  }
  if (!advanced) next.preset = NO_PRESET;
  else if (next.preset === NO_PRESET) next.preset = "HIGHER_BANDWIDTH_DELIVERY";

  const multitrack = input.multitrackInputConfiguration;
  if (multitrack?.enabled && !(multitrack.policy && multitrack.maximumResolution)) {
    throw new IvsError(
      "ValidationException",
      "multitrackInputConfiguration.policy and .maximumResolution are required when multitrack input is enabled",
    );
  }
  next.multitrackInputConfiguration = { ...NO_MULTITRACK, ...next.multitrackInputConfiguration };
  if (next.multitrackInputConfiguration.enabled) {
    if (next.type !== "STANDARD") {
      throw new IvsError(
        "ValidationException",
        `multitrackInputConfiguration.enabled requires type STANDARD, not ${next.type}`,
      );
    }
    if (next.containerFormat !== "FRAGMENTED_MP4") {
      throw new IvsError(
        "ValidationException",
        "containerFormat must be FRAGMENTED_MP4 when multitrack input is enabled",
      );
    }
  }
  if (next.containerFormat === "FRAGMENTED_MP4" && next.adConfigurationArn) {
    throw new IvsError(
      "ValidationException",
      "containerFormat must be TS on a channel with an adConfigurationArn",
    );
  }

  for (const [arn, collection] of [
    [input.recordingConfigurationArn, region.recordings],
    [input.playbackRestrictionPolicyArn, region.policies],
    [input.adConfigurationArn, region.adConfigurations],
  ] as const) {
    if (arn) collection.find(arn);
  }
  return next;
}

/** What ListChannels shows of a channel: all but its endpoints, container and multitrack members. */
function summary(channel: Channel): Full<ChannelSummary> {
  return {
    arn: channel.arn,
    name: channel.name,
    latencyMode: channel.latencyMode,
    type: channel.type,
    authorized: channel.authorized,
    insecureIngest: channel.insecureIngest,
    recordingConfigurationArn: channel.recordingConfigurationArn,
    playbackRestrictionPolicyArn: channel.playbackRestrictionPolicyArn,
    adConfigurationArn: channel.adConfigurationArn,
    preset: channel.preset,
    tags: channel.tags,
  };
}
