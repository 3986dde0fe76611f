import type { Connection } from "../connections/connection";
import { type Disposer, systemClock } from "../core/clock";
import { type PageHost, Reading, repeat } from "../ui/page";
import { examine, type Health } from "./health";
import {
  type ChannelSeries,
  type Range,
  type Recent,
  readSeries,
  recentRange,
  sessionRange,
} from "./metrics";
import type { Stream } from "./model";
import type { Session } from "./sessions";

/** What the charts show: the last minutes or hours, or the latest session from its beginning to its end. */
export type Shown = Recent | "session";
export const SHOWN: readonly Shown[] = ["15min", "1h", "3h", "session"];

/** How often the present is read while the page is seen (ms). */
const EVERY = 15_000;
/** No more sessions than these are read for what is marked in the charts. */
const MOST_SESSIONS = 5;

/** What was read of a channel's present: what its sections on the page share, so that each call is made once. */
export class PageData {
  /** The sessions of the range that is shown, the latest first; none: the channel was never live. */
  readonly sessions: Reading<readonly Session[]>;
  readonly series: Reading<{ readonly range: Range; readonly series: ChannelSeries }>;
  shown: Shown = "15min";
  /** A person chose what is shown. */
  #chosen = false;
  /** Sessions that have ended, which never change. */
  readonly #ended = new Map<string, Session>();
  #stop: Disposer = () => {};
  /** The stream as it was when its session was last read: null is offline, undefined never. */
  #last: string | null | undefined;
  #health: { readonly of: readonly unknown[]; readonly health: Health } | undefined;

  constructor(
    readonly host: PageHost,
    private readonly find: (id: string) => Connection | undefined,
  ) {
    this.sessions = new Reading(host, () => this.#readSessions());
    this.series = new Reading(host, () => this.#readSeries());
  }

  get connection(): Connection | undefined {
    return this.find(this.host.ref.connection);
  }

  get now(): number {
    return this.connection?.writes.clock.now() ?? Date.now();
  }

  get stream(): Stream | undefined {
    return this.connection?.snapshot.streams?.items.get(this.host.ref.arn);
  }

  get latest(): Session | undefined {
    return this.sessions.value?.[0];
  }

  /** What the range that is shown is judged to be; undefined while nothing was read. */
  health(): Health | undefined {
    const sessions = this.sessions.value;
    const shown = this.series.value;
    if (!sessions) return undefined;
    const { health: streamHealth } = this.stream ?? {};
    const of = [sessions, shown, streamHealth];
    if (this.#health?.of.every((each, at) => each === of[at])) return this.#health.health;
    const { now } = this;
    const range = shown?.range ?? this.#range() ?? recentRange("15min", now);
    const health = examine({ range, now, sessions, series: shown?.series, streamHealth });
    this.#health = { of, health };
    return health;
  }

  show(shown: Shown): void {
    this.#chosen = true;
    this.shown = shown;
    // The charts first: further back there may be further sessions, whose events are marked in them.
    void this.series.again().then(() => this.sessions.again());
  }

  seen(seen: boolean): void {
    this.#stop();
    if (!seen) return;
    const clock = this.connection?.writes.clock ?? systemClock;
    this.#stop = repeat(clock, EVERY, () => this.#look());
  }

  /** Something was read: where the stream began or ended, what is told of it is read at once. */
  changed(): void {
    if (!this.host.seen || this.#last === undefined) return;
    if (this.#state() !== this.#last) this.seen(true);
  }

  /** Reads all of it again. */
  async again(): Promise<void> {
    this.#last = undefined;
    await this.#look();
  }

  dispose(): void {
    this.#stop();
  }

  #state(): string | null {
    return this.stream?.startTime ?? null;
  }

  /** Reads what may have changed: nothing does while the channel stays offline. */
  async #look(): Promise<void> {
    if (!this.connection) return;
    const state = this.#state();
    if (state === null && this.#last === null) return;
    const first = this.#last === undefined;
    this.#last = state;
    if (state !== null || this.#chosen) {
      await Promise.all([this.sessions.again(), this.series.again()]);
      return;
    }
    // Which range is worth looking at is told by the latest session.
    await this.sessions.again();
    if (first && this.latest?.startTime !== undefined) this.shown = "session";
    // Of what was never live there is nothing to measure, and asking is billed.
    if (this.latest) await this.series.again();
  }

  async #readSessions(): Promise<readonly Session[]> {
    const { arn } = this.host.ref;
    const { sessions } = await this.#service();
    const latest = await sessions.get(arn);
    if (!latest) return [];
    const known = this.sessions.value ?? [];
    const range = this.#range(latest);
    // A new session may have come between, and further back there may be others.
    const same = known[0]?.streamId === latest.streamId && range && this.#reaches(range);
    if (same) return [latest, ...known.slice(1)];
    const page = this.shown === "session" ? [] : (await sessions.page(arn)).sessions;
    const others = page.filter(
      ({ streamId, endTime }) =>
        streamId !== latest.streamId && range && (endTime ?? range.to) >= range.from,
    );
    const read = await Promise.all(
      others.slice(0, MOST_SESSIONS).map(async ({ streamId }) => {
        const before = this.#ended.get(streamId) ?? (await sessions.get(arn, streamId));
        if (before?.endTime !== undefined) this.#ended.set(streamId, before);
        return before;
      }),
    );
    this.#from = range?.from;
    return [latest, ...read.filter((session) => session !== undefined)];
  }

  /** From when on the sessions are known. */
  #from: number | undefined;

  #reaches({ from }: Range): boolean {
    return this.#from !== undefined && this.#from <= from;
  }

  async #readSeries() {
    const range = this.#range() ?? recentRange("15min", this.now);
    const series = await readSeries(await this.#service(), this.host.ref.arn, range, this.now);
    return { range, series };
  }

  #range(latest = this.latest): Range | undefined {
    if (this.shown !== "session") return recentRange(this.shown, this.now);
    return latest && sessionRange(latest, this.now);
  }

  async #service() {
    const { connection } = this;
    if (!connection) throw new Error("Not connected.");
    return connection.service();
  }
}
