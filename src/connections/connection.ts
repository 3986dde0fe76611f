import { type Arn, parseArn } from "../core/arn";
import type { Clock } from "../core/clock";
import type { Collection, CollectionName, Service } from "../core/collection";
import { Loop } from "../core/loop";
import { LAG, type Writes } from "../core/operation";
import { type Pace, politely } from "../core/polite";
import { ServiceError } from "../core/problem";
import type { ConnectionId } from "../core/ref";
import { refresh, refreshItems } from "../core/refresh";
import { problemsOf, type Snapshot, Store, snapshotOf } from "../core/store";
import { UnderWay } from "../core/underWay";
import { type ConnectionConfig, connectionId } from "./config";
import { keeper, type Memory, recall } from "./memory";

/** A region as one person: its truth, and the loop that reads it. */
export interface Connection {
  readonly id: ConnectionId;
  readonly config: ConnectionConfig;
  readonly store: Store;
  readonly loop: Loop;
  /** What was written from here lately. */
  readonly writes: Writes;
  /** What was read so far. */
  readonly snapshot: Snapshot;
  /** The id of its AWS account, once something says it. */
  account: string | undefined;
  /** Reads some items of a collection by themselves, as after an operation that touched them. Never rejects. */
  readAgain(name: CollectionName, arns: readonly Arn[]): Promise<void>;
  /** The service; made on first use, and again after a failure to make it. Throws a ServiceError. */
  service(): Promise<Service>;
}

/** What a connection is made with. */
export interface ConnectionParts {
  readonly collections: readonly Collection[];
  readonly connect: (config: ConnectionConfig) => Promise<Service>;
  /** Finds out whose account it is, where nothing that was read says so. Never rejects. */
  readonly accountOf?: (config: ConnectionConfig) => Promise<string | undefined>;
  readonly clock: Clock;
  /** Shared by connections that may be of one account. */
  readonly paces?: Map<string, Pace>;
  /** Keeps what was read, from window to window. */
  readonly memory?: Memory;
  /** How often everything is read while somebody looks (ms), where it is not the usual. */
  readonly pollEvery?: number;
}

/**
 * Reads everything of a connection: for who is about to act by what it holds. Throws the problem when what it holds of
 * a collection could not be read again.
 */
export async function readNow({ loop, store }: Connection, name: CollectionName): Promise<void> {
  await loop.poke();
  const { state } = store;
  if (state.kind === "failed") throw new ServiceError(state.problem, undefined);
  if (state.kind === "empty" || !state.snapshot[name]) return;
  const problem = state.problems.get(name);
  if (problem) throw new ServiceError(problem, undefined);
}

/** The same where nothing was read in this window yet: what is only remembered may not be so any more. */
export async function readOnce(connection: Connection, name: CollectionName): Promise<void> {
  const { state } = connection.store;
  if (state.kind !== "ready" || state.snapshot[name]?.remembered) await readNow(connection, name);
}

/**
 * Opens a connection; asks nothing of anybody before its loop is shown or poked. With a memory, its store holds what is
 * remembered until the first read ends.
 */
export function openConnection(
  config: ConnectionConfig,
  { collections, connect, clock, memory, pollEvery, paces = new Map() }: ConnectionParts,
): Connection {
  const id = connectionId(config);
  const store = new Store();
  let opened: Promise<Service> | undefined;
  function service(): Promise<Service> {
    opened ??= connect(config).catch((error) => {
      opened = undefined;
      throw error;
    });
    return opened;
  }

  const writes: Writes = { clock, at: new Map(), inDoubt: new Set(), underWay: new UnderWay() };
  const remembered = collections.filter((collection) => collection.remembered);
  let account: string | undefined;
  const keep = memory && keeper(memory, id, store, remembered);
  /** Whose rate polls take their share of. */
  function pace(): Pace {
    account ??= accountIn(snapshotOf(store.state));
    const key = [account ?? id, config.region, config.endpoint].join(" ");
    const known = paces.get(key) ?? new Map();
    paces.set(key, known);
    return known;
  }
  const loop = new Loop(
    collections,
    {
      async lists(some, signal, poll) {
        if (memory) await recall(memory, id, store, remembered, clock, signal);
        const slowly = ({ name }: Collection) => {
          const { complete, remembered } = snapshotOf(store.state)[name] ?? {};
          // What was never read whole is what somebody waits for.
          return poll && !config.unlimited && complete && !remembered;
        };
        const lists = some.map((each) => (slowly(each) ? politely(each, pace(), clock) : each));
        await refresh(service, store, lists, clock.now, signal);
        keep?.();
        // New credentials need a new client: it keeps those it was given.
        if (problemsOf(store.state).some(({ kind }) => kind === "credentials")) opened = undefined;
      },
      items: (collection, arns) => refreshItems(service, store, collection, arns, clock.now),
    },
    store,
    clock,
    pollEvery,
  );
  return {
    id,
    config,
    store,
    loop,
    writes,
    get snapshot() {
      return snapshotOf(store.state);
    },
    get account() {
      account ??= accountIn(snapshotOf(store.state));
      return account;
    },
    set account(id) {
      account = id;
    },
    async readAgain(name, arns) {
      const collection = collections.find((each) => each.name === name);
      if (!collection || arns.length === 0) return;
      const read = await refreshItems(service, store, collection, arns, clock.now);
      // What was just written to is not as it is on screen: its list tells, or why nobody can.
      const since = clock.now() - LAG;
      if (!read && arns.some((arn) => (writes.at.get(arn) ?? 0) > since)) void loop.poke();
    },
    service,
  };
}

/** The account that what was read belongs to. */
function accountIn(snapshot: Snapshot): string | undefined {
  for (const list of Object.values(snapshot))
    for (const arn of list.items.keys()) return parseArn(arn).account || undefined;
  return undefined;
}
