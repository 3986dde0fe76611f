import type { Connection } from "../connections/connection";
import type { Disposer } from "../core/clock";
import { perform } from "../core/operation";
import { isGone, type Problem } from "../core/problem";
import type { ConnectionId, Ref } from "../core/ref";
import type { Channel, ChannelSettings } from "./model";
import { editStep, membersOf } from "./operations";

/** A change that waits for a channel's stream to end: the service refuses changes of a live channel. */
export interface WaitingChange extends Ref {
  /** What the channel is called. */
  readonly name: string;
  readonly change: Partial<ChannelSettings>;
  /** The members of `change` as they were when it was decided. */
  readonly before: Partial<ChannelSettings>;
  /** What it will do, in words. */
  readonly label: string;
  /** When it was decided (ms since the epoch). */
  readonly since: number;
}

/** Where the queue is kept over a reload. */
export interface WaitingStore {
  load(): readonly WaitingChange[];
  save(all: readonly WaitingChange[]): void;
}

/** What became of a change. */
export type Applied = { readonly waiting: WaitingChange } & (
  | { readonly kind: "done" }
  | { readonly kind: "gone" }
  | { readonly kind: "notDone"; readonly problem: Problem }
);

/** For how long a change is tried again while there is no answer (ms). */
const PATIENCE = 24 * 3600 * 1000;
const FIRST_RETRY = 5_000;
const SLOWEST_RETRY = 5 * 60_000;

/**
 * The changes that wait, at most one a channel. Each is made once its channel is seen offline. Only an answer of the
 * service takes it out of the queue, whatever the answer is: `tell` says which. Without one it is tried again.
 */
export class WaitingChanges {
  #all: readonly WaitingChange[];
  #stop: Disposer[] = [];
  #connections: readonly Connection[] = [];
  readonly #atWork = new Set<string>();
  /** How often each was tried in vain, and what calls the next try. */
  readonly #tries = new Map<string, { readonly times: number; stop?: Disposer }>();
  readonly #watchers = new Set<() => void>();

  constructor(
    private readonly kept: WaitingStore,
    private readonly tell: (applied: Applied) => void,
  ) {
    this.#all = kept.load();
  }

  get all(): readonly WaitingChange[] {
    return this.#all;
  }

  of(ref: Ref): WaitingChange | undefined {
    return this.#all.find((waiting) => keyOf(waiting) === keyOf(ref));
  }

  /** Adds a change; one that waits for the same channel is merged with it, the later wish winning. */
  add(waiting: WaitingChange): void {
    const earlier = this.of(waiting);
    this.#set([
      ...this.#all.filter((other) => other !== earlier),
      {
        ...waiting,
        change: { ...earlier?.change, ...waiting.change },
        before: { ...waiting.before, ...earlier?.before },
      },
    ]);
    this.#look();
  }

  /** Adds the same change of several channels. */
  addAll(
    { id, writes }: Connection,
    channels: readonly Channel[],
    change: Partial<ChannelSettings>,
    label: string,
  ): void {
    for (const { arn, name, ...channel } of channels) {
      const before = membersOf({ name, ...channel }, change);
      this.add({ connection: id, arn, name, change, before, label, since: writes.clock.now() });
    }
  }

  cancel(ref: Ref): void {
    this.#set(this.#all.filter((waiting) => keyOf(waiting) !== keyOf(ref)));
  }

  /** Calls back when the queue changed. */
  watch(watcher: () => void): Disposer {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  /** Follows these connections from now on. */
  follow(connections: readonly Connection[]): void {
    this.dispose();
    this.#connections = connections;
    this.#stop = connections.map(({ store }) => store.watch(() => this.#look()));
  }

  dispose(): void {
    for (const stop of this.#stop) stop();
    for (const { stop } of this.#tries.values()) stop?.();
    this.#tries.clear();
    this.#stop = [];
  }

  #set(all: readonly WaitingChange[]): void {
    this.#all = all;
    this.kept.save(all);
    for (const watcher of this.#watchers) watcher();
  }

  #look(): void {
    for (const waiting of this.#all) {
      const key = keyOf(waiting);
      const connection = this.#connectionOf(waiting.connection);
      if (!connection || this.#atWork.has(key) || this.#tries.get(key)?.stop) continue;
      const { channels, streams } = connection.snapshot;
      if (!channels?.complete || !streams?.complete) continue;
      if (!channels.items.has(waiting.arn)) this.#end({ waiting, kind: "gone" });
      else if (!streams.items.has(waiting.arn)) void this.#apply(connection, waiting);
    }
  }

  #connectionOf(id: ConnectionId): Connection | undefined {
    return this.#connections.find((open) => open.id === id);
  }

  async #apply(connection: Connection, waiting: WaitingChange): Promise<void> {
    const key = keyOf(waiting);
    const { arn, name, before, change } = waiting;
    this.#atWork.add(key);
    const end = await perform(
      editStep(connection, { arn, name }, before, change),
      connection.writes,
    );
    this.#atWork.delete(key);
    // It was taken back, or changed, meanwhile: what is waiting now is looked at anew.
    if (this.of(waiting) !== waiting) return this.#look();
    if (end.kind === "done") {
      this.#end({ waiting, kind: "done" });
      void connection.loop.poke();
    } else if (isGone(end.problem)) {
      this.#end({ waiting, kind: "gone" });
    } else if (end.problem.code === "ConflictException") {
      // Live again before we came: it waits on.
    } else if (isAnswer(end.problem) || connection.writes.clock.now() - waiting.since > PATIENCE) {
      this.#end({ waiting, kind: "notDone", problem: end.problem });
    } else {
      this.#tryAgain(connection, waiting);
    }
  }

  #end(applied: Applied): void {
    const { waiting } = applied;
    this.#tries.delete(keyOf(waiting));
    this.cancel(waiting);
    this.tell(applied);
  }

  #tryAgain({ writes }: Connection, waiting: WaitingChange): void {
    const key = keyOf(waiting);
    const times = (this.#tries.get(key)?.times ?? 0) + 1;
    const next = { times, stop: undefined as Disposer | undefined };
    next.stop = writes.clock.after(Math.min(FIRST_RETRY * 2 ** (times - 1), SLOWEST_RETRY), () => {
      next.stop = undefined;
      this.#look();
    });
    this.#tries.set(key, next);
  }
}

/** Whether a problem is the service's own answer to the change: trying again would not help. */
function isAnswer({ kind }: Problem): boolean {
  return (
    kind === "refused" || kind === "denied" || kind === "changedSince" || kind === "unexpected"
  );
}

function keyOf({ connection, arn }: Ref): string {
  return `${connection} ${arn}`;
}

/** Whether a value can be the changes that were kept. */
export function isWaitingChanges(value: unknown): value is readonly WaitingChange[] {
  return (
    Array.isArray(value) &&
    value.every(
      (each) =>
        typeof each?.connection === "string" &&
        typeof each.arn === "string" &&
        each.change instanceof Object &&
        each.before instanceof Object,
    )
  );
}
