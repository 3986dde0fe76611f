import { fork } from "node:child_process";
import { availableParallelism } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import type { Task } from "./worker";

/**
 * Runs the fault matrix, or a part of it, in as many processes as there are cores, and prints each contradiction between
 * what a person was told and what is so. Exits with 1 when there is one.
 */

interface Answer {
  readonly name: string;
  readonly wrong: readonly string[];
  /** See interleave.ts. */
  readonly races: readonly number[];
}

/** What all workers found: how many runs there were, and the contradictions. */
export interface Found {
  readonly runs: number;
  readonly contradictions: readonly Answer[];
  /** How long the looks were before writes that met another's write between (ms). */
  readonly races: readonly number[];
}

/** Has workers do a task, each its share. */
export async function runTask(task: Omit<Task, "share" | "of">, workers: number): Promise<Found> {
  const shares = await Promise.all(
    Array.from({ length: workers }, (_, share) => runShare({ ...task, share, of: workers })),
  );
  return {
    runs: shares.reduce((sum, { runs }) => sum + runs, 0),
    contradictions: shares.flatMap(({ contradictions }) => contradictions),
    races: shares.flatMap(({ races }) => races),
  };
}

function runShare(task: Task): Promise<Found> {
  return new Promise((resolve, reject) => {
    const worker = fork(path.join(__dirname, "worker.ts"), [JSON.stringify(task)], {
      execArgv: ["--import", "tsx", "--disable-warning=NodeVersionSupportWarning"],
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    const contradictions: Answer[] = [];
    const races: number[] = [];
    let runs = 0;
    worker.on("message", (message) => {
      const answer = message as Answer;
      const { name, wrong } = answer;
      runs++;
      races.push(...answer.races);
      if (wrong.length === 0) return;
      contradictions.push(answer);
      if (task.print) console.log(`${name}\n    ${wrong.join("\n    ")}`);
    });
    worker.on("error", reject);
    worker.on("exit", (code) => {
      if (code === 0) resolve({ runs, contradictions, races });
      else reject(new Error(`A worker ended with ${code}.`));
    });
  });
}

if (require.main === module) {
  const { values } = parseArgs({
    options: {
      /** The first draw. */
      seed: { type: "string", default: "1" },
      /** How many cases at most; without it, all single faults and as many pairs. */
      draw: { type: "string" },
      /** Only cases whose names contain this. */
      only: { type: "string", default: "" },
      interleavings: { type: "string", default: "200" },
      /** Every case there is: hours. */
      all: { type: "boolean", default: false },
    },
  });
  void main(values);
}

async function main(values: {
  seed: string;
  draw?: string;
  only: string;
  interleavings: string;
  all: boolean;
}): Promise<void> {
  const began = performance.now();
  const { only, all } = values;
  const workers = availableParallelism();
  const seed = Number(values.seed);
  const draw = values.draw === undefined ? undefined : Number(values.draw);
  const matrix = await runTask({ kind: "matrix", seed, draw, only, all, print: true }, workers);
  const pairs = await runTask(
    { kind: "interleavings", seed, draw: Number(values.interleavings), only, print: true },
    workers,
  );
  const seconds = Math.round((performance.now() - began) / 1000);
  console.log(
    `${matrix.runs} runs with faults: ${matrix.contradictions.length} contradictions. ` +
      `${pairs.runs} of two at once: ${pairs.contradictions.length}; ` +
      `${pairs.races.length} writes met another's after their look, ` +
      `at most ${Math.max(0, ...pairs.races)} ms after it. ${seconds} s.`,
  );
  process.exitCode = matrix.contradictions.length + pairs.contradictions.length > 0 ? 1 : 0;
}
