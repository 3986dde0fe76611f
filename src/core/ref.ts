import type { Arn } from "./arn";

/** Says whose account, and where: made of a profile, an endpoint and a region (connections/config.ts). No spaces in it. */
export type ConnectionId = string;

/** A resource of a connection. The same ARN may be seen through two connections: two profiles of one account. */
export interface Ref {
  readonly connection: ConnectionId;
  readonly arn: Arn;
}

/** The id of a row of the tree: `<connection>`, `<connection> <ARN>` or `<connection> <name of a group, problem, …>`. */
export type RowId = string;

/** The id of the row of a connection, or of something in it. */
export function rowId(connection: ConnectionId, key?: string): RowId {
  return key === undefined ? connection : `${connection} ${key}`;
}

/** What a row's id says; `key` is "" for a connection's own row. */
export function parseRowId(id: RowId): { readonly connection: ConnectionId; readonly key: string } {
  const space = id.indexOf(" ");
  return space < 0
    ? { connection: id, key: "" }
    : { connection: id.slice(0, space), key: id.slice(space + 1) };
}

/** The resource that a row shows; undefined when it is the row of a group or a connection. */
export function refOf(id: RowId): Ref | undefined {
  const { connection, key } = parseRowId(id);
  return key.startsWith("arn:") && !key.includes("#") ? { connection, arn: key } : undefined;
}
