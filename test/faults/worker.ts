import "./editor";
import { allCases, drawn, nameOf, runCase, singles } from "./cases";
import { interleaving, races } from "./interleave";
import { patchFetch } from "./network";
import { points } from "./points";
import { patchTimers } from "./time";
import { closeSimulators } from "./world";

/** What a worker is to do: its share of the cases. */
export interface Task {
  readonly kind: "matrix" | "interleavings" | "points";
  readonly seed: number;
  /** How many cases are drawn; of the matrix without it: all single faults, and as many pairs. */
  readonly draw?: number;
  readonly all?: boolean;
  readonly only: string;
  readonly print?: boolean;
  readonly share: number;
  readonly of: number;
}

process.env.AWS_CONFIG_FILE = "/dev/null";
process.env.AWS_SHARED_CREDENTIALS_FILE = "/dev/null";
patchTimers();
patchFetch();

async function work(task: Task): Promise<void> {
  for (const { name, run } of await jobsOf(task)) {
    const wrong = await run();
    process.send?.({ name, wrong, races: races.splice(0) });
  }
  await closeSimulators();
}

interface Job {
  readonly name: string;
  readonly run: () => Promise<readonly string[]>;
}

async function jobsOf({ kind, seed, draw, all, only, share, of }: Task): Promise<Job[]> {
  const mine = (_: unknown, index: number) => index % of === share;
  switch (kind) {
    case "matrix": {
      const every = (await allCases()).filter((one) => nameOf(one).includes(only));
      const single = singles(every);
      const pairs = every.filter((one) => one.second);
      const some =
        draw === undefined
          ? [...single, ...drawn(pairs, single.length, seed)]
          : drawn(every, draw, seed);
      const cases = all ? every : some;
      return cases.filter(mine).map((one) => ({ name: nameOf(one), run: () => runCase(one) }));
    }
    case "interleavings":
      return Array.from({ length: draw ?? 0 }, (_, index) => interleaving(seed * 10_000 + index))
        .filter(({ name }) => name.includes(only))
        .filter(mine);
    case "points":
      return points.filter(({ name }) => name.includes(only)).filter(mine);
    default:
      return kind satisfies never;
  }
}

if (require.main === module) {
  const [, , given = ""] = process.argv;
  void work(JSON.parse(given)).then(
    () => process.disconnect?.(),
    (error) => {
      console.error(error);
      process.exit(1);
    },
  );
}
