import type { Target } from "./connection";
import type { Arn, Channel } from "./ivs";
import type { Clock } from "./poll";
import type { Changed, Snapshot, Store } from "./store";

/** Keeps what was last read of a target, from window to window. Neither call ever fails. */
export interface Memory {
  /** What was kept, its lists marked as remembered; undefined when nothing was. */
  load(target: Target): Promise<Snapshot | undefined>;
  /** `readAt`: ms since the epoch. */
  save(target: Target, snapshot: Snapshot, readAt: number): Promise<void>;
}

/** How many of the channels that are remembered are shown at a time. */
const AT_ONCE = 1000;
/** How long the rows that are remembered may take to be drawn (ms). */
const DRAWING = 60;

/**
 * Writes what is remembered of a target to a store that is empty still, piece by piece. Resolves when its rows have had
 * time to be drawn; once the signal is aborted it writes nothing more.
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
  const readAt = channels.remembered ?? 0;
  const show = (part: Snapshot, changed: Changed) =>
    store.set({ kind: "ready", snapshot: part, problems: new Map(), readAt }, changed);
  // What is shown at once holds the editor up for as long as its rows are put in order.
  const items = new Map<Arn, Channel>();
  let some = new Set<Arn>();
  for (const [arn, channel] of channels.items) {
    items.set(arn, channel);
    if (some.add(arn).size < AT_ONCE) continue;
    if (signal.aborted) return;
    show({ ...snapshot, channels: { items, complete: false } }, some);
    some = new Set();
    await new Promise<void>((next) => clock.after(0, next));
  }
  if (signal.aborted) return;
  show({ ...snapshot, channels: { ...channels, items } }, some);
  // Loading the SDK would hold up their drawing.
  await new Promise<void>((drawn) => clock.after(DRAWING, drawn));
}

/** Gives a function that keeps what a store holds, when it is whole and another than was kept last. */
export function keeper(memory: Memory, target: Target, store: Store): () => void {
  let kept: Snapshot = {};
  return () => {
    if (store.state.kind !== "ready") return;
    const { readAt, snapshot } = store.state;
    const { recordings, channels } = snapshot;
    if (!recordings?.complete || !channels?.complete) return;
    if (recordings === kept.recordings && channels === kept.channels) return;
    kept = { recordings, channels };
    void memory.save(target, kept, readAt);
  };
}
