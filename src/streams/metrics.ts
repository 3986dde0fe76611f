import type { Arn } from "../core/arn";
import type { Service } from "../core/collection";
import type { SessionSummary } from "./sessions";

/** What is drawn of a channel's health, in this order. */
export const METRICS = [
  "videoBitrate",
  "frameRate",
  "audioBitrate",
  "keyframeInterval",
  "viewers",
] as const;
/** Units: bits a second, frames a second, bits a second, seconds, viewers. */
export type MetricName = (typeof METRICS)[number];

/** From a time to before another (ms since 1970). */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** The average of a period, stamped with its beginning (ms since 1970). */
export interface Point {
  readonly at: number;
  readonly value: number;
}

/** The oldest point first. A period of which nothing is known has no point. */
export interface Series {
  /** How long the period of a point is (ms): points of neighbouring periods are so far apart. */
  readonly period: number;
  readonly points: readonly Point[];
}

export type ChannelSeries = Readonly<Record<MetricName, Series>>;

/** What a range is asked for with: CloudWatch merges points as they age. */
export interface Query extends Range {
  /** Of what the encoder sends (ms): IVS publishes that every 5 s. */
  readonly ingestPeriod: number;
  /** Of viewers, whom IVS counts by the minute (ms). */
  readonly viewersPeriod: number;
}

/** The service, as far as metrics go: Amazon CloudWatch, which bills each metric that is asked for. */
export interface Metrics {
  /**
   * The five series of a channel: one call of GetMetricData, and one for each page more of 100,800 points. May throw a
   * ServiceError: who may not read metrics is denied `cloudwatch:GetMetricData`.
   */
  read(channelArn: Arn, query: Query, signal?: AbortSignal): Promise<ChannelSeries>;
}

declare module "../core/collection" {
  interface Service {
    readonly metrics: Metrics;
  }
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How far back the present can be looked at (ms). */
export const RECENT = { "15min": 15 * MINUTE, "1h": HOUR, "3h": 3 * HOUR } as const;
export type Recent = keyof typeof RECENT;

export function recentRange(recent: Recent, now: number): Range {
  return { from: now - RECENT[recent], to: now };
}

/** The range of a session, up to now while it goes on; undefined when its stream never started. */
export function sessionRange(
  { startTime, endTime }: Pick<SessionSummary, "startTime" | "endTime">,
  now: number,
): Range | undefined {
  return startTime === undefined ? undefined : { from: startTime, to: endTime ?? now };
}

/** How long CloudWatch keeps points by their period (ms). */
const KEPT: readonly (readonly [period: number, age: number])[] = [
  [5000, 3 * HOUR],
  [MINUTE, 15 * DAY],
  [5 * MINUTE, 63 * DAY],
  [HOUR, 455 * DAY],
];

/** How much older a range is when it arrives (ms), at most: a start that is too old for its period may give no points. */
const ON_THE_WAY = 15_000;

/**
 * The shortest periods that a range still has, and the range widened to whole ones. Of the last three hours the first
 * seconds are left out, so that all of it is there.
 */
export function queryOf({ from, to }: Range, now: number): Query {
  const age = now - from;
  const [ingestPeriod, kept] = KEPT.find(([, kept]) => age <= kept) ?? [HOUR, age + DAY];
  const oldest = now - kept + ON_THE_WAY;
  const start = Math.max(Math.floor(from / ingestPeriod), Math.ceil(oldest / ingestPeriod));
  return {
    from: start * ingestPeriod,
    to: Math.ceil(to / ingestPeriod) * ingestPeriod,
    ingestPeriod,
    viewersPeriod: Math.max(ingestPeriod, MINUTE),
  };
}

/** A series as the runs between its gaps, each to be drawn as one line. No run is empty. */
export function runs({ period, points }: Series): Point[][] {
  const found: Point[][] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const point of points) {
    if (point.at - last > 1.5 * period) found.push([]);
    found.at(-1)?.push(point);
    last = point.at;
  }
  return found;
}

/** The five series of a channel over a range. Throws a ServiceError. */
export function readSeries(
  { metrics }: Pick<Service, "metrics">,
  channelArn: Arn,
  range: Range,
  now: number,
  signal?: AbortSignal,
): Promise<ChannelSeries> {
  return metrics.read(channelArn, queryOf(range, now), signal);
}
