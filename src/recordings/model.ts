import type { Arn, Tags } from "../core/arn";
import { type Collection, getEach, type Turn } from "../core/collection";

/** A recording configuration, as ListRecordingConfigurations gives it. */
export interface Recording {
  readonly arn: Arn;
  /** May be empty; not unique. */
  readonly name: string;
  readonly bucket: string;
  readonly state: "CREATING" | "ACTIVE" | "CREATE_FAILED";
  readonly tags: Tags;
}

/** What a recording configuration is made of: nothing of it can be changed later, but its tags. */
export interface RecordingSettings {
  readonly name: string;
  readonly bucket: string;
  /** 0 to 300: how long a broken stream may be away and still be recorded into the same place. */
  readonly reconnectWindowSeconds: number;
  readonly thumbnails: {
    /** DISABLED or INTERVAL; the rest counts only for INTERVAL. */
    readonly mode: string;
    readonly intervalSeconds: number;
    /** "": as the stream. */
    readonly resolution: string;
    readonly storage: readonly string[];
  };
  /** ALL, NONE or CUSTOM; the list counts only for CUSTOM. */
  readonly renditions: { readonly selection: string; readonly list: readonly string[] };
}

/** What GetRecordingConfiguration gives. */
export interface RecordingDetails extends RecordingSettings {
  readonly arn: Arn;
  readonly state: Recording["state"];
  readonly tags: Tags;
}

/** Where a bucket is, as far as could be found out. */
export type BucketLocation =
  | { readonly kind: "in"; readonly region: string }
  | { readonly kind: "missing" }
  /** S3 did not say. */
  | { readonly kind: "unchecked"; readonly why: string };

/** The service, as far as recording configurations go. Every call may throw a ServiceError. */
export interface Recordings {
  /** All recording configurations, page by page; each at its turn, where there is one. */
  list(signal: AbortSignal, turn?: Turn): AsyncIterable<readonly Recording[]>;
  get(arn: Arn): Promise<RecordingDetails>;
  /** The service's own JSON. */
  document(arn: Arn): Promise<object>;
  /** Asks S3 where a bucket is; never throws. */
  locateBucket(bucket: string): Promise<BucketLocation>;

  // Writes are sent once: what to do when an answer is lost is for core/operation.ts to say.

  create(settings: RecordingSettings, tags: Tags): Promise<Arn>;
  delete(arn: Arn): Promise<void>;
  /** Sets tags and removes others. */
  tag(arn: Arn, set: Tags, remove: readonly string[]): Promise<void>;
}

declare module "../core/collection" {
  interface Service {
    readonly recordings: Recordings;
  }
  interface Items {
    recordings: Recording;
  }
}

export const RECORDINGS: Collection<"recordings"> = {
  name: "recordings",
  rate: 3,
  list: ({ recordings }, signal, turn) => recordings.list(signal, turn),
  key: ({ arn }) => arn,
  async get({ recordings }, arns) {
    if (arns.length === 1) {
      const found = await getEach(arns, recordings.get);
      return found.map(({ arn, name, bucket, state, tags }) => ({
        arn,
        name,
        bucket,
        state,
        tags,
      }));
    }
    // A page of the list tells of a hundred, and an account has twenty.
    const found: Recording[] = [];
    for await (const page of recordings.list(new AbortController().signal))
      found.push(...page.filter(({ arn }) => arns.includes(arn)));
    return found;
  },
  remembered: true,
  unsettled: ({ state }) => state === "CREATING",
};
