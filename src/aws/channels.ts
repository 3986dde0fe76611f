import {
  type Channel as AwsChannel,
  BatchGetChannelCommand,
  type ChannelSummary,
  CreateChannelCommand,
  type CreateChannelRequest,
  DeleteChannelCommand,
  GetChannelCommand,
  GetStreamKeyCommand,
  ListStreamKeysCommand,
  paginateListAdConfigurations,
  paginateListChannels,
  paginateListPlaybackRestrictionPolicies,
  UpdateChannelCommand,
} from "@aws-sdk/client-ivs";
import type { Channel, ChannelDetails, ChannelSettings, Channels } from "../channels/model";
import type { Arn, Named } from "../core/arn";
import { ServiceError } from "../core/problem";
import { type Clients, prefetch } from "./client";
import { pagesOf } from "./pages";
import { tag } from "./tags";

const MASK = "••••••••";

/** The port of channels on the official client. */
export function channelsPort({ reader, writer, pages }: Clients): Channels {
  const get = async (arn: Arn) => {
    const { channel } = await reader.send(new GetChannelCommand({ arn }));
    return channel ?? { arn };
  };
  return {
    async *list(abortSignal, turn) {
      for await (const page of pagesOf(paginateListChannels(pages, {}, { abortSignal }), turn))
        yield (page.channels ?? []).map(toChannel);
    },
    async *recordedBy(filterByRecordingConfigurationArn) {
      const some = paginateListChannels(pages, { filterByRecordingConfigurationArn });
      for await (const page of prefetch(some)) yield (page.channels ?? []).map(toChannel);
    },
    get: async (arn) => toChannelDetails(await get(arn)),
    async getMany(arns) {
      const answer = await reader.send(new BatchGetChannelCommand({ arns: [...arns] }));
      // The code of a batch error is an HTTP status as text. What is neither given nor missing is unknown.
      const failed = answer.errors?.find(
        ({ code }) => code !== "404" && !/NotFound/.test(code ?? ""),
      );
      if (failed)
        throw new ServiceError(
          { kind: "refused", code: failed.code ?? "", detail: failed.message ?? "" },
          undefined,
        );
      const found = (answer.channels ?? []).map(toChannelDetails);
      return new Map(found.map((channel) => [channel.arn, channel]));
    },
    async document(arn) {
      const channel = await get(arn);
      return channel.srt?.passphrase
        ? { ...channel, srt: { ...channel.srt, passphrase: MASK } }
        : channel;
    },
    async streamKey(channelArn) {
      // The default page of this list is one key; a channel has at most one.
      const { streamKeys } = await reader.send(new ListStreamKeysCommand({ channelArn }));
      const arn = streamKeys?.[0]?.arn;
      if (!arn) return undefined;
      const { streamKey } = await reader.send(new GetStreamKeyCommand({ arn }));
      return streamKey?.value;
    },
    playbackRestrictionPolicies() {
      // The default page of this list is one policy.
      const all = paginateListPlaybackRestrictionPolicies(pages, {});
      return named(all, (page) => page.playbackRestrictionPolicies);
    },
    adConfigurations: () =>
      named(paginateListAdConfigurations(pages, {}), (page) => page.adConfigurations),
    async create(settings, tags) {
      const { channel } = await writer.send(
        new CreateChannelCommand({ ...channelInput(settings), tags: { ...tags } }),
      );
      return channel?.arn ?? "";
    },
    async update(arn, change) {
      await writer.send(new UpdateChannelCommand({ arn, ...channelInput(change) }));
    },
    async delete(arn) {
      await writer.send(new DeleteChannelCommand({ arn }));
    },
    tag: (arn, set, remove) => tag(writer, arn, set, remove),
  };
}

async function named<Page>(
  pages: AsyncIterable<Page>,
  list: (page: Page) => readonly { arn?: string; name?: string }[] | undefined,
): Promise<Named[]> {
  const found: Named[] = [];
  for await (const page of pages)
    for (const { arn = "", name = "" } of list(page) ?? []) found.push({ arn, name });
  return found;
}

function toChannel(summary: ChannelSummary): Channel {
  return {
    arn: summary.arn ?? "",
    name: summary.name ?? "",
    type: summary.type ?? "",
    latencyMode: summary.latencyMode ?? "",
    authorized: summary.authorized ?? false,
    insecureIngest: summary.insecureIngest ?? false,
    recordingArn: summary.recordingConfigurationArn ?? "",
    tags: summary.tags ?? {},
  };
}

/** A channel as the service gives it, whole. */
export function toChannelDetails(channel: AwsChannel): ChannelDetails {
  const multitrack = channel.multitrackInputConfiguration;
  return {
    ...toChannel(channel),
    preset: channel.preset ?? "",
    containerFormat: channel.containerFormat ?? "TS",
    multitrack: {
      enabled: multitrack?.enabled ?? false,
      policy: multitrack?.policy ?? "ALLOW",
      maximumResolution: multitrack?.maximumResolution ?? "FULL_HD",
    },
    playbackRestrictionPolicyArn: channel.playbackRestrictionPolicyArn ?? "",
    adConfigurationArn: channel.adConfigurationArn ?? "",
    ingestEndpoint: channel.ingestEndpoint ?? "",
    playbackUrl: channel.playbackUrl ?? "",
  };
}

/** Our settings as the service's input: only the members that are given. Values were checked by the form. */
function channelInput(settings: Partial<ChannelSettings>): CreateChannelRequest {
  const { recordingArn, multitrack, preset, ...same } = settings;
  const input = {
    ...same,
    // "" is an answer, not an input: it stands for a type that takes no preset.
    ...(preset && { preset }),
    ...(recordingArn !== undefined && { recordingConfigurationArn: recordingArn }),
    ...(multitrack && {
      multitrackInputConfiguration: multitrack.enabled ? multitrack : { enabled: false },
    }),
  };
  return input as CreateChannelRequest;
}
