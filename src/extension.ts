import type * as vscode from "vscode";
import { openLazyTree } from "./tree/lazyTree";

/**
 * Called by the editor when one of our views or commands is first used. Opens the tree view, and loads what fills it
 * while the editor goes about showing it; what the editor asks meanwhile waits. Resolves when all is there.
 */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const main = new Promise(setImmediate)
    .then(() => import("./main.js"))
    .then(({ start }) => start(context, lazyTree));
  const lazyTree = openLazyTree(() => main);
  context.subscriptions.push(lazyTree);
  await main;
}
