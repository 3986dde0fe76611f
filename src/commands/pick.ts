import * as vscode from "vscode";
import { l10n } from "vscode";
import { type Connection, readOnce } from "../model/connection";
import type { Arn, Channel, Recording } from "../model/ivs";
import { parseArn, sortKey, title } from "../model/rules";
import type { Id } from "../views/nodes";
import { latencyWord, plain, stateWord, streamWords } from "../views/words";
import type { App } from "./app";

/** A channel or recording configuration that a command acts on. */
export type Resource =
  | { readonly kind: "channel"; readonly thing: Channel }
  | { readonly kind: "recording"; readonly thing: Recording };

/** An end that needs no word: the person cancelled. */
export class Cancelled extends Error {}

/** An end with a word to the person: what is in the way and what to do. */
export class HumanError extends Error {}

/**
 * The resources of the rows that a command was called on, or, called on none, one that the person picks from all that
 * are loaded. Throws Cancelled when none is picked, a HumanError when a row's resource is gone or of another kind.
 */
export async function pick(
  app: App,
  ids: readonly Id[],
  kinds: readonly Resource["kind"][],
  placeHolder: string,
): Promise<[Resource, ...Resource[]]> {
  const [first, ...rest] = ids.map((id) => resourceOf(app, id, kinds));
  if (first) return [first, ...rest];
  await readUnread(app);
  const items = app.session.connections.flatMap((open) => resources(open, kinds));
  if (items.length === 0) throw new HumanError(l10n.t("There is nothing to choose from yet."));
  items.sort((a, b) => (a.key < b.key ? -1 : 1));
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (!picked) throw new Cancelled();
  return [picked.resource];
}

/** Channels, likewise. */
export async function pickChannels(app: App, ids: readonly Id[]): Promise<[Channel, ...Channel[]]> {
  const [first, ...rest] = await pick(app, ids, ["channel"], l10n.t("Choose a channel"));
  return [first.thing as Channel, ...rest.map(({ thing }) => thing as Channel)];
}

/** Channels that are to be changed, likewise: what was read of them in another window is read again before. */
export async function pickToChange(app: App, ids: readonly Id[]): Promise<[Channel, ...Channel[]]> {
  const arns = (await pickChannels(app, ids)).map(({ arn }) => arn);
  await Promise.all([...new Set(arns.map((arn) => connectionOf(app, arn)))].map(readOnce));
  return pickChannels(app, arns);
}

/** One channel, likewise. */
export async function pickChannel(app: App, ids: readonly Id[]): Promise<Channel> {
  const [channel] = await pickChannels(app, ids);
  return channel;
}

function resourceOf(app: App, id: Id, kinds: readonly Resource["kind"][]): Resource {
  const node = app.view.node(id);
  if (!node) throw new HumanError(l10n.t("It no longer exists: refresh to see what does."));
  if (node.kind === "channel" && kinds.includes("channel"))
    return { kind: "channel", thing: node.channel };
  if (node.kind === "recording" && node.recording && kinds.includes("recording"))
    return { kind: "recording", thing: node.recording };
  throw new HumanError(
    kinds.includes("recording")
      ? l10n.t("Choose channels or recording configurations.")
      : l10n.t("Choose channels."),
  );
}

/** The connection that holds a resource. Throws a HumanError when its region was disconnected. */
export function connectionOf(app: App, arn: Arn): Connection {
  const { region } = parseArn(arn);
  const connection = app.session.connection(region);
  if (!connection) throw new HumanError(l10n.t("Not connected to {0} any more.", region));
  return connection;
}

/** Reads what was never read: commands of the palette work before the view was ever shown. */
async function readUnread(app: App): Promise<void> {
  if (app.session.connections.length === 0)
    throw new HumanError(l10n.t("Not connected: run “IVS: Connect…” first."));
  const unread = app.session.connections.filter(({ store }) => store.state.kind === "empty");
  await Promise.all(unread.map(({ loop }) => loop.poke()));
}

interface Item extends vscode.QuickPickItem {
  readonly key: string;
  readonly resource: Resource;
}

function resources({ target, store: { state } }: Connection, kinds: readonly string[]): Item[] {
  if (state.kind !== "ready") return [];
  const { channels, recordings, streams } = state.snapshot;
  const items: Item[] = [];
  if (kinds.includes("recording")) {
    for (const thing of recordings?.items.values() ?? []) {
      items.push({
        key: sortKey(title(thing)),
        resource: { kind: "recording", thing },
        label: `$(archive) ${plain(title(thing))}`,
        description: `${stateWord(thing.state)} · ${target.region}`,
        detail: plain(`s3://${thing.bucket}`),
      });
    }
  }
  if (kinds.includes("channel")) {
    for (const thing of channels?.items.values() ?? []) {
      const stream = streams?.items.get(thing.arn);
      const words = [stream && streamWords(stream), thing.type, latencyWord(thing.latencyMode)];
      items.push({
        key: sortKey(title(thing)),
        resource: { kind: "channel", thing },
        label: `$(${stream ? "broadcast" : "device-camera-video"}) ${plain(title(thing))}`,
        description: [...words, target.region].filter(Boolean).join(" · "),
        detail: parseArn(thing.arn).id,
      });
    }
  }
  return items;
}
