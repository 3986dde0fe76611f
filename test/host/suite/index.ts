import { readdirSync } from "node:fs";
import path from "node:path";
import { format } from "node:util";

/** What every line of the report begins with, unseen: the editor's own log comes the same way. */
export const mark = "\u200b";

/** Runs every test file beside this one, inside the extension host; the editor calls it. */
export async function run(): Promise<void> {
  const { default: Mocha } = await import("mocha");
  Mocha.reporters.Base.consoleLog = (...what) => console.log(mark + format(...what));
  const mocha = new Mocha({
    color: false,
    failZero: true,
    grep: process.env.IVS_TEST_GREP,
    timeout: 20_000,
  });
  const files = readdirSync(__dirname, { recursive: true, encoding: "utf8" });
  for (const file of files)
    if (file.endsWith(".test.js")) mocha.addFile(path.join(__dirname, file));
  await mocha.loadFilesAsync();
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures) throw new Error(`${failures} failed`);
}
