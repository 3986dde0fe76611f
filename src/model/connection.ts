import type { Ivs } from "./ivs";
import { keeper, type Memory, recall } from "./memory";
import { type Clock, Loop } from "./poll";
import { IvsError } from "./problem";
import { refresh } from "./refresh";
import { problemsOf, Store } from "./store";

/** Where to connect to, and as whom. */
export interface Target {
  readonly region: string;
  /** A profile of the shared AWS config files; undefined: the default chain. */
  readonly profile?: string;
  /** An address in place of the service's own. */
  readonly endpoint?: string;
  /** Our own simulator, started on demand. */
  readonly simulator?: boolean;
  /** The server there does not have the service's limits: calls need not wait their turn. */
  readonly unlimited?: boolean;
}

/** One region of one profile: its truth, and the loop that reads it. */
export interface Connection {
  readonly target: Target;
  readonly store: Store;
  readonly loop: Loop;
  /** The service; made on first use, and again after a failure to make it. */
  ivs(): Promise<Ivs>;
}

/** Whether two targets lead to the same place, as the same person. */
export function sameTarget(a: Target, b: Target): boolean {
  return (
    a.region === b.region &&
    a.profile === b.profile &&
    a.endpoint === b.endpoint &&
    a.simulator === b.simulator
  );
}

/**
 * Reads everything of a connection: for who is about to act by what it holds. Throws the problem when what it holds of
 * the channels could not be read again.
 */
export async function readNow({ loop, store }: Connection): Promise<void> {
  await loop.poke();
  const { state } = store;
  if (state.kind === "failed") throw new IvsError(state.problem, undefined);
  if (state.kind === "empty" || !state.snapshot.channels) return;
  const problem = state.problems.get("channels");
  if (problem) throw new IvsError(problem, undefined);
}

/** The same where nothing was read in this window yet: what is only remembered may not be so any more. */
export async function readOnce(connection: Connection): Promise<void> {
  const { state } = connection.store;
  if (state.kind !== "ready" || state.snapshot.channels?.remembered) await readNow(connection);
}

/**
 * Opens a connection; asks nothing of anybody before its loop is shown or poked. With a memory, its store holds what is
 * remembered until the first read ends.
 */
export function openConnection(
  target: Target,
  connect: (target: Target) => Promise<Ivs>,
  clock: Clock,
  memory?: Memory,
): Connection {
  const store = new Store();
  let service: Promise<Ivs> | undefined;
  function ivs(): Promise<Ivs> {
    service ??= connect(target).catch((error) => {
      service = undefined;
      throw error;
    });
    return service;
  }

  const keep = memory && keeper(memory, target, store);
  const loop = new Loop(
    async (parts, signal) => {
      if (memory) await recall(memory, target, store, clock, signal);
      await refresh(ivs, store, parts, clock.now, signal);
      keep?.();
      // New credentials need a new client: it keeps those it was given.
      if (problemsOf(store.state).some(({ kind }) => kind === "credentials")) service = undefined;
    },
    () => store.state,
    clock,
  );
  return { target, store, loop, ivs };
}
