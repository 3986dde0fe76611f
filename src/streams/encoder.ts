import type { ChannelDetails } from "../channels/model";
import type { AudioTrack, Ingest, VideoTrack } from "./sessions";

/** What of a channel decides what it takes. */
export type IngestRules = Pick<ChannelDetails, "type" | "multitrack">;

/** In pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * One thing that arrives, beside what the channel takes. `arrives` is undefined where the service does not say it,
 * `limit` where nothing is said of it.
 */
export type EncoderFact = {
  /** The track's name; "" when it is the only one of its kind. */
  readonly track: string;
  /** It is more than the channel takes, or something that it does not take. */
  readonly breach: boolean;
} & (
  | {
      readonly member: "videoCodec" | "audioCodec";
      /** As it arrives, such as "avc1.640028". */
      readonly arrives: string | undefined;
      readonly limit: readonly ("H.264" | "HEVC" | "AAC-LC")[];
    }
  | {
      readonly member: "profile" | "level" | "encoder";
      readonly arrives: string | undefined;
      readonly limit: undefined;
    }
  | {
      readonly member: "resolution";
      readonly arrives: Size | undefined;
      /** At most so many pixels a side, and in all. */
      readonly limit: { readonly edge: number; readonly pixels: number; readonly name: string };
    }
  | {
      /** Bits, frames or samples a second; or channels. */
      readonly member:
        | "videoBitrate"
        | "totalBitrate"
        | "frameRate"
        | "audioBitrate"
        | "audioChannels";
      readonly arrives: number | undefined;
      /** At most. */
      readonly limit: number;
    }
  | {
      readonly member: "sampleRate";
      readonly arrives: number | undefined;
      /** One of these. */
      readonly limit: readonly number[];
    }
  | {
      /** There is none of it. */
      readonly member: "video" | "audio";
      readonly arrives: undefined;
      readonly limit: undefined;
    }
  | {
      /** How many video tracks arrive, where multitrack input decides whether they may be several. */
      readonly member: "tracks";
      readonly arrives: number;
      readonly limit: "one" | "several" | "any";
    }
);

/** Any channel takes so much of one track: 1080p. */
const FULL_HD = { name: "1080p", edge: 1920, pixels: 2_100_000 };
/** A track of multitrack input, by the channel's maximum resolution. */
const MAXIMUM_RESOLUTION: Readonly<Record<string, typeof FULL_HD>> = {
  SD: { name: "480p", edge: 864, pixels: 415_000 },
  HD: { name: "720p", edge: 1280, pixels: 921_600 },
  FULL_HD,
};
/** Of what BASIC takes less: 480p. */
const SMALL = { edge: 855, pixels: 415_000 };

export const MAX_AUDIO_BITRATE = 320_000;
const MAX_FRAMERATE = 60;
const MAX_AUDIO_CHANNELS = 2;
const SAMPLE_RATES = [44_100, 48_000];

/** How many bits of video a second a channel takes, of all tracks together. A breach ends the stream. */
export function videoBitrateLimit(video: readonly VideoTrack[], { type }: IngestRules): number {
  if (video.length > 1) return 15_000_000;
  if (type !== "BASIC") return 8_500_000;
  const [track] = video;
  return track && fits(track, SMALL) ? 1_500_000 : 3_500_000;
}

function fits(
  { width, height }: Size,
  { edge, pixels }: { edge: number; pixels: number },
): boolean {
  return Math.max(width, height) <= edge && width * height <= pixels;
}

/**
 * What an encoder sends, track by track, beside what the channel takes. The limits are those of the user guide: service
 * quotas, streaming configuration and multitrack video.
 */
export function encoderFacts(ingest: Ingest, rules: IngestRules): EncoderFact[] {
  const { video, audio } = ingest;
  const total = video.reduce((sum, { targetBitrate }) => sum + targetBitrate, 0);
  const limit = videoBitrateLimit(video, rules);
  return [
    ...(video.length === 0 ? [nothing("video", true)] : []),
    ...tracksFact(video.length, rules),
    ...video.flatMap((track) => videoFacts(track, video.length > 1, rules, limit)),
    ...(video.length > 1 ? [atMost("", "totalBitrate", total, limit)] : []),
    ...(audio.length === 0 ? [nothing("audio", false)] : []),
    ...audio.flatMap((track) => audioFacts(track, audio.length > 1)),
  ];
}

function nothing(member: "video" | "audio", breach: boolean): EncoderFact {
  return { track: "", member, arrives: undefined, limit: undefined, breach };
}

function tracksFact(arrives: number, { multitrack }: IngestRules): EncoderFact[] {
  const isOff = !multitrack.enabled;
  const limit = isOff ? "one" : multitrack.policy === "REQUIRE" ? "several" : "any";
  const breach = (limit === "one" && arrives > 1) || (limit === "several" && arrives === 1);
  return arrives > 1 || breach ? [{ track: "", member: "tracks", arrives, limit, breach }] : [];
}

function videoFacts(
  video: VideoTrack,
  isOneOfSeveral: boolean,
  { multitrack }: IngestRules,
  bitrateLimit: number,
): EncoderFact[] {
  const track = isOneOfSeveral ? video.track : "";
  const { codec, profile, level, encoder, width, height, targetBitrate, targetFramerate } = video;
  const size = isOneOfSeveral
    ? (MAXIMUM_RESOLUTION[multitrack.maximumResolution] ?? FULL_HD)
    : FULL_HD;
  const codecs: readonly ("H.264" | "HEVC")[] = multitrack.enabled ? ["H.264", "HEVC"] : ["H.264"];
  const known = videoCodec(codec);
  return [
    {
      track,
      member: "videoCodec",
      arrives: codec || undefined,
      limit: codecs,
      breach: codec !== "" && !codecs.some((one) => one === known),
    },
    said(track, "profile", profile),
    said(track, "level", level),
    {
      track,
      member: "resolution",
      arrives: width && height ? { width, height } : undefined,
      limit: size,
      breach: !fits(video, size),
    },
    atMost(track, "frameRate", targetFramerate, MAX_FRAMERATE),
    // Of several tracks all together are limited.
    ...(isOneOfSeveral ? [] : [atMost(track, "videoBitrate", targetBitrate, bitrateLimit)]),
    said(track, "encoder", encoder),
  ];
}

/** RFC 6381's names of codecs, and what encoders call them. */
function videoCodec(codec: string): "H.264" | "HEVC" | undefined {
  if (/^(?:avc[13]|h\.?264)/i.test(codec)) return "H.264";
  return /^(?:hvc1|hev1|hevc|h\.?265)/i.test(codec) ? "HEVC" : undefined;
}

function audioFacts(audio: AudioTrack, isOneOfSeveral: boolean): EncoderFact[] {
  const track = isOneOfSeveral ? audio.track : "";
  const { codec, sampleRate, channels, targetBitrate } = audio;
  return [
    {
      track,
      member: "audioCodec",
      arrives: codec || undefined,
      limit: ["AAC-LC"],
      breach: codec !== "" && !/^(?:mp4a(?:\.40\.2)?|aac(?:-lc)?)$/i.test(codec),
    },
    atMost(track, "audioBitrate", targetBitrate, MAX_AUDIO_BITRATE),
    {
      track,
      member: "sampleRate",
      arrives: sampleRate || undefined,
      limit: SAMPLE_RATES,
      breach: sampleRate > 0 && !SAMPLE_RATES.includes(sampleRate),
    },
    atMost(track, "audioChannels", channels, MAX_AUDIO_CHANNELS),
  ];
}

function said(track: string, member: "profile" | "level" | "encoder", text: string): EncoderFact {
  return { track, member, arrives: text || undefined, limit: undefined, breach: false };
}

function atMost(
  track: string,
  member: "videoBitrate" | "totalBitrate" | "frameRate" | "audioBitrate" | "audioChannels",
  arrives: number,
  limit: number,
): EncoderFact {
  return { track, member, arrives: arrives || undefined, limit, breach: arrives > limit };
}
