import { AsyncLocalStorage } from "node:async_hooks";
import type { Clock, Disposer } from "../../src/core/clock";

/*
 * Time that runs only while nothing else does: as soon as no call is on its way and no file is being written, the clock
 * jumps to the next timer. A run of minutes takes milliseconds, and goes the same way each time on any machine.
 */

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly call: () => void;
}

/** How often the event loop must have turned with nothing under way before the clock moves. */
const QUIET_TURNS = 4;

const realSetTimeout = globalThis.setTimeout;
const realClearTimeout = globalThis.clearTimeout;

export class VirtualTime implements Clock {
  #now: number;
  #order = 0;
  #timers: Timer[] = [];
  #busy = 0;

  constructor(start = Date.parse("2026-03-01T12:00:00Z")) {
    this.#now = start;
  }

  now = (): number => this.#now;

  after = (ms: number, call: () => void): Disposer => {
    const inContext = AsyncLocalStorage.bind(call);
    const timer = { at: this.#now + Math.max(0, ms), order: this.#order++, call: inContext };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((each) => each !== timer);
    };
  };

  pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  /** While this is under way, time stands still. */
  async hold<T>(work: () => Promise<T>): Promise<T> {
    this.#busy++;
    try {
      return await work();
    } finally {
      this.#busy--;
    }
  }

  /** Lets time run until this has ended; rejects when nothing moves any more, or after `limit` ms. */
  async until<T>(work: Promise<T>, limit = 3600_000): Promise<T> {
    const end = this.#now + limit;
    let ended = false;
    const mark = () => {
      ended = true;
    };
    work.then(mark, mark);
    for (let stuck = 0; ; ) {
      await this.#quiet(() => ended);
      if (ended) return work;
      if (this.#now > end) throw new Error("It does not come to an end.");
      if (this.#next()) {
        stuck = 0;
        continue;
      }
      // A file that is read for the first time is seen by nobody here.
      if (++stuck > 400) throw new Error("Nothing moves any more.");
      await new Promise((next) => realSetTimeout(next, 5));
    }
  }

  /** Lets so much time pass. */
  async pass(ms: number): Promise<void> {
    await this.until(this.pause(ms), ms + 1);
    await this.#quiet(() => false);
  }

  /** Forgets all timers. */
  clear(): void {
    this.#timers = [];
  }

  #next(): boolean {
    let first: Timer | undefined;
    for (const timer of this.#timers)
      if (!first || timer.at < first.at || (timer.at === first.at && timer.order < first.order))
        first = timer;
    if (!first) return false;
    this.#timers = this.#timers.filter((each) => each !== first);
    this.#now = Math.max(this.#now, first.at);
    first.call();
    return true;
  }

  async #quiet(ended: () => boolean): Promise<void> {
    for (let turns = 0; turns < QUIET_TURNS; turns++) {
      await new Promise(setImmediate);
      if (ended()) return;
      if (this.#busy > 0) turns = -1;
    }
  }
}

/** What belongs to one run, wherever its code goes. */
export interface Context {
  readonly time: VirtualTime;
  /** The window of the editor in which it happens. */
  readonly window?: unknown;
}

export const context = new AsyncLocalStorage<Context>();

/** From now on whatever is timed within a run, the SDK's own waiting included, goes by the run's time. */
export function patchTimers(): void {
  const set = (call: (...args: unknown[]) => void, ms = 0, ...args: unknown[]) => {
    const time = context.getStore()?.time;
    if (!time) return realSetTimeout(call, ms, ...args);
    const dispose = time.after(ms, () => call(...args));
    const handle = { dispose, ref: () => handle, unref: () => handle, hasRef: () => true };
    return handle;
  };
  const clear = (handle: unknown) => {
    if (handle instanceof Object && "dispose" in handle) (handle.dispose as () => void)();
    else realClearTimeout(handle as NodeJS.Timeout);
  };
  Object.assign(globalThis, { setTimeout: set, clearTimeout: clear });
}
