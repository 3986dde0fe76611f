import type { RecordingSession } from "../model";
import type { ObjectStore } from "../objectStore";
import { keyPicture, samePicture } from "./h264";
import { greyJpeg } from "./jpeg";
import {
  classOf,
  multivariantPlaylist,
  type Rendition,
  recordedRenditions,
  renditionsOf,
} from "./renditions";
import { type Picture, transportStream } from "./transportStream";

const SEGMENT_MS = 10_000;
/** So many segments and thumbnails come as often as they should; after that, one stands for half an hour. */
const MAX_FREQUENT = 360;
const RARE_MS = 30 * 60_000;

/** How far a recording is written. It is lost with the program, and then written once more. */
interface Progress {
  /** The stream that is being written, and how much of it is; then how much of all streams. */
  stream: number;
  inStreamMs: number;
  totalMs: number;
  segments: number;
  longestMs: number;
  thumbnails: number;
  nextThumbnailMs: number;
  /** The lines of each rendition's playlists, by its name. */
  readonly lines: ReadonlyMap<string, { plain: string[]; byteRange: string[] }>;
}

/** Writes recordings in the service's own layout, below `ivs/v1/` in their bucket. */
export class Recorder {
  readonly #progress = new Map<string, Progress>();
  /** Pictures that are made once, for they come again and again. */
  readonly #pictures = new Map<string, Buffer>();

  constructor(private readonly objects: ObjectStore) {}

  /** A recording begins: its first event is written. */
  start(recording: RecordingSession): void {
    this.#writeEvent(recording, "recording-started", {
      recording_status: "RECORDING_STARTED",
      media: mediaOf(recording),
    });
  }

  /**
   * Writes what a recording has by a time: whole segments, but for the last one of a stream, and so many of
   * them at most.
   */
  write(recording: RecordingSession, now: number, maxSegments = Number.POSITIVE_INFINITY): void {
    const progress = this.#progressOf(recording);
    const known = progress.segments;
    for (
      let stream = recording.streams[progress.stream];
      stream && progress.segments - known < maxSegments;
      stream = recording.streams[progress.stream]
    ) {
      const leftMs = (stream.endsAt ?? now) - stream.startsAt - progress.inStreamMs;
      const wantedMs = progress.segments < MAX_FREQUENT ? SEGMENT_MS : RARE_MS;
      if (leftMs < wantedMs && stream.endsAt === undefined) break;
      if (leftMs > 0) {
        const ms = Math.min(leftMs, wantedMs);
        this.#writeSegment(recording, progress, stream.startsAt + progress.inStreamMs, ms);
      }
      if (leftMs <= wantedMs && stream.endsAt !== undefined) {
        progress.stream++;
        progress.inStreamMs = 0;
      }
    }
    if (progress.segments > known) this.#writePlaylists(recording, progress);
    const isBehind = progress.segments - known >= maxSegments;
    const writtenMs = isBehind ? progress.totalMs : durationOf(recording, now);
    this.#writeThumbnails(recording, progress, writtenMs);
  }

  /** A recording is over: the rest of it is written. */
  end(recording: RecordingSession): void {
    const endedAt = recording.streams.at(-1)?.endsAt ?? 0;
    this.write(recording, endedAt);
    this.#writePlaylists(recording, this.#progressOf(recording), true);
    this.#progress.delete(recording.prefix);
    const media = mediaOf(recording);
    this.#writeEvent(recording, "recording-ended", {
      recording_ended_at: time(endedAt),
      recording_status: "RECORDING_ENDED",
      media: { ...media, hls: { duration_ms: durationOf(recording, endedAt), ...media.hls } },
    });
  }

  /** A recording is over because it could not go on: what there is of it stays. */
  fail(recording: RecordingSession): void {
    const written = this.#progress.get(recording.prefix)?.totalMs ?? 0;
    this.#progress.delete(recording.prefix);
    const { renditions } = mediaOf(recording).hls;
    this.#writeEvent(recording, "recording-failed", {
      recording_ended_at: time(recording.endsAt ?? 0),
      recording_status: "RECORDING_ENDED_WITH_FAILURE",
      recording_status_message: "InternalServerException",
      media: {
        hls: {
          duration_ms: written,
          path: "media/hls",
          playlist: "master.m3u8",
          renditions: renditions.map(({ byte_range_playlist, ...rendition }) => rendition),
        },
      },
    });
  }

  #progressOf(recording: RecordingSession): Progress {
    let progress = this.#progress.get(recording.prefix);
    if (!progress) {
      this.start(recording);
      const renditions = recordedRenditions(recording.snapshot);
      progress = {
        stream: 0,
        inStreamMs: 0,
        totalMs: 0,
        segments: 0,
        longestMs: 0,
        thumbnails: 0,
        nextThumbnailMs: 0,
        lines: new Map(renditions.map(({ name }) => [name, { plain: [], byteRange: [] }])),
      };
      this.#progress.set(recording.prefix, progress);
      for (const [file, playlist] of [
        ["master.m3u8", "playlist.m3u8"],
        ["byte-range-multivariant.m3u8", "byte-range-variant.m3u8"],
      ]) {
        const text = multivariantPlaylist(
          recording.channelArn,
          renditions,
          ({ name }) => `${name}/${playlist}`,
        );
        this.#write(recording, `media/hls/${file}`, text);
      }
    }
    return progress;
  }

  /** Writes the next segment of each rendition: a picture each second, the first of them a key picture. */
  #writeSegment(recording: RecordingSession, progress: Progress, at: number, ms: number): void {
    const { segments: index, totalMs } = progress;
    for (const { name, width, height } of recordedRenditions(recording.snapshot)) {
      const key = this.#picture(`${width}x${height}`, () => keyPicture(width, height));
      const pictures: Picture[] = [];
      for (let second = 0; second * 1000 < ms; second++) {
        const isKey = second === 0;
        const data = isKey ? key : samePicture(width, height, second);
        pictures.push({ at: totalMs / 1000 + second, isKey, data });
      }
      const segment = transportStream(pictures);
      this.#write(recording, `media/hls/${name}/${index}.ts`, segment);
      // What a new stream begins with does not follow from what the last one ended with.
      const isNew = progress.inStreamMs === 0 && index > 0;
      const lines = [
        ...(isNew ? ["#EXT-X-DISCONTINUITY"] : []),
        `#EXT-X-PROGRAM-DATE-TIME:${time(at)}`,
        `#EXTINF:${(ms / 1000).toFixed(3)},`,
      ];
      const { plain, byteRange } = progress.lines.get(name) ?? { plain: [], byteRange: [] };
      plain.push(...lines, `${index}.ts`);
      byteRange.push(...lines, `#EXT-X-BYTERANGE:${segment.length}@0`, `${index}.ts`);
    }
    progress.segments++;
    progress.inStreamMs += ms;
    progress.totalMs += ms;
    progress.longestMs = Math.max(progress.longestMs, ms);
  }

  #writePlaylists(recording: RecordingSession, progress: Progress, isOver = false): void {
    const { longestMs, totalMs } = progress;
    const playlist = (version: number, type: string, lines: string[]) =>
      `${[
        "#EXTM3U",
        `#EXT-X-VERSION:${version}`,
        `#EXT-X-TARGETDURATION:${Math.ceil(Math.max(longestMs, SEGMENT_MS) / 1000)}`,
        `#EXT-X-PLAYLIST-TYPE:${type}`,
        "#EXT-X-MEDIA-SEQUENCE:0",
        `#EXT-X-TWITCH-TOTAL-SECS:${(totalMs / 1000).toFixed(3)}`,
        ...lines,
        ...(isOver ? ["#EXT-X-ENDLIST"] : []),
      ].join("\n")}\n`;
    for (const [name, { plain, byteRange }] of progress.lines) {
      const folder = `media/hls/${name}`;
      this.#write(recording, `${folder}/playlist.m3u8`, playlist(3, "EVENT", plain));
      const type = isOver ? "VOD" : "EVENT";
      this.#write(recording, `${folder}/byte-range-variant.m3u8`, playlist(4, type, byteRange));
    }
  }

  #writeThumbnails(recording: RecordingSession, progress: Progress, totalMs: number): void {
    const { thumbnailConfiguration } = recording.snapshot.recordingConfiguration ?? {};
    if (thumbnailConfiguration?.recordingMode !== "INTERVAL") return;
    const { width, height } = thumbnailOf(recording);
    const intervalMs = (thumbnailConfiguration.targetIntervalSeconds ?? 60) * 1000;
    const storage = thumbnailConfiguration.storage ?? ["SEQUENTIAL"];
    // From dark to light, so that one can be told from the next.
    const picture = (index: number) => {
      const grey = 48 + ((index * 16) % 176);
      return this.#picture(`${width}x${height} ${grey}`, () => greyJpeg(width, height, grey));
    };
    const known = progress.thumbnails;
    while (progress.nextThumbnailMs < totalMs || progress.thumbnails === 0) {
      const index = progress.thumbnails++;
      progress.nextThumbnailMs += index < MAX_FREQUENT ? intervalMs : RARE_MS;
      if (storage.includes("SEQUENTIAL")) {
        this.#write(recording, `media/thumbnails/thumb${index}.jpg`, picture(index));
      }
    }
    if (storage.includes("LATEST") && progress.thumbnails > known) {
      const latest = picture(progress.thumbnails - 1);
      this.#write(recording, "media/latest_thumbnail/thumb.jpg", latest);
    }
  }

  #writeEvent(recording: RecordingSession, name: string, details: object): void {
    const event = {
      version: "v1",
      channel_arn: recording.channelArn,
      recording_started_at: time(recording.streams[0]?.startsAt ?? 0),
      ...details,
    };
    this.#write(recording, `events/${name}.json`, JSON.stringify(event));
  }

  #picture(name: string, make: () => Buffer): Buffer {
    const picture = this.#pictures.get(name) ?? make();
    this.#pictures.set(name, picture);
    return picture;
  }

  #write({ bucket, prefix }: RecordingSession, name: string, content: string | Buffer): void {
    this.objects.write(bucket, `${prefix}/${name}`, content);
  }
}

/** How long a recording is by a time: the gaps between its streams do not count. */
export function durationOf({ streams }: RecordingSession, now: number): number {
  return streams.reduce((sum, { startsAt, endsAt = now }) => sum + endsAt - startsAt, 0);
}

/** What the event files of a recording say of its media. */
function mediaOf(recording: RecordingSession) {
  const { thumbnailConfiguration } = recording.snapshot.recordingConfiguration ?? {};
  const { width, height } = thumbnailOf(recording);
  const size = { resolution_height: height, resolution_width: width };
  const isOn = thumbnailConfiguration?.recordingMode === "INTERVAL";
  const storage = thumbnailConfiguration?.storage ?? ["SEQUENTIAL"];
  return {
    hls: {
      path: "media/hls",
      playlist: "master.m3u8",
      byte_range_playlist: "byte-range-multivariant.m3u8",
      renditions: recordedRenditions(recording.snapshot).map(({ name, width, height }) => ({
        path: name,
        playlist: "playlist.m3u8",
        byte_range_playlist: "byte-range-variant.m3u8",
        resolution_height: height,
        resolution_width: width,
      })),
    },
    ...(isOn && { thumbnails: { path: "media/thumbnails", ...size } }),
    ...(isOn &&
      storage.includes("LATEST") && {
        latest_thumbnail: { path: "media/latest_thumbnail/thumb.jpg", ...size },
      }),
  };
}

/** The rendition that thumbnails are made of. */
function thumbnailOf({ snapshot }: RecordingSession): Pick<Rendition, "width" | "height"> {
  const wanted = snapshot.recordingConfiguration?.thumbnailConfiguration?.resolution;
  const made = renditionsOf(snapshot);
  const found = made.find(({ height }) => classOf(height) === wanted) ?? made[0];
  return found ?? { width: 1920, height: 1080 };
}

const time = (at: number) => new Date(at).toISOString();
