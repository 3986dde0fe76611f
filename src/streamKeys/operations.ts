import type { Connection } from "../connections/connection";
import type { Arn } from "../core/arn";
import { perform, type RunOptions, type Step, type StepEnd, stillThere } from "../core/operation";
import { type Problem, problemOf } from "../core/problem";
import { stopAndWait } from "../streams/operations";

/*
 * A channel has one stream key at most, and none can be changed: rotating deletes the key and creates another. Between
 * the two the channel has none, and nobody can begin to stream to it; that is said where it stays so. The service
 * refuses a second key, so a create whose answer was lost never makes two: what is there afterwards is the channel's key.
 */

/** Rotating a key, as it is kept so that it can go on after a reload or a crash. */
export interface Rotation {
  readonly channelArn: Arn;
  /** What the channel is called. */
  readonly name: string;
  /** The key that is to go; absent where the channel has none, and one is created. */
  readonly oldArn?: Arn;
  /** Stops the stream in the end, whose encoder then can't come back. */
  readonly lockOut: boolean;
}

/** How a rotation ended. */
export type RotationEnd =
  /** `made`: by us; otherwise somebody else has given the channel a new key. */
  | { readonly kind: "rotated"; readonly made: boolean }
  /** The channel's key is what it was. */
  | { readonly kind: "kept"; readonly problem: Problem }
  /** Nobody could find out whether the old key is gone. */
  | { readonly kind: "unknown"; readonly problem: Problem }
  /** The old key is gone, and there is no new one. `unknown`: nobody could find out whether there is. */
  | { readonly kind: "noKey"; readonly problem: Problem; readonly unknown: boolean }
  /** The key is a new one, but the stream goes on. */
  | { readonly kind: "notStopped"; readonly problem: Problem };

export type RotationStage = "deleting" | "creating" | "stopping";

/** Deletes a key. The stream that was begun with it goes on. */
export function deleteKeyStep(connection: Connection, arn: Arn, name: string): Step {
  return {
    arn,
    name,
    send: async () => (await connection.service()).streamKeys.delete(arn),
    look: () => stillThere(async () => (await connection.service()).streamKeys.value(arn)),
  };
}

/** Gives a channel its key. `oldArn`: the one that was deleted just before, and may still be listed. */
export function createKeyStep(
  connection: Connection,
  channelArn: Arn,
  name: string,
  oldArn?: Arn,
): Step {
  return {
    // Reads may lag behind the deletion of the old one.
    arn: oldArn ?? `${channelArn}#key`,
    name,
    async send() {
      await (await connection.service()).streamKeys.create(channelArn);
    },
    async look() {
      const arn = await (await connection.service()).streamKeys.find(channelArn);
      if (arn === undefined) return "before";
      return arn === oldArn ? "other" : "after";
    },
  };
}

/** Rotates a key from wherever that stands, or gives a channel its first. Never throws. */
export async function rotate(
  connection: Connection,
  { channelArn, name, oldArn, lockOut }: Rotation,
  options: RunOptions & { readonly onStage?: (stage: RotationStage) => void } = {},
): Promise<RotationEnd> {
  const { writes } = connection;
  const { onStage, ...wondering } = options;
  if (oldArn !== undefined) {
    onStage?.("deleting");
    const deleted = await perform(deleteKeyStep(connection, oldArn, name), writes, wondering);
    if (deleted.kind === "notDone") return { kind: "kept", problem: deleted.problem };
    if (deleted.kind === "unknown") return { kind: "unknown", problem: deleted.problem };
  }
  onStage?.("creating");
  const step = createKeyStep(connection, channelArn, name, oldArn);
  // A channel without a key is left as soon as may be: cancelling begins no rotation, but ends one that was begun.
  const { onDoubt } = wondering;
  const created = await perform(step, writes, { onDoubt });
  // Without the old key the encoder can't come back, whether there is a new one or not.
  const stopped = lockOut ? await stop(connection, channelArn, onStage) : undefined;
  if (created.kind !== "done") return noKey(created);
  if (stopped) return { kind: "notStopped", problem: stopped };
  return { kind: "rotated", made: created.sent };
}

function noKey({ kind, problem }: Exclude<StepEnd, { kind: "done" }>): RotationEnd {
  return { kind: "noKey", problem, unknown: kind === "unknown" };
}

async function stop(
  connection: Connection,
  channelArn: Arn,
  onStage: ((stage: RotationStage) => void) | undefined,
): Promise<Problem | undefined> {
  onStage?.("stopping");
  try {
    await stopAndWait(connection, channelArn);
    return undefined;
  } catch (error) {
    return problemOf(error);
  }
}
