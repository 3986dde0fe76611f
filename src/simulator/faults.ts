/** Something to go wrong with a call, on purpose. */
export interface Fault {
  /** Whom it befalls: any operation and any region, unless one is named. */
  operation?: string;
  region?: string;
  /** How many more calls it befalls; 0: all, until the faults are cleared. */
  times: number;
  /** How likely it befalls a call, from 0 to 1; certainly unless said. */
  probability?: number;
  /** How long the answer is held back, and how much longer at random. Alone or with the others. */
  delayMs?: number;
  jitterMs?: number;
  /** Refuse with this error, the work undone. */
  error?: { name: string; status: number; message: string };
  /** Cut the connection, with the work undone or done. */
  drop?: "before" | "after";
  /** Do the work, and answer with a body that is not JSON. */
  malformed?: boolean;
  /** Do the work, and cut the connection in the middle of the answer's body. */
  truncated?: boolean;
  /** Send the answer's body in small pieces, over so long a time. Alone or with the others. */
  slowMs?: number;
}

/** The faults that are waiting for a call. What is left to chance is the same for the same seed. */
export class Faults {
  waiting: Fault[] = [];
  #state = 0;

  constructor(private readonly seed = 1) {
    this.clear();
  }

  /** The first fault that befalls this call, if one does: counted down, and gone after its last. */
  take(operation: string, region: string | undefined): Fault | undefined {
    const fault = this.waiting.find(
      (one) =>
        (one.operation ?? operation) === operation &&
        (one.region ?? region) === region &&
        (one.probability === undefined || this.random() < one.probability),
    );
    if (fault && --fault.times === 0) {
      this.waiting = this.waiting.filter((one) => one !== fault);
    }
    return fault;
  }

  /** Forgets every fault, and draws the same numbers again. */
  clear(): void {
    this.waiting = [];
    this.#state = this.seed;
  }

  /** A number from 0 to under 1: the generator is known as mulberry32. */
  random(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}
