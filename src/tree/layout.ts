import type { Channel } from "../channels/model";
import type { Connection } from "../connections/connection";
import { type Arn, byTitle } from "../core/arn";
import { type Problem, sameProblem } from "../core/problem";
import { parseRowId, type RowId, rowId } from "../core/ref";
import { type Changed, freshnessOf, type Listing, problemsOf, type State } from "../core/store";
import type { Recording } from "../recordings/model";
import type { Stream } from "../streams/model";
import { byKey, type Entry, entryOf, merged, placeOf, without } from "./entries";
import { type Facts, type Filter, isFiltering, termsOf, textOf } from "./filter";
import type { Node } from "./node";

/**
 * Names a row within its connection (core/ref.ts makes the row's id of it): an ARN, "unrecorded", "missing",
 * `problem/…`, or `<group>#…` for what is beyond a group's page; "" for the connection itself.
 */
type Key = string;

const UNRECORDED = "unrecorded";
const MISSING = "missing";

/**
 * How many channels are drawn at first, and how many more at a time. The editor asks for all rows of an open group, seen
 * or not, and holds the extension host while it does.
 */
export const PAGE = 500;
/** The least of each group: more than fit on a screen. */
const LEAST = 50;

/** The channels of one recording configuration ("": of none), in their order. */
interface Group {
  all: Entry[];
  /** Those that pass the filter; the same list when there is none. */
  shown: Entry[];
}

/**
 * One connection's rows: configurations by name, each with its channels by name, then the groups. Kept from change to
 * change: what an update costs depends on what changed. What a row shows is made when it is asked for.
 */
export class Rows {
  #state: State = { kind: "empty" };
  /** Every channel that has a place, by its ARN. */
  readonly #entries = new Map<Arn, Entry>();
  /** By the configuration that the channels name, whether it exists or not. */
  readonly #groups = new Map<Arn, Group>();
  /** Which part of a long group is drawn, where it is not the first page. */
  readonly #pages = new Map<Key, { readonly from: number; readonly to: number }>();
  #top: readonly Key[] = [];
  #terms: ReturnType<typeof termsOf>;

  /**
   * `states`: the words for states in the person's language. `liveFirst`: channels that are live stand before the
   * others of their group.
   */
  constructor(
    readonly connection: Pick<Connection, "id" | "config"> & Partial<Pick<Connection, "account">>,
    private filter: Filter,
    private readonly states: Readonly<Record<string, string>> = {},
    private liveFirst = false,
  ) {
    this.#terms = termsOf(filter.text, states);
  }

  get state(): State {
    return this.#state;
  }

  /** Ids of the rows below the connection. */
  get top(): readonly RowId[] {
    return this.#top.map((key) => this.#id(key));
  }

  /** Ids of the rows of what is wrong. */
  get problems(): readonly RowId[] {
    return problemsOf(this.#state).map((problem) => this.#id(problemKey(problem)));
  }

  /** How many channels pass the filter. */
  get shown(): number {
    let sum = 0;
    for (const { shown } of this.#groups.values()) sum += shown.length;
    return sum;
  }

  /**
   * Takes over a state that differs from the last one in what is named. Says which rows to draw again; a row is drawn
   * with all that is below it, so the fewest and lowest are named: the connection's own id stands for everything.
   * `alone`: the connection itself has no row.
   */
  update(state: State, changed: Changed, alone = true): readonly RowId[] {
    const before = {
      state: this.#state,
      top: this.#top,
      head: this.#head,
      drawn: this.#drawn(),
      freshness: this.#freshness,
    };
    this.#state = state;
    this.#sort(before.state, changed);
    this.#top = this.#layOut();

    if (!sameList(before.top, this.#top)) return [this.connection.id];
    // Every row says how far it can be relied on.
    if (before.freshness !== this.#freshness) return [this.connection.id];
    if (!alone && before.head !== this.#head) return [this.connection.id];
    const drawn = this.#drawn();
    const groups = new Set<Key>();
    for (const [key, is] of drawn) {
      const was = before.drawn.get(key);
      if (!was || was.count !== is.count || !sameList(was.rows, is.rows) || changed.has(key))
        groups.add(key);
    }
    const rows = [...changed].filter((arn) => {
      const parent = this.#parent(arn);
      return !groups.has(arn) && !groups.has(parent) && this.draws(this.#id(arn));
    });
    const problems = problemsOf(state)
      .filter((problem, i) => !sameProblem(problem, problemsOf(before.state)[i]))
      .map(problemKey);
    return [...groups, ...rows, ...problems].map((key) => this.#id(key));
  }

  /** Shows what passes this filter from now on; everything is to be drawn again. */
  setFilter(filter: Filter): void {
    this.filter = filter;
    this.#terms = termsOf(filter.text, this.states);
    this.#pages.clear();
    for (const arn of this.#groups.keys()) this.#filterGroup(arn);
    this.#top = this.#layOut();
  }

  /** Puts channels that are live first, or not; everything is to be drawn again. */
  sort(liveFirst: boolean): void {
    this.liveFirst = liveFirst;
    this.#pages.clear();
    for (const group of this.#groups.values()) {
      group.all = group.all.map((entry) => this.#entry(entry.channel)).sort(byKey);
      for (const entry of group.all) this.#entries.set(entry.channel.arn, entry);
    }
    for (const arn of this.#groups.keys()) this.#filterGroup(arn);
  }

  #entry(channel: Channel): Entry {
    return entryOf(channel, this.liveFirst && this.#stream(channel.arn) !== undefined);
  }

  #stream(arn: Arn): Stream | undefined {
    return this.#state.kind === "ready" ? this.#state.snapshot.streams?.items.get(arn) : undefined;
  }

  /** Ids of the rows below a row. */
  children(id: RowId): RowId[] {
    const { key } = parseRowId(id);
    return (key === "" ? this.#top : this.#children(key)).map((below) => this.#id(below));
  }

  /** Ids of the rows of a group's channels, drawn or not. */
  all(group: RowId): RowId[] {
    return this.#list(parseRowId(group).key).map(({ channel }) => this.#id(channel.arn));
  }

  #children(group: Key): Key[] {
    const list = this.#list(group);
    const { from, to } = this.#page(group);
    const rows: Key[] = list.slice(from, to).map(({ channel }) => channel.arn);
    if (from > 0) rows.unshift(`${group}#before`);
    if (to < list.length) rows.push(`${group}#after`);
    return rows;
  }

  /** The row above a row; undefined for the connection itself. */
  parent(id: RowId): RowId | undefined {
    const { key } = parseRowId(id);
    return key === "" ? undefined : this.#id(this.#parent(key));
  }

  #parent(key: Key): Key {
    if (key.includes("#")) return key.slice(0, key.indexOf("#"));
    const channel = this.#channels?.items.get(key);
    return channel ? this.#groupKey(channel.recordingArn) : "";
  }

  /** Whether there is such a row, seen through the filter; it may be beyond its group's page. */
  has(id: RowId): boolean {
    const { key } = parseRowId(id);
    const channel = this.#channels?.items.get(key);
    return channel ? this.#indexOf(channel) >= 0 : this.#top.includes(key);
  }

  /** Whether a row is drawn, wherever its group is open. */
  draws(id: RowId): boolean {
    const { key } = parseRowId(id);
    const parent = this.#parent(key);
    return parent === "" ? this.#top.includes(key) : this.#isDrawn(parent, key);
  }

  /** Draws more of a long group, as its "more" row says; gives the row to draw again. */
  more(id: RowId): RowId {
    const { key } = parseRowId(id);
    const group = this.#parent(key);
    const { from, to } = this.#page(group);
    const before = key.endsWith("#before");
    this.#pages.set(
      group,
      before ? { from: Math.max(0, from - PAGE), to } : { from, to: to + PAGE },
    );
    return this.#id(group);
  }

  /** Turns to the page that a channel is on; gives the group to draw again, undefined when it is drawn already. */
  turnTo(id: RowId): RowId | undefined {
    const channel = this.#channels?.items.get(parseRowId(id).key);
    if (!channel) return undefined;
    const group = this.#groupKey(channel.recordingArn);
    const { from, to } = this.#page(group);
    const index = this.#indexOf(channel);
    if (index < 0 || (index >= from && index < to)) return undefined;
    const start = index - (index % PAGE);
    this.#pages.set(group, { from: start, to: start + PAGE });
    return this.#id(group);
  }

  /** What a row shows; undefined when there is no such row any more. */
  node(id: RowId): Node | undefined {
    const { key } = parseRowId(id);
    const { config } = this.connection;
    const state = this.#state;
    if (key === "") {
      const channels = this.#channels;
      return {
        kind: "connection",
        id,
        config,
        account: this.connection.account,
        channels: channels?.items.size,
        shown: isFiltering(this.filter) ? this.shown : undefined,
        reading: this.awaits,
        problem: problemsOf(state)[0],
        // Who may not see what is live sees the channels as they are.
        stale: typeof freshnessOf(state, "channels") === "object",
      };
    }
    const problem = problemsOf(state).find((p) => problemKey(p) === key);
    if (problem) return { kind: "problem", id, config, problem, readAt: this.#readAt };
    if (state.kind !== "ready") return undefined;
    if (key.includes("#")) return this.#more(id, key);
    if (key === UNRECORDED || key === MISSING)
      return this.#top.includes(key)
        ? { kind: key, id, channels: this.#total(key), shown: this.#shown(key) }
        : undefined;
    const { recordings, channels } = state.snapshot;
    const channel = channels?.items.get(key);
    if (channel) {
      return {
        kind: "channel",
        id,
        channel,
        stream: this.#stream(key),
        freshness: freshnessOf(state, "streams"),
        recording: recordings?.items.get(channel.recordingArn),
      };
    }
    const recording = recordings?.items.get(key);
    return recording || this.#count(key) > 0
      ? {
          kind: "recording",
          id,
          recording,
          freshness: freshnessOf(state, "recordings"),
          channels: channels && this.#total(key),
          shown: channels && this.#shown(key),
          reading: this.reading,
        }
      : undefined;
  }

  #id(key: Key): RowId {
    return rowId(this.connection.id, key || undefined);
  }

  get #channels(): Listing<Channel> | undefined {
    return this.#state.kind === "ready" ? this.#state.snapshot.channels : undefined;
  }

  /** Whether the channels were not read yet in this window, and are about to be. */
  get awaits(): boolean {
    const state = this.#state;
    if (state.kind !== "ready") return state.kind === "empty";
    return !this.#channels?.complete && !state.problems.has("channels");
  }

  /** Whether they come page by page. */
  get reading(): boolean {
    return this.#state.kind === "ready" && this.awaits && this.remembered === undefined;
  }

  /** When the channels were read, if that was in another window (ms since the epoch). */
  get remembered(): number | undefined {
    return this.#channels?.remembered ? this.#channels.readAt : undefined;
  }

  /** When the oldest of what is shown was read; undefined when nothing was. */
  get #readAt(): number | undefined {
    const lists = this.#state.kind === "ready" ? Object.values(this.#state.snapshot) : [];
    return lists.length > 0 ? Math.min(...lists.map(({ readAt }) => readAt)) : undefined;
  }

  get #recordings(): Listing<Recording> | undefined {
    return this.#state.kind === "ready" ? this.#state.snapshot.recordings : undefined;
  }

  /** Puts the channels that came or changed at their places, and takes away those that left. */
  #sort(before: State, changed: Changed): void {
    const was = before.kind === "ready" && before.snapshot.channels;
    const is = this.#channels?.items;
    const changes = new Map<Arn, { gone: Set<Arn>; come: Entry[] }>();
    const changeOf = (arn: Arn) => {
      const change = changes.get(arn) ?? { gone: new Set(), come: [] };
      changes.set(arn, change);
      return change;
    };
    for (const arn of was ? changed : (is?.keys() ?? [])) {
      const old = this.#entries.get(arn);
      if (old) {
        changeOf(old.channel.recordingArn).gone.add(arn);
        this.#entries.delete(arn);
      }
      const now = is?.get(arn);
      if (!now) continue;
      const entry = this.#entry(now);
      this.#entries.set(arn, entry);
      changeOf(now.recordingArn).come.push(entry);
    }
    for (const [arn, { gone, come }] of changes) {
      const group = this.#groups.get(arn) ?? { all: [], shown: [] };
      this.#groups.set(arn, group);
      come.sort(byKey);
      group.all = merged(without(group.all, gone), come);
      const passing = isFiltering(this.filter) && come.filter(this.#test(arn));
      group.shown = passing ? merged(without(group.shown, gone), passing) : group.all;
      if (group.all.length === 0) this.#groups.delete(arn);
    }
    // A configuration's name and state decide about its channels.
    if (isFiltering(this.filter))
      for (const arn of changed) if (this.#groups.has(arn)) this.#filterGroup(arn);
  }

  #filterGroup(arn: Arn): void {
    const group = this.#groups.get(arn);
    if (group)
      group.shown = isFiltering(this.filter) ? group.all.filter(this.#test(arn)) : group.all;
  }

  /** Whether a channel of a configuration passes the filter. */
  #test(recordingArn: Arn): (entry: Entry) => boolean {
    const { live, states } = this.filter;
    const recording = this.#recordings?.items.get(recordingArn);
    if (states.length > 0 && !(recording && states.includes(recording.state))) return () => false;
    // What is said of a configuration is said of its channels.
    const own = this.#terms.filter(
      (term) => !(recording && term.recording(recording, () => textOf(recording))),
    );
    return (entry) => {
      const stream = this.#stream(entry.channel.arn);
      if (live && !stream) return false;
      const facts: Facts = {
        channel: entry.channel,
        stream,
        text() {
          entry.text ??= textOf(entry.channel);
          return entry.text;
        },
      };
      return own.every((term) => term.channel(facts));
    };
  }

  #layOut(): Key[] {
    const state = this.#state;
    const problems = problemsOf(state).map(problemKey);
    if (state.kind !== "ready") return problems;
    const { live, states } = this.filter;
    const rows: { arn: Arn; name: string }[] = [];
    for (const recording of this.#recordings?.items.values() ?? []) {
      const passes =
        !live &&
        this.#terms.every((term) => term.recording(recording, () => textOf(recording))) &&
        (states.length === 0 || states.includes(recording.state));
      if (passes || this.#count(recording.arn) > 0) rows.push(recording);
    }
    for (const [arn, { shown }] of this.#groups) {
      const known = this.#recordings?.items.has(arn) || this.#groupKey(arn) !== arn;
      if (!known && shown.length > 0) rows.push({ arn, name: "" });
    }
    // Where there are configurations, there is a place for what they do not record.
    const empty = rows.length > 0 && this.#channels && !isFiltering(this.filter);
    return [
      ...problems,
      ...rows.sort(byTitle).map(({ arn }) => arn),
      ...(empty || this.#count(UNRECORDED) > 0 ? [UNRECORDED] : []),
      ...(this.#count(MISSING) > 0 ? [MISSING] : []),
    ];
  }

  /** The row that channels with this configuration are below. */
  #groupKey(recordingArn: Arn): Key {
    if (!recordingArn) return UNRECORDED;
    const recordings = this.#recordings;
    const known = recordings?.complete || recordings?.remembered;
    return known && !recordings.items.has(recordingArn) ? MISSING : recordingArn;
  }

  /** The channels below a row that pass the filter. */
  #list(group: Key): readonly Entry[] {
    if (group === UNRECORDED) return this.#groups.get("")?.shown ?? [];
    if (group !== MISSING) return this.#groups.get(group)?.shown ?? [];
    const gone = [...this.#groups].filter(([arn]) => this.#groupKey(arn) === group);
    return gone.flatMap(([, { shown }]) => shown).sort(byKey);
  }

  /** How many channels below a row pass the filter. */
  #count(group: Key): number {
    return this.#sum(group, ({ shown }) => shown.length);
  }

  /** How many there are below it. */
  #total(group: Key): number {
    return this.#sum(group, ({ all }) => all.length);
  }

  #sum(group: Key, of: (group: Group) => number): number {
    if (group !== MISSING) {
      const only = this.#groups.get(group === UNRECORDED ? "" : group);
      return only ? of(only) : 0;
    }
    let sum = 0;
    for (const [arn, one] of this.#groups) if (this.#groupKey(arn) === group) sum += of(one);
    return sum;
  }

  /** The same as the count, where a filter makes it another than the total. */
  #shown(group: Key): number | undefined {
    return isFiltering(this.filter) ? this.#count(group) : undefined;
  }

  /** How far each list can be relied on, as one value to compare. */
  get #freshness(): string {
    return JSON.stringify([
      freshnessOf(this.#state, "streams"),
      freshnessOf(this.#state, "recordings"),
    ]);
  }

  /** Where a channel is among those of its row; negative when the filter hides it. */
  #indexOf({ arn, recordingArn }: Channel): number {
    const entry = this.#entries.get(arn);
    if (!entry) return -1;
    const list = this.#list(this.#groupKey(recordingArn));
    const index = placeOf(list, entry);
    return list[index] === entry ? index : -1;
  }

  #page(group: Key): { readonly from: number; readonly to: number } {
    const page = this.#pages.get(group);
    if (page && page.from < this.#count(group)) return page;
    return { from: 0, to: Math.max(LEAST, Math.floor(PAGE / this.#groups.size)) };
  }

  #isDrawn(group: Key, arn: Arn): boolean {
    const { from, to } = this.#page(group);
    const channel = this.#channels?.items.get(arn);
    const index = channel ? this.#indexOf(channel) : -1;
    return index >= from && index < to;
  }

  #more(id: RowId, key: Key): Node | undefined {
    const group = this.#parent(key);
    const { from, to } = this.#page(group);
    const where = key.endsWith("#before") ? "before" : "after";
    const hidden = where === "before" ? from : this.#count(group) - to;
    return hidden > 0
      ? { kind: "more", id, where, hidden, next: Math.min(hidden, PAGE) }
      : undefined;
  }

  /** What is drawn of the groups, to compare. */
  #drawn(): ReadonlyMap<Key, { readonly count: string; readonly rows: readonly Key[] }> {
    return new Map(
      this.#top.map((key) => [
        key,
        {
          count: `${this.#count(key) || this.reading} of ${this.#total(key)}`,
          rows: this.#children(key),
        },
      ]),
    );
  }

  /** What the connection's own row shows, as one value to compare. */
  get #head(): string {
    const node = this.node(this.connection.id);
    if (node?.kind !== "connection") return "";
    // It does not count while it reads.
    const { reading, channels, shown, problem, stale, account } = node;
    const counts = reading ? [] : [channels, shown];
    return JSON.stringify([reading, counts, problem?.kind, stale, account]);
  }
}

function problemKey({ kind, action }: Problem): Key {
  return `problem/${kind}/${action ?? ""}`;
}

function sameList(a: readonly Key[], b: readonly Key[]): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i]);
}
