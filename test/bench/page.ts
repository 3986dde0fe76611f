import "../vscode";
import { setTimeout as sleep } from "node:timers/promises";
import { CloudWatchClient, GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { openChannelPage } from "../../src/channels/page";
import { openConnection } from "../../src/connections/connection";
import { parseArn } from "../../src/core/arn";
import { type Clock, systemClock } from "../../src/core/clock";
import { openIngestSection } from "../../src/streamKeys/section";
import { openStreamSections } from "../../src/streams/sections";
import type { PageHost } from "../../src/ui/page";
import { COLLECTIONS, serviceOf } from "../account";
import { TestClock } from "../clock";
import { World } from "../forms/harness";
import { openSidebar, row } from "../host/workbench";
import { type Bench, now, seenAt, startBench } from "./editor";
import type { Runs } from "./figures";

const RUNS = 7;
const HOUR = 3_600_000;
const CHANNEL = "harbour-stadium-main";

/** From a click on a channel's row to its page with what the store knows; against a panel with one bare input. */
export async function pageOpen(): Promise<Record<string, Runs>> {
  const ours: number[] = [];
  const against: number[] = [];
  const bench = await startBench();
  const { page } = bench;
  await page.waitForTimeout(5000);
  await openSidebar(page);
  await row(page, CHANNEL).waitFor();
  // By the mouse itself: finding the row is the test's work, not the editor's.
  const clicked = async () => {
    const box = await row(page, CHANNEL).boundingBox();
    if (!box) throw new Error(`${CHANNEL} is not to be seen`);
    return opened(bench, "h1", () => page.mouse.click(box.x + 80, box.y + box.height / 2));
  };
  const bare = () =>
    opened(bench, "#probe", async () => {
      bench.probe("command", ["probe.panel"]).catch(() => {});
    });
  // The first webview of a window starts a service worker, whoever opens it.
  await bare();
  await clicked();
  for (let run = 0; run < RUNS; run++) {
    against.push(await bare());
    ours.push(await clicked());
  }
  await bench.stop();
  return { "page-open": { unit: "ms", ours, against, aim: 1.3 } };
}

async function opened({ page, probe }: Bench, what: string, open: () => Promise<void>) {
  const began = now();
  await open();
  const frame = page.frameLocator("iframe.webview").frameLocator("#active-frame");
  await frame.locator(what).first().waitFor({ timeout: 30_000 });
  const took = now() - began;
  await probe("command", ["workbench.action.closeAllEditors"]);
  await page.waitForTimeout(1000);
  return took;
}

/** From a range that is chosen to five charts of 3 h at 5 s; against the bare call for the same. */
export async function pageCharts(): Promise<Record<string, Runs>> {
  const world = new World(systemClock);
  // The stream began well before: for every 5 s there is a point.
  let behind = 4 * HOUR;
  await world.start({ clock: () => Date.now() - behind });
  await world.begin();
  const channel = world.channel("keynote-hall");
  await world.stream("start", channel);
  behind = 0;
  await world.refresh();
  const { page } = await world.openPage(channel);
  await page.getByRole("slider").first().waitFor();
  const range = page.getByRole("combobox", { name: "Range" });
  const sliders = '[...document.querySelectorAll("svg[role=slider]")]';
  const drawn = (of: string) =>
    `${sliders}.filter((svg) => svg.ariaValueMax ${of} && svg.querySelector("path.series")).length === 5`;
  const client = new CloudWatchClient({
    endpoint: world.simulator.url,
    region: "us-east-1",
    credentials: { accessKeyId: "simulator", secretAccessKey: "simulator" },
  });
  const ours: number[] = [];
  const against: number[] = [];
  await bareCall(client, channel.arn);
  for (let run = 0; run < RUNS; run++) {
    const bare = performance.now();
    await bareCall(client, channel.arn);
    against.push(performance.now() - bare);
    await range.selectOption("15min");
    await seenAt(page, drawn("<= 180"));
    const began = now();
    // The viewers' chart has a point a minute.
    const seen = seenAt(page, drawn(">= 180"));
    await range.selectOption("3h");
    ours.push((await seen) - began);
  }
  client.destroy();
  await world.end();
  await world.stop();
  return { "page-charts": { unit: "ms", ours, against, aim: 1.5 } };
}

async function bareCall(client: CloudWatchClient, arn: string): Promise<void> {
  const names = [
    "IngestVideoBitrate",
    "IngestFramerate",
    "IngestAudioBitrate",
    "KeyframeInterval",
    "ConcurrentViews",
  ];
  const now = Math.floor(Date.now() / 60_000) * 60_000;
  const answer = await client.send(
    new GetMetricDataCommand({
      StartTime: new Date(now - 3 * HOUR + 60_000),
      EndTime: new Date(now + 60_000),
      ScanBy: "TimestampAscending",
      MetricDataQueries: names.map((MetricName, at) => ({
        Id: `m${at}`,
        MetricStat: {
          Metric: {
            Namespace: "AWS/IVS",
            MetricName,
            Dimensions: [{ Name: "Channel", Value: parseArn(arn).id }],
          },
          Period: MetricName === "ConcurrentViews" ? 60 : 5,
          Stat: "Average",
        },
      })),
    }),
  );
  const points = answer.MetricDataResults?.[0]?.Values?.length ?? 0;
  if (points < 2100) throw new Error(`${points} points`);
}

/** Requests in an hour of a clock that is moved by hand, of a live channel's page that is seen, and of one that is hidden. */
export async function pageHour(): Promise<Record<string, Runs>> {
  const world = new World(systemClock);
  await world.start();
  await world.begin();
  const seen = await hour(world, true);
  const hidden = await hour(world, false);
  await world.end();
  await world.stop();
  // Its stream, its session's events, its measurements: each every 15 s.
  const least = (HOUR / 15_000) * 3;
  return {
    "page-hour": {
      unit: "calls",
      ours: [seen + hidden],
      against: [least],
      // The sum could hide that one state asks too much: none may.
      aim: hidden > 0 || seen > least ? 0 : 1,
      seen: `seen ${seen} of ${least}, hidden ${hidden} of 0`,
    },
  };
}

async function hour(world: World, isSeen: boolean): Promise<number> {
  const byHand = new TestClock();
  const begun = Date.now();
  const clock: Clock = {
    now: () => begun + byHand.now(),
    after: (ms, call) => byHand.after(ms, call),
  };
  const { simulator } = world;
  const connection = openConnection(
    { region: "us-east-1", endpoint: simulator.url, simulator: true, unlimited: true },
    { collections: COLLECTIONS, connect: (config) => serviceOf(simulator, config), clock },
  );
  await connection.loop.poke();
  connection.loop.show(false);
  let redraws = 0;
  const host = {
    ref: { connection: connection.id, arn: world.channel("ice-rink-two").arn },
    seen: true,
    redraw: () => redraws++,
    explain: (error: unknown) => String(error),
    command() {},
  };
  const find = () => connection;
  const page = openChannelPage({
    connections: { find, name: () => "here" },
    waiting: () => undefined,
    isWatched: () => false,
    reveal: async () => {},
    sections: [
      openStreamSections(find),
      openIngestSection({
        connections: { find, get: find } as never,
        onKeysChanged: () => ({ dispose() {} }),
      }),
    ],
  })(host satisfies PageHost);
  const total = () => Object.values(simulator.log.counts).reduce((sum, count) => sum + count, 0);
  for (const section of page.sections) section.seen?.(true);
  // Read once, as when it is first seen; the hour begins after. What reads again waits on the clock.
  const isIdle = async () => {
    for (let quiet = 0, last = total(); quiet < 20; quiet++) {
      await sleep(5);
      if (total() !== last) quiet = 0;
      last = total();
    }
  };
  await isIdle();
  const polls = byHand.waiting;
  if (!isSeen) for (const section of page.sections) section.seen?.(false);
  const before = total();
  while (byHand.next(HOUR)) while (byHand.waiting < polls) await sleep(1);
  await isIdle();
  const calls = total() - before;
  for (const section of page.sections) section.dispose?.();
  connection.loop.dispose();
  return calls;
}
