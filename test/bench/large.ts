import { IvsClient, UpdateChannelCommand } from "@aws-sdk/client-ivs";
import type { Page } from "playwright-core";
import { control } from "../control";
import { eventually, row } from "../host/workbench";
import { type Bench, hasRow, now, seenAt, startBench } from "./editor";
import type { Runs } from "./figures";

const CHANNELS = 50_000;
const FRAME = 16;
const RUNS = 7;
/** The first configuration of the tree, when all its channels are counted. */
const COUNTED = hasRow(/^conference-vod10.?00\d channels/);

/** What a very large account costs, in the editor: reading it, a poll, one change, a filter, the Quick Pick. */
export async function large(): Promise<Record<string, Runs>> {
  const bench = await startBench({
    connection: { callRate: "unlimited", regions: ["eu-west-1"] },
  });

  await control(bench.simulator.url, "seed", { channels: CHANNELS });
  await bench.page.waitForTimeout(5000);
  await bench.probe("command", ["ivs.channels.focus"]);
  await row(bench.page, "dublin-arena-main").waitFor();

  const load = { ours: [] as number[], against: [] as number[] };
  const blocked: Held[] = [];
  for (let run = 0; run < RUNS; run++) {
    if (run > 0) await show(bench, "eu-west-1");
    await row(bench.page, "dublin-arena-main").waitFor();
    await bench.page.waitForTimeout(1000);
    load.against.push(await bench.probe<number>("pages", { endpoint: bench.simulator.url }));
    await bench.page.waitForTimeout(1000);
    await bench.probe("forget");
    await bench.probe("watch");
    const seen = seenAt(bench.page, COUNTED);
    const began = await show(bench, "us-east-1");
    load.ours.push((await seen) - began);
    blocked.push(await bench.probe<Held>("watched"));
  }

  const recalled = await recall(bench);
  const change = await redrawOne(bench);
  const filter = await filterAll(bench);
  await bench.stop();
  const all = [...blocked, ...recalled, ...change.blocked];
  return {
    "load-50000": { unit: "ms", ...load, aim: 1.2 },
    "block-50000": {
      unit: "ms",
      ours: all.map(({ busy }) => busy),
      against: all.map(() => FRAME),
      aim: 1,
      seen: `by the clock: loading ${walls(blocked)}, remembering ${walls(recalled)}, polling ${walls(change.blocked)}, idle ${walls(change.idle)}`,
    },
    "redraw-one": { ...change.runs, aim: 1.1 },
    "filter-50000": { ...filter, aim: 2 },
  };
}

/** Shows a region in place of what is shown; when that was told in the extension host (ms since the epoch). */
function show({ probe, simulator }: Bench, region: string): Promise<number> {
  const entry = { callRate: "unlimited", regions: [region], endpointUrl: simulator.url };
  return probe<number>("set", { name: "connections", value: [entry] });
}

/** The same account in a window that is opened again: what was last seen comes from the disk. */
async function recall(bench: Bench): Promise<Held[]> {
  const blocked: Held[] = [];
  for (let run = 0; run < RUNS; run++) {
    await bench.page.waitForTimeout(3000);
    await show(bench, "eu-west-1");
    await row(bench.page, "dublin-arena-main").waitFor();
    await bench.page.waitForTimeout(1000);
    await bench.probe("watch");
    const seen = seenAt(bench.page, COUNTED);
    await show(bench, "us-east-1");
    await seen;
    blocked.push(await bench.probe<Held>("watched"));
  }
  return blocked;
}

/** How long the event loop was held: by the clock, and by its own work. */
interface Held {
  readonly wall: number;
  readonly busy: number;
}

const walls = (all: readonly Held[]) => whole(all.map(({ wall }) => wall));
const whole = (values: readonly number[]) => values.map(Math.round).join(" ");

async function redrawOne(bench: Bench) {
  const { page, simulator } = bench;
  const credentials = { accessKeyId: "simulator", secretAccessKey: "simulator" };
  const client = new IvsClient({ endpoint: simulator.url, region: "us-east-1", credentials });
  const arn = await simulator.arnOf("breakout-room-a");
  const ours: number[] = [];
  const against: number[] = [];
  const blocked: Held[] = [];
  const idle: Held[] = [];
  const redrawn: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    await page.waitForTimeout(1000);
    await bench.probe("watch");
    await page.waitForTimeout(1500);
    idle.push(await bench.probe<Held>("watched"));
    const type = run % 2 ? "ADVANCED_SD" : "STANDARD";
    await client.send(new UpdateChannelCommand({ arn, type }));
    await countRedraws(page);
    await bench.probe("watch");
    const seen = seenAt(page, hasRow(new RegExp(`^breakout-room-a.*${type}`)));
    const poll = await bench.probe<{ began: number; ended: number }>("run", ["ivs.refresh"]);
    ours.push((await seen) - poll.began);
    against.push(poll.ended - poll.began);
    blocked.push(await bench.probe<Held>("watched"));
    await page.waitForTimeout(500);
    redrawn.push(await page.evaluate("window.redrawn.size"));
  }
  client.destroy();
  const seen = `${whole(redrawn)} rows redrawn`;
  return { runs: { unit: "ms", ours, against, seen }, blocked, idle };
}

/** Counts from now on the rows that the editor draws again. */
async function countRedraws(page: Page): Promise<void> {
  await page.evaluate(`{
    window.redrawn = new Set();
    window.counting?.disconnect();
    window.counting = new MutationObserver((changes) => {
      for (const { target } of changes) {
        const row = (target.closest ? target : target.parentElement)?.closest("[role=treeitem]");
        if (row) window.redrawn.add(row);
      }
    });
    window.counting.observe(document.querySelector(".sidebar .tree-explorer-viewlet-tree-view"), {
      subtree: true, childList: true, characterData: true,
    });
  }`);
}

/** A key typed into the filter, and the Quick Pick over all channels; each against plain objects in a bare tree. */
async function filterAll(bench: Bench) {
  await bench.probe("fill", { count: CHANNELS });
  const filter = { ours: [] as number[], against: [] as number[] };
  const pick = { ours: [] as number[], against: [] as number[] };
  for (let run = 0; run < RUNS; run++) {
    filter.ours.push(await typed(bench, "ivs.channels.focus", "ivs.filter.edit", COUNTED));
    pick.ours.push(await opened(bench, "ivs.channel.reveal"));
    const counted = hasRow(/^group 110000 channels/);
    filter.against.push(await typed(bench, "probe.rows.focus", "probe.filter", counted));
    pick.against.push(await opened(bench, "probe.pick"));
  }
  const worse = ratios(filter) > ratios(pick) ? filter : pick;
  const seen = `filter ${ratios(filter).toFixed(2)}, Quick Pick ${ratios(pick).toFixed(2)}`;
  return { unit: "ms", ...worse, seen };
}

function ratios({ ours, against }: { ours: number[]; against: number[] }): number {
  const all = ours.map((value, i) => value / (against[i] ?? 1)).sort((a, b) => a - b);
  return all[all.length >> 1] ?? 0;
}

/** Not in the name, id or tags of the configuration whose row is looked at. */
const KEY = "8";

/** From a key typed in a filter's box to the tree drawn again. */
async function typed(bench: Bench, view: string, box: string, counted: string): Promise<number> {
  const { page } = bench;
  await bench.probe("command", [view]);
  await seenAt(page, counted);
  bench.probe("command", [box]).catch(() => {});
  const input = page.locator(".quick-input-widget input[type=text]");
  await input.waitFor();
  await page.waitForTimeout(1000);
  const seen = seenAt(page, `!${counted}`);
  const began = now();
  await page.keyboard.press(KEY);
  const took = (await seen) - began;
  await page.keyboard.press("Backspace");
  await seenAt(page, counted);
  await page.keyboard.press("Escape");
  await input.waitFor({ state: "hidden" });
  await page.waitForTimeout(500);
  return took;
}

/** From a command to the list it lets one choose from. */
async function opened(bench: Bench, command: string): Promise<number> {
  const { page } = bench;
  const rows = '[...document.querySelectorAll(".quick-input-list .monaco-list-row")]';
  const seen = seenAt(
    page,
    `${rows}.some((row) => /breakout-room-a|trial-/.test(row.textContent))`,
  );
  const began = now();
  bench.probe("command", [command]).catch(() => {});
  const took = (await seen) - began;
  await eventually(async () => {
    await page.keyboard.press("Escape");
    await page
      .locator(".quick-input-widget input[type=text]")
      .waitFor({ state: "hidden", timeout: 1000 });
  });
  await page.waitForTimeout(500);
  return took;
}
