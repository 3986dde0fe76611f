import { Timestamp } from "./model";
import {
  anything,
  flag,
  integer,
  list,
  map,
  number,
  oneOf,
  type Shape,
  structure,
  text,
  validate,
} from "./shapes";
import type { Kind } from "./world";

const tags = map(text(), text());
const named = { arn: text(1), name: text(), tags };
const health = oneOf("HEALTHY", "STARVING", "UNKNOWN");

const encoder = structure({
  width: integer(1),
  height: integer(1),
  framerate: number(0),
  videoBitrate: integer(0),
  audioBitrate: integer(0),
  keyframeInterval: number(0),
  codec: text(),
});

/** What must be there of what is kept, so that no call stumbles over it: a file may be damaged. */
const shapes: Readonly<Record<Kind, Shape>> = {
  channels: structure({
    ...named,
    type: text(1),
    latencyMode: text(1),
    authorized: flag,
    insecureIngest: flag,
    recordingConfigurationArn: text(),
    playbackRestrictionPolicyArn: text(),
    adConfigurationArn: text(),
    preset: text(),
    containerFormat: text(1),
    multitrackInputConfiguration: structure({ enabled: flag }),
    ingestEndpoint: text(1),
    playbackUrl: text(1),
    srt: structure({ endpoint: text(1), passphrase: text(1) }),
  }),
  recordings: structure({
    ...named,
    destinationConfiguration: structure({ s3: structure({ bucketName: text(1) }) }),
    recordingReconnectWindowSeconds: integer(0),
    renditionConfiguration: anything,
    thumbnailConfiguration: anything,
    settling: structure(
      { to: oneOf("ACTIVE", "CREATE_FAILED"), afterMs: integer(0) },
      { since: number() },
    ),
  }),
  streamKeys: structure({ arn: text(1), channelArn: text(1), value: text(1), tags }),
  keyPairs: structure({ ...named, fingerprint: text(1), publicKeyMaterial: text(1) }),
  policies: structure({
    ...named,
    allowedCountries: list(text()),
    allowedOrigins: list(text()),
    enableStrictOriginEnforcement: flag,
  }),
  adConfigurations: structure({
    ...named,
    mediaTailorPlaybackConfigurations: list(anything),
    postRollConfiguration: anything,
  }),
  streams: structure({
    channelArn: text(1),
    streamId: text(1),
    playbackUrl: text(1),
    startTime: text(1),
    state: oneOf("LIVE"),
    health,
    viewerCount: integer(),
  }),
  sessions: structure(
    {
      channelArn: text(1),
      streamId: text(1),
      startsAt: number(),
      state: oneOf("STARTING", "LIVE", "ENDED"),
      adBreakUntil: number(),
      encoder,
      priority: integer(),
      takeovers: integer(0),
      hasErrorEvent: flag,
      events: list(structure({ eventTime: text(1), name: text(1), type: text() })),
      snapshot: anything,
    },
    {
      endsAt: number(),
      recording: structure({ bucket: text(1), prefix: text(1) }),
      changes: list(structure({ at: number(), health, viewers: integer(), encoder })),
    },
  ),
  recordingSessions: structure(
    {
      id: text(1),
      channelArn: text(1),
      bucket: text(1),
      prefix: text(1),
      windowMs: integer(0),
      snapshot: anything,
      streams: list(structure({ streamId: text(1), startsAt: number() }, { endsAt: number() }), 1),
      state: oneOf("RECORDING", "WAITING", "ENDED", "FAILED"),
      writesAt: number(),
    },
    { endsAt: number() },
  ),
  revocations: structure({ channelArn: text(1), viewerId: text(1), version: integer(0) }),
  usedTokens: structure({ uuid: text(1), endsAt: number() }),
};

/**
 * Makes what was kept of an item into one: texts that stand for points in time become those. Throws if
 * something of it is missing or of another type.
 */
export function revive(kind: Kind, key: string, item: unknown): object {
  validate(shapes[kind], item, kind);
  if (typeof key !== "string") throw new Error(`${kind} has no key`);
  const known = item as Record<string, unknown>;
  if (kind === "streams") return { ...known, startTime: timestamp(known.startTime) };
  if (kind === "sessions") {
    const events = (known.events as { eventTime: unknown }[]).map((event) => ({
      ...event,
      eventTime: timestamp(event.eventTime),
    }));
    return { ...known, events };
  }
  if (kind === "recordings") {
    // What nobody had read yet has been there for a while by now.
    return { ...known, settling: { since: 0, ...(known.settling as object) } };
  }
  return known;
}

function timestamp(value: unknown): Timestamp {
  const time = new Timestamp(value as string);
  if (Number.isNaN(time.getTime())) throw new Error(`${value} is no time`);
  return time;
}
