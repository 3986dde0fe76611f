import * as vscode from "vscode";

/** Where it is kept what is connected. */
export interface ConnectionsSetting {
  get(): unknown;
  /** One write, which is announced once. */
  set(list: readonly unknown[]): Promise<void>;
  onDidChange(changed: () => void): vscode.Disposable;
}

/** The person's own setting `ivs.connections`. It is of the machine: a workspace can't say where credentials go. */
export const connectionsSetting: ConnectionsSetting = {
  get: () => vscode.workspace.getConfiguration("ivs").get("connections"),
  async set(list) {
    const ivs = vscode.workspace.getConfiguration("ivs");
    await ivs.update("connections", list, vscode.ConfigurationTarget.Global);
  },
  onDidChange: (changed) =>
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration("ivs.connections")) changed();
    }),
};
