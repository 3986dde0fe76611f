import type { Connection } from "../connections/connection";
import { createIn } from "../connections/createIn";
import { type Arn, ownTags, type Tags, title } from "../core/arn";
import { type Creation, type Step, stillThere } from "../core/operation";
import { problemOf, ServiceError } from "../core/problem";
import { isLive, stopAndWait } from "../streams/operations";
import { CHANNELS, type Channel, type ChannelDetails, type ChannelSettings, MANY } from "./model";
import { DEFAULTS, differences } from "./rules";

/** What to do about a channel that is live: the service refuses to change it then, except its tags. */
export type WhenLive =
  /** Try all the same: the service says no. */
  | "refuse"
  | "stopFirst"
  /** The change waits for the stream to end. */
  | "whenEnded"
  | "skip";

/** Has the same change of several channels wait until their streams end. `label`: what it will do, in words. */
export type Later = (
  connection: Connection,
  channels: readonly Channel[],
  change: Partial<ChannelSettings>,
  label: string,
) => void;

/** A change of one channel, as plain data: from what it was to what it is to be. */
export interface ChannelChange {
  readonly arn: Arn;
  readonly name: string;
  readonly before: Partial<ChannelSettings>;
  readonly change: Partial<ChannelSettings>;
}

/** What a change comes to: what can be done now, and the live channels for which it waits. */
export interface ChangePlan {
  readonly changes: readonly ChannelChange[];
  readonly steps: readonly Step[];
  readonly waiting: readonly Channel[];
}

/** Plans the same change of one or many channels, as they were last read. */
export function planChange(
  connection: Connection,
  channels: readonly Channel[],
  change: Partial<ChannelSettings>,
  whenLive: WhenLive,
): ChangePlan {
  const live = channels.filter(({ arn }) => isLive(connection, arn));
  const waits = whenLive === "whenEnded" || whenLive === "skip";
  const now = waits ? channels.filter((channel) => !live.includes(channel)) : channels;
  const changes = now.map(({ arn, name, ...channel }) => ({
    arn,
    name,
    before: membersOf({ name, ...channel }, change),
    change,
  }));
  return {
    changes,
    steps: changeSteps(connection, changes).map((step) => {
      const stop = whenLive === "stopFirst" && live.some(({ arn }) => arn === step.arn);
      return stop ? { ...step, prepare: () => stopAndWait(connection, step.arn) } : step;
    }),
    waiting: whenLive === "whenEnded" ? live : [],
  };
}

/** The steps of several changes; what they compare with is read many at once. */
export function changeSteps(connection: Connection, changes: readonly ChannelChange[]): Step[] {
  const reader = new ChannelReader(
    connection,
    changes.map(({ arn }) => arn),
  );
  return changes.map((change) => changeStep(connection, reader, change));
}

/** Attaches channels to a recording configuration, or detaches them ("" as its ARN). Those it records already are left out. */
export function planMove(
  connection: Connection,
  channels: readonly Channel[],
  recordingArn: Arn,
  whenLive: WhenLive,
): ChangePlan {
  const moving = channels.filter((channel) => channel.recordingArn !== recordingArn);
  return planChange(connection, moving, { recordingArn }, whenLive);
}

/**
 * Reads channels that are to be moved again, and gives those that somebody else moved or deleted since they were read:
 * who moves many at once is to know before the first is written.
 */
export async function movedElsewhere(
  connection: Connection,
  channels: readonly Channel[],
): Promise<readonly { readonly before: Channel; readonly now?: Channel }[]> {
  const arns = channels.map(({ arn }) => arn);
  await connection.readAgain("channels", arns);
  const items = connection.snapshot.channels?.items;
  return channels
    .map((before) => ({ before, now: items?.get(before.arn) }))
    .filter(({ before, now }) => before.recordingArn !== now?.recordingArn);
}

/** The channels that a recording configuration records, as they are now. Throws a ServiceError. */
export async function recordedBy(connection: Connection, recordingArn: Arn): Promise<Channel[]> {
  const { channels } = await connection.service();
  const found: Channel[] = [];
  for await (const page of channels.recordedBy(recordingArn)) found.push(...page);
  return found;
}

/** The members of a channel that a change is to change, as they are before it. */
export function membersOf(
  channel: Partial<ChannelSettings>,
  change: Partial<ChannelSettings>,
): Partial<ChannelSettings> {
  const keys = Object.keys(change) as (keyof ChannelSettings)[];
  return Object.fromEntries(keys.map((key) => [key, channel[key]]));
}

function changeStep(
  connection: Connection,
  reader: ChannelReader,
  { arn, name, before, change }: ChannelChange,
): Step {
  return {
    arn,
    name: title({ arn, name }),
    send: async () => (await connection.service()).channels.update(arn, change),
    async look(fresh) {
      const now = await reader.read(arn, fresh);
      if (differences(change, now).length === 0) return "after";
      return differences(before, now).length === 0 ? "before" : "other";
    },
    shown: () => shows(connection, arn, change),
    reverse: () => changeStep(connection, reader, { arn, name, before: change, change: before }),
    async renew() {
      const now = await reader.read(arn, true);
      return changeStep(connection, reader, { arn, name, before: membersOf(now, change), change });
    },
  };
}

/** Whether a channel's row shows a change, as far as rows show any of it. */
function shows(connection: Connection, arn: Arn, change: Partial<ChannelSettings>): boolean {
  const now = connection.snapshot.channels?.items.get(arn);
  const keys = Object.keys(change).filter((key) => now && key in now);
  return keys.every((key) => now?.[key as keyof Channel] === change[key as keyof ChannelSettings]);
}

/** The changes that bring back what others changed. */
export function reversedChanges(changes: readonly ChannelChange[]): ChannelChange[] {
  return changes.map(({ before, change, ...channel }) => ({
    ...channel,
    before: change,
    change: before,
  }));
}

/** Changes a channel's tags from what a person saw; a live one takes it, too. */
export function tagStep(
  connection: Connection,
  channel: { readonly arn: Arn; readonly name: string },
  before: Tags,
  after: Tags,
): Step {
  const { arn } = channel;
  const removed = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
  const set = Object.entries(after).filter(([key, value]) => before[key] !== value);
  const keys = [...removed, ...set.map(([key]) => key)];
  return {
    arn,
    name: title(channel),
    send: async () =>
      (await connection.service()).channels.tag(arn, Object.fromEntries(set), removed),
    async look() {
      const { tags } = await (await connection.service()).channels.get(arn);
      const are = (wanted: Tags) => keys.every((key) => tags[key] === wanted[key]);
      if (are(after)) return "after";
      // Tags are set and removed by two calls: between them, some are as before and the others as after.
      const between = keys.every((key) => [before[key], after[key]].includes(tags[key]));
      return between ? "before" : "other";
    },
    shown() {
      const tags = connection.snapshot.channels?.items.get(arn)?.tags;
      return !tags || keys.every((key) => tags[key] === after[key]);
    },
    reverse: () => tagStep(connection, channel, after, before),
  };
}

/** Deletes a channel and, with it, its stream key; a live one is stopped first. */
export function deleteStep(connection: Connection, channel: Channel): Step {
  const { arn } = channel;
  const reader = new ChannelReader(connection, [arn]);
  return {
    arn,
    name: title(channel),
    ...(isLive(connection, arn) && { prepare: () => stopAndWait(connection, arn) }),
    send: async () => (await connection.service()).channels.delete(arn),
    look: () => stillThere(() => reader.read(arn, true)),
    shown: () => !connection.snapshot.channels?.items.has(arn),
  };
}

/** Creates a channel, once. Never throws. */
export async function createChannel(
  connection: Connection,
  settings: ChannelSettings,
  tags: Tags,
  options?: Parameters<typeof createIn>[3],
): Promise<Creation> {
  return createIn(
    connection,
    CHANNELS,
    {
      send: ({ channels }) => channels.create(settings, tags),
      async isIt({ arn, name }, { channels }) {
        if (name !== settings.name) return false;
        const made = comparable(await channels.get(arn));
        return differences(comparable({ ...settings, tags }), made).length === 0;
      },
    },
    options,
  );
}

/** What tells one channel from another: what does not count is left out. */
function comparable(channel: ChannelSettings & { readonly tags: Tags }) {
  const { multitrack } = channel;
  const keys = Object.keys(DEFAULTS) as (keyof ChannelSettings)[];
  return {
    ...Object.fromEntries(keys.map((key) => [key, channel[key]])),
    multitrack: multitrack.enabled ? multitrack : { enabled: false },
    tags: ownTags(channel.tags),
  };
}

/** How old what was read of a channel may be when it is compared (ms). */
const FRESH = 10_000;

/** Reads the channels that an operation is about, many at once where it can. */
class ChannelReader {
  readonly #read = new Map<
    Arn,
    { readonly at: number; readonly batch: Promise<ReadonlyMap<Arn, ChannelDetails> | undefined> }
  >();

  /** `arns`: the channels, in the order in which they will be asked for. */
  constructor(
    private readonly connection: Connection,
    private readonly arns: readonly Arn[],
  ) {}

  /** A channel as it is; `fresh`: now. Throws a ServiceError, also when it does not exist. */
  async read(arn: Arn, fresh: boolean): Promise<ChannelDetails> {
    const { channels } = await this.connection.service();
    if (fresh || this.arns.length === 1) return channels.get(arn);
    const now = this.connection.writes.clock.now();
    let entry = this.#read.get(arn);
    if (!entry || now - entry.at > FRESH) {
      const from = this.arns.indexOf(arn);
      const some = this.arns.slice(from, from + MANY);
      entry = { at: now, batch: this.#getMany(some) };
      for (const each of some) this.#read.set(each, entry);
    }
    const batch = await entry.batch;
    if (!batch) return channels.get(arn);
    const found = batch.get(arn);
    if (found) return found;
    throw new ServiceError(
      { kind: "refused", code: "ResourceNotFoundException", detail: `${arn} does not exist.` },
      undefined,
    );
  }

  /** Undefined where the caller may not read many at once: then they are read one by one. */
  async #getMany(arns: readonly Arn[]): Promise<ReadonlyMap<Arn, ChannelDetails> | undefined> {
    const { channels } = await this.connection.service();
    try {
      return await channels.getMany(arns);
    } catch (error) {
      if (problemOf(error).kind === "denied") return undefined;
      throw error;
    }
  }
}
