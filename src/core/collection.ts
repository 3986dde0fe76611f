import type { Arn } from "./arn";
import { isGone, problemOf } from "./problem";

/**
 * The service in one region, with one person's credentials: a small port a noun, added by the noun's own model.ts
 * (`declare module`), so that a new noun edits no other file. Every call may throw a ServiceError. A function that
 * needs only some of it takes a Pick of it.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by the nouns
export interface Service {}

/** What each collection holds, by the collection's name; added in the same way. */
// biome-ignore lint/suspicious/noEmptyInterface: filled by the nouns
export interface Items {}

export type CollectionName = keyof Items;

/** Resolves when it is one's turn. */
export type Turn = () => Promise<void>;

/** A list of the service that is polled: refresh, memory and pickers go over all of them. */
export interface Collection<N extends CollectionName = CollectionName> {
  readonly name: N;
  /** Calls per second that the service allows an account in a region to list it. */
  readonly rate: number;
  /** All items, page by page; `turn`: waits until the next page may be asked for, where that is not at once. */
  list(service: Service, signal: AbortSignal, turn?: Turn): AsyncIterable<readonly Items[N][]>;
  key(item: Items[N]): Arn;
  /** Some items as they are now; those that do not exist are left out. Throws a ServiceError. */
  get(service: Service, arns: readonly Arn[]): Promise<readonly Items[N][]>;
  /** Kept on disk: what a new window shows while it reads. */
  readonly remembered: boolean;
  /** Whether the service is still working on an item: the collection is then read often. */
  unsettled?(item: Items[N]): boolean;
}

/** Items read one by one; those that do not exist are left out. Throws a ServiceError. */
export async function getEach<T>(
  arns: readonly Arn[],
  get: (arn: Arn) => Promise<T>,
): Promise<T[]> {
  const found: T[] = [];
  for (const arn of arns) {
    try {
      found.push(await get(arn));
    } catch (error) {
      if (!isGone(problemOf(error))) throw error;
    }
  }
  return found;
}
