import {
  type Channel as AwsChannel,
  type ChannelSummary,
  CreateChannelCommand,
  type CreateChannelRequest,
  CreateRecordingConfigurationCommand,
  type CreateRecordingConfigurationRequest,
  DeleteChannelCommand,
  DeleteRecordingConfigurationCommand,
  GetChannelCommand,
  GetRecordingConfigurationCommand,
  GetStreamKeyCommand,
  IvsClient,
  type IvsClientConfig,
  ListStreamKeysCommand,
  paginateListAdConfigurations,
  paginateListChannels,
  paginateListPlaybackRestrictionPolicies,
  paginateListRecordingConfigurations,
  paginateListStreams,
  type RecordingConfiguration,
  type RecordingConfigurationSummary,
  StopStreamCommand,
  type StreamSummary,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateChannelCommand,
} from "@aws-sdk/client-ivs";
import type { Target } from "../model/connection";
import type {
  Arn,
  Channel,
  ChannelDetails,
  ChannelSettings,
  Ivs,
  Named,
  Recording,
  RecordingDetails,
  RecordingSettings,
  Stream,
} from "../model/ivs";
import { IvsError, problemOf } from "../model/problem";
import { parseArn } from "../model/rules";
import { findBucket } from "./bucket";
import { type AskMfaCode, clientConfig, forgetCredentials } from "./credentials";
import { limiter } from "./limit";

const MASK = "••••••••";

/** The port on the official client. Asks nothing before its first call; every failure is an IvsError. */
export async function connect(target: Target, askMfaCode: AskMfaCode): Promise<Ivs> {
  const config = await clientConfig(target, askMfaCode);
  const wait = target.unlimited ? undefined : limiter();
  const client = clientOf(config, target, wait);
  // The SDK tries again by itself; for a write whose answer was lost that could do it twice.
  const writer = clientOf({ ...config, maxAttempts: 1 }, target, wait);
  const all = { client, pageSize: 100 };
  const getChannel = async (arn: Arn) => {
    const { channel } = await client.send(new GetChannelCommand({ arn }));
    return channel ?? { arn };
  };
  const getRecording = async (arn: Arn) => {
    const answer = await client.send(new GetRecordingConfigurationCommand({ arn }));
    return answer.recordingConfiguration;
  };
  return {
    async *recordings(abortSignal) {
      for await (const page of ahead(paginateListRecordingConfigurations(all, {}, { abortSignal })))
        yield (page.recordingConfigurations ?? []).map(toRecording);
    },
    async *channels(abortSignal) {
      for await (const page of ahead(paginateListChannels(all, {}, { abortSignal })))
        yield (page.channels ?? []).map(toChannel);
    },
    async *streams(abortSignal) {
      for await (const page of ahead(paginateListStreams(all, {}, { abortSignal })))
        yield (page.streams ?? []).map(toStream);
    },
    channel: async (arn) => toChannelDetails(await getChannel(arn)),
    recording: async (arn) => toRecordingDetails(arn, await getRecording(arn)),
    async streamKey(channelArn) {
      // The default page of this list is one key; a channel has at most one.
      const { streamKeys } = await client.send(new ListStreamKeysCommand({ channelArn }));
      const arn = streamKeys?.[0]?.arn;
      if (!arn) return undefined;
      const { streamKey } = await client.send(new GetStreamKeyCommand({ arn }));
      return streamKey?.value;
    },
    async document(arn) {
      if (parseArn(arn).type === "recording-configuration") return (await getRecording(arn)) ?? {};
      const channel = await getChannel(arn);
      return channel.srt?.passphrase
        ? { ...channel, srt: { ...channel.srt, passphrase: MASK } }
        : channel;
    },
    async playbackRestrictionPolicies() {
      // The default page of this list is one policy.
      const pages = paginateListPlaybackRestrictionPolicies(all, {});
      return named(pages, (page) => page.playbackRestrictionPolicies);
    },
    adConfigurations: () =>
      named(paginateListAdConfigurations(all, {}), (page) => page.adConfigurations),
    findBucket: (bucket) => findBucket(bucket, config.endpoint),

    async createChannel(settings, tags) {
      const { channel } = await writer.send(
        new CreateChannelCommand({ ...channelInput(settings), tags: { ...tags } }),
      );
      return channel?.arn ?? "";
    },
    async updateChannel(arn, change) {
      await writer.send(new UpdateChannelCommand({ arn, ...channelInput(change) }));
    },
    async deleteChannel(arn) {
      await writer.send(new DeleteChannelCommand({ arn }));
    },
    async stopStream(channelArn) {
      await writer.send(new StopStreamCommand({ channelArn }));
    },
    async createRecording(settings, tags) {
      const input = { ...recordingInput(settings), tags: { ...tags } };
      const answer = await writer.send(new CreateRecordingConfigurationCommand(input));
      return answer.recordingConfiguration?.arn ?? "";
    },
    async deleteRecording(arn) {
      await writer.send(new DeleteRecordingConfigurationCommand({ arn }));
    },
    async tag(resourceArn, set, remove) {
      const tagKeys = [...remove];
      if (tagKeys.length > 0) await writer.send(new UntagResourceCommand({ resourceArn, tagKeys }));
      if (Object.keys(set).length > 0)
        await writer.send(new TagResourceCommand({ resourceArn, tags: { ...set } }));
    },
  };
}

/** A client that keeps to the service's rate and whose errors are understood. */
function clientOf(
  config: IvsClientConfig,
  target: Target,
  wait: ((operation: string) => Promise<void>) | undefined,
): IvsClient {
  const client = new IvsClient(config);
  client.middlewareStack.add(
    (next, context) => async (args) => {
      await wait?.(operationOf(context.commandName));
      return next(args);
    },
    // After the retry loop, so that each try waits for its turn.
    { step: "finalizeRequest", name: "callRate", priority: "low" },
  );
  // It copies each answer for a log that nobody keeps.
  client.middlewareStack.remove("loggerMiddleware");
  // Outermost, so that whatever fails on the way (credentials, endpoint, network) is understood as this call's.
  client.middlewareStack.add(
    (next, context) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        const problem = problemOf(error, operationOf(context.commandName));
        if (problem.kind === "credentials") forgetCredentials(target.profile);
        throw new IvsError(problem, error);
      }
    },
    { step: "initialize", name: "understandErrors", priority: "high" },
  );
  return client;
}

/** Asks for the next page before what is made of this one is begun: neither waits for the other. */
async function* ahead<Page>(pages: AsyncGenerator<Page, void>): AsyncGenerator<Page, void> {
  for (let asked = pages.next(); ; ) {
    const { value, done } = await asked;
    if (done) return;
    asked = pages.next();
    // Told when it is waited for; nobody may.
    asked.catch(() => {});
    yield value;
  }
}

function operationOf(commandName: string | undefined): string {
  return (commandName ?? "").replace(/Command$/, "");
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

function toRecording(summary: RecordingConfigurationSummary): Recording {
  return {
    arn: summary.arn ?? "",
    name: summary.name ?? "",
    bucket: summary.destinationConfiguration?.s3?.bucketName ?? "",
    state: summary.state ?? "CREATING",
    tags: summary.tags ?? {},
  };
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

function toChannelDetails(channel: AwsChannel): ChannelDetails {
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

function toRecordingDetails(arn: Arn, recording?: RecordingConfiguration): RecordingDetails {
  const { thumbnailConfiguration: thumbnails, renditionConfiguration: renditions } =
    recording ?? {};
  return {
    arn,
    name: recording?.name ?? "",
    bucket: recording?.destinationConfiguration?.s3?.bucketName ?? "",
    state: recording?.state ?? "CREATING",
    tags: recording?.tags ?? {},
    reconnectWindowSeconds: recording?.recordingReconnectWindowSeconds ?? 0,
    thumbnails: {
      mode: thumbnails?.recordingMode ?? "INTERVAL",
      intervalSeconds: thumbnails?.targetIntervalSeconds ?? 60,
      resolution: thumbnails?.resolution ?? "",
      storage: thumbnails?.storage ?? ["SEQUENTIAL"],
    },
    renditions: {
      selection: renditions?.renditionSelection ?? "ALL",
      list: renditions?.renditions ?? [],
    },
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

function recordingInput(settings: RecordingSettings): CreateRecordingConfigurationRequest {
  const { mode, intervalSeconds, resolution, storage } = settings.thumbnails;
  const { selection, list } = settings.renditions;
  const input = {
    name: settings.name,
    destinationConfiguration: { s3: { bucketName: settings.bucket } },
    recordingReconnectWindowSeconds: settings.reconnectWindowSeconds,
    // The interval is the interval mode's: with DISABLED the service refuses it.
    thumbnailConfiguration:
      mode === "INTERVAL"
        ? {
            recordingMode: mode,
            targetIntervalSeconds: intervalSeconds,
            ...(resolution && { resolution }),
            storage: [...storage],
          }
        : { recordingMode: mode },
    renditionConfiguration: {
      renditionSelection: selection,
      ...(selection === "CUSTOM" && { renditions: [...list] }),
    },
  };
  return input as CreateRecordingConfigurationRequest;
}

function toStream(summary: StreamSummary): Stream {
  return {
    channelArn: summary.channelArn ?? "",
    health: summary.health ?? "UNKNOWN",
    viewers: summary.viewerCount ?? -1,
    startTime: summary.startTime?.toISOString() ?? "",
  };
}
