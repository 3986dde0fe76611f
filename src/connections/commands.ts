import * as vscode from "vscode";
import { l10n } from "vscode";
import { REGIONS } from "../core/arn";
import { parseRowId, type RowId } from "../core/ref";
import type { Commands } from "../ui/commands";
import { Cancelled, UserError } from "../ui/errors";
import { runCommand } from "../ui/manifest";
import { plain } from "../ui/words";
import type { Connections } from "./connections";
import { settings } from "./settings";
import type { SimulatorControl } from "./simulatorControl";
import type { SimulatorProcess } from "./simulatorProcess";

export interface ConnectionsApp {
  readonly connections: Connections;
  readonly simulator: SimulatorProcess;
  readonly simulatorControl: SimulatorControl;
  /** The AWS half, loaded on first use. */
  aws(): Promise<typeof import("../aws/index")>;
}

export const connectionCommands: Commands<ConnectionsApp> = {
  "ivs.connect": connect,
  "ivs.disconnect": disconnect,
  "ivs.region.add": addRegion,
  "ivs.region.remove": removeRegion,
  "ivs.connection.signIn": signIn,
  // Not of the row: the editor hands the buttons of the view's title the row that has the focus.
  "ivs.refresh": ({ connections }) => connections.refresh(),
  "ivs.region.refresh": ({ connections }, [row]) =>
    connections.refresh(row && parseRowId(row).connection),
  "ivs.reading.stop": ({ connections }) => connections.stopReading(),
  "ivs.simulator.use": useSimulator,
  "ivs.simulator.stop": stopSimulator,
  "ivs.simulator.seed": seed,
  "ivs.simulator.failNext": failNext,
};

/** Chooses a profile and regions, from what this machine has, and connects to them. */
async function connect(app: ConnectionsApp): Promise<void> {
  const { profiles } = await app.aws();
  const found = await profiles();
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
  const now = settings();
  const suggested = now.regions.length > 0 ? now.regions : [choice.region ?? "us-east-1"];
  const regions = await pickRegions(
    l10n.t("Which regions? Their channels show side by side."),
    REGIONS,
    suggested,
  );
  await app.connections.connect(choice.profile, regions);
  await runCommand("ivs.channels.focus");
}

/** Starts our simulator and connects to it; starts it again when it has stopped. */
async function useSimulator({ connections, simulator }: ConnectionsApp): Promise<void> {
  await connections.useSimulator();
  await runCommand("ivs.channels.focus");
  await simulator.start();
  await connections.refresh();
}

async function disconnect({ connections, simulator }: ConnectionsApp): Promise<void> {
  await connections.disconnect();
  await simulator.stop();
}

async function addRegion({ connections }: ConnectionsApp): Promise<void> {
  const others = REGIONS.filter((region) => !connections.regions.includes(region));
  if (others.length === 0)
    throw new UserError(l10n.t("All regions of Amazon IVS are shown already."));
  await connections.addRegions(await pickRegions(l10n.t("Add which regions?"), others, []));
}

/** Removes the region of a row, or one that the person picks. Nothing is deleted in AWS. */
async function removeRegion(
  { connections }: ConnectionsApp,
  [row]: readonly RowId[],
): Promise<void> {
  const { regions } = connections;
  if (regions.length === 0) throw new UserError(l10n.t("No region is shown."));
  const removed = row
    ? [connections.get(parseRowId(row).connection).config.region]
    : await pickRegions(l10n.t("Stop showing which regions? Nothing is deleted."), regions, []);
  const left = regions.filter((region) => !removed.includes(region));
  await (left.length > 0 ? connections.setRegions(left) : connections.disconnect());
}

/** Signs in to the profile's SSO session by the AWS CLI, in a terminal, and reads again when that is done. */
function signIn({ connections }: ConnectionsApp, [row]: readonly RowId[]): void {
  const [first] = connections.all;
  const connection = (row && connections.find(parseRowId(row).connection)) || first;
  const profile = connection?.config.profile;
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
    void connections.refresh();
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
    throw new UserError(l10n.t("No region was chosen, so nothing was changed."));
  return chosen.map(({ label }) => label);
}

/** Stops our own simulator, as a service that goes away; "Use the Simulator" starts it again. */
async function stopSimulator({ connections, simulator }: ConnectionsApp): Promise<void> {
  await simulator.stop();
  await connections.refresh();
}

/** Replaces what the simulator holds. */
async function seed({ connections, simulatorControl }: ConnectionsApp): Promise<void> {
  const [first] = connections.all;
  if (!first) throw new UserError(l10n.t("Not connected to a simulator."));
  const seeds = [
    { label: l10n.t("Demo"), description: l10n.t("a small broadcaster"), body: { seed: "demo" } },
    { label: l10n.t("Empty"), description: l10n.t("nothing at all"), body: { seed: "empty" } },
    {
      label: l10n.t("Add 500 Channels"),
      description: l10n.t("to what there is"),
      body: { channels: 500, region: first.config.region },
    },
  ];
  const placeHolder = l10n.t("What should the simulator hold? What it holds now is lost.");
  const chosen = await vscode.window.showQuickPick(seeds, { placeHolder });
  if (!chosen) throw new Cancelled();
  await simulatorControl.post(first.id, "seed", chosen.body);
  await connections.refresh();
}

/** Makes the next call of an operation fail, so that one can see what happens. */
async function failNext({ connections, simulatorControl }: ConnectionsApp): Promise<void> {
  const any = l10n.t("Any operation");
  const operations = [any, ...OPERATIONS].map((label) => ({ label }));
  const operation = await vscode.window.showQuickPick(operations, {
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
    placeHolder: l10n.t("How should it fail?"),
  });
  if (!chosen) throw new Cancelled();
  const where = operation.label === any ? {} : { operation: operation.label };
  const id = connections.all[0]?.id ?? "";
  await simulatorControl.post(id, "faults", { ...where, ...chosen.fault });
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
