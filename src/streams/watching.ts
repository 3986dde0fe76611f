import type { Connection } from "../connections/connection";
import { type Clock, type Disposer, pause } from "../core/clock";
import type { Ref } from "../core/ref";
import type { SavedState } from "../ui/savedState";
import type { Stream } from "./model";

/** A channel that a person wants to be told of. */
export interface Watched extends Ref {
  /** What it was called when that was decided. */
  readonly name: string;
}

/** What somebody is to be told of a channel. `ended`: its stream is gone; whether as it should is for others to say. */
export interface Alarm {
  readonly connection: Connection;
  readonly ref: Ref;
  readonly kind: "starving" | "ended";
}

/** How often the streams of watched channels are read while nobody looks (ms): the service's lists need no more. */
const EVERY = 30_000;

/**
 * The channels that are watched, kept over a reload, and what is told of them and of those whose page is open: once, when
 * one begins to starve or ends. While the view is hidden the streams of watched channels are read, and nothing else.
 */
export class Watching {
  readonly #watchers = new Set<() => void>();
  #connections: readonly Connection[] = [];
  #stop: Disposer[] = [];
  readonly #ended = new AbortController();
  /** The streams of attended channels as they were last seen; null: offline. */
  readonly #last = new Map<string, Stream | null>();
  /** Those whose stream is being stopped from here: its end is no news. */
  readonly #stopping = new Set<string>();
  #reading = false;

  /** `attended`: further channels to be told of. */
  constructor(
    private readonly kept: SavedState<readonly Watched[]>,
    private readonly clock: Clock,
    private readonly attended: () => readonly Ref[],
    private readonly tell: (alarm: Alarm) => void,
  ) {}

  get all(): readonly Watched[] {
    return this.kept.get() ?? [];
  }

  has(ref: Ref): boolean {
    return this.all.some((each) => same(each, ref));
  }

  async add(...channels: readonly Watched[]): Promise<void> {
    const fresh = channels.filter((channel) => !this.has(channel));
    await this.#set([...this.all, ...fresh]);
  }

  async remove(...refs: readonly Ref[]): Promise<void> {
    await this.#set(this.all.filter((each) => !refs.some((ref) => same(each, ref))));
  }

  /** A channel's stream is about to be stopped from here. */
  expectEnd({ connection, arn }: Ref): void {
    this.#stopping.add(`${connection} ${arn}`);
  }

  /** Calls back when other channels are watched. */
  watch(watcher: () => void): Disposer {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Follows these connections from now on. */
  follow(connections: readonly Connection[]): void {
    for (const stop of this.#stop) stop();
    this.#connections = connections;
    this.#stop = connections.map(({ store }) => store.watch(() => this.look()));
    this.look();
    void this.#read();
  }

  /** Compares how things are with how they were: called when a page was opened or closed, too. */
  look(): void {
    const seen = new Set<string>();
    for (const { connection: id, arn } of [...this.all, ...this.attended()]) {
      const connection = this.#connections.find((open) => open.id === id);
      const streams = connection?.snapshot.streams;
      if (!connection || !streams?.complete) continue;
      const key = `${id} ${arn}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const now = streams.items.get(arn) ?? null;
      const before = this.#last.get(key);
      this.#last.set(key, now);
      // Not known how it was: nothing has happened while somebody was told.
      if (before === undefined) continue;
      const ref = { connection: id, arn };
      const starves = now?.health === "STARVING";
      // Another session, though it starved as the last one did, is another thing to tell.
      const didStarve = before?.health === "STARVING" && before.startTime === now?.startTime;
      if (starves && !didStarve) this.tell({ connection, ref, kind: "starving" });
      const wanted = !now && this.#stopping.delete(key);
      if (before && !now && !wanted) this.tell({ connection, ref, kind: "ended" });
    }
    for (const key of this.#last.keys()) if (!seen.has(key)) this.#last.delete(key);
  }

  dispose(): void {
    for (const stop of this.#stop) stop();
    this.#ended.abort();
  }

  async #set(all: readonly Watched[]): Promise<void> {
    await this.kept.set(all.length > 0 ? all : undefined);
    this.look();
    for (const watcher of this.#watchers) watcher();
    void this.#read();
  }

  /** Reads what nobody else reads, again and again, as long as anything is watched. */
  async #read(): Promise<void> {
    if (this.#reading) return;
    this.#reading = true;
    const { signal } = this.#ended;
    while (!signal.aborted && this.all.length > 0) {
      await Promise.all(this.#connections.map((connection) => this.#readOne(connection)));
      await pause(this.clock, EVERY, signal);
    }
    this.#reading = false;
  }

  async #readOne({ id, snapshot, store, loop, readAgain }: Connection): Promise<void> {
    const arns = this.all.filter(({ connection }) => connection === id).map(({ arn }) => arn);
    if (arns.length === 0) return;
    if (store.state.kind === "empty" || !snapshot.streams) return loop.poke();
    // While the view is seen, its list tells.
    if (loop.visible) return;
    await readAgain("streams", arns);
  }
}

/** Whether what was kept can be channels that are watched. */
export function isWatchedList(value: unknown): value is readonly Watched[] {
  return (
    Array.isArray(value) &&
    value.every((each) =>
      ["connection", "arn", "name"].every((key) => typeof each?.[key] === "string"),
    )
  );
}

function same(a: Ref, b: Ref): boolean {
  return a.connection === b.connection && a.arn === b.arn;
}
