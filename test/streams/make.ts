import { DEFAULTS } from "../../src/channels/rules";
import {
  type ChannelSeries,
  METRICS,
  type MetricName,
  type Point,
} from "../../src/streams/metrics";
import type { AudioTrack, Session, SessionEvent, VideoTrack } from "../../src/streams/sessions";

/** When the sessions of tests start. */
export const START = Date.parse("2026-03-01T12:00:00Z");
export const MINUTE = 60_000;
/** The minute of a session as a time. */
export const at = (minute: number) => START + minute * MINUTE;

export const CHANNEL_ARN = "arn:aws:ivs:us-east-1:111122223333:channel/Main0000Chan";

export function event(minute: number, name: string, code = "", type = ""): SessionEvent {
  return { at: at(minute), name, type, code };
}

export function video(more: Partial<VideoTrack> = {}): VideoTrack {
  return {
    track: "Track0",
    codec: "avc1.64001F",
    profile: "High",
    level: "3.1",
    encoder: "obs-output module (libobs version 30.1.2)",
    width: 1280,
    height: 720,
    targetBitrate: 3_000_000,
    targetFramerate: 30,
    ...more,
  };
}

export function audio(more: Partial<AudioTrack> = {}): AudioTrack {
  return {
    track: "Track0",
    codec: "mp4a.40.2",
    targetBitrate: 160_000,
    sampleRate: 48_000,
    channels: 2,
    ...more,
  };
}

/** A live session of a STANDARD channel, with what started it. */
export function session(more: Partial<Session> = {}): Session {
  const { events = [], ...rest } = more;
  const began = ((more.startTime ?? START) - START) / MINUTE;
  return {
    streamId: "st-1A2b3C",
    startTime: START,
    channel: {
      ...DEFAULTS,
      arn: CHANNEL_ARN,
      name: "main",
      tags: {},
      ingestEndpoint: "0123456789ab.global-contribute.live-video.net",
      playbackUrl: "https://0123456789ab.us-east-1.playback.live-video.net/x.m3u8",
    },
    ingest: { video: [video()], audio: [audio()] },
    ...rest,
    events: [event(began, "Session Created"), event(began, "Stream Start"), ...events],
  };
}

/** What a series is at each minute of a session: undefined where there is nothing. */
export type Course = (minute: number) => number | undefined;

const STEADY: Readonly<Record<MetricName, Course>> = {
  videoBitrate: () => 3_000_000,
  frameRate: () => 30,
  audioBitrate: () => 160_000,
  keyframeInterval: () => 2,
  viewers: () => 12,
};

/** Series of so many minutes, steady but for what is given. `period`: of what the encoder sends (ms). */
export function series(
  minutes: number,
  courses: Partial<Record<MetricName, Course>> = {},
  period = 5000,
): ChannelSeries {
  const one = (name: MetricName) => {
    const every = name === "viewers" ? Math.max(period, MINUTE) : period;
    const course = courses[name] ?? STEADY[name];
    const points: Point[] = [];
    for (let time = START; time < at(minutes); time += every) {
      const value = course((time - START) / MINUTE);
      if (value !== undefined) points.push({ at: time, value });
    }
    return { period: every, points };
  };
  const all = METRICS.map((name) => [name, one(name)] as const);
  return Object.fromEntries(all) as Record<MetricName, (typeof all)[number][1]>;
}
