import { mkdirSync } from "node:fs";
import path from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
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
import { command } from "./workbench";

/** Starts the browser, headless. */
export async function startBrowser(): Promise<Browser> {
  const { executablePath, env, args } = await browser();
  const everything = { ...process.env, ...env } as Record<string, string>;
  return chromium.launch({ executablePath, env: everything, args: [...args] });
}

/** Opens a window at an address of an editor, in a browser that has kept nothing, and waits for it. */
export async function openWindow(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    permissions: ["clipboard-read", "clipboard-write"],
  });
  // Generous: what a busy machine is slow at is not what is tested.
  context.setDefaultTimeout(30_000);
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
  /** Over those that point at the simulator. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Over the simulated environment; `undefined` takes a variable away. */
  readonly env?: NodeJS.ProcessEnv;
  readonly askTrust?: boolean;
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
    settings: { ...settingsFor(simulator), ...options.settings },
    env: { ...simulatedEnvironment(), ...options.env },
    askTrust: options.askTrust,
  });
  const browser = await startBrowser();
  const page = await openWindow(browser, editor.url);
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
 * A session for the mocha suite it is called in: started before its tests, stopped after them. A test
 * that fails leaves a screenshot in `.vscode-test/failures`.
 *
 *     describe("the sidebar", () => {
 *       const session = useSession({ seed: "demo" });
 *       it("opens", async () => command(session.page, "View: Show IVS"));
 *     });
 */
export function useSession(options: SessionOptions = {}): Session {
  const session = {} as Session;
  before(async function () {
    // The first run may have to install an editor and a browser.
    this.timeout(600_000);
    Object.assign(session, await startSession(options));
  });
  afterEach(async function () {
    const test = this.currentTest;
    if (!test || test.state === "passed" || test.isPending()) return;
    // What is tried again has not failed yet.
    if (test.state !== "failed") console.log(`      once more: ${test.title}`);
    const name = `${whichFromEnvironment()} ${test.fullTitle()}`;
    const folder = path.join(cache, "failures");
    mkdirSync(folder, { recursive: true });
    const file = path.join(folder, `${name.replace(/[^\w]+/g, "-").slice(0, 100)}.png`);
    await session.page.screenshot({ path: file });
    console.log(`      seen: ${path.relative(root, file)}`);
  });
  after(() => session.stop?.());
  return session;
}
