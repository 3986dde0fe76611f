import type { Dimension } from "@aws-sdk/client-cloudwatch";
import type { Session } from "../model";
import type { Region } from "../world";
import { channelOf, type Metric, metrics, tracksOf } from "./metrics";

const HOUR_MS = 3600_000;
const DAY_MS = 24 * HOUR_MS;
/** How old a high-resolution sample is at least; others appear when their minute is over. */
const DELAY_MS = 30_000;

/** The statistics that a period can be asked for. */
export const statistics = ["Average", "Maximum", "Minimum", "SampleCount", "Sum"] as const;
export type Statistic = (typeof statistics)[number];

/** What is asked for of one metric. */
export interface Wanted {
  metric: string;
  dimensions: readonly Dimension[];
  statistic: Statistic;
  periodMs: number;
  /** Data of another unit is left out. */
  unit?: string;
}

/** Of when, in milliseconds since 1970: from the first time to before the second, as seen at a third. */
export interface Range {
  from: number;
  to: number;
  now: number;
}

/** A metric under dimensions. */
export interface PublishedMetric {
  name: string;
  dimensions: Dimension[];
}

/** The value of a period, stamped with its beginning. */
export interface Point {
  at: number;
  value: number;
}

/** How long data is kept, by its period: what was high-resolution or by the minute is merged later. */
export function keptMs(periodMs: number): number {
  if (periodMs < 60_000) return 3 * HOUR_MS;
  if (periodMs % HOUR_MS === 0) return 455 * DAY_MS;
  return periodMs % 300_000 === 0 ? 63 * DAY_MS : 15 * DAY_MS;
}

/**
 * When the first period of a range begins: its start is rounded down, the more the older it is. The
 * other periods follow from there, as in AWS.
 */
export function firstPeriod({ from, now }: Range, periodMs: number): number {
  const age = now - from;
  const step =
    periodMs < 60_000
      ? periodMs
      : age <= 15 * DAY_MS
        ? 60_000
        : age <= 63 * DAY_MS
          ? 300_000
          : HOUR_MS;
  return floor(from, step);
}

/** The points of a metric, the oldest first: a period without data has none. */
export function pointsOf(region: Region, wanted: Wanted, range: Range): Point[] {
  const { metric: name, dimensions, statistic, periodMs, unit } = wanted;
  const metric = metrics.get(name);
  if (!metric || (unit ?? metric.unit) !== metric.unit) return [];
  const values = valuesOf(dimensions);
  const isPublished = metric.under.some(
    (names) => names.length === dimensions.length && names.every((one) => values.has(one)),
  );
  if (!isPublished) return [];
  const first = firstPeriod(range, periodMs);
  // Whole periods, and none that is no longer kept.
  const whole = {
    from: Math.max(first, first + ceil(range.now - keptMs(periodMs) - first, periodMs)),
    to: first + ceil(range.to - first, periodMs),
    now: range.now,
  };
  const periods = new Map<number, Summary>();
  const put = ({ at, value }: Point) => {
    const period = first + floor(at - first, periodMs);
    const summary = periods.get(period) ?? new Summary();
    summary.add(value);
    periods.set(period, summary);
  };
  const counts = new Map<number, number>();
  const channel = values.get("Channel");
  for (const session of region.sessions.values()) {
    if (session.state === "STARTING" || (channel ?? channelOf(session)) !== channelOf(session)) {
      continue;
    }
    for (const sample of samplesOf(session, name, metric, values, whole)) {
      if (metric.isCount) counts.set(sample.at, (counts.get(sample.at) ?? 0) + sample.value);
      else put(sample);
    }
  }
  for (const [at, value] of counts) put({ at, value });
  return [...periods]
    .map(([at, summary]) => ({ at, value: summary.value(statistic) }))
    .sort((one, other) => one.at - other.at);
}

/** What was published in a range: each metric under each combination of its dimensions, once. */
export function publishedIn(region: Region, range: Range): PublishedMetric[] {
  const found = new Map<string, PublishedMetric>();
  for (const session of region.sessions.values()) {
    if (session.state === "STARTING") continue;
    for (const [name, metric] of metrics) {
      for (const names of metric.under) {
        for (const dimensions of combinations(session, names)) {
          const key = [name, ...dimensions.map(({ Value }) => Value)].join("/");
          if (found.has(key)) continue;
          const samples = samplesOf(session, name, metric, valuesOf(dimensions), range);
          if (!samples.next().done) found.set(key, { name, dimensions });
        }
      }
    }
  }
  return [...found.values()];
}

/** Every combination of values that a session can give dimensions. */
function combinations(session: Session, names: readonly string[]): Dimension[][] {
  return names.reduce<Dimension[][]>(
    (all, Name) =>
      all.flatMap((one) =>
        valuesIn(session, Name).map((Value): Dimension[] => [...one, { Name, Value }]),
      ),
    [[]],
  );
}

function valuesIn(session: Session, name: string): string[] {
  if (name === "Channel") return [channelOf(session)];
  return name === "Track" ? tracksOf(session) : ["HEALTHY", "STARVING", "UNKNOWN"];
}

type Values = ReadonlyMap<string | undefined, string | undefined>;

function valuesOf(dimensions: readonly Dimension[]): Values {
  return new Map(dimensions.map(({ Name, Value }) => [Name, Value]));
}

/** The samples that one session gives a metric under dimensions. */
function* samplesOf(
  session: Session,
  name: string,
  metric: Metric,
  values: Values,
  range: Range,
): Generator<Point> {
  const [track, health] = [values.get("Track"), values.get("Health")];
  const seed = hash(`${session.streamId}/${name}/${track ?? ""}`);
  for (const { at, from, to } of spansOf(session, metric, range)) {
    const chance = draw(seed, at / 1000);
    const value = metric.sample({ session, from, to, track, health, chance });
    if (value !== undefined) yield { at, value };
  }
}

/** The spans of a session that have a sample by now. The last one of a stream is rarely whole. */
function* spansOf(session: Session, { everyMs, isTime }: Metric, { from, to, now }: Range) {
  const { startsAt, endsAt = Number.POSITIVE_INFINITY } = session;
  const first = floor(startsAt, everyMs);
  const latest = Math.min(to - 1, now - Math.max(everyMs, DELAY_MS));
  let at = Math.max(first, ceil(from, everyMs));
  for (; at <= latest && at < endsAt; at += everyMs) {
    if (!isTime && at !== first && at + everyMs > endsAt) return;
    yield { at, from: Math.max(at, startsAt), to: Math.min(at + everyMs, endsAt) };
  }
}

/** What the samples of a period come to. */
class Summary {
  #sum = 0;
  #count = 0;
  #minimum = Number.POSITIVE_INFINITY;
  #maximum = Number.NEGATIVE_INFINITY;

  add(value: number): void {
    this.#sum += value;
    this.#count++;
    this.#minimum = Math.min(this.#minimum, value);
    this.#maximum = Math.max(this.#maximum, value);
  }

  value(statistic: Statistic): number {
    switch (statistic) {
      case "Average":
        return this.#sum / this.#count;
      case "Maximum":
        return this.#maximum;
      case "Minimum":
        return this.#minimum;
      case "SampleCount":
        return this.#count;
      case "Sum":
        return this.#sum;
      default:
        return statistic satisfies never;
    }
  }
}

function floor(value: number, step: number): number {
  return Math.floor(value / step) * step;
}

function ceil(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}

/** A number from a text: the hash is known as FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return value;
}

/** A number from -1 to under 1: the nth that a seed gives, mixed as splitmix32 mixes. */
function draw(seed: number, n: number): number {
  let mixed = (seed + Math.imul(n, 0x9e3779b9)) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 31 - 1;
}
