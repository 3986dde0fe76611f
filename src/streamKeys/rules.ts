/** What a channel takes of an encoder, and a good choice below that. Bits a second, pixels, pictures a second, seconds. */
export interface EncoderLimits {
  readonly width: number;
  readonly height: number;
  readonly maxBitrate: number;
  readonly videoBitrate: number;
  readonly audioBitrate: number;
  readonly framerate: number;
  readonly keyframeInterval: number;
}

/**
 * What to send to a channel of a type. All take up to 1080p60 and 8.5 Mbit/s; BASIC, which is passed on to viewers as it
 * comes, 3.5 Mbit/s, and 1.5 Mbit/s up to 480p. Key pictures come every 2 seconds at most for low latency.
 */
export function encoderLimits(type: string): EncoderLimits {
  const all = { audioBitrate: 160_000, framerate: 30, keyframeInterval: 2 };
  switch (type) {
    case "BASIC":
      return { ...all, width: 1280, height: 720, maxBitrate: 3_500_000, videoBitrate: 2_500_000 };
    case "ADVANCED_SD":
      return { ...all, width: 852, height: 480, maxBitrate: 8_500_000, videoBitrate: 1_500_000 };
    case "ADVANCED_HD":
      return { ...all, width: 1280, height: 720, maxBitrate: 8_500_000, videoBitrate: 3_500_000 };
    default:
      return { ...all, width: 1920, height: 1080, maxBitrate: 8_500_000, videoBitrate: 6_000_000 };
  }
}

/** What stands in a command or setting in place of the key and the passphrase. */
export interface Secrets {
  readonly key: string;
  readonly passphrase?: string;
}

export const MASKED: Secrets = { key: "••••••••", passphrase: "••••••••" };

/** Encoders for which there is something ready to be copied. */
export const TOOLS = ["obs", "ffmpeg", "gstreamer", "srt"] as const;
export type Tool = (typeof TOOLS)[number];

/** RTMP takes no encryption: only where insecure ingest is on. */
export type Protocol = "rtmps" | "rtmp";

/** The address to which an encoder sends, without the key. */
export function serverUrl(server: string, protocol: Protocol): string {
  return protocol === "rtmps" ? `rtmps://${server}:443/app/` : `rtmp://${server}/app/`;
}

/** The address of SRT, its key and passphrase in it. */
export function srtUrl(server: string, { key, passphrase }: Secrets): string {
  const secret = passphrase === undefined ? "" : `&passphrase=${passphrase}`;
  return `srt://${server}:9000?streamid=${key}${secret}`;
}

/** A command that sends a test picture and tone to an address, as a POSIX shell takes it. */
export function command(
  tool: Exclude<Tool, "obs">,
  url: string,
  { width, height, framerate, videoBitrate, audioBitrate, keyframeInterval }: EncoderLimits,
): string {
  const kilobits = Math.round(videoBitrate / 1000);
  const audio = Math.round(audioBitrate / 1000);
  const group = framerate * keyframeInterval;
  if (tool === "gstreamer")
    return [
      "gst-launch-1.0 flvmux name=mux streamable=true",
      `! rtmp2sink location=${quote(url)}`,
      "videotestsrc is-live=true",
      `! video/x-raw,width=${width},height=${height},framerate=${framerate}/1 ! videoconvert`,
      `! x264enc bitrate=${kilobits} key-int-max=${group} bframes=0 speed-preset=veryfast`,
      "! video/x-h264,profile=main ! h264parse ! mux.",
      "audiotestsrc is-live=true ! audio/x-raw,rate=48000,channels=2 ! audioconvert",
      `! avenc_aac bitrate=${audioBitrate} ! aacparse ! mux.`,
    ].join(" \\\n  ");
  return [
    "ffmpeg -re",
    `-f lavfi -i testsrc2=size=${width}x${height}:rate=${framerate}`,
    "-f lavfi -i sine=frequency=440:sample_rate=48000",
    "-c:v libx264 -preset veryfast -profile:v main -pix_fmt yuv420p",
    `-b:v ${kilobits}k -maxrate ${kilobits}k -bufsize ${2 * kilobits}k`,
    `-g ${group} -keyint_min ${group} -sc_threshold 0`,
    `-c:a aac -b:a ${audio}k -ac 2`,
    tool === "srt" ? `-f mpegts ${quote(url)}` : `-f flv ${quote(url)}`,
  ].join(" \\\n  ");
}

/** A text as one word of a POSIX shell, whatever is in it. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
