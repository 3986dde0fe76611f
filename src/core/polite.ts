import { type Clock, pause } from "./clock";
import type { Collection, CollectionName } from "./collection";

/** A little more than a second (ms): calls that leave evenly may arrive less so. */
const SECOND = 1020;
/** The share of an operation's rate that polls take: the rest is for programs, and for what people ask for. */
const SHARE = 0.2;

/** When polls last asked for a page of each list. The rate is an account's: its connections share this. */
export type Pace = Map<CollectionName, number>;

/** A collection whose pages are asked for one by one, evenly spaced: as polls read it. */
export function politely<C extends Collection>(collection: C, pace: Pace, clock: Clock): C {
  const { name, rate } = collection;
  async function turn(signal: AbortSignal): Promise<void> {
    const last = pace.get(name) ?? Number.NEGATIVE_INFINITY;
    const at = Math.max(clock.now(), last + SECOND / (rate * SHARE));
    pace.set(name, at);
    if (at > clock.now()) await pause(clock, at - clock.now(), signal);
    signal.throwIfAborted();
  }
  return {
    ...collection,
    async *list(...[service, signal]: Parameters<Collection["list"]>) {
      await turn(signal);
      yield* collection.list(service, signal, () => turn(signal));
    },
  };
}
