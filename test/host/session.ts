import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { type Browser, chromium, type Page } from "playwright-core";
import { control } from "../control";
import { type RunningEditor, startEditor } from "./editor";
import { root, scratch } from "./processes";
import { browser, cache, type Which } from "./provision";
import {
  type Seed,
  type Simulator,
  settingsFor,
  simulatedEnvironment,
  startSimulator,
} from "./simulator";
import { command, eventually, openSidebar, tree } from "./workbench";

/** Starts the browser, headless. */
export async function startBrowser(): Promise<Browser> {
  const { executablePath, env, args } = await browser();
  const everything = { ...process.env, ...env } as Record<string, string>;
  return chromium.launch({ executablePath, env: everything, args: [...args] });
}

/**
 * Opens a window at an address of an editor, in a browser that has kept nothing, and waits for it.
 * `language`: what the editor speaks. On the web it asks its page which one that is: a language pack would say it there.
 * Without one its own words stay English, and extensions get the language all the same.
 */
export async function openWindow(browser: Browser, url: string, language?: string): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    permissions: ["clipboard-read", "clipboard-write"],
  });
  // Generous: what a busy machine is slow at is not what is tested.
  context.setDefaultTimeout(30_000);
  if (language)
    await context.addInitScript(`globalThis._VSCODE_NLS_LANGUAGE = ${JSON.stringify(language)};`);
  const page = await context.newPage();
  await page.goto(url);
  await ready(page);
  return page;
}

/** Waits until the editor in a page takes a person's input. */
export async function ready(page: Page): Promise<void> {
  await page.locator(".monaco-workbench .statusbar-item").first().waitFor({ timeout: 60_000 });
}

/** What a session may differ in. */
export interface SessionOptions {
  readonly which?: Which;
  readonly seed?: Seed;
  /** A packaged extension; the repository as it stands if not given. */
  readonly vsix?: string;
  /** Folders of further extensions. */
  readonly extensions?: readonly string[];
  /** Of the simulator's program. */
  readonly simulatorArgs?: readonly string[];
  /** Members of the setting's entry that points at the simulator, over the usual. */
  readonly connection?: object;
  /** Over those that point at the simulator. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Over the simulated environment; `undefined` takes a variable away. */
  readonly env?: NodeJS.ProcessEnv;
  readonly askTrust?: boolean;
  /** What the editor speaks; English if not given. */
  readonly language?: string;
}

/** A simulator, an editor that looks at it, and a window of the editor, on an empty folder. */
export interface Session {
  readonly simulator: Simulator;
  readonly editor: RunningEditor;
  readonly page: Page;
  readonly folder: string;
  /** Reloads the window. */
  reload(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a session. `stop` it; what is forgotten ends with the process. */
export async function startSession(options: SessionOptions = {}): Promise<Session> {
  const folder = path.join(scratch(), "demo");
  mkdirSync(folder);
  const simulator = await startSimulator(options.seed ?? "demo", options.simulatorArgs);
  const editor = await startEditor({
    which: options.which ?? whichFromEnvironment(),
    folder,
    vsix: options.vsix,
    extensions: options.extensions,
    settings: { ...settingsFor(simulator, options.connection), ...options.settings },
    env: { ...simulatedEnvironment(), ...options.env },
    askTrust: options.askTrust,
  });
  const browser = await startBrowser();
  const page = await openWindow(browser, editor.url, options.language);
  return {
    simulator,
    editor,
    page,
    folder,
    async reload() {
      // As a person does it: the editor stores what it still has to store.
      await Promise.all([
        page.waitForEvent("load", { timeout: 90_000 }),
        command(page, "Developer: Reload Window"),
      ]);
      await ready(page);
    },
    async stop() {
      await browser.close();
      await editor.stop();
      await simulator.stop();
    },
  };
}

/** The editor that `run.ts` tests in this process. */
function whichFromEnvironment(): Which {
  return process.env.IVS_TEST_EDITOR === "oldest" ? "oldest" : "newest";
}

/**
 * A session on the demo account for the mocha suite it is called in, with our view open. Each test begins as the first
 * did: the simulator, the settings and what is on screen are put back, and after a failure all is started anew.
 * `refresh`: what that command is called in the session's language.
 *
 *     describe("the sidebar", () => {
 *       const session = useSession();
 *       it("opens a form", async () => command(session.page, "IVS: Create Channel…"));
 *     });
 */
export function useSession(options: SessionOptions = {}, refresh = "Refresh"): Session {
  let settings: object;
  let rows: string[];
  return use(
    options,
    async ({ editor, page }) => {
      settings = editor.settings();
      await openSidebar(page);
      rows = await eventually(() => drawn(page));
      await pause(REDRAW);
    },
    async ({ simulator, editor, page }) => {
      if (!isDeepStrictEqual(editor.settings(), settings)) editor.set({});
      await control(simulator.url, "reset");
      if (await page.locator(".editor-group-container .tab").count())
        await command(page, "View: Close All Editors");
      if (await page.locator(".notifications-toasts .notification-list-item").count())
        await command(page, "Notifications: Clear All Notifications");
      await openSidebar(page);
      await command(page, `IVS: ${refresh}`);
      await eventually(async () => {
        const { ListChannels = 0, ListStreams = 0 } = await simulator.requests();
        assert.ok(ListChannels >= 2 && ListStreams >= 2, "both regions are read again");
        assert.deepEqual(await drawn(page), rows);
      }, 10_000);
      await pause(REDRAW);
    },
  );
}

/** The editor holds redraws back for so long (ms), unseen; a menu of a row that is drawn again under it has lost its row. */
const REDRAW = 250;

/** The rows of the whole demo account, but for the configuration that is CREATING: that settles by itself. */
async function drawn(page: Page): Promise<string[]> {
  const rows = await tree(page);
  assert.equal(rows.length, 26, `${rows}`);
  // In every language.
  assert.equal(rows.filter((row) => row.includes("live")).length, 2, `${rows}`);
  return rows.filter((row) => !row.includes("highlights-2026"));
}

/** A session for each test of the mocha suite it is called in, before our view was opened. */
export function useFreshSession(options: SessionOptions = {}): Session {
  return use(options, async () => {});
}

/**
 * A session, started before the first test of a suite (`begin`) and again where it can't be brought back to what it was
 * (`again`). A test that fails leaves a screenshot in `.vscode-test/failures`.
 */
function use(
  options: SessionOptions,
  begin: (session: Session) => Promise<void>,
  again?: (session: Session) => Promise<void>,
): Session {
  const session = {} as Session;
  let usable = false;
  beforeEach(async () => {
    if (usable && again) {
      try {
        return await again(session);
      } catch (error) {
        console.log(`started anew: ${(error as Error).message}`);
      }
    }
    await session.stop?.();
    Object.assign(session, await startSession(options));
    await begin(session);
    usable = true;
  });
  afterEach(async function () {
    const test = this.currentTest;
    if (!test || test.state === "passed" || test.isPending()) return;
    usable = false;
    const name = `${whichFromEnvironment()} ${test.fullTitle()}`;
    const folder = path.join(cache, "failures");
    mkdirSync(folder, { recursive: true });
    const file = path.join(folder, `${name.replace(/[^\w]+/g, "-").slice(0, 100)}.png`);
    await session.page.screenshot({ path: file });
    console.log(
      `${test.state === "failed" ? "failed" : "once more"}: ${name}\n  seen: ${path.relative(root, file)}`,
    );
  });
  after(() => session.stop?.());
  return session;
}
