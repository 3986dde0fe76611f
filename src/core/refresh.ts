import type { Arn } from "./arn";
import type { Collection, CollectionName, Items, Service } from "./collection";
import { type Problem, problemOf, STOPPED } from "./problem";
import type { Listing, Snapshot, Store } from "./store";

/** How often a first read is shown as it grows: pages may come faster than they can be drawn. */
const GLIMPSE = 100;

/**
 * Reads the given collections once and writes what was found to the store. A list's first read is shown as its pages come,
 * also when it is taken up again; later ones when they are whole, so that rows do not vanish and come back. A list that
 * fails keeps what it had, and its problem beside it. Never throws; once the signal is aborted it writes nothing, but
 * that a person stopped it.
 */
export async function refresh(
  service: () => Promise<Service>,
  store: Store,
  collections: readonly Collection[],
  now: () => number,
  signal: AbortSignal,
): Promise<void> {
  const before = store.state;
  let snapshot: Snapshot = before.kind === "ready" ? before.snapshot : {};
  const problems = new Map<CollectionName, Problem>(before.kind === "ready" ? before.problems : []);

  function write(changed: ReadonlySet<Arn>): void {
    if (signal.aborted && signal.reason !== STOPPED) return;
    const [problem] = problems.values();
    if (problem && Object.keys(snapshot).length === 0) {
      store.set({ kind: "failed", problem }, changed);
    } else {
      store.set({ kind: "ready", snapshot, problems: new Map(problems) }, changed);
    }
  }

  async function read<N extends CollectionName>(
    { name, key: keyOf }: Collection<N>,
    pages: AsyncIterable<readonly Items[N][]>,
    last: Listing<Items[N]> | undefined,
  ): Promise<void> {
    const items = new Map<Arn, Items[N]>();
    let changed = new Set<Arn>();
    let known = 0;
    let shown = Number.NEGATIVE_INFINITY;
    const grows = !last?.complete && !last?.remembered;
    const show = () => {
      shown = now();
      const seen = last ? new Map([...last.items, ...items]) : items;
      snapshot = { ...snapshot, [name]: { items: seen, complete: false, readAt: shown } };
      write(changed);
      changed = new Set();
    };
    try {
      for await (const page of pages) {
        for (const item of page) {
          const key = keyOf(item);
          // A list that changes while it is read may tell a thing twice.
          if (items.has(key)) continue;
          const before = last?.items.get(key);
          if (before) known++;
          const same = before !== undefined && equal(before, item);
          items.set(key, same ? before : item);
          if (!same) changed.add(key);
        }
        if (grows && now() - shown >= GLIMPSE) show();
      }
    } catch (error) {
      if (grows && items.size > 0) show();
      throw error;
    }
    if (last && known < last.items.size)
      for (const key of last.items.keys()) if (!items.has(key)) changed.add(key);
    // The same list where nothing has changed: what was made of it still holds.
    const same = last?.complete && changed.size === 0;
    const listing = { items: same ? last.items : items, complete: true, readAt: now() };
    snapshot = { ...snapshot, [name]: listing };
    problems.delete(name);
    write(changed);
  }

  // Who stopped the last read wishes this one.
  const stopped = [...problems].filter(([, { code }]) => code === STOPPED.problem.code);
  for (const [name] of stopped) problems.delete(name);
  if (stopped.length > 0) write(new Set());

  try {
    signal.throwIfAborted();
    const connected = await service();
    await Promise.all(
      collections.map(async (collection) => {
        const { name } = collection;
        try {
          await read(collection, collection.list(connected, signal), snapshot[name]);
        } catch (error) {
          problems.set(name, problemOf(signal.aborted ? signal.reason : error));
          // Writing waits for the others: if all fail, that is one failure, not three.
        }
      }),
    );
  } catch (error) {
    const problem = problemOf(signal.aborted ? signal.reason : error);
    for (const { name } of collections) problems.set(name, problem);
  }
  write(new Set());
}

/** Compares two of our flat nouns, tags included. */
function equal<T extends object>(a: T, b: T): boolean {
  let left = 0;
  for (const key in a) {
    const one: unknown = a[key];
    const other: unknown = b[key];
    const same =
      one === other || (one instanceof Object && other instanceof Object && equal(one, other));
    if (!same) return false;
    left++;
  }
  for (const _ in b) left--;
  return left === 0;
}
