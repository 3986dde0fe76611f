import type { Arn } from "../core/arn";
import type { Collection, Turn } from "../core/collection";

export type * from "./metrics";
export type * from "./sessions";

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
  /** All live streams, page by page; each at its turn, where there is one. */
  list(signal: AbortSignal, turn?: Turn): AsyncIterable<readonly Stream[]>;
  /** The stream of a channel; undefined when it is offline. */
  get(channelArn: Arn): Promise<Stream | undefined>;
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
  rate: 5,
  list: ({ streams }, signal, turn) => streams.list(signal, turn),
  key: ({ channelArn }) => channelArn,
  async get({ streams }, channelArns) {
    const [only, ...more] = channelArns;
    const found: Stream[] = [];
    if (only !== undefined && more.length === 0) {
      const stream = await streams.get(only);
      return stream ? [stream] : [];
    }
    // A page of the list tells of a hundred.
    for await (const page of streams.list(new AbortController().signal))
      found.push(...page.filter(({ channelArn }) => channelArns.includes(channelArn)));
    return found;
  },
  remembered: false,
};
