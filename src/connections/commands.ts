import * as vscode from "vscode";
import { l10n } from "vscode";
import { REGIONS } from "../core/arn";
import { withoutCredentials } from "../core/endpoint";
import { parseRowId, type RowId } from "../core/ref";
import type { Commands } from "../ui/commands";
import { Cancelled, UserError } from "../ui/errors";
import { runCommand } from "../ui/manifest";
import { withViewProgress } from "../ui/progress";
import { plain } from "../ui/words";
import { accountKey, connectionId } from "./config";
import type { Connection } from "./connection";
import type { Connections } from "./connections";
import { configOf, type Entry, type PlacedEntry } from "./entries";
import { signIn as signInTo } from "./signIn";
import type { SimulatorControl } from "./simulatorControl";
import type { SimulatorProcess } from "./simulatorProcess";
import { accountName } from "./words";

export interface ConnectionsApp {
  readonly connections: Connections;
  readonly simulator: SimulatorProcess;
  readonly simulatorControl: SimulatorControl;
  /** The AWS half, loaded on first use. */
  aws(): Promise<typeof import("../aws/index")>;
}

export const connectionCommands: Commands<ConnectionsApp> = {
  // Not of a row: the editor hands what is called from the view's title the row that has the focus.
  "ivs.connect": (app) => connect(app),
  "ivs.connection.change": change,
  "ivs.connection.remove": remove,
  "ivs.connection.moveUp": (app, rows) => move(app, rows, -1),
  "ivs.connection.moveDown": (app, rows) => move(app, rows, 1),
  "ivs.region.add": addRegion,
  "ivs.region.remove": removeRegion,
  "ivs.connection.signIn": signIn,
  "ivs.refresh": ({ connections }) => withViewProgress(() => connections.refresh()),
  "ivs.region.refresh": ({ connections }, [row]) =>
    withViewProgress(() => connections.refresh(row && parseRowId(row).connection)),
  "ivs.reading.stop": ({ connections }) => connections.stopReading(),
  "ivs.simulator.use": useSimulator,
  "ivs.simulator.stop": stopSimulator,
  "ivs.simulator.seed": seed,
  "ivs.simulator.failNext": failNext,
};

/** Where our own simulator is shown at first. */
const SIMULATED = { simulator: true, regions: ["us-east-1", "eu-west-1"] };

/** Adds a connection, from what this machine has, or changes one that there is. */
async function connect(app: ConnectionsApp): Promise<void> {
  const { connections } = app;
  const { entries } = connections;
  const items = [
    ...separated(
      l10n.t("Add"),
      (await credentialItems(app)).filter(({ profile }) => !isShown(profile, entries)),
    ),
    ...(connections.simulated
      ? []
      : [
          {
            label: `$(beaker) ${l10n.t("Use the Simulator")}`,
            description: l10n.t("a local IVS with demo data; no AWS account needed"),
            act: () => useSimulator(app),
          },
        ]),
    ...separated(
      l10n.t("Change"),
      entries.map((entry) => ({ ...entryItem(entry), act: () => changeEntry(app, entry) })),
    ),
  ];
  const choice = await vscode.window.showQuickPick(items, {
    title: l10n.t("Connect to Amazon IVS"),
    placeHolder: l10n.t("Which credentials?"),
    matchOnDescription: true,
  });
  if (!choice) throw new Cancelled();
  if ("act" in choice) return choice.act();
  if (!("profile" in choice)) return;
  const { profile, region = "us-east-1" } = choice;
  const regions = await pickRegions(
    l10n.t("Which regions? Their channels show side by side."),
    REGIONS,
    [region],
  );
  // The first one is soon there: what tells it from others is asked where there are others.
  const more = entries.length > 0 ? await askMore({ profile }) : {};
  await connections.add({ profile, regions, ...more });
  await runCommand("ivs.channels.focus");
}

/** Whether a profile is shown already, at AWS. */
function isShown(profile: string | undefined, entries: readonly Entry[]): boolean {
  return entries.some(
    (entry) => entry.profile === profile && !entry.endpointUrl && !entry.simulator,
  );
}

/** The default credentials and the profiles of this machine, to choose from. */
async function credentialItems({ aws }: ConnectionsApp) {
  const via = {
    sso: l10n.t("IAM Identity Center (SSO)"),
    role: l10n.t("assumes a role"),
    process: l10n.t("credentials from a program"),
    login: l10n.t("console sign-in"),
    keys: l10n.t("access keys"),
  };
  const found = await (await aws()).profiles();
  return [
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
  ];
}

/** Items below a heading; none without items. */
function separated<T extends vscode.QuickPickItem>(heading: string, items: readonly T[]) {
  const kind = vscode.QuickPickItemKind.Separator;
  return items.length > 0 ? [{ label: heading, kind }, ...items] : [];
}

/** An entry of the setting, to choose from. */
function entryItem(entry: PlacedEntry) {
  const config = configOf(entry, "");
  const icon = entry.simulator ? "beaker" : entry.readOnly ? "lock" : "account";
  const profile = entry.label && entry.profile;
  const endpoint = entry.endpointUrl && withoutCredentials(entry.endpointUrl);
  return {
    label: `$(${icon}) ${plain(accountName(config))}`,
    description: plain([profile, endpoint, entry.regions.join(", ")].filter(Boolean).join(" · ")),
    entry,
  };
}

/** The entry of a row, or the only one, or one that the person chooses. */
async function pickEntry(
  { connections }: ConnectionsApp,
  row: RowId | undefined,
  placeHolder: string,
): Promise<PlacedEntry> {
  if (row !== undefined) return connections.entryOf(parseRowId(row).connection);
  const [only, ...others] = connections.entries;
  if (!only) throw new UserError(l10n.t("Not connected: run “IVS: Connect…” first."));
  if (others.length === 0) return only;
  const items = connections.entries.map(entryItem);
  const chosen = await vscode.window.showQuickPick(items, { placeHolder });
  if (!chosen) throw new Cancelled();
  return chosen.entry;
}

/** Changes the connection of a row. On the row of a problem with its credentials: chooses others. */
async function change(app: ConnectionsApp, [row]: readonly RowId[]): Promise<void> {
  const entry = await pickEntry(app, row, l10n.t("Change which connection?"));
  if (row !== undefined && parseRowId(row).key !== "") {
    const profile = await pickProfile(app, entry);
    return app.connections.change(entry.at, { profile });
  }
  await changeEntry(app, entry);
}

/** Asks for everything that can be changed of an entry, one after the other; what is not changed stays as it is. */
async function changeEntry(app: ConnectionsApp, entry: PlacedEntry): Promise<void> {
  const profile = entry.simulator ? undefined : await pickProfile(app, entry);
  const regions = await pickRegions(
    l10n.t("Which regions? Their channels show side by side."),
    REGIONS,
    entry.regions,
  );
  const more = await askMore({ ...entry, profile });
  // Those that stay keep their order.
  const kept = entry.regions.filter((region) => regions.includes(region));
  const ordered = [...new Set([...kept, ...regions])];
  await app.connections.change(entry.at, { profile, regions: ordered, ...more });
}

async function pickProfile(app: ConnectionsApp, entry: Entry): Promise<string | undefined> {
  const all = await credentialItems(app);
  // What is chosen now comes first: Enter keeps it.
  const items = all.toSorted(
    (a, b) => Number(b.profile === entry.profile) - Number(a.profile === entry.profile),
  );
  const chosen = await vscode.window.showQuickPick(items, {
    title: l10n.t("Change {0}", plain(accountName(configOf(entry, "")))),
    placeHolder: l10n.t("Which credentials?"),
    matchOnDescription: true,
  });
  if (!chosen) throw new Cancelled();
  return chosen.profile;
}

/** Asks what an account is called, and whether it may be changed from here. */
async function askMore(entry: Pick<Entry, "profile" | "label" | "readOnly" | "simulator">) {
  const { label: before, ...unlabelled } = entry;
  const label = await vscode.window.showInputBox({
    title: l10n.t("What is this account called here?"),
    prompt: l10n.t(
      "Shown wherever the account is named. Empty: {0}.",
      accountName({ ...unlabelled, region: "" }),
    ),
    value: before,
  });
  if (label === undefined) throw new Cancelled();
  const items = [
    {
      label: `$(edit) ${l10n.t("Read and change")}`,
      description: undefined as string | undefined,
      readOnly: false,
    },
    {
      label: `$(lock) ${l10n.t("Read only")}`,
      description: l10n.t("every change is refused before it is sent"),
      readOnly: true,
    },
  ];
  if (entry.readOnly) items.reverse();
  const placeHolder = l10n.t("What may be done there from here?");
  const chosen = await vscode.window.showQuickPick(items, { placeHolder });
  if (!chosen) throw new Cancelled();
  return { label: label.trim() || undefined, readOnly: chosen.readOnly || undefined };
}

/** Starts our simulator and connects to it; starts it again when it has stopped. */
async function useSimulator({ connections, simulator }: ConnectionsApp): Promise<void> {
  if (!connections.simulated) await connections.add(SIMULATED);
  await runCommand("ivs.channels.focus");
  await simulator.start();
  await connections.refresh();
}

/** Removes a connection with all its regions. Nothing is deleted in AWS. Asks, since it may come from the view's title. */
async function remove({ connections }: ConnectionsApp, [row]: readonly RowId[]): Promise<void> {
  const first = row === undefined ? undefined : connections.entryOf(parseRowId(row).connection);
  const items = connections.entries.map(entryItem);
  // The row's own comes first.
  items.sort((a, b) => Number(b.entry === first) - Number(a.entry === first));
  const placeHolder = l10n.t("Stop showing which connection? Nothing is deleted in AWS.");
  const chosen = await vscode.window.showQuickPick(items, { placeHolder });
  if (!chosen) throw new Cancelled();
  const { entry } = chosen;
  await connections.remove(entry.regions.map((region) => connectionId(configOf(entry, region))));
}

async function move(
  { connections }: ConnectionsApp,
  [row]: readonly RowId[],
  by: -1 | 1,
): Promise<void> {
  if (row === undefined) throw new UserError(l10n.t("Choose a connection in the tree."));
  await connections.move(parseRowId(row).connection, by);
}

/** Adds regions to the connection of a row, or to one that the person picks. */
async function addRegion(app: ConnectionsApp, [row]: readonly RowId[]): Promise<void> {
  const entry = await pickEntry(app, row, l10n.t("Add a region to which connection?"));
  const others = REGIONS.filter((region) => !entry.regions.includes(region));
  if (others.length === 0)
    throw new UserError(l10n.t("All regions of Amazon IVS are shown already."));
  const placeHolder =
    app.connections.entries.length > 1
      ? l10n.t("Add which regions to {0}?", plain(accountName(configOf(entry, ""))))
      : l10n.t("Add which regions?");
  const more = await pickRegions(placeHolder, others, []);
  await app.connections.change(entry.at, { regions: [...entry.regions, ...more] });
}

/** Removes the region of a row, or some that the person picks. Nothing is deleted in AWS. */
async function removeRegion(
  { connections }: ConnectionsApp,
  [row]: readonly RowId[],
): Promise<void> {
  if (row !== undefined) return connections.remove([parseRowId(row).connection]);
  if (connections.all.length === 0) throw new UserError(l10n.t("No region is shown."));
  const items = connections.all.map(({ id }) => ({ label: plain(connections.name(id)), id }));
  const placeHolder = l10n.t("Stop showing which regions? Nothing is deleted.");
  const chosen = await vscode.window.showQuickPick(items, { canPickMany: true, placeHolder });
  if (!chosen) throw new Cancelled();
  if (chosen.length === 0)
    throw new UserError(l10n.t("No region was chosen, so nothing was changed."));
  await connections.remove(chosen.map(({ id }) => id));
}

/** Signs in to what the connection of a row needs; from the palette, to what the first that waits for it needs. */
function signIn({ connections, aws }: ConnectionsApp, [row]: readonly RowId[]): Promise<void> {
  const connection = row === undefined ? undefined : connections.find(parseRowId(row).connection);
  return signInTo(connections, aws, connection);
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
    throw new UserError(l10n.t("No region was chosen, so nothing was changed."));
  return chosen.map(({ label }) => label);
}

/** Stops our own simulator, as a service that goes away; "Use the Simulator" starts it again. */
async function stopSimulator({ connections, simulator }: ConnectionsApp): Promise<void> {
  await simulator.stop();
  await connections.refresh();
}

/** The connection of a row, where it leads to a simulator; else to the only one, or to one that the person chooses. */
async function pickSimulated(
  { connections, simulatorControl }: ConnectionsApp,
  row: RowId | undefined,
): Promise<Connection> {
  const all = connections.all.filter(({ id }) => simulatorControl.leadsToOne(id));
  const id = row && parseRowId(row).connection;
  const own = all.find((open) => open.id === id);
  if (own) return own;
  // The regions of a simulator are one simulator.
  const keys = all.map(({ config }) => accountKey(config));
  const [only, ...others] = all.filter((_, at) => keys.indexOf(keys[at] ?? "") === at);
  if (!only) throw new UserError(l10n.t("Not connected to a simulator."));
  if (others.length === 0) return only;
  const items = [only, ...others].map((open) => ({
    label: plain(connections.name(open.id)),
    open,
  }));
  const placeHolder = l10n.t("The simulator of which connection?");
  const chosen = await vscode.window.showQuickPick(items, { placeHolder });
  if (!chosen) throw new Cancelled();
  return chosen.open;
}

/** Replaces what the simulator holds. */
async function seed(app: ConnectionsApp, [row]: readonly RowId[]): Promise<void> {
  const connection = await pickSimulated(app, row);
  const seeds = [
    { label: l10n.t("Demo"), description: l10n.t("a small broadcaster"), body: { seed: "demo" } },
    { label: l10n.t("Empty"), description: l10n.t("nothing at all"), body: { seed: "empty" } },
    {
      label: l10n.t("Add 500 Channels"),
      description: l10n.t("to what there is"),
      body: { channels: 500, region: connection.config.region },
    },
  ];
  const chosen = await vscode.window.showQuickPick(seeds, {
    title: app.connections.where(connection.id),
    placeHolder: l10n.t("What should the simulator hold? What it holds now is lost."),
  });
  if (!chosen) throw new Cancelled();
  await app.simulatorControl.post(connection.id, "seed", chosen.body);
  await app.connections.refresh();
}

/** Makes the next call of an operation fail, so that one can see what happens. */
async function failNext(app: ConnectionsApp, [row]: readonly RowId[]): Promise<void> {
  const { id } = await pickSimulated(app, row);
  const title = app.connections.where(id);
  const any = l10n.t("Any operation");
  const operations = [any, ...OPERATIONS].map((label) => ({ label }));
  const operation = await vscode.window.showQuickPick(operations, {
    title,
    placeHolder: l10n.t("The next call of which operation should fail?"),
  });
  if (!operation) throw new Cancelled();
  const message = l10n.t("Made to fail in the simulator.");
  const error = (name: string, status: number) => ({ error: { name, status, message } });
  const faults = [
    { label: "AccessDeniedException", fault: error("AccessDeniedException", 403) },
    { label: "ExpiredTokenException", fault: error("ExpiredTokenException", 403) },
    { label: "ConflictException", fault: error("ConflictException", 409) },
    { label: "ThrottlingException", fault: error("ThrottlingException", 429) },
    { label: "InternalServerException", fault: error("InternalServerException", 500) },
    { label: l10n.t("Connection lost before the work"), fault: { drop: "before" } },
    { label: l10n.t("Connection lost after the work"), fault: { drop: "after" } },
    { label: l10n.t("Answer that is not JSON"), fault: { malformed: true } },
    { label: l10n.t("Slow: 5 seconds"), fault: { delayMs: 5000 } },
  ];
  const chosen = await vscode.window.showQuickPick(faults, {
    title,
    placeHolder: l10n.t("How should it fail?"),
  });
  if (!chosen) throw new Cancelled();
  const where = operation.label === any ? {} : { operation: operation.label };
  await app.simulatorControl.post(id, "faults", { ...where, ...chosen.fault });
}

const OPERATIONS = [
  "ListChannels",
  "ListRecordingConfigurations",
  "ListStreams",
  "GetChannel",
  "BatchGetChannel",
  "CreateChannel",
  "UpdateChannel",
  "DeleteChannel",
  "CreateRecordingConfiguration",
  "GetRecordingConfiguration",
  "DeleteRecordingConfiguration",
];
