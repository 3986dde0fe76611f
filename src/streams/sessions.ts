import type { ChannelDetails } from "../channels/model";
import type { Arn } from "../core/arn";
import type { RecordingDetails } from "../recordings/model";

/** A stream session, as ListStreamSessions gives it. Times are in milliseconds since 1970. */
export interface SessionSummary {
  readonly streamId: string;
  /** Undefined until the stream has started. */
  readonly startTime?: number;
  /** Undefined while it goes on. */
  readonly endTime?: number;
  readonly hasErrorEvent: boolean;
}

/** Something that happened in a session. Names and codes may be ones that nobody has documented. */
export interface SessionEvent {
  readonly at: number;
  /** Such as "Starvation Start". */
  readonly name: string;
  /** EventBridge's detail-type, such as "IVS Stream Health Change". */
  readonly type: string;
  /** "" when it has none. */
  readonly code: string;
}

/** A video track that an encoder sends; 0 and "" where the service does not say. */
export interface VideoTrack {
  /** Such as "Track0"; "" where tracks have no names. */
  readonly track: string;
  readonly codec: string;
  readonly profile: string;
  readonly level: string;
  /** What made it, such as "obs-output module (libobs version 30.1.2)". Untrusted text. */
  readonly encoder: string;
  readonly width: number;
  readonly height: number;
  /** Bits a second. */
  readonly targetBitrate: number;
  /** Frames a second. */
  readonly targetFramerate: number;
}

/** An audio track, likewise. */
export interface AudioTrack {
  readonly track: string;
  readonly codec: string;
  /** Bits a second. */
  readonly targetBitrate: number;
  /** Samples a second. */
  readonly sampleRate: number;
  readonly channels: number;
}

/** What an encoder says that it sends; several tracks with multitrack input. */
export interface Ingest {
  readonly video: readonly VideoTrack[];
  readonly audio: readonly AudioTrack[];
}

/** The service truncates a session's events to so many. */
export const MAX_EVENTS = 500;

/** A whole session, as GetStreamSession gives it. */
export interface Session extends Omit<SessionSummary, "hasErrorEvent"> {
  /** The channel as it was when the stream started, without tags; undefined before that. */
  readonly channel?: ChannelDetails;
  /** What recorded it then, if anything did. */
  readonly recording?: RecordingDetails;
  /** Undefined before the stream has started. */
  readonly ingest?: Ingest;
  /** The oldest first. When there are MAX_EVENTS, there may have been more. */
  readonly events: readonly SessionEvent[];
}

/** Whether an event is good or bad news. Of one that nobody has documented, its name and code are all there is to go by. */
export function toneOf({ name, type, code }: SessionEvent): "neutral" | "good" | "error" {
  if (name === "Starvation End") return "good";
  if (name === "Starvation Start" || type === "IVS Limit Breach") return "error";
  // IVS says why it ended a session; of one whose encoder went away it says nothing.
  return /Failure$/.test(name) || BREACHES.has(name) || (name === "Session Ended" && code)
    ? "error"
    : "neutral";
}

/** The limits whose breach is told by an event of their name. */
const BREACHES = new Set([
  "Ingest Bitrate",
  "Ingest Resolution",
  "Concurrent Broadcasts",
  "Concurrent Viewers",
]);

/** A page of a channel's sessions, and how to ask for the next one; undefined after the last. */
export interface SessionPage {
  readonly sessions: readonly SessionSummary[];
  readonly next?: string;
}

/** The service, as far as stream sessions go: it keeps them for 60 days. Every call may throw a ServiceError. */
export interface Sessions {
  /** At most 100 sessions of a channel, the latest first. `next`: what came with the page before. */
  page(channelArn: Arn, next?: string): Promise<SessionPage>;
  /** A session, or the latest one of the channel; undefined when there is none. */
  get(channelArn: Arn, streamId?: string): Promise<Session | undefined>;
}

declare module "../core/collection" {
  interface Service {
    readonly sessions: Sessions;
  }
}
