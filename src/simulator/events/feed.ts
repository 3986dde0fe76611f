import type { EventBridgeEvent } from "./event";

const KEPT = 500;
/** How often sessions are brought up to the present while somebody listens, though nobody calls. */
const CATCH_UP_MS = 1000;

/** An event by the number that it has in a feed. */
export interface NumberedEvent {
  readonly number: number;
  readonly event: EventBridgeEvent;
}

type Listener = (event: NumberedEvent) => void;

/** The events of a simulator: the latest are kept, and whoever listens is told of each. */
export class EventFeed {
  #kept: NumberedEvent[] = [];
  #last = 0;
  readonly #listeners = new Set<Listener>();
  #timer?: NodeJS.Timeout;

  /** `catchUp` lets happen what is due: a stream may start or end without any call. */
  constructor(private readonly catchUp: () => void) {}

  add(event: EventBridgeEvent): void {
    const numbered = { number: ++this.#last, event };
    this.#kept.push(numbered);
    if (this.#kept.length > KEPT) this.#kept.shift();
    for (const listener of this.#listeners) listener(numbered);
  }

  /** The kept events that came after the one with that number, the oldest first. */
  after(number: number): NumberedEvent[] {
    this.catchUp();
    return this.#kept.filter((one) => one.number > number);
  }

  /** Tells a listener of each event from now on. Gives what ends that. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    this.#timer ??= setInterval(() => this.catchUp(), CATCH_UP_MS).unref();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  }

  /** Tells nobody any more. */
  close(): void {
    this.#listeners.clear();
    clearInterval(this.#timer);
  }

  /** Forgets the events that it kept. */
  clear(): void {
    this.#kept = [];
  }
}
