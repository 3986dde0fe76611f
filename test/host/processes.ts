import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import path from "node:path";

/** The repository's root folder. */
export const root = path.resolve(__dirname, "../..");

const running = new Set<ChildProcess>();
const folders = new Set<string>();

/** A program that is up, and what its ready line said. */
export interface Running {
  readonly found: string;
  stop(): Promise<void>;
}

/**
 * Starts a program and waits for the line that says it is up (`ready`, whose first group is `found`).
 * Its whole process tree ends with this process, however that ends.
 */
export function launch(
  name: string,
  command: string,
  args: readonly string[],
  ready: RegExp,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Running> {
  const child = spawn(command, args, {
    env,
    stdio: ["ignore", "pipe", "pipe"],
    windowsHide: true,
    // A group of its own: one signal reaches what the program starts in turn.
    detached: process.platform !== "win32",
  });
  running.add(child);
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  return new Promise((resolve, reject) => {
    let said = "";
    const fail = (why: string) => {
      clearTimeout(timer);
      kill(child);
      reject(new Error(`${name} ${why}.\n${said.slice(-4000)}`));
    };
    const timer = setTimeout(() => fail("was not up after a minute"), 60_000);
    const read = (chunk: Buffer) => {
      if (said.length < 100_000) said += chunk;
      const found = ready.exec(said)?.[1];
      if (!found) return;
      clearTimeout(timer);
      resolve({
        found,
        stop: () => {
          kill(child);
          return ended;
        },
      });
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("error", (error) => fail(`could not be started: ${error.message}`));
    child.once("exit", (code) => {
      kill(child);
      fail(`ended (${code}) before it was up`);
    });
  });
}

function kill(child: ChildProcess): void {
  running.delete(child);
  if (!child.pid) return;
  try {
    if (process.platform === "win32") {
      spawnSync("taskkill", ["/pid", String(child.pid), "/t", "/f"], { stdio: "ignore" });
    } else {
      process.kill(-child.pid, "SIGKILL");
    }
  } catch {
    // Nothing of it is left.
  }
}

/** A fresh temporary folder, removed when this process ends. */
export function scratch(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "ivs-explorer-"));
  folders.add(folder);
  return folder;
}

/** Removes a folder made by `scratch`. */
export function discard(folder: string): void {
  folders.delete(folder);
  // Retried: what was just killed may still be letting go of its files.
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

process.once("exit", () => {
  for (const child of running) kill(child);
  for (const folder of folders) {
    try {
      discard(folder);
    } catch {
      // A file that Windows still holds: the system's own clean-up has it.
    }
  }
});

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => process.exit(128 + constants.signals[signal]));
}

// npm and the shell between it and us pass no signal on: when they are gone, so are we.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.exit(1);
}, 500).unref();
