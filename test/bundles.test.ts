import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { join } from "node:path";

/** What esbuild put into each bundle: what ships, and what is loaded only when it is needed. */

interface Metafile {
  readonly inputs: Readonly<
    Record<
      string,
      { readonly imports: readonly { readonly path: string; readonly external?: boolean }[] }
    >
  >;
}

/** The inputs of a bundle, and the modules that it requires when it runs. */
function bundle(name: string): { files: string[]; required: string[] } {
  const path = join(__dirname, "..", "dist", `${name}.meta.json`);
  assert.ok(existsSync(path), `${path} is made by \`node esbuild.js --metafile\``);
  const { inputs }: Metafile = JSON.parse(readFileSync(path, "utf8"));
  const imports = Object.values(inputs).flatMap((input) => input.imports);
  return {
    // `one:` is what esbuild.js makes of `vscode`.
    files: Object.keys(inputs).filter((file) => !file.startsWith("one:")),
    required: imports.filter(({ external }) => external).map(({ path }) => path),
  };
}

const isNode = (path: string) => path.startsWith("node:") || builtinModules.includes(path);

/** The folders of src, or files there, that a bundle has, and "package" for what others wrote. */
function roomsOf(name: string): string[] {
  const rooms = bundle(name).files.map((file) =>
    file.startsWith("node_modules/") ? "package" : (/^src\/([^/]+)/.exec(file)?.[1] ?? file),
  );
  return [...new Set(rooms)].sort();
}

/** What a bundle requires, Node's own modules aside. */
function requiredBy(name: string): string[] {
  return [...new Set(bundle(name).required.filter((path) => !isNode(path)))].sort();
}

describe("the bundles", () => {
  it("extension: the lazy tree alone, and the rest only outside it", () => {
    assert.deepEqual(bundle("extension").files.sort(), [
      "src/extension.ts",
      "src/tree/lazyTree.ts",
    ]);
    assert.deepEqual(requiredBy("extension"), ["./main.js", "vscode"]);
  });

  it("main: no package, and neither the SDK, the pages nor the simulator", () => {
    const rooms = roomsOf("main");
    assert.ok(rooms.includes("main.ts"));
    for (const room of ["package", "aws", "webview", "simulator"])
      assert.ok(!rooms.includes(room), `${room} is in main.js`);
    assert.deepEqual(requiredBy("main"), ["./aws/index.js", "vscode"]);
  });

  it("aws: the SDK, and of ours what knows no noun; not the editor", () => {
    assert.deepEqual(roomsOf("aws"), ["aws", "core", "package"]);
    // What the SDK loads for operations that stream events; IVS has none.
    assert.deepEqual(requiredBy("aws"), ["@smithy/core/event-streams"]);
  });

  it("webview: the wire and the widgets, nothing of the host", () => {
    assert.deepEqual(roomsOf("webview"), ["package", "shared", "webview"]);
    assert.deepEqual(bundle("webview").required, []);
  });

  it("simulator: itself and Node, and of packages what reads CBOR", () => {
    assert.deepEqual(roomsOf("simulator"), ["package", "simulator"]);
    const packages = bundle("simulator").files.filter((file) => file.startsWith("node_modules/"));
    assert.ok(
      packages.every((file) => file.startsWith("node_modules/@smithy/")),
      `${packages}`,
    );
    assert.deepEqual(requiredBy("simulator"), []);
  });
});
