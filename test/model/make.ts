import type { Channel, Recording, Stream } from "../../src/model/ivs";
import type { Part, Snapshot, State } from "../../src/model/store";

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

/** A state in which everything named was read, and the parts that are not named are unknown. */
export function ready(lists: {
  recordings?: Recording[];
  channels?: Channel[];
  streams?: Stream[];
}): Extract<State, { kind: "ready" }> {
  const snapshot: { -readonly [P in Part]?: Snapshot[P] } = {};
  const { recordings, channels, streams } = lists;
  if (recordings)
    snapshot.recordings = { items: new Map(recordings.map((r) => [r.arn, r])), complete: true };
  if (channels)
    snapshot.channels = { items: new Map(channels.map((c) => [c.arn, c])), complete: true };
  if (streams)
    snapshot.streams = { items: new Map(streams.map((s) => [s.channelArn, s])), complete: true };
  return { kind: "ready", snapshot, problems: new Map(), readAt: 0 };
}
