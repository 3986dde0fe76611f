import type { Arn } from "./arn";
import type { Disposer } from "./clock";

/** What is being done to which resources, until it was done and read again: their rows say so. */
export class UnderWay {
  /** The word for each resource of an act that is not at its end, the latest act last. */
  readonly #acts = new Set<Map<Arn, string>>();
  readonly #watchers = new Set<(arns: readonly Arn[]) => void>();

  /** "renaming…"; undefined when nothing is being done to it. */
  of(arn: Arn): string | undefined {
    let last: string | undefined;
    for (const act of this.#acts) last = act.get(arn) ?? last;
    return last;
  }

  /** Begins an act. `end` it for each resource, whatever became of it. */
  begin(words: ReadonlyMap<Arn, string>): {
    say(arn: Arn, word: string): void;
    end(arns: Iterable<Arn>): void;
  } {
    const act = new Map(words);
    this.#acts.add(act);
    this.#tell([...act.keys()]);
    return {
      say: (arn, word) => {
        if (!act.has(arn)) return;
        act.set(arn, word);
        this.#tell([arn]);
      },
      end: (arns) => {
        this.#tell([...arns].filter((arn) => act.delete(arn)));
        if (act.size === 0) this.#acts.delete(act);
      },
    };
  }

  /** Says of resources what is being done to them, while it is. */
  async during<T>(arns: readonly Arn[], word: string, act: () => Promise<T>): Promise<T> {
    const { end } = this.begin(new Map(arns.map((arn) => [arn, word])));
    try {
      return await act();
    } finally {
      end(arns);
    }
  }

  /** Calls back with the resources of which something else is to be said now. */
  watch(watcher: (arns: readonly Arn[]) => void): Disposer {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  #tell(arns: readonly Arn[]): void {
    if (arns.length > 0) for (const watcher of this.#watchers) watcher(arns);
  }
}
