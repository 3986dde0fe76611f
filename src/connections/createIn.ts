import type { Arn } from "../core/arn";
import type { Collection, CollectionName, Items, Service } from "../core/collection";
import { type Creation, create } from "../core/operation";
import { problemOf } from "../core/problem";
import type { Connection } from "./connection";

/** How an item of a collection is created, and told from others. */
export interface CreateIn<N extends CollectionName> {
  /** Sends the create, once. Throws a ServiceError. */
  send(service: Service): Promise<Arn>;
  /** Whether an item is all that was sent. Throws a ServiceError. */
  isIt(item: Items[N], service: Service): Promise<boolean>;
}

/**
 * Creates an item of a collection, once. What was there before is taken from the last read, up to half a minute old: a
 * whole list may take minutes. Never throws.
 */
export async function createIn<N extends CollectionName>(
  connection: Connection,
  collection: Collection<N>,
  { send, isIt }: CreateIn<N>,
  options?: Parameters<typeof create>[2],
): Promise<Creation> {
  let before: ReadonlySet<Arn>;
  try {
    const known = connection.snapshot[collection.name];
    before = known?.complete
      ? new Set(known.items.keys())
      : new Set((await listAll(connection, collection)).map(collection.key));
  } catch (error) {
    return { kind: "notDone", problem: problemOf(error) };
  }
  return create(
    {
      send: async () => send(await connection.service()),
      async find() {
        const service = await connection.service();
        const found: Arn[] = [];
        for (const item of await listAll(connection, collection)) {
          const arn = collection.key(item);
          if (!before.has(arn) && (await isIt(item, service))) found.push(arn);
        }
        return found;
      },
    },
    connection.writes,
    options,
  );
}

/** All items of a collection as they are now. Throws a ServiceError. */
export async function listAll<N extends CollectionName>(
  connection: Connection,
  collection: Collection<N>,
): Promise<Items[N][]> {
  const all: Items[N][] = [];
  const pages = collection.list(await connection.service(), new AbortController().signal);
  for await (const page of pages) all.push(...page);
  return all;
}
