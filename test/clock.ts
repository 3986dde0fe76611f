import type { Clock } from "../src/core/clock";

/** A clock that stands still until a test moves it. */
export class TestClock implements Clock {
  #now = 0;
  #timers = new Set<{ at: number; call: () => void }>();

  now = (): number => this.#now;

  after(ms: number, call: () => void): () => void {
    const timer = { at: this.#now + ms, call };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** How many timers are waiting. */
  get waiting(): number {
    return this.#timers.size;
  }

  /** Moves to the first timer that falls due by then, and fires it; false when none does. */
  next(end: number): boolean {
    const [next] = [...this.#timers].filter((t) => t.at <= end).sort((a, b) => a.at - b.at);
    if (!next) return false;
    this.#timers.delete(next);
    this.#now = next.at;
    next.call();
    return true;
  }

  /** Moves on, firing what falls due in its order and letting promises settle after each. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    while (this.next(end)) await settle();
    this.#now = end;
  }

  /** Moves on from timer to timer until a promise is settled, whose way to its end is by this clock alone. */
  async until<T>(promise: Promise<T>): Promise<T> {
    let settled = false;
    const end = () => {
      settled = true;
    };
    promise.then(end, end);
    for (;;) {
      await settle();
      if (settled) return promise;
      if (!this.next(Number.POSITIVE_INFINITY)) throw new Error("It waits for something else.");
    }
  }
}

/** Lets everything that is only waiting for promises go on. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/**
 * A clock that runs so many times as fast as the real one, for what waits long and for real answers: 100 of its
 * milliseconds pass in one. Give it to the simulator, too, where that is to lag behind by the same time.
 */
export function fastClock(factor = 100): Clock {
  const began = Date.now();
  const start = performance.now();
  return {
    now: () => Math.round(began + (performance.now() - start) * factor),
    after(ms, call) {
      const timer = setTimeout(call, ms / factor);
      return () => clearTimeout(timer);
    },
  };
}

/** A clock on which every wait is over at once, and what was waited for (ms). */
export function impatientClock(): Clock & { readonly waits: number[] } {
  let now = Date.now();
  const waits: number[] = [];
  return {
    waits,
    now: () => now,
    after(ms, call) {
      waits.push(ms);
      now += ms;
      const timer = setImmediate(call);
      return () => clearImmediate(timer);
    },
  };
}

/** Holds back what waits for it until it is opened. */
export function gate() {
  let open = () => {};
  const shut = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { shut, open };
}

/** Waits until something is so that real answers bring about. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((next) => setTimeout(next, 1));
}
