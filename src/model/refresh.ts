import type { Arn, Channel, Ivs, Recording, Stream } from "./ivs";
import { type Problem, problemOf } from "./problem";
import type { Listing, Part, Snapshot, Store } from "./store";

/**
 * Reads the given lists once and writes what was found to the store. A list's first read is shown page by page;
 * later ones when they are whole, so that rows do not vanish and come back. A list that fails keeps what it had,
 * and its problem beside it. Never throws; once the signal is aborted it writes nothing.
 */
export async function refresh(
  ivs: () => Promise<Ivs>,
  store: Store,
  parts: readonly Part[],
  now: () => number,
  signal: AbortSignal,
): Promise<void> {
  const before = store.state;
  let snapshot: Snapshot = before.kind === "ready" ? before.snapshot : {};
  let readAt = before.kind === "ready" ? before.readAt : 0;
  const problems = new Map<Part, Problem>(before.kind === "ready" ? before.problems : []);

  function write(changed: ReadonlySet<Arn>): void {
    if (signal.aborted) return;
    const [problem] = problems.values();
    if (problem && Object.keys(snapshot).length === 0) {
      store.set({ kind: "failed", problem }, changed);
    } else {
      store.set({ kind: "ready", snapshot, problems: new Map(problems), readAt }, changed);
    }
  }

  async function read<T extends Item>(
    part: Part,
    pages: AsyncIterable<readonly T[]>,
    last: Listing<T> | undefined,
  ): Promise<void> {
    const items = new Map<Arn, T>();
    for await (const page of pages) {
      const arrived = new Set<Arn>();
      for (const item of page) {
        const known = last?.items.get(keyOf(item));
        items.set(keyOf(item), known && equal(known, item) ? known : item);
        arrived.add(keyOf(item));
      }
      if (!last) {
        snapshot = { ...snapshot, [part]: { items, complete: false } };
        write(arrived);
      }
    }
    const changed = last ? difference(last.items, items) : new Set<Arn>();
    const unchanged = last?.complete && changed.size === 0;
    snapshot = { ...snapshot, [part]: unchanged ? last : { items, complete: true } };
    problems.delete(part);
    readAt = now();
    write(changed);
  }

  try {
    const service = await ivs();
    await Promise.all(
      parts.map(async (part) => {
        try {
          await read<Item>(part, service[part](signal), snapshot[part]);
        } catch (error) {
          problems.set(part, problemOf(error));
          // Writing waits for the others: if all fail, that is one failure, not three.
        }
      }),
    );
  } catch (error) {
    for (const part of parts) problems.set(part, problemOf(error));
  }
  write(new Set());
}

type Item = Channel | Recording | Stream;

function keyOf(item: Item): Arn {
  return "channelArn" in item ? item.channelArn : item.arn;
}

function difference<T>(before: ReadonlyMap<Arn, T>, after: ReadonlyMap<Arn, T>): Set<Arn> {
  const changed = new Set<Arn>();
  for (const [arn, item] of after) if (before.get(arn) !== item) changed.add(arn);
  for (const arn of before.keys()) if (!after.has(arn)) changed.add(arn);
  return changed;
}

/** Compares two of our flat nouns, tags included. */
function equal(a: object, b: object): boolean {
  const before = Object.entries(a);
  const after = b as Record<string, unknown>;
  return (
    before.length === Object.keys(b).length &&
    before.every(([key, value]) => {
      const other = after[key];
      return value instanceof Object && other instanceof Object
        ? equal(value, other)
        : value === other;
    })
  );
}
