import { insist } from "./acts";
import { type Connection, sameTarget, type Target } from "./connection";
import type { Arn, ChannelSettings } from "./ivs";
import { type Problem, problemOf } from "./problem";
import type { Disposer } from "./store";

/** A change that waits for a channel's stream to end: the service refuses changes of a live channel. */
export interface Pending {
  /** Where it waits: the same region of another account has nothing to do with it. */
  readonly target: Target;
  readonly arn: Arn;
  readonly change: Partial<ChannelSettings>;
  /** What it will do, in words. */
  readonly label: string;
}

/** Where the queue is kept over a reload. */
export interface Keep {
  load(): readonly Pending[];
  save(all: readonly Pending[]): void;
}

/** What became of a change. */
export type Applied = { readonly pending: Pending } & (
  | { readonly kind: "done" }
  | { readonly kind: "gone" }
  | { readonly kind: "failed"; readonly problem: Problem }
);

/**
 * The changes that wait, at most one a channel. Each is made once its channel is seen offline, and then leaves the
 * queue, whatever came of it: `tell` says which.
 */
export class PendingChanges {
  #all: readonly Pending[];
  #stop: Disposer[] = [];
  #connections: readonly Connection[] = [];
  readonly #atWork = new Set<Arn>();
  readonly #watchers = new Set<() => void>();

  constructor(
    private readonly keep: Keep,
    private readonly tell: (applied: Applied) => void,
  ) {
    this.#all = keep.load();
  }

  get all(): readonly Pending[] {
    return this.#all;
  }

  of(arn: Arn): Pending | undefined {
    return this.#all.find((pending) => pending.arn === arn);
  }

  /** Adds a change; one that waits for the same channel is merged with it, the later wish winning. */
  add(pending: Pending): void {
    const before = this.of(pending.arn);
    const change = { ...before?.change, ...pending.change };
    this.#set([...this.#all.filter((other) => other !== before), { ...pending, change }]);
    this.#look();
  }

  cancel(arn: Arn): void {
    this.#set(this.#all.filter((pending) => pending.arn !== arn));
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
    this.#stop = [];
  }

  #set(all: readonly Pending[]): void {
    this.#all = all;
    this.keep.save(all);
    for (const watcher of this.#watchers) watcher();
  }

  #look(): void {
    for (const pending of this.#all) {
      const { target } = pending;
      const connection = this.#connections.find((open) => sameTarget(open.target, target));
      const state = connection?.store.state;
      if (!connection || state?.kind !== "ready" || this.#atWork.has(pending.arn)) continue;
      const { channels, streams } = state.snapshot;
      if (!channels?.complete || !streams?.complete) continue;
      if (!channels.items.has(pending.arn)) {
        this.cancel(pending.arn);
        this.tell({ pending, kind: "gone" });
      } else if (!streams.items.has(pending.arn)) {
        void this.#apply(connection, pending);
      }
    }
  }

  async #apply(connection: Connection, pending: Pending): Promise<void> {
    this.#atWork.add(pending.arn);
    try {
      const ivs = await connection.ivs();
      await insist(() => ivs.updateChannel(pending.arn, pending.change));
      this.cancel(pending.arn);
      this.tell({ pending, kind: "done" });
      void connection.loop.poke();
    } catch (error) {
      const problem = problemOf(error);
      // Live again before we came: it waits on.
      if (problem.code === "ConflictException") return;
      this.cancel(pending.arn);
      this.tell({ pending, kind: "failed", problem });
    } finally {
      this.#atWork.delete(pending.arn);
    }
  }
}
