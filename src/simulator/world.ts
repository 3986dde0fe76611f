import { createHash, randomBytes } from "node:crypto";
import type {
  Channel as ChannelShape,
  RecordingConfiguration as RecordingConfigurationShape,
  StreamKey as StreamKeyShape,
  _Stream as StreamShape,
} from "@aws-sdk/client-ivs";
import { Collection } from "./collection";

/** The one account that the simulator knows: AWS's own example of an account id. */
export const ACCOUNT_ID = "111122223333";

/** A shape of the SDK with all its members present, as the service answers them. */
export type Full<T> = { [K in keyof T]-?: NonNullable<T[K]> };

export type Channel = Full<ChannelShape>;
export type StreamKey = Full<StreamKeyShape>;
export type Stream = Full<StreamShape>;

/** A recording configuration: its state is not kept but told by the clock (see `recordingState`). */
export interface Recording extends Full<Omit<RecordingConfigurationShape, "state">> {
  settling: {
    to: "ACTIVE" | "CREATE_FAILED";
    afterMs: number;
    /** When the time began to run; undefined until the first request that reads the state. */
    since?: number;
  };
}

/** Makes an id of so many letters and digits. */
export type NewId = (length: number) => string;

export interface WorldOptions {
  /** The time, in milliseconds since 1970. */
  clock?: () => number;
  newId?: NewId;
  /** How long a new recording configuration is CREATING. */
  creatingMs?: number;
  /** The region of each bucket that is not in the region of the request. */
  buckets?: Readonly<Record<string, string>>;
}

/** What the simulated service knows: nothing that a region holds is seen by another. */
export class World {
  readonly clock: () => number;
  readonly newId: NewId;
  readonly creatingMs: number;
  /** The region of each known bucket; any other bucket is in the region of the request. */
  buckets = new Map<string, string>();
  readonly #regions = new Map<string, Region>();
  readonly #firstBuckets: Readonly<Record<string, string>>;

  constructor(options: WorldOptions = {}) {
    this.clock = options.clock ?? Date.now;
    this.newId = options.newId ?? randomId;
    this.creatingMs = options.creatingMs ?? 3000;
    this.#firstBuckets = options.buckets ?? {};
    this.clear();
  }

  /** The region of that name, empty if it was never asked for before. */
  region(name: string): Region {
    let region = this.#regions.get(name);
    if (!region) {
      region = new Region(this, name);
      this.#regions.set(name, region);
    }
    return region;
  }

  /** Every region that was ever asked for. */
  regions(): Region[] {
    return [...this.#regions.values()];
  }

  /**
   * What is known of a bucket, for a client that asks from a region. A bucket that no list and no
   * recording configuration names is made up: there, unless its name begins with `missing-`.
   */
  bucket(name: string, from: string): { region: string; access: "ours" | "private" } | undefined {
    const named = this.regions().find(({ recordings }) =>
      recordings.first((one) => one.destinationConfiguration.s3?.bucketName === name),
    );
    const region = this.buckets.get(name) ?? named?.name;
    if (region === undefined && name.startsWith("missing-")) return undefined;
    return { region: region ?? from, access: name.startsWith("private-") ? "private" : "ours" };
  }

  /** Empties every region, and knows the buckets of the options only. */
  clear(): void {
    this.#regions.clear();
    this.buckets = new Map(Object.entries(this.#firstBuckets));
  }
}

/** One region of the world, with its resources by ARN. */
export class Region {
  readonly channels = new Collection<Channel>();
  readonly recordings = new Collection<Recording>();
  readonly streamKeys = new Collection<StreamKey>();
  /** The live streams, by the ARN of their channel. */
  readonly streams = new Collection<Stream>();
  /** The first label of its ingest, SRT and playback hosts: the same for all channels of a region. */
  readonly hostPrefix: string;

  constructor(
    readonly world: World,
    readonly name: string,
  ) {
    const hash = createHash("sha256").update(`${ACCOUNT_ID}:${name}`);
    this.hostPrefix = hash.digest("hex").slice(0, 12);
  }

  arn(type: string, id: string): string {
    return `arn:aws:ivs:${this.name}:${ACCOUNT_ID}:${type}/${id}`;
  }
}

/** The state of a recording configuration now. Reading it starts a time that had not begun to run. */
export function recordingState(
  { settling }: Recording,
  now: number,
): "CREATING" | "ACTIVE" | "CREATE_FAILED" {
  settling.since ??= now;
  return now - settling.since < settling.afterMs ? "CREATING" : settling.to;
}

/** A point in time that is written as the service writes it: ISO 8601 in whole seconds. */
export class Timestamp extends Date {
  override toJSON(): string {
    return `${this.toISOString().slice(0, 19)}Z`;
  }
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Spells bytes in letters and digits, one for each byte. */
export function spell(bytes: Uint8Array): string {
  let id = "";
  for (const byte of bytes) id += ALPHABET[byte % ALPHABET.length];
  return id;
}

let pool: Uint8Array = new Uint8Array();

/** Draws on a pool: asking the system for each id would take most of the time of making a channel. */
const randomId: NewId = (length) => {
  if (pool.length < length) pool = randomBytes(4096);
  const bytes = pool.subarray(0, length);
  pool = pool.subarray(length);
  return spell(bytes);
};
