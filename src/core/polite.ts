import { type Clock, pause } from "./clock";
import type { Collection } from "./collection";

/** A little more than a second (ms): calls that leave evenly may arrive less so. */
const SECOND = 1020;
/** The share of an operation's rate that polls take: the rest is for programs, and for what people ask for. */
const SHARE = 0.2;

/** A collection whose pages are asked for one by one, evenly spaced: as polls read it. */
export function politely<C extends Collection>(collection: C, clock: Clock): C {
  const gap = SECOND / (collection.rate * SHARE);
  return {
    ...collection,
    list(service, signal) {
      let asked = clock.now();
      return collection.list(service, signal, async () => {
        await pause(clock, asked + gap - clock.now(), signal);
        signal.throwIfAborted();
        asked = clock.now();
      });
    },
  };
}
