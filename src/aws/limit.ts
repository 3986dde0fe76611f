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

/** Waits for the turn of a call to an operation. */
export type Wait = (operation: string) => Promise<void>;

/** Whose rate a call counts against, as far as its credentials say so. */
export interface Caller {
  readonly accessKeyId?: string;
  readonly accountId?: string;
}

/** The limiters of this window, by the account and where it is called: whatever the connections, the rate is one. */
const shared = new Map<string, Wait>();
/** The accounts of access keys that did not say it themselves, as answers did. */
const accounts = new Map<string, string>();

/**
 * The limiter of a caller at a place (a region at an endpoint). Until its account is known, that of its access key: the
 * account then goes on with it.
 */
export function sharedLimiter(place: string, caller: Caller): Wait {
  const owner = caller.accountId ?? accounts.get(`${place} ${caller.accessKeyId}`);
  const key = `${place} ${owner ?? caller.accessKeyId}`;
  let wait = shared.get(key);
  if (!wait) {
    wait = limiter();
    shared.set(key, wait);
  }
  return wait;
}

/** Learns from an answer whose an access key is: ARNs say it. */
export function learnAccount(place: string, caller: Caller, answer: object): void {
  const { accessKeyId, accountId } = caller;
  const asked = `${place} ${accessKeyId}`;
  if (accountId || accounts.has(asked)) return;
  const [, account] = /"arn:[\w-]+:ivs:[\w-]+:(\d{12}):/.exec(JSON.stringify(answer)) ?? [];
  if (!account) return;
  const key = `${place} ${account}`;
  if (!shared.has(key)) shared.set(key, sharedLimiter(place, caller));
  accounts.set(asked, account);
}

/**
 * Keeps calls within the service's rate: gives a function that waits for the turn of a call to the given operation.
 * Turns are evenly spaced: a burst that the network holds up would meet the next one at the service. Waiting its turn
 * is cheaper than being refused and trying again.
 */
export function limiter(): Wait {
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
