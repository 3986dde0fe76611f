import { l10n } from "vscode";
import { type Id, regionOf } from "../views/nodes";
import type { App } from "./app";
import { HumanError, pick, pickChannel, pickChannels } from "./pick";

/** The commands that open a form. What a form does is its own: src/views/forms. */

/** A form for a new channel: in the region of the row, and recorded by it if it is a configuration. */
export function createChannel(app: App, [id]: readonly Id[]): void {
  const node = id && app.view.node(id);
  const recording = node && node.kind === "recording" ? node.id : undefined;
  app.forms.open("createChannel", { region: regionFor(app, id), recording });
}

export async function editChannel(app: App, ids: readonly Id[]): Promise<void> {
  const { arn } = await pickChannel(app, ids);
  app.forms.open("editChannel", { arns: [arn] });
}

export async function duplicateChannel(app: App, ids: readonly Id[]): Promise<void> {
  const { arn } = await pickChannel(app, ids);
  app.forms.open("createChannel", { arns: [arn] });
}

/** A form for a new recording configuration, in the region of the row if there is one. */
export function createRecording(app: App, [id]: readonly Id[]): void {
  app.forms.open("createRecording", { region: regionFor(app, id) });
}

export async function changeRecording(app: App, ids: readonly Id[]): Promise<void> {
  const [{ thing }] = await pickRecordings(app, ids);
  app.forms.open("changeRecording", { arns: [thing.arn] });
}

export async function duplicateRecording(app: App, ids: readonly Id[]): Promise<void> {
  const [{ thing }] = await pickRecordings(app, ids);
  app.forms.open("createRecording", { arns: [thing.arn] });
}

export async function attachRecording(app: App, ids: readonly Id[]): Promise<void> {
  const channels = await pickChannels(app, ids);
  app.forms.open("attach", { arns: channels.map(({ arn }) => arn) });
}

export async function detachRecording(app: App, ids: readonly Id[]): Promise<void> {
  const channels = await pickChannels(app, ids);
  app.forms.open("attach", { arns: channels.map(({ arn }) => arn), detach: true });
}

/** Deletes what is selected: channels, or recording configurations, or both. */
export async function deleteResources(app: App, ids: readonly Id[]): Promise<void> {
  const what = l10n.t("Choose a channel or recording configuration");
  const resources = await pick(app, ids, ["channel", "recording"], what);
  app.forms.open("remove", { arns: resources.map(({ thing }) => thing.arn) });
}

function pickRecordings(app: App, ids: readonly Id[]) {
  return pick(app, ids, ["recording"], l10n.t("Choose a recording configuration"));
}

function regionFor(app: App, id: Id | undefined): string {
  const [first] = app.session.regions;
  if (!first) throw new HumanError(l10n.t("Not connected: run “IVS: Connect…” first."));
  return id ? regionOf(id) : first;
}
