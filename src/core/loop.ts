import type { Arn } from "./arn";
import type { Clock, Disposer } from "./clock";
import type { Collection } from "./collection";
import { STOPPED } from "./problem";
import { problemsOf, type Store, unsettled } from "./store";

const SECOND = 1000;
/** How soon a change made elsewhere is seen; where a list is longer than polls may read in that time, when it was read. */
export const SLOW = 30 * SECOND;
/** While the service is still working on something; creating a recording configuration takes it some 20 s at most. */
export const FAST = 2 * SECOND;
const SLOWEST_RETRY = 60 * SECOND;

/** How the loop reads; neither ever rejects. */
export interface Reads {
  /** Reads whole lists; `poll`: nobody asked for it, so not at the whole rate. */
  lists(collections: readonly Collection[], signal: AbortSignal, poll: boolean): Promise<void>;
  /** Reads some items by themselves; gives whether they could be read. */
  items(collection: Collection, arns: readonly Arn[]): Promise<boolean>;
}

/**
 * The loop that reads one connection. Each list is polled by itself, every 30 s while it is looked at; what the service
 * is still working on is followed by itself every 2 s, whatever else is being read; both ever slower while they fail.
 * What a person asks for is read at once and at the whole rate, in place of polls. It rests until first shown or poked.
 */
export class Loop {
  #visible = false;
  #disposed = false;
  /** The read of everything that was asked for and is under way, what ends it, and the one that is to follow. */
  #asked: Promise<void> | undefined;
  #abort = new AbortController();
  #again: Promise<void> | undefined;
  /** Until something was read, all lists are read at once. */
  readonly #all: Beat;
  readonly #lists: ReadonlyMap<Collection, Beat>;
  readonly #follows: ReadonlyMap<Collection, Beat>;
  readonly #stopWatching: Disposer;

  constructor(
    private readonly collections: readonly Collection[],
    private readonly reads: Reads,
    private readonly store: Store,
    private readonly clock: Clock,
    slow = SLOW,
  ) {
    this.#all = new Beat(clock, slow, true, () => void this.#ask());
    this.#lists = new Map(
      collections.map((each) => [each, new Beat(clock, slow, true, () => void this.#poll(each))]),
    );
    this.#follows = new Map(
      collections
        .filter(({ unsettled }) => unsettled)
        .map((each) => [each, new Beat(clock, FAST, false, () => void this.#follow(each))]),
    );
    this.#stopWatching = store.watch(() => this.#schedule());
  }

  /** Says whether anybody looks; when hidden, only what the service is still working on is followed. */
  show(visible: boolean): void {
    this.#visible = visible;
    this.#schedule();
  }

  /** Whether lists are read again and again, since somebody looks. */
  get visible(): boolean {
    return this.#visible;
  }

  /**
   * Reads everything now, at the whole rate; resolves when a read that began after this call has ended, or was not to
   * begin any more.
   */
  poke(): Promise<void> {
    if (!this.#asked) return this.#ask();
    if (!this.#again) {
      const again: Promise<void> = this.#asked.then(() => {
        if (this.#again !== again) return;
        this.#again = undefined;
        return this.#ask();
      });
      this.#again = again;
    }
    return this.#again;
  }

  /** Ends reads under way as the person wishes, and the one that was to follow; it waits for a poke then. */
  stop(): void {
    this.#abort.abort(STOPPED);
    for (const beat of this.#lists.values()) beat.abort?.abort(STOPPED);
    this.#again = undefined;
  }

  /** Stops for good, also reads under way. */
  dispose(): void {
    this.#disposed = true;
    this.#stopWatching();
    this.#abort.abort();
    for (const beat of this.#lists.values()) beat.abort?.abort();
    this.#schedule();
  }

  /** Reads everything at the whole rate. What polls found so far is older than what is asked for: they end. */
  #ask(): Promise<void> {
    if (this.#disposed) return Promise.resolve();
    for (const beat of this.#lists.values()) beat.abort?.abort();
    this.#abort = new AbortController();
    const began = this.clock.now();
    const asked = this.reads.lists(this.collections, this.#abort.signal, false).then(() => {
      this.#asked = undefined;
      for (const [each, beat] of this.#lists) beat.end(began, this.#fails(each));
      this.#all.end(
        began,
        this.collections.some((each) => this.#fails(each)),
      );
      this.#schedule();
    });
    this.#asked = asked;
    this.#schedule();
    return asked;
  }

  async #poll(collection: Collection): Promise<void> {
    const beat = this.#lists.get(collection);
    if (!beat) return;
    const abort = new AbortController();
    beat.abort = abort;
    const began = this.clock.now();
    await this.reads.lists([collection], abort.signal, true);
    // One that had to make way counts for nothing.
    if (abort.signal.aborted && abort.signal.reason !== STOPPED) return;
    beat.end(began, this.#fails(collection));
    this.#follows.get(collection)?.wait(began);
    this.#schedule();
  }

  async #follow(collection: Collection): Promise<void> {
    const began = this.clock.now();
    const beat = this.#follows.get(collection);
    // Its list, where that is being read, tells the same.
    const told = this.#lists.get(collection)?.abort !== undefined;
    const read =
      told || (await this.reads.items(collection, unsettled(collection, this.store.state)));
    beat?.end(began, !read);
    this.#schedule();
  }

  /** A denial is an answer, and the same one will come again: no reason to ask less often. */
  #fails({ name }: Collection): boolean {
    const { state } = this.store;
    const problem =
      state.kind === "failed"
        ? state.problem
        : state.kind === "ready"
          ? state.problems.get(name)
          : undefined;
    return problem !== undefined && problem.kind !== "denied";
  }

  /** Sets what is read next, and when; it depends on what is known. */
  #schedule(): void {
    const { state } = this.store;
    const rests = this.#disposed || problemsOf(state).some((problem) => problem.waits);
    const polls = this.#visible && !rests && !this.#asked;
    this.#all.set(polls && state.kind !== "ready");
    for (const beat of this.#lists.values()) beat.set(polls && state.kind === "ready");
    for (const [each, beat] of this.#follows) beat.set(!rests && unsettled(each, state).length > 0);
  }
}

/** When something is done that is done again and again: never twice at once, and ever less often while it fails. */
class Beat {
  /** Ends what is under way; undefined while nothing is. */
  abort: AbortController | undefined;
  #wanted = false;
  #running = false;
  #next = Number.NEGATIVE_INFINITY;
  #failures = 0;
  #cancel: Disposer = () => {};

  /** `every`: ms, from beginning to beginning; what takes longer rests a moment. `atOnce`: also the first time that it is wanted. */
  constructor(
    private readonly clock: Clock,
    private readonly every: number,
    private readonly atOnce: boolean,
    private readonly begin: () => void,
  ) {}

  /** Says whether it is to be done. */
  set(wanted: boolean): void {
    const now = this.clock.now();
    if (wanted && !this.#wanted && !this.atOnce) this.#next = now + this.every;
    this.#wanted = wanted;
    this.#cancel();
    if (!wanted || this.#running) return;
    this.#cancel = this.clock.after(Math.max(0, this.#next - now), () => {
      this.#running = true;
      this.begin();
    });
  }

  /** Something else told the same then. */
  wait(from: number): void {
    this.#next = Math.max(this.#next, from + this.every);
  }

  /** It was done, by itself or as part of something else, that began then. */
  end(began: number, failed: boolean): void {
    this.abort = undefined;
    this.#running = false;
    this.#failures = failed ? this.#failures + 1 : 0;
    const now = this.clock.now();
    this.#next = failed
      ? now + Math.min(FAST * 2 ** (this.#failures - 1), SLOWEST_RETRY)
      : Math.max(began + this.every, now + Math.min(this.every, FAST));
  }
}
