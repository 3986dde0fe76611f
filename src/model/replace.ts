import { createRecording, insist, moveSteps, type RunOptions, runSteps } from "./acts";
import type { Connection, Target } from "./connection";
import type { Arn, Channel, RecordingSettings, Tags } from "./ivs";
import { type Problem, problemOf } from "./problem";

/*
 * Changing a recording configuration, which the service cannot: a new one is created with the changes, its channels
 * are moved to it in one call each (so that none is without recording for a moment), and the old one is deleted.
 */

/** A change under way, as it is kept so that it can go on after a reload or a crash. */
export interface Replacement {
  /** Where it was begun. */
  readonly target: Target;
  readonly oldArn: Arn;
  /** What the old one is called. */
  readonly name: string;
  readonly settings: RecordingSettings;
  readonly tags: Tags;
  /** What configurations there were before: how the new one is known if we break off while creating it. */
  readonly before: readonly Arn[];
  readonly newArn?: Arn;
}

/** How a change ended, or where it stopped. All but `changed` and `undone` can be gone on with, or undone. */
export type ReplacementEnd =
  | { readonly kind: "changed"; readonly moved: number }
  /** Channels that are live still use the old one, which was therefore not deleted. */
  | { readonly kind: "live"; readonly moved: number; readonly live: readonly Channel[] }
  /** The new one ended in CREATE_FAILED and was deleted again; nothing was moved. */
  | { readonly kind: "createFailed" }
  | { readonly kind: "stopped"; readonly problem?: Problem; readonly at?: string };

export type Stage = "creating" | "waiting" | "moving" | "deleting";

export interface ReplaceOptions {
  readonly signal?: AbortSignal;
  readonly onStage?: (stage: Stage, ended: number, of: number) => void;
  /** Keeps the plan as it stands; called before anything depends on it. */
  readonly save: (plan: Replacement) => Promise<void>;
  /** Given a channel that is live: its change waits for its stream to end. Absent: it stays where it is. */
  readonly later?: (channel: Channel, recordingArn: Arn) => void;
}

/** Carries out a change from wherever it stands. Never throws. */
export async function replace(
  connection: Connection,
  plan: Replacement,
  { signal, onStage, save, later }: ReplaceOptions,
): Promise<ReplacementEnd> {
  try {
    const ivs = await connection.ivs();
    onStage?.("creating", 0, 1);
    let newArn = plan.newArn ?? (await createdBefore(connection, plan));
    if (!newArn) newArn = (await createRecording(connection, plan.settings, plan.tags)).arn;
    await save({ ...plan, newArn });

    onStage?.("waiting", 0, 1);
    void connection.loop.poke();
    let { state } = await ivs.recording(newArn);
    while (state === "CREATING") {
      if (signal?.aborted) return { kind: "stopped" };
      await new Promise((resolve) => setTimeout(resolve, CHECK_EVERY));
      ({ state } = await ivs.recording(newArn));
    }
    if (state === "CREATE_FAILED") {
      await deleteRecording(connection, newArn);
      return { kind: "createFailed" };
    }

    const { live, idle } = await attachedTo(connection, plan.oldArn);
    const steps = moveSteps(connection, idle, newArn);
    onStage?.("moving", 0, steps.length);
    const moved = await runSteps(steps, {
      signal,
      onProgress: (ended) => onStage?.("moving", ended, steps.length),
    });
    const [failed] = moved.failed;
    if (failed) return { kind: "stopped", problem: failed.problem, at: failed.step.name };
    if (moved.left.length > 0) return { kind: "stopped" };
    if (live.length > 0) {
      for (const channel of live) later?.(channel, newArn);
      return { kind: "live", moved: moved.done.length, live };
    }

    onStage?.("deleting", 0, 1);
    await deleteRecording(connection, plan.oldArn);
    return { kind: "changed", moved: moved.done.length };
  } catch (error) {
    return { kind: "stopped", problem: problemOf(error) };
  }
}

/** Takes a change back: the channels return to the old configuration and the new one is deleted. Never throws. */
export async function undoReplacement(
  connection: Connection,
  plan: Replacement,
  options: RunOptions = {},
): Promise<{ readonly kind: "undone" } | Extract<ReplacementEnd, { kind: "stopped" }>> {
  try {
    const newArn = plan.newArn ?? (await createdBefore(connection, plan));
    if (!newArn) return { kind: "undone" };
    const { live, idle } = await attachedTo(connection, newArn);
    const back = await runSteps(moveSteps(connection, [...idle, ...live], plan.oldArn), options);
    const [failed] = back.failed;
    if (failed) return { kind: "stopped", problem: failed.problem, at: failed.step.name };
    if (back.left.length > 0) return { kind: "stopped" };
    await deleteRecording(connection, newArn);
    return { kind: "undone" };
  } catch (error) {
    return { kind: "stopped", problem: problemOf(error) };
  }
}

const CHECK_EVERY = 2000;

/** The new configuration, if it was created before we broke off. */
async function createdBefore(connection: Connection, plan: Replacement): Promise<Arn | undefined> {
  const ivs = await connection.ivs();
  const { name, bucket } = plan.settings;
  for await (const page of ivs.recordings(new AbortController().signal)) {
    const found = page.find(
      (recording) =>
        !plan.before.includes(recording.arn) &&
        recording.name === name &&
        recording.bucket === bucket,
    );
    if (found) return found.arn;
  }
  return undefined;
}

/** The channels that a configuration records, as they are now: those that are live, and those that can be changed. */
async function attachedTo(
  connection: Connection,
  recordingArn: Arn,
): Promise<{ live: Channel[]; idle: Channel[] }> {
  const ivs = await connection.ivs();
  const { signal } = new AbortController();
  const liveArns = new Set<Arn>();
  for await (const page of ivs.streams(signal))
    for (const stream of page) liveArns.add(stream.channelArn);
  const live: Channel[] = [];
  const idle: Channel[] = [];
  for await (const page of ivs.channels(signal))
    for (const channel of page)
      if (channel.recordingArn === recordingArn)
        (liveArns.has(channel.arn) ? live : idle).push(channel);
  return { live, idle };
}

async function deleteRecording(connection: Connection, arn: Arn): Promise<void> {
  const ivs = await connection.ivs();
  await insist(
    () => ivs.deleteRecording(arn),
    ({ code }) => code === "ResourceNotFoundException",
  );
}
