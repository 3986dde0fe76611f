import type { Arn } from "../core/arn";

/** Where an encoder sends to, as GetChannel gives it. Host names; "" where the channel has none. */
export interface Ingest {
  readonly server: string;
  readonly srtServer: string;
  readonly playbackUrl: string;
  /** Several renditions, made by the encoder, are taken. */
  readonly multitrack: boolean;
}

/** The service, as far as the keys of encoders go. Every call may throw a ServiceError. */
export interface StreamKeys {
  /** The ARN of a channel's key, of which it has one at most. */
  find(channelArn: Arn): Promise<Arn | undefined>;
  /** The secret value of a key. */
  value(keyArn: Arn): Promise<string>;
  ingest(channelArn: Arn): Promise<Ingest>;
  /** The secret with which SRT is encrypted; undefined where the channel needs none. */
  passphrase(channelArn: Arn): Promise<string | undefined>;

  // Writes are sent once: what to do when an answer is lost is for core/operation.ts to say.

  /** Gives the new key's ARN. Refused while the channel has one. */
  create(channelArn: Arn): Promise<Arn>;
  /** A stream that was begun with it goes on. */
  delete(keyArn: Arn): Promise<void>;
}

declare module "../core/collection" {
  interface Service {
    readonly streamKeys: StreamKeys;
  }
}
