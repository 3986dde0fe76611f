/**
 * The nouns of Amazon IVS as the extension knows them, and the port `Ivs`: all that it may ask of the service.
 */

export type Arn = string;
export type Tags = Readonly<Record<string, string>>;

/** A recording configuration, as ListRecordingConfigurations gives it. */
export interface Recording {
  readonly arn: Arn;
  /** May be empty; not unique. */
  readonly name: string;
  readonly bucket: string;
  readonly state: "CREATING" | "ACTIVE" | "CREATE_FAILED";
  readonly tags: Tags;
}

/** A channel, as ListChannels gives it. */
export interface Channel {
  readonly arn: Arn;
  /** May be empty; not unique. */
  readonly name: string;
  readonly type: string;
  readonly latencyMode: string;
  /** Private: playback needs a token. */
  readonly authorized: boolean;
  readonly insecureIngest: boolean;
  /** The recording configuration that records it; "" when none does. */
  readonly recordingArn: Arn;
  readonly tags: Tags;
}

/** What a channel is made of; the same members can be changed later, the tags by `tag`. */
export interface ChannelSettings {
  readonly name: string;
  readonly type: string;
  readonly latencyMode: string;
  readonly recordingArn: Arn;
  readonly authorized: boolean;
  readonly insecureIngest: boolean;
  /** "" but for the ADVANCED types. */
  readonly preset: string;
  readonly containerFormat: string;
  readonly multitrack: Multitrack;
  readonly playbackRestrictionPolicyArn: Arn;
  readonly adConfigurationArn: Arn;
}

/** Multitrack input: several renditions made by the encoder. Policy and resolution count only when enabled. */
export interface Multitrack {
  readonly enabled: boolean;
  readonly policy: string;
  readonly maximumResolution: string;
}

/** What GetChannel gives. */
export interface ChannelDetails extends ChannelSettings {
  readonly arn: Arn;
  readonly tags: Tags;
  readonly ingestEndpoint: string;
  readonly playbackUrl: string;
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

/** Something that a channel can refer to. */
export interface Named {
  readonly arn: Arn;
  readonly name: string;
}

/** Where a bucket is, as far as could be found out. */
export type BucketFound =
  | { readonly kind: "in"; readonly region: string }
  | { readonly kind: "missing" }
  /** S3 did not say. */
  | { readonly kind: "unchecked"; readonly why: string };

/** A live stream, as ListStreams gives it: only live channels have one. */
export interface Stream {
  readonly channelArn: Arn;
  readonly health: string;
  /** -1 when the service could not count in time. */
  readonly viewers: number;
  readonly startTime: string;
}

/** The service, in one region, with one person's credentials. Every call may throw an IvsError (problem.ts). */
export interface Ivs {
  /** All recording configurations, page by page. */
  recordings(signal: AbortSignal): AsyncIterable<readonly Recording[]>;
  /** All channels, page by page. */
  channels(signal: AbortSignal): AsyncIterable<readonly Channel[]>;
  /** All live streams, page by page. */
  streams(signal: AbortSignal): AsyncIterable<readonly Stream[]>;
  channel(arn: Arn): Promise<ChannelDetails>;
  recording(arn: Arn): Promise<RecordingDetails>;
  /** The secret value of a channel's stream key; undefined when it has none. */
  streamKey(channelArn: Arn): Promise<string | undefined>;
  /** A channel or recording configuration as the service's own JSON, its secrets masked. */
  document(arn: Arn): Promise<object>;
  playbackRestrictionPolicies(): Promise<readonly Named[]>;
  adConfigurations(): Promise<readonly Named[]>;
  /** Asks S3 where a bucket is; never throws. */
  findBucket(bucket: string): Promise<BucketFound>;

  // Writes are sent once: what to do when an answer is lost is for acts.ts to say.

  /** Gives the new channel's ARN; its stream key is made with it. */
  createChannel(settings: ChannelSettings, tags: Tags): Promise<Arn>;
  /** Changes the members that are given and no others. */
  updateChannel(arn: Arn, change: Partial<ChannelSettings>): Promise<void>;
  deleteChannel(arn: Arn): Promise<void>;
  stopStream(channelArn: Arn): Promise<void>;
  createRecording(settings: RecordingSettings, tags: Tags): Promise<Arn>;
  deleteRecording(arn: Arn): Promise<void>;
  /** Sets tags and removes others, of any resource. */
  tag(arn: Arn, set: Tags, remove: readonly string[]): Promise<void>;
}
