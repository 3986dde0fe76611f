import {
  ACCOUNT_ID,
  type Channel,
  type RecordingSession,
  recordingState,
  type Session,
  sessionKey,
} from "./model";
import type { Recorder } from "./recording/recorder";
import { appendEvent } from "./sessionEvents";
import type { Region } from "./world";

/** So many segments are written at a time, of a recording that goes on. */
const MAX_SEGMENTS = 20;
const DAY_MS = 24 * 3600_000;
const KEPT_MS = 60 * DAY_MS;
/** A recording writes as often, and finds out then whether it still can. */
const WRITE_MS = 10_000;
/** What more than so many streams, or so long after the first, would be a recording of its own. */
const MAX_STREAMS = 20;
const MAX_SPAN_MS = 2 * DAY_MS;
/** How far the bitrate may be from the first stream's. */
const MAX_BITRATE_CHANGE = 0.5;

/**
 * A stream starts: it is recorded if its channel says so and IVS can write. Within the reconnect window
 * of the channel's last recording, and if the media are alike, that one goes on.
 */
export function startRecording(region: Region, session: Session, channel: Channel): void {
  if (!channel.recordingConfigurationArn) return;
  const { world } = region;
  const { startsAt, streamId } = session;
  const waiting = region.recordingSessions.last(
    (one) => one.channelArn === session.channelArn && one.state === "WAITING",
  );
  if (waiting && continues(waiting, session)) {
    waiting.streams.push({ streamId, startsAt });
    waiting.state = "RECORDING";
    waiting.writesAt = startsAt + WRITE_MS;
    session.recording = { bucket: waiting.bucket, prefix: waiting.prefix };
    region.recordingSessions.replace(waiting.prefix, waiting);
    return;
  }
  const configuration = region.recordings.get(channel.recordingConfigurationArn);
  const bucket = configuration?.destinationConfiguration.s3?.bucketName;
  const isActive = configuration && recordingState(configuration, world.clock()) === "ACTIVE";
  if (!bucket || !isActive || !world.canRecordTo(bucket, region.name)) {
    appendEvent(region, session, "Recording Start Failure", startsAt);
    return;
  }
  const recording: RecordingSession = {
    id: `${streamId.slice(3)}`.slice(-16),
    channelArn: session.channelArn,
    bucket,
    prefix: prefixOf(session),
    windowMs: configuration.recordingReconnectWindowSeconds * 1000,
    snapshot: session.snapshot,
    streams: [{ streamId, startsAt }],
    state: "RECORDING",
    writesAt: startsAt + WRITE_MS,
  };
  if (!write(region, (recorder) => recorder.start(recording))) {
    appendEvent(region, session, "Recording Start Failure", startsAt);
    return;
  }
  session.recording = { bucket, prefix: recording.prefix };
  region.recordingSessions.add(recording.prefix, recording);
  appendEvent(region, session, "Recording Start", startsAt);
}

/** A stream ends: its recording waits for another as long as the reconnect window is open. */
export function pauseRecording(region: Region, session: Session, at: number): void {
  const recording = region.recordingSessions.get(session.recording?.prefix ?? "");
  const stream = recording?.streams.at(-1);
  if (recording?.state !== "RECORDING" || stream?.streamId !== session.streamId) return;
  stream.endsAt = at;
  recording.state = "WAITING";
  recording.endsAt = at + recording.windowMs;
  region.recordingSessions.replace(recording.prefix, recording);
}

/** Lets the recordings of a region go on until a time. Gives when time next changes one. */
export function advanceRecordings(region: Region, now: number): number {
  let next = Number.POSITIVE_INFINITY;
  for (const recording of region.recordingSessions.values()) {
    for (let due = dueOf(recording); due <= now; due = dueOf(recording)) {
      if (recording.state === "RECORDING") {
        // All that is missed is written at once.
        recording.writesAt = now + WRITE_MS - ((now - due) % WRITE_MS);
        if (!canWrite(region, recording)) end(region, recording, due, false);
      } else if (recording.state === "WAITING") {
        end(region, recording, due, canWrite(region, recording));
      } else {
        region.recordingSessions.delete(recording.prefix);
        break;
      }
    }
    next = Math.min(next, dueOf(recording));
  }
  return next;
}

/**
 * Writes what was recorded by now: done when somebody looks, for most of it nobody ever reads. What is far
 * behind, such as a stream of the demo, catches up bit by bit, so that nobody waits for it.
 */
export function writeRecordings(region: Region): void {
  const now = region.world.clock();
  for (const recording of region.recordingSessions.values()) {
    if (recording.state === "RECORDING")
      write(region, (recorder) => recorder.write(recording, now, MAX_SEGMENTS));
  }
}

function dueOf({ state, writesAt, endsAt = Number.POSITIVE_INFINITY }: RecordingSession): number {
  if (state === "RECORDING") return writesAt;
  return state === "WAITING" ? endsAt : endsAt + KEPT_MS;
}

function canWrite({ world, name }: Region, { bucket }: RecordingSession): boolean {
  return world.canRecordTo(bucket, name);
}

/** A recording is over, in success or not. It was that of its last stream, if that goes on. */
function end(region: Region, recording: RecordingSession, at: number, isWritable: boolean): void {
  const stream = recording.streams.at(-1);
  if (stream) stream.endsAt ??= at;
  recording.endsAt = at;
  const isDone = isWritable && write(region, (recorder) => recorder.end(recording));
  recording.state = isDone ? "ENDED" : "FAILED";
  if (!isDone) write(region, (recorder) => recorder.fail(recording));
  region.recordingSessions.replace(recording.prefix, recording);
  const key = sessionKey(recording.channelArn, stream?.streamId ?? "");
  const session = region.sessions.get(key);
  if (!session) return;
  appendEvent(region, session, isDone ? "Recording End" : "Recording End Failure", at);
  region.sessions.replace(key, session);
}

/** Whether a stream can go on in a recording that waits. */
function continues({ streams, snapshot, endsAt = 0 }: RecordingSession, session: Session): boolean {
  const first = snapshot.ingestConfiguration?.video;
  const video = session.snapshot.ingestConfiguration?.video;
  const firstBitrate = first?.targetBitrate ?? 0;
  return (
    session.startsAt <= endsAt &&
    streams.length < MAX_STREAMS &&
    session.startsAt - (streams[0]?.startsAt ?? 0) < MAX_SPAN_MS &&
    session.snapshot.recordingConfiguration?.arn === snapshot.recordingConfiguration?.arn &&
    video?.videoWidth === first?.videoWidth &&
    video?.videoHeight === first?.videoHeight &&
    video?.targetFramerate === first?.targetFramerate &&
    video?.codec === first?.codec &&
    Math.abs((video?.targetBitrate ?? 0) - firstBitrate) <= firstBitrate * MAX_BITRATE_CHANGE
  );
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
