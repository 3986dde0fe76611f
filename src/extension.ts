import * as vscode from "vscode";
import { register } from "./commands";
import type { App } from "./commands/app";
import type { Connection, Target } from "./model/connection";
import { MFA_DECLINED } from "./model/problem";
import { type Disposer, problemsOf } from "./model/store";
import { Session } from "./session";
import { SimulatorProcess } from "./simulatorProcess";
import { Documents } from "./views/documents";
import { FilterBox } from "./views/filter";
import { StatusBar } from "./views/statusBar";
import { ChannelsView } from "./views/tree";
import { place, say } from "./views/words";

/**
 * Called by the editor when one of our views or commands is first used. Only puts the parts together: nothing is
 * read, loaded or asked before the view is on screen or a command is run.
 */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel("IVS Explorer", { log: true });
  const simulator = new SimulatorProcess(
    vscode.Uri.joinPath(context.extensionUri, "dist", "simulator.js").fsPath,
    (line) => log.info(line),
  );
  const aws: App["aws"] = () => import("./aws/index.js");

  const session = new Session(context.workspaceState, async (target: Target) => {
    const endpoint = target.simulator ? await simulator.start() : target.endpoint;
    const { connect } = await aws();
    return connect({ ...target, endpoint }, askMfaCode);
  });
  const filter = new FilterBox(context.workspaceState);
  const view = new ChannelsView(filter);
  const status = new StatusBar(context.globalState);
  const documents = new Documents(session);

  let stopLogging: Disposer[] = [];
  const show = (connections: readonly Connection[]) => {
    view.show(connections);
    status.show(connections);
    for (const stop of stopLogging) stop();
    stopLogging = connections.map((connection) => logProblems(log, connection));
  };
  show(session.connections);
  session.onDidChange(show);
  session.show(view.tree.visible);

  context.subscriptions.push(
    log,
    session,
    filter,
    view,
    status,
    documents,
    { dispose: () => simulator.stop() },
    view.tree.onDidChangeVisibility(({ visible }) => session.show(visible)),
    register({ session, view, filter, status, documents, simulator, log, aws }),
  );
}

/** One line each time the problems of a connection change: a background read never interrupts anybody. */
function logProblems(log: vscode.LogOutputChannel, { target, store }: Connection): Disposer {
  let last = "";
  return store.watch((state) => {
    const problems = problemsOf(state);
    const line = problems.map((p) => `${say(p, target)} [${p.code}: ${p.detail}]`).join(" ");
    if (line === last) return;
    if (line) log.warn(`${place(target)}: ${line}`);
    else log.info(`${place(target)}: reads well again`);
    last = line;
  });
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
