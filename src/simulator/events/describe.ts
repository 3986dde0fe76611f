import { createHash, randomUUID } from "node:crypto";
import { ingestLimit } from "../encoder";
import { ACCOUNT_ID, type Session, type StreamEvent, Timestamp } from "../model";
import { quotaValue } from "../quotas";
import { durationOf } from "../recording/recorder";
import { type Region, spell } from "../world";
import type { EventBridgeEvent } from "./event";

type Detail = Record<string, unknown>;

/**
 * What EventBridge delivers for an event of a session, in the forms that the IVS user guide shows.
 * `more` is what an event has beyond the session: of an ad break, its id, length and time.
 */
export function describeEvent(
  region: Region,
  session: Session,
  event: StreamEvent,
  more: Detail = {},
): EventBridgeEvent {
  const { name, type, code, eventTime } = event;
  const at = eventTime.getTime();
  if (isQuota(name)) return describeQuotaBreach(region, name, at);
  const about = {
    channel_name:
      session.snapshot.channel?.name ?? region.channels.get(session.channelArn)?.name ?? "",
    stream_id: session.streamId,
  };
  return envelope(region, type, at, [session.channelArn], detail());

  function detail(): Detail {
    if (type === "IVS Limit Breach") {
      return { limit_name: name, ...ingestBreach(session, name), ...about };
    }
    if (type === "IVS Recording State Change") {
      return { ...about, recording_status: name, ...recordingOf(region, session, name, at) };
    }
    // The only reason that is known.
    const reason = "Transcode capacity exceeded. Please try again.";
    return {
      event_name: name,
      ...about,
      ...(name === "Stream Failure" && { reason }),
      ...(code && { code }),
      ...(name === "Ad Break Inserted" && { ...anAdBreak(event), ...more }),
    };
  }
}

/** What EventBridge delivers when a region has more at once than the account may have. */
export function describeQuotaBreach(region: Region, name: Quota, at: number): EventBridgeEvent {
  const { streams, world } = region;
  const { quotas } = world.account;
  const views = streams.values().reduce((sum, { viewerCount }) => sum + viewerCount, 0);
  const [limit, value, unit] =
    name === "Concurrent Broadcasts"
      ? ([quotaValue("streams", quotas), streams.size, "active streams"] as const)
      : ([quotaValue("views", quotas), views, "viewers"] as const);
  return envelope(region, "IVS Limit Breach", at, [], {
    limit_name: name,
    limit_value: limit,
    // The one that would exceed it is not there.
    exceeded_by: Math.max(1, value - limit),
    limit_unit: unit,
  });
}

type Quota = "Concurrent Broadcasts" | "Concurrent Viewers";

function isQuota(name: string): name is Quota {
  return name === "Concurrent Broadcasts" || name === "Concurrent Viewers";
}

function envelope(
  region: Region,
  type: string,
  at: number,
  resources: string[],
  detail: Detail,
): EventBridgeEvent {
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": type,
    source: "aws.ivs",
    account: ACCOUNT_ID,
    time: new Timestamp(at).toJSON(),
    region: region.name,
    resources,
    detail,
  };
}

/**
 * What a breach of the channel's limits says of what the encoder sends. An event that was added by hand
 * may tell of a limit that is kept: then it is exceeded by a tenth.
 */
function ingestBreach({ snapshot, encoder }: Session, name: string): Detail {
  const which = name === "Ingest Resolution" ? name : "Ingest Bitrate";
  const { limit, value, unit } = ingestLimit(which, snapshot.channel ?? {}, encoder);
  return {
    limit_value: limit,
    exceeded_by: value > limit ? value - limit : limit / 10,
    limit_unit: unit,
  };
}

function recordingOf(
  region: Region,
  { recording, snapshot, streamId }: Session,
  name: string,
  at: number,
) {
  const known = recording && region.recordingSessions.get(recording.prefix);
  const configured = snapshot.recordingConfiguration?.destinationConfiguration?.s3?.bucketName;
  const reasons: Readonly<Record<string, string>> = {
    "Recording Start Failure": "ValidationException",
    "Recording End Failure": "InternalServerException",
  };
  const hasEnded = name === "Recording End";
  return {
    recording_status_reason: reasons[name] ?? "",
    recording_s3_bucket_name: recording?.bucket ?? configured ?? "",
    recording_s3_key_prefix: name === "Recording Start Failure" ? "" : (recording?.prefix ?? ""),
    recording_duration_ms: hasEnded && known ? durationOf(known, at) : 0,
    recording_session_id: known?.id ?? idFor(`recording of ${streamId}`, 16),
    ...(hasEnded && { recording_session_stream_ids: known?.streams.map((one) => one.streamId) }),
  };
}

/** What is said of an ad break that was added by hand. */
function anAdBreak({ eventTime }: StreamEvent): Detail {
  return {
    ad_break_id: idFor(`ad break at ${eventTime.getTime()}`, 12),
    duration_seconds: 30,
    target_start_time: new Timestamp(eventTime.getTime() + 10_000).toJSON(),
  };
}

function idFor(what: string, length: number): string {
  return spell(createHash("shake256", { outputLength: length }).update(what).digest());
}
