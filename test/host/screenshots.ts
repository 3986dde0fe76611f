// npm run screenshots -- [--out DIR] [--themes all] [--only NAME] [--width 300]
// The pictures of the README, from the real editor at work on the demo simulator; one of them moves.
// --width: all that has a sidebar, with one so narrow.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import type { Page } from "playwright-core";
import UPNG from "upng-js";
import { button, choose, field, form } from "./form";
import { root } from "./processes";
import { startSession } from "./session";
import {
  choice,
  chooseFromMenu,
  command,
  moveByKeys,
  notification,
  openSidebar,
  row,
  statusBar,
  type,
  webview,
} from "./workbench";

const themes = [
  "Default Dark Modern",
  "Default Light Modern",
  "Default High Contrast",
  "Default High Contrast Light",
] as const;

interface Picture {
  readonly name: string;
  readonly theme: (typeof themes)[number];
  /** Brings the workbench to what is to be seen. A picture that moves takes its frames, each to be seen so long (ms). */
  readonly act: (page: Page, frame: (ms: number) => Promise<void>) => Promise<void>;
}

/** How wide the sidebar is to be (px); wide enough to read where nothing was asked for. */
let sidebarWidth = 520;

/** Opens the sidebar on the demo, wide enough to read. */
async function showSidebar(page: Page, size = { width: 1000, height: 720 }): Promise<void> {
  await page.setViewportSize(size);
  await openSidebar(page);
  await row(page, "Kypqqpj3W1XI").waitFor();
  await widen(page, sidebarWidth);
}

/** Drags the sidebar's edge until it is so wide. */
async function widen(page: Page, width: number): Promise<void> {
  const sash = await page.locator(".sidebar").boundingBox();
  if (!sash) return;
  const edge = sash.x + sash.width;
  await page.mouse.move(edge, 300);
  await page.mouse.down();
  await page.mouse.move(sash.x + width, 300, { steps: 5 });
  await page.mouse.up();
}

const pictures: readonly Picture[] = [
  {
    name: "tour",
    theme: "Default Dark Modern",
    async act(page, frame) {
      await showSidebar(page, { width: 1000, height: 660 });
      await widen(page, 420);
      await frame(2500);
      await command(page, "IVS: Filter…");
      for (const typed of ["l", "liv", "is:live"]) {
        await type(page, typed);
        await frame(500);
      }
      await frame(1500);
      await page.keyboard.press("Escape");
      await row(page, "regatta-drone").waitFor();
      await moveByKeys(page, row(page, "regatta-drone"));
      await frame(1500);
      await choice(page, "conference-vod").click();
      await notification(page, "Attached 1 channel to conference-vod.").waitFor();
      await frame(2500);
      await command(page, "Notifications: Clear All Notifications");
      await command(page, "IVS: Create Channel…");
      const shown = await form(page, "Create Channel");
      await field(shown, "Name").fill("cup final");
      await shown.getByText("A space is not allowed").first().waitFor();
      await frame(2000);
      await field(shown, "Name").fill("cup-final-main");
      await choose(shown, "Recording configuration", "match-archive");
      await frame(1500);
      await button(shown, "Create Channel").click();
      await shown.getByRole("heading", { name: "Channel Created" }).waitFor();
      await row(page, "cup-final-main").waitFor();
      await frame(3000);
    },
  },
  { name: "sidebar", theme: "Default Dark Modern", act: (page) => showSidebar(page) },
  {
    name: "channel-page",
    theme: "Default Dark Modern",
    async act(page) {
      await page.setViewportSize({ width: 1240, height: 900 });
      await openSidebar(page);
      await row(page, "ice-rink-two").click();
      await webview(page).getByRole("slider").nth(4).waitFor();
      await webview(page).getByRole("combobox", { name: "Range" }).selectOption("session");
    },
  },
  {
    name: "recordings",
    theme: "Default Light Modern",
    async act(page) {
      await showSidebar(page);
      await statusBar(page, "IVS us-east-1").click();
      await choice(page, "frankfurt-archive").waitFor();
    },
  },
  {
    name: "create-channel",
    theme: "Default Light Modern",
    async act(page) {
      await showForm(page);
      await command(page, "IVS: Create Channel…");
      const shown = await form(page, "Create Channel");
      await field(shown, "Name").fill("cup-final-main");
      await choose(shown, "Recording configuration", "match-archive");
    },
  },
  {
    name: "change-recording",
    theme: "Default Dark Modern",
    async act(page) {
      await showForm(page);
      const item = "Change Recording Configuration…";
      await chooseFromMenu(page, row(page, "match-archive"), item);
      await form(page, "Change Recording Configuration match-archive");
    },
  },
  {
    name: "delete",
    theme: "Default Light Modern",
    async act(page) {
      await showForm(page);
      await chooseFromMenu(page, row(page, "match-archive"), "Delete…");
      const shown = await form(page, "Delete match-archive");
      await field(shown, "Type “match-archive” to confirm").fill("match-arch");
    },
  },
];

/** Opens the sidebar on the demo, with room for a form beside it. */
async function showForm(page: Page): Promise<void> {
  await page.setViewportSize({ width: 1100, height: 800 });
  await openSidebar(page);
  await row(page, "Kypqqpj3W1XI").waitFor();
}

/** Pictures of one size as one that moves, an animated PNG; with few colours, so that it stays small. */
function moving(frames: readonly { readonly png: Buffer; readonly ms: number }[]): Buffer {
  const images = frames.map(({ png }) => UPNG.decode(Uint8Array.from(png).buffer));
  const [first] = images;
  if (!first) throw new Error("There is no frame.");
  const pixels = images.map((image) => UPNG.toRGBA8(image)[0] ?? new ArrayBuffer(0));
  const delays = frames.map(({ ms }) => ms);
  return Buffer.from(UPNG.encode(pixels, first.width, first.height, 128, delays));
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      out: { type: "string", default: path.join(root, "media", "screenshots") },
      themes: { type: "string" },
      only: { type: "string" },
      width: { type: "string" },
    },
  });
  if (values.width) sidebarWidth = Number(values.width);
  mkdirSync(values.out, { recursive: true });
  for (const picture of pictures.filter(({ name }) => !values.only || name === values.only)) {
    for (const theme of values.themes === "all" ? themes : [picture.theme]) {
      const session = await startSession({ settings: { "workbench.colorTheme": theme } });
      const { page } = session;
      const settle = async () => {
        // Off the workbench, or a tooltip comes up.
        await page.mouse.move(0, 0);
        await page.waitForTimeout(1000);
      };
      const frames: { readonly png: Buffer; readonly ms: number }[] = [];
      await picture.act(page, async (ms) => {
        await settle();
        frames.push({ png: await page.screenshot(), ms });
      });
      const suffix = values.themes === "all" ? `-${theme.replaceAll(" ", "-").toLowerCase()}` : "";
      const file = path.join(values.out, `${picture.name}${suffix}.png`);
      if (frames.length > 0) writeFileSync(file, moving(frames));
      else {
        await settle();
        await page.screenshot({ path: file });
      }
      console.log(path.relative(process.cwd(), file));
      await session.stop();
    }
  }
}

main().then(
  () => process.exit(0),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);
