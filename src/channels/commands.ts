import * as vscode from "vscode";
import { l10n } from "vscode";
import type { Connection } from "../connections/connection";
import type { Connections } from "../connections/connections";
import { at } from "../connections/words";
import { type Arn, byTitle, parseArn, title } from "../core/arn";
import { parseRowId, type Ref, type RowId, refOf } from "../core/ref";
import { nameViolation } from "../core/validation";
import type { Recording } from "../recordings/model";
import { stateWord } from "../recordings/words";
import { copy } from "../resources/commands";
import { onlyConnection, type Pick, type Picked } from "../resources/pick";
import { isLive } from "../streams/operations";
import { type Commands, one } from "../ui/commands";
import { Cancelled, UserError } from "../ui/errors";
import type { Forms } from "../ui/formPanel";
import { addressOf } from "../ui/formSession";
import { violationWords } from "../ui/formWords";
import type { Pages } from "../ui/pagePanel";
import type { Runner } from "../ui/runner";
import { numberWord, plain, plural, shortened, someNames } from "../ui/words";
import { type Channel, type ChannelDetails, type ChannelSettings, MANY } from "./model";
import { movedElsewhere, planChange, type WhenLive } from "./operations";
import { changeOperation } from "./plans";
import type { WaitingChanges } from "./waiting";
import { channelsWord, movedLines, planTitle } from "./words";

export interface ChannelsApp {
  readonly connections: Connections;
  readonly pick: Pick;
  readonly forms: Forms;
  readonly pages: Pages;
  readonly runner: Runner;
  readonly waiting: WaitingChanges;
  /** Selects a row in the tree. */
  reveal(ref: Ref, focus: boolean): Promise<void>;
  /** The rows of all channels of a group, as the filter leaves them; drawn or not. */
  channelsBelow(group: RowId): readonly RowId[];
}

export const channelCommands: Commands<ChannelsApp> = {
  /** From a row the page comes up beside the tree, which keeps the keyboard. */
  "ivs.channel.openPage": one(async ({ pick, pages }, rows) => {
    const [{ connection, item }] = await pick.some("channels", rows);
    pages.show({ connection: connection.id, arn: item.arn }, rows.length === 0);
  }),
  "ivs.channel.create": one(createForm),
  "ivs.channel.edit": one(async ({ pick, forms }, rows) => {
    forms.open("editChannel", { refs: refsOf(await pick.some("channels", rows)) });
  }),
  "ivs.channel.duplicate": one(async ({ pick, forms }, rows) => {
    forms.open("createChannel", { refs: refsOf(await pick.some("channels", rows)) });
  }),
  async "ivs.channel.attachRecording"({ pick, forms }, rows) {
    forms.open("attach", { refs: refsOf(await pick.some("channels", rows)) });
  },
  async "ivs.channel.detachRecording"({ pick, forms }, rows) {
    forms.open("attach", { refs: refsOf(await pick.some("channels", rows)), detach: true });
  },
  "ivs.channel.rename": one(rename),
  "ivs.channel.moveTo": moveTo,
  "ivs.channel.detach": detach,
  "ivs.group.attachAll": one((app, [group]) => {
    const rows = group === undefined ? [] : app.channelsBelow(group);
    if (rows.length === 0) throw new UserError(l10n.t("There is no channel to attach."));
    return moveTo(app, rows);
  }),
  "ivs.pending.cancel": cancelWaiting,
  async "ivs.channel.reveal"({ pick, reveal }) {
    const [{ connection, item }] = await pick.some("channels", []);
    await reveal({ connection: connection.id, arn: item.arn }, true);
  },
  async "ivs.channel.copyPlaybackUrl"({ pick }, rows) {
    const all = await details(await pick.some("channels", rows));
    await copy(
      all.map(({ playbackUrl }) => playbackUrl).join("\n"),
      plural(
        all.length,
        l10n.t("Playback URL of {0} copied.", all.map(title).join()),
        l10n.t("{0} playback URLs copied: {1}.", numberWord(all.length), someNames(all.map(title))),
      ),
    );
  },
  /** The address an encoder sends to, as RTMPS: the form every encoder takes. */
  async "ivs.channel.copyIngestEndpoint"({ pick }, rows) {
    const all = await details(await pick.some("channels", rows));
    await copy(
      all.map(({ ingestEndpoint }) => `rtmps://${ingestEndpoint}:443/app/`).join("\n"),
      plural(
        all.length,
        l10n.t("Ingest server of {0} copied.", all.map(title).join()),
        l10n.t(
          "{0} ingest servers copied: {1}.",
          numberWord(all.length),
          someNames(all.map(title)),
        ),
      ),
    );
  },
  /** Without showing it. Of one channel only: whoever gets a key gets no other's with it. */
  "ivs.channel.copyStreamKey": one(async ({ pick }, rows) => {
    const [{ connection, item }] = await pick.some("channels", rows);
    const key = await (await connection.service()).channels.streamKey(item.arn);
    if (key === undefined)
      throw new UserError(
        l10n.t("{0} has no stream key: create one before anybody can stream to it.", title(item)),
      );
    await copy(
      key,
      l10n.t("Stream key of {0} copied. Whoever has it can stream to the channel.", title(item)),
    );
  }),
};

function refsOf(all: readonly Picked[]): Ref[] {
  return all.map(({ connection, item }) => ({ connection: connection.id, arn: item.arn }));
}

/** Channels with their addresses, in their order. Throws a ServiceError, a UserError when one is gone. */
async function details(all: readonly Picked<"channels">[]): Promise<ChannelDetails[]> {
  const [only, ...more] = all;
  if (only && more.length === 0)
    return [await (await only.connection.service()).channels.get(only.item.arn)];
  const found = new Map<string, ChannelDetails>();
  for (const connection of new Set(all.map((each) => each.connection))) {
    const { channels } = await connection.service();
    const arns = all.filter((each) => each.connection === connection).map(({ item }) => item.arn);
    for (let from = 0; from < arns.length; from += MANY)
      for (const [arn, channel] of await channels.getMany(arns.slice(from, from + MANY)))
        found.set(arn, channel);
  }
  return all.map(({ item }) => {
    const channel = found.get(item.arn);
    if (!channel)
      throw new UserError(l10n.t("{0} no longer exists: nothing was copied.", title(item)));
    return channel;
  });
}

/** A form for a new channel: in the region of the row, and recorded by it if it is a configuration. */
function createForm({ connections, forms }: ChannelsApp, [row]: readonly RowId[]): void {
  const arn = row && refOf(row)?.arn;
  const recording = arn && parseArn(arn).type === "recording-configuration" ? arn : undefined;
  forms.open("createChannel", { connection: connections.ofRow(row), recording });
}

async function rename(app: ChannelsApp, rows: readonly RowId[]): Promise<void> {
  const [{ connection, item: channel }] = await app.pick.toChange("channels", rows);
  const name = await vscode.window.showInputBox({
    title: at(app.connections.where(connection.id), l10n.t("Rename Channel {0}", title(channel))),
    value: channel.name,
    prompt: l10n.t("Letters, digits, - and _; up to 128."),
    validateInput(text) {
      const violation = nameViolation(text);
      return violation && violationWords(violation);
    },
  });
  if (name === undefined || name === channel.name) throw new Cancelled();
  await change(app, connection, [channel], { name }, l10n.t("rename to {0}", name));
}

/** Moves channels to a recording configuration that the person picks, to a new one, or to none. */
async function moveTo(app: ChannelsApp, rows: readonly RowId[]): Promise<void> {
  const [connection, channels] = await pickTogether(app, rows);
  const all = [...(connection.snapshot.recordings?.items.values() ?? [])].sort(byTitle);
  const present = new Set(channels.map(({ recordingArn }) => recordingArn));
  const now = (arn: Arn) =>
    present.has(arn)
      ? plural(present.size, l10n.t("current"), l10n.t("current for some of them"))
      : undefined;
  const items = [
    ...all.map((recording) => ({
      label: `$(${recording.state === "ACTIVE" ? "pass" : "circle-slash"}) ${plain(title(recording))}`,
      description: [recording.state !== "ACTIVE" && stateWord(recording.state), now(recording.arn)]
        .filter(Boolean)
        .join(" · "),
      detail: plain(`s3://${recording.bucket}`),
      recording: recording as Recording | undefined,
      isNew: false,
    })),
    {
      label: `$(circle-slash) ${l10n.t("Not recorded")}`,
      description: now(""),
      recording: undefined,
      isNew: false,
    },
    { label: `$(add) ${l10n.t("Create New…")}`, recording: undefined, isNew: true },
  ];
  const chosen = await vscode.window.showQuickPick(items, {
    title: app.connections.where(connection.id),
    placeHolder: plural(
      channels.length,
      l10n.t("Move {0} to which recording configuration?", channels.map(title).join()),
      l10n.t("Move {0} to which recording configuration?", channelsWord(channels.length)),
    ),
    matchOnDetail: true,
  });
  if (!chosen) throw new Cancelled();
  if (!chosen.isNew) return move(app, connection, channels, chosen.recording);
  // The form for attaching waits for what the other creates.
  const refs = channels.map(({ arn }) => ({ connection: connection.id, arn }));
  app.forms.open("attach", { refs });
  app.forms.open("createRecording", {
    connection: connection.id,
    back: addressOf("attach", { refs }),
  });
}

async function detach(app: ChannelsApp, rows: readonly RowId[]): Promise<void> {
  const [connection, channels] = await pickTogether(app, rows);
  await move(app, connection, channels, undefined);
}

/** What was dragged onto a row: onto a configuration it is attached, onto "Not recorded" detached. */
export async function drop(
  app: ChannelsApp,
  rows: readonly RowId[],
  onto: RowId | undefined,
): Promise<void> {
  const [connection, channels] = await pickTogether(app, rows);
  const place = parseRowId(onto ?? "");
  if (onto !== undefined && place.connection !== connection.id)
    throw new UserError(
      l10n.t(
        "A channel stays in its account and region: drop it on a recording configuration of {0}. Nothing was moved.",
        app.connections.name(connection.id),
      ),
    );
  // A channel stands for the place it is in.
  const beside = connection.snapshot.channels?.items.get(place.key);
  const recordingArn = beside ? beside.recordingArn : place.key === "unrecorded" ? "" : place.key;
  const recording = connection.snapshot.recordings?.items.get(recordingArn);
  if (recordingArn && parseArn(recordingArn).type !== "recording-configuration")
    throw new UserError(
      l10n.t("Drop channels on a recording configuration, or on “Not recorded”."),
    );
  if (recordingArn && !recording)
    throw new UserError(l10n.t("The state of this configuration is not known: nothing was moved."));
  if (onto === undefined)
    throw new UserError(
      l10n.t("Drop channels on a recording configuration, or on “Not recorded”."),
    );
  await move(app, connection, channels, recording);
}

async function pickTogether(
  app: ChannelsApp,
  rows: readonly RowId[],
): Promise<[Connection, Channel[]]> {
  const all = await app.pick.toChange("channels", rows);
  const connection = onlyConnection(
    all,
    l10n.t(
      "Choose channels of one account and region: a recording configuration records no others.",
    ),
  );
  return [connection, all.map(({ item }) => item)];
}

async function move(
  app: ChannelsApp,
  connection: Connection,
  channels: readonly Channel[],
  recording: Recording | undefined,
): Promise<void> {
  const name = recording && title(recording);
  if (recording?.state === "CREATING")
    throw new UserError(
      l10n.t("{0} is still being created: attach channels when it is active.", name ?? ""),
    );
  if (recording?.state === "CREATE_FAILED")
    throw new UserError(
      l10n.t("{0} could not be created, so it records nothing: create another one.", name ?? ""),
    );
  const recordingArn = recording?.arn ?? "";
  const all = channels.length > 1 ? await askAboutMoved(connection, channels) : channels;
  const moving = all.filter((channel) => channel.recordingArn !== recordingArn);
  const titles = channels.map(title).join();
  if (moving.length === 0)
    throw new UserError(
      name
        ? plural(
            channels.length,
            l10n.t("{0} already records {1}.", name, titles),
            l10n.t("{0} already records these channels.", name),
          )
        : plural(
            channels.length,
            l10n.t("{0} is not attached to a recording configuration.", titles),
            l10n.t("None of these channels is attached to a recording configuration."),
          ),
    );
  const label = name ? l10n.t("attach to {0}", name) : l10n.t("detach");
  await change(app, connection, moving, { recordingArn }, label, name);
}

/**
 * Looks how channels are now; asks whether those should be moved, too, that somebody else moved since they were read.
 * Gives those that should, as they are now.
 */
async function askAboutMoved(
  connection: Connection,
  channels: readonly Channel[],
): Promise<readonly Channel[]> {
  const moved = await movedElsewhere(connection, channels);
  const items = connection.snapshot.channels?.items;
  const now = channels.flatMap(({ arn }) => items?.get(arn) ?? []);
  if (moved.length === 0) return now;
  const all = l10n.t("Move Them All");
  const others = l10n.t("Leave Them Out");
  const left = now.filter(({ arn }) => !moved.some(({ before }) => before.arn === arn));
  const answer = await vscode.window.showWarningMessage(
    plural(
      moved.length,
      l10n.t("1 channel was changed elsewhere since it was read."),
      l10n.t("{0} channels were changed elsewhere since they were read.", numberWord(moved.length)),
    ),
    { modal: true, detail: shortened(movedLines(connection, moved)).join("\n") },
    ...(now.length > left.length ? [all] : []),
    ...(left.length > 0 ? [others] : []),
  );
  if (!answer) throw new Cancelled();
  return answer === all ? now : left;
}

/** Makes one change of channels, asking what to do about those that are live. `to`: what they are attached to. */
async function change(
  app: ChannelsApp,
  connection: Connection,
  channels: readonly Channel[],
  wanted: Partial<ChannelSettings>,
  label: string,
  to?: string,
): Promise<void> {
  const whenLive = await askWhenLive(app, connection, channels);
  const { changes, steps, waiting } = planChange(connection, channels, wanted, whenLive);
  app.waiting.addAll(connection, waiting, wanted, label);
  if (steps.length === 0) return;
  const title = planTitle(changes.length, to);
  await app.runner.run(changeOperation(connection.id, steps, { changes, to }, title));
}

/** The service refuses changes of live channels: asks whether theirs should wait for the stream to end, or be left out. */
async function askWhenLive(
  { connections }: ChannelsApp,
  connection: Connection,
  channels: readonly Channel[],
): Promise<WhenLive> {
  const live = channels.filter(({ arn }) => isLive(connection, arn));
  if (live.length === 0) return "refuse";
  const wait = l10n.t("Apply When the Stream Ends");
  const skip = l10n.t("Leave Out Live Channels");
  const answers = live.length < channels.length ? [wait, skip] : [wait];
  const answer = await vscode.window.showWarningMessage(
    at(
      connections.where(connection.id),
      plural(
        live.length,
        l10n.t("{0} is live: the service refuses to change it now.", live.map(title).join()),
        l10n.t("{0} are live: the service refuses to change them now.", channelsWord(live.length)),
      ),
    ),
    { modal: true, detail: live.length > 1 ? shortened(live.map(title)).join("\n") : undefined },
    ...answers,
  );
  if (!answer) throw new Cancelled();
  return answer === wait ? "whenEnded" : "skip";
}

/** Takes back changes that wait for their channels' streams to end. */
async function cancelWaiting(
  { waiting, connections }: ChannelsApp,
  rows: readonly RowId[],
): Promise<void> {
  if (waiting.all.length === 0)
    throw new UserError(l10n.t("No change is waiting for a stream to end."));
  const refs = rows.length > 0 ? rows.map(refOf) : [await chooseWaiting(waiting, connections)];
  for (const ref of refs) if (ref) waiting.cancel(ref);
}

async function chooseWaiting(waiting: WaitingChanges, connections: Connections): Promise<Ref> {
  const items = waiting.all.map((change) => ({
    label: plain(title(change)),
    description: plain(change.label),
    detail: plain(connections.where(change.connection) ?? "") || undefined,
    change,
  }));
  const placeHolder = l10n.t("Which change should not be made?");
  const chosen = await vscode.window.showQuickPick(items, { placeHolder });
  if (!chosen) throw new Cancelled();
  return chosen.change;
}
