import type { Arn, Named, Tags } from "../core/arn";
import { type Collection, getEach, type Turn } from "../core/collection";
import { problemOf } from "../core/problem";

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

/** The most channels that BatchGetChannel gives at once. */
export const MANY = 50;

/** The service, as far as channels go. Every call may throw a ServiceError. */
export interface Channels {
  /** All channels, page by page; each at its turn, where there is one. */
  list(signal: AbortSignal, turn?: Turn): AsyncIterable<readonly Channel[]>;
  /** Those that a recording configuration records, page by page. */
  recordedBy(recordingArn: Arn): AsyncIterable<readonly Channel[]>;
  get(arn: Arn): Promise<ChannelDetails>;
  /** At most MANY at once; those that do not exist are left out. */

  getMany(arns: readonly Arn[]): Promise<ReadonlyMap<Arn, ChannelDetails>>;
  /** The service's own JSON, its secrets masked. */
  document(arn: Arn): Promise<object>;
  /** The secret value of a channel's stream key; undefined when it has none. */
  streamKey(arn: Arn): Promise<string | undefined>;
  playbackRestrictionPolicies(): Promise<readonly Named[]>;
  adConfigurations(): Promise<readonly Named[]>;

  // Writes are sent once: what to do when an answer is lost is for core/operation.ts to say.

  /** Gives the new channel's ARN; a stream key is created with it. */
  create(settings: ChannelSettings, tags: Tags): Promise<Arn>;
  /** Changes the members that are given and no others. */
  update(arn: Arn, change: Partial<ChannelSettings>): Promise<void>;
  delete(arn: Arn): Promise<void>;
  /** Sets tags and removes others. */
  tag(arn: Arn, set: Tags, remove: readonly string[]): Promise<void>;
}

declare module "../core/collection" {
  interface Service {
    readonly channels: Channels;
  }
  interface Items {
    channels: Channel;
  }
}

export const CHANNELS: Collection<"channels"> = {
  name: "channels",
  rate: 5,
  list: ({ channels }, signal, turn) => channels.list(signal, turn),
  key: ({ arn }) => arn,
  async get({ channels }, arns) {
    const found: Channel[] = [];
    for (let from = 0; from < arns.length; from += MANY) {
      const some = arns.slice(from, from + MANY);
      const many = await channels.getMany(some).catch((error) => {
        if (problemOf(error).kind !== "denied") throw error;
        return undefined;
      });
      const all = many ? [...many.values()] : await getEach(some, channels.get);
      found.push(...all.map(toChannel));
    }
    return found;
  },
  remembered: true,
};

/** Of what GetChannel gives, what ListChannels gives, too. */
export function toChannel(channel: ChannelDetails): Channel {
  const { arn, name, type, latencyMode, authorized, insecureIngest, recordingArn, tags } = channel;
  return { arn, name, type, latencyMode, authorized, insecureIngest, recordingArn, tags };
}
