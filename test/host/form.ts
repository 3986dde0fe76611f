import { setTimeout as pause } from "node:timers/promises";
import { IvsClient } from "@aws-sdk/client-ivs";
import type { FrameLocator, Locator, Page } from "playwright-core";
import { violations } from "../axe";
import { focused } from "../forms/person";
import type { Simulator } from "./simulator";
import { webview } from "./workbench";

// The hands and eyes of a person at a form in the editor; most are those at a page anywhere.
export { box, button, choose, field, focused, select } from "../forms/person";

/** The form on screen, once it shows that heading. */
export async function form(page: Page, heading: string): Promise<FrameLocator> {
  const shown = webview(page);
  await shown.getByRole("heading", { name: heading, level: 1 }).waitFor();
  return shown;
}

/** What is said to be wrong with a field. */
export function problem(form: FrameLocator, id: string): Locator {
  return form.locator(`.field[data-id="${id}"] .problem`);
}

/** Presses Tab until that has the keyboard. */
export async function tabTo(page: Page, form: FrameLocator, label: string): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    if ((await focused(form)) === label) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`“${label}” was not reached by Tab; “${await focused(form)}” has the keyboard`);
}

/** Chooses by the keyboard, in the field that has it: so many further down. */
export async function chooseByKeys(page: Page, down: number): Promise<void> {
  await page.keyboard.press("Enter");
  for (let press = 0; press < down; press++) await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  // Typing is told to the host when it has paused.
  await pause(300);
}

/** A client of the simulator, to see what came of it. */
export function clientOf({ url }: Simulator, region = "us-east-1"): IvsClient {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  return new IvsClient({ endpoint: url, region, credentials });
}

/** What axe finds wrong with the page of the form on screen. */
export async function violationsOfForm(page: Page): Promise<string[]> {
  const outer = await page.locator("iframe.webview").elementHandle();
  const [frame] = (await outer?.contentFrame())?.childFrames() ?? [];
  if (!frame) throw new Error("No form is on screen.");
  return violations(frame);
}
