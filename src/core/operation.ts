import type { Arn } from "./arn";
import { type Clock, pause } from "./clock";
import type { Plan } from "./journal";
import { isGone, mayHaveHappened, type Problem, problemOf, ServiceError } from "./problem";
import type { ConnectionId } from "./ref";
import type { UnderWay } from "./underWay";

/*
 * What is done to the service. A write ends as done, not done or unknown; what is unknown is read back before anything
 * is said, undone or offered again. IVS takes no client tokens and its reads may lag behind its writes, so what a step
 * expects to find is compared before it writes, and again after an answer was lost.
 */

/** How things stand for a step. */
export type Standing =
  /** As when the change was decided: the write may be sent. */
  | "before"
  /** As the write leaves them. */
  | "after"
  /** Somebody else changed them since. */
  | "other";

/** One write to one resource: how to send it, and how to find out whether it took effect. */
export interface Step {
  readonly arn: Arn;
  /** What it is done to, as people call it. */
  readonly name: string;
  /** Clears the way once it is known that the write may be sent, e.g. stops a stream. Throws a ServiceError. */
  prepare?(): Promise<void>;
  /** Sends the write, once; sending it again ends in the same. Throws a ServiceError. */
  send(): Promise<void>;
  /** Looks how things are; `fresh`: as they are now, not a moment ago. Throws a ServiceError when that can't be told. */
  look(fresh: boolean): Promise<Standing>;
  /** The step that brings back what was; absent where nothing can. */
  reverse?(): Step;
  /** The same step from how things are now, for who wants it although somebody else changed them. Throws a ServiceError. */
  renew?(): Promise<Step>;
  /** Whether what was last read shows the write; absent where nothing on screen does. */
  shown?(): boolean;
}

/** Steps that belong together, and the words for them. */
export interface Operation {
  readonly connection: ConnectionId;
  /** The steps of a phase do not depend on each other; a phase begins when the one before it is done. */
  readonly phases: readonly (readonly Step[])[];
  /** When it does not come to its end, what was done is reversed; the words for that. */
  readonly allOrNothing?: {
    /** When so many steps were reversed, and none could not be. */
    readonly reversed: (count: number) => string;
    /** What stays as it is now, by the steps that were done and that nothing reverses. */
    readonly lasting: (names: readonly string[]) => string;
  };
  /** How it is kept while it runs, so that the next window can go on with it if this one crashes; see journal.ts. */
  readonly plan?: Omit<Plan, "id" | "connection"> & { readonly id?: string };
  readonly words: {
    /** While it runs: "Attaching to vod". */
    readonly doing: string;
    /** When so many were done: "Attached 3 channels to vod." */
    readonly done: (count: number) => string;
    /** While it runs, on the row of each thing that it touches: "attaching…". */
    readonly row: (arn: Arn) => string;
    /** What became of one that was not done: "keynote was not moved". */
    readonly notDone: (name: string) => string;
  };
}

/** How a step ended. `sent`: false when it was found as wanted. */
export type StepEnd =
  | { readonly kind: "done"; readonly sent: boolean }
  | { readonly kind: "notDone" | "unknown"; readonly problem: Problem };

export interface Troubled {
  readonly step: Step;
  readonly problem: Problem;
}

/** How a number of steps went: every step is in just one of the lists. */
export interface Outcome {
  readonly done: readonly Step[];
  /** Those of `done` that were written by us: what undoing reverses. */
  readonly sent: readonly Step[];
  readonly notDone: readonly Troubled[];
  /** Nobody could find out whether they were done. */
  readonly unknown: readonly Troubled[];
  /** Not begun: cancelled before. */
  readonly left: readonly Step[];
}

/** When each thing was last written to from here, by its ARN: for so long reads may be older than that. */
export interface Writes {
  readonly clock: Clock;
  readonly at: Map<Arn, number>;
  /** What was written to, and nobody could find out whether that took effect: until somebody can look, that stays so. */
  readonly inDoubt: Set<Arn>;
  readonly underWay: UnderWay;
}

export interface RunOptions {
  /** Aborted: no further step is begun. Those under way end. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (ended: number, step: Step, end: StepEnd) => void;
  /** An answer was lost: it is being found out whether the step was done, which may take half a minute. */
  readonly onDoubt?: (step: Step) => void;
}

/** How long reads may lag behind a write (ms). */
export const LAG = 10_000;
/**
 * When to look after an answer was lost (ms between two looks). Together longer than the longest answer that is waited
 * for (20 s) and the lag of a read: what has not shown by then was not done.
 */
const LOOKS = [400, 1000, 2000, 4000, 8000, 16_000];
/** How often a write is sent that did not take effect. */
const SENDS = 3;
/** As many at once as the service lets an operation be called in a second. */
const AT_ONCE = 5;

/** Carries out one step. Never throws. */
export async function perform(
  step: Step,
  writes: Writes,
  { signal, onDoubt }: RunOptions = {},
): Promise<StepEnd> {
  const { clock } = writes;
  try {
    const standing = await compare(step, writes, signal);
    writes.inDoubt.delete(step.arn);
    if (standing === "after") return { kind: "done", sent: false };
    if (standing === "other") return { kind: "notDone", problem: CHANGED_SINCE };
    await step.prepare?.();
  } catch (error) {
    const problem = problemOf(error);
    return problem.unknown || writes.inDoubt.has(step.arn)
      ? { kind: "unknown", problem: { ...problem, unknown: true } }
      : { kind: "notDone", problem };
  }
  let lost = false;
  for (let attempt = 1; ; attempt++) {
    let problem: Problem;
    try {
      await step.send();
      writes.at.set(step.arn, clock.now());
      return { kind: "done", sent: true };
    } catch (error) {
      problem = problemOf(error);
    }
    if (mayHaveHappened(problem)) {
      lost = true;
      writes.at.set(step.arn, clock.now());
      onDoubt?.(step);
      const standing = await findOut(() => step.look(true), clock, signal);
      if (standing === "after") return { kind: "done", sent: true };
      if (standing === "other") return { kind: "notDone", problem: CHANGED_SINCE };
      if (standing === undefined) {
        writes.inDoubt.add(step.arn);
        return { kind: "unknown", problem: { ...problem, unknown: true } };
      }
    } else if (problem.kind !== "throttled" && problem.kind !== "offline") {
      // Gone, where that is what was wanted: by us if an earlier answer was lost, else by somebody else.
      const wanted = isGone(problem) && (await step.look(true).catch(() => undefined)) === "after";
      return wanted ? { kind: "done", sent: lost } : { kind: "notDone", problem };
    }
    if (attempt === SENDS || signal?.aborted) return { kind: "notDone", problem };
    await pause(clock, 400 * attempt, signal);
  }
}

const CHANGED_SINCE: Problem = {
  kind: "changedSince",
  code: "ChangedSince",
  detail: "It has been changed elsewhere since.",
};

/**
 * How things stand before a write. What was written to from here a moment ago may be read as it was before that, what
 * was created as not there. Throws a ServiceError.
 */
async function compare(step: Step, { clock, at }: Writes, signal?: AbortSignal): Promise<Standing> {
  const settled = (at.get(step.arn) ?? Number.NEGATIVE_INFINITY) + LAG;
  // The last look as well: what was read at the beginning is from before the write.
  const fresh = clock.now() < settled;
  for (let wait = 400; ; wait *= 2) {
    const last = clock.now() >= settled || signal?.aborted;
    const standing = await step.look(fresh).catch((error) => {
      if (last || !isGone(problemOf(error))) throw error;
      return undefined;
    });
    if (standing === "before" || (standing && last)) return standing;
    await pause(clock, Math.min(wait, settled - clock.now()), signal);
  }
}

/**
 * Finds out whether a write took effect whose answer was lost: looks, at growing distances, for longer than any answer
 * takes to come and any read to catch up. Gives "after" as soon as it is seen; undefined when the last look failed or
 * the signal was aborted.
 */
export async function findOut(
  look: () => Promise<Standing>,
  clock: Clock,
  signal?: AbortSignal,
): Promise<Standing | undefined> {
  let standing: Standing | undefined;
  for (const wait of LOOKS) {
    await pause(clock, wait, signal);
    if (signal?.aborted) return undefined;
    standing = await look().catch(() => undefined);
    if (standing === "after") break;
  }
  return standing;
}

/** For a step that deletes: looks by reading what is to be gone. */
export async function stillThere(read: () => Promise<unknown>): Promise<Standing> {
  try {
    await read();
    return "before";
  } catch (error) {
    if (isGone(problemOf(error))) return "after";
    throw error;
  }
}

/** Carries out steps that do not depend on each other, several at once, at the service's pace. Never throws. */
export async function runSteps(
  steps: readonly Step[],
  writes: Writes,
  options: RunOptions = {},
): Promise<Outcome> {
  const waiting = [...steps];
  const done: Step[] = [];
  const sent: Step[] = [];
  const notDone: Troubled[] = [];
  const unknown: Troubled[] = [];
  let ended = 0;
  async function work(): Promise<void> {
    while (!options.signal?.aborted) {
      const step = waiting.shift();
      if (!step) return;
      const end = await perform(step, writes, options);
      if (end.kind === "done") {
        done.push(step);
        if (end.sent) sent.push(step);
      } else {
        (end.kind === "notDone" ? notDone : unknown).push({ step, problem: end.problem });
      }
      options.onProgress?.(++ended, step, end);
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { done, sent, notDone, unknown, left: waiting };
}

/** Looks once whether steps in doubt were done, and writes nothing. Never throws. */
export async function lookAgain(inDoubt: readonly Troubled[]): Promise<Outcome> {
  const done: Step[] = [];
  const notDone: Troubled[] = [];
  const unknown: Troubled[] = [];
  for (const { step, problem } of inDoubt) {
    const standing = await step.look(true).catch(() => undefined);
    if (standing === "after") done.push(step);
    else if (standing === undefined) unknown.push({ step, problem });
    else {
      const { unknown: _, ...refused } = standing === "other" ? CHANGED_SINCE : problem;
      notDone.push({ step, problem: refused });
    }
  }
  return { done, sent: done, notDone, unknown, left: [] };
}

/** The steps that bring back what others changed. */
export function reversed(steps: readonly Step[]): Step[] {
  return steps.flatMap((step) => step.reverse?.() ?? []);
}

/** How an operation went. */
export interface Report extends Outcome {
  /** It did not come to its end, and what it had done was to be reversed: how that went. */
  readonly reversal?: Outcome;
}

/** Whether everything was done. */
export function isComplete({ notDone, unknown, left }: Outcome): boolean {
  return notDone.length === 0 && unknown.length === 0 && left.length === 0;
}

/**
 * Carries out an operation, phase by phase; a phase that does not end well is the last. Never throws. With
 * `allOrNothing`, what was done is reversed then, and what is unknown as well: whether it was done or not, it is to be
 * as it was.
 */
export async function runOperation(
  { phases, allOrNothing }: Operation,
  writes: Writes,
  options: RunOptions = {},
): Promise<Report> {
  const done: Step[] = [];
  const sent: Step[] = [];
  let begun = 0;
  for (const [at, steps] of phases.entries()) {
    const outcome = await runSteps(steps, writes, {
      ...options,
      onProgress: (_, step, end) => options.onProgress?.(++begun, step, end),
    });
    done.push(...outcome.done);
    sent.push(...outcome.sent);
    if (isComplete(outcome)) continue;
    const left = [...outcome.left, ...phases.slice(at + 1).flat()];
    const doubtful = outcome.unknown.map(({ step }) => step);
    return {
      ...outcome,
      done,
      sent,
      left,
      ...(allOrNothing && {
        reversal: await runSteps(reversed([...sent, ...doubtful]).toReversed(), writes),
      }),
    };
  }
  return { done, sent, notDone: [], unknown: [], left: [] };
}

/** How a create ended. IVS creates are not idempotent: none is ever sent twice. */
export type Creation =
  | { readonly kind: "created"; readonly arn: Arn }
  /** The answer was lost; these came since, and are all that was sent. Somebody else may have made them. */
  | { readonly kind: "likely"; readonly arns: readonly Arn[] }
  | { readonly kind: "notDone"; readonly problem: Problem }
  /** Nobody could find out whether it was created; `lookAgain` tries to. */
  | {
      readonly kind: "unknown";
      readonly problem: Problem;
      readonly lookAgain: () => Promise<Creation>;
    };

/** A create, and how to recognise what it made. */
export interface Create {
  /** Sends it, once. Throws a ServiceError. */
  send(): Promise<Arn>;
  /** The ARNs of what is there now that was not there before, and is all that was sent. Throws a ServiceError. */
  find(): Promise<readonly Arn[]>;
}

/** Creates something, once. Never throws. */
export async function create(
  { send, find }: Create,
  { clock, at }: Writes,
  { signal, onDoubt }: { signal?: AbortSignal; onDoubt?: () => void } = {},
): Promise<Creation> {
  let problem: Problem;
  try {
    const arn = await send();
    at.set(arn, clock.now());
    return { kind: "created", arn };
  } catch (error) {
    problem = problemOf(error);
    if (!mayHaveHappened(problem)) return { kind: "notDone", problem };
  }
  const lost = problem;
  onDoubt?.();
  async function look(waits: AbortSignal | undefined): Promise<Creation> {
    let found: readonly Arn[] = [];
    const isThere = async (): Promise<Standing> => {
      found = await find();
      return found.length > 0 ? "after" : "before";
    };
    const standing = await findOut(isThere, clock, waits);
    if (standing === "after") return { kind: "likely", arns: found };
    return standing === "before"
      ? { kind: "notDone", problem: lost }
      : {
          kind: "unknown",
          problem: { ...lost, unknown: true },
          lookAgain: () => look(undefined),
        };
  }
  return look(signal);
}

/** Throws the problem of a step that is not done; for a step on the way to something else. */
export async function insist(step: Step, writes: Writes, options?: RunOptions): Promise<void> {
  const end = await perform(step, writes, options);
  if (end.kind !== "done") throw new ServiceError(end.problem, undefined);
}
