import type { Arn } from "../core/arn";
import type { Collection } from "../core/collection";

/** A live stream, as ListStreams gives it: only live channels have one. */
export interface Stream {
  readonly channelArn: Arn;
  readonly health: string;
  /** -1 when the service could not count in time. */
  readonly viewers: number;
  readonly startTime: string;
}

/** The service, as far as streams go. Every call may throw a ServiceError. */
export interface Streams {
  /** All live streams, page by page. */
  list(signal: AbortSignal): AsyncIterable<readonly Stream[]>;
  stop(channelArn: Arn): Promise<void>;
}

declare module "../core/collection" {
  interface Service {
    readonly streams: Streams;
  }
  interface Items {
    streams: Stream;
  }
}

/** By the ARN of the channel. Yesterday's streams say nothing, so they are not remembered. */
export const STREAMS: Collection<"streams"> = {
  name: "streams",
  list: ({ streams }, signal) => streams.list(signal),
  key: ({ channelArn }) => channelArn,
  remembered: false,
};
