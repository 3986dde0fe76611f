import { command } from "../host/workbench";
import { startBench } from "./editor";
import type { Runs } from "./figures";

const RUNS = 8;

/**
 * Loading our code and calling activate(), by the figures that the editor's list of running extensions shows. Each is
 * activated alone, in an extension host of its own: whoever comes second finds a warmer one.
 */
export async function activation(): Promise<Record<string, Runs>> {
  const bench = await startBench();
  const { page } = bench;
  async function took(view: string, name: string): Promise<number> {
    await bench.reload();
    // What else starts with a window has started by then.
    await page.waitForTimeout(8000);
    await bench.probe("command", [view]);
    await page.waitForTimeout(1500);
    await command(page, "Developer: Show Running Extensions");
    const list = page.locator(".runtime-extensions-editor .monaco-list");
    const row = list.locator(".monaco-list-row", { hasText: name });
    // The list draws only what is in sight, the slowest first.
    await list.hover();
    for (let i = 0; i < 20 && (await row.count()) === 0; i++) await page.mouse.wheel(0, 200);
    const text = await row.locator(".activation-time").innerText();
    // It lies over the workbench.
    await page.keyboard.press("Escape");
    await list.waitFor({ state: "hidden" });
    return Number(/(\d+)ms/.exec(text)?.[1]);
  }

  const ours: number[] = [];
  const against: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    ours.push(await took("ivs.channels.focus", "IVS Explorer"));
    against.push(await took("bare.rows.focus", "bare"));
  }
  await bench.stop();
  return { activation: { unit: "ms", ours, against, aim: 1.5 } };
}
