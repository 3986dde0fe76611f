import type { Arn } from "./arn";
import { pause } from "./clock";
import { LAG, type Step, type StepEnd, type Writes } from "./operation";

/** Reads resources again by themselves; never rejects. */
export type ReadAgain = (arns: readonly Arn[]) => Promise<void>;

/** What the rows of an operation say. */
export interface RowWords {
  /** What is being done to a resource: "renaming…". */
  row(arn: Arn): string;
  /** That it was done, and is being read: "reading…". */
  readonly reading: string;
}

/** How often at most what ended meanwhile is read, of an operation with many steps (ms). */
const EVERY = 1000;

/**
 * Reads again what the steps of an operation touched, as they end: of many, the first is right on screen long before the
 * last is done. Until then the rows say what is being done.
 */
export class ReadBehind {
  /** How many of its steps have not ended yet. */
  readonly #left = new Map<Arn, number>();
  /** What is to be read, and the steps that must show then. */
  #due = new Map<Arn, Step[]>();
  #reading: Promise<void> | undefined;
  /** Aborted when the operation is at its end. */
  readonly #ended = new AbortController();
  readonly #rows: ReturnType<Writes["underWay"]["begin"]>;

  constructor(
    steps: readonly Step[],
    private readonly words: RowWords,
    private readonly readAgain: ReadAgain,
    private readonly writes: Writes,
  ) {
    for (const { arn } of steps) this.#left.set(arn, (this.#left.get(arn) ?? 0) + 1);
    this.#rows = writes.underWay.begin(
      new Map([...this.#left.keys()].map((arn) => [arn, words.row(arn)])),
    );
  }

  /** A step has ended. */
  ended(step: Step, { kind }: StepEnd): void {
    const { arn } = step;
    const steps = [...(this.#due.get(arn) ?? []), ...(kind === "done" ? [step] : [])];
    const left = (this.#left.get(arn) ?? 0) - 1;
    if (left > 0) {
      this.#left.set(arn, left);
      return;
    }
    this.#left.delete(arn);
    this.#due.set(arn, steps);
    this.#rows.say(arn, this.words.reading);
    this.#reading ??= this.#read();
  }

  /**
   * The operation is at its end: resolves when all that it touched was read. `written`: the steps that must show of those
   * whose end was not told one by one.
   */
  async end(written: readonly Step[] = []): Promise<void> {
    this.#ended.abort();
    for (const arn of this.#left.keys())
      this.#due.set(
        arn,
        written.filter((step) => step.arn === arn),
      );
    this.#left.clear();
    this.#reading ??= this.#read();
    await this.#reading;
  }

  async #read(): Promise<void> {
    while (this.#due.size > 0) {
      const due = this.#due;
      this.#due = new Map();
      await readBack(due, this.readAgain, this.writes);
      this.#rows.end(due.keys());
      if (this.#left.size > 0) await pause(this.writes.clock, EVERY, this.#ended.signal);
    }
    this.#reading = undefined;
  }
}

/**
 * Reads resources again until what was written to them shows, or for as long as reads may lag behind writes. Never
 * rejects.
 */
export async function readBack(
  written: ReadonlyMap<Arn, readonly Pick<Step, "shown">[]>,
  readAgain: ReadAgain,
  { clock, at }: Writes,
): Promise<void> {
  let left = [...written];
  for (let wait = 300; ; wait *= 2) {
    await readAgain(left.map(([arn]) => arn));
    const lags = (arn: Arn) => clock.now() < (at.get(arn) ?? Number.NEGATIVE_INFINITY) + LAG;
    left = left.filter(
      ([arn, steps]) => lags(arn) && steps.some(({ shown }) => shown?.() === false),
    );
    if (left.length === 0) return;
    await pause(clock, Math.min(wait, 2000));
  }
}
