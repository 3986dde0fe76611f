import { breachedLimit, defaultEncoder, ingestOf } from "./encoder";
import {
  type Encoder,
  fullRecordingConfiguration,
  type Session,
  type Stream,
  sessionKey,
  Timestamp,
} from "./model";
import { quotas } from "./quotas";
import { advanceRecordings, pauseRecording, startRecording } from "./recordingSessions";
import { appendEvent, type EventDetail } from "./sessionEvents";
import type { Region } from "./world";

const DAY = 24 * 3600_000;
/** After so long a stream ends, and its encoder must connect anew. */
const MAX_STREAM_MS = 2 * DAY;
const SESSION_KEPT_MS = 60 * DAY;

/** The session of a channel whose encoder is there, or has only just gone. */
export function openSession(region: Region, channelArn: string): Session | undefined {
  return region.sessions.last((one) => one.channelArn === channelArn && one.state !== "ENDED");
}

/** An encoder connects to a channel: its stream starts when it has taken its time. */
export function connect(
  region: Region,
  channelArn: string,
  streamId: string,
  { encoder, priority = 0 }: Sent = {},
): void {
  const { clock, streamMs } = region.world;
  const startsAt = clock() + streamMs;
  const session: Session = {
    channelArn,
    streamId,
    startsAt,
    state: "STARTING",
    adBreakUntil: 0,
    encoder: { ...defaultEncoder(region.channels.find(channelArn)), ...encoder },
    priority,
    takeovers: 0,
    hasErrorEvent: false,
    events: [],
    snapshot: {},
  };
  appendEvent(region, session, "Session Created", startsAt - streamMs);
  region.sessions.add(sessionKeyOf(session), session);
  update(region);
}

/**
 * The encoder of a session goes away: a stream that has started ends when it has taken its time. With a
 * code, it is IVS that ends the session.
 */
export function disconnect(region: Region, session: Session, code?: string): void {
  const { clock, streamMs } = region.world;
  session.endCode ??= code;
  session.endsAt ??= clock() + (session.state === "LIVE" ? streamMs : 0);
  region.sessions.replace(sessionKeyOf(session), session);
  update(region);
}

/** What a live stream can become. */
export interface Sent {
  health?: Stream["health"];
  viewers?: number;
  /** How long it takes until so many watch, in the metrics; at once unless said. */
  overMs?: number;
  encoder?: Partial<Encoder>;
  /** Another encoder wants to take over, with that priority. */
  priority?: number;
}

/** What the encoder of a live session sends has changed, or how many watch. */
export function change(
  region: Region,
  session: Session,
  { overMs, encoder, ...sent }: Sent,
): Stream | undefined {
  const at = region.world.clock();
  const stream = region.streams.get(session.channelArn);
  if (!stream) return undefined;
  const { health = stream.health, viewers = stream.viewerCount } = sent;
  const next = { ...stream, health, viewerCount: viewers };
  region.streams.replace(session.channelArn, next);
  const isSame = health === stream.health && viewers === stream.viewerCount;
  if (isSame && encoder === undefined) return next;
  session.encoder = { ...session.encoder, ...encoder };
  session.changes?.push({
    at,
    health,
    viewers,
    encoder: session.encoder,
    ...(overMs && { overMs }),
  });
  const starves = health === "STARVING";
  if (starves !== (stream.health === "STARVING")) {
    appendEvent(region, session, starves ? "Starvation Start" : "Starvation End", at);
  }
  region.sessions.replace(sessionKeyOf(session), session);
  return next;
}

/**
 * Another encoder takes a live stream over, by a priority that exceeds the present one's. Gives the code
 * of the service for what keeps it from it; the stream then goes on as it was.
 */
export function takeOver(
  region: Region,
  session: Session,
  { priority = 0, encoder = {} }: Sent,
): string | undefined {
  const next = { ...session.encoder, ...encoder };
  const isAlike = (["width", "height", "codec"] as const).every(
    (member) => next[member] === session.encoder[member],
  );
  const code =
    priority <= session.priority
      ? "StreamTakeoverInvalidPriority"
      : !isAlike
        ? "StreamTakeoverMediaMismatch"
        : session.takeovers >= quotas.takeovers.value
          ? "StreamTakeoverLimitBreached"
          : undefined;
  const name = code ? "Stream Takeover Failure" : "Stream Takeover";
  if (!code) {
    session.priority = priority;
    session.takeovers++;
  }
  addEvent(region, session, name, { code });
  return code;
}

/** Adds an event to a session that is open. */
export function addEvent(
  region: Region,
  session: Session,
  name: string,
  detail?: EventDetail,
): void {
  appendEvent(region, session, name, region.world.clock(), detail);
  region.sessions.replace(sessionKeyOf(session), session);
}

/** Brings the sessions of a region up to the present: called before anything looks at them. */
export function advance(region: Region): void {
  if (region.world.clock() >= region.nextChange) update(region);
}

function update(region: Region): void {
  const now = region.world.clock();
  let next = Number.POSITIVE_INFINITY;
  for (const session of region.sessions.values()) {
    const key = sessionKeyOf(session);
    for (let due = dueOf(session); due <= now; due = dueOf(session)) {
      if (session.state === "ENDED") {
        region.sessions.delete(key);
        break;
      }
      if (session.state === "STARTING" && session.endsAt === undefined) start(region, session);
      else end(region, session, due);
      region.sessions.replace(key, session);
    }
    next = Math.min(next, dueOf(session));
  }
  region.nextChange = Math.min(next, advanceRecordings(region, now));
}

/** When time next changes a session. */
function dueOf({ state, startsAt, endsAt = Number.POSITIVE_INFINITY }: Session): number {
  if (state === "STARTING") return Math.min(startsAt, endsAt);
  if (state === "LIVE") return Math.min(startsAt + MAX_STREAM_MS, endsAt);
  return endsAt + SESSION_KEPT_MS;
}

function start(region: Region, session: Session): void {
  const { channelArn, streamId, startsAt } = session;
  const channel = region.channels.find(channelArn);
  const configuration = region.recordings.get(channel.recordingConfigurationArn);
  // As in the CLI's example, tags and the SRT passphrase are not kept.
  const { tags, srt, ...shown } = channel;
  session.state = "LIVE";
  session.snapshot = {
    channel: shown,
    ...ingestOf(channel, session.encoder),
    ...(configuration && {
      recordingConfiguration: fullRecordingConfiguration(configuration, region.world.clock()),
    }),
  };
  region.streams.add(channelArn, {
    channelArn,
    streamId,
    playbackUrl: channel.playbackUrl,
    startTime: new Timestamp(startsAt),
    state: "LIVE",
    health: "HEALTHY",
    viewerCount: 0,
  });
  session.changes = [{ at: startsAt, health: "HEALTHY", viewers: 0, encoder: session.encoder }];
  appendEvent(region, session, "Stream Start", startsAt);
  const breach = breachedLimit(channel, session.encoder);
  if (breach) {
    appendEvent(region, session, breach, startsAt);
    session.endsAt = startsAt;
  } else {
    startRecording(region, session, channel);
  }
}

function end(region: Region, session: Session, at: number): void {
  const wasLive = session.state === "LIVE";
  session.state = "ENDED";
  session.endsAt = at;
  if (wasLive) {
    region.streams.delete(session.channelArn);
    appendEvent(region, session, "Stream End", at);
  }
  appendEvent(region, session, "Session Ended", at, { code: session.endCode });
  pauseRecording(region, session, at);
}

function sessionKeyOf({ channelArn, streamId }: Session): string {
  return sessionKey(channelArn, streamId);
}
