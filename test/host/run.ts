// npm run test:host -- [--only oldest|newest|suite|ui]… [--grep TEXT]
import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { buildSuite } from "./bundle";
import { startEditor } from "./editor";
import { root, scratch } from "./processes";
import { cache, versionOf, type Which } from "./provision";
import { startBrowser } from "./session";
import { settingsFor, simulatedEnvironment, startSimulator } from "./simulator";
import { mark } from "./suite";

/** The mocha suite inside the extension host; true when it passed. */
async function suite(which: Which, grep?: string): Promise<boolean> {
  const tests = await buildSuite();
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
    if (typeof line === "string" && line.startsWith(mark)) console.log(line.slice(mark.length));
  });
  let tooLong: NodeJS.Timeout | undefined;
  const exit = new Promise<number>((resolve) => {
    page.exposeFunction("codeAutomationExit", resolve);
    page.once("crash", () => resolve(1));
    tooLong = setTimeout(() => {
      console.error("The suite had not ended after ten minutes.");
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
}

/** The workbench driven as a person would, by mocha in Node; true when it passed. */
async function ui(which: Which, grep?: string): Promise<boolean> {
  const mocha = path.join(root, "node_modules", "mocha", "bin", "mocha.js");
  const args = ["--import=tsx", mocha, "--no-config", "--no-package", "--timeout=180000"];
  if (grep) args.push("--grep", grep);
  // A click that meets a redraw of the editor's is lost now and then. Where nobody watches it is tried once more, and said.
  if (process.env.CI) args.push("--retries=1");
  const child = spawn(process.execPath, [...args, "test/host/ui/**/*.test.ts"], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, IVS_TEST_EDITOR: which },
  });
  const [code] = await once(child, "exit");
  return code === 0;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { only: { type: "string", multiple: true, default: [] }, grep: { type: "string" } },
  });
  const { only, grep } = values;
  const chosen = <T extends string>(all: readonly T[]): readonly T[] => {
    const some = all.filter((each) => only.includes(each));
    return some.length ? some : all;
  };
  rmSync(path.join(cache, "failures"), { recursive: true, force: true });
  let passed = true;
  for (const which of chosen(["oldest", "newest"])) {
    for (const kind of chosen(["suite", "ui"])) {
      const title =
        kind === "suite" ? "inside the extension host" : "the workbench as a person uses it";
      console.log(`\n=== VS Code ${versionOf(which)}: ${title}`);
      passed = (await { suite, ui }[kind](which, grep)) && passed;
    }
  }
  // Whatever still hangs in the page or the browser must not keep the answer from coming.
  process.exit(passed ? 0 : 1);
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
