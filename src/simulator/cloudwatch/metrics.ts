import type { StandardUnit } from "@aws-sdk/client-cloudwatch";
import type { Session } from "../model";

/** The namespace that IVS publishes its metrics in. */
export const NAMESPACE = "AWS/IVS";

/** The part of a session that one sample is of. */
export interface Span {
  session: Session;
  /** In milliseconds since 1970. */
  from: number;
  to: number;
  /** The name of a track; of several, the first unless said. */
  track?: string;
  /** The health that is asked for; any unless said. */
  health?: string;
  /** A number from -1 to 1: always the same for the same span. */
  chance: number;
}

/** A metric that IVS publishes: its samples are drawn from sessions. */
export interface Metric {
  readonly unit: StandardUnit;
  /** How long the span of a sample is. */
  readonly everyMs: number;
  /** The names of the dimensions that it is published under: each time these and no others. */
  readonly under: readonly (readonly string[])[];
  /** Whether channels that no dimension tells apart are counted together. */
  readonly isCount?: boolean;
  /** Whether each moment counts, so that the rest of a stream that fills no span is a sample, too. */
  readonly isTime?: boolean;
  /** The value of one sample, if the session gives one. */
  sample(span: Span): number | undefined;
}

const ingest = { everyMs: 5000 } as const;
const count = { unit: "Count", everyMs: 60_000, isCount: true } as const;
const time = { unit: "Seconds", everyMs: 60_000, isTime: true, under: [[], ["Channel"]] } as const;
const byTrack = [["Channel"], ["Channel", "Track"]] as const;

/**
 * The metrics of AWS/IVS by name, as the IVS user guide lists them: units, resolution, dimensions
 * (but not the viewer's country).
 */
export const metrics = new Map<string, Metric>(
  Object.entries({
    ConcurrentStreams: { ...count, under: [[], ["Health"]], sample: streams },
    ConcurrentViews: { ...count, under: [[], ["Channel"]], sample: views },
    IngestAudioBitrate: { ...ingest, unit: "Bits/Second", under: byTrack, sample: audioBitrate },
    IngestVideoBitrate: { ...ingest, unit: "Bits/Second", under: byTrack, sample: videoBitrate },
    IngestBitrate: {
      ...ingest,
      unit: "Bits/Second",
      under: [[], ["Channel"]],
      sample: (span) =>
        tracksOf(span.session)
          .flatMap((track) => [videoBitrate({ ...span, track }), audioBitrate({ ...span, track })])
          .reduce<number>((sum, bitrate = 0) => sum + bitrate, 0),
    },
    IngestFramerate: {
      ...ingest,
      unit: "Count/Second",
      under: [[], ...byTrack],
      // A stream that starves loses pictures.
      sample: (span) => around(videoOf(span)?.targetFramerate, span, 0.7, 0.15),
    },
    KeyframeInterval: {
      ...ingest,
      unit: "Seconds",
      under: byTrack,
      sample: (span) => around(keyframeInterval(span), span, 1.6, 0.4),
    },
    LiveDeliveredTime: { ...time, sample: (span) => views(span) * seconds(span) },
    LiveInputTime: { ...time, sample: seconds },
    RecordedTime: {
      ...time,
      sample: (span) => (span.session.recording ? seconds(span) : undefined),
    },
  } satisfies Record<string, Metric>),
);

/** The value of a session's Channel dimension: the last part of the channel's ARN. */
export function channelOf({ channelArn }: Session): string {
  return channelArn.slice(channelArn.indexOf("/") + 1);
}

/** The names of a session's tracks: of one, or of those of multitrack input. */
export function tracksOf({ snapshot }: Session): string[] {
  const { audioConfigurations = [], videoConfigurations = [] } =
    snapshot.ingestConfigurations ?? {};
  const names = [...videoConfigurations, ...audioConfigurations].map(({ track }) => track ?? "");
  return [...new Set(names)];
}

/** What an encoder sent, and how many watched, at a time. */
export function stateAt({ changes = [] }: Session, at: number) {
  const last = changes.findLastIndex((change) => change.at <= at);
  const {
    health = "HEALTHY",
    viewers = 0,
    overMs = 0,
    at: since = at,
    encoder,
  } = changes[last] ?? {};
  const before = changes[last - 1]?.viewers ?? 0;
  const part = overMs > 0 ? Math.min(1, (at - since) / overMs) : 1;
  return { health, encoder, viewers: before + (viewers - before) * part };
}

function videoOf({ session, track, from }: Span) {
  const all = session.snapshot.ingestConfigurations?.videoConfigurations ?? [];
  const video = all.find((one) => (track ?? one.track) === one.track);
  const { encoder } = stateAt(session, from);
  // What an encoder was told since it started is about its first track.
  if (!video || !encoder || video !== all[0]) return video;
  return { ...video, targetBitrate: encoder.videoBitrate, targetFramerate: encoder.framerate };
}

function keyframeInterval(span: Span): number | undefined {
  return videoOf(span) && stateAt(span.session, span.from).encoder?.keyframeInterval;
}

function videoBitrate(span: Span): number | undefined {
  return around(videoOf(span)?.targetBitrate, span, 0.45, 0.15);
}

function audioBitrate(span: Span): number | undefined {
  const { session, track } = span;
  const all = session.snapshot.ingestConfigurations?.audioConfigurations;
  const audio = all?.find((one) => (track ?? one.track) === one.track);
  const bitrate = stateAt(session, span.from).encoder?.audioBitrate ?? audio?.targetBitrate;
  return around(audio && bitrate, span, 0.8, 0.15);
}

/** A value within a hundredth of its target; of a stream that starves, around a part of it. */
function around(
  target: number | undefined,
  { session, from, chance }: Span,
  starving: number,
  spread: number,
): number | undefined {
  const isStarving = stateAt(session, from).health === "STARVING";
  return target && target * (isStarving ? starving + spread * chance : 1 + 0.01 * chance);
}

function streams({ session, from, health }: Span): number | undefined {
  return (health ?? stateAt(session, from).health) === stateAt(session, from).health
    ? 1
    : undefined;
}

function views({ session, from, chance }: Span): number {
  return Math.round(Math.max(0, stateAt(session, from).viewers) * (1 + 0.01 * chance));
}

function seconds({ from, to }: Span): number {
  return (to - from) / 1000;
}
