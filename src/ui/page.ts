import type { Clock, Disposer } from "../core/clock";
import type { Ref } from "../core/ref";
import type { Block, PageSection } from "../shared/page";
import type { LinkedCommand } from "./manifest";

/** What a section of a page can ask of the place it is shown in. */
export interface PageHost {
  /** What the page is about. */
  readonly ref: Ref;
  /** Whether a person can see the page now. */
  readonly seen: boolean;
  /** Has the sections drawn again whose content is otherwise now. */
  redraw(): void;
  /** Says why something failed, in a sentence, and logs it. */
  explain(error: unknown): string;
  /** Runs one of our commands on what the page is about. */
  command(name: LinkedCommand): void;
}

/** One section at work: what stands in it, and what its buttons do. Throws of `act` and `text` are told to the person. */
export interface SectionController {
  /** Undefined: it has no place on the page now. */
  draw(): PageSection | undefined;
  /** What was read of AWS has changed. */
  changed?(): void;
  /** The page came to be seen, or is not seen any more. */
  seen?(seen: boolean): void;
  act?(id: string): Promise<void> | void;
  choose?(id: string, value: string): void;
  /** What is copied of a fact or a command, or shown of a secret; read when asked for. */
  text?(id: string): Promise<string | undefined> | string | undefined;
  dispose?(): void;
}

/** Opens what a room has to say of a resource: sections that may share what they read. */
export type OpenSections = (host: PageHost) => readonly SectionController[];

/** What a page consists of: made anew for each thing that it is about. */
export interface PageController {
  /** What its tab says. */
  title(): string;
  readonly sections: readonly SectionController[];
}

export type OpenPage = (host: PageHost) => PageController;

/** How something that a section shows was read. A read that fails later keeps what was read before, beside the reason. */
export class Reading<T> {
  value: T | undefined;
  /** Why the last read failed, in a sentence. */
  problem: string | undefined;
  #latest = 0;

  constructor(
    private readonly host: Pick<PageHost, "redraw" | "explain">,
    private readonly read: () => Promise<T>,
  ) {}

  /** Reads it again. What another read has overtaken is dropped. Never rejects. */
  async again(): Promise<void> {
    const mine = ++this.#latest;
    try {
      const value = await this.read();
      if (mine !== this.#latest) return;
      this.value = value;
      this.problem = undefined;
    } catch (error) {
      if (mine !== this.#latest) return;
      this.problem = this.host.explain(error);
    }
    this.host.redraw();
  }

  /** What was read is of something else now. */
  forget(): void {
    this.#latest++;
    this.value = undefined;
    this.problem = undefined;
  }

  /** The blocks of what was read, or of why it was not; undefined while it is being read for the first time. */
  draw(blocks: (value: T) => readonly Block[], retry: string): readonly Block[] | undefined {
    const { value, problem } = this;
    const notice: Block[] = problem
      ? [
          {
            kind: "notice",
            id: "problem",
            tone: "warning",
            text: problem,
            actions: [{ id: "retry", label: retry }],
          },
        ]
      : [];
    if (value === undefined) return problem ? notice : undefined;
    return [...notice, ...blocks(value)];
  }
}

/** Calls now and then again and again, so many milliseconds after the last call ended, until it is disposed. */
export function repeat(clock: Clock, every: number, call: () => Promise<unknown>): Disposer {
  let stop: Disposer = () => {};
  let stopped = false;
  const next = async () => {
    const began = clock.now();
    await call();
    if (!stopped) stop = clock.after(Math.max(0, began + every - clock.now()), () => void next());
  };
  void next();
  return () => {
    stopped = true;
    stop();
  };
}
