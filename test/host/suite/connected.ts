import * as vscode from "vscode";

interface Entry {
  readonly endpointUrl?: string;
}

/** The only entry of the setting: where the simulator is. */
function entry(): Entry {
  const [only] = vscode.workspace.getConfiguration("ivs").get<Entry[]>("connections") ?? [];
  return only ?? {};
}

/** The simulator's address. */
export function endpointOf(): string {
  return entry().endpointUrl ?? "";
}

/** Connects to a simulator: `more` over two regions at its address. */
export async function connectTo(endpointUrl: string, more: object = {}): Promise<void> {
  await write([{ regions: ["us-east-1", "eu-west-1"], endpointUrl, ...more }]);
}

/** Connects to nothing. */
export function disconnect(): Promise<void> {
  return write([]);
}

async function write(list: readonly object[]): Promise<void> {
  const { Global } = vscode.ConfigurationTarget;
  await vscode.workspace.getConfiguration("ivs").update("connections", list, Global);
}
