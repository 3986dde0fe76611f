// npm start -- [--port 3000] [--seed demo|empty] [--desktop]
// Shows the extension in a real VS Code, at work on a simulated IVS, until Ctrl-C.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { parseArgs } from "node:util";
import { desktopData, type EditorOptions, startEditor } from "./editor";
import { packageExtension } from "./package";
import { root, scratch } from "./processes";
import { versionOf } from "./provision";
import { type Simulator, settingsFor, simulatedEnvironment, startSimulator } from "./simulator";

async function main(): Promise<void> {
  const { port, seed, desktop } = parseArgs({
    options: {
      port: { type: "string" },
      seed: { type: "string", default: "demo" },
      desktop: { type: "boolean", default: false },
    },
  }).values;
  if (seed !== "demo" && seed !== "empty") throw new Error("--seed is demo or empty.");
  const free = desktop ? 0 : await choosePort(port);
  const simulator = await startSimulator(seed);
  console.log(`IVS simulator: ${simulator.url}`);
  await (desktop ? showDesktop(simulator) : showInBrowser(simulator, free));
}

/** The port asked for, else 3000, else (0) any that is free. */
async function choosePort(asked: string | undefined): Promise<number> {
  const port = Number(asked ?? 3000);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new Error(`${asked} is not a port.`);
  const probe = createServer().listen(port, "127.0.0.1");
  const taken = await once(probe, "listening").then(
    () => false,
    () => true,
  );
  probe.close();
  if (!taken) return port;
  if (asked) throw new Error(`Port ${port} is taken; choose another, or leave --port out.`);
  console.log("Port 3000 is taken: using another.");
  return 0;
}

async function showInBrowser(simulator: Simulator, port: number): Promise<void> {
  console.log(`Starting VS Code ${versionOf("newest")}…`);
  const options: EditorOptions = {
    which: "newest",
    folder: workFolder(),
    settings: settingsFor(simulator),
    env: simulatedEnvironment(),
    showView: true,
    port,
  };
  // Packaged, so that what is shown is what is shipped.
  const editor = await packageExtension()
    .then((vsix) => startEditor({ ...options, vsix }))
    .catch(() => {
      console.log("Shown as built, not as packaged: `npm run package` says why.");
      return startEditor(options);
    });
  console.log(`VS Code is ready: ${editor.url}`);
  console.log("Open it in a browser; Amazon IVS is in the sidebar. Ctrl-C stops everything.");
}

async function showDesktop(simulator: Simulator): Promise<void> {
  const data = desktopData({
    ...settingsFor(simulator),
    "security.workspace.trust.enabled": false,
  });
  const args = [
    "--wait",
    "--new-window",
    "--extensionDevelopmentPath",
    root,
    "--user-data-dir",
    data,
  ];
  // On Windows `code` is a batch file: its arguments pass through a shell.
  const shell = process.platform === "win32";
  const quoted = [...args, workFolder()].map((each) => (shell ? `"${each}"` : each));
  const code = spawn("code", quoted, { env: simulatedEnvironment(), stdio: "inherit", shell });
  // First of all, while the folder with the editor's own process id is still there.
  process.prependOnceListener("exit", () => {
    code.kill();
    try {
      process.kill(Number(readFileSync(path.join(data, "code.lock"), "utf8")));
    } catch {
      // The window was closed before.
    }
  });
  await once(code, "spawn").catch(() => {
    throw new Error("`code` was not found: install VS Code with its command in the PATH.");
  });
  console.log(
    "VS Code is opening, with Amazon IVS in its sidebar. Ctrl-C, or closing it, ends all.",
  );
  const [exit] = await once(code, "exit");
  process.exit(exit ?? 1);
}

/** A folder to open: an editor without one looks half started. */
function workFolder(): string {
  const folder = path.join(scratch(), "demo");
  mkdirSync(folder);
  writeFileSync(
    path.join(folder, "README.md"),
    "# A folder to try things in\n\nAmazon IVS is in the sidebar: click its icon in the activity bar.\n",
  );
  return folder;
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
