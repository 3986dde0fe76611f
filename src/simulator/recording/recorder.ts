import { ACCOUNT_ID, type Session } from "../model";
import type { ObjectStore } from "../objectStore";
import { codecOf, keyPicture, samePicture } from "./h264";
import { greyJpeg } from "./jpeg";
import { type Picture, transportStream } from "./transportStream";

const SEGMENT_SECONDS = 10;
/** A recording of an hour at most has segments of the usual length; those of longer ones are longer. */
const MAX_FILES = 360;

interface Rendition {
  name: string;
  width: number;
  height: number;
  bandwidth: number;
}

const renditions: readonly Rendition[] = [
  { name: "1080p30", width: 1920, height: 1080, bandwidth: 6_500_000 },
  { name: "720p30", width: 1280, height: 720, bandwidth: 2_560_000 },
  { name: "480p30", width: 852, height: 480, bandwidth: 1_560_000 },
  { name: "360p30", width: 640, height: 360, bandwidth: 694_000 },
  { name: "160p30", width: 284, height: 160, bandwidth: 278_000 },
];

/** The rendition classes of a recording configuration: the greatest height of each. */
const classes = { LOWEST_RESOLUTION: 360, SD: 480, HD: 720, FULL_HD: 1080 } as const;

/** Writes recordings in the service's own layout, below `ivs/v1/` in their bucket. */
export class Recorder {
  constructor(private readonly objects: ObjectStore) {}

  /** A recording begins: its first event is written. */
  started(session: Session): void {
    this.#writeEvent(session, "recording-started", {
      recording_status: "RECORDING_STARTED",
      media: this.#media(session),
    });
  }

  /** A recording is over: all of it is written. */
  ended(session: Session): void {
    this.started(session);
    const durationMs = (session.endsAt ?? session.startsAt) - session.startsAt;
    const chosen = recorded(session);
    for (const rendition of chosen) this.#writeRendition(session, rendition, durationMs / 1000);
    const lines = sessionData(session);
    for (const file of ["master.m3u8", "byte-range-multivariant.m3u8"]) {
      const playlist = file === "master.m3u8" ? "playlist.m3u8" : "byte-range-variant.m3u8";
      const variants = chosen.flatMap((one) => variant(one, playlist));
      this.#write(session, `media/hls/${file}`, text(["#EXTM3U", ...lines, ...variants]));
    }
    this.#writeThumbnails(session, durationMs / 1000);
    const media = this.#media(session);
    this.#writeEvent(session, "recording-ended", {
      recording_ended_at: time(session.endsAt ?? session.startsAt),
      recording_status: "RECORDING_ENDED",
      media: { ...media, hls: { duration_ms: durationMs, ...media.hls } },
    });
  }

  #writeRendition(session: Session, rendition: Rendition, seconds: number): void {
    const { name, width, height } = rendition;
    const length = lengthOfEach(seconds, SEGMENT_SECONDS);
    const starts = Array.from(
      { length: Math.ceil(seconds / length) },
      (_, index) => index * length,
    );
    const key = keyPicture(width, height);
    const plain: string[] = [];
    const ranged: string[] = [];
    for (const [index, start] of starts.entries()) {
      const duration = Math.min(length, seconds - start);
      const pictures: Picture[] = [];
      for (let second = 0; second < duration; second++) {
        const isKey = second === 0;
        const data = isKey ? key : samePicture(width, height, second);
        pictures.push({ at: start + second, isKey, data });
      }
      const segment = transportStream(pictures);
      this.#write(session, `media/hls/${name}/${index}.ts`, segment);
      const at = new Date(session.startsAt + start * 1000).toISOString();
      const lines = [`#EXT-X-PROGRAM-DATE-TIME:${at}`, `#EXTINF:${duration.toFixed(3)},`];
      plain.push(...lines, `${index}.ts`);
      ranged.push(...lines, `#EXT-X-BYTERANGE:${segment.length}@0`, `${index}.ts`);
    }
    const playlist = (version: number, type: string, lines: string[]) =>
      text([
        "#EXTM3U",
        `#EXT-X-VERSION:${version}`,
        `#EXT-X-TARGETDURATION:${Math.ceil(length)}`,
        `#EXT-X-PLAYLIST-TYPE:${type}`,
        "#EXT-X-MEDIA-SEQUENCE:0",
        ...lines,
        "#EXT-X-ENDLIST",
      ]);
    const folder = `media/hls/${name}`;
    this.#write(session, `${folder}/playlist.m3u8`, playlist(3, "EVENT", plain));
    this.#write(session, `${folder}/byte-range-variant.m3u8`, playlist(4, "VOD", ranged));
  }

  #writeThumbnails(session: Session, seconds: number): void {
    const { thumbnailConfiguration } = session.snapshot.recordingConfiguration ?? {};
    if (thumbnailConfiguration?.recordingMode !== "INTERVAL") return;
    const { width, height } = thumbnail(session);
    const interval = lengthOfEach(seconds, thumbnailConfiguration.targetIntervalSeconds ?? 60);
    const count = Math.max(1, Math.ceil(seconds / interval));
    // From dark to light, so that one can be told from the next.
    const picture = (index: number) => greyJpeg(width, height, 48 + ((index * 16) % 176));
    const storage = thumbnailConfiguration.storage ?? ["SEQUENTIAL"];
    if (storage.includes("SEQUENTIAL")) {
      for (let index = 0; index < count; index++) {
        this.#write(session, `media/thumbnails/thumb${index}.jpg`, picture(index));
      }
    }
    if (storage.includes("LATEST")) {
      this.#write(session, "media/latest_thumbnail/thumb.jpg", picture(count - 1));
    }
  }

  #media(session: Session) {
    const { thumbnailConfiguration } = session.snapshot.recordingConfiguration ?? {};
    const { width, height } = thumbnail(session);
    const size = { resolution_height: height, resolution_width: width };
    const isOn = thumbnailConfiguration?.recordingMode === "INTERVAL";
    const storage = thumbnailConfiguration?.storage ?? ["SEQUENTIAL"];
    return {
      hls: {
        path: "media/hls",
        playlist: "master.m3u8",
        byte_range_playlist: "byte-range-multivariant.m3u8",
        renditions: recorded(session).map(({ name, width, height }) => ({
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

  #writeEvent(session: Session, name: string, details: object): void {
    const event = {
      version: "v1",
      channel_arn: session.channelArn,
      recording_started_at: time(session.startsAt),
      ...details,
    };
    this.#write(session, `events/${name}.json`, JSON.stringify(event));
  }

  #write({ recording }: Session, name: string, content: string | Buffer): void {
    if (!recording) return;
    this.objects.write(recording.bucket, `${recording.prefix}/${name}`, content);
  }
}

/** The renditions that a channel makes of what it is sent, as far as they are recorded. */
function recorded({ snapshot }: Session): Rendition[] {
  const { channel, ingestConfiguration, recordingConfiguration } = snapshot;
  const sent = ingestConfiguration?.video?.videoHeight ?? 1080;
  const tallest =
    channel?.type === "ADVANCED_SD" ? 480 : channel?.type === "ADVANCED_HD" ? 720 : sent;
  const made = renditions.filter(({ height }) => height <= tallest);
  if (channel?.type === "BASIC") return made.slice(0, 1);
  const { renditionSelection, renditions: wanted = [] } =
    recordingConfiguration?.renditionConfiguration ?? {};
  if (renditionSelection === "NONE") return [];
  if (renditionSelection !== "CUSTOM") return made;
  return made.filter(({ height }) => wanted.includes(classOf(height)));
}

function thumbnail({ snapshot }: Session): Rendition {
  const wanted = snapshot.recordingConfiguration?.thumbnailConfiguration?.resolution;
  const { ingestConfiguration } = snapshot;
  const sent = ingestConfiguration?.video?.videoHeight ?? 1080;
  const made = renditions.filter(({ height }) => height <= sent);
  const [source] = made;
  const found = made.find(({ height }) => classOf(height) === wanted) ?? source;
  return found ?? (renditions[0] as Rendition);
}

function classOf(height: number): keyof typeof classes {
  const names = Object.keys(classes) as (keyof typeof classes)[];
  return names.find((name) => height <= classes[name]) ?? "FULL_HD";
}

/** How long each of many files is that together last so long: as asked, unless they were too many. */
function lengthOfEach(seconds: number, asked: number): number {
  return Math.max(asked, Math.ceil(seconds / MAX_FILES));
}

function sessionData({ channelArn }: Session): string[] {
  const data = { content: channelArn.split("/")[1], customer: ACCOUNT_ID };
  return Object.entries(data).map(
    ([name, value]) => `#EXT-X-SESSION-DATA:DATA-ID="net.live-video.${name}.id",VALUE="${value}"`,
  );
}

function variant({ name, width, height, bandwidth }: Rendition, playlist: string): string[] {
  const group = `GROUP-ID="${name}",NAME="${height}p",AUTOSELECT=YES,DEFAULT=YES`;
  const stream = `BANDWIDTH=${bandwidth},CODECS="${codecOf(height)}",RESOLUTION=${width}x${height}`;
  return [
    `#EXT-X-MEDIA:TYPE=VIDEO,${group}`,
    `#EXT-X-STREAM-INF:PROGRAM-ID=1,${stream},VIDEO="${name}"`,
    `${name}/${playlist}`,
  ];
}

const text = (lines: string[]) => `${lines.join("\n")}\n`;
const time = (at: number) => new Date(at).toISOString();
