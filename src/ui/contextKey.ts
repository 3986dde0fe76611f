import { commands } from "vscode";

/** A key for `when` clauses of the manifest: gives its setter, which tells the editor only of changes. */
export function contextKey(name: `ivs.${string}`): (value: boolean) => void {
  let last: boolean | undefined;
  return (value) => {
    if (value === last) return;
    last = value;
    void commands.executeCommand("setContext", name, value);
  };
}
