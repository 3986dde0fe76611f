import { writeFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer } from "node:http";
import { Session } from "node:inspector/promises";
import type { AddressInfo } from "node:net";
import path from "node:path";
import * as vscode from "vscode";
import { bareClient, bareLists, barePages } from "./bare";

// Runs beside ours in the extension host: does the bare alternatives there, and watches the host's event loop.
// The bench tells it what to do over HTTP; where it listens it writes to the file IVS_BENCH_PORT_FILE.

/** Newer than the types we build with. */
declare global {
  namespace NodeJS {
    interface Process {
      threadCpuUsage(): { user: number; system: number };
    }
  }
}

interface Plain {
  readonly id: string;
  readonly name: string;
  readonly group: number;
}

/** The bare tree: plain objects in five groups; as many rows are drawn as ours draws, and they look the same. */
const GROUPS = 5;
const ROWS = 100;
let all: readonly Plain[] = [];
let shown: readonly Plain[] = [];
const redraw = new vscode.EventEmitter<undefined>();

let storage: string;
let session: Session | undefined;
let held = { wall: 0, busy: 0 };
let watching: NodeJS.Timeout | undefined;

/** Milliseconds that this thread has worked. */
function threadTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

const acts: Record<string, (args: never) => unknown> = {
  /** Removes what our extension remembers of accounts. */
  forget: () =>
    rm(path.join(storage, "..", "ivs-explorer.ivs-explorer"), { recursive: true, force: true }),
  command: (args: unknown[]) => vscode.commands.executeCommand(...(args as [string])),
  /** Starts a CPU profile of the extension host; `profiled` writes it to a file. */
  async profile() {
    session = new Session();
    session.connect();
    await session.post("Profiler.enable");
    await session.post("Profiler.setSamplingInterval", { interval: 200 });
    await session.post("Profiler.start");
  },
  async profiled({ file }: { file: string }) {
    const { profile } = (await session?.post("Profiler.stop")) ?? {};
    session?.disconnect();
    writeFileSync(file, JSON.stringify(profile));
  },
  /** Changes one of our settings; when that was told in the extension host (ms since the epoch). */
  async set({ name, value }: { name: string; value: unknown }) {
    const told = new Promise<number>((resolve) => {
      const listener = vscode.workspace.onDidChangeConfiguration(() => {
        listener.dispose();
        resolve(performance.timeOrigin + performance.now());
      });
    });
    const { Global } = vscode.ConfigurationTarget;
    await vscode.workspace.getConfiguration("ivs").update(name, value, Global);
    return told;
  },
  /** How long a bare call of both lists takes, once the SDK is loaded and connected. */
  async lists({ endpoint, times }: { endpoint: string; times: number }) {
    const client = bareClient(endpoint);
    await bareLists(client);
    const took: number[] = [];
    for (let i = 0; i < times; i++) took.push(await timed(() => bareLists(client)));
    client.destroy();
    return took;
  },
  async pages({ endpoint }: { endpoint: string }) {
    const client = bareClient(endpoint);
    const took = await timed(() => barePages(client));
    client.destroy();
    return took;
  },
  /** When a command began and ended (ms since the epoch). */
  async run([command]: [string]) {
    const began = performance.timeOrigin + performance.now();
    const took = await timed(() => vscode.commands.executeCommand(command));
    return { began, ended: began + took };
  },
  watch() {
    held = { wall: 0, busy: 0 };
    let wall = performance.now();
    let cpu = threadTime();
    watching = setInterval(() => {
      held = {
        wall: Math.max(held.wall, performance.now() - wall),
        busy: Math.max(held.busy, threadTime() - cpu),
      };
      wall = performance.now();
      cpu = threadTime();
    }, 1);
  },
  /**
   * The longest since `watch` that the event loop was held, in milliseconds: by the clock, and by the time that its
   * thread was at work. The first counts also what other programs took of the processor meanwhile.
   */
  watched() {
    clearInterval(watching);
    return held;
  },
  fill({ count }: { count: number }) {
    all = Array.from({ length: count }, (_, i) => ({
      id: `plain-${i}`,
      name: `trial-${String(i + 1).padStart(6, "0")}`,
      group: 1 + (i % GROUPS),
    }));
    shown = all;
    redraw.fire(undefined);
  },
};

export function activate(context: vscode.ExtensionContext): void {
  storage = context.globalStorageUri.fsPath;
  vscode.window.createTreeView<Plain | number>("probe.rows", {
    treeDataProvider: {
      onDidChangeTreeData: redraw.event,
      getChildren: (of) =>
        of === undefined
          ? Array.from({ length: GROUPS }, (_, group) => 1 + group)
          : shown.filter(({ group }) => group === of).slice(0, ROWS),
      getTreeItem(element) {
        if (typeof element !== "number")
          return Object.assign(new vscode.TreeItem(element.name), {
            id: element.id,
            description: "STANDARD · low latency",
            iconPath: new vscode.ThemeIcon("device-camera-video"),
            contextValue: "plain",
            accessibilityInformation: { label: `Channel ${element.name}, STANDARD, low latency` },
          });
        const count = shown.filter(({ group }) => group === element).length;
        const item = new vscode.TreeItem(
          `group ${element}`,
          vscode.TreeItemCollapsibleState.Expanded,
        );
        return Object.assign(item, { id: `group ${element}`, description: `${count} channels` });
      },
    },
  });
  vscode.commands.registerCommand("probe.filter", () => {
    const input = vscode.window.createQuickPick();
    input.onDidChangeValue((text) => {
      shown = all.filter(({ name }) => name.toLowerCase().includes(text.toLowerCase()));
      redraw.fire(undefined);
    });
    input.onDidHide(() => input.dispose());
    input.show();
  });
  vscode.commands.registerCommand("probe.pick", () =>
    vscode.window.showQuickPick(
      all.map(({ id, name }) => ({
        label: `$(device-camera-video) ${name}`,
        description: "STANDARD · standard latency · us-east-1",
        detail: id,
      })),
      { matchOnDescription: true, matchOnDetail: true },
    ),
  );
  vscode.commands.registerCommand("probe.panel", () => {
    const panel = vscode.window.createWebviewPanel("probe", "Probe", vscode.ViewColumn.Active, {
      enableScripts: true,
    });
    panel.webview.html = "<!DOCTYPE html><body><input id=probe></body>";
  });
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { act, args } = JSON.parse(Buffer.concat(chunks).toString());
    try {
      response.end(JSON.stringify({ answer: await acts[act]?.(args as never) }));
    } catch (error) {
      response.end(JSON.stringify({ error: String(error) }));
    }
  });
  server.listen(0, "127.0.0.1", () => {
    const { port } = server.address() as AddressInfo;
    writeFileSync(process.env.IVS_BENCH_PORT_FILE ?? "", String(port));
  });
}

async function timed(act: () => PromiseLike<unknown>): Promise<number> {
  const began = performance.now();
  await act();
  return performance.now() - began;
}
