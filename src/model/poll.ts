import { STOPPED } from "./problem";
import type { Disposer, Part, State } from "./store";
import { creating, PARTS, problemsOf } from "./store";

/** Time, from outside, so that tests can hold it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls once, after so many milliseconds, unless disposed before. */
  after(ms: number, call: () => void): Disposer;
}

export const systemClock: Clock = {
  now: Date.now,
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};

const SECOND = 1000;
/** How soon a change made elsewhere is seen. */
export const SLOW = Number(process.env.IVS_EXPLORER_POLL_SECONDS ?? 30) * SECOND;
/** While a recording configuration is CREATING; the service takes some 20 s at most. */
export const FAST = 2 * SECOND;
const SLOWEST_RETRY = 60 * SECOND;

/** Reads the given lists; never rejects. */
export type Read = (parts: readonly Part[], signal: AbortSignal) => Promise<void>;

/**
 * The loop that reads one connection: everything every 30 s while it is looked at, the recording configurations
 * every 2 s while one is CREATING, ever slower while reads fail. Never two reads at once. It rests until first
 * shown or poked.
 */
export class Loop {
  #visible = false;
  #failures = 0;
  /** When the last read of everything ended. */
  #readAll = Number.NEGATIVE_INFINITY;
  #readAny = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;
  #again: Promise<void> | undefined;
  #cancelTimer: Disposer = () => {};
  /** Of the read under way, or the last. */
  #abort = new AbortController();
  #disposed = false;

  constructor(
    private readonly read: Read,
    private readonly state: () => State,
    private readonly clock: Clock,
  ) {}

  /** Says whether anybody looks; when hidden, only a configuration that is CREATING is followed. */
  show(visible: boolean): void {
    this.#visible = visible;
    this.#schedule();
  }

  /** Reads everything now; resolves when a read that began after this call has ended, or was not to begin any more. */
  poke(): Promise<void> {
    if (!this.#reading) return this.#run(PARTS);
    if (!this.#again) {
      const again: Promise<void> = this.#reading.then(() => {
        if (this.#again !== again) return;
        this.#again = undefined;
        return this.#run(PARTS);
      });
      this.#again = again;
    }
    return this.#again;
  }

  /** Ends a read under way as the person wishes, and the one that was to follow it; it waits for a poke then. */
  stop(): void {
    this.#abort.abort(STOPPED);
    this.#again = undefined;
  }

  /** Stops for good, also a read under way. */
  dispose(): void {
    this.#disposed = true;
    this.#abort.abort();
    this.#cancelTimer();
  }

  #run(parts: readonly Part[]): Promise<void> {
    if (this.#disposed) return Promise.resolve();
    this.#cancelTimer();
    this.#abort = new AbortController();
    this.#reading = this.read(parts, this.#abort.signal).then(() => {
      this.#reading = undefined;
      this.#readAny = this.clock.now();
      if (parts === PARTS) this.#readAll = this.#readAny;
      // A denial is an answer, and the same one will come again: no reason to ask less often.
      const failing = problemsOf(this.state()).some((problem) => problem.kind !== "denied");
      this.#failures = failing ? this.#failures + 1 : 0;
      this.#schedule();
    });
    return this.#reading;
  }

  #schedule(): void {
    this.#cancelTimer();
    if (this.#reading || this.#disposed) return;
    if (problemsOf(this.state()).some((problem) => problem.waits)) return;
    const follows = creating(this.state()).length > 0;
    if (!this.#visible && !follows) return;
    const back = this.#failures && Math.min(FAST * 2 ** (this.#failures - 1), SLOWEST_RETRY);
    const fast = follows ? this.#readAny + (back || FAST) : Number.POSITIVE_INFINITY;
    const slow = this.#visible ? this.#readAll + (back || SLOW) : Number.POSITIVE_INFINITY;
    const parts: readonly Part[] = slow <= fast ? PARTS : ["recordings"];
    const wait = Math.max(0, Math.min(fast, slow) - this.clock.now());
    this.#cancelTimer = this.clock.after(wait, () => void this.#run(parts));
  }
}
