import type { Channel } from "../channels/model";
import { planMove } from "../channels/operations";
import { differences } from "../channels/rules";
import type { Connection } from "../connections/connection";
import { type Arn, type Tags, title } from "../core/arn";
import { type Creation, create, type Step, stillThere } from "../core/operation";
import { problemOf } from "../core/problem";
import { isLive, stopAndWait } from "../streams/operations";
import type { Recording, RecordingSettings } from "./model";

/** What deleting a recording configuration brings with it, in this order. */
export interface Removal {
  /** Live channels it records: a live channel cannot be detached. */
  readonly stop: readonly Channel[];
  readonly detach: readonly Channel[];
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
    look: () => stillThere(async () => (await connection.service()).recordings.get(arn)),
  };
}

/** All recording configurations as they are now. Throws a ServiceError. */
export async function listRecordings(connection: Connection): Promise<Recording[]> {
  const { recordings } = await connection.service();
  const all: Recording[] = [];
  for await (const page of recordings.list(new AbortController().signal)) all.push(...page);
  return all;
}

/** Creates a recording configuration, once. Never throws. */
export async function createRecording(
  connection: Connection,
  settings: RecordingSettings,
  tags: Tags,
  options?: Parameters<typeof create>[2],
): Promise<Creation> {
  let before: ReadonlySet<Arn>;
  try {
    const known = connection.snapshot.recordings;
    before = new Set(
      known?.complete
        ? known.items.keys()
        : (await listRecordings(connection)).map(({ arn }) => arn),
    );
  } catch (error) {
    return { kind: "notDone", problem: problemOf(error) };
  }
  return create(
    {
      async send() {
        const arn = await (await connection.service()).recordings.create(settings, tags);
        connection.writes.at.set(arn, connection.writes.clock.now());
        return arn;
      },
      async find() {
        const { recordings } = await connection.service();
        const found: Arn[] = [];
        for (const { arn, name } of await listRecordings(connection)) {
          if (before.has(arn) || name !== settings.name) continue;
          const made = await recordings.get(arn);
          if (differences(comparable(settings, tags), comparable(made, made.tags)).length === 0)
            found.push(arn);
        }
        return found;
      },
    },
    connection.writes.clock,
    options,
  );
}

/** What tells one configuration from another: what does not count is left out. */
function comparable({ name, bucket, ...rest }: RecordingSettings, tags: Tags) {
  const { mode, ...thumbnails } = rest.thumbnails;
  const { selection, list } = rest.renditions;
  const own = Object.entries(tags).filter(([key]) => !key.startsWith("aws:"));
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
    tags: Object.fromEntries(own),
  };
}
