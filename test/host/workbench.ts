import assert from "node:assert/strict";
import type { FrameLocator, Locator, Page } from "playwright-core";

// The hands and eyes of a person at the workbench. Those that act wait for what they act on; those that
// return a Locator wait when it is used. Names are given as they are seen on screen.

/** Runs a command by its whole title in the palette, as in "IVS: Refresh". */
export async function command(page: Page, title: string): Promise<void> {
  await eventually(async () => {
    await page.keyboard.press("F1");
    try {
      await type(page, `>${title}`, { timeout: 3000 });
      // The first is the command itself; one used of late is offered twice.
      await choice(page, title).first().click({ timeout: 3000 });
    } catch (error) {
      // A palette that came up before our commands did never shows them, and one may be shut by what takes the focus.
      await page.keyboard.press("Escape");
      throw error;
    }
  });
  // What is typed next must not go to the palette that is on its way out.
  await eventually(async () => {
    const left = await page
      .locator(`${quickInput} input[type=text]:visible`)
      .evaluateAll((all) =>
        all.some((input) => (input as unknown as { value: string }).value.startsWith(">")),
      );
    assert.ok(!left, "the palette is still there");
  });
}

/** Opens the sidebar on our view, in any language. */
export async function openSidebar(page: Page): Promise<void> {
  const title = page.locator(".sidebar .composite.title", { hasText: "Amazon IVS" });
  await eventually(async () => {
    // A click shuts a sidebar that was open already: one that comes back after a reload may do so under it.
    if (!(await title.isVisible()))
      await page.locator(".activitybar").getByRole("tab", { name: "IVS" }).click();
    await title.waitFor({ timeout: 3000 });
  });
}

const quickInput = ".quick-input-widget";
const channels = ".sidebar .tree-explorer-viewlet-tree-view";

/** The rows of the tree as a person reads them: indented by level, name, then the description. */
export function tree(page: Page): Promise<string[]> {
  return page.locator(`${channels} [role=treeitem]`).evaluateAll((rows) =>
    rows.map((row) => {
      const indent = "  ".repeat(Number(row.getAttribute("aria-level")) - 1);
      const name = row.querySelector(".label-name")?.textContent;
      const description = row.querySelector(".label-description")?.textContent ?? "";
      return `${indent}${name} ${description}`.trimEnd();
    }),
  );
}

/** The row of the tree with that name. Its `aria-label` is what a screen reader says. */
export function row(page: Page, name: string): Locator {
  const label = page.locator(".label-name").getByText(name, { exact: true });
  return page.locator(`${channels} [role=treeitem]`).filter({ has: label });
}

/** Opens a row of the tree that is shut. */
export async function expand(page: Page, name: string): Promise<void> {
  const wanted = row(page, name);
  if ((await wanted.getAttribute("aria-expanded")) === "false") {
    await wanted.locator(".monaco-tl-twistie").click();
  }
}

/** What the context menu of something offers; the menu is left open. */
export async function contextMenu(page: Page, target: Locator): Promise<string[]> {
  await target.click({ button: "right" });
  const items = page.locator(".monaco-menu [role=menuitem]");
  await items.first().waitFor();
  return items.locator(".action-label").allInnerTexts();
}

/** Chooses from the context menu of something; the last of `path`, what comes before it are submenus. */
export async function chooseFromMenu(
  page: Page,
  target: Locator,
  ...path: string[]
): Promise<void> {
  // By its words: the name of its role has its keys in it too, in some editors.
  const named = (item: string) =>
    page.locator(".monaco-menu .action-label").getByText(item, { exact: true });
  const wanted = named(path.at(-1) ?? "");
  const open = async () => {
    await contextMenu(page, target);
    for (const submenu of path.slice(0, -1)) await named(submenu).click({ timeout: 3000 });
  };
  let [opened, clicked] = [false, false];
  await eventually(async () => {
    if (!(await wanted.isVisible())) {
      if (clicked) return;
      // A redraw of the tree shuts a menu, or leaves it without its row: it is opened again. Where there is none, Escape
      // would take the selection away.
      if (opened) for (const _ of path) await page.keyboard.press("Escape");
      opened = true;
      await open();
    }
    // A menu that has just opened takes no click yet.
    await wanted.click({ timeout: 3000 });
    clicked = true;
    await wanted.waitFor({ state: "hidden", timeout: 500 });
  });
}

/** Asks to move a channel, by the keyboard: the pick is on screen then. */
export async function moveByKeys(page: Page, channel: Locator): Promise<void> {
  await eventually(async () => {
    await channel.click();
    await page.keyboard.press("Control+Alt+M");
    await page.locator(".quick-input-list .monaco-list-row").first().waitFor({ timeout: 3000 });
  });
}

/** A button of the view's title bar, by its title. */
export function viewAction(page: Page, title: string): Locator {
  return page
    .locator(".sidebar .title-actions, .sidebar .pane-header")
    .getByRole("button", { name: title });
}

/** The items of the status bar with that text in them. */
export function statusBar(page: Page, text: string | RegExp): Locator {
  return page.locator(".statusbar-item").filter({ hasText: text });
}

/** What the quick pick on screen offers, as a screen reader says it: "name, description, detail". */
export async function choices(page: Page): Promise<string[]> {
  const rows = page.locator(".quick-input-list .monaco-list-row");
  await rows.first().waitFor();
  return rows.evaluateAll((all) => all.map((each) => each.getAttribute("aria-label") ?? ""));
}

/** The choice with that name in the quick pick on screen. */
export function choice(page: Page, name: string): Locator {
  const label = page.locator(".label-name").getByText(name, { exact: true });
  return page.locator(".quick-input-list .monaco-list-row").filter({ has: label });
}

/** Types into the quick pick or input box on screen, over what is there; Enter is the test's to press. */
export async function type(page: Page, text: string, options = {}): Promise<void> {
  await page.locator(`${quickInput} input[type=text]`).fill(text, options);
}

/** Chooses in the quick pick on screen by the keyboard alone: types a name, and takes it once Enter would take that. */
export async function chooseByTyping(page: Page, name: string): Promise<void> {
  const first = choice(page, name).and(page.locator(".focused"));
  await eventually(async () => {
    await type(page, name);
    await first.waitFor({ timeout: 3000 });
  });
  await page.keyboard.press("Enter");
}

/** A notification with that text in it. */
export function notification(page: Page, text: string): Locator {
  return page.locator(".notifications-toasts .notification-list-item").filter({ hasText: text });
}

/** The modal dialog on screen. */
export function dialog(page: Page): Locator {
  return page.locator(".monaco-dialog-box");
}

/** Presses a button of a dialog or of a notification. */
export async function press(where: Locator, button: string): Promise<void> {
  await where.getByRole("button", { name: button, exact: true }).click();
}

/** The document in the active webview. */
export function webview(page: Page): FrameLocator {
  return page.frameLocator("iframe.webview").frameLocator("#active-frame");
}

/** What is in the clipboard. */
export function clipboard(page: Page): Promise<string> {
  return page.evaluate("navigator.clipboard.readText()");
}

/** Repeats an assertion until it holds; when it never does, its own failure is the test's. */
export async function eventually<T>(check: () => Promise<T>, milliseconds = 30_000): Promise<T> {
  const end = Date.now() + milliseconds;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
