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

/** What only GetChannel gives. */
export interface ChannelDetails extends Channel {
  readonly ingestEndpoint: string;
  readonly playbackUrl: string;
}

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
  /** The secret value of a channel's stream key; undefined when it has none. */
  streamKey(channelArn: Arn): Promise<string | undefined>;
  /** A channel or recording configuration as the service's own JSON, its secrets masked. */
  document(arn: Arn): Promise<object>;
}
