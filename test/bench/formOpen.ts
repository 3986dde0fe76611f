import type { Page } from "playwright-core";
import { openSidebar } from "../host/workbench";
import { type Bench, now, startBench } from "./editor";
import type { Runs } from "./figures";

const RUNS = 7;

/** From the command to a form that takes what is typed; against a panel with one bare input. */
export async function formOpen(): Promise<Record<string, Runs>> {
  const ours: number[] = [];
  const against: number[] = [];
  const bench = await startBench();
  await bench.page.waitForTimeout(5000);
  await openSidebar(bench.page);
  // The first webview of a window starts a service worker, whoever opens it.
  await opened(bench, "probe.panel", "#probe");
  await opened(bench, "ivs.channel.create", FIELD);
  for (let run = 0; run < RUNS; run++) {
    against.push(await opened(bench, "probe.panel", "#probe"));
    ours.push(await opened(bench, "ivs.channel.create", FIELD));
  }
  await bench.stop();
  return { "form-open": { unit: "ms", ours, against, aim: 1.3 } };
}

const FIELD = "vscode-textfield";

async function opened({ page, probe }: Bench, command: string, field: string): Promise<number> {
  const began = now();
  probe("command", [command]).catch(() => {});
  await inWebview(page, field);
  const took = now() - began;
  await probe("command", ["workbench.action.closeAllEditors"]);
  await page.waitForTimeout(1000);
  return took;
}

async function inWebview(page: Page, field: string): Promise<void> {
  const frame = page.frameLocator("iframe.webview").frameLocator("#active-frame");
  await frame.locator(field).first().waitFor({ timeout: 30_000 });
}
