import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { api } from "../../src/simulator/ivs/api";
import { eventNames } from "../../src/simulator/sessionEvents";

const ROOT = join(__dirname, "../..");
const text = readFileSync(join(ROOT, "docs/simulator.md"), "utf8");

describe("the simulator's documentation", () => {
  it("says of each operation, once, what is faithful", () => {
    const [, table = ""] = text.split("## What is faithful");
    const firstCells = table.split("\n").map((line) => /^\| ([A-Z].*?) \|/.exec(line)?.[1] ?? "");
    const named = firstCells.flatMap((cell) => cell.split(", ")).filter((name) => name in api);
    assert.deepEqual(named.sort(), Object.keys(api).sort());
  });

  it("has every option that --help has", () => {
    const program = join(ROOT, "dist/simulator.js");
    const help = execFileSync(process.execPath, [program, "--help"], { encoding: "utf8" });
    const options = (text: string, pattern: RegExp) =>
      [...text.matchAll(pattern)].map(([, option]) => option);
    assert.deepEqual(
      options(text, /^\| `(--[a-z-]+)/gm).sort(),
      options(help, /^ {2}(--[a-z-]+)/gm).sort(),
    );
  });

  it("has every control route", () => {
    const source = readFileSync(join(ROOT, "src/simulator/control/routes.ts"), "utf8");
    const routes = [...source.matchAll(/^ {2}"[A-Z]+ (\/_simulator\/[a-z/]+)": route/gm)];
    assert.ok(routes.length > 5);
    for (const [, path] of routes) assert.ok(text.includes(path ?? "?"), path);
    assert.ok(eventNames.includes("Stream Failure") && text.includes("Stream Failure"));
  });
});
