import type { Connection } from "./connection";
import type {
  Arn,
  Channel,
  ChannelSettings,
  Ivs,
  Recording,
  RecordingSettings,
  Stream,
  Tags,
} from "./ivs";
import { IvsError, mayHaveHappened, type Problem, problemOf } from "./problem";
import { title } from "./rules";

/*
 * Deeds: what is done to the service, so that nothing is done twice and nothing is left half done unsaid.
 * Creates are not idempotent in IVS, and take no client token: after an answer that was lost, one looks.
 */

/** A thing that was created; `found`: the answer was lost, and it was found by looking. */
export interface Created {
  readonly arn: Arn;
  readonly found: boolean;
}

/** Creates a channel, once. Throws an IvsError; its `outcome` says what is known after a lost answer. */
export function createChannel(
  connection: Connection,
  settings: ChannelSettings,
  tags: Tags,
): Promise<Created> {
  return createOnce(
    connection,
    "channels",
    (ivs) => ivs.createChannel(settings, tags),
    (channel) =>
      channel.name === settings.name &&
      channel.type === settings.type &&
      channel.recordingArn === settings.recordingArn,
  );
}

/** Creates a recording configuration, once. Throws as createChannel does. */
export function createRecording(
  connection: Connection,
  settings: RecordingSettings,
  tags: Tags,
): Promise<Created> {
  return createOnce(
    connection,
    "recordings",
    (ivs) => ivs.createRecording(settings, tags),
    (recording) => recording.name === settings.name && recording.bucket === settings.bucket,
  );
}

type Things = { channels: Channel; recordings: Recording };
const LOOKS = 3;

async function createOnce<P extends keyof Things>(
  connection: Connection,
  part: P,
  create: (ivs: Ivs) => Promise<Arn>,
  isIt: (thing: Things[P]) => boolean,
): Promise<Created> {
  const ivs = await connection.ivs();
  const before = await knownBefore(connection, ivs, part);
  try {
    return { arn: await create(ivs), found: false };
  } catch (error) {
    const problem = problemOf(error);
    if (!mayHaveHappened(problem)) throw error;
    let outcome: Problem["outcome"] = "unknown";
    for (let look = 1; look <= LOOKS; look++) {
      // A new thing may take a moment to show in the list.
      await pause(look);
      try {
        const found = (await list(ivs, part)).find(
          (thing) => !before.has(thing.arn) && isIt(thing as Things[P]),
        );
        if (found) return { arn: found.arn, found: true };
        outcome = "notDone";
      } catch {
        outcome = "unknown";
      }
    }
    throw new IvsError({ ...problem, outcome }, error);
  }
}

/** What there was before: as last read, or else read now. */
async function knownBefore(
  { store: { state } }: Connection,
  ivs: Ivs,
  part: keyof Things,
): Promise<ReadonlySet<Arn>> {
  const listing = state.kind === "ready" ? state.snapshot[part] : undefined;
  if (listing?.complete) return new Set(listing.items.keys());
  return new Set((await list(ivs, part)).map(({ arn }) => arn));
}

async function list(ivs: Ivs, part: keyof Things): Promise<(Channel | Recording)[]> {
  const all: (Channel | Recording)[] = [];
  for await (const page of ivs[part](new AbortController().signal)) all.push(...page);
  return all;
}

/** One thing to do to one channel or configuration. */
export interface Step {
  readonly id: Arn;
  /** What it is done to, as people call it. */
  readonly name: string;
  run(): Promise<void>;
  /** Brings back what was; absent where nothing can. */
  undo?(): Promise<void>;
}

/** How a number of steps went. Every step is in just one of the three. */
export interface Outcome {
  readonly done: readonly Step[];
  readonly failed: readonly { readonly step: Step; readonly problem: Problem }[];
  /** Not begun: cancelled before. */
  readonly left: readonly Step[];
}

export interface RunOptions {
  /** Aborted: no further step is begun. Those under way end. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (ended: number, step: Step) => void;
}

/** As many at once as the service lets an operation be called in a second. */
const AT_ONCE = 5;

/** Runs steps that do not depend on each other, several at once, at the service's pace. Never throws. */
export async function runSteps(
  steps: readonly Step[],
  { signal, onProgress }: RunOptions = {},
): Promise<Outcome> {
  const waiting = [...steps];
  const done: Step[] = [];
  const failed: { step: Step; problem: Problem }[] = [];
  async function work(): Promise<void> {
    while (!signal?.aborted) {
      const step = waiting.shift();
      if (!step) return;
      try {
        await step.run();
        done.push(step);
      } catch (error) {
        failed.push({ step, problem: problemOf(error) });
      }
      onProgress?.(done.length + failed.length, step);
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { done, failed, left: waiting };
}

/** Undoes what was done, as steps. */
export function undoing(done: readonly Step[]): Step[] {
  return done.flatMap(({ id, name, run, undo }) =>
    undo ? [{ id, name, run: undo, undo: run }] : [],
  );
}

/** Attaches channels to a recording configuration, or detaches them ("" as its ARN). */
export function moveSteps(
  connection: Connection,
  channels: readonly Channel[],
  recordingArn: Arn,
): Step[] {
  return channels
    .filter((channel) => channel.recordingArn !== recordingArn)
    .map((channel) => changeStep(connection, channel, { recordingArn }));
}

/** Changes a channel; undone only while it is as the change left it. `channel`: how it was. */
export function changeStep(
  connection: Connection,
  channel: Channel,
  change: { readonly recordingArn: Arn } | { readonly name: string },
): Step {
  const [key, value] = Object.entries(change)[0] as ["recordingArn" | "name", string];
  const update = async (to: string) => {
    const ivs = await connection.ivs();
    await insist(() => ivs.updateChannel(channel.arn, { [key]: to }));
  };
  return {
    id: channel.arn,
    name: title(channel),
    run: () => update(value),
    async undo() {
      const now = await (await connection.ivs()).channel(channel.arn);
      if (now[key] !== value) {
        const detail = "It was changed again since.";
        throw new IvsError({ kind: "other", code: "ChangedSince", detail }, undefined);
      }
      await update(channel[key]);
    },
  };
}

/** Deletes a channel and, with it, its stream key; a live one is stopped first. */
export function deleteChannelStep(connection: Connection, channel: Channel): Step {
  return {
    id: channel.arn,
    name: title(channel),
    async run() {
      const ivs = await connection.ivs();
      if (isLive(connection, channel.arn)) await stopAndWait(ivs, channel.arn);
      await insist(() => ivs.deleteChannel(channel.arn), gone);
    },
  };
}

/** What deleting a recording configuration brings with it, in this order. */
export interface Removal {
  readonly recording: Recording;
  /** Live channels it records: a live channel cannot be detached. */
  readonly stop: readonly Channel[];
  readonly detach: readonly Channel[];
}

/** What would have to be done to delete a configuration, as far as is known. */
export function removalOf(connection: Connection, recording: Recording): Removal {
  const { state } = connection.store;
  const all = state.kind === "ready" ? [...(state.snapshot.channels?.items.values() ?? [])] : [];
  const detach = all.filter(({ recordingArn }) => recordingArn === recording.arn);
  return { recording, detach, stop: detach.filter(({ arn }) => isLive(connection, arn)) };
}

/** How a removal went. Unless `deleted`, everything that was detached was attached again, save `lost`. */
export interface Removed {
  readonly deleted: boolean;
  /** Why not. */
  readonly problem?: Problem;
  /** What the problem befell. */
  readonly at?: string;
  /** Channels that could not be attached again. */
  readonly lost: readonly string[];
}

/** Stops, detaches, deletes; attaches again what was detached when it does not come to the end. Never throws. */
export async function remove(
  connection: Connection,
  removal: Removal,
  { signal, onProgress }: RunOptions = {},
): Promise<Removed> {
  const { recording } = removal;
  const ivs = await connection.ivs();
  const stops: Step[] = removal.stop.map((channel) => ({
    id: channel.arn,
    name: title(channel),
    run: () => stopAndWait(ivs, channel.arn),
  }));
  const last: Step = {
    id: recording.arn,
    name: title(recording),
    run: () => insist(() => ivs.deleteRecording(recording.arn), gone),
  };
  const detached: Step[] = [];
  let ended = 0;
  for (const steps of [stops, moveSteps(connection, removal.detach, ""), [last]]) {
    const { done, failed, left } = await runSteps(steps, {
      signal,
      onProgress: (_, step) => onProgress?.(++ended, step),
    });
    detached.push(...done);
    if (failed.length === 0 && left.length === 0) continue;
    const undone = await runSteps(undoing(detached));
    const [first] = failed;
    return {
      deleted: false,
      problem: first?.problem,
      at: first?.step.name,
      lost: undone.failed.map(({ step }) => step.name),
    };
  }
  return { deleted: true, lost: [] };
}

function isLive({ store: { state } }: Connection, arn: Arn): boolean {
  return state.kind === "ready" && (state.snapshot.streams?.items.has(arn) ?? false);
}

const STOP_LOOKS = 20;

/** Stops a stream and waits until the service no longer lists it. Throws when it comes back or does not end. */
export async function stopAndWait(ivs: Ivs, channelArn: Arn): Promise<void> {
  await insist(
    () => ivs.stopStream(channelArn),
    ({ code }) => code === "ChannelNotBroadcasting",
  );
  for (let look = 0; look < STOP_LOOKS; look++) {
    const streams: Stream[] = [];
    for await (const page of ivs.streams(new AbortController().signal)) streams.push(...page);
    if (!streams.some((stream) => stream.channelArn === channelArn)) return;
    await pause(1);
  }
  const detail = "The stream did not end: its encoder may be connecting again.";
  throw new IvsError({ kind: "other", code: "StillLive", detail }, undefined);
}

const TRIES = 3;

/**
 * Makes a call that may be made again (it ends in the same), until its outcome is known. `already`: the answers that
 * mean that it is done.
 */
export async function insist(
  call: () => Promise<void>,
  already: (problem: Problem) => boolean = () => false,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      const problem = problemOf(error);
      if (already(problem)) return;
      const again = mayHaveHappened(problem) || problem.kind === "throttled";
      if (!again) throw error;
      if (attempt === TRIES) throw new IvsError({ ...problem, outcome: "unknown" }, error);
      await pause(attempt);
    }
  }
}

function gone({ code }: Problem): boolean {
  return code === "ResourceNotFoundException";
}

function pause(length: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 400 * length));
}
