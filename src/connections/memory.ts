import type { Arn } from "../core/arn";
import type { Clock } from "../core/clock";
import type { Collection } from "../core/collection";
import { STOPPED } from "../core/problem";
import type { ConnectionId } from "../core/ref";
import type { Changed, Listing, Snapshot, Store } from "../core/store";

/** Keeps what was last read of a connection, from window to window. No call ever fails. */
export interface Memory {
  /** What was kept of these collections, marked as remembered; undefined when one of them was not. */
  load(id: ConnectionId, collections: readonly Collection[]): Promise<Snapshot | undefined>;
  save(id: ConnectionId, snapshot: Snapshot): Promise<void>;
  /** What was saved last was read again just now, and nothing was new. */
  touch(id: ConnectionId): Promise<void>;
}

/** How many of the items that are remembered are shown at a time. */
const AT_ONCE = 1000;
/** How long the rows that are remembered may take to be drawn (ms). */
const DRAWING = 60;

/**
 * Writes what is remembered of a connection to a store that is empty still, piece by piece. Resolves when its rows have
 * had time to be drawn; once the connection is closed it writes nothing more.
 */
export async function recall(
  memory: Memory,
  id: ConnectionId,
  store: Store,
  collections: readonly Collection[],
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  if (store.state.kind !== "empty") return;
  const snapshot = await memory.load(id, collections);
  if (!snapshot) return;
  const show = (part: Snapshot, changed: Changed) =>
    store.set({ kind: "ready", snapshot: part, problems: new Map() }, changed);
  // A person who stops the reading stops nothing here: it is but a moment.
  const closed = () => signal.aborted && signal.reason !== STOPPED;
  const lists = Object.entries(snapshot) as [string, Listing<unknown>][];
  let shown = Object.fromEntries(lists.filter(([, { items }]) => items.size <= AT_ONCE));
  let some = new Set<Arn>();
  for (const [name, list] of lists) {
    if (list.items.size <= AT_ONCE) continue;
    // What is shown at once holds the editor up for as long as its rows are put in order.
    const items = new Map<Arn, unknown>();
    for (const [arn, item] of list.items) {
      items.set(arn, item);
      if (some.add(arn).size < AT_ONCE) continue;
      if (closed()) return;
      show({ ...shown, [name]: { ...list, items, remembered: false } }, some);
      some = new Set();
      await new Promise<void>((next) => clock.after(0, next));
    }
    shown = { ...shown, [name]: list };
  }
  if (closed()) return;
  show(shown, some);
  // Loading the SDK would hold up their drawing.
  await new Promise<void>((drawn) => clock.after(DRAWING, drawn));
}

/** Gives a function that keeps what a store holds and when that was read; call it when a read has ended. */
export function keeper(
  memory: Memory,
  id: ConnectionId,
  store: Store,
  collections: readonly Collection[],
): () => void {
  let kept: Snapshot = {};
  return () => {
    if (store.state.kind !== "ready") return;
    const { snapshot } = store.state;
    if (!collections.every(({ name }) => snapshot[name]?.complete)) return;
    const same = collections.every(({ name }) => snapshot[name]?.items === kept[name]?.items);
    const again = collections.every(({ name }) => snapshot[name]?.readAt !== kept[name]?.readAt);
    kept = Object.fromEntries(collections.map(({ name }) => [name, snapshot[name]]));
    if (!same) void memory.save(id, kept);
    else if (again) void memory.touch(id);
  };
}
