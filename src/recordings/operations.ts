import type { Channel } from "../channels/model";
import { planMove, recordedBy } from "../channels/operations";
import { differences } from "../channels/rules";
import type { Connection } from "../connections/connection";
import { createIn } from "../connections/createIn";
import { type Arn, ownTags, type Tags, title } from "../core/arn";
import { type Creation, type Step, stillThere } from "../core/operation";
import { isLive, stopAndWait } from "../streams/operations";
import { RECORDINGS, type Recording, type RecordingSettings } from "./model";

/** What deleting a recording configuration brings with it, in this order. */
export interface Removal {
  /** Live channels it records: a live channel cannot be detached. */
  readonly stop: readonly Channel[];
  readonly detach: readonly Channel[];
}

/**
 * Reads the channels that a configuration records, and their streams: what deleting or replacing it depends on. Asks for
 * those alone, however many the region has. Throws a ServiceError.
 */
export async function readRecorded(connection: Connection, arn: Arn): Promise<void> {
  const before = removalOf(connection, { arn }).detach;
  const now = await recordedBy(connection, arn);
  const arns = [...new Set([...before, ...now].map((channel) => channel.arn))];
  await Promise.all([
    connection.readAgain("channels", arns),
    connection.readAgain("streams", arns),
  ]);
}

/** What would have to be done to delete a configuration, as far as is known. */
export function removalOf(connection: Connection, { arn: ownArn }: { readonly arn: Arn }): Removal {
  const all = [...(connection.snapshot.channels?.items.values() ?? [])];
  const detach = all.filter(({ recordingArn }) => recordingArn === ownArn);
  return { detach, stop: detach.filter(({ arn }) => isLive(connection, arn)) };
}

/** Stops, detaches, deletes: the phases of one operation, to be reversed when it does not come to its end. */
export function removalPhases(
  connection: Connection,
  recording: Recording,
  { stop, detach }: Removal,
): Step[][] {
  const stops = stop.map((channel) => ({
    arn: channel.arn,
    name: title(channel),
    send: () => stopAndWait(connection, channel.arn),
    look: async () => "before" as const,
  }));
  const detaching = planMove(connection, detach, "", "refuse").steps;
  return [stops, [...detaching], [deleteStep(connection, recording)]];
}

/** Deletes a recording configuration: the service refuses while a channel uses it. */
export function deleteStep(connection: Connection, recording: { arn: Arn; name: string }): Step {
  const { arn } = recording;
  return {
    arn,
    name: title(recording),
    send: async () => (await connection.service()).recordings.delete(arn),
    // Deleting what is gone already ends in the same: who read it a moment ago need not look.
    look: async (fresh) =>
      !fresh && readLately(connection, arn)
        ? "before"
        : stillThere(async () => (await connection.service()).recordings.get(arn)),
    shown: () => !connection.snapshot.recordings?.items.has(arn),
  };
}

/** How old what was read of a configuration may be when it is deleted (ms). */
const FRESH = 10_000;

/** Whether a configuration was read by itself a moment ago, and was there. */
function readLately({ snapshot, store, writes }: Connection, arn: Arn): boolean {
  const at = store.readAlone.get("recordings")?.get(arn) ?? Number.NEGATIVE_INFINITY;
  return writes.clock.now() - at < FRESH && snapshot.recordings?.items.has(arn) === true;
}

/** Creates a recording configuration, once. Never throws. */
export async function createRecording(
  connection: Connection,
  settings: RecordingSettings,
  tags: Tags,
  options?: Parameters<typeof createIn>[3],
): Promise<Creation> {
  return createIn(
    connection,
    RECORDINGS,
    {
      send: ({ recordings }) => recordings.create(settings, tags),
      async isIt({ arn, name }, { recordings }) {
        if (name !== settings.name) return false;
        const made = await recordings.get(arn);
        return differences(comparable(settings, tags), comparable(made, made.tags)).length === 0;
      },
    },
    options,
  );
}

/** What tells one configuration from another: what does not count is left out. */
function comparable({ name, bucket, ...rest }: RecordingSettings, tags: Tags) {
  const { mode, ...thumbnails } = rest.thumbnails;
  const { selection, list } = rest.renditions;
  return {
    name,
    bucket,
    reconnect: rest.reconnectWindowSeconds,
    mode,
    interval: mode === "INTERVAL" && thumbnails.intervalSeconds,
    resolution: mode === "INTERVAL" && thumbnails.resolution,
    storage: mode === "INTERVAL" && [...thumbnails.storage].sort(),
    selection,
    renditions: selection === "CUSTOM" && [...list].sort(),
    tags: ownTags(tags),
  };
}
