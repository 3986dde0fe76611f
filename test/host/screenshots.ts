// npm run screenshots -- [--out DIR] [--themes all] [--only NAME]
// The pictures of the README, from the real editor at work on the demo simulator.
import { mkdirSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import type { Page } from "playwright-core";
import { choose, field, form } from "./form";
import { root } from "./processes";
import { startSession } from "./session";
import { choice, chooseFromMenu, command, openSidebar, row, statusBar, webview } from "./workbench";

const themes = [
  "Default Dark Modern",
  "Default Light Modern",
  "Default High Contrast",
  "Default High Contrast Light",
] as const;

interface Picture {
  readonly name: string;
  readonly theme: (typeof themes)[number];
  /** Brings the workbench to what is to be seen. */
  readonly act: (page: Page) => Promise<void>;
}

/** Opens the sidebar on the demo, wide enough to read. */
async function showSidebar(page: Page): Promise<void> {
  await page.setViewportSize({ width: 1000, height: 720 });
  await openSidebar(page);
  await row(page, "Kypqqpj3W1XI").waitFor();
  const sash = await page.locator(".sidebar").boundingBox();
  if (!sash) return;
  const edge = sash.x + sash.width;
  await page.mouse.move(edge, 300);
  await page.mouse.down();
  await page.mouse.move(edge + 220, 300, { steps: 5 });
  await page.mouse.up();
}

const pictures: readonly Picture[] = [
  { name: "sidebar", theme: "Default Dark Modern", act: showSidebar },
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

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      out: { type: "string", default: path.join(root, "media", "screenshots") },
      themes: { type: "string" },
      only: { type: "string" },
    },
  });
  mkdirSync(values.out, { recursive: true });
  for (const picture of pictures.filter(({ name }) => !values.only || name === values.only)) {
    for (const theme of values.themes === "all" ? themes : [picture.theme]) {
      const session = await startSession({ settings: { "workbench.colorTheme": theme } });
      await picture.act(session.page);
      // Off the workbench, or a tooltip comes up.
      await session.page.mouse.move(0, 0);
      await session.page.waitForTimeout(1000);
      const suffix = values.themes === "all" ? `-${theme.replaceAll(" ", "-").toLowerCase()}` : "";
      const file = path.join(values.out, `${picture.name}${suffix}.png`);
      await session.page.screenshot({ path: file });
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
