import * as vscode from "vscode";
import { l10n } from "vscode";
import type { Connections } from "../connections/connections";
import type { SimulatorControl } from "../connections/simulatorControl";
import { title } from "../core/arn";
import type { RowId } from "../core/ref";
import type { Pick } from "../resources/pick";
import { type Commands, one } from "../ui/commands";
import { Cancelled } from "../ui/errors";
import type { Watching } from "./watching";

export interface StreamsApp {
  readonly connections: Connections;
  readonly simulatorControl: SimulatorControl;
  readonly pick: Pick;
  readonly watching: Watching;
}

export const streamCommands: Commands<StreamsApp> = {
  "ivs.simulator.goLive": one(goLive),
  "ivs.simulator.endStream": one(endStream),
  async "ivs.channel.watch"({ pick, watching }, rows) {
    const all = await pick.some("channels", rows);
    const channels = all.map(({ connection, item }) => ({
      connection: connection.id,
      arn: item.arn,
      name: title(item),
    }));
    await watching.add(...channels);
  },
  async "ivs.channel.unwatch"({ pick, watching }, rows) {
    const all = await pick.some("channels", rows);
    const refs = all.map(({ connection, item }) => ({ connection: connection.id, arn: item.arn }));
    await watching.remove(...refs);
  },
};

/** Starts a stream on a channel of a simulator, as an encoder would. */
async function goLive(app: StreamsApp, rows: readonly RowId[]): Promise<void> {
  const [{ connection, item }] = await app.pick.some("channels", rows);
  const kinds = [
    { label: l10n.t("Healthy"), health: "HEALTHY" },
    { label: l10n.t("Starving"), health: "STARVING" },
  ];
  const placeHolder = l10n.t("How is the stream?");
  const kind = await vscode.window.showQuickPick(kinds, { placeHolder });
  if (!kind) throw new Cancelled();
  const viewers = 1 + Math.floor(Math.random() * 500);
  const body = { channelArn: item.arn, health: kind.health, viewers };
  await app.simulatorControl.post(connection.id, "streams/start", body);
  await connection.readAgain("streams", [item.arn]);
}

/** Ends a channel's stream in a simulator, as an encoder that disconnects. */
async function endStream(app: StreamsApp, rows: readonly RowId[]): Promise<void> {
  const [{ connection, item }] = await app.pick.some("channels", rows);
  await app.simulatorControl.post(connection.id, "streams/stop", { channelArn: item.arn });
  await connection.readAgain("streams", [item.arn]);
}
