import type {
  GetStreamRequest,
  GetStreamResponse,
  ListStreamsRequest,
  ListStreamsResponse,
  PutMetadataRequest,
  StopStreamRequest,
  StopStreamResponse,
  StreamSummary,
} from "@aws-sdk/client-ivs";
import { describeQuotaBreach } from "../../events/describe";
import type { Full, Stream } from "../../model";
import { change, connect, disconnect, openSession, type Sent, takeOver } from "../../sessions";
import type { NewId, Region } from "../../world";
import { checkQuota } from "../checkQuota";
import { IvsError } from "../errors";
import type { Operation } from "./operation";
import { keyOf } from "./streamKeys";

const MAX_METADATA_BYTES = 1024;
const METADATA_PER_SECOND = 5;

/** GetStream: the live stream of a channel; an offline channel has none (ChannelNotBroadcasting). */
export const getStream: Operation<GetStreamRequest, GetStreamResponse> = (
  region,
  { channelArn },
) => ({ stream: findStream(region, channelArn) });

/** ListStreams: a page of what is live, all or of one health. */
export const listStreams: Operation<ListStreamsRequest, ListStreamsResponse> = (region, input) => {
  const health = input.filterBy?.health;
  const { items: streams, nextToken } = region.streams.page(
    "ListStreams",
    input,
    summary,
    health && ((stream) => stream.health === health),
  );
  return { streams, nextToken };
};

/** StopStream: disconnects the encoder; here it does not come back by itself. */
export const stopStream: Operation<StopStreamRequest, StopStreamResponse> = (
  region,
  { channelArn },
) => {
  findStream(region, channelArn);
  const session = openSession(region, channelArn);
  if (session) disconnect(region, session);
  return {};
};

/** PutMetadata: takes 1 KB at most, five times a second for a channel, and only while it is live. */
export const putMetadata: Operation<PutMetadataRequest, undefined> = (
  region,
  { channelArn, metadata },
) => {
  findStream(region, channelArn);
  if (Buffer.byteLength(metadata) > MAX_METADATA_BYTES) {
    throw new IvsError(
      "ValidationException",
      `metadata must be ${MAX_METADATA_BYTES} bytes at most`,
    );
  }
  if (!region.mayCall(`PutMetadata ${channelArn}`, METADATA_PER_SECOND)) {
    throw new IvsError("ThrottlingException", "Rate exceeded");
  }
  return undefined;
};

/**
 * An encoder connects to a channel, or changes what it sends: no operation of the API. Refused for
 * an unknown channel, and for one without a stream key.
 */
export function broadcast(
  region: Region,
  channelArn: string,
  sent: Sent,
  newId: NewId = region.world.newId,
): Stream | undefined {
  region.channels.find(channelArn);
  const open = openSession(region, channelArn);
  if (open?.state === "LIVE" && sent.priority !== undefined) {
    const code = takeOver(region, open, sent);
    if (code) throw new IvsError("ConflictException", `Stream Takeover Failure: ${code}`);
  } else if (!open) {
    if (!keyOf(region, channelArn)) {
      const message = `Channel: ${channelArn} has no stream key that an encoder could connect with`;
      throw new IvsError("ConflictException", message);
    }
    checkStreams(region);
    connect(region, channelArn, `st-${newId(23)}`, sent);
    const { encoder, ...others } = sent;
    const started = openSession(region, channelArn);
    return started && change(region, started, others);
  }
  return open && change(region, open, sent);
}

function checkStreams(region: Region): void {
  try {
    checkQuota(region, "streams");
  } catch (error) {
    const now = region.world.clock();
    region.world.tell(() => describeQuotaBreach(region, "Concurrent Broadcasts", now));
    throw error;
  }
}

/** The live stream of a channel; refuses an unknown channel and one that is offline. */
export function findStream(region: Region, channelArn: string): Stream {
  region.channels.find(channelArn);
  const stream = region.streams.get(channelArn);
  if (!stream) {
    throw new IvsError("ChannelNotBroadcasting", `Channel: ${channelArn} is not currently online`);
  }
  return stream;
}

/** What ListStreams shows of a stream: all but its playback URL. */
function summary({ playbackUrl, ...stream }: Stream): Full<StreamSummary> {
  return stream;
}
