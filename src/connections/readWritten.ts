import type { Arn } from "../core/arn";
import type { CollectionName } from "../core/collection";
import type { Step } from "../core/operation";
import { readBack } from "../core/readBehind";
import type { Connection } from "./connection";

/** Reads an item again until what was written to it shows, or for as long as reads may lag. Never rejects. */
export function readWritten(
  connection: Connection,
  name: CollectionName,
  arn: Arn,
  written: readonly Pick<Step, "shown">[],
): Promise<void> {
  return readBack(
    new Map([[arn, written]]),
    (arns) => connection.readAgain(name, arns),
    connection.writes,
  );
}

/** The same of an item that was just created. */
export function readCreated(connection: Connection, name: CollectionName, arn: Arn): Promise<void> {
  const shown = () => connection.snapshot[name]?.items.has(arn) ?? true;
  return readWritten(connection, name, arn, [{ shown }]);
}
