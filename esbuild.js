// Builds what ships, in dist/. Quiet when all is well: `npm run simulator` must print its one line only.
// node esbuild.js [--watch] [--metafile]   (--metafile also writes dist/<bundle>.meta.json, for tests of what ships)
const esbuild = require("esbuild");
const { copyFileSync, rmSync, writeFileSync } = require("node:fs");
const { notices } = require("./notices");
const manifest = require("./package.json");

const watch = process.argv.includes("--watch");
const metafile = process.argv.includes("--metafile");

/** @type {import('esbuild').BuildOptions} */
const node = {
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  minify: !watch,
  sourcemap: watch,
  legalComments: "none",
  logLevel: "warning",
  metafile: true,
  // The SDK ships an ES build beside its CommonJS one: bundled from it, unused commands are shaken off.
  mainFields: ["module", "main"],
};

/**
 * Has all our modules share one `require("vscode")`. Left alone, each makes its own, and its own copy of the whole API:
 * a third of the time that activation takes.
 * @type {import('esbuild').Plugin}
 */
const oneVscode = {
  name: "one vscode",
  setup(build) {
    build.onResolve({ filter: /^vscode$/ }, ({ path, namespace }) =>
      namespace === "one" ? { path, external: true } : { path, namespace: "one" },
    );
    build.onLoad({ filter: /.*/, namespace: "one" }, () => ({
      contents: 'export * from "vscode"',
    }));
  },
};

/** @type {Record<string, import('esbuild').BuildOptions>} */
const bundles = {
  // What the editor loads to activate us, and what answers it: each is loaded when it is first needed. With dynamic
  // imports declared unsupported, esbuild writes them as deferred requires.
  extension: {
    ...node,
    entryPoints: { extension: "src/extension.ts" },
    external: ["./main.js"],
    plugins: [oneVscode],
    supported: { "dynamic-import": false },
  },
  main: {
    ...node,
    entryPoints: { main: "src/main.ts" },
    external: ["./aws/index.js"],
    plugins: [oneVscode],
    supported: { "dynamic-import": false },
  },
  aws: {
    ...node,
    entryPoints: { "aws/index": "src/aws/index.ts" },
    // The SDK loads it for operations that stream events; IVS has none.
    external: ["@smithy/core/event-streams"],
  },
  // The pages: a browser's.
  webview: {
    ...node,
    platform: "browser",
    format: "iife",
    target: "chrome132",
    mainFields: ["browser", "module", "main"],
    entryPoints: { "webview/form": "src/webview/form.ts", "webview/page": "src/webview/page.ts" },
  },
  // A program that npx runs, hence its first line.
  simulator: {
    ...node,
    entryPoints: { simulator: "src/simulator/main.ts" },
    banner: { js: "#!/usr/bin/env node" },
  },
};

/**
 * Makes of dist what `npm pack ./dist` packs: the simulator alone. Packed by our own manifest, it would install all that
 * the extension bundles.
 */
function simulatorPackage() {
  const { version, license, repository, bugs } = manifest;
  const simulator = {
    name: "ivs-simulator",
    version,
    description: "A local server that answers as Amazon IVS does",
    ...{ license, repository, bugs },
    bin: { "ivs-simulator": "simulator.js" },
    files: ["simulator.js"],
    engines: { node: ">=20" },
  };
  writeFileSync("dist/package.json", JSON.stringify(simulator, undefined, 2));
  copyFileSync("docs/simulator.md", "dist/README.md");
  copyFileSync("LICENSE", "dist/LICENSE");
}

async function main() {
  rmSync("dist", { recursive: true, force: true });
  const metafiles = [];
  for (const [name, options] of Object.entries(bundles)) {
    const all = { ...options, outdir: "dist" };
    if (watch) {
      const context = await esbuild.context(all);
      await context.watch();
    } else {
      const result = await esbuild.build(all);
      metafiles.push(result.metafile);
      if (metafile) writeFileSync(`dist/${name}.meta.json`, JSON.stringify(result.metafile));
    }
  }
  if (watch) return;
  writeFileSync("dist/THIRD_PARTY_NOTICES.txt", notices(metafiles));
  simulatorPackage();
}

main().catch((error) => {
  // esbuild has said its own.
  if (!error.errors) console.error(error.message);
  process.exit(1);
});
