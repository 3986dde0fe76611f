import type { BatchError } from "@aws-sdk/client-ivs";
import type { Table } from "../../table";
import { notFound } from "../errors";

/**
 * The items of a Batch* operation in the order asked for, and an error for each ARN that is not
 * there. The code is the HTTP status as text, as in the service's own batch errors.
 */
export function batch<T>(
  collection: Table<T>,
  arns: readonly string[],
): { items: T[]; errors: BatchError[] } {
  const items: T[] = [];
  const errors: BatchError[] = [];
  for (const arn of arns) {
    const item = collection.get(arn);
    if (item) items.push(item);
    else errors.push({ arn, code: "404", message: notFound(arn).message });
  }
  return { items, errors };
}
