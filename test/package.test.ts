import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listFiles, PackageManager } from "@vscode/vsce";
import type { Metafile } from "esbuild";

/** What ships: in the extension's package, and in the simulator's. */

const ROOT = join(__dirname, "..");
const text = (path: string) => readFileSync(join(ROOT, path), "utf8");

describe("what ships", () => {
  let bundles: Metafile["outputs"];
  /** The folders of the packages that have any byte in a bundle. */
  let packages: string[];

  before(() => {
    const metafiles = readdirSync(join(ROOT, "dist")).filter((file) => file.endsWith(".meta.json"));
    assert.ok(metafiles.length > 0, "made by `node esbuild.js --metafile`");
    bundles = Object.assign(
      {},
      ...metafiles.map((file) => JSON.parse(text(join("dist", file))).outputs),
    );
    const inputs = Object.values(bundles).flatMap((bundle) => Object.entries(bundle.inputs));
    packages = inputs
      .filter(([file, { bytesInOutput }]) => file.startsWith("node_modules/") && bytesInOutput > 0)
      .map(([file]) => file.replace(/^(.*node_modules\/(?:@[^/]+\/)?[^/]+).*/, "$1"));
    packages = [...new Set(packages)].sort();
    assert.ok(packages.includes("node_modules/@aws-sdk/client-ivs"));
    assert.ok(packages.includes("node_modules/lit-html"));
  });

  it("every bundle, no other script, and the notices", async function () {
    this.timeout(180_000);
    const files = await listFiles({ cwd: ROOT, packageManager: PackageManager.None });
    assert.deepEqual(
      files.filter((file) => file.endsWith(".js")).sort(),
      Object.keys(bundles).sort(),
    );
    assert.ok(files.includes("dist/THIRD_PARTY_NOTICES.txt"));
  });

  it("a notice for each package that is bundled, with its license, and for no other", () => {
    const sections = text("dist/THIRD_PARTY_NOTICES.txt").split("=".repeat(80));
    const named = sections.flatMap((section) => section.match(/^\S+ \d\S+ \(.+\)$/gm) ?? []);
    const expected = packages.map((folder) => {
      const { name, version, license } = JSON.parse(text(`${folder}/package.json`));
      return `${name} ${version} (${license})`;
    });
    assert.deepEqual(named.sort(), expected.sort());

    for (const [i, folder] of packages.entries()) {
      const section = sections.find((section) => section.includes(`${expected[i]}\n`)) ?? "";
      const license = `${folder}/LICENSE`;
      if (existsSync(join(ROOT, license))) assert.ok(section.includes(text(license).trimEnd()));
      else assert.match(section, /Apache License\s+Version 2.0/, folder);
    }
  });

  it("only dependencies, so that an audit sees them, and each of them", () => {
    const { packages: locked } = JSON.parse(text("package-lock.json"));
    for (const folder of packages) assert.ok(!locked[folder].dev, `${folder} is bundled`);
    for (const name of Object.keys(JSON.parse(text("package.json")).dependencies))
      assert.ok(packages.includes(`node_modules/${name}`), `${name} is not bundled`);
  });

  it("the simulator alone, as an npm package that runs without any other", () => {
    const folder = mkdtempSync(join(tmpdir(), "ivs-package-"));
    try {
      const npm = (...args: string[]) =>
        execFileSync("npm", args, {
          cwd: folder,
          encoding: "utf8",
          shell: process.platform === "win32",
        });
      npm("pack", join(ROOT, "dist"), "--silent");
      const [tarball = ""] = readdirSync(folder);
      npm("install", "--offline", "--no-audit", "--no-fund", "--silent", join(folder, tarball));
      const modules = readdirSync(join(folder, "node_modules"));
      assert.deepEqual(
        modules.filter((name) => !name.startsWith(".")),
        ["ivs-simulator"],
      );
      const files = readdirSync(join(folder, "node_modules", "ivs-simulator"));
      assert.deepEqual(files.sort(), ["LICENSE", "README.md", "package.json", "simulator.js"]);
      assert.match(npm("exec", "--offline", "ivs-simulator", "--", "--help"), /--port/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
