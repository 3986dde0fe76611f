import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Who may import whom, asserted on what esbuild put into the bundles: on what ships. */

interface Metafile {
  readonly inputs: Readonly<
    Record<
      string,
      { readonly imports: readonly { readonly path: string; readonly external?: boolean }[] }
    >
  >;
}

const ROOT = join(__dirname, "..");

function bundle(name: string): Metafile {
  const path = join(ROOT, "dist", `${name}.meta.json`);
  assert.ok(existsSync(path), `${path} is made by \`node esbuild.js --metafile\``);
  return JSON.parse(readFileSync(path, "utf8"));
}

/** Which layer a file or an imported module belongs to. */
function layer(path: string): string {
  // By way of a module that esbuild.js makes.
  if (/^(one:)?vscode$/.test(path)) return "vscode";
  if (path.startsWith("node:") || require("node:module").builtinModules.includes(path))
    return "node";
  if (path.startsWith("node_modules/")) return "package";
  const [, first = "", rest] = /^(?:src|\.)\/([^/]+)(\/.+)?$/.exec(path) ?? [];
  return rest ? first : first.replace(/\.ts$/, "");
}

/** Every pair of layers with an import between them, and where it stands. */
function imports({ inputs }: Metafile): Map<string, string> {
  const found = new Map<string, string>();
  for (const [file, { imports }] of Object.entries(inputs)) {
    if (!file.startsWith("src/")) continue;
    for (const { path } of imports)
      found.set(`${layer(file)} → ${layer(path)}`, `${file} → ${path}`);
  }
  return found;
}

function assertOnly(name: string, allowed: readonly string[]): void {
  for (const [pair, where] of imports(bundle(name))) {
    const [from, to] = pair.split(" → ");
    assert.ok(from === to || allowed.includes(pair), `${where} crosses a layer: ${pair}`);
  }
}

describe("layers", () => {
  it("what activates us: the door alone, and the rest only outside it", () => {
    const { inputs } = bundle("extension");
    const ours = Object.keys(inputs).filter((file) => file.startsWith("src/"));
    assert.deepEqual(ours.sort(), ["src/extension.ts", "src/views/door.ts"]);
  });

  it("the main bundle: the model knows nobody, the views only the model, and only main the AWS half", () => {
    assertOnly("main", [
      ...["commands", "views", "session", "settings", "main"].map((l) => `${l} → vscode`),
      ...["commands", "views", "session", "settings", "main"].map((l) => `${l} → model`),
      ...["views", "settings"].map((l) => `session → ${l}`),
      ...["views", "settings"].map((l) => `commands → ${l}`),
      ...["commands", "views", "session", "simulatorProcess", "snapshots", "aws"].map(
        (l) => `main → ${l}`,
      ),
      ...["commands", "views"].map((l) => `${l} → shared`),
      "views → node",
      "simulatorProcess → node",
      "snapshots → node",
      "simulatorProcess → vscode",
    ]);
  });

  it("the main bundle: no SDK, and the AWS half only outside it", () => {
    const { inputs } = bundle("main");
    assert.deepEqual(
      Object.keys(inputs).filter((file) => file.startsWith("node_modules/")),
      [],
    );
    const inside = Object.keys(inputs).filter((file) => file.startsWith("src/aws/"));
    assert.deepEqual(inside, []);
  });

  it("the AWS bundle: the SDK and the model, not the editor", () => {
    const allowed = ["aws → package", "aws → model", "aws → node"];
    assertOnly("aws", allowed);
    for (const pair of imports(bundle("aws")).keys()) assert.ok(!pair.endsWith("→ vscode"), pair);
  });

  it("the forms' page: the wire and the widgets, neither the model nor the editor", () => {
    assertOnly("webview", ["webview → shared", "webview → package"]);
  });

  it("the simulator: itself, Node and the CBOR of the SDK's core, nothing else", () => {
    assertOnly("simulator", ["simulator → node", "simulator → package"]);
    const packages = Object.keys(bundle("simulator").inputs)
      .map((file) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1])
      .filter((name) => name !== undefined);
    assert.deepEqual([...new Set(packages)], ["@smithy/core", "@smithy/types"]);
  });
});
