import * as vscode from "vscode";
import { l10n } from "vscode";
import { isIvsError, problemOf } from "../model/problem";
import { type Id, regionOf } from "../views/nodes";
import { plain, say } from "../views/words";
import type { App } from "./app";
import * as change from "./change";
import * as connect from "./connect";
import * as explain from "./explain";
import * as forms from "./forms";
import * as look from "./look";
import { Cancelled, HumanError } from "./pick";
import * as replace from "./replace";
import * as simulator from "./simulator";

/** `ids`: the rows it was called on; none from the palette. */
type Command = (app: App, ids: readonly Id[]) => Promise<void> | void;

/** Every command of the extension. package.json says where each is offered. */
export const commands = {
  "ivs.connect": connect.connect,
  "ivs.disconnect": connect.disconnect,
  "ivs.simulator.use": connect.useSimulator,
  "ivs.simulator.stop": simulator.stop,
  "ivs.simulator.goLive": simulator.goLive,
  "ivs.simulator.endStream": simulator.endStream,
  "ivs.simulator.seed": simulator.seed,
  "ivs.simulator.failNext": simulator.failNext,
  "ivs.region.add": connect.addRegion,
  "ivs.region.remove": connect.removeRegion,
  "ivs.connection.signIn": connect.signIn,
  "ivs.refresh": look.refresh,
  "ivs.reading.stop": (app) => app.session.stopReading(),
  "ivs.group.more": look.showMore,
  "ivs.filter.edit": look.editFilter,
  "ivs.filter.change": look.editFilter,
  "ivs.filter.clear": look.clearFilter,
  "ivs.resource.copyArn": look.copyArn,
  "ivs.resource.copyName": look.copyName,
  "ivs.resource.openInConsole": look.openInConsole,
  "ivs.resource.showJson": look.showJson,
  "ivs.channel.copyPlaybackUrl": look.copyPlaybackUrl,
  "ivs.channel.copyIngestEndpoint": look.copyIngestEndpoint,
  "ivs.channel.copyStreamKey": look.copyStreamKey,
  "ivs.channel.reveal": look.revealChannel,
  "ivs.channel.create": forms.createChannel,
  "ivs.channel.edit": forms.editChannel,
  "ivs.channel.duplicate": forms.duplicateChannel,
  "ivs.channel.attachRecording": forms.attachRecording,
  "ivs.channel.detachRecording": forms.detachRecording,
  "ivs.recording.create": forms.createRecording,
  "ivs.recording.duplicate": forms.duplicateRecording,
  "ivs.recording.change": forms.changeRecording,
  "ivs.resource.delete": forms.deleteResources,
  "ivs.channel.rename": change.rename,
  "ivs.channel.moveTo": change.moveTo,
  "ivs.channel.detach": change.detach,
  "ivs.pending.cancel": change.cancelPending,
  "ivs.undo": (app) => app.acts.undo(),
  "ivs.cancel": (app) => app.acts.cancel(),
  "ivs.recording.explainFailure": explain.explainFailure,
  "ivs.recording.resumeChange": replace.resumeChange,
  "ivs.recording.show": look.showRecordings,
  "ivs.log.show": (app) => app.log.show(),
} as const satisfies Record<`ivs.${string}`, Command>;

/** Registers all commands. */
export function register(app: App): vscode.Disposable {
  return vscode.Disposable.from(
    ...Object.entries<Command>(commands).map(([name, command]) =>
      vscode.commands.registerCommand(name, (...args: unknown[]) => {
        const ids = rowsOf(app, args);
        return guard(app, name, ids, () => command(app, ids));
      }),
    ),
  );
}

/** What a command was called on: a menu gives the row, and all selected rows; our keybindings say "selection". */
function rowsOf(app: App, [first, all]: unknown[]): readonly Id[] {
  if (first === SELECTION) return app.view.selection;
  if (Array.isArray(all)) return all.filter((id) => typeof id === "string");
  return typeof first === "string" ? [first] : [];
}

const SELECTION = "selection";

/** Does something for a person; each failure ends here, as one sentence and a log entry. */
export async function guard(
  app: App,
  name: string,
  ids: readonly Id[],
  act: () => Promise<void> | void,
): Promise<void> {
  try {
    await act();
  } catch (error) {
    tell(app, name, ids[0], error);
  }
}

function tell(app: App, name: string, id: Id | undefined, error: unknown): void {
  if (error instanceof Cancelled) return;
  if (error instanceof HumanError) {
    void vscode.window.showWarningMessage(plain(error.message));
    return;
  }
  app.log.error(name, isIvsError(error) ? error.cause : error);
  const [first] = app.session.connections;
  const { target } = (id && app.session.connection(regionOf(id))) || first || {};
  const sentence = say(problemOf(error), target ?? { region: "" });
  const showLog = l10n.t("Show Log");
  void vscode.window.showErrorMessage(sentence, showLog).then((answer) => {
    if (answer === showLog) app.log.show();
  });
}
