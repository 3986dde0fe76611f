import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { root, scratch } from "./processes";

/** Packages the extension as `npm run package` does, into a temporary folder; the `.vsix`. */
export async function packageExtension(): Promise<string> {
  const vsce = path.join(root, "node_modules", "@vscode", "vsce", "vsce");
  const vsix = path.join(scratch(), "ivs-explorer.vsix");
  const args = [vsce, "package", "--no-dependencies", "--out", vsix];
  await promisify(execFile)(process.execPath, args, { cwd: root });
  return vsix;
}
