import type { Connection } from "../connections/connection";
import { type Arn, type Named, parseArn } from "../core/arn";
import type { Collection, CollectionName, Items, Service } from "../core/collection";
import type { Operation } from "../core/operation";

/** What there is to know of a kind of resource so that it can be picked, copied, opened and deleted like any other. */
export interface ResourceKind<N extends CollectionName = CollectionName> {
  readonly collection: Collection<N>;
  /** The type in its ARNs, e.g. "recording-configuration". */
  readonly arnType: string;
  readonly words: {
    /** "Choose a channel" */
    readonly choose: () => string;
    /** "Choose channels." */
    readonly chooseOnly: () => string;
    /** "3 channels" */
    readonly count: (count: number) => string;
  };
  /** How one looks in a list to choose from; foreign text in it is made plain there. */
  choice(item: Resource<N>, connection: Connection): Choice;
  /** One as the service's own JSON, its secrets masked. */
  document(service: Service, arn: Arn): Promise<object>;
  readonly deletion: Deletion<N>;
}

/** An item of a collection that is a resource of its own. */
export type Resource<N extends CollectionName = CollectionName> = Items[N] & Named;

export interface Choice {
  /** The name of a codicon. */
  readonly icon: string;
  readonly description: string;
  readonly detail: string;
}

/** How resources of a kind are deleted. */
export interface Deletion<N extends CollectionName = CollectionName> {
  /** What happens, in order, a sentence each. */
  consequences(connection: Connection, item: Resource<N>): string[];
  /** Whether more goes than the resource alone: it is to be confirmed by typing. */
  needsConfirmation(connection: Connection, item: Resource<N>): boolean;
  /** Reads again what that depends on. Throws a ServiceError. */
  readFirst?(connection: Connection, item: Resource<N>): Promise<void>;
  operations(connection: Connection, items: readonly Resource<N>[]): Operation[];
}

/** Reads resources of any of these kinds again by themselves. Never rejects. */
export async function readAgain(
  connection: Connection | undefined,
  kinds: readonly ResourceKind[],
  arns: readonly Arn[],
): Promise<void> {
  await Promise.all(
    kinds.map(({ arnType, collection }) => {
      const own = arns.filter((arn) => parseArn(arn).type === arnType);
      return connection?.readAgain(collection.name, own);
    }),
  );
}
