import type { ChannelRow } from "../channels/row";
import type { ConnectionConfig } from "../connections/config";
import type { Problem } from "../core/problem";
import type { RowId } from "../core/ref";
import type { RecordingRow } from "../recordings/row";

/** What one row of the tree shows. */
export type Node =
  | {
      readonly kind: "connection";
      readonly id: RowId;
      readonly config: ConnectionConfig;
      /** The id of the AWS account, once known. */
      readonly account?: string;
      /** Undefined: not known yet, or not allowed to know. */
      readonly channels?: number;
      /** How many of them pass the filter; absent where there is none. */
      readonly shown?: number;
      readonly reading: boolean;
      readonly problem?: Problem;
      /** Its channels are as they were. */
      readonly stale?: boolean;
    }
  | {
      readonly kind: "problem";
      readonly id: RowId;
      readonly config: ConnectionConfig;
      readonly problem: Problem;
      /** When what still stands beside it was read (ms since the epoch); undefined when nothing does. */
      readonly readAt?: number;
      /** The same stands in the way of several connections, and is said once for all of them. */
      readonly shared?: boolean;
    }
  | ({ readonly kind: "recording" } & RecordingRow)
  /** Channels that no configuration records, or whose configuration no longer exists. */
  | {
      readonly kind: "unrecorded" | "missing";
      readonly id: RowId;
      readonly channels: number;
      /** How many of them pass the filter; absent where there is none. */
      readonly shown?: number;
    }
  | ({ readonly kind: "channel" } & ChannelRow)
  /** Stands for the rows of a long group that are not drawn, before or after those that are. */
  | {
      readonly kind: "more";
      readonly id: RowId;
      readonly where: "before" | "after";
      readonly hidden: number;
      /** How many more it brings. */
      readonly next: number;
    };
