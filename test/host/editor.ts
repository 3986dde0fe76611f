import { execFile } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { discard, launch, root, scratch } from "./processes";
import { editor, type Which } from "./provision";

/** How an editor is started. */
export interface EditorOptions {
  readonly which: Which;
  /** The folder that is opened. */
  readonly folder: string;
  /** A packaged extension to install; the repository as it stands is installed if not given. */
  readonly vsix?: string;
  /** Folders of further extensions. */
  readonly extensions?: readonly string[];
  /** A module to run as the suite inside the extension host, with the repository under development. */
  readonly tests?: string;
  /** Machine settings: they win over the user's, and a command that changes one changes it there. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The extension host's whole environment. */
  readonly env: NodeJS.ProcessEnv;
  /** Open our view when a window opens, without a person's click on its icon. */
  readonly showView?: boolean;
  /** A free port if not given. */
  readonly port?: number;
  /** Ask whether the folder is to be trusted; it is trusted unasked if not given. */
  readonly askTrust?: boolean;
}

/** A running VS Code, to be opened in a browser. */
export interface RunningEditor {
  /** The address to open; every page of it is a window of its own. */
  readonly url: string;
  /** The folder on disk that our extension calls its global storage. */
  readonly storage: string;
  /** The machine's settings as they are now: a command may have changed them. */
  settings(): Record<string, unknown>;
  /** Changes the machine's settings, over those it began with; an open window follows. */
  set(settings: Readonly<Record<string, unknown>>): void;
  stop(): Promise<void>;
}

/** Settings that keep what is not ours off the screen. */
const quiet = {
  "chat.disableAIFeatures": true,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
};

/** Starts a VS Code that knows nothing of earlier runs. */
export async function startEditor(options: EditorOptions): Promise<RunningEditor> {
  const { node, serverMain } = await editor(options.which);
  const data = scratch();
  // Its sockets go with the folder; elsewhere their path would be too long for a socket.
  const own = process.platform === "linux" ? { TMPDIR: data, XDG_RUNTIME_DIR: data } : {};
  const env = { ...options.env, ...own };
  const machine = path.join(data, "data", "Machine", "settings.json");
  const set = (settings: object) =>
    writeFileSync(machine, JSON.stringify({ ...quiet, ...options.settings, ...settings }));
  mkdirSync(path.dirname(machine), { recursive: true });
  set({});
  const common = [serverMain, "--accept-server-license-terms", "--server-data-dir", data];

  const extensions = path.join(data, "extensions");
  mkdirSync(extensions);
  if (options.showView) writeOpener(path.join(extensions, "opener"));
  for (const folder of options.extensions ?? [])
    cpSync(folder, path.join(extensions, path.basename(folder)), { recursive: true });
  if (options.vsix) {
    const args = [...common, "--install-extension", options.vsix];
    await promisify(execFile)(node, args, { env });
  } else if (!options.tests) {
    symlinkSync(root, path.join(extensions, "ivs-explorer"), "junction");
  }

  const { found: port, stop } = await launch(
    "VS Code",
    node,
    [
      ...common,
      "--without-connection-token",
      "--host=127.0.0.1",
      `--port=${options.port ?? 0}`,
      "--telemetry-level=off",
      `--default-folder=${options.folder}`,
      ...(options.askTrust ? [] : ["--disable-workspace-trust"]),
      // The newest editor takes an extension under development from an address only with this, which
      // hides notifications: so a person's session has the extension installed instead.
      ...(options.tests ? ["--enable-smoke-test-driver"] : []),
    ],
    /agent listening on (\d+)/,
    env,
  );
  const host = `127.0.0.1:${port}`;
  const url = new URL(`http://${host}/`);
  if (options.tests) {
    const remote = (file: string) => `vscode-remote://${host}${pathToFileURL(file).pathname}`;
    const payload = [
      ["extensionDevelopmentPath", remote(root)],
      ["extensionTestsPath", remote(options.tests)],
    ];
    url.searchParams.set("payload", JSON.stringify(payload));
  }
  return {
    url: url.href,
    storage: path.join(data, "data", "User", "globalStorage", "ivs-explorer.ivs-explorer"),
    settings: () => JSON.parse(readFileSync(machine, "utf8")),
    set,
    async stop() {
      await stop();
      discard(data);
    },
  };
}

/** A fresh `--user-data-dir` for the desktop editor, with these settings. */
export function desktopData(settings: Readonly<Record<string, unknown>>): string {
  const data = scratch();
  mkdirSync(path.join(data, "User"));
  const all = { ...quiet, ...settings };
  writeFileSync(path.join(data, "User", "settings.json"), JSON.stringify(all));
  return data;
}

/** No address or setting opens a view: an extension of a line does. */
function writeOpener(folder: string): void {
  const manifest = {
    name: "opener",
    publisher: "ivs-explorer",
    version: "0.0.0",
    engines: { vscode: "^1.103.0" },
    main: "./main.js",
    activationEvents: ["onStartupFinished"],
    capabilities: { untrustedWorkspaces: { supported: true } },
  };
  mkdirSync(folder);
  writeFileSync(path.join(folder, "package.json"), JSON.stringify(manifest));
  writeFileSync(
    path.join(folder, "main.js"),
    'exports.activate = () => require("vscode").commands.executeCommand("ivs.channels.focus");\n',
  );
}
