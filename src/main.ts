import * as vscode from "vscode";
import { guard, register } from "./commands";
import type { App } from "./commands/app";
import { Acts } from "./commands/bulk";
import { drop } from "./commands/change";
import { changeRecording, Replacements, tellUnfinished } from "./commands/replace";
import { isSimulator } from "./commands/simulator";
import type { Connection, Target } from "./model/connection";
import { type Applied, type Keep, PendingChanges } from "./model/pending";
import { MFA_DECLINED } from "./model/problem";
import { parseArn } from "./model/rules";
import { type Disposer, problemsOf } from "./model/store";
import { Session } from "./session";
import { SimulatorProcess } from "./simulatorProcess";
import { Snapshots } from "./snapshots";
import { contextKey } from "./views/contextKey";
import { Documents } from "./views/documents";
import type { Behind, Door } from "./views/door";
import { FilterBox } from "./views/filter";
import { Forms } from "./views/forms/panel";
import { NO_FILTER } from "./views/nodes";
import { StatusBar } from "./views/statusBar";
import { ChannelsView } from "./views/tree";
import { place, plain, say } from "./views/words";

/**
 * Puts the parts together: nothing is read, loaded or asked before the view is on screen or a command is run. What it
 * opens goes with the context. Gives what is behind the door.
 */
export function start(context: vscode.ExtensionContext, door: Door): Behind {
  const log = vscode.window.createOutputChannel("IVS Explorer", { log: true });
  const simulator = new SimulatorProcess(
    vscode.Uri.joinPath(context.extensionUri, "dist", "simulator.js").fsPath,
    (line) => log.info(line),
  );
  const aws: App["aws"] = () => import("./aws/index.js");

  let simulatorUrl: string | undefined;
  const setSimulated = contextKey("ivs.simulated");
  const connectTo = async (target: Target) => {
    const endpoint = target.simulator ? await simulator.start() : target.endpoint;
    const { connect } = await aws();
    // Not waited for: only what the menus offer depends on it.
    void isSimulator(endpoint).then((it) => {
      simulatorUrl = it ? endpoint : undefined;
      setSimulated(it);
    });
    return connect({ ...target, endpoint }, askMfaCode);
  };
  const snapshots = new Snapshots(context.globalStorageUri.fsPath);
  const session = new Session(context.workspaceState, connectTo, snapshots);
  const filter = new FilterBox(context.workspaceState);
  const pending = new PendingChanges(pendingIn(context.workspaceState), tellPending);
  const view = new ChannelsView(door, filter, pending);
  const acts = new Acts((line) => view.sayWorking(line), log);
  const status = new StatusBar(context.globalState);
  const documents = new Documents(session);
  const forms = new Forms({
    session,
    extensionUri: context.extensionUri,
    log,
    async reveal(arn) {
      // What the filter hides can't be shown: the person's newer wish goes first.
      if (!view.isShown(arn)) filter.set(NO_FILTER);
      await view.tree.reveal(arn, { select: true, focus: false });
    },
    change: (recording, settings, tags, live) =>
      void guard(app, "change", [recording.arn], () =>
        changeRecording(app, recording, settings, tags, live),
      ),
    later: (change) => pending.add(change),
  });

  let stopLogging: Disposer[] = [];
  const replacements = new Replacements(context.workspaceState);
  const app: App = {
    session,
    view,
    filter,
    status,
    documents,
    forms,
    acts,
    pending,
    replacements,
    simulator,
    log,
    simulatorUrl: () => (session.connections.length > 0 ? simulatorUrl : undefined),
    aws,
  };
  const show = (connections: readonly Connection[]) => {
    view.show(connections);
    status.show(connections);
    pending.follow(connections);
    for (const stop of stopLogging) stop();
    stopLogging = connections.map((connection) => logProblems(log, connection));
  };
  show(session.connections);
  session.onDidChange(show);
  session.show(view.tree.visible);
  const keepReading = () => session.keepReading(pending.all.map(({ target }) => target));
  keepReading();

  context.subscriptions.push(
    log,
    session,
    filter,
    view,
    status,
    documents,
    forms,
    acts,
    pending,
    { dispose: pending.watch(keepReading) },
    { dispose: () => void simulator.stop() },
    view.onDidDrop(({ ids, onto }) => guard(app, "drop", ids, () => drop(app, ids, onto))),
    view.tree.onDidChangeVisibility(({ visible }) => session.show(visible)),
    atFirstSight(view, () => tellUnfinished(app)),
    register(app),
  );
  return view;
}

/** One line each time the problems of a connection change: a background read never interrupts anybody. */
function logProblems(log: vscode.LogOutputChannel, { target, store }: Connection): Disposer {
  let last = "";
  return store.watch((state) => {
    const problems = problemsOf(state);
    const line = problems.map((p) => `${say(p, target)} [${p.code}: ${p.detail}]`).join(" ");
    if (line === last) return;
    if (line) log.warn(`${place(target)}: ${line}`);
    else log.info(vscode.l10n.t("{0}: reads well again", place(target)));
    last = line;
  });
}

/** Calls once, when the view is first seen. */
function atFirstSight({ tree }: ChannelsView, call: () => void): vscode.Disposable {
  if (tree.visible) {
    call();
    return new vscode.Disposable(() => {});
  }
  const seen = tree.onDidChangeVisibility(() => {
    seen.dispose();
    call();
  });
  return seen;
}

/** Keeps the changes that wait in the workspace's state, over reloads. */
function pendingIn(memento: vscode.Memento): Keep {
  const key = "ivs.pending";
  return {
    load: () => memento.get(key, []),
    save: (all) => void memento.update(key, all.length > 0 ? all : undefined),
  };
}

/** Says what became of a change that waited for a stream to end. */
function tellPending(applied: Applied): void {
  const { arn, label } = applied.pending;
  const { id, region } = parseArn(arn);
  switch (applied.kind) {
    case "done":
      void vscode.window.showInformationMessage(
        vscode.l10n.t("The stream of channel {0} ended; done: {1}.", id, plain(label)),
      );
      return;
    case "gone":
      void vscode.window.showWarningMessage(
        vscode.l10n.t("Channel {0} is gone; not done: {1}.", id, plain(label)),
      );
      return;
    case "failed":
      void vscode.window.showErrorMessage(
        vscode.l10n.t(
          "Channel {0}: not done: {1}. {2}",
          id,
          plain(label),
          say(applied.problem, { region }),
        ),
      );
      return;
    default:
      applied satisfies never;
  }
}

async function askMfaCode(serial: string): Promise<string> {
  const code = await vscode.window.showInputBox({
    title: vscode.l10n.t("AWS asks for an MFA code"),
    prompt: vscode.l10n.t("The current code of {0}", serial),
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^\d{6}$/.test(text.trim()) ? undefined : vscode.l10n.t("Six digits"),
  });
  if (!code)
    throw Object.assign(new Error(vscode.l10n.t("No MFA code was given.")), { name: MFA_DECLINED });
  return code.trim();
}
