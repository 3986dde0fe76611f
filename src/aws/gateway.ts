import {
  type Channel as AwsChannel,
  type ChannelSummary,
  GetChannelCommand,
  GetRecordingConfigurationCommand,
  GetStreamKeyCommand,
  IvsClient,
  ListStreamKeysCommand,
  paginateListChannels,
  paginateListRecordingConfigurations,
  paginateListStreams,
  type RecordingConfigurationSummary,
  type StreamSummary,
} from "@aws-sdk/client-ivs";
import type { Target } from "../model/connection";
import type { Arn, Channel, ChannelDetails, Ivs, Recording, Stream } from "../model/ivs";
import { IvsError, problemOf } from "../model/problem";
import { parseArn } from "../model/rules";
import { type AskMfaCode, clientConfig, forgetCredentials } from "./credentials";
import { limiter } from "./limit";

const MASK = "••••••••";

/** The port on the official client. Asks nothing before its first call; every failure is an IvsError. */
export async function connect(target: Target, askMfaCode: AskMfaCode): Promise<Ivs> {
  const client = new IvsClient(await clientConfig(target, askMfaCode));
  const wait = limiter();
  client.middlewareStack.add(
    (next, context) => async (args) => {
      await wait(operationOf(context.commandName));
      return next(args);
    },
    // After the retry loop, so that each try waits for its turn.
    { step: "finalizeRequest", name: "callRate", priority: "low" },
  );
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

  const all = { client, pageSize: 100 };
  return {
    async *recordings(abortSignal) {
      for await (const page of paginateListRecordingConfigurations(all, {}, { abortSignal }))
        yield (page.recordingConfigurations ?? []).map(toRecording);
    },
    async *channels(abortSignal) {
      for await (const page of paginateListChannels(all, {}, { abortSignal }))
        yield (page.channels ?? []).map(toChannel);
    },
    async *streams(abortSignal) {
      for await (const page of paginateListStreams(all, {}, { abortSignal }))
        yield (page.streams ?? []).map(toStream);
    },
    async channel(arn) {
      const { channel } = await client.send(new GetChannelCommand({ arn }));
      return toChannelDetails(channel ?? { arn });
    },
    async streamKey(channelArn) {
      // The default page of this list is one key; a channel has at most one.
      const { streamKeys } = await client.send(new ListStreamKeysCommand({ channelArn }));
      const arn = streamKeys?.[0]?.arn;
      if (!arn) return undefined;
      const { streamKey } = await client.send(new GetStreamKeyCommand({ arn }));
      return streamKey?.value;
    },
    document: (arn) => document(client, arn),
  };
}

function operationOf(commandName: string | undefined): string {
  return (commandName ?? "").replace(/Command$/, "");
}

async function document(client: IvsClient, arn: Arn): Promise<object> {
  if (parseArn(arn).type === "recording-configuration") {
    const answer = await client.send(new GetRecordingConfigurationCommand({ arn }));
    return answer.recordingConfiguration ?? {};
  }
  const { channel } = await client.send(new GetChannelCommand({ arn }));
  return channel?.srt?.passphrase
    ? { ...channel, srt: { ...channel.srt, passphrase: MASK } }
    : (channel ?? {});
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
  return {
    ...toChannel(channel),
    ingestEndpoint: channel.ingestEndpoint ?? "",
    playbackUrl: channel.playbackUrl ?? "",
  };
}

function toStream(summary: StreamSummary): Stream {
  return {
    channelArn: summary.channelArn ?? "",
    health: summary.health ?? "UNKNOWN",
    viewers: summary.viewerCount ?? -1,
    startTime: summary.startTime?.toISOString() ?? "",
  };
}
