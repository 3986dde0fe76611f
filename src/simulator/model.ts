import type {
  AdConfiguration as AdConfigurationShape,
  Channel as ChannelShape,
  PlaybackKeyPair as PlaybackKeyPairShape,
  PlaybackRestrictionPolicy as PlaybackRestrictionPolicyShape,
  RecordingConfiguration as RecordingConfigurationShape,
  StreamEvent as StreamEventShape,
  StreamKey as StreamKeyShape,
  StreamSession as StreamSessionShape,
  _Stream as StreamShape,
} from "@aws-sdk/client-ivs";

/** The one account that the simulator knows: AWS's own example of an account id. */
export const ACCOUNT_ID = "111122223333";

/** A shape of the SDK with all its members present, as the service answers them. */
export type Full<T> = { [K in keyof T]-?: NonNullable<T[K]> };

export type Channel = Full<ChannelShape>;
export type StreamKey = Full<StreamKeyShape>;
export type Stream = Full<StreamShape>;
export interface KeyPair extends Full<PlaybackKeyPairShape> {
  /** In PEM: what tokens are verified with. No answer has it. */
  publicKeyMaterial: string;
}

export type Policy = Full<PlaybackRestrictionPolicyShape>;
export type AdConfiguration = Full<AdConfigurationShape>;
export type StreamEvent = Full<Omit<StreamEventShape, "code">> & { code?: string };

/** An encoder's connection to a channel, from before its stream starts until long after it ended. */
export interface Session {
  readonly channelArn: string;
  readonly streamId: string;
  /** When the stream starts, or did; in milliseconds, as all that is not shown. */
  readonly startsAt: number;
  /** When the stream ends or did, once its encoder has gone. */
  endsAt?: number;
  state: "STARTING" | "LIVE" | "ENDED";
  /** When the last ad break that was inserted is over. */
  adBreakUntil: number;
  /** Where in which bucket it is recorded, if it is: see `RecordingSession`. */
  recording?: { bucket: string; prefix: string };
  /** What its encoder sends, as it was told last. */
  encoder: Encoder;
  /** The priority of the encoder that has the stream, and how many took it over. */
  priority: number;
  takeovers: number;
  /** Why it ended, if IVS ended it. */
  endCode?: string;
  hasErrorEvent: boolean;
  /** What the encoder sent and how many watched, each since a time; the oldest first. */
  changes?: SessionChange[];
  /** The latest first. */
  events: StreamEvent[];
  /** As it stood when the stream started. */
  snapshot: Pick<
    StreamSessionShape,
    "channel" | "ingestConfiguration" | "ingestConfigurations" | "recordingConfiguration"
  >;
}

/** What an encoder sends: bits and pictures a second, and seconds between key pictures. */
export interface Encoder {
  width: number;
  height: number;
  framerate: number;
  videoBitrate: number;
  audioBitrate: number;
  keyframeInterval: number;
  /** As RFC 6381 writes it, such as avc1.640028. */
  codec: string;
}

/**
 * What is recorded in one place: a stream, or several if the encoder comes back before the reconnect
 * window has passed.
 */
export interface RecordingSession {
  /** What events call it: not part of its prefix. */
  readonly id: string;
  readonly channelArn: string;
  readonly bucket: string;
  readonly prefix: string;
  readonly windowMs: number;
  /** Of the first stream. */
  readonly snapshot: Session["snapshot"];
  /** The oldest first. */
  streams: { streamId: string; startsAt: number; endsAt?: number }[];
  state: "RECORDING" | "WAITING" | "ENDED" | "FAILED";
  /** While it records: when it next finds out whether it still can. */
  writesAt: number;
  /** When it ends or did, once its last stream has. */
  endsAt?: number;
}

/** The sessions of a viewer up to that version may not go on. */
export interface Revocation {
  channelArn: string;
  viewerId: string;
  version: number;
}

/** A token that was good for a single use, kept until it would have ended. */
export interface UsedToken {
  uuid: string;
  endsAt: number;
}

/** How a stream went on since a time. */
export interface SessionChange {
  at: number;
  health: Stream["health"];
  viewers: number;
  encoder: Encoder;
  /** How long it took until so many watched. */
  overMs?: number;
}

/** A recording configuration: its state is not stored but follows from the clock (see `recordingState`). */
export interface RecordingConfiguration extends Full<Omit<RecordingConfigurationShape, "state">> {
  settling: {
    to: "ACTIVE" | "CREATE_FAILED";
    afterMs: number;
    /** When the time began to run; undefined until the first request that reads the state. */
    since?: number;
  };
}

/** The state of a recording configuration now. Reading it starts a time that had not begun to run. */
export function recordingState(
  { settling }: RecordingConfiguration,
  now: number,
): "CREATING" | "ACTIVE" | "CREATE_FAILED" {
  settling.since ??= now;
  return now - settling.since < settling.afterMs ? "CREATING" : settling.to;
}

/** A recording configuration as the service shows it now. */
export function fullRecordingConfiguration(
  configuration: RecordingConfiguration,
  now: number,
): Full<RecordingConfigurationShape> {
  const { settling, ...shown } = configuration;
  return { ...shown, state: recordingState(configuration, now) };
}

/** A point in time that is written as the service writes it: ISO 8601 in whole seconds. */
export class Timestamp extends Date {
  override toJSON(): string {
    return `${this.toISOString().slice(0, 19)}Z`;
  }
}

/** What a session is known by in its region. */
export function sessionKey(channelArn: string, streamId: string): string {
  return `${channelArn}/${streamId}`;
}
