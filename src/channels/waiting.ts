import type { Connection } from "../connections/connection";
import { planId } from "../connections/planId";
import { readWritten } from "../connections/readWritten";
import type { Disposer } from "../core/clock";
import type { Journal } from "../core/journal";
import { perform } from "../core/operation";
import { isGone, type Problem } from "../core/problem";
import type { Ref } from "../core/ref";
import type { Channel, ChannelSettings } from "./model";
import { type ChannelChange, changeSteps, membersOf } from "./operations";

/** A change that waits for a channel's stream to end: the service refuses changes of a live channel. */
export interface WaitingChange extends Ref, ChannelChange {
  /** What it will do, in words. */
  readonly label: string;
  /** When it was decided (ms since the epoch). */
  readonly since: number;
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
/** What the journal calls these plans. */
const KIND = "waiting";

/**
 * The changes that wait, at most one a channel, kept in the journal. Each is made once its channel is seen offline, by
 * the window that it belongs to; when that is gone, by another. Only an answer of the service takes it out of the queue,
 * whatever the answer is: `tell` says which. Without one it is tried again.
 */
export class WaitingChanges {
  #all: ReadonlyMap<string, WaitingChange> = new Map();
  #stop: Disposer[] = [];
  #connections: readonly Connection[] = [];
  readonly #atWork = new Set<string>();
  /** How often each was tried in vain, and what calls the next try. */
  readonly #tries = new Map<string, { readonly times: number; stop?: Disposer }>();
  readonly #watchers = new Set<() => void>();
  /** What is being written to the journal, and read of it. */
  #writing: Promise<unknown> = Promise.resolve();
  #loading: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly journal: Journal,
    private readonly tell: (applied: Applied) => void,
  ) {}

  /** Reads what is kept, this window's and others', one read after the other. Rejects when the disk does. */
  load(): Promise<void> {
    const next = this.#loading.then(() => this.#load());
    this.#loading = next.catch(() => {});
    return next;
  }

  async #load(): Promise<void> {
    await this.#writing;
    const kept = await this.journal.all(KIND);
    const all = kept.flatMap(({ plan }) => {
      if (!isWaitingChange(plan.data)) return [];
      // One that is the same as before stays the same object: it may be at work.
      const before = this.of(plan.data);
      return [JSON.stringify(before) === JSON.stringify(plan.data) && before ? before : plan.data];
    });
    const same = all.length === this.#all.size && all.every((each) => this.of(each) === each);
    if (!same) this.#set(new Map(all.map((waiting) => [idOf(waiting), waiting])));
    this.#look();
  }

  get all(): readonly WaitingChange[] {
    return [...this.#all.values()];
  }

  of(ref: Ref): WaitingChange | undefined {
    return this.#all.get(idOf(ref));
  }

  /** Adds a change; one that waits for the same channel is merged with it, the later wish winning. */
  add(waiting: WaitingChange): void {
    const earlier = this.of(waiting);
    const merged = {
      ...waiting,
      change: { ...earlier?.change, ...waiting.change },
      before: { ...waiting.before, ...earlier?.before },
    };
    const { connection, label: title } = waiting;
    const plan = { id: idOf(waiting), kind: KIND, connection, title, data: merged };
    this.#write(() => this.journal.save(plan));
    this.#set(new Map(this.#all).set(plan.id, merged));
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
    const id = idOf(ref);
    this.#tries.get(id)?.stop?.();
    this.#tries.delete(id);
    this.#write(async () => {
      // Another window's is taken from it first.
      if (await this.journal.claim(id, true)) await this.journal.forget(id);
    });
    const all = new Map(this.#all);
    all.delete(id);
    this.#set(all);
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

  #set(all: ReadonlyMap<string, WaitingChange>): void {
    this.#all = all;
    for (const watcher of this.#watchers) watcher();
  }

  /** A disk that fails takes nothing away: the queue of this window goes on. */
  #write(write: () => Promise<unknown>): void {
    this.#writing = this.#writing.then(write).catch(() => {});
  }

  #look(): void {
    for (const [id, waiting] of this.#all) {
      const connection = this.#connections.find((open) => open.id === waiting.connection);
      if (!connection || this.#atWork.has(id) || this.#tries.get(id)?.stop) continue;
      const { channels, streams } = connection.snapshot;
      if (!channels?.complete || !streams?.complete || streams.items.has(waiting.arn)) continue;
      void this.#apply(connection, waiting, channels.items.has(waiting.arn));
    }
  }

  async #apply(connection: Connection, waiting: WaitingChange, exists: boolean): Promise<void> {
    const id = idOf(waiting);
    this.#atWork.add(id);
    let changed = false;
    try {
      await this.#writing;
      // Another window is at it, or was: what there is now is read again when it says so.
      if (!(await this.journal.claim(id))) return;
      if (!exists) return this.#end({ waiting, kind: "gone" });
      const [step] = changeSteps(connection, [waiting]);
      if (!step) return;
      const end = await perform(step, connection.writes);
      // It was cancelled, or changed, meanwhile: what waits now is looked at anew.
      changed = this.of(waiting) !== waiting;
      if (changed) return;
      if (end.kind === "done") {
        this.cancel(waiting);
        const read = () => readWritten(connection, "channels", waiting.arn, [step]);
        await connection.writes.underWay.during([waiting.arn], `${waiting.label}…`, read);
        this.tell({ waiting, kind: "done" });
      } else if (isGone(end.problem)) {
        this.#end({ waiting, kind: "gone" });
      } else if (end.problem.code === "ConflictException") {
        // Live again before we came: it waits on.
      } else if (
        isAnswer(end.problem) ||
        connection.writes.clock.now() - waiting.since > PATIENCE
      ) {
        this.#end({ waiting, kind: "notDone", problem: end.problem });
      } else {
        this.#tryAgain(connection, waiting);
      }
    } catch {
      this.#tryAgain(connection, waiting);
    } finally {
      this.#atWork.delete(id);
      if (changed) this.#look();
    }
  }

  #end(applied: Applied): void {
    this.cancel(applied.waiting);
    this.tell(applied);
  }

  #tryAgain({ writes }: Connection, waiting: WaitingChange): void {
    const id = idOf(waiting);
    const times = (this.#tries.get(id)?.times ?? 0) + 1;
    const next = { times, stop: undefined as Disposer | undefined };
    next.stop = writes.clock.after(Math.min(FIRST_RETRY * 2 ** (times - 1), SLOWEST_RETRY), () => {
      next.stop = undefined;
      this.#look();
    });
    this.#tries.set(id, next);
  }
}

/** Whether a problem is an answer to the change, the service's own or ours: trying again would not help. */
function isAnswer({ kind, unknown }: Problem): boolean {
  if (unknown) return false;
  return (
    kind === "refused" ||
    kind === "denied" ||
    kind === "readOnly" ||
    kind === "changedSince" ||
    kind === "unexpected"
  );
}

/** One change a channel. */
function idOf(ref: Ref): string {
  return planId(KIND, ref);
}

function isWaitingChange(value: unknown): value is WaitingChange {
  const each = value instanceof Object ? (value as Record<string, unknown>) : {};
  return (
    ["connection", "arn", "name", "label"].every((key) => typeof each[key] === "string") &&
    typeof each.since === "number" &&
    each.change instanceof Object &&
    each.before instanceof Object
  );
}
