import { control } from "../control";
import { type Bench, hasRow, seenAt, startBench } from "./editor";
import { quantile, type Runs } from "./figures";

const RUNS = 7;
const CHANNELS = 300;

/**
 * From our view on screen to its first rows, in a window that is opened again; against one bare call of each list by a
 * client that is connected. Beside it the same in an account that was never read, and in a tree whose rows are there.
 */
export async function firstRows(): Promise<Record<string, Runs>> {
  const ours: number[] = [];
  const against: number[] = [];
  const never: number[] = [];
  const bare: number[] = [];
  const bench = await startBench();
  await control(bench.simulator.url, "seed", { channels: CHANNELS - 10 });
  await control(bench.simulator.url, "faults", { delayMs: 50, times: 0 });
  for (let run = 0; run < RUNS; run++) {
    await bench.probe("forget");
    await hideAndReload(bench);
    never.push(await rows(bench, "ivs.channels.focus", "Amazon IVS", /conference-vod/));
    // What was read is written.
    await bench.page.waitForTimeout(3000);
    await hideAndReload(bench);
    ours.push(await rows(bench, "ivs.channels.focus", "Amazon IVS", /conference-vod/));
    const endpoint = bench.simulator.url;
    against.push(...(await bench.probe<number[]>("lists", { endpoint, times: 1 })));
    await bench.probe("fill", { count: CHANNELS });
    bare.push(await rows(bench, "probe.rows.focus", "probe", /group 1/));
  }
  await bench.stop();
  const median = (values: readonly number[]) => Math.round(quantile(values, 0.5));
  const seen = `rows that are there, in a bare tree: ${median(bare)} ms`;
  return {
    "first-rows": { unit: "ms", ours, against, aim: 1.5, seen },
    "first-rows-cold": { unit: "ms", ours: never, against, aim: 2.5 },
  };
}

/** Shows a view; the time from its title on screen to a row. */
async function rows(bench: Bench, focus: string, title: string, row: RegExp): Promise<number> {
  await bench.page.waitForTimeout(8000);
  const seen = seenAt(bench.page, hasRow(row));
  const visible = seenAt(
    bench.page,
    `new RegExp(${JSON.stringify(title)}, "i").test(document.querySelector(".sidebar .composite.title")?.textContent ?? "")`,
  );
  await bench.probe("command", [focus]);
  return (await seen) - (await visible);
}

/** Reloads the window with another view open. */
async function hideAndReload(bench: Bench): Promise<void> {
  await bench.probe("command", ["workbench.view.explorer"]);
  await bench.page.waitForTimeout(500);
  await bench.reload();
}
