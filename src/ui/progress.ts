import * as vscode from "vscode";

/** Shows the progress bar of the sidebar's view until a task has ended; gives what that gives. */
export async function withViewProgress<T>(task: () => Promise<T>): Promise<T> {
  return await vscode.window.withProgress({ location: { viewId: "ivs.channels" } }, task);
}
