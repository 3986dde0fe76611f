import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { AxeResults } from "axe-core";
import type { FrameLocator, Page } from "playwright-core";
import { button, field, form } from "../form";
import { useSession } from "../session";
import { chooseByTyping, command, webview } from "../workbench";

const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** Where pictures of the forms go, for people to look at; none are taken if not set. */
const pictures = process.env.IVS_TEST_PICTURES;

async function onRow(page: Page, title: string, name: string): Promise<void> {
  await command(page, title);
  await chooseByTyping(page, name);
}

/** Every form, as it is at first and with much in it. */
const forms: readonly {
  readonly name: string;
  readonly heading: string;
  readonly open: (page: Page) => Promise<void>;
  readonly fill?: (shown: FrameLocator) => Promise<void>;
}[] = [
  {
    name: "create-channel",
    heading: "Create Channel",
    open: (page) => command(page, "IVS: Create Channel…"),
    async fill(shown) {
      await field(shown, "Name").fill("two words");
      await shown.getByText("More", { exact: true }).click();
      await button(shown, "Add Tag").click();
      await field(shown, "Key 1").fill("aws:own");
      await button(shown, "Create Channel").click();
    },
  },
  {
    name: "edit-channel",
    heading: "Edit harbour-stadium-main",
    open: (page) => onRow(page, "IVS: Edit Channel…", "harbour-stadium-main"),
  },
  {
    name: "create-recording",
    heading: "Create Recording Configuration",
    open: (page) => command(page, "IVS: Create Recording Configuration…"),
    async fill(shown) {
      await field(shown, "S3 bucket").fill("northshore-archive-frankfurt");
      await shown.getByText("The bucket is in eu-central-1").waitFor();
    },
  },
  {
    name: "change-recording",
    heading: "Change Recording Configuration match-archive",
    open: (page) => onRow(page, "IVS: Change Recording Configuration…", "match-archive"),
  },
  {
    name: "attach",
    heading: "Attach Recording",
    open: (page) => onRow(page, "IVS: Attach Recording…", "ice-rink-two"),
  },
  {
    name: "delete",
    heading: "Delete match-archive",
    open: (page) => onRow(page, "IVS: Delete…", "match-archive"),
  },
];

/** What axe finds wrong with the page in a webview. */
async function violations(page: Page): Promise<string[]> {
  const outer = await page.locator("iframe.webview").elementHandle();
  const [frame] = (await outer?.contentFrame())?.childFrames() ?? [];
  assert.ok(frame);
  // The page is drawn on the editor, of which axe knows nothing.
  await frame.evaluate("document.body.style.background = 'var(--vscode-editor-background)'");
  await frame.evaluate(axe);
  const found = (await frame.evaluate("axe.run()")) as AxeResults;
  return found.violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`)}`,
  );
}

const themes = [
  "Default Dark Modern",
  "Default Light Modern",
  "Default High Contrast",
  "Default High Contrast Light",
] as const;

describe("forms: everybody can use them, in every theme", () => {
  const session = useSession();

  /** Has the editor and the form take each theme in turn. */
  async function inEveryTheme(name: string): Promise<void> {
    const { editor, page } = session;
    for (const theme of themes) {
      editor.set({ "workbench.colorTheme": theme });
      // Newer editors call it without the first word.
      const id = theme.replace("Default ", "");
      await webview(page).locator(`body[data-vscode-theme-id$="${id}"]`).waitFor();
      if (pictures) {
        mkdirSync(pictures, { recursive: true });
        const file = `${name}-${theme.replaceAll(" ", "-").toLowerCase()}.png`;
        await page.screenshot({ path: path.join(pictures, file) });
      }
      assert.deepEqual(await violations(page), [], theme);
    }
  }

  for (const { name, heading, open, fill } of forms) {
    it(heading, async () => {
      await open(session.page);
      const shown = await form(session.page, heading);
      await shown.locator(".buttons vscode-button").first().waitFor();
      await inEveryTheme(name);
      if (!fill) return;
      await fill(shown);
      await inEveryTheme(`${name}-filled`);
    });
  }

  it("what was created", async () => {
    const { page } = session;
    await command(page, "IVS: Create Channel…");
    const shown = await form(page, "Create Channel");
    await field(shown, "Name").fill("accessible");
    await field(shown, "Name").press("Escape");
    await shown.getByRole("alertdialog").waitFor();
    await inEveryTheme("discard");
    await button(shown, "Keep Editing").click();
    await button(shown, "Create Channel").click();
    await form(page, "Channel Created");
    await inEveryTheme("created");
  });
});
