import {
  type EncoderFact,
  encoderFacts,
  type IngestRules,
  MAX_AUDIO_BITRATE,
  videoBitrateLimit,
} from "./encoder";
import type { ChannelSeries, MetricName, Point, Range, Series } from "./metrics";
import {
  type Ingest,
  MAX_EVENTS,
  type Session,
  type SessionEvent,
  toneOf,
  type VideoTrack,
} from "./sessions";

/* What the series and events of a channel mean. Pure: its words are in healthWords.ts. */

/** What is looked at. Times are in milliseconds since 1970. */
export interface Examined {
  readonly range: Range;
  readonly now: number;
  /** The sessions that are known of the range; the latest of them is what is judged. None: it was never live. */
  readonly sessions: readonly Session[];
  /** Undefined when it could not be read: what can be told by events is told. */
  readonly series?: ChannelSeries;
  /** Of the live stream, as ListStreams gives it: it may know sooner than the events. */
  readonly streamHealth?: string;
}

/** A time in which less arrived than the stream needs. */
export interface Band extends Range {
  /** It goes on. */
  readonly open: boolean;
}

/** A horizontal line of a chart. */
export interface Line {
  /** What the encoder says that it sends, what is advised, or what the channel takes at most. */
  readonly kind: "target" | "advised" | "limit";
  readonly value: number;
}

/** A value that is off, and what it should be. */
export interface Off {
  readonly value: number;
  readonly target: number;
}

/** When something was so: until now when nothing else is said. */
interface When {
  readonly since: number;
  readonly until?: number;
}

/** One thing to be said of a channel's health: what is wrong, or that nothing is. */
export type Finding = {
  readonly severity: "ok" | "info" | "warning" | "error";
} & (
  | { readonly kind: "neverLive" }
  /** An encoder is there, but the stream has not started. */
  | { readonly kind: "starting"; readonly since: number }
  /** The stream has ended, as streams do. */
  | { readonly kind: "ended"; readonly at: number }
  /** It ended because it was on for 48 hours. */
  | { readonly kind: "endedByAge"; readonly at: number }
  /** It ended because no data came any more. */
  | { readonly kind: "starvedOut"; readonly since: number; readonly at: number }
  /** It ended, and this event says why. */
  | { readonly kind: "endedBy"; readonly event: SessionEvent }
  /** Bad news besides, such as of the recording. */
  | { readonly kind: "event"; readonly event: SessionEvent }
  /** `since` is undefined when the events do not tell of it yet. */
  | {
      readonly kind: "starving";
      readonly since?: number;
      readonly bitrate?: Off;
      readonly frameRate?: Off;
    }
  /** It starved before. `total`: ms. `atLeast`: there were more events than the service keeps. */
  | {
      readonly kind: "starved";
      readonly times: number;
      readonly total: number;
      readonly atLeast: boolean;
    }
  /** The encoder sends what the channel does not take. */
  | { readonly kind: "breach"; readonly fact: EncoderFact; readonly rules: IngestRules }
  /** Fewer frames than the encoder means to send. What slows them down is told by the bitrate beside them. */
  | (When & Off & { readonly kind: "frameRate"; readonly cause: "encoder" | "network" | "unknown" })
  | (When & {
      readonly kind: "bitrateOver";
      readonly value: number;
      readonly limit: number;
      readonly type: string;
    })
  | (When & Off & { readonly kind: "bitrateLow" })
  /** Seconds from one keyframe to the next. */
  | (When & { readonly kind: "keyframes"; readonly value: number })
  /** No sound arrives. */
  | (When & { readonly kind: "noAudio" })
  /** It is live, but CloudWatch has nothing newer. */
  | { readonly kind: "silent"; readonly since: number }
  /** CloudWatch has nothing yet, or nothing any more. */
  | { readonly kind: "noData"; readonly live: boolean }
  /** All is as it should be. Values are those of now, or of a session the average. */
  | {
      readonly kind: "fine";
      readonly live: boolean;
      readonly frameRate?: number;
      readonly targetFramerate?: number;
      readonly bitrate?: number;
    }
);

/** What a channel's charts show besides its series, and what is to be said above them. */
export interface Health {
  /** What is to be said, the most urgent first: never empty. */
  readonly findings: readonly [Finding, ...Finding[]];
  /** When it starved, within the range; the oldest first. */
  readonly bands: readonly Band[];
  /** What happened within the range; the oldest first. */
  readonly ticks: readonly SessionEvent[];
  readonly lines: Readonly<Record<MetricName, readonly Line[]>>;
}

const MINUTE = 60_000;
/** Below so much of its target a frame rate is low; ours, not AWS's. */
const FRAMES_LOW = 0.95;
/** Likewise a bitrate: it varies with the picture where the encoder does not hold it constant. */
const BITRATE_LOW = 0.7;
/** Below so much of its target a bitrate says that the network is what slows a stream down. */
const BITRATE_HELD = 0.8;
/** Seconds between keyframes: what AWS advises, what makes viewers wait, and what it warns of. */
const KEYFRAMES = { advised: 2, long: 3, tooLong: 5 };
/** What is called the present value is the average of so long (ms). */
const PRESENT = 30_000;
/** CloudWatch has points of a stream within a minute; one that is later is called late (ms). */
const LATE = 2 * MINUTE;
/** A stream ends after 48 hours (ms). */
const MAX_STREAM = 48 * 60 * MINUTE;

/** Judges what is known of a channel: takes no more time than there are points. */
export function examine(examined: Examined): Health {
  const { range, now, sessions } = examined;
  const byTime = [...sessions].sort((one, other) => startOf(one) - startOf(other));
  const latest = byTime.at(-1);
  const within = (at: number) => at >= range.from && at <= range.to;
  return {
    findings: latest ? findingsOf(latest, examined) : [{ kind: "neverLive", severity: "info" }],
    bands: byTime
      .flatMap((session) => bandsOf(session, now))
      .filter(({ from, to }) => from <= range.to && to >= range.from),
    ticks: byTime.flatMap(({ events }) => events.filter(({ at }) => within(at))),
    lines: linesOf(latest),
  };
}

/** When a session began: its encoder was there before its stream started. */
function startOf({ startTime, events }: Session): number {
  return startTime ?? events[0]?.at ?? 0;
}

/** When a session starved, by its events. A beginning that is truncated is taken to be at the oldest event. */
export function bandsOf({ events, endTime }: Session, now: number): Band[] {
  const bands: Band[] = [];
  let from: number | undefined;
  let isFirst = true;
  for (const event of events) {
    if (!isStarvation(event)) continue;
    const { name, at } = event;
    if (name === "Starvation Start") from ??= at;
    else {
      const began = isFirst ? (from ?? events[0]?.at) : from;
      if (began !== undefined) bands.push({ from: began, to: at, open: false });
      from = undefined;
    }
    isFirst = false;
  }
  // Ended with the session, or goes on.
  if (from !== undefined) {
    bands.push({ from, to: Math.max(from, endTime ?? now), open: endTime === undefined });
  }
  return bands;
}

function isStarvation({ name }: SessionEvent): boolean {
  return name === "Starvation Start" || name === "Starvation End";
}

/** The one video track, when there is one: what is measured of several is not told apart. */
function onlyVideo(ingest: Ingest | undefined): VideoTrack | undefined {
  return ingest?.video.length === 1 ? ingest.video[0] : undefined;
}

function targetFramerate(ingest: Ingest | undefined): number {
  const [first = 0, ...more] = (ingest?.video ?? []).map((video) => video.targetFramerate);
  return more.every((each) => each === first) ? first : 0;
}

function linesOf(session: Session | undefined): Health["lines"] {
  const { ingest, channel } = session ?? {};
  const target = (value = 0): Line[] => (value > 0 ? [{ kind: "target", value }] : []);
  const limit = (value: number): Line[] => [{ kind: "limit", value }];
  return {
    videoBitrate: [
      ...target(onlyVideo(ingest)?.targetBitrate),
      ...(ingest && channel ? limit(videoBitrateLimit(ingest.video, channel)) : []),
    ],
    frameRate: target(targetFramerate(ingest)),
    audioBitrate: [...target(ingest?.audio[0]?.targetBitrate), ...limit(MAX_AUDIO_BITRATE)],
    keyframeInterval: [
      { kind: "advised", value: KEYFRAMES.advised },
      { kind: "limit", value: KEYFRAMES.tooLong },
    ],
    viewers: [],
  };
}

function findingsOf(session: Session, examined: Examined): Health["findings"] {
  const { now } = examined;
  const live = session.endTime === undefined;
  if (live && session.startTime === undefined)
    return [{ kind: "starting", severity: "info", since: startOf(session) }];

  const bands = bandsOf(session, now);
  const band = bands.at(-1);
  const ended = endOf(session, band);
  const measured = examined.series && measuredOf(session, examined.series);
  const isStarving = live && (band?.open || examined.streamHealth === "STARVING");

  const all: Finding[] = [
    ...(ended ? [ended] : []),
    ...(isStarving ? [starving(session, band, measured)] : []),
    ...eventFindings(session, ended),
    ...breaches(session),
    ...(measured ? measuredFindings(session, measured, bands, now) : []),
  ];
  if (examined.series && !hasPoints(measured)) all.push(noData(session, now));
  const past = bands.filter(({ open }) => !open);
  // That it starved in the end is said already.
  if (ended?.kind === "starvedOut") past.pop();
  if (past.length > 0) {
    const total = past.reduce((sum, { from, to }) => sum + to - from, 0);
    const atLeast = session.events.length >= MAX_EVENTS;
    all.push({ kind: "starved", severity: "warning", times: past.length, total, atLeast });
  }

  // Of a live stream the present counts, and what is over comes after it.
  const isOver = (finding: Finding) =>
    finding.kind === "starved" ||
    // The stream went on as it was.
    (finding.kind === "event" && finding.event.name === "Stream Takeover Failure") ||
    ("until" in finding && finding.until !== undefined);
  const wrong = all.filter(({ severity }) => severity === "error" || severity === "warning");
  const trouble = live ? wrong.filter((finding) => !isOver(finding)) : wrong;
  const rest = all.filter((finding) => !trouble.includes(finding));
  const isFine = trouble.length === 0 && hasPoints(measured) && !all.some(isUnsure);
  const fine = isFine && measured ? [fineOf(session, measured)] : [];
  const ordered = [
    ...trouble.sort(bySeverity),
    ...rest.filter(isInfo),
    ...fine,
    ...rest.filter(isWrong),
  ];
  const [first = fineOf(session, undefined), ...more] = ordered;
  return [first, ...more];
}

const SEVERITIES = ["error", "warning", "info", "ok"];
function bySeverity(one: Finding, other: Finding): number {
  return SEVERITIES.indexOf(one.severity) - SEVERITIES.indexOf(other.severity);
}
const isInfo = ({ severity }: Finding) => severity === "info";
const isWrong = ({ severity }: Finding) => severity !== "info";
const isUnsure = ({ kind }: Finding) => kind === "silent" || kind === "noData";

/** How a session ended; undefined while it goes on. */
function endOf(session: Session, band: Band | undefined): Finding | undefined {
  const { endTime: at, startTime, events } = session;
  if (at === undefined) return undefined;
  const event =
    events.find(({ name, code }) => name === "Session Ended" && code !== "") ??
    events.find(({ name }) => ENDS.has(name));
  if (event) return { kind: "endedBy", severity: "error", event };
  // No data for 30 s ends a stream: it then has no Starvation End.
  if (band && band.to >= at && !endsStarvation(events, band))
    return { kind: "starvedOut", severity: "error", since: band.from, at };
  if (startTime !== undefined && at - startTime >= MAX_STREAM - MINUTE)
    return { kind: "endedByAge", severity: "info", at };
  return { kind: "ended", severity: "info", at };
}

/** Events that end a stream. */
const ENDS = new Set(["Ingest Bitrate", "Ingest Resolution", "Stream Failure"]);

function endsStarvation(events: readonly SessionEvent[], band: Band): boolean {
  return events.some(({ name, at }) => name === "Starvation End" && at >= band.from);
}

/** Bad news that is not told otherwise: each name once, as it came last. */
function eventFindings({ events }: Session, ended: Finding | undefined): Finding[] {
  const told = ended?.kind === "endedBy" ? ended.event : undefined;
  const bad = events.filter(
    (event) => event !== told && !isStarvation(event) && toneOf(event) === "error",
  );
  const last = new Map(bad.map((event) => [`${event.name} ${event.code}`, event]));
  return [...last.values()].map((event) => ({ kind: "event", severity: "warning", event }));
}

function breaches({ ingest, channel }: Session): Finding[] {
  if (!ingest || !channel) return [];
  return encoderFacts(ingest, channel)
    .filter(({ breach }) => breach)
    .map((fact) => ({ kind: "breach", severity: "error", fact, rules: channel }));
}

/** The series of a session's own time. Its first and last period are rarely whole. */
function measuredOf(session: Session, series: ChannelSeries): ChannelSeries {
  const { startTime = 0, endTime = Number.POSITIVE_INFINITY } = session;
  const own = ({ period, points }: Series): Series => {
    const whole = points.filter(({ at }) => at >= startTime && at + period <= endTime);
    // A short session has no whole one.
    const any = () => points.filter(({ at }) => at + period > startTime && at < endTime);
    return { period, points: whole.length > 0 ? whole : any() };
  };
  const { videoBitrate, frameRate, audioBitrate, keyframeInterval, viewers } = series;
  return {
    videoBitrate: own(videoBitrate),
    frameRate: own(frameRate),
    audioBitrate: own(audioBitrate),
    keyframeInterval: own(keyframeInterval),
    viewers: own(viewers),
  };
}

function hasPoints(measured: ChannelSeries | undefined): boolean {
  return [measured?.videoBitrate, measured?.frameRate].some((series) => series?.points.length);
}

function noData(session: Session, now: number): Finding {
  const { startTime = now, endTime } = session;
  const isNew = endTime === undefined && now - startTime < LATE;
  return {
    kind: "noData",
    severity: isNew || endTime !== undefined ? "info" : "warning",
    live: endTime === undefined,
  };
}

function starving(session: Session, band: Band | undefined, measured?: ChannelSeries): Finding {
  const since = band?.open ? band.from : undefined;
  const off = (series: Series | undefined, target: number): Off | undefined => {
    const value = series && present(series.points.filter(({ at }) => at >= (since ?? 0)));
    return value === undefined || value >= target ? undefined : { value, target };
  };
  return {
    kind: "starving",
    severity: "error",
    since,
    bitrate: off(measured?.videoBitrate, onlyVideo(session.ingest)?.targetBitrate ?? 0),
    frameRate: off(measured?.frameRate, targetFramerate(session.ingest)),
  };
}

/** What the series tell. What comes of starving is not told a second time. */
function measuredFindings(
  session: Session,
  measured: ChannelSeries,
  bands: readonly Band[],
  now: number,
): Finding[] {
  const { ingest, channel } = session;
  const { videoBitrate, frameRate, audioBitrate, keyframeInterval } = measured;
  const live = session.endTime === undefined;
  const newest = frameRate.points.at(-1) ?? videoBitrate.points.at(-1);
  const silentSince = newest && newest.at + frameRate.period;
  const isSilent = live && silentSince !== undefined && now - silentSince > LATE;
  const spell = (series: Series, isOff: (point: Point) => boolean) =>
    spellOf(series, (point) => isOff(point) && !starves(bands, point, series.period), live);

  const found: Finding[] = [];
  if (isSilent) found.push({ kind: "silent", severity: "warning", since: silentSince });

  const frames = targetFramerate(ingest);
  const slow = spell(frameRate, ({ value }) => frames > 0 && value < FRAMES_LOW * frames);
  const only = onlyVideo(ingest);
  const bitrateOf = (when: When) => average(during(videoBitrate, when));
  if (slow) {
    const bitrate = bitrateOf(slow);
    const cause =
      !only?.targetBitrate || bitrate === undefined
        ? "unknown"
        : bitrate < BITRATE_HELD * only.targetBitrate
          ? "network"
          : "encoder";
    const severity = slow.value < frames / 2 ? "error" : "warning";
    found.push({ kind: "frameRate", severity, ...slow, target: frames, cause });
  }

  if (only && ingest && channel) {
    const limit = videoBitrateLimit(ingest.video, channel);
    const over = spell(videoBitrate, ({ value }) => value > limit);
    const { type } = channel;
    if (over) found.push({ kind: "bitrateOver", severity: "error", ...over, limit, type });
  }

  const sound = new Map(audioBitrate.points.map(({ at, value }) => [at, value]));
  // What CloudWatch has of the picture it may not have of the sound yet.
  const settled = videoBitrate.points.filter(({ at }) => at + videoBitrate.period < now - MINUTE);
  const silent =
    ingest?.audio.length === 0 && sound.size === 0
      ? { since: startOf(session), until: session.endTime }
      : spell({ ...videoBitrate, points: settled }, ({ at }) => !sound.get(at));
  if (silent) {
    const { since, until } = silent;
    found.push({ kind: "noAudio", severity: "error", since, until });
  }

  const apart = spell(keyframeInterval, ({ value }) => value >= KEYFRAMES.long);
  if (apart) {
    const severity = apart.value > KEYFRAMES.tooLong ? "error" : "warning";
    found.push({ kind: "keyframes", severity, ...apart });
  }

  const target = only?.targetBitrate ?? 0;
  const low = spell(videoBitrate, ({ value }) => value < BITRATE_LOW * target);
  // A network that is too slow was told with the frames that it costs.
  if (low && !(slow && overlap(low, slow)))
    found.push({ kind: "bitrateLow", severity: "warning", ...low, target });
  return found;
}

function starves(bands: readonly Band[], { at }: Point, period: number): boolean {
  return bands.some(({ from, to }) => at < to + period && at + period > from);
}

function overlap(one: When, other: When): boolean {
  const end = ({ until = Number.POSITIVE_INFINITY }: When) => until;
  return one.since < end(other) && other.since < end(one);
}

/**
 * The time that counts in which all points of a series are off: of a live stream the one that goes on, else the longest.
 * One point alone says nothing.
 */
function spellOf(
  { period, points }: Series,
  isOff: (point: Point) => boolean,
  live: boolean,
): (When & { readonly value: number }) | undefined {
  const enough = period < MINUTE ? 3 : 2;
  const spells: Point[][] = [];
  let before: Point | undefined;
  for (const point of points) {
    if (isOff(point)) {
      const goesOn = before && isOff(before) && point.at - before.at <= 1.5 * period;
      if (!goesOn) spells.push([]);
      spells.at(-1)?.push(point);
    }
    before = point;
  }
  const long = spells.filter((spell) => spell.length >= enough);
  const last = long.at(-1);
  if (live && last && last.at(-1) === points.at(-1)) {
    const [{ at: since } = { at: 0 }] = last;
    return { since, value: present(last) ?? 0 };
  }
  let longest: Point[] = [];
  for (const spell of long) if (spell.length > longest.length) longest = spell;
  const [first] = longest;
  const end = longest.at(-1);
  return first && end
    ? { since: first.at, until: end.at + period, value: average(longest) ?? 0 }
    : undefined;
}

function during({ points }: Series, { since, until = Number.POSITIVE_INFINITY }: When): Point[] {
  return points.filter(({ at }) => at >= since && at < until);
}

function average(points: readonly Point[]): number | undefined {
  if (points.length === 0) return undefined;
  return points.reduce((sum, { value }) => sum + value, 0) / points.length;
}

/** The value of now: the average of the newest points. */
function present(points: readonly Point[]): number | undefined {
  const newest = points.at(-1);
  return newest && average(points.slice(-100).filter(({ at }) => at > newest.at - PRESENT));
}

function fineOf(session: Session, measured: ChannelSeries | undefined): Finding {
  const live = session.endTime === undefined;
  const value = ({ points }: Series) => (live ? present(points) : average(points));
  return {
    kind: "fine",
    severity: "ok",
    live,
    frameRate: measured && value(measured.frameRate),
    targetFramerate: targetFramerate(session.ingest) || undefined,
    bitrate: measured && value(measured.videoBitrate),
  };
}
