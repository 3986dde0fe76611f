import * as vscode from "vscode";
import { l10n } from "vscode";
import type { Connections } from "../connections/connections";
import { title } from "../core/arn";
import type { Ref, RowId } from "../core/ref";
import type { Pick } from "../resources/pick";
import { isLive, stopAndWait } from "../streams/operations";
import { type Commands, one } from "../ui/commands";
import { Cancelled, UserError } from "../ui/errors";
import type { Runner } from "../ui/runner";
import { plain } from "../ui/words";
import type { Rotations } from "./rotations";

export interface StreamKeysApp {
  readonly connections: Connections;
  readonly pick: Pick;
  readonly runner: Runner;
  readonly rotations: Rotations;
  /** A stream is about to be stopped: its end is no news. */
  readonly watching: { expectEnd(ref: Ref): void };
}

export const streamKeyCommands: Commands<StreamKeysApp> = {
  "ivs.streamKey.create": one(create),
  "ivs.streamKey.rotate": one((app, rows) => rotate(app, rows, false)),
  "ivs.streamKey.lockOut": one((app, rows) => rotate(app, rows, true)),
  "ivs.channel.stopStream": one(stopStream),
};

async function create({ pick, rotations }: StreamKeysApp, rows: readonly RowId[]): Promise<void> {
  const [{ connection, item: channel }] = await pick.toChange("channels", rows);
  const { streamKeys } = await connection.service();
  if ((await streamKeys.find(channel.arn)) !== undefined)
    throw new UserError(
      l10n.t("{0} has a stream key already: rotate it to get another.", title(channel)),
    );
  await rotations.begin(connection, channel, { lockOut: false });
}

/** Says first what it brings. */
async function rotate(app: StreamKeysApp, rows: readonly RowId[], lockOut: boolean): Promise<void> {
  const [{ connection, item: channel }] = await app.pick.toChange("channels", rows);
  const { streamKeys } = await connection.service();
  const oldArn = await streamKeys.find(channel.arn);
  if (oldArn === undefined)
    throw new UserError(l10n.t("{0} has no stream key: create one first.", title(channel)));
  const live = isLive(connection, channel.arn);
  if (lockOut && !live)
    throw new UserError(
      l10n.t("{0} is not live: rotate its stream key to keep encoders out.", title(channel)),
    );
  const name = plain(title(channel));
  const question = lockOut
    ? l10n.t("Lock the encoder out of {0}?", name)
    : l10n.t("Rotate the stream key of {0}?", name);
  const brings = lockOut
    ? l10n.t(
        "Its stream key is deleted and a new one is created, then the stream is stopped: viewers are cut off, and the encoder can’t come back with the old key.",
      )
    : live
      ? l10n.t(
          "The old key is deleted and a new one is created. The stream that is live goes on until it ends; to start another, encoders need the new key.",
        )
      : l10n.t(
          "The old key is deleted and a new one is created: to start a stream, encoders need the new key.",
        );
  const yes = lockOut ? l10n.t("Lock Out") : l10n.t("Rotate Stream Key");
  const detail = `${brings} ${l10n.t("This can’t be undone.")}`;
  const answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, yes);
  if (answer !== yes) throw new Cancelled();
  if (lockOut) app.watching.expectEnd({ connection: connection.id, arn: channel.arn });
  await app.rotations.begin(connection, channel, { oldArn, lockOut });
}

/** Stops a stream; says that its encoder may come back, and offers to lock it out. */
async function stopStream(app: StreamKeysApp, rows: readonly RowId[]): Promise<void> {
  const [{ connection, item: channel }] = await app.pick.toChange("channels", rows);
  if (!isLive(connection, channel.arn))
    throw new UserError(l10n.t("{0} is not live.", title(channel)));
  const name = plain(title(channel));
  const stop = l10n.t("Stop Stream");
  const lockOut = l10n.t("Stop and Lock Out…");
  const detail = l10n.t(
    "Viewers are cut off. Most encoders connect again by themselves at once; locking out rotates the stream key first, so that they can’t.",
  );
  const question = l10n.t("Stop the stream of {0}?", name);
  const answer = await vscode.window.showWarningMessage(
    question,
    { modal: true, detail },
    stop,
    lockOut,
  );
  if (answer === undefined) throw new Cancelled();
  if (answer === lockOut) return rotate(app, rows, true);
  app.watching.expectEnd({ connection: connection.id, arn: channel.arn });
  await app.runner.work(async ({ progress }) => {
    progress(l10n.t("Stopping the stream of {0}…", name));
    await stopAndWait(connection, channel.arn);
  });
  vscode.window.setStatusBarMessage(`$(check) ${l10n.t("The stream of {0} ended.", name)}`, 4000);
}
