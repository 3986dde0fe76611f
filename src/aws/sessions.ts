import {
  type AudioConfiguration,
  GetStreamSessionCommand,
  ListStreamSessionsCommand,
  type StreamSession,
  type StreamSessionSummary,
  type VideoConfiguration,
} from "@aws-sdk/client-ivs";
import { isGone, problemOf } from "../core/problem";
import type { AudioTrack, Session, SessionSummary, Sessions, VideoTrack } from "../streams/model";
import { toChannelDetails } from "./channels";
import type { Clients } from "./client";
import { toRecordingDetails } from "./recordings";

/** The port of stream sessions on the official client. */
export function sessionsPort({ reader }: Clients): Sessions {
  return {
    async page(channelArn, nextToken) {
      const answer = await reader.send(
        new ListStreamSessionsCommand({ channelArn, nextToken, maxResults: 100 }),
      );
      const sessions = (answer.streamSessions ?? []).map(toSummary);
      return { sessions, ...(answer.nextToken && { next: answer.nextToken }) };
    },
    async get(channelArn, streamId) {
      try {
        const input = { channelArn, ...(streamId && { streamId }) };
        const { streamSession } = await reader.send(new GetStreamSessionCommand(input));
        return streamSession && toSession(streamSession);
      } catch (error) {
        if (isGone(problemOf(error))) return undefined;
        throw error;
      }
    },
  };
}

function times({ streamId = "", startTime, endTime }: StreamSession | StreamSessionSummary) {
  return {
    streamId,
    ...(startTime && { startTime: startTime.getTime() }),
    ...(endTime && { endTime: endTime.getTime() }),
  };
}

function toSummary(summary: StreamSessionSummary): SessionSummary {
  return { ...times(summary), hasErrorEvent: summary.hasErrorEvent ?? false };
}

function toSession(session: StreamSession): Session {
  const { channel, recordingConfiguration, ingestConfiguration, ingestConfigurations } = session;
  const { video, audio } = ingestConfiguration ?? {};
  const tracks = {
    video: ingestConfigurations?.videoConfigurations ?? (video ? [video] : []),
    audio: ingestConfigurations?.audioConfigurations ?? (audio ? [audio] : []),
  };
  const isKnown = ingestConfiguration !== undefined || ingestConfigurations !== undefined;
  const events = (session.truncatedEvents ?? []).map(({ eventTime, name, type, code }) => ({
    at: eventTime?.getTime() ?? 0,
    name: name ?? "",
    type: type ?? "",
    code: code ?? "",
  }));
  return {
    ...times(session),
    ...(channel && { channel: toChannelDetails(channel) }),
    ...(recordingConfiguration && {
      recording: toRecordingDetails(recordingConfiguration.arn ?? "", recordingConfiguration),
    }),
    ...(isKnown && {
      ingest: { video: tracks.video.map(toVideo), audio: tracks.audio.map(toAudio) },
    }),
    // They come with the newest first, and of one time in that order, too.
    events: events.reverse().sort((one, other) => one.at - other.at),
  };
}

function toVideo(video: VideoConfiguration): VideoTrack {
  return {
    track: video.track ?? "",
    codec: video.codec ?? "",
    // The names with avc are the deprecated ones.
    profile: video.profile || video.avcProfile || "",
    level: video.level || video.avcLevel || "",
    encoder: video.encoder ?? "",
    width: video.videoWidth ?? 0,
    height: video.videoHeight ?? 0,
    targetBitrate: video.targetBitrate ?? 0,
    targetFramerate: video.targetFramerate ?? 0,
  };
}

function toAudio(audio: AudioConfiguration): AudioTrack {
  return {
    track: audio.track ?? "",
    codec: audio.codec ?? "",
    targetBitrate: audio.targetBitrate ?? 0,
    sampleRate: audio.sampleRate ?? 0,
    channels: audio.channels ?? 0,
  };
}
