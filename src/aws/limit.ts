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
};
/** A second, and a little more: calls that leave a second apart may arrive closer together. */
const WINDOW = 1020;

/**
 * Keeps calls within the service's rate: gives a function that waits for the turn of a call to the given
 * operation. Waiting its turn is cheaper than being refused and trying again.
 */
export function limiter(): (operation: string) => Promise<void> {
  const turns = new Map<string, number[]>();
  return async (operation) => {
    const limit = CALLS_PER_SECOND[operation] ?? 5;
    const last = turns.get(operation) ?? [];
    turns.set(operation, last);
    const now = performance.now();
    const [oldest = Number.NEGATIVE_INFINITY] = last.length >= limit ? last.splice(0, 1) : [];
    const turn = Math.max(now, oldest + WINDOW);
    last.push(turn);
    if (turn > now) await sleep(turn - now);
  };
}
