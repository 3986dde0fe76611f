import * as vscode from "vscode";
import { l10n } from "vscode";
import type { Id } from "../views/nodes";
import { plain } from "../views/words";
import type { App } from "./app";
import { Cancelled, connectionOf, HumanError, pickChannel } from "./pick";

/*
 * What can be done to a simulator and not to AWS. These commands are offered only while connected to one: ours, or
 * another at an endpoint on this machine.
 */

/** Whether a simulator of ours answers at an endpoint. Only addresses of this machine are asked. */
export async function isSimulator(endpoint: string | undefined): Promise<boolean> {
  if (!endpoint || !URL.canParse(endpoint)) return false;
  if (!["127.0.0.1", "localhost", "[::1]"].includes(new URL(endpoint).hostname)) return false;
  const answer = await fetch(route(endpoint, "requests")).catch(() => undefined);
  return answer?.ok === true && /json/.test(answer.headers.get("content-type") ?? "");
}

/** Stops our own simulator, as a service that goes away; "Use the Simulator" starts it again. */
export async function stop(app: App): Promise<void> {
  await app.simulator.stop();
  await app.session.poke();
}

/** Starts a stream on a channel, as an encoder would. */
export async function goLive(app: App, ids: readonly Id[]): Promise<void> {
  const { arn } = await pickChannel(app, ids);
  const kinds = [
    { label: l10n.t("Healthy"), health: "HEALTHY" },
    { label: l10n.t("Starving"), health: "STARVING" },
  ];
  const placeHolder = l10n.t("How is the stream?");
  const kind = await vscode.window.showQuickPick(kinds, { placeHolder });
  if (!kind) throw new Cancelled();
  const viewers = 1 + Math.floor(Math.random() * 500);
  await control(app, "streams/start", { channelArn: arn, health: kind.health, viewers });
  await connectionOf(app, arn).loop.poke();
}

/** Ends a channel's stream, as an encoder that disconnects. */
export async function endStream(app: App, ids: readonly Id[]): Promise<void> {
  const { arn } = await pickChannel(app, ids);
  await control(app, "streams/stop", { channelArn: arn });
  await connectionOf(app, arn).loop.poke();
}

/** Replaces what the simulator holds. */
export async function seed(app: App): Promise<void> {
  const seeds = [
    { label: l10n.t("Demo"), description: l10n.t("a small broadcaster"), body: { seed: "demo" } },
    { label: l10n.t("Empty"), description: l10n.t("nothing at all"), body: { seed: "empty" } },
    {
      label: l10n.t("Add 500 Channels"),
      description: l10n.t("to what there is"),
      body: { channels: 500, region: app.session.regions[0] },
    },
  ];
  const placeHolder = l10n.t("What should the simulator hold? What it holds now is lost.");
  const chosen = await vscode.window.showQuickPick(seeds, { placeHolder });
  if (!chosen) throw new Cancelled();
  await control(app, "seed", chosen.body);
  await app.session.poke();
}

/** Makes the next call of an operation fail, so that one can see what happens. */
export async function failNext(app: App): Promise<void> {
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
  const placeHolder = l10n.t("How should it fail?");
  const chosen = await vscode.window.showQuickPick(faults, { placeHolder });
  if (!chosen) throw new Cancelled();
  const where = operation.label === any ? {} : { operation: operation.label };
  await control(app, "faults", { ...where, ...chosen.fault });
}

const OPERATIONS = [
  "ListChannels",
  "ListRecordingConfigurations",
  "ListStreams",
  "GetChannel",
  "CreateChannel",
  "UpdateChannel",
  "DeleteChannel",
  "CreateRecordingConfiguration",
  "GetRecordingConfiguration",
  "DeleteRecordingConfiguration",
];

async function control(app: App, path: string, body: object): Promise<void> {
  const endpoint = app.simulatorUrl();
  if (!endpoint) throw new HumanError(l10n.t("Not connected to a simulator."));
  const answer = await fetch(route(endpoint, path), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (answer.ok) return;
  const { message } = (await answer.json().catch(() => ({}))) as { message?: string };
  throw new HumanError(l10n.t("The simulator refused: {0}", plain(message ?? answer.statusText)));
}

function route(endpoint: string, path: string): string {
  return `${endpoint.replace(/\/+$/, "")}/_simulator/${path}`;
}
