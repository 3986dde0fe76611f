import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import type { Page } from "playwright-core";
import { packageExtension } from "../host/package";
import { scratch } from "../host/processes";
import { type Session, type SessionOptions, startSession } from "../host/session";
import { eventually } from "../host/workbench";

/** The packaged extension, made once a run. */
let vsix: Promise<string> | undefined;
export function packaged(): Promise<string> {
  vsix ??= packageExtension();
  return vsix;
}

/** A session of the newest editor with the packaged extension and the probe, before our view is shown. */
export interface Bench extends Session {
  /** Has the probe do something inside the extension host. */
  probe<T>(act: string, args?: unknown): Promise<T>;
}

/** Starts a session; `stop` it. */
export async function startBench(options: SessionOptions = {}): Promise<Bench> {
  const portFile = path.join(scratch(), "port");
  const session = await startSession({
    which: "newest",
    vsix: await packaged(),
    extensions: [await probe(), bareView()],
    ...options,
    connection: { regions: ["us-east-1"], ...options.connection },
    env: { IVS_BENCH_PORT_FILE: portFile, ...options.env },
  });
  return {
    ...session,
    async reload() {
      rmSync(portFile, { force: true });
      await session.reload();
    },
    async probe<T>(act: string, args?: unknown): Promise<T> {
      const port = await eventually(async () => readFileSync(portFile, "utf8"), 30_000);
      const answer = await fetch(`http://127.0.0.1:${port}/`, {
        method: "POST",
        body: JSON.stringify({ act, args }),
      });
      const { answer: value, error } = (await answer.json()) as { answer: T; error?: string };
      if (error) throw new Error(`${act}: ${error}`);
      return value;
    },
  };
}

const manifest = (name: string, more: object) =>
  JSON.stringify({
    name,
    publisher: "ivs-explorer",
    version: "0.0.0",
    engines: { vscode: "^1.100.0" },
    main: "./main.js",
    capabilities: { untrustedWorkspaces: { supported: true } },
    ...more,
  });

function view(id: string) {
  const [container = ""] = id.split(".");
  return {
    viewsContainers: { activitybar: [{ id: container, title: container, icon: "icon.svg" }] },
    views: { [container]: [{ id, name: container, icon: "icon.svg" }] },
  };
}

const ICON = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"/>';

async function probe(): Promise<string> {
  const folder = path.join(scratch(), "probe");
  await build({
    entryPoints: [path.join(__dirname, "probe", "extension.ts")],
    outfile: path.join(folder, "main.js"),
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    minify: true,
    external: ["vscode"],
    mainFields: ["module", "main"],
  });
  const commands = ["filter", "pick", "panel"].map((name) => ({
    command: `probe.${name}`,
    title: `Probe: ${name}`,
  }));
  const contributes = { ...view("probe.rows"), commands };
  writeFileSync(
    path.join(folder, "package.json"),
    manifest("probe", { activationEvents: ["onStartupFinished"], contributes }),
  );
  writeFileSync(path.join(folder, "icon.svg"), ICON);
  return folder;
}

/** The least extension there can be with a tree view: what an activation is measured against. */
function bareView(): string {
  const folder = path.join(scratch(), "bare");
  mkdirSync(folder);
  const main = `exports.activate = () => require("vscode").window.createTreeView("bare.rows", {
    treeDataProvider: { getChildren: () => [], getTreeItem: (item) => item },
  });`;
  writeFileSync(path.join(folder, "main.js"), main);
  writeFileSync(
    path.join(folder, "package.json"),
    manifest("bare", { contributes: view("bare.rows") }),
  );
  writeFileSync(path.join(folder, "icon.svg"), ICON);
  return folder;
}

/**
 * Waits until something is seen in a window, and gives when that was (ms since the epoch). `holds`: an expression, asked
 * in the page after every change of it.
 */
export function seenAt(page: Page, holds: string): Promise<number> {
  return page.evaluate(`new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error(${JSON.stringify(`never seen: ${holds}`)})), 60_000);
    const now = () => performance.timeOrigin + performance.now();
    const holds = () => ${holds};
    if (holds()) return resolve(now());
    const observer = new MutationObserver(() => {
      if (!holds()) return;
      observer.disconnect();
      resolve(now());
    });
    const what = { subtree: true, childList: true, characterData: true, attributes: true };
    observer.observe(document, what);
  })`);
}

/** As an expression for `seenAt`: a row of a tree whose text, name and description, matches. */
export const hasRow = (text: RegExp): string =>
  `[...document.querySelectorAll(".sidebar [role=treeitem] .monaco-icon-label")].some((row) => ${text}.test(row.textContent))`;

/** The same clock, in this process. */
export const now = (): number => performance.timeOrigin + performance.now();
