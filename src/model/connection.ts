import type { Arn, Channel, Ivs } from "./ivs";
import { type Clock, Loop } from "./poll";
import { refresh } from "./refresh";
import { type Changed, problemsOf, type Snapshot, Store } from "./store";

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

  async function recall(signal: AbortSignal): Promise<void> {
    if (store.state.kind !== "empty") return;
    const snapshot = await memory?.load(target);
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

  let kept: Snapshot = {};
  function keep(): void {
    if (store.state.kind !== "ready") return;
    const { readAt, snapshot } = store.state;
    const { recordings, channels } = snapshot;
    if (!recordings?.complete || !channels?.complete) return;
    if (recordings === kept.recordings && channels === kept.channels) return;
    kept = { recordings, channels };
    void memory?.save(target, kept, readAt);
  }

  const loop = new Loop(
    async (parts, signal) => {
      await recall(signal);
      await refresh(ivs, store, parts, clock.now, signal);
      keep();
      // New credentials need a new client: it keeps those it was given.
      if (problemsOf(store.state).some(({ kind }) => kind === "credentials")) service = undefined;
    },
    () => store.state,
    clock,
  );
  return { target, store, loop, ivs };
}
