import type { Arn, Channel, Recording, Stream } from "./ivs";
import { type Problem, sameProblem } from "./problem";

/** One list of the service. */
export interface Listing<T> {
  readonly items: ReadonlyMap<Arn, T>;
  /** False while its first read is under way, or when that read broke off. */
  readonly complete: boolean;
  /** ms since the epoch. */
  readonly readAt: number;
  /** Read in another window: nothing of it may be so any more. */
  readonly remembered?: boolean;
}

/** What was read of one connection. A list that was never read is undefined: unknown is not empty. */
export interface Snapshot {
  readonly recordings?: Listing<Recording>;
  readonly channels?: Listing<Channel>;
  /** By the ARN of the channel. */
  readonly streams?: Listing<Stream>;
}

export type Part = keyof Snapshot;

export type State =
  /** Nothing was read yet. */
  | { readonly kind: "empty" }
  /** `problems`: parts whose last read failed; what was read before is kept. */
  | {
      readonly kind: "ready";
      readonly snapshot: Snapshot;
      readonly problems: ReadonlyMap<Part, Problem>;
    }
  /** Never read, and the last try failed. */
  | { readonly kind: "failed"; readonly problem: Problem };

export type Disposer = () => void;

/** ARNs of channels and recording configurations that came, went or changed. */
export type Changed = ReadonlySet<Arn>;
export type Watcher = (state: State, changed: Changed) => void;

const NOTHING: Changed = new Set();

/** Holds the one truth about a connection. Only refresh.ts writes it, and memory.ts before the first read. */
export class Store {
  #state: State = { kind: "empty" };
  #watchers = new Set<Watcher>();

  get state(): State {
    return this.#state;
  }

  /** Replaces the state; says so to the watchers unless it shows nothing new. */
  set(next: State, changed: Changed): void {
    const before = this.#state;
    this.#state = next;
    if (changed.size === 0 && looksSame(before, next)) return;
    for (const watcher of this.#watchers) watcher(next, changed);
  }

  /** Calls back now, and on each change, until disposed. */
  watch(watcher: Watcher): Disposer {
    this.#watchers.add(watcher);
    watcher(this.#state, NOTHING);
    return () => this.#watchers.delete(watcher);
  }
}

function looksSame(a: State, b: State): boolean {
  if (a.kind === "ready" && b.kind === "ready") {
    return (
      PARTS.every((part) => sameProblem(a.problems.get(part), b.problems.get(part))) &&
      PARTS.every((part) => {
        const { [part]: one } = a.snapshot;
        const { [part]: other } = b.snapshot;
        return one?.complete === other?.complete && one?.remembered === other?.remembered;
      })
    );
  }
  if (a.kind === "failed" && b.kind === "failed") return sameProblem(a.problem, b.problem);
  return a.kind === b.kind;
}

export const PARTS: readonly Part[] = ["recordings", "channels", "streams"];

/** The problems of a state, each told once however many lists it struck. */
export function problemsOf(state: State): readonly Problem[] {
  if (state.kind === "failed") return [state.problem];
  if (state.kind === "empty") return [];
  const told: Problem[] = [];
  for (const problem of state.problems.values()) {
    // A denial is one list's; anything else strikes them all, in slightly different words.
    const known = told.some((t) => t.kind === problem.kind && problem.kind !== "denied");
    if (!known) told.push(problem);
  }
  return told;
}

/** Recording configurations that the service is still creating. */
export function creating(state: State): readonly Recording[] {
  if (state.kind !== "ready") return [];
  const all = state.snapshot.recordings?.items.values() ?? [];
  return [...all].filter((recording) => recording.state === "CREATING");
}
