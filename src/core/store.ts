import type { Arn } from "./arn";
import type { Disposer } from "./clock";
import type { Collection, CollectionName, Items } from "./collection";
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
export type Snapshot = { readonly [N in CollectionName]?: Listing<Items[N]> };

export type State =
  /** Nothing was read yet. */
  | { readonly kind: "empty" }
  /** `problems`: lists whose last read failed; what was read before is kept. */
  | {
      readonly kind: "ready";
      readonly snapshot: Snapshot;
      readonly problems: ReadonlyMap<CollectionName, Problem>;
    }
  /** Never read, and the last try failed. */
  | { readonly kind: "failed"; readonly problem: Problem };

/** ARNs of what came, went or changed. */
export type Changed = ReadonlySet<Arn>;
export type Watcher = (state: State, changed: Changed) => void;

const NOTHING: Changed = new Set();

/** Holds the one truth about a connection. Only refresh.ts writes it, and connections/memory.ts before the first read. */
export class Store {
  /** When items were last read by themselves (ms since the epoch): a list that began to be read before knows less of them. */
  readonly readAlone = new Map<CollectionName, Map<Arn, number>>();
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
    return [...namesOf(a), ...namesOf(b)].every((name) => {
      const { [name]: one } = a.snapshot;
      const { [name]: other } = b.snapshot;
      return (
        one?.complete === other?.complete &&
        one?.remembered === other?.remembered &&
        sameProblem(a.problems.get(name), b.problems.get(name))
      );
    });
  }
  if (a.kind === "failed" && b.kind === "failed") return sameProblem(a.problem, b.problem);
  return a.kind === b.kind;
}

function namesOf({ snapshot, problems }: Extract<State, { kind: "ready" }>): CollectionName[] {
  return [...(Object.keys(snapshot) as CollectionName[]), ...problems.keys()];
}

/** The snapshot of a state; empty when nothing was read. */
export function snapshotOf(state: State): Snapshot {
  return state.kind === "ready" ? state.snapshot : {};
}

/**
 * How far a list can be relied on: as it is now; as it was then (ms since the epoch), for it can't be read now; not at
 * all, for it was never read.
 */
export type Freshness = "now" | "unknown" | { readonly asOf: number };

/** How far a list of a state can be relied on. */
export function freshnessOf(state: State, name: CollectionName): Freshness {
  if (state.kind !== "ready") return "unknown";
  const listing = state.snapshot[name];
  if (!listing) return "unknown";
  return state.problems.has(name) ? { asOf: listing.readAt } : "now";
}

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

/** The items of a collection that the service is still working on; none while it is only remembered what there was. */
export function unsettled({ name, key, unsettled: isUnsettled }: Collection, state: State): Arn[] {
  const listing = snapshotOf(state)[name];
  if (!isUnsettled || !listing || listing.remembered) return [];
  return [...listing.items.values()].filter((item) => isUnsettled(item)).map(key);
}
