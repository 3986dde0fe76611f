import type {
  GetStreamRequest,
  GetStreamResponse,
  ListStreamsRequest,
  ListStreamsResponse,
  StopStreamRequest,
  StopStreamResponse,
  StreamHealth,
  StreamSummary,
} from "@aws-sdk/client-ivs";
import { Refusal } from "../refusal";
import { type Full, type NewId, type Region, type Stream, Timestamp } from "../world";
import type { Operation } from "./operation";
import { keyOf } from "./streamKeys";

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
  region.streams.delete(channelArn);
  return {};
};

/**
 * An encoder connects to a channel, or changes what it sends: no operation of the API. Refused for
 * an unknown channel, and for one without a stream key.
 */
export function broadcast(
  region: Region,
  channelArn: string,
  { health, viewers }: { health?: StreamHealth; viewers?: number },
  newId: NewId = region.world.newId,
): Stream {
  const { playbackUrl } = region.channels.find(channelArn);
  let stream = region.streams.get(channelArn);
  if (!stream) {
    if (!keyOf(region, channelArn)) {
      const message = `Channel: ${channelArn} has no stream key that an encoder could connect with`;
      throw new Refusal("ConflictException", message);
    }
    stream = {
      channelArn,
      streamId: `st-${newId(23)}`,
      playbackUrl,
      startTime: new Timestamp(region.world.clock()),
      state: "LIVE",
      health: "HEALTHY",
      viewerCount: 0,
    };
    region.streams.add(channelArn, stream);
  }
  stream.health = health ?? stream.health;
  stream.viewerCount = viewers ?? stream.viewerCount;
  return stream;
}

function findStream(region: Region, channelArn: string): Stream {
  region.channels.find(channelArn);
  const stream = region.streams.get(channelArn);
  if (!stream) {
    throw new Refusal("ChannelNotBroadcasting", `Channel: ${channelArn} is not broadcasting`);
  }
  return stream;
}

/** What ListStreams shows of a stream: all but its playback URL. */
function summary({ playbackUrl, ...stream }: Stream): Full<StreamSummary> {
  return stream;
}
