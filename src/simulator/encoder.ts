import type { AudioConfiguration, VideoConfiguration } from "@aws-sdk/client-ivs";
import type { Channel, Encoder, Session } from "./model";

/** The most that one track may have, of any channel: 1080p. */
const MAX_PIXELS = 2_100_000;
const MAX_EDGE = 1920;

/** What an encoder sends to a channel unless it is told otherwise. */
export function defaultEncoder({
  type,
  multitrackInputConfiguration: multitrack,
}: Channel): Encoder {
  const heights = { SD: 480, HD: 720, FULL_HD: 1080 };
  const single = type === "BASIC" ? 480 : 1080;
  const height = multitrack.enabled ? heights[multitrack.maximumResolution ?? "FULL_HD"] : single;
  return { ...ladderStep(height), audioBitrate: 160_000, framerate: 30, keyframeInterval: 2 };
}

/** The tracks that an encoder sends: one, or with multitrack input smaller ones too. */
export function ingestOf(
  { multitrackInputConfiguration: multitrack }: Channel,
  encoder: Encoder,
): Pick<Session["snapshot"], "ingestConfiguration" | "ingestConfigurations"> {
  const smaller = [720, 480].filter((height) => multitrack.enabled && height < encoder.height);
  const sent = [encoder, ...smaller.map((height) => ({ ...encoder, ...ladderStep(height) }))];
  const videoConfigurations = sent.map((one, track) => videoOf(one, `Track${track}`));
  const audio: AudioConfiguration = {
    channels: 2,
    codec: "mp4a.40.2",
    sampleRate: 48_000,
    targetBitrate: encoder.audioBitrate,
    track: "Track0",
  };
  const [video] = videoConfigurations;
  return {
    // The deprecated member, which alone has the AVC profile and level.
    ingestConfiguration: {
      audio,
      video: { ...video, avcProfile: video?.profile, avcLevel: video?.level },
    },
    ingestConfigurations: { audioConfigurations: [audio], videoConfigurations },
  };
}

/** The limits of what an encoder sends, by the names of the events that tell of their breach. */
const ingestLimits = ["Ingest Resolution", "Ingest Bitrate"] as const;
type IngestLimit = (typeof ingestLimits)[number];

/** What a channel lets an encoder send, in a unit of which it sends so many. */
export function ingestLimit(
  name: IngestLimit,
  { type, multitrackInputConfiguration: multitrack }: NonNullable<Session["snapshot"]["channel"]>,
  { width, height, videoBitrate }: Encoder,
): { limit: number; value: number; unit: string } {
  if (name === "Ingest Resolution") {
    const edge = Math.max(width, height);
    return edge > MAX_EDGE
      ? { limit: MAX_EDGE, value: edge, unit: "pixels per edge" }
      : { limit: MAX_PIXELS, value: width * height, unit: "total pixels" };
  }
  const basic = height <= 480 ? 1_500_000 : 3_500_000;
  const others = multitrack?.enabled ? 15_000_000 : 8_500_000;
  const limit = type === "BASIC" ? basic : others;
  return { limit, value: videoBitrate, unit: "bits per second" };
}

/** The limit of its channel that an encoder breaks: its stream is ended for it. */
export function breachedLimit(channel: Channel, encoder: Encoder): IngestLimit | undefined {
  return ingestLimits.find((name) => {
    const { limit, value } = ingestLimit(name, channel, encoder);
    return value > limit;
  });
}

function ladderStep(height: number): Pick<Encoder, "width" | "height" | "videoBitrate" | "codec"> {
  if (height > 720) return { width: 1920, height, videoBitrate: 6_000_000, codec: "avc1.640028" };
  if (height > 480) return { width: 1280, height, videoBitrate: 3_000_000, codec: "avc1.64001F" };
  return { width: 852, height, videoBitrate: 1_400_000, codec: "avc1.64001E" };
}

function videoOf(
  { width, height, framerate, videoBitrate, codec }: Encoder,
  track: string,
): VideoConfiguration {
  // As RFC 6381 writes them: profile, constraints and level, two hexadecimal digits each.
  const [, profile, level] = /^avc1\.(..)..(..)$/.exec(codec) ?? [];
  const profiles: Readonly<Record<string, string>> = {
    "42": "Baseline",
    "4D": "Main",
    "64": "High",
  };
  return {
    avcLevel: "",
    avcProfile: "",
    codec,
    encoder: "IVS simulator",
    level: level === undefined ? "" : (Number.parseInt(level, 16) / 10).toFixed(1),
    profile: profiles[profile?.toUpperCase() ?? ""] ?? "",
    targetBitrate: videoBitrate,
    targetFramerate: framerate,
    track,
    videoHeight: height,
    videoWidth: width,
  };
}
