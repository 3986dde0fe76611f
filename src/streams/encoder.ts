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
      readonly member: "videoBitrate" | "totalBitrate" | "frameRate" | "audioBitrate" | "audioChannels";
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
