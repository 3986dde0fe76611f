import type { Arn } from "./arn";
import type { Collection, CollectionName, Items, Service } from "./collection";
import { type Problem, problemOf, STOPPED } from "./problem";
import { type Listing, type Snapshot, type Store, snapshotOf } from "./store";

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
  const began = now();
  /** Of the lists that are read here. */
  const problems = new Map<CollectionName, Problem>();
  for (const { name } of collections) {
    const problem = store.state.kind === "ready" && store.state.problems.get(name);
    if (problem) problems.set(name, problem);
  }

  function write(changed: ReadonlySet<Arn>, read: Snapshot = {}): void {
    if (signal.aborted && signal.reason !== STOPPED) return;
    // What was not read here is as it is now: it may have been read by others meanwhile.
    const { state } = store;
    const snapshot = { ...snapshotOf(state), ...read };
    const all = new Map(state.kind === "ready" ? state.problems : []);
    for (const { name } of collections) all.delete(name);
    for (const [name, problem] of problems) all.set(name, problem);
    const [problem] = all.values();
    if (problem && Object.keys(snapshot).length === 0) {
      store.set({ kind: "failed", problem }, changed);
    } else {
      store.set({ kind: "ready", snapshot, problems: all }, changed);
    }
  }

  async function readList<N extends CollectionName>(
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
      const seen = last ? new Map([...last.items, ...items]) : new Map(items);
      keepNewer(store, name, began, seen);
      write(changed, { [name]: { items: seen, complete: false, readAt: shown } });
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
    for (const key of keepNewer(store, name, began, items)) changed.add(key);
    // The same list where nothing has changed: what was made of it still holds.
    const same = last?.complete && changed.size === 0;
    const listing = { items: same ? last.items : items, complete: true, readAt: now() };
    problems.delete(name);
    write(changed, { [name]: listing });
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
          const last = snapshotOf(store.state)[name];
          await readList(collection, collection.list(connected, signal), last);
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

/**
 * Reads some items of a collection by themselves and writes what was found to the store: what an operation touched shows
 * at once, however large the account. Gives whether they could be read. Never throws.
 */
export async function refreshItems<N extends CollectionName>(
  service: () => Promise<Service>,
  store: Store,
  collection: Collection<N>,
  arns: readonly Arn[],
  now: () => number,
): Promise<boolean> {
  const { name, key } = collection;
  let found: ReadonlyMap<Arn, Items[N]>;
  try {
    const items = await collection.get(await service(), arns);
    found = new Map(items.map((item) => [key(item), item]));
  } catch {
    return false;
  }
  const { state } = store;
  const listing = snapshotOf(state)[name];
  // Where there is no list yet, there is nothing on screen that could be wrong.
  if (state.kind !== "ready" || !listing) return true;
  const items = new Map<Arn, Items[N]>(listing.items);
  const changed = new Set<Arn>();
  const readAlone = store.readAlone.get(name) ?? new Map<Arn, number>();
  store.readAlone.set(name, readAlone);
  for (const arn of arns) {
    readAlone.set(arn, now());
    const before = items.get(arn);
    const item = found.get(arn);
    if (before === item || (before && item && equal(before, item))) continue;
    changed.add(arn);
    if (item) items.set(arn, item);
    else items.delete(arn);
  }
  if (changed.size > 0) {
    const snapshot = { ...state.snapshot, [name]: { ...listing, items } };
    store.set({ ...state, snapshot }, changed);
  }
  return true;
}

/**
 * Puts into a list what was read of its items by themselves since it began to be read. Gives those of which the list
 * said otherwise.
 */
function keepNewer<N extends CollectionName>(
  store: Store,
  name: N,
  began: number,
  items: Map<Arn, Items[N]>,
): Arn[] {
  const readAlone = store.readAlone.get(name);
  const now: ReadonlyMap<Arn, Items[N]> | undefined = snapshotOf(store.state)[name]?.items;
  const other: Arn[] = [];
  for (const [arn, at] of readAlone ?? []) {
    if (at < began) {
      readAlone?.delete(arn);
      continue;
    }
    const item = now?.get(arn);
    if (item === items.get(arn)) continue;
    other.push(arn);
    if (item) items.set(arn, item);
    else items.delete(arn);
  }
  return other;
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
