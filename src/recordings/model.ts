import type { Arn, Tags } from "../core/arn";
import type { Collection } from "../core/collection";
import { isGone, problemOf } from "../core/problem";

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
  /** All recording configurations, page by page. */
  list(signal: AbortSignal): AsyncIterable<readonly Recording[]>;
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
  list: ({ recordings }, signal) => recordings.list(signal),
  key: ({ arn }) => arn,
  async get({ recordings }, arns) {
    const found: Recording[] = [];
    for (const arn of arns) {
      try {
        const { name, bucket, state, tags } = await recordings.get(arn);
        found.push({ arn, name, bucket, state, tags });
      } catch (error) {
        if (!isGone(problemOf(error))) throw error;
      }
    }
    return found;
  },
  remembered: true,
  unsettled: ({ state }) => state === "CREATING",
};
