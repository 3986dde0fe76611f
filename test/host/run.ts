// npm run test:host -- [--only oldest|newest|suite|ui]… [--grep TEXT] [FILE…]
import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { buildSuite } from "./bundle";
import { startEditor } from "./editor";
import { root, scratch } from "./processes";
import { browser, cache, editor, versionOf, type Which } from "./provision";
import { startBrowser } from "./session";
import { settingsFor, simulatedEnvironment, startSimulator } from "./simulator";
import { mark } from "./suite";

/** Takes what a part says, as it says it. */
type Print = (text: string) => void;

interface Part {
  readonly which: Which;
  readonly kind: "suite" | "ui";
  /** True when it passed. */
  run(print: Print): Promise<boolean>;
}

/** The mocha suite at `tests`, inside the extension host. */
const suite = (which: Which, tests: string, grep?: string): Part => ({
  which,
  kind: "suite",
  async run(print) {
    const simulator = await startSimulator("demo");
    const editor = await startEditor({
      which,
      folder: scratch(),
      tests,
      settings: settingsFor(simulator),
      env: { ...simulatedEnvironment(), ...(grep && { IVS_TEST_GREP: grep }) },
    });
    const browser = await startBrowser();
    const page = await browser.newPage();
    await page.exposeFunction("codeAutomationLog", (_type: string, [line]: unknown[]) => {
      if (typeof line === "string" && line.startsWith(mark)) print(`${line.slice(mark.length)}\n`);
    });
    let tooLong: NodeJS.Timeout | undefined;
    const exit = new Promise<number>((resolve) => {
      page.exposeFunction("codeAutomationExit", resolve);
      page.once("crash", () => resolve(1));
      tooLong = setTimeout(() => {
        print("The suite had not ended after ten minutes.\n");
        resolve(1);
      }, 600_000);
    });
    await page.goto(editor.url);
    const code = await exit;
    clearTimeout(tooLong);
    await browser.close();
    await editor.stop();
    await simulator.stop();
    return code === 0;
  },
});

/** The workbench driven as a person would, by mocha in Node: a few files side by side. */
const ui = (which: Which, files: readonly string[], grep?: string): Part => ({
  which,
  kind: "ui",
  async run(print) {
    const mocha = path.join(root, "node_modules", "mocha", "bin", "mocha.js");
    const args = ["--import=tsx", mocha, "--no-config", "--no-package", "--timeout=120000"];
    args.push("--parallel", `--jobs=${which === "newest" ? 3 : 1}`);
    // What both editors share is tried in the newest only: the same browser draws the same pages.
    const wanted = [which === "oldest" && "@both", grep].filter(Boolean);
    if (wanted.length > 0) args.push("--grep", wanted.map((text) => `(?=.*(?:${text}))`).join(""));
    const child = spawn(process.execPath, [...args, ...files], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        IVS_TEST_EDITOR: which,
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
      },
    });
    child.stdout.setEncoding("utf8").on("data", print);
    child.stderr.setEncoding("utf8").on("data", print);
    const [code, signal] = await once(child, "close");
    if (signal) print(`It was ended from outside, by ${signal}.\n`);
    return code === 0;
  },
});

async function main(): Promise<void> {
  const {
    values: { only, grep },
    positionals,
  } = parseArgs({
    options: { only: { type: "string", multiple: true, default: [] }, grep: { type: "string" } },
    allowPositionals: true,
  });
  const chosen = <T extends string>(all: readonly T[]): readonly T[] => {
    const some = all.filter((each) => only.includes(each));
    return some.length ? some : all;
  };
  rmSync(path.join(cache, "failures"), { recursive: true, force: true });
  const editors = chosen(["newest", "oldest"]);
  const kinds = positionals.length > 0 ? (["ui"] as const) : chosen(["suite", "ui"]);
  // Once, before several want it.
  await browser();
  for (const which of editors) await editor(which);
  const tests = kinds.includes("suite") ? await buildSuite() : "";
  const files = positionals.length > 0 ? positionals : ["test/host/ui/**/*.test.ts"];
  const lanes = editors.map((which) =>
    kinds.map((kind) => (kind === "suite" ? suite(which, tests, grep) : ui(which, files, grep))),
  );
  const passed = await runLanes(lanes);
  // Whatever still hangs in the page or the browser must not keep the answer from coming.
  process.exit(passed ? 0 : 1);
}

/** Runs the lanes side by side, and the parts of each in turn; what a part says is shown in one piece. True when all passed. */
async function runLanes(lanes: readonly (readonly Part[])[]): Promise<boolean> {
  const alone = lanes.flat().length === 1;
  const results = await Promise.all(
    lanes.map(async (parts) => {
      let passed = true;
      for (const part of parts) {
        const began = Date.now();
        let said = "";
        const print: Print = (text) => {
          if (alone) process.stdout.write(text);
          else said += text;
        };
        print(`\n=== VS Code ${versionOf(part.which)}: ${titles[part.kind]}\n`);
        passed = (await part.run(print)) && passed;
        console.log(`${said}=== ${((Date.now() - began) / 1000).toFixed(0)} s`);
      }
      return passed;
    }),
  );
  return results.every(Boolean);
}

const titles = {
  suite: "inside the extension host",
  ui: "the workbench as a person uses it",
} as const;

main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
