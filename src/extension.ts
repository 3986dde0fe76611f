import type * as vscode from "vscode";
import { openDoor } from "./views/door";

/**
 * Called by the editor when one of our views or commands is first used. Opens the tree view, and loads what fills it
 * while the editor goes about showing it; what the editor asks meanwhile waits. Resolves when all is there.
 */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const main = new Promise(setImmediate)
    .then(() => import("./main.js"))
    .then(({ start }) => start(context, door));
  const door = openDoor(() => main);
  context.subscriptions.push(door);
  await main;
}
