import { execFileSync, spawn } from "node:child_process";
import {
  accessSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { root } from "./processes";

/** Where everything that is not an npm dependency is kept: ignored by git, safe to delete. */
export const cache = path.join(root, ".vscode-test");

/** The two ends of what the extension supports. */
export type Which = "oldest" | "newest";

/** code-server carries VS Code's own server build: the only whole editor in the npm registry. */
const editors = {
  oldest: { version: "1.103.2", package: "code-server@4.103.2", node: "22" },
  newest: { version: "1.139.1", package: "code-server@4.139.1", node: "24" },
} as const;

/** The version of VS Code behind `which`. */
export const versionOf = (which: Which): string => editors[which].version;

/** An editor on disk: the Node it runs on and the program to run. */
export interface Editor {
  readonly node: string;
  readonly serverMain: string;
}

/** Installs an editor from the npm registry, once. */
export async function editor(which: Which): Promise<Editor> {
  const wanted = editors[which];
  const node = await nodeOf(wanted.node);
  const folder = await install(`vscode-${wanted.version}`, async (into) => {
    await npm(into, "install", wanted.package);
    await npm(path.join(into, vscode), "install", "--omit=dev");
    const logger = path.join(into, vscode, "node_modules", "@vscode", "spdlog", "index.js");
    copyFileSync(path.join(__dirname, "spdlog.js"), logger);
  });
  return { node, serverMain: path.join(folder, vscode, "out", "server-main.js") };
}

const vscode = path.join("node_modules", "code-server", "lib", "vscode");

async function nodeOf(major: string): Promise<string> {
  if (process.versions.node.split(".")[0] === major) return process.execPath;
  const { platform, arch } = process;
  const system = platform === "win32" ? "win" : platform;
  // Node for Apple's own processors moved to another name after version 18.
  const name = `node-${platform === "darwin" && arch === "arm64" ? "bin-" : ""}${system}-${arch}`;
  const folder = await install(`node-${major}`, (into) => npm(into, "install", `${name}@${major}`));
  return path.join(folder, "node_modules", name, "bin", system === "win" ? "node.exe" : "node");
}

/** A browser on disk, and how to start it. */
export interface Browser {
  readonly executablePath: string;
  readonly env: Record<string, string>;
  readonly args: readonly string[];
}

/** The browser to drive: `CHROME_PATH`, else an installed one, else (Linux) one from the npm registry. */
export async function browser(): Promise<Browser> {
  const args = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
  ];
  const installed = process.env.CHROME_PATH || installedBrowsers().find(runs);
  if (installed) return { executablePath: installed, env: {}, args };
  if (process.platform !== "linux" || process.arch !== "x64") {
    throw new Error(
      "No browser was found: install Google Chrome, Chromium or Microsoft Edge, or set CHROME_PATH to one.",
    );
  }
  const folder = await install("chromium-138", async (into) => {
    await npm(into, "install", "@sparticuz/chromium@138.0.2");
    // It unpacks into the temporary folder: let that be ours. The variable makes it add the libraries
    // and fonts that a bare Debian lacks.
    execFileSync(
      process.execPath,
      ["-e", "import('@sparticuz/chromium').then((m) => m.default.executablePath())"],
      { cwd: into, env: { ...process.env, TMPDIR: into, AWS_LAMBDA_JS_RUNTIME: "nodejs22.x" } },
    );
    // Its own list of font folders holds fixed places only.
    writeFileSync(
      path.join(into, "fonts", "fonts.conf"),
      '<fontconfig><dir prefix="relative">fonts</dir><cachedir prefix="xdg">fontconfig</cachedir></fontconfig>\n',
    );
    rmSync(path.join(into, "node_modules"), { recursive: true });
  });
  return {
    executablePath: path.join(folder, "chromium"),
    env: {
      LD_LIBRARY_PATH: path.join(folder, "al2023", "lib"),
      FONTCONFIG_PATH: path.join(folder, "fonts"),
    },
    args,
  };
}

function installedBrowsers(): string[] {
  const { env, platform } = process;
  if (platform === "win32") {
    const places = [env.ProgramFiles, env["ProgramFiles(x86)"], env.LOCALAPPDATA];
    const programs = [
      "Google/Chrome/Application/chrome.exe",
      "Microsoft/Edge/Application/msedge.exe",
    ];
    return places.flatMap((place) => programs.map((name) => path.join(place ?? "", name)));
  }
  if (platform === "darwin") {
    const names = ["Google Chrome", "Chromium", "Microsoft Edge"];
    const places = ["/Applications", path.join(env.HOME ?? "", "Applications")];
    return places.flatMap((place) =>
      names.map((name) => path.join(place, `${name}.app`, "Contents", "MacOS", name)),
    );
  }
  const names = [
    "google-chrome-stable",
    "google-chrome",
    "chromium",
    "chromium-browser",
    "microsoft-edge-stable",
    "microsoft-edge",
  ];
  return (env.PATH ?? "")
    .split(path.delimiter)
    .flatMap((place) => names.map((name) => path.join(place, name)));
}

function runs(program: string): boolean {
  try {
    accessSync(program, constants.X_OK);
    // Ubuntu has a `chromium-browser` that only says where to get one.
    if (process.platform === "linux") execFileSync(program, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/**
 * Makes a folder in the cache, once: elsewhere first, and moved into place when it is whole. So what is
 * in place is always whole, an aborted install is simply made again, and of two at once one wins.
 */
async function install(name: string, make: (into: string) => Promise<void>): Promise<string> {
  const folder = path.join(cache, name);
  if (existsSync(folder)) return folder;
  mkdirSync(cache, { recursive: true });
  for (const entry of readdirSync(cache)) {
    const owner = /\.(\d+)\.part$/.exec(entry)?.[1];
    if (owner && !alive(Number(owner))) remove(path.join(cache, entry));
  }
  const part = `${folder}.${process.pid}.part`;
  mkdirSync(part);
  console.log(`Installing ${name} from the npm registry, once…`);
  try {
    await make(part);
    try {
      renameSync(part, folder);
    } catch (error) {
      if (!existsSync(folder)) throw error;
    }
  } catch (error) {
    throw new Error(
      `${name} could not be installed; is the npm registry within reach? ${(error as Error).message}`,
    );
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
  return folder;
}

/** Removes what an aborted install left; another run, or its npm, may be at it too: the next one then. */
function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {}
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Scripts stay off: those of the editor would compile and download; it runs without their results. */
function npm(folder: string, ...args: string[]): Promise<void> {
  const own = process.env.npm_execpath ?? "";
  const [command, first] = own.endsWith("npm-cli.js") ? [process.execPath, [own]] : ["npm", []];
  const quiet = [
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--no-package-lock",
    "--loglevel=error",
  ];
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...first, ...args, "--prefix=.", ...quiet], {
      cwd: folder,
      stdio: ["ignore", "ignore", "pipe"],
      // On Windows npm is a batch file; no argument here needs quoting.
      shell: command === "npm" && process.platform === "win32",
    });
    let said = "";
    child.stderr.on("data", (chunk) => {
      said += chunk;
    });
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) return resolve();
      const [what, why] = [...said.matchAll(/npm (?:error|ERR!) (.+)/g)].map((line) => line[1]);
      reject(new Error(`npm says: ${what}, ${why}`));
    });
  });
}
