import { CHANNELS, type Channel } from "../channels/model";
import { planMove, recordedBy, type WhenLive } from "../channels/operations";
import type { Connection } from "../connections/connection";
import { listAll } from "../connections/createIn";
import { type Arn, OUR_TAGS, type Tags } from "../core/arn";
import { pause } from "../core/clock";
import {
  type Create,
  create,
  findOut,
  isComplete,
  LAG,
  type Outcome,
  perform,
  type RunOptions,
  runSteps,
  type Step,
  stillThere,
} from "../core/operation";
import { isGone, type Problem, problemOf, ServiceError } from "../core/problem";
import { type ReadAgain, ReadBehind, type RowWords } from "../core/readBehind";
import type { ConnectionId } from "../core/ref";
import { RECORDINGS, type RecordingDetails, type RecordingSettings } from "./model";
import { createRecording, deleteStep } from "./operations";

/*
 * Changing a recording configuration, which the service cannot: a new one is created with the changes, its channels
 * are moved to it in one call each (so that none is without recording for a moment), and the old one is deleted.
 */

/**
 * While a plan lives, the configuration that it creates carries this tag with the plan's own random value: by that, and
 * by nothing else, it is found again, adopted and deleted.
 */
export const PLAN_TAG = `${OUR_TAGS}plan`;

/** A replacement under way, as it is kept so that it can go on after a reload or a crash. */
export interface Replacement {
  /** Random: the value of the tag. */
  readonly id: string;
  /** Where it was begun. */
  readonly connection: ConnectionId;
  readonly oldArn: Arn;
  /** What the old one is called. */
  readonly name: string;
  readonly settings: RecordingSettings;
  readonly tags: Tags;
  readonly whenLive: WhenLive;
  /** The channels that the old one recorded when this was decided. */
  readonly channels: readonly Arn[];
  /** The create was sent; whether it took effect may not be known. */
  readonly sent?: boolean;
  /** The caller may not tag: the new one is known by the answer of its create alone. */
  readonly untagged?: boolean;
  /** The new one, once it is known for certain. */
  readonly newArn?: Arn;
  /** All channels were moved, and the old one was about to be deleted. */
  readonly deleting?: boolean;
}

/** How a replacement ended, or where it stopped. */
export type ReplacementEnd =
  | { readonly kind: "replaced"; readonly moved: number }
  /** Channels that are live still use the old one, which was therefore not deleted. */
  | { readonly kind: "live"; readonly moved: number; readonly live: readonly Channel[] }
  /** The new one ended in CREATE_FAILED and was deleted again; nothing was moved. */
  | { readonly kind: "createFailed" }
  /** The service refused to create the new one: nothing was done. */
  | { readonly kind: "refused"; readonly problem: Problem }
  /** It can be gone on with, or taken back. `at`: what the problem befell. */
  | { readonly kind: "stopped"; readonly problem?: Problem; readonly at?: string };

export type Stage = "creating" | "waiting" | "moving" | "deleting";

export interface TakeBackOptions extends RunOptions {
  /** What rows say of channels that are moved, and while they are read. */
  readonly words: RowWords;
}

export interface ReplaceOptions extends Omit<TakeBackOptions, "onProgress"> {
  readonly onStage?: (stage: Stage, ended: number, of: number) => void;
  /** Keeps the plan as it stands; called before anything depends on it. */
  readonly save: (plan: Replacement) => Promise<void>;
  /** Given the live channels whose change waits for their streams to end. */
  readonly later: (channels: readonly Channel[], recordingArn: Arn) => void;
}

/** Carries out a replacement from wherever it stands. Never throws. */
export async function replace(
  connection: Connection,
  plan: Replacement,
  options: ReplaceOptions,
): Promise<ReplacementEnd> {
  const { signal, onStage, save, later } = options;
  let now = plan;
  /** Channels that were moved are read. */
  let read = Promise.resolve();
  const update = async (more: Partial<Replacement>) => {
    now = { ...now, ...more };
    await save(now);
  };
  try {
    onStage?.("creating", 0, 1);
    const made = await newConfiguration(connection, plan, update, options);
    if ("end" in made) return made.end;
    const { arn } = made;

    onStage?.("waiting", 0, 1);
    void connection.readAgain("recordings", [arn]);
    const state = await untilCreated(connection, arn, signal);
    if (state === undefined) return { kind: "stopped" };
    void connection.readAgain("recordings", [arn]);
    if (state === "CREATE_FAILED") {
      const gone = await perform(
        deleteStep(connection, { arn, name: now.name }),
        connection.writes,
      );
      return gone.kind === "done"
        ? { kind: "createFailed" }
        : { kind: "stopped", problem: gone.problem, at: now.settings.name };
    }

    const channels = await channelsOf(connection, now, arn);
    const { steps, waiting } = planMove(connection, channels, arn, plan.whenLive);
    onStage?.("moving", 0, steps.length);
    const moved = await moveAll(connection, steps, {
      ...options,
      onProgress: (ended) => onStage?.("moving", ended, steps.length),
    });
    read = moved.read;
    const [troubled] = [...moved.unknown, ...moved.notDone];
    if (troubled) return { kind: "stopped", problem: troubled.problem, at: troubled.step.name };
    if (!isComplete(moved)) return { kind: "stopped" };
    const left = channels.length - steps.length;
    if (left > 0) {
      later(waiting, arn);
      await untag(connection, now, arn);
      const live = channels.filter((channel) => !steps.some((step) => step.arn === channel.arn));
      return { kind: "live", moved: moved.done.length, live };
    }

    onStage?.("deleting", 0, 1);
    await update({ deleting: true });
    const deleted = await perform(
      deleteStep(connection, { arn: now.oldArn, name: now.name }),
      connection.writes,
      options,
    );
    if (deleted.kind !== "done") return { kind: "stopped", problem: deleted.problem, at: now.name };
    // Somebody else deleted it, who may have put something else in its place: nothing moved that would tell.
    if (!deleted.sent && !plan.deleting && channels.length === 0)
      return { kind: "stopped", problem: OVERTAKEN, at: now.name };
    await untag(connection, now, arn);
    return { kind: "replaced", moved: moved.done.length };
  } catch (error) {
    return { kind: "stopped", problem: problemOf(error) };
  } finally {
    await read;
  }
}

/** Moves channels. Their rows follow: `read` resolves when they were read, which what comes next need not wait for. */
async function moveAll(
  connection: Connection,
  steps: readonly Step[],
  { words, ...options }: TakeBackOptions,
): Promise<Outcome & { readonly read: Promise<void> }> {
  const readAgain: ReadAgain = (arns) => connection.readAgain("channels", arns);
  const behind = new ReadBehind(steps, words, readAgain, connection.writes);
  const outcome = await runSteps(steps, connection.writes, {
    ...options,
    onProgress(ended, step, end) {
      options.onProgress?.(ended, step, end);
      behind.ended(step, end);
    },
  });
  return { ...outcome, read: behind.end() };
}

const OVERTAKEN: Problem = {
  kind: "changedSince",
  code: "ChangedSince",
  detail: "It was deleted elsewhere meanwhile.",
};

/** How taking a replacement back ended. */
export type TakenBack =
  /** `oldGone`: somebody else deleted the old configuration; what the plan created is deleted again all the same. */
  | { readonly kind: "takenBack"; readonly oldGone?: true }
  /** The old configuration is deleted already: there is nothing to return to. */
  | { readonly kind: "tooLate" }
  | Extract<ReplacementEnd, { kind: "stopped" }>;

/** Takes a replacement back: the channels return to the old configuration and the new one is deleted. Never throws. */
export async function takeBack(
  connection: Connection,
  plan: Replacement,
  options: TakeBackOptions,
): Promise<TakenBack> {
  let read = Promise.resolve();
  try {
    const { recordings } = await connection.service();
    const old = await stillThere(() => recordings.get(plan.oldArn));
    const arn = plan.newArn ?? (await findByTag(connection, plan, options.signal));
    // Without a tag nobody can tell whether there is one, and which.
    if (!arn && plan.sent && plan.untagged)
      return { kind: "stopped", problem: UNCERTAIN, at: plan.settings.name };
    const gone = old === "after" && ({ oldGone: true } as const);
    if (!arn) return { kind: "takenBack", ...gone };
    const channels = await movedTo(connection, plan, arn);
    if (gone && (plan.deleting || channels.length > 0)) return { kind: "tooLate" };
    const { steps } = planMove(connection, channels, plan.oldArn, "refuse");
    const back = await moveAll(connection, steps, options);
    read = back.read;
    const [troubled] = [...back.unknown, ...back.notDone];
    if (troubled) return { kind: "stopped", problem: troubled.problem, at: troubled.step.name };
    if (!isComplete(back)) return { kind: "stopped" };
    const step = deleteStep(connection, { arn, name: plan.settings.name });
    const deleted = await perform(step, connection.writes, options);
    return deleted.kind === "done"
      ? { kind: "takenBack", ...gone }
      : { kind: "stopped", problem: deleted.problem, at: step.name };
  } catch (error) {
    return { kind: "stopped", problem: problemOf(error) };
  } finally {
    await read;
  }
}

/** The new configuration: the one that the plan created before it broke off, or else created now. */
async function newConfiguration(
  connection: Connection,
  plan: Replacement,
  update: (more: Partial<Replacement>) => Promise<void>,
  { signal, onDoubt }: ReplaceOptions,
): Promise<{ readonly arn: Arn } | { readonly end: ReplacementEnd }> {
  const before = plan.newArn ?? (plan.sent && (await findByTag(connection, plan, signal)));
  if (before && (await exists(connection, before))) {
    await update({ newArn: before });
    return { arn: before };
  }
  const wondering = {
    signal,
    onDoubt: () => onDoubt?.(deleteStep(connection, { arn: "", name: plan.settings.name })),
  };
  await update({ sent: true, newArn: undefined });
  let untagged = plan.untagged ?? false;
  let made = untagged
    ? undefined
    : await create(taggedCreate(connection, plan), connection.writes, wondering);
  if (made?.kind === "notDone" && /TagResource/.test(made.problem.action ?? "")) {
    untagged = true;
    await update({ untagged });
    made = undefined;
  }
  made ??= await createRecording(connection, plan.settings, plan.tags, wondering);
  switch (made.kind) {
    case "created":
      await update({ newArn: made.arn });
      return { arn: made.arn };
    case "likely": {
      const [arn] = made.arns;
      // The tag says for certain that it is the plan's own. Without it, somebody else may have made it.
      if (untagged || arn === undefined)
        return { end: { kind: "stopped", problem: UNCERTAIN, at: plan.settings.name } };
      await update({ newArn: arn });
      return { arn };
    }
    case "notDone":
      return { end: { kind: "refused", problem: made.problem } };
    case "unknown":
      return { end: { kind: "stopped", problem: made.problem } };
    default:
      return made satisfies never;
  }
}

const UNCERTAIN: Problem = {
  kind: "service",
  code: "Unknown",
  detail:
    "The answer was lost, and what was created can't be told from somebody else's without a tag.",
  unknown: true,
};

function taggedCreate(connection: Connection, plan: Replacement): Create {
  const tags = { ...plan.tags, [PLAN_TAG]: plan.id };
  return {
    send: async () => (await connection.service()).recordings.create(plan.settings, tags),
    find: async () => (await tagged(connection, plan)).slice(0, 1),
  };
}

async function tagged(connection: Connection, { id }: Replacement): Promise<Arn[]> {
  const all = await listAll(connection, RECORDINGS);
  return all.filter(({ tags }) => tags[PLAN_TAG] === id).map(({ arn }) => arn);
}

/** What the plan created before it broke off; looks for as long as it may take to show. */
async function findByTag(
  connection: Connection,
  plan: Replacement,
  signal?: AbortSignal,
): Promise<Arn | undefined> {
  if (!plan.sent || plan.untagged) return undefined;
  let found: readonly Arn[] = await tagged(connection, plan);
  if (found.length > 0) return found[0];
  const look = async () => {
    found = await tagged(connection, plan);
    return found.length > 0 ? ("after" as const) : ("before" as const);
  };
  const standing = await findOut(look, connection.writes.clock, signal);
  if (standing === undefined)
    throw new ServiceError({ ...UNCERTAIN, detail: "Nobody could look." }, undefined);
  return found[0];
}

/** Whether a configuration exists; one that was just created may take a moment to show. */
async function exists(connection: Connection, arn: Arn): Promise<boolean> {
  return (await read(connection, arn)) !== undefined;
}

async function read(
  connection: Connection,
  arn: Arn,
  signal?: AbortSignal,
): Promise<RecordingDetails | undefined> {
  const { recordings } = await connection.service();
  const { clock } = connection.writes;
  for (const until = clock.now() + LAG; ; ) {
    try {
      return await recordings.get(arn);
    } catch (error) {
      if (!isGone(problemOf(error))) throw error;
      if (clock.now() >= until || signal?.aborted) return undefined;
      await pause(clock, 1000, signal);
    }
  }
}

const CHECK_EVERY = 2000;

/** Waits until a configuration is no longer CREATING, and gives its state; undefined when the signal was aborted. */
async function untilCreated(
  connection: Connection,
  arn: Arn,
  signal?: AbortSignal,
): Promise<RecordingDetails["state"] | undefined> {
  for (;;) {
    const found = await read(connection, arn, signal);
    if (signal?.aborted) return undefined;
    if (!found) throw new ServiceError(OVERTAKEN, undefined);
    if (found.state !== "CREATING") return found.state;
    await pause(connection.writes.clock, CHECK_EVERY, signal);
  }
}

/**
 * The channels that are to move: those that the old configuration records now, and those that it recorded when this was
 * decided; where such a one is elsewhere meanwhile, its step says so.
 */
async function channelsOf(
  connection: Connection,
  { oldArn, channels }: Replacement,
  newArn: Arn,
): Promise<Channel[]> {
  const here = await recordedBy(connection, oldArn);
  const missing = channels.filter((arn) => !here.some((channel) => channel.arn === arn));
  const elsewhere = await CHANNELS.get(await connection.service(), missing);
  return [
    ...here,
    ...elsewhere
      .filter(({ recordingArn }) => recordingArn !== newArn)
      .map((channel) => ({ ...channel, recordingArn: oldArn })),
  ];
}

/**
 * The channels that are to return: those that the new configuration records, and those of the plan that are not
 * elsewhere. The lists may lag behind a move of a moment ago; each step looks where its channel is.
 */
async function movedTo(
  connection: Connection,
  { oldArn, channels }: Replacement,
  newArn: Arn,
): Promise<Channel[]> {
  const there = await recordedBy(connection, newArn);
  const missing = channels.filter((arn) => !there.some((channel) => channel.arn === arn));
  const others = await CHANNELS.get(await connection.service(), missing);
  return [
    ...there,
    ...others
      // The one list may have caught up between the two reads.
      .filter(({ recordingArn }) => recordingArn === oldArn || recordingArn === newArn)
      .map((channel) => ({ ...channel, recordingArn: newArn })),
  ];
}

/** Takes the plan's tag off: it has come to its end. That it stays does no harm, so a failure is none of the plan. */
async function untag(connection: Connection, plan: Replacement, arn: Arn): Promise<void> {
  if (plan.untagged) return;
  const { recordings } = await connection.service();
  await recordings.tag(arn, {}, [PLAN_TAG]).catch(() => {});
}
