import { Faults } from "../../src/simulator/faults";
import { type Act, acts, type Claim, type Scene } from "./acts";
import type { Call, Trouble } from "./network";
import { Run } from "./world";

const error = (name: string, status: number): Trouble => ({
  error: { name, status, message: "Injected fault" },
});

/** Everything that can befall a call. */
export const faults = {
  invalid: error("ValidationException", 400),
  denied: error("AccessDeniedException", 403),
  throttled: error("ThrottlingException", 429),
  failed: error("InternalServerException", 500),
  unavailable: error("ServiceUnavailable", 503),
  droppedBefore: { drop: "before" },
  droppedAfter: { drop: "after" },
  malformed: { malformed: true },
  truncated: { truncated: true },
  // The SDK waits for 20 s.
  late12: { delayMs: 12_000 },
  late21: { delayMs: 21_000 },
  late26: { delayMs: 26_000 },
  late40: { delayMs: 40_000 },
  /** The person cancels just then. */
  cancelled: {},
  /** Somebody else changes the same thing just then. */
  theirs: {},
} satisfies Record<string, Trouble>;

export type FaultName = keyof typeof faults;

/** How a second fault follows: at the next call, at the next of the same operation, or at all for a minute. */
export type Mode = "next" | "same" | "outage";
const OUTAGE = 60_000;
/** For so long nothing may show that was said not to be so. */
const LATER = 40_000;

export interface Case {
  readonly act: string;
  readonly region: string;
  readonly lagMs: number;
  readonly at: { readonly operation: string; readonly number: number };
  readonly fault: FaultName;
  readonly second?: { readonly mode: Mode; readonly fault: FaultName };
  /** What the person does afterwards. */
  readonly way: number;
}

export function nameOf({ act, region, lagMs, at, fault, second }: Case): string {
  const then = second ? ` then ${second.mode} ${second.fault}` : "";
  return `${act} | ${region} | lag ${lagMs} | ${at.operation} ${at.number} ${fault}${then}`;
}

const READS = /^(Get|BatchGet|List|Head)/;

/** The calls that an act makes when nothing is in its way, and which of them a colleague may come before. */
async function positionsOf(
  act: Act,
  region: string,
  lagMs: number,
): Promise<readonly (Call & { readonly theirs: boolean })[]> {
  const run = await Run.begin(region, lagMs);
  const scene = await act.prepare(run);
  run.region.settle();
  run.network.count();
  await run.do(scene.window, () => scene.act());
  const { calls } = run.network;
  const wrong = contradictions(scene, scene.claims(), {
    outage: false,
    theirs: false,
    first: false,
  });
  if (wrong.length > 0) throw new Error(`${act.name}: ${wrong.join(" ")}`);
  await run.end();
  const { theirsOn = "" } = scene;
  return calls.map((call) => ({
    ...call,
    // Where reads lag, what somebody else did just now can't be known; nor once it was looked at by itself. Lists are
    // mostly the poll's, which comes at any time.
    theirs:
      lagMs === 0 &&
      READS.test(call.operation) &&
      (act.name === "waiting change" || !call.operation.startsWith("List")) &&
      (call.operation !== "GetChannel" || call.sent.includes(theirsOn)),
  }));
}

/** All cases: each fault at each call alone, in both lags; and at each write followed by each other fault. */
export async function allCases(): Promise<Case[]> {
  const all: Case[] = [];
  const names = Object.keys(faults) as FaultName[];
  const seconds = names.filter((name) => name !== "theirs" && name !== "cancelled");
  for (const act of acts)
    for (const region of act.regions)
      for (const lagMs of [0, 3000]) {
        const calls = await positionsOf(act, region, lagMs);
        for (const [index, { operation, number, theirs }] of calls.entries())
          for (const fault of names) {
            const reads = READS.test(operation);
            if (fault === "theirs" && !theirs) continue;
            const at = { operation, number };
            const one = { act: act.name, region, lagMs, at, fault, way: index };
            all.push(one);
            if (reads || fault === "theirs" || fault === "cancelled") continue;
            for (const second of seconds)
              if (second !== fault)
                for (const mode of ["next", "same"] as const)
                  all.push({ ...one, second: { mode, fault: second } });
            for (const second of ["failed", "droppedBefore", "denied"] as const)
              all.push({ ...one, second: { mode: "outage", fault: second } });
          }
      }
  return all;
}

/**
 * Runs a case; gives the contradictions between what was told and what is so. `mustCome`: it is wrong, too, when the call
 * was not made (a poll may come earlier or later than when the cases were listed).
 */
export async function runCase(one: Case, mustCome = false): Promise<string[]> {
  const act = acts.find(({ name }) => name === one.act);
  if (!act) throw new Error(`No act is called ${one.act}.`);
  const run = await Run.begin(one.region, one.lagMs);
  const wrong: string[] = [];
  const note = (error: unknown) => wrong.push(`Unhandled: ${error}`);
  process.on("unhandledRejection", note);
  try {
    const scene = await act.prepare(run);
    run.region.settle();
    run.network.count();
    run.network.trouble = troubleOf(one, scene, run);
    await run.do(scene.window, () => scene.act());
    const { operation, number } = one.at;
    const came = run.network.calls.some((c) => c.operation === operation && c.number === number);
    if (mustCome && !came) wrong.push("It never came to that call.");
    const may = {
      outage: one.second?.mode === "outage",
      theirs: came && one.fault === "theirs",
      first: one.fault === "theirs" && !wroteBefore(run.network.calls, one.at),
    };
    const told = scene.claims();
    wrong.push(...contradictions(scene, told, may));
    await run.time.pass(LATER);
    while (run.network.underway > 0) await run.time.pass(1000);
    wrong.push(...contradictions(scene, told, may).map((each) => `Later: ${each}`));
    run.network.trouble = () => undefined;
    const next = wrong.length === 0 ? scene.next?.(one.way) : undefined;
    if (next) {
      await run.do(scene.window, () => next.act());
      const then = { outage: false, theirs: may.theirs, first: false };
      wrong.push(...contradictions(scene, next.claims(), then).map((each) => `Next: ${each}`));
    }
    if (wrong.length > 0) wrong.push(`Told: ${scene.window.screen.texts.join(" / ")}`);
  } catch (error) {
    wrong.push(`It broke: ${(error as Error).stack?.split("\n").slice(0, 3).join(" ")}`);
  } finally {
    await run.end();
    process.off("unhandledRejection", note);
  }
  return wrong;
}

/** Whether anything was written before that call. */
function wroteBefore(calls: readonly Call[], at: Case["at"]): boolean {
  const index = calls.findIndex((c) => c.operation === at.operation && c.number === at.number);
  return calls.slice(0, index).some(({ operation }) => !READS.test(operation));
}

function troubleOf({ at, fault, second }: Case, scene: Scene, run: Run) {
  let struck = false;
  let over = false;
  let until = 0;
  return ({ operation, number }: Call): Trouble | undefined => {
    if (!struck) {
      if (operation !== at.operation || number !== at.number) return undefined;
      struck = true;
      until = run.time.now() + OUTAGE;
      if (fault === "cancelled") scene.cancel?.();
      if (fault === "theirs") return { meanwhile: () => scene.theirs?.() };
      return faults[fault];
    }
    if (!second || over) return undefined;
    if (second.mode === "outage") return run.time.now() < until ? faults[second.fault] : undefined;
    if (second.mode === "same" && operation !== at.operation) return undefined;
    over = true;
    return faults[second.fault];
  };
}

function contradictions(
  scene: Scene,
  claims: readonly Claim[],
  may: {
    readonly outage: boolean;
    readonly theirs: boolean;
    /** The colleague came before anything was written. */
    readonly first: boolean;
  },
): string[] {
  const wrong = [...(scene.wrong?.() ?? [])];
  if (may.theirs && scene.kept?.() === false) wrong.push("What a colleague did was overwritten.");
  for (const { about, told, is } of claims) {
    const fact = is();
    const fits: Record<Claim["told"], boolean> = {
      done: fact === "after" || (may.theirs && !may.first && fact === "theirs"),
      notDone: fact === "before" || (may.theirs && fact === "theirs"),
      changedSince: may.theirs && (fact === "theirs" || fact === "before"),
      // Only where nobody could find out.
      unknown: may.outage,
    };
    if (!fits[told]) wrong.push(`Of ${about} it is told “${told}”, and it is “${fact}”.`);
  }
  return wrong;
}

/** The cases in which one fault comes alone. */
export function singles(all: readonly Case[]): Case[] {
  return all.filter(({ second }) => !second);
}

/** So many of them, drawn by chance: the same for the same seed. */
export function drawn<T>(all: readonly T[], count: number, seed: number): T[] {
  const rest = [...all];
  const random = new Faults(seed);
  const some: T[] = [];
  while (some.length < count && rest.length > 0)
    some.push(...rest.splice(Math.floor(random.random() * rest.length), 1));
  return some;
}
