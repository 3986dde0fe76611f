import type { Channel } from "../src/channels/model";
import type { Arn } from "../src/core/arn";
import type { Listing, Snapshot, State } from "../src/core/store";
import type { Recording } from "../src/recordings/model";
import type { Stream } from "../src/streams/model";

/** Things of us-east-1, whose ids are their names unless said otherwise. */
export function recording(name: string, more: Partial<Recording> = {}): Recording {
  const arn = `arn:aws:ivs:us-east-1:111122223333:recording-configuration/${name}`;
  return { arn, name, bucket: "bucket", state: "ACTIVE", tags: {}, ...more };
}

export function channel(name: string, more: Partial<Channel> = {}): Channel {
  return {
    arn: `arn:aws:ivs:us-east-1:111122223333:channel/${name}`,
    name,
    type: "STANDARD",
    latencyMode: "LOW",
    authorized: false,
    insecureIngest: false,
    recordingArn: "",
    tags: {},
    ...more,
  };
}

export function stream({ arn }: Channel, more: Partial<Stream> = {}): Stream {
  return {
    channelArn: arn,
    health: "HEALTHY",
    viewers: 7,
    startTime: "2026-01-01T00:00:00Z",
    ...more,
  };
}

/** A state in which everything named was read, and the lists that are not named are unknown. */
export function ready(lists: {
  recordings?: Recording[];
  channels?: Channel[];
  streams?: Stream[];
}): Extract<State, { kind: "ready" }> {
  const { recordings, channels, streams } = lists;
  const snapshot: Snapshot = {
    ...(recordings && { recordings: listing(recordings.map((one) => [one.arn, one])) }),
    ...(channels && { channels: listing(channels.map((one) => [one.arn, one])) }),
    ...(streams && { streams: listing(streams.map((one) => [one.channelArn, one])) }),
  };
  return { kind: "ready", snapshot, problems: new Map() };
}

/** A list that was read long ago. */
export function listing<T>(entries: [Arn, T][], more: Partial<Listing<T>> = {}): Listing<T> {
  return { items: new Map(entries), complete: true, readAt: 0, ...more };
}
