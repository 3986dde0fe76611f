import type { Clock, Disposer } from "./clock";
import type { Collection } from "./collection";
import { STOPPED } from "./problem";
import { problemsOf, type State, unsettled } from "./store";

const SECOND = 1000;
/** How soon a change made elsewhere is seen. */
export const SLOW = 30 * SECOND;
/** While the service is still working on something; creating a recording configuration takes it some 20 s at most. */
export const FAST = 2 * SECOND;
const SLOWEST_RETRY = 60 * SECOND;

/** Reads the given collections; never rejects. */
export type Read = (collections: readonly Collection[], signal: AbortSignal) => Promise<void>;

/**
 * The loop that reads one connection: everything every 30 s while it is looked at, what the service is still working
 * on every 2 s, ever slower while reads fail. Never two reads at once. It rests until first shown or poked.
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
    private readonly collections: readonly Collection[],
    private readonly read: Read,
    private readonly state: () => State,
    private readonly clock: Clock,
    private readonly slow = SLOW,
  ) {}

  /** Says whether anybody looks; when hidden, only what the service is still working on is followed. */
  show(visible: boolean): void {
    this.#visible = visible;
    this.#schedule();
  }

  /** Whether everything is read again and again, since somebody looks. */
  get visible(): boolean {
    return this.#visible;
  }

  /** Reads everything now; resolves when a read that began after this call has ended, or was not to begin any more. */
  poke(): Promise<void> {
    if (!this.#reading) return this.#run(this.collections);
    if (!this.#again) {
      const again: Promise<void> = this.#reading.then(() => {
        if (this.#again !== again) return;
        this.#again = undefined;
        return this.#run(this.collections);
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

  #run(collections: readonly Collection[]): Promise<void> {
    if (this.#disposed) return Promise.resolve();
    this.#cancelTimer();
    this.#abort = new AbortController();
    this.#reading = this.read(collections, this.#abort.signal).then(() => {
      this.#reading = undefined;
      this.#readAny = this.clock.now();
      if (collections === this.collections) this.#readAll = this.#readAny;
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
    const follows = unsettled(this.state(), this.collections);
    if (!this.#visible && follows.length === 0) return;
    const back = this.#failures && Math.min(FAST * 2 ** (this.#failures - 1), SLOWEST_RETRY);
    const fast = follows.length > 0 ? this.#readAny + (back || FAST) : Number.POSITIVE_INFINITY;
    const slow = this.#visible ? this.#readAll + (back || this.slow) : Number.POSITIVE_INFINITY;
    const some =
      slow <= fast
        ? this.collections
        : this.collections.filter(({ name }) => follows.includes(name));
    const wait = Math.max(0, Math.min(fast, slow) - this.clock.now());
    this.#cancelTimer = this.clock.after(wait, () => void this.#run(some));
  }
}
