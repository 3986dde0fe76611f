import { createHash, createHmac, randomBytes } from "node:crypto";
import { type AccountFile, Buckets } from "./buckets";
import type { EventBridgeEvent } from "./events/event";
import {
  ACCOUNT_ID,
  type AdConfiguration,
  type Channel,
  type KeyPair,
  type Policy,
  type RecordingConfiguration,
  type RecordingSession,
  type Revocation,
  type Session,
  type Stream,
  type StreamKey,
  type UsedToken,
} from "./model";
import { ObjectStore } from "./objectStore";
import { Rate } from "./rate";
import { Recorder } from "./recording/recorder";
import { Table } from "./table";

/** Makes an id of so many letters and digits. */
export type NewId = (length: number) => string;

export interface WorldOptions {
  /** The time, in milliseconds since 1970. */
  clock?: () => number;
  newId?: NewId;
  /** How long a new recording configuration is CREATING. */
  creatingMs?: number;
  /** How long a stream takes to start once its encoder is there, and to end once it has gone. */
  streamMs?: number;
  /** How long what was written stays unseen by Get, BatchGet and List. */
  lagMs?: number;
  /** The folder that objects of S3 are in; without it, recordings are only told of. */
  recordings?: string;
  /** Whether the account's quotas and the rates of calls hold. */
  limits?: boolean;
  /** What is said of S3 buckets, the recording role and quotas. */
  account?: AccountFile;
}

/** Whoever keeps the world's state. */
export interface ChangeListener {
  /** Something came, went or was replaced, in a table of a region. */
  changed(region: string, kind: Kind, key: string): void;
  bucketChanged(name: string): void;
  /** All is gone. */
  cleared(): void;
}

/** What the simulated service knows: nothing that a region holds is seen by another. */
export class World {
  readonly clock: () => number;
  readonly newId: NewId;
  readonly creatingMs: number;
  readonly streamMs: number;
  readonly lagMs: number;
  readonly limits: boolean;
  /** The objects of S3, if they are kept. */
  readonly objects?: ObjectStore;
  /** Writes what is recorded. */
  readonly recorder?: Recorder;
  /** Is told of each change, if anybody keeps the world's state. */
  listener?: ChangeListener;
  /** What page tokens are signed with. */
  secret = randomBytes(32);
  readonly buckets: Buckets;
  /** What it was given: see `buckets` and `recordingRole` for how that stands now. */
  readonly account: AccountFile;
  /** The role that IVS writes recordings with, once it was made; undefined while there is none. */
  recordingRole?: { createdAt: number };
  /** Takes what Amazon EventBridge would be told. */
  onEvent?: (event: EventBridgeEvent) => void;
  /** The time while something is made to have happened in the past. */
  #past?: number;
  readonly #regions = new Map<string, Region>();

  constructor(options: WorldOptions = {}) {
    const { clock = Date.now } = options;
    this.clock = () => this.#past ?? clock();
    this.newId = options.newId ?? randomId;
    this.creatingMs = options.creatingMs ?? 3000;
    this.streamMs = options.streamMs ?? 0;
    this.lagMs = options.lagMs ?? 0;
    this.limits = options.limits ?? false;
    this.account = options.account ?? { buckets: {} };
    this.buckets = new Buckets(this.account.buckets, (name) => this.listener?.bucketChanged(name));
    if (options.recordings !== undefined) {
      this.objects = new ObjectStore(options.recordings);
      this.recorder = new Recorder(this.objects);
    }
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

  /** Whether IVS could write a recording now. */
  canRecordTo(bucket: string, region: string): boolean {
    return this.recordingRole !== undefined && this.buckets.isWritable(bucket, region);
  }

  /** Whether what happens is past: nobody is told of it, and no recording of it is written. */
  get isPast(): boolean {
    return this.#past !== undefined;
  }

  /** Tells whoever takes events of one: it is described only if somebody does. */
  tell(describe: () => EventBridgeEvent): void {
    if (this.onEvent && !this.isPast) this.onEvent(describe());
  }

  /** Does something as of a time in the past. */
  asOf(time: number, work: () => void): void {
    this.#past = time;
    try {
      work();
    } finally {
      this.#past = undefined;
    }
  }

  /** Empties every region, and knows of the account what the options say only. */
  clear(): void {
    this.#regions.clear();
    this.buckets.clear();
    this.listener?.cleared();
    this.recordingRole = this.account.role ? { createdAt: this.clock() } : undefined;
  }
}

/** The tables of a region whose items have tags. */
export const taggable = [
  "channels",
  "recordings",
  "streamKeys",
  "keyPairs",
  "policies",
  "adConfigurations",
] as const;
/** The names of all tables of a region. */
export const kinds = [
  ...taggable,
  "streams",
  "sessions",
  "recordingSessions",
  "revocations",
  "usedTokens",
] as const;
export type Kind = (typeof kinds)[number];

/** One region of the world, with its resources by ARN. */
export class Region {
  readonly channels = this.#table<Channel>("channels");
  readonly recordings = this.#table<RecordingConfiguration>("recordings");
  readonly streamKeys = this.#table<StreamKey>("streamKeys");
  readonly keyPairs = this.#table<KeyPair>("keyPairs");
  readonly policies = this.#table<Policy>("policies");
  readonly adConfigurations = this.#table<AdConfiguration>("adConfigurations");
  /** The live streams, by the ARN of their channel. */
  readonly streams: Table<Stream>;
  /** What was streamed, by the ARN of the channel and the stream's id. */
  readonly sessions: Table<Session>;
  /** What was recorded, by its prefix. */
  readonly recordingSessions: Table<RecordingSession>;
  /** By the ARN of the channel and the viewer's id. */
  readonly revocations: Table<Revocation>;
  /** By their UUIDs. */
  readonly usedTokens: Table<UsedToken>;
  /** When time next changes a session, in milliseconds; before that nobody need look at them. */
  nextChange = 0;
  readonly #rates = new Map<string, Rate>();
  readonly #seen?: Region;
  readonly #unseen: { at: number; kind: Kind; arn: string }[] = [];
  /** The first label of its ingest, SRT and playback hosts: the same for all channels of a region. */
  readonly hostPrefix: string;

  /** With `original`, it is what can be seen of that one. */
  constructor(
    readonly world: World,
    readonly name: string,
    original?: Region,
  ) {
    this.streams = original?.streams ?? this.#table("streams");
    this.sessions = original?.sessions ?? this.#table("sessions");
    this.recordingSessions = original?.recordingSessions ?? this.#table("recordingSessions");
    this.revocations = original?.revocations ?? this.#table("revocations");
    this.usedTokens = original?.usedTokens ?? this.#table("usedTokens");
    if (!original && world.lagMs > 0) this.#seen = new Region(world, name, this);
    const hash = createHash("sha256").update(`${ACCOUNT_ID}:${name}`);
    this.hostPrefix = hash.digest("hex").slice(0, 12);
  }

  /** The region as Get, BatchGet and List see it: what was written may not be there yet. */
  get seen(): Region {
    if (this.#seen) this.#show(this.world.clock());
    return this.#seen ?? this;
  }

  /** Lets all be seen at once. */
  settle(): void {
    this.#show(Number.POSITIVE_INFINITY);
  }

  /** Whether there may be one more call of that name now, of so many in a second. */
  mayCall(name: string, perSecond: number): boolean {
    let rate = this.#rates.get(name);
    if (!rate) {
      rate = new Rate(perSecond);
      this.#rates.set(name, rate);
    }
    return rate.take(this.world.clock());
  }

  /** Puts back what was kept of an item, or takes it away. */
  restore(kind: Kind, key: string, entry?: { number: number; item: object }): void {
    for (const table of new Set([this[kind], (this.#seen ?? this)[kind]])) {
      table.restore(key, entry as never);
    }
  }

  #table<T>(kind: Kind): Table<T> {
    // The fields of a region are made before its world is there.
    const sign = (text: string) => {
      const hmac = createHmac("sha256", this.world.secret).update(`${this.name}/${text}`);
      return hmac.digest("base64url").slice(0, 22);
    };
    return new Table(sign, (key) => {
      this.world.listener?.changed(this.name, kind, key);
      if (!this.#seen) return;
      this.#unseen.push({ at: this.world.clock() + this.world.lagMs, kind, arn: key });
    });
  }

  #show(now: number): void {
    for (let next = this.#unseen[0]; next && next.at <= now; next = this.#unseen[0]) {
      this.#seen?.[next.kind].copy(next.arn, this[next.kind] as never);
      this.#unseen.shift();
    }
  }

  arn(type: string, id: string): string {
    return `arn:aws:ivs:${this.name}:${ACCOUNT_ID}:${type}/${id}`;
  }
}

const ALPHABET = Buffer.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");

/** Spells bytes in letters and digits, one for each byte. */
export function spell(bytes: Uint8Array): string {
  // At once: a string that is grown letter by letter takes thirty times the memory until it is read.
  return Buffer.from(bytes.map((byte) => ALPHABET[byte % ALPHABET.length] as number)).toString();
}

let pool: Uint8Array = new Uint8Array();

/** Draws on a pool: asking the system for each id would take most of the time of making a channel. */
const randomId: NewId = (length) => {
  if (pool.length < length) pool = randomBytes(4096);
  const bytes = pool.subarray(0, length);
  pool = pool.subarray(length);
  return spell(bytes);
};
