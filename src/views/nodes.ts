import type { Target } from "../model/connection";
import type { Arn, Channel, Recording, Stream } from "../model/ivs";
import { type Problem, sameProblem } from "../model/problem";
import { parseArn, sortKey, title } from "../model/rules";
import { type Changed, type Listing, problemsOf, type State } from "../model/store";

/** Names a row: an ARN, a region, `<region>/…` for a group or a problem, `<group>#…` for what is beyond its page. */
export type Id = string;

/** What one row of the tree shows. */
export type Node =
  | {
      readonly kind: "connection";
      readonly id: Id;
      readonly target: Target;
      /** Undefined: not known yet, or not allowed to know. */
      readonly channels?: number;
      readonly reading: boolean;
      readonly problem?: Problem;
    }
  | {
      readonly kind: "problem";
      readonly id: Id;
      readonly target: Target;
      readonly problem: Problem;
      /** When what still stands beside it was read (ms since the epoch); undefined when nothing does. */
      readonly readAt?: number;
    }
  | {
      readonly kind: "recording";
      readonly id: Arn;
      /** Undefined while the list of configurations is unknown: its channels alone tell that it exists. */
      readonly recording?: Recording;
      readonly channels?: number;
      /** More may come: its channels are being read. */
      readonly reading: boolean;
    }
  /** Channels that no configuration records. */
  | { readonly kind: "unrecorded"; readonly id: Id; readonly channels: number }
  /** Channels whose configuration no longer exists. */
  | { readonly kind: "missing"; readonly id: Id; readonly channels: number }
  | {
      readonly kind: "channel";
      readonly id: Arn;
      readonly channel: Channel;
      readonly stream?: Stream;
      /** False when it is not known which channels are live. */
      readonly liveKnown: boolean;
      readonly recording?: Recording;
    }
  /** Stands for the rows of a long group that are not drawn, before or after those that are. */
  | {
      readonly kind: "more";
      readonly id: Id;
      readonly where: "before" | "after";
      readonly hidden: number;
      /** How many more it brings. */
      readonly next: number;
    };

/** Which rows to show. */
export interface Filter {
  /** Found in a name, an id or a tag; whatever its case. */
  readonly text: string;
  readonly live: boolean;
  readonly states: readonly Recording["state"][];
}

export const NO_FILTER: Filter = { text: "", live: false, states: [] };

export function isFiltering(filter: Filter): boolean {
  return filter.text !== "" || filter.live || filter.states.length > 0;
}

/** The region that a row belongs to. */
export function regionOf(id: Id): string {
  return id.startsWith("arn:") ? parseArn(id).region : (id.split("/", 1)[0] ?? "");
}

/**
 * How many channels are drawn at first, and how many more at a time. The editor asks for all rows of an open group, seen
 * or not, and holds the extension host while it does.
 */
export const PAGE = 500;
/** The least of each group: more than fit on a screen. */
const LEAST = 50;

/** A channel at its place. What it is sorted and found by is made once. */
interface Entry {
  readonly key: string;
  readonly channel: Channel;
  /** Made when first searched. */
  text: string | undefined;
}

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
  readonly #pages = new Map<Id, { readonly from: number; readonly to: number }>();
  #top: readonly Id[] = [];
  readonly #unrecorded: Id;
  readonly #missing: Id;

  constructor(
    readonly target: Target,
    private filter: Filter,
  ) {
    this.#unrecorded = `${target.region}/unrecorded`;
    this.#missing = `${target.region}/missing`;
  }

  get state(): State {
    return this.#state;
  }

  /** Ids of the rows below the connection. */
  get top(): readonly Id[] {
    return this.#top;
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
  update(state: State, changed: Changed, alone = true): readonly Id[] {
    const before = { state: this.#state, top: this.#top, head: this.#head, drawn: this.#drawn() };
    this.#state = state;
    this.#sort(before.state, changed);
    this.#top = this.#layOut();

    const { region } = this.target;
    if (!sameList(before.top, this.#top)) return [region];
    if (!alone && before.head !== this.#head) return [region];
    const drawn = this.#drawn();
    const groups = new Set<Id>();
    for (const [id, is] of drawn) {
      const was = before.drawn.get(id);
      if (!was || was.count !== is.count || !sameList(was.rows, is.rows) || changed.has(id))
        groups.add(id);
    }
    const rows = [...changed].filter((arn) => {
      const parent = this.parent(arn);
      if (groups.has(arn) || parent === undefined || groups.has(parent)) return false;
      return parent === region ? this.#top.includes(arn) : this.#isDrawn(parent, arn);
    });
    const problems = problemsOf(state)
      .filter((problem, i) => !sameProblem(problem, problemsOf(before.state)[i]))
      .map((problem) => problemId(this.target, problem));
    return [...groups, ...rows, ...problems];
  }

  /** Shows what passes this filter from now on; everything is to be drawn again. */
  setFilter(filter: Filter): void {
    this.filter = filter;
    this.#pages.clear();
    for (const arn of this.#groups.keys()) this.#filterGroup(arn);
    this.#top = this.#layOut();
  }

  /** Ids of the rows below a row. */
  children(id: Id): Id[] {
    if (id === this.target.region) return [...this.#top];
    const list = this.#list(id);
    const { from, to } = this.#page(id);
    const rows = list.slice(from, to).map(({ channel }) => channel.arn);
    if (from > 0) rows.unshift(`${id}#before`);
    if (to < list.length) rows.push(`${id}#after`);
    return rows;
  }

  /** The row above a row; undefined for the connection itself. */
  parent(id: Id): Id | undefined {
    if (id === this.target.region) return undefined;
    if (id.includes("#")) return id.slice(0, id.indexOf("#"));
    const channel = this.#channels?.items.get(id);
    return channel ? this.#groupId(channel.recordingArn) : this.target.region;
  }

  /** Whether there is such a row, seen through the filter; it may be beyond its group's page. */
  has(id: Id): boolean {
    const channel = this.#channels?.items.get(id);
    return channel ? this.#indexOf(channel) >= 0 : this.#top.includes(id);
  }

  /** Draws more of a long group, as its "more" row says; gives the row to draw again. */
  more(id: Id): Id {
    const group = this.parent(id) ?? "";
    const { from, to } = this.#page(group);
    const before = id.endsWith("#before");
    this.#pages.set(
      group,
      before ? { from: Math.max(0, from - PAGE), to } : { from, to: to + PAGE },
    );
    return group;
  }

  /** Turns to the page that a channel is on; gives the group to draw again, undefined when it is drawn already. */
  turnTo(id: Id): Id | undefined {
    const channel = this.#channels?.items.get(id);
    if (!channel) return undefined;
    const group = this.#groupId(channel.recordingArn);
    const { from, to } = this.#page(group);
    const index = this.#indexOf(channel);
    if (index < 0 || (index >= from && index < to)) return undefined;
    const start = index - (index % PAGE);
    this.#pages.set(group, { from: start, to: start + PAGE });
    return group;
  }

  /** What a row shows; undefined when there is no such row any more. */
  node(id: Id): Node | undefined {
    const { target } = this;
    const state = this.#state;
    if (id === target.region) {
      const channels = this.#channels;
      return {
        kind: "connection",
        id,
        target,
        channels: channels?.items.size,
        reading: this.awaits,
        problem: problemsOf(state)[0],
      };
    }
    const problem = problemsOf(state).find((p) => problemId(target, p) === id);
    if (problem) {
      return { kind: "problem", id, target, problem, readAt: this.#readAt };
    }
    if (state.kind !== "ready") return undefined;
    if (id.includes("#")) return this.#more(id);
    if (id === this.#unrecorded || id === this.#missing) {
      const kind = id === this.#missing ? "missing" : "unrecorded";
      return this.#top.includes(id) ? { kind, id, channels: this.#count(id) } : undefined;
    }
    const { recordings, channels, streams } = state.snapshot;
    const channel = channels?.items.get(id);
    if (channel) {
      return {
        kind: "channel",
        id,
        channel,
        stream: streams?.items.get(id),
        liveKnown: streams !== undefined,
        recording: recordings?.items.get(channel.recordingArn),
      };
    }
    const recording = recordings?.items.get(id);
    return recording || this.#count(id) > 0
      ? {
          kind: "recording",
          id,
          recording,
          channels: channels && this.#count(id),
          reading: this.reading,
        }
      : undefined;
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
      const entry = entryOf(now);
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
    const { text, live, states } = this.filter;
    const recording = this.#recordings?.items.get(recordingArn);
    if (states.length > 0 && !(recording && states.includes(recording.state))) return () => false;
    const streams = this.#state.kind === "ready" ? this.#state.snapshot.streams?.items : undefined;
    const wanted = wantedText(text);
    const all = !wanted || (recording !== undefined && textOf(recording).includes(wanted));
    return (entry) => {
      if (live && !streams?.has(entry.channel.arn)) return false;
      if (all) return true;
      entry.text ??= textOf(entry.channel);
      return entry.text.includes(wanted);
    };
  }

  #layOut(): Id[] {
    const state = this.#state;
    const problems = problemsOf(state).map((problem) => problemId(this.target, problem));
    if (state.kind !== "ready") return problems;
    const { live, states } = this.filter;
    const text = wantedText(this.filter.text);
    const rows: { arn: Arn; name: string }[] = [];
    for (const recording of this.#recordings?.items.values() ?? []) {
      const passes =
        !live &&
        textOf(recording).includes(text) &&
        (states.length === 0 || states.includes(recording.state));
      if (passes || this.#count(recording.arn) > 0) rows.push(recording);
    }
    for (const [arn, { shown }] of this.#groups) {
      const known = this.#recordings?.items.has(arn) || this.#groupId(arn) !== arn;
      if (!known && shown.length > 0) rows.push({ arn, name: "" });
    }
    // Where there are configurations, there is a place for what they do not record.
    const empty = rows.length > 0 && this.#channels && !isFiltering(this.filter);
    return [
      ...problems,
      ...sorted(rows),
      ...(empty || this.#count(this.#unrecorded) > 0 ? [this.#unrecorded] : []),
      ...(this.#count(this.#missing) > 0 ? [this.#missing] : []),
    ];
  }

  /** The row that channels with this configuration are below. */
  #groupId(recordingArn: Arn): Id {
    if (!recordingArn) return this.#unrecorded;
    const recordings = this.#recordings;
    const known = recordings?.complete || recordings?.remembered;
    return known && !recordings.items.has(recordingArn) ? this.#missing : recordingArn;
  }

  /** The channels below a row that pass the filter. */
  #list(id: Id): readonly Entry[] {
    if (id === this.#unrecorded) return this.#groups.get("")?.shown ?? [];
    if (id !== this.#missing) return this.#groups.get(id)?.shown ?? [];
    const gone = [...this.#groups].filter(([arn]) => this.#groupId(arn) === id);
    return gone.flatMap(([, { shown }]) => shown).sort(byKey);
  }

  #count(id: Id): number {
    if (id !== this.#missing) return this.#list(id).length;
    let sum = 0;
    for (const [arn, { shown }] of this.#groups) if (this.#groupId(arn) === id) sum += shown.length;
    return sum;
  }

  /** Where a channel is among those of its row; negative when the filter hides it. */
  #indexOf({ arn, recordingArn }: Channel): number {
    const entry = this.#entries.get(arn);
    if (!entry) return -1;
    const list = this.#list(this.#groupId(recordingArn));
    const index = placeOf(list, entry);
    return list[index] === entry ? index : -1;
  }

  #page(group: Id): { readonly from: number; readonly to: number } {
    const page = this.#pages.get(group);
    if (page && page.from < this.#count(group)) return page;
    return { from: 0, to: Math.max(LEAST, Math.floor(PAGE / this.#groups.size)) };
  }

  #isDrawn(group: Id, arn: Arn): boolean {
    const { from, to } = this.#page(group);
    const channel = this.#channels?.items.get(arn);
    const index = channel ? this.#indexOf(channel) : -1;
    return index >= from && index < to;
  }

  #more(id: Id): Node | undefined {
    const group = this.parent(id) ?? "";
    const { from, to } = this.#page(group);
    const where = id.endsWith("#before") ? "before" : "after";
    const hidden = where === "before" ? from : this.#count(group) - to;
    return hidden > 0
      ? { kind: "more", id, where, hidden, next: Math.min(hidden, PAGE) }
      : undefined;
  }

  /** What is drawn of the groups, to compare. */
  #drawn(): ReadonlyMap<Id, { readonly count: number | boolean; readonly rows: readonly Id[] }> {
    return new Map(
      this.#top.map((id) => [
        id,
        { count: this.#count(id) || this.reading, rows: this.children(id) },
      ]),
    );
  }

  /** What the connection's own row shows, as one value to compare. */
  get #head(): string {
    const node = this.node(this.target.region);
    if (node?.kind !== "connection") return "";
    // It does not count while it reads.
    return `${node.reading ? "" : node.channels} ${node.reading} ${node.problem?.kind}`;
  }
}

function problemId(target: Target, problem: Problem): Id {
  return `${target.region}/problem/${problem.kind}/${problem.action ?? ""}`;
}

function entryOf(channel: Channel): Entry {
  return { key: sortKey(title(channel)), channel, text: undefined };
}

/** By name as people count; equal names stay in a stable order. */
function byKey(a: Entry, b: Entry): number {
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  return a.channel.arn < b.channel.arn ? -1 : a.channel.arn > b.channel.arn ? 1 : 0;
}

/** Where an entry is in a sorted list, or belongs. */
function placeOf(list: readonly Entry[], entry: Entry, end = list.length): number {
  let low = 0;
  let high = end;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (byKey(list[middle] as Entry, entry) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Adds a few entries to a list, both sorted: from the end, each of the list's own moves once. */
function merged(list: Entry[], come: readonly Entry[]): Entry[] {
  let end = list.length;
  for (let left = come.length; left > 0; left--) {
    const entry = come[left - 1] as Entry;
    const place = placeOf(list, entry, end);
    for (let i = end - 1; i >= place; i--) list[i + left] = list[i] as Entry;
    list[place + left - 1] = entry;
    end = place;
  }
  return list;
}

function without(list: Entry[], gone: ReadonlySet<Arn>): Entry[] {
  return gone.size > 0 ? list.filter(({ channel }) => !gone.has(channel.arn)) : list;
}

function sorted(things: readonly { readonly arn: Arn; readonly name: string }[]): Arn[] {
  return things
    .map((thing) => ({ arn: thing.arn, key: sortKey(title(thing)) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.arn < b.arn ? -1 : 1))
    .map(({ arn }) => arn);
}

/** All that a thing is found by. */
function textOf({ name, arn, tags }: Channel | Recording): string {
  let text = `${name}\n${arn.slice(arn.indexOf("/") + 1)}`;
  for (const key in tags) text += `\n${key}=${tags[key]}`;
  return text.toLowerCase();
}

function wantedText(typed: string): string {
  return typed.trim().toLowerCase();
}

function sameList(a: readonly Id[], b: readonly Id[]): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i]);
}
