import * as vscode from "vscode";
import { REGIONS } from "../core/arn";

/** The person's settings. All are of the machine: a workspace can't say where credentials go. */
export interface Settings {
  /** Undefined: the default credential chain. */
  readonly profile?: string;
  /** Of the seven that IVS has; none: not connected. */
  readonly regions: readonly string[];
  readonly endpoint?: string;
  /** Calls need not keep to the service's limits. */
  readonly unlimited?: boolean;
}

/** Reads the settings as they stand; regions that IVS does not have are left out. */
export function settings(): Settings {
  const ivs = vscode.workspace.getConfiguration("ivs");
  const regions = ivs.get<unknown>("regions");
  return {
    profile: ivs.get<string>("profile")?.trim() || undefined,
    regions: Array.isArray(regions) ? REGIONS.filter((region) => regions.includes(region)) : [],
    endpoint: ivs.get<string>("endpointUrl")?.trim() || undefined,
    unlimited: ivs.get<string>("callRate") === "unlimited" || undefined,
  };
}

/** Writes the person's choice of profile and regions to the user's settings: two writes, each of which is announced. */
export async function saveSettings({ profile, regions }: Settings): Promise<void> {
  const ivs = vscode.workspace.getConfiguration("ivs");
  await ivs.update("profile", profile, vscode.ConfigurationTarget.Global);
  await ivs.update("regions", regions, vscode.ConfigurationTarget.Global);
}

/** Calls back when one of our settings changed. */
export function onSettings(changed: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration("ivs")) changed();
  });
}
