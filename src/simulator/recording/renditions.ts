import { ACCOUNT_ID, type Session } from "../model";
import { codecOf } from "./h264";

/** One of the videos that a stream is offered and recorded in. */
export interface Rendition {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** Bits a second, sound included. */
  readonly bandwidth: number;
}

/** What the service makes of a stream, where it transcodes. */
const ladder: readonly Rendition[] = [
  { name: "720p30", width: 1280, height: 720, bandwidth: 2_560_000 },
  { name: "480p30", width: 852, height: 480, bandwidth: 1_560_000 },
  { name: "360p30", width: 640, height: 360, bandwidth: 694_000 },
  { name: "160p30", width: 284, height: 160, bandwidth: 278_000 },
];

/** The rendition classes of a recording configuration: the greatest height of each. */
const classes = { LOWEST_RESOLUTION: 360, SD: 480, HD: 720, FULL_HD: 1080 } as const;
export type RenditionClass = keyof typeof classes;

/** The class of a height. */
export function classOf(height: number): RenditionClass {
  const names = Object.keys(classes) as RenditionClass[];
  return names.find((name) => height <= classes[name]) ?? "FULL_HD";
}

/**
 * The renditions of a stream, the tallest first: of a BASIC channel and of multitrack input what is sent,
 * of the others what the service transcodes, and with STANDARD what is sent above 720p as well.
 */
export function renditionsOf({ channel, ingestConfigurations }: Session["snapshot"]): Rendition[] {
  const { videoConfigurations = [], audioConfigurations = [] } = ingestConfigurations ?? {};
  const audio = audioConfigurations[0]?.targetBitrate ?? 0;
  const sent = videoConfigurations.map(
    ({ videoHeight: height = 1080, videoWidth: width = 1920, targetFramerate, targetBitrate }) => ({
      name: `${height}p${Math.round(targetFramerate ?? 30)}`,
      width,
      height,
      bandwidth: (targetBitrate ?? 0) + audio,
    }),
  );
  const [source] = sent;
  const height = source?.height ?? 1080;
  const upTo = (limit: number) => ladder.filter((one) => one.height <= Math.min(limit, height));
  if (channel?.type === "BASIC" || channel?.multitrackInputConfiguration?.enabled) return sent;
  if (channel?.type === "ADVANCED_SD") return upTo(480);
  if (channel?.type === "ADVANCED_HD") return upTo(720);
  return source && height > 720 ? [source, ...upTo(720)] : upTo(720);
}

/** The renditions of a stream that are recorded. A choice of them has no effect on a BASIC channel. */
export function recordedRenditions(snapshot: Session["snapshot"]): Rendition[] {
  const made = renditionsOf(snapshot);
  const { renditionSelection, renditions = [] } =
    snapshot.recordingConfiguration?.renditionConfiguration ?? {};
  if (renditionSelection === "NONE") return [];
  if (renditionSelection !== "CUSTOM" || snapshot.channel?.type === "BASIC") return made;
  return made.filter(({ height }) => renditions.includes(classOf(height)));
}

/** The playlist of all renditions; `playlistOf` says where that of each is. */
export function multivariantPlaylist(
  channelArn: string,
  renditions: readonly Rendition[],
  playlistOf: (rendition: Rendition) => string,
): string {
  const data = { content: channelArn.split("/")[1], customer: ACCOUNT_ID };
  const lines = [
    "#EXTM3U",
    ...Object.entries(data).map(
      ([name, value]) => `#EXT-X-SESSION-DATA:DATA-ID="net.live-video.${name}.id",VALUE="${value}"`,
    ),
    ...renditions.flatMap((rendition) => {
      const { name, width, height, bandwidth } = rendition;
      const group = `GROUP-ID="${name}",NAME="${height}p",AUTOSELECT=YES,DEFAULT=YES`;
      const stream = `BANDWIDTH=${bandwidth},CODECS="${codecOf(height)}",RESOLUTION=${width}x${height}`;
      return [
        `#EXT-X-MEDIA:TYPE=VIDEO,${group}`,
        `#EXT-X-STREAM-INF:PROGRAM-ID=1,${stream},VIDEO="${name}"`,
        playlistOf(rendition),
      ];
    }),
  ];
  return `${lines.join("\n")}\n`;
}
