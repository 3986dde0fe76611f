import type { Target } from "./connection";
import type { Arn, Channel } from "./ivs";
import type { Clock } from "./poll";
import { STOPPED } from "./problem";
import type { Changed, Snapshot, Store } from "./store";

/** Keeps what was last read of a target, from window to window. Neither call ever fails. */
export interface Memory {
  /** What was kept, its lists marked as remembered; undefined when nothing was. */
  load(target: Target): Promise<Snapshot | undefined>;
  save(target: Target, snapshot: Snapshot): Promise<void>;
}

/** How many of the channels that are remembered are shown at a time. */
const AT_ONCE = 1000;
/** How long the rows that are remembered may take to be drawn (ms). */
const DRAWING = 60;

/**
 * Writes what is remembered of a target to a store that is empty still, piece by piece. Resolves when its rows have had
 * time to be drawn; once the connection is closed it writes nothing more.
 */
export async function recall(
  memory: Memory,
  target: Target,
  store: Store,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  if (store.state.kind !== "empty") return;
  const snapshot = await memory.load(target);
  const channels = snapshot?.channels;
  if (!channels) return;
  const show = (part: Snapshot, changed: Changed) =>
    store.set({ kind: "ready", snapshot: part, problems: new Map() }, changed);
  // What is shown at once holds the editor up for as long as its rows are put in order.
  const items = new Map<Arn, Channel>();
  let some = new Set<Arn>();
  // A person who stops the reading stops nothing here: it is but a moment.
  const closed = () => signal.aborted && signal.reason !== STOPPED;
  for (const [arn, channel] of channels.items) {
    items.set(arn, channel);
    if (some.add(arn).size < AT_ONCE) continue;
    if (closed()) return;
    show({ ...snapshot, channels: { ...channels, items, remembered: false } }, some);
    some = new Set();
    await new Promise<void>((next) => clock.after(0, next));
  }
  if (closed()) return;
  show({ ...snapshot, channels: { ...channels, items } }, some);
  // Loading the SDK would hold up their drawing.
  await new Promise<void>((drawn) => clock.after(DRAWING, drawn));
}

/** Gives a function that keeps what a store holds, when it is whole and another than was kept last. */
export function keeper(memory: Memory, target: Target, store: Store): () => void {
  let kept: Snapshot = {};
  return () => {
    if (store.state.kind !== "ready") return;
    const { recordings, channels } = store.state.snapshot;
    if (!recordings?.complete || !channels?.complete) return;
    const same =
      recordings.items === kept.recordings?.items && channels.items === kept.channels?.items;
    kept = { recordings, channels };
    if (!same) void memory.save(target, kept);
  };
}
