import * as vscode from "vscode";
import { l10n } from "vscode";
import { REGIONS } from "../model/rules";
import { settings } from "../settings";
import { type Id, regionOf } from "../views/nodes";
import { plain } from "../views/words";
import type { App } from "./app";
import { Cancelled, HumanError } from "./pick";

/** Chooses a profile and regions, from what this machine has, and connects to them. */
export async function connect(app: App): Promise<void> {
  const { profiles } = await app.aws();
  const found = await profiles();
  const now = settings();
  const via = {
    sso: l10n.t("IAM Identity Center (SSO)"),
    role: l10n.t("assumes a role"),
    process: l10n.t("credentials from a program"),
    login: l10n.t("console sign-in"),
    keys: l10n.t("access keys"),
  };
  const items = [
    {
      label: `$(key) ${l10n.t("Default credentials")}`,
      description: l10n.t("environment, default profile, or the role of this machine"),
      profile: undefined,
      region: undefined,
    },
    ...found.map(({ name, region, via: how }) => ({
      label: `$(account) ${plain(name)}`,
      description: [via[how], region].filter(Boolean).join(" · "),
      profile: name,
      region,
    })),
    {
      label: `$(beaker) ${l10n.t("Use the Simulator")}`,
      description: l10n.t("a local IVS with demo data; no AWS account needed"),
      simulator: true,
    },
  ];
  const choice = await vscode.window.showQuickPick(items, {
    title: l10n.t("Connect to Amazon IVS"),
    placeHolder: l10n.t("Which credentials?"),
    matchOnDescription: true,
  });
  if (!choice) throw new Cancelled();
  if ("simulator" in choice) return useSimulator(app);
  const suggested = now.regions.length > 0 ? now.regions : [choice.region ?? "us-east-1"];
  const regions = await pickRegions(
    l10n.t("Which regions? Their channels show side by side."),
    REGIONS,
    suggested,
  );
  await app.session.connect(choice.profile, regions);
  await vscode.commands.executeCommand("ivs.channels.focus");
}

/** Starts our simulator and connects to it; starts it again when it has stopped. */
export async function useSimulator(app: App): Promise<void> {
  await app.session.useSimulator();
  await vscode.commands.executeCommand("ivs.channels.focus");
  await app.simulator.start();
  await app.session.poke();
}

export async function disconnect(app: App): Promise<void> {
  await app.session.disconnect();
  await app.simulator.stop();
}

export async function addRegion(app: App): Promise<void> {
  const others = REGIONS.filter((region) => !app.session.regions.includes(region));
  if (others.length === 0)
    throw new HumanError(l10n.t("All regions of Amazon IVS are shown already."));
  const added = await pickRegions(l10n.t("Add which regions?"), others, []);
  await app.session.setRegions(
    REGIONS.filter((r) => added.includes(r) || app.session.regions.includes(r)),
  );
}

/** Removes the region of a row, or one that the person picks. Nothing is deleted in AWS. */
export async function removeRegion(app: App, [id]: readonly Id[]): Promise<void> {
  const { regions } = app.session;
  if (regions.length === 0) throw new HumanError(l10n.t("No region is shown."));
  const removed = id
    ? [regionOf(id)]
    : await pickRegions(l10n.t("Stop showing which regions? Nothing is deleted."), regions, []);
  const left = regions.filter((region) => !removed.includes(region));
  await (left.length > 0 ? app.session.setRegions(left) : app.session.disconnect());
}

/** Signs in to the profile's SSO session by the AWS CLI, in a terminal, and reads again when that is done. */
export function signIn(app: App, [id]: readonly Id[]): void {
  const [first] = app.session.connections;
  const { target } = (id && app.session.connection(regionOf(id))) || first || {};
  const profile = target?.profile;
  // The program itself, not a shell: a profile's name can't become a command.
  const terminal = vscode.window.createTerminal({
    name: l10n.t("AWS sign-in"),
    shellPath: "aws",
    shellArgs: ["sso", "login", ...(profile ? ["--profile", profile] : [])],
  });
  terminal.show();
  const closed = vscode.window.onDidCloseTerminal((other) => {
    if (other !== terminal) return;
    closed.dispose();
    void app.session.poke();
  });
}

async function pickRegions(
  placeHolder: string,
  regions: readonly string[],
  picked: readonly string[],
): Promise<string[]> {
  const items = regions.map((label) => ({ label, picked: picked.includes(label) }));
  const chosen = await vscode.window.showQuickPick(items, { canPickMany: true, placeHolder });
  if (!chosen) throw new Cancelled();
  if (chosen.length === 0)
    throw new HumanError(l10n.t("No region was chosen, so nothing was changed."));
  return chosen.map(({ label }) => label);
}
