import { rmSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { root } from "./processes";

/** Bundles the suite that runs inside the extension host, and says where it is. */
export async function buildSuite(): Promise<string> {
  const outdir = path.join(root, "out", "suite");
  rmSync(outdir, { recursive: true, force: true });
  await build({
    entryPoints: [path.join(__dirname, "suite/**/*.ts").replaceAll("\\", "/")],
    outdir,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    sourcemap: "inline",
    external: ["vscode", "mocha"],
    logLevel: "warning",
  });
  return path.join(outdir, "index.js");
}
