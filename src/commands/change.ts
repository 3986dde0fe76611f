import * as vscode from "vscode";
import { l10n } from "vscode";
import { changeStep, moveSteps } from "../model/acts";
import type { Connection } from "../model/connection";
import type { Arn, Channel, Recording } from "../model/ivs";
import { nameFault } from "../model/limits";
import { parseArn, sortKey, title } from "../model/rules";
import { faultWords } from "../views/forms/words";
import { type Id, regionOf } from "../views/nodes";
import { channelsWord, plain, stateWord } from "../views/words";
import type { App } from "./app";
import { Cancelled, connectionOf, HumanError, pickToChange } from "./pick";

/** Renames a channel. */
export async function rename(app: App, ids: readonly Id[]): Promise<void> {
  const [channel] = await pickToChange(app, ids);
  const name = await vscode.window.showInputBox({
    title: l10n.t("Rename Channel {0}", title(channel)),
    value: channel.name,
    prompt: l10n.t("Letters, digits, - and _; up to 128."),
    validateInput(text) {
      const fault = nameFault(text);
      return fault && faultWords(fault);
    },
  });
  if (name === undefined || name === channel.name) throw new Cancelled();
  const [idle] = await withoutLive(app, [channel], { name }, l10n.t("rename to {0}", name));
  if (!idle) return;
  const connection = connectionOf(app, channel.arn);
  await app.acts.run({
    connection,
    steps: [changeStep(connection, channel, { name })],
    doing: l10n.t("Renaming"),
    done: () => l10n.t("Renamed {0} to {1}.", title(channel), name || parseArn(channel.arn).id),
  });
}

/** Moves channels to a recording configuration that the person picks, or to none. */
export async function moveTo(app: App, ids: readonly Id[]): Promise<void> {
  const channels = await pickToChange(app, ids);
  const connection = connectionOfAll(app, channels);
  const { state } = connection.store;
  const all = state.kind === "ready" ? [...(state.snapshot.recordings?.items.values() ?? [])] : [];
  all.sort((a, b) => (sortKey(title(a)) < sortKey(title(b)) ? -1 : 1));
  const items = [
    ...all.map((recording) => ({
      label: `$(${recording.state === "ACTIVE" ? "pass" : "circle-slash"}) ${plain(title(recording))}`,
      description: recording.state === "ACTIVE" ? undefined : stateWord(recording.state),
      detail: plain(`s3://${recording.bucket}`),
      recording: recording as Recording | undefined,
    })),
    { label: `$(circle-slash) ${l10n.t("Not recorded")}`, recording: undefined },
  ];
  const chosen = await vscode.window.showQuickPick(items, {
    placeHolder: l10n.t(
      "Move {0} to which recording configuration?",
      channelsWord(channels.length),
    ),
    matchOnDetail: true,
  });
  if (!chosen) throw new Cancelled();
  await move(app, connection, channels, chosen.recording);
}

/** Detaches channels from what records them. */
export async function detach(app: App, ids: readonly Id[]): Promise<void> {
  const channels = await pickToChange(app, ids);
  await move(app, connectionOfAll(app, channels), channels, undefined);
}

/** What was dragged onto a row: onto a configuration it is attached, onto "Not recorded" detached. */
export async function drop(app: App, ids: readonly Id[], onto: Id | undefined): Promise<void> {
  const channels = await pickToChange(app, ids);
  const target = onto === undefined ? undefined : app.view.node(onto);
  // A channel stands for the place it is in.
  const place = target?.kind === "channel" ? app.view.groupOf(target.id) : target;
  if (place?.kind !== "recording" && place?.kind !== "unrecorded")
    throw new HumanError(
      l10n.t("Drop channels on a recording configuration, or on “Not recorded”."),
    );
  if (channels.some(({ arn }) => parseArn(arn).region !== regionOf(place.id)))
    throw new HumanError(
      l10n.t(
        "A channel can only be recorded by a configuration of its own region: nothing was moved.",
      ),
    );
  if (place.kind === "recording" && !place.recording)
    throw new HumanError(
      l10n.t("The state of this configuration is not known: nothing was moved."),
    );
  const recording = place.kind === "recording" ? place.recording : undefined;
  await move(app, connectionOfAll(app, channels), channels, recording);
}

async function move(
  app: App,
  connection: Connection,
  channels: readonly Channel[],
  recording: Recording | undefined,
): Promise<void> {
  const name = recording && title(recording);
  if (recording?.state === "CREATING")
    throw new HumanError(
      l10n.t("{0} is still being created: attach channels when it is active.", name ?? ""),
    );
  if (recording?.state === "CREATE_FAILED")
    throw new HumanError(
      l10n.t("{0} could not be created, so it records nothing: create another one.", name ?? ""),
    );
  const recordingArn = recording?.arn ?? "";
  const moving = channels.filter((channel) => channel.recordingArn !== recordingArn);
  if (moving.length === 0)
    throw new HumanError(
      name ? l10n.t("{0} records them already.", name) : l10n.t("Nothing records them already."),
    );
  const label = name ? l10n.t("attach to {0}", name) : l10n.t("detach");
  const idle = await withoutLive(app, moving, { recordingArn }, label);
  if (idle.length === 0) return;
  await app.acts.run({
    connection,
    steps: moveSteps(connection, idle, recordingArn),
    doing: name ? l10n.t("Attaching to {0}", name) : l10n.t("Detaching"),
    done: (count) =>
      name
        ? l10n.t("Attached {0} to {1}.", channelsWord(count), name)
        : l10n.t("Detached {0}: nothing records them now.", channelsWord(count)),
  });
}

/**
 * The channels that can be changed now. The service refuses changes of live ones: asks whether theirs should wait for
 * the stream to end, or be left out. Throws Cancelled.
 */
async function withoutLive(
  app: App,
  channels: readonly Channel[],
  change: { readonly name: string } | { readonly recordingArn: Arn },
  label: string,
): Promise<Channel[]> {
  const isLive = ({ arn }: Channel) => {
    const node = app.view.node(arn);
    return node?.kind === "channel" && node.stream !== undefined;
  };
  const live = channels.filter(isLive);
  if (live.length === 0) return [...channels];
  const wait = l10n.t("Apply When the Stream Ends");
  const skip = l10n.t("Leave Out Live Channels");
  const answers = live.length < channels.length ? [wait, skip] : [wait];
  const answer = await vscode.window.showWarningMessage(
    live.length === 1
      ? l10n.t("{0} is live: the service refuses to change it now.", title(live[0] as Channel))
      : l10n.t("{0} are live: the service refuses to change them now.", channelsWord(live.length)),
    { modal: true, detail: live.map(title).slice(0, 10).join("\n") },
    ...answers,
  );
  if (!answer) throw new Cancelled();
  if (answer === wait)
    for (const { arn } of live)
      app.pending.add({ target: connectionOf(app, arn).target, arn, change, label });
  return channels.filter((channel) => !isLive(channel));
}

/** Takes back a change that waits for a channel's stream to end. */
export async function cancelPending(app: App, ids: readonly Id[]): Promise<void> {
  const waiting = app.pending.all;
  if (waiting.length === 0)
    throw new HumanError(l10n.t("No change is waiting for a stream to end."));
  let [arn] = ids;
  if (arn === undefined) {
    const items = waiting.map((pending) => {
      const node = app.view.node(pending.arn);
      const name = node?.kind === "channel" ? title(node.channel) : parseArn(pending.arn).id;
      return { label: plain(name), description: plain(pending.label), arn: pending.arn };
    });
    const placeHolder = l10n.t("Which change should not be made?");
    arn = (await vscode.window.showQuickPick(items, { placeHolder }))?.arn;
    if (!arn) throw new Cancelled();
  }
  app.pending.cancel(arn);
}

function connectionOfAll(app: App, channels: readonly Channel[]): Connection {
  const regions = new Set(channels.map(({ arn }) => parseArn(arn).region));
  const [first] = channels;
  if (!first || regions.size > 1)
    throw new HumanError(l10n.t("Choose channels of one region: configurations are regional."));
  return connectionOf(app, first.arn);
}
