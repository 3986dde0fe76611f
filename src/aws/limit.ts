import { setTimeout as sleep } from "node:timers/promises";

/** Calls per second that the service allows an account in a region, where it is not 5; they cannot be raised. */
const CALLS_PER_SECOND: Readonly<Record<string, number>> = {
  CreateRecordingConfiguration: 3,
  GetRecordingConfiguration: 3,
  ListRecordingConfigurations: 3,
  DeleteRecordingConfiguration: 3,
  ListTagsForResource: 10,
  TagResource: 10,
  UntagResource: 10,
  // CloudWatch's.
  GetMetricData: 50,
};
/** A little more than a second (ms): calls that leave evenly may arrive less so. */
const SECOND = 1020;

/**
 * Keeps calls within the service's rate: gives a function that waits for the turn of a call to the given operation.
 * Turns are evenly spaced: a burst that the network holds up would meet the next one at the service. Waiting its turn
 * is cheaper than being refused and trying again.
 */
export function limiter(): (operation: string) => Promise<void> {
  /** When the last call to each operation left. */
  const turns = new Map<string, Promise<number>>();
  return async (operation) => {
    const gap = SECOND / (CALLS_PER_SECOND[operation] ?? 5);
    const before = turns.get(operation) ?? Promise.resolve(Number.NEGATIVE_INFINITY);
    const turn = before.then(async (left) => {
      const wait = left + gap - performance.now();
      if (wait > 0) await sleep(wait);
      return performance.now();
    });
    turns.set(operation, turn);
    await turn;
  };
}
