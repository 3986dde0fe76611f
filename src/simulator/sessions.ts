import type { AudioConfiguration, VideoConfiguration } from "@aws-sdk/client-ivs";
import {
  ACCOUNT_ID,
  type Channel,
  fullRecordingConfiguration,
  recordingState,
  type Session,
  type Stream,
  type StreamEvent,
  Timestamp,
} from "./model";
import type { Recorder } from "./recording/recorder";
import type { Region } from "./world";

const DAY = 24 * 3600_000;
/** After so long a stream ends, and its encoder must connect anew. */
const MAX_STREAM_MS = 2 * DAY;
const SESSION_KEPT_MS = 60 * DAY;
const MAX_EVENTS = 500;

/** What the service calls the kinds of its events, by the events' names. */
const eventTypes: Readonly<Record<string, string>> = {
  "Session Created": "IVS Stream State Change",
  "Session Ended": "IVS Stream State Change",
  "Stream Start": "IVS Stream State Change",
  "Stream End": "IVS Stream State Change",
  "Stream Failure": "IVS Stream State Change",
  "Stream Takeover": "IVS Stream State Change",
  "Stream Takeover Failure": "IVS Stream State Change",
  "Starvation Start": "IVS Stream Health Change",
  "Starvation End": "IVS Stream Health Change",
  "Ingest Bitrate": "IVS Limit Breach",
  "Ingest Resolution": "IVS Limit Breach",
  "Concurrent Broadcasts": "IVS Limit Breach",
  "Concurrent Viewers": "IVS Limit Breach",
  "Recording Start": "IVS Recording State Change",
  "Recording End": "IVS Recording State Change",
  "Recording Start Failure": "IVS Recording State Change",
  "Recording End Failure": "IVS Recording State Change",
  "Ad Break Inserted": "IVS Ad Break State Change",
};

/** The names of the events that a session can have. */
export const eventNames: readonly string[] = Object.keys(eventTypes);

/** The session of a channel whose encoder is there, or has only just gone. */
export function openSession(region: Region, channelArn: string): Session | undefined {
  return region.sessions.last((one) => one.channelArn === channelArn && one.state !== "ENDED");
}

/** An encoder connects to a channel: its stream starts when it has taken its time. */
export function connect(region: Region, channelArn: string, streamId: string) {
  const { clock, streamMs } = region.world;
  const startsAt = clock() + streamMs;
  const session: Session = {
    channelArn,
    streamId,
    startsAt,
    state: "STARTING",
    adBreakUntil: 0,
    hasErrorEvent: false,
    events: [],
    snapshot: {},
  };
  append(session, "Session Created", startsAt - streamMs);
  region.sessions.add(keyOf(session), session);
  update(region);
}

/** The encoder of a session goes away: a stream that has started ends when it has taken its time. */
export function disconnect(region: Region, session: Session): void {
  const { clock, streamMs } = region.world;
  session.endsAt ??= clock() + (session.state === "LIVE" ? streamMs : 0);
  update(region);
}

/** What a live stream can become. */
export interface Sent {
  health?: Stream["health"];
  viewers?: number;
  /** How long it takes until so many watch, in the metrics; at once unless said. */
  overMs?: number;
}

/** What the encoder of a live session sends has changed, or how many watch. */
export function change(
  region: Region,
  session: Session,
  { overMs, ...sent }: Sent,
): Stream | undefined {
  const at = region.world.clock();
  const stream = region.streams.get(session.channelArn);
  if (!stream) return undefined;
  const { health = stream.health, viewers = stream.viewerCount } = sent;
  const next = { ...stream, health, viewerCount: viewers };
  region.streams.replace(session.channelArn, next);
  if (health === stream.health && viewers === stream.viewerCount) return next;
  session.changes ??= [];
  session.changes.push({ at, health, viewers, ...(overMs && { overMs }) });
  const starves = health === "STARVING";
  if (starves !== (stream.health === "STARVING")) {
    append(session, starves ? "Starvation Start" : "Starvation End", at);
  }
  region.sessions.replace(keyOf(session), session);
  return next;
}

/** Adds an event to a session that is open. */
export function addEvent(region: Region, session: Session, name: string, code?: string): void {
  append(session, name, region.world.clock(), code);
  region.sessions.replace(keyOf(session), session);
}

/** Brings the sessions of a region up to the present: called before anything looks at them. */
export function advance(region: Region): void {
  if (region.world.clock() >= region.nextChange) update(region);
}

function update(region: Region): void {
  const now = region.world.clock();
  region.nextChange = Number.POSITIVE_INFINITY;
  for (const session of region.sessions.values()) {
    const key = keyOf(session);
    for (let due = dueOf(session); due <= now; due = dueOf(session)) {
      if (session.state === "ENDED") {
        region.sessions.delete(key);
        break;
      }
      if (session.state === "STARTING" && session.endsAt === undefined) start(region, session);
      else end(region, session, due);
      region.sessions.replace(key, session);
    }
    region.nextChange = Math.min(region.nextChange, dueOf(session));
  }
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
  const recording = region.recordings.get(channel.recordingConfigurationArn);
  // As in the CLI's example, tags and the SRT passphrase are not kept.
  const { tags, srt, ...shown } = channel;
  session.state = "LIVE";
  session.snapshot = {
    channel: shown,
    ...ingestOf(channel),
    ...(recording && {
      recordingConfiguration: fullRecordingConfiguration(recording, region.world.clock()),
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
  append(session, "Stream Start", startsAt);
  if (!channel.recordingConfigurationArn) return;
  const bucket = recording?.destinationConfiguration.s3?.bucketName;
  const isActive = recording && recordingState(recording, region.world.clock()) === "ACTIVE";
  if (bucket && isActive && region.world.canRecordTo(bucket, region.name)) {
    session.recording = { bucket, prefix: prefixOf(session) };
    const isDone = write(region, (recorder) => recorder.started(session));
    append(session, isDone ? "Recording Start" : "Recording Start Failure", startsAt);
  } else {
    append(session, "Recording Start Failure", startsAt);
  }
}

function end(region: Region, session: Session, at: number): void {
  const wasLive = session.state === "LIVE";
  session.state = "ENDED";
  session.endsAt = at;
  if (wasLive) {
    region.streams.delete(session.channelArn);
    append(session, "Stream End", at);
  }
  append(session, "Session Ended", at);
  if (!session.recording) return;
  const isDone = write(region, (recorder) => recorder.ended(session));
  append(session, isDone ? "Recording End" : "Recording End Failure", at);
}

/** Whether a recording could be written: the stream goes on all the same, as in AWS. */
function write({ world }: Region, work: (recorder: Recorder) => void): boolean {
  try {
    if (world.recorder && !world.isPast) work(world.recorder);
    return true;
  } catch (error) {
    console.error(`IVS simulator: cannot write a recording: ${(error as Error).message}`);
    return false;
  }
}

function append(session: Session, name: string, at: number, code?: string): void {
  const type = eventTypes[name] ?? "";
  const event: StreamEvent = { eventTime: new Timestamp(at), name, type, ...(code && { code }) };
  session.events = [event, ...session.events].slice(0, MAX_EVENTS);
  if (name.endsWith("Failure") || type === "IVS Limit Breach") session.hasErrorEvent = true;
}

function keyOf({ channelArn, streamId }: Session): string {
  return `${channelArn}/${streamId}`;
}

/** Where in its bucket a recording goes: as the service does, numbers are not padded with zeros. */
function prefixOf({ channelArn, streamId, startsAt }: Session): string {
  const at = new Date(startsAt);
  const minute = [
    at.getUTCFullYear(),
    at.getUTCMonth() + 1,
    at.getUTCDate(),
    at.getUTCHours(),
    at.getUTCMinutes(),
  ].join("/");
  const recordingId = streamId.slice(3, 15);
  return `ivs/v1/${ACCOUNT_ID}/${channelArn.split("/")[1]}/${minute}/${recordingId}`;
}

/** What an encoder sends to a channel of that type: one track, or all that multitrack input allows. */
function ingestOf({ type, multitrackInputConfiguration: multitrack }: Channel) {
  const heights = { SD: [480], HD: [720, 480], FULL_HD: [1080, 720, 480] };
  const sent = multitrack.enabled
    ? heights[multitrack.maximumResolution ?? "FULL_HD"]
    : [type === "BASIC" ? 480 : 1080];
  const videoConfigurations = sent.map((height, track) => videoOf(height, `Track${track}`));
  const audio: AudioConfiguration = {
    channels: 2,
    codec: "mp4a.40.2",
    sampleRate: 48_000,
    targetBitrate: 160_000,
    track: "Track0",
  };
  const [video] = videoConfigurations;
  return {
    // The deprecated member, which alone has the AVC profile and level.
    ingestConfiguration: { audio, video: { ...video, avcProfile: "High", avcLevel: video?.level } },
    ingestConfigurations: { audioConfigurations: [audio], videoConfigurations },
  };
}

function videoOf(height: number, track: string): VideoConfiguration {
  const [level, codec, width, targetBitrate] =
    height === 1080
      ? (["4.0", "avc1.640028", 1920, 6_000_000] as const)
      : height === 720
        ? (["3.1", "avc1.64001F", 1280, 3_000_000] as const)
        : (["3.0", "avc1.64001E", 852, 1_400_000] as const);
  return {
    avcLevel: "",
    avcProfile: "",
    codec,
    encoder: "IVS simulator",
    level,
    profile: "High",
    targetBitrate,
    targetFramerate: 30,
    track,
    videoHeight: height,
    videoWidth: width,
  };
}
