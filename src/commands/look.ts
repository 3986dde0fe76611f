import * as vscode from "vscode";
import { l10n } from "vscode";
import type { Recording } from "../model/ivs";
import { consoleUrl, parseArn, sortKey, title } from "../model/rules";
import { type Filter, type Id, NO_FILTER, regionOf } from "../views/nodes";
import { recordingsOf } from "../views/statusBar";
import { plain, stateWord } from "../views/words";
import type { App } from "./app";
import { Cancelled, connectionOf, HumanError, pick, pickChannel } from "./pick";

/** Reads again: the region of a row, or all. */
export async function refresh(app: App, [id]: readonly Id[]): Promise<void> {
  await app.session.poke(id && regionOf(id));
}

const BOTH = ["channel", "recording"] as const;

function pickAny(app: App, ids: readonly Id[]) {
  return pick(app, ids, BOTH, l10n.t("Choose a channel or recording configuration"));
}

export async function copyArn(app: App, ids: readonly Id[]): Promise<void> {
  const all = await pickAny(app, ids);
  const done = all.length === 1 ? l10n.t("ARN copied.") : l10n.t("{0} ARNs copied.", all.length);
  await copy(all.map(({ thing }) => thing.arn).join("\n"), done);
}

export async function copyName(app: App, ids: readonly Id[]): Promise<void> {
  const names = (await pickAny(app, ids)).map(({ thing }) => thing.name).filter(Boolean);
  if (names.length === 0) throw new HumanError(l10n.t("It has no name; copy its ARN instead."));
  await copy(names.join("\n"), l10n.t("Name copied."));
}

export async function copyPlaybackUrl(app: App, ids: readonly Id[]): Promise<void> {
  const { arn } = await pickChannel(app, ids);
  const channel = await (await connectionOf(app, arn).ivs()).channel(arn);
  await copy(channel.playbackUrl, l10n.t("Playback URL copied."));
}

/** Copies the address an encoder sends to, as RTMPS: the form every encoder takes. */
export async function copyIngestEndpoint(app: App, ids: readonly Id[]): Promise<void> {
  const { arn } = await pickChannel(app, ids);
  const channel = await (await connectionOf(app, arn).ivs()).channel(arn);
  await copy(`rtmps://${channel.ingestEndpoint}:443/app/`, l10n.t("Ingest server copied."));
}

/** Copies a channel's stream key without showing it. */
export async function copyStreamKey(app: App, ids: readonly Id[]): Promise<void> {
  const { arn } = await pickChannel(app, ids);
  const key = await (await connectionOf(app, arn).ivs()).streamKey(arn);
  if (key === undefined)
    throw new HumanError(
      l10n.t("This channel has no stream key: create one before anybody can stream to it."),
    );
  await copy(key, l10n.t("Stream key copied. Whoever has it can stream to the channel."));
}

async function copy(text: string, done: string): Promise<void> {
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(`$(check) ${done}`, 4000);
}

export async function openInConsole(app: App, ids: readonly Id[]): Promise<void> {
  const [{ thing }] = await pickAny(app, ids);
  await vscode.env.openExternal(vscode.Uri.parse(consoleUrl(thing.arn)));
}

export async function showJson(app: App, ids: readonly Id[]): Promise<void> {
  const [{ thing }] = await pickAny(app, ids);
  await app.documents.open(thing.arn, title(thing));
}

/** Finds a channel by name among all of them and shows it in the tree. */
export async function revealChannel(app: App): Promise<void> {
  const { arn } = await pickChannel(app, []);
  await reveal(app, arn);
}

async function reveal(app: App, id: Id): Promise<void> {
  // What the filter hides can't be shown: the person's newer wish goes first.
  if (!app.view.isShown(id)) app.filter.set(NO_FILTER);
  await app.view.reveal(id);
}

/** All recording configurations with their states; the chosen one is shown in the tree. */
export async function showRecordings(app: App): Promise<void> {
  // What needs attention first.
  const order = { CREATE_FAILED: "0", CREATING: "1", ACTIVE: "2" };
  const key = (recording: Recording) => order[recording.state] + sortKey(title(recording));
  const all = recordingsOf(app.session.connections).sort((a, b) => (key(a) < key(b) ? -1 : 1));
  const items = all.map((recording) => ({
    label: `$(${{ ACTIVE: "pass", CREATING: "sync~spin", CREATE_FAILED: "error" }[recording.state]}) ${plain(title(recording))}`,
    description: `${stateWord(recording.state)} · ${parseArn(recording.arn).region}`,
    detail: plain(`s3://${recording.bucket}`),
    arn: recording.arn,
  }));
  const seen = app.status.seen();
  const chosen = await vscode.window.showQuickPick(items, {
    title: l10n.t("Recording configurations"),
    placeHolder:
      items.length > 0
        ? l10n.t("Choose one to show it in the tree")
        : l10n.t("There are no recording configurations yet"),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  await seen;
  if (!chosen) throw new Cancelled();
  await reveal(app, chosen.arn);
}

/** Draws more of a long group. */
export function showMore(app: App, [id]: readonly Id[]): void {
  if (id) app.view.more(id);
}

/** Edits the filter; the tree follows while typing, and Escape brings back what was. */
export function editFilter(app: App): Promise<void> {
  const before = app.filter.value;
  const state = (value: Filter["states"][number]) => ({
    label: l10n.t("Configuration: {0}", stateWord(value)),
    alwaysShow: true,
    state: value,
  });
  const live = { label: l10n.t("Live now"), alwaysShow: true };
  const states = [state("ACTIVE"), state("CREATING"), state("CREATE_FAILED")];
  const input = vscode.window.createQuickPick();
  input.title = l10n.t("Filter Channels and Recording Configurations");
  input.placeholder = l10n.t("Part of a name, an id or a tag (key=value)");
  input.canSelectMany = true;
  input.items = [live, ...states];
  input.selectedItems = [
    ...(before.live ? [live] : []),
    ...states.filter((item) => before.states.includes(item.state)),
  ];
  input.value = before.text;
  const follow = () =>
    app.filter.set({
      text: input.value.trim(),
      live: input.selectedItems.includes(live),
      states: states.filter((item) => input.selectedItems.includes(item)).map((i) => i.state),
    });
  return new Promise((resolve) => {
    let accepted = false;
    input.onDidChangeValue(follow);
    input.onDidChangeSelection(follow);
    input.onDidAccept(() => {
      accepted = true;
      input.hide();
    });
    input.onDidHide(() => {
      if (!accepted) app.filter.set(before);
      input.dispose();
      resolve();
    });
    input.show();
  });
}

export function clearFilter(app: App): void {
  app.filter.set(NO_FILTER);
}
