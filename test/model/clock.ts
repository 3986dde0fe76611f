import type { Clock } from "../../src/model/poll";

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
}

/** Lets everything that is only waiting for promises go on. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
