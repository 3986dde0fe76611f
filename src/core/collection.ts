import type { Arn } from "./arn";

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

/** A list of the service that is polled: refresh, memory and pickers go over all of them. */
export interface Collection<N extends CollectionName = CollectionName> {
  readonly name: N;
  /** All items, page by page. */
  list(service: Service, signal: AbortSignal): AsyncIterable<readonly Items[N][]>;
  key(item: Items[N]): Arn;
  /** Some items as they are now; those that do not exist are left out. Throws a ServiceError. */
  get(service: Service, arns: readonly Arn[]): Promise<readonly Items[N][]>;
  /** Kept on disk: what a new window shows while it reads. */
  readonly remembered: boolean;
  /** Whether the service is still working on an item: the collection is then read often. */
  unsettled?(item: Items[N]): boolean;
}
