import * as vscode from "vscode";
import { openAttach } from "./channels/attachForm";
import { type ChannelsApp, drop } from "./channels/commands";
import { openCreateChannel } from "./channels/createForm";
import { openEditChannel } from "./channels/editForm";
import { channelKind } from "./channels/kind";
import { CHANNELS } from "./channels/model";
import { openChannelPage } from "./channels/page";
import { CHANGE_PLAN, changePlans, DELETE_PLAN, deletePlans } from "./channels/plans";
import { WaitingChanges } from "./channels/waiting";
import { tellApplied } from "./channels/waitingWords";
import { commands } from "./commands";
import { askMfaCode } from "./connections/askMfaCode";
import type { ConnectionsApp } from "./connections/commands";
import { type ConnectionConfig, connectionId } from "./connections/config";
import { Connections } from "./connections/connections";
import { healCredentials } from "./connections/credentialFiles";
import { DiskJournal } from "./connections/diskJournal";
import { DiskMemory } from "./connections/diskMemory";
import { inPlace } from "./connections/formPlace";
import { logProblems } from "./connections/logProblems";
import { connectionsSetting } from "./connections/settings";
import { SimulatorControl } from "./connections/simulatorControl";
import { SimulatorProcess } from "./connections/simulatorProcess";
import { parseArn } from "./core/arn";
import { systemClock } from "./core/clock";
import { parseRowId, refOf } from "./core/ref";
import { openChangeRecording } from "./recordings/changeForm";
import type { RecordingsApp } from "./recordings/commands";
import { openCreateRecording } from "./recordings/createForm";
import { recordingKind } from "./recordings/kind";
import { RECORDINGS } from "./recordings/model";
import { REMOVAL_PLAN, removalPlans } from "./recordings/plans";
import { REPLACEMENT_PLAN, Replacements } from "./recordings/replacements";
import { StatusBar } from "./recordings/statusBar";
import type { ResourcesApp } from "./resources/commands";
import { openDelete } from "./resources/deleteForm";
import { Documents } from "./resources/documents";
import { readAgain } from "./resources/kind";
import { Pick } from "./resources/pick";
import type { StreamKeysApp } from "./streamKeys/commands";
import { ROTATION_PLAN, Rotations } from "./streamKeys/rotations";
import { INGEST, KEY, openIngestSection } from "./streamKeys/section";
import type { StreamsApp } from "./streams/commands";
import { STREAMS } from "./streams/model";
import { openStreamSections } from "./streams/sections";
import { isWatchedList, Watching } from "./streams/watching";
import { tellAlarm } from "./streams/watchingWords";
import { Badge } from "./tree/badge";
import { ChannelsView } from "./tree/channelsView";
import type { TreeApp } from "./tree/commands";
import { FilterBox, isFilter } from "./tree/filterBox";
import type { LazyTree, TreeSource } from "./tree/lazyTree";
import { type CommandDeps, guard, register } from "./ui/commands";
import { Forms } from "./ui/formPanel";
import { contextKey } from "./ui/manifest";
import { drawMarks } from "./ui/marks";
import { Pages } from "./ui/pagePanel";
import { Runner } from "./ui/runner";
import type { RunnerApp } from "./ui/runnerCommands";
import { isBoolean, SavedState } from "./ui/savedState";
import { Unfinished } from "./ui/unfinished";

/** What commands work with: each room says what it needs of it. */
type App = ConnectionsApp &
  TreeApp &
  ResourcesApp &
  ChannelsApp &
  RecordingsApp &
  StreamsApp &
  StreamKeysApp &
  RunnerApp;

/**
 * Puts the parts together: nothing is read, loaded or asked before the view is on screen or a command is run. What it
 * opens goes with the context. Gives what fills the tree.
 */
export function start(context: vscode.ExtensionContext, lazyTree: LazyTree): TreeSource {
  const { workspaceState, extensionUri, globalStorageUri } = context;
  const log = vscode.window.createOutputChannel("IVS Explorer", { log: true });
  const saved = <T>(key: `ivs.${string}`, is: (value: unknown) => value is T) =>
    new SavedState<T>(workspaceState, key, 1, is, log);

  // Connections: what is read of AWS, and by whom.
  const aws: App["aws"] = () => import("./aws/index.js");
  const script = vscode.Uri.joinPath(extensionUri, "dist", "simulator.js").fsPath;
  const simulator = new SimulatorProcess(script, (line) => log.info(line));
  const simulatorControl = new SimulatorControl(contextKey("ivs.simulated"));
  const connect = async (config: ConnectionConfig) => {
    const endpoint = config.simulator ? await simulator.start() : config.endpoint;
    const id = connectionId(config);
    void simulatorControl.look(id, endpoint);
    const { connect } = await aws();
    return connect({ ...config, id, endpoint }, askMfaCode);
  };
  const connections = new Connections(connectionsSetting, log, {
    // A new noun that is polled is added here.
    collections: [RECORDINGS, CHANNELS, STREAMS],
    connect,
    async accountOf(config) {
      const endpoint = config.simulator ? await simulator.start() : config.endpoint;
      return (await aws()).accountOf({ ...config, endpoint }, askMfaCode);
    },
    clock: systemClock,
    paces: new Map(),
    memory: new DiskMemory(vscode.Uri.joinPath(globalStorageUri, "lists").fsPath),
    // Only our tests say so.
    pollEvery: Number(process.env.IVS_EXPLORER_POLL_SECONDS) * 1000 || undefined,
  });

  const kinds = [channelKind, recordingKind];

  // What is done: operations, and what waits or broke off.
  const journal = new DiskJournal(vscode.Uri.joinPath(globalStorageUri, "plans").fsPath, log);
  const waiting = new WaitingChanges(journal, (applied) => tellApplied(applied, connections));
  const filter = new FilterBox(saved("ivs.filter", isFilter));
  const view = new ChannelsView(lazyTree, filter, waiting, saved("ivs.liveFirst", isBoolean));
  const runner = new Runner(
    (id) => {
      const { writes } = connections.get(id);
      return {
        writes,
        where: connections.where(id),
        explain: (problem) => connections.explainProblem(problem, id),
        remedy: (problem) => connections.remedyFor(problem, id),
        readAgain: (arns) => readAgain(connections.find(id), kinds, arns),
      };
    },
    journal,
    (line) => view.sayWorking(line),
    log,
  );
  const replacements = new Replacements(journal, connections, runner, (...change) =>
    waiting.addAll(...change),
  );

  // What is seen: the status bar, documents, forms.
  const status = new StatusBar();
  const pick = new Pick(connections, kinds);
  const documents = new Documents(connections, kinds);
  const reveal: App["reveal"] = (ref, focus) => view.reveal(ref, focus);
  const deps = { connections, waiting, runner, replacements, pick, reveal };
  const forms = new Forms({
    extensionUri,
    kinds: inPlace(connections, {
      createChannel: (host) => openCreateChannel(host, deps),
      editChannel: (host) => openEditChannel(host, deps),
      attach: (host) => openAttach(host, deps),
      createRecording: (host) => openCreateRecording(host, deps),
      changeRecording: (host) => openChangeRecording(host, deps),
      delete: (host) => openDelete(host, deps),
    }),
    watch(changed) {
      // After a reload the view may be hidden, and nothing read yet.
      void connections.readUnread();
      return connections.watch(changed);
    },
    explain(error, kind, target) {
      log.error(kind, cause(error));
      return connections.explain(error, target.refs?.[0]?.connection ?? target.connection);
    },
  });

  // Pages, what is told of the channels that are looked at, and their stream keys.
  const keysChanged = new vscode.EventEmitter<void>();
  const watching = new Watching(
    saved("ivs.watched", isWatchedList),
    systemClock,
    () => pages.refs,
    (alarm) => void tellAlarm(alarm, connections),
  );
  const pages = new Pages({
    extensionUri,
    open: openChannelPage({
      connections,
      waiting: (ref) => waiting.of(ref)?.label,
      isWatched: (ref) => watching.has(ref),
      reveal,
      sections: [
        openStreamSections((id) => connections.find(id)),
        openIngestSection({ connections, onKeysChanged: keysChanged.event }),
      ],
    }),
    watch(changed) {
      void connections.readUnread();
      const stop = [connections.watch(changed), waiting.watch(changed), watching.watch(changed)];
      return () => {
        for (const each of stop) each();
      };
    },
    explain(error, { connection }) {
      log.error("page", cause(error));
      return connections.explain(error, connection);
    },
  });
  const rotations = new Rotations(
    journal,
    connections,
    runner,
    (ref) => pages.reveal(ref, { section: INGEST, id: KEY }),
    () => keysChanged.fire(),
  );
  const badge = new Badge(view.tree, (ref) => watching.has(ref));

  const unfinished = new Unfinished(
    journal,
    {
      [CHANGE_PLAN]: changePlans(connections, runner),
      [DELETE_PLAN]: deletePlans(journal, forms),
      [REMOVAL_PLAN]: removalPlans(connections, runner, forms),
      [REPLACEMENT_PLAN]: replacements,
      [ROTATION_PLAN]: rotations,
    },
    ({ connection }) => connections.where(connection),
  );

  // What a person calls.
  const app: App = {
    ...deps,
    simulator,
    simulatorControl,
    aws,
    view,
    filter,
    status,
    documents,
    forms,
    pages,
    watching,
    rotations,
    unfinished,
    channelsBelow: (group) => view.channelsBelow(group),
    showLog: () => log.show(),
  };
  const commandDeps: CommandDeps = {
    selection: () => view.selection,
    explain(error, name, row) {
      log.error(name, cause(error));
      return connections.explain(error, row && parseRowId(row).connection);
    },
    remedy: (error, row) => connections.remedy(error, row && parseRowId(row).connection),
    showLog: app.showLog,
  };

  let stopLogging = () => {};
  const follow = () => {
    view.show(connections.all);
    status.show(connections.all);
    waiting.follow(connections.all);
    watching.follow(connections.all);
    badge.show(connections.all);
    stopLogging();
    stopLogging = logProblems(log, connections.all);
    if (!connections.simulated) void simulator.stop();
  };
  follow();
  connections.onDidChange(follow);
  connections.show(view.tree.visible);
  const keepReading = () =>
    connections.keepReading(waiting.all.map(({ connection }) => connection));
  // Once the editor has gone on: activating waits for no disk.
  setImmediate(() => void waiting.load().catch((error) => log.error(error)));

  context.subscriptions.push(
    log,
    connections,
    filter,
    view,
    status,
    documents,
    forms,
    pages,
    runner,
    waiting,
    watching,
    badge,
    keysChanged,
    pages.onDidChange(() => watching.look()),
    { dispose: watching.watch(() => badge.draw()) },
    { dispose: waiting.watch(keepReading) },
    { dispose: () => stopLogging() },
    { dispose: () => void simulator.stop() },
    view.onDidDrop(({ ids, onto }) =>
      guard(commandDeps, "drop", ids[0], () => drop(app, ids, onto)),
    ),
    view.tree.onDidChangeSelection(({ selection: [row, ...more] }) => {
      const ref = row === undefined ? undefined : refOf(row);
      if (ref && more.length === 0 && parseArn(ref.arn).type === channelKind.arnType)
        pages.follow(ref);
    }),
    view.tree.onDidChangeVisibility(({ visible }) => connections.show(visible)),
    journal,
    drawMarks(),
    { dispose: healCredentials(connections, async () => (await aws()).forgetAllCredentials()) },
    { dispose: journal.watch(() => void waiting.load()) },
    view.atFirstSight(() => void unfinished.tell()),
    register(app, commands, commandDeps),
  );
  return view;
}

/** What the log says of an error: what the SDK threw, not our reading of it. */
function cause(error: unknown): unknown {
  return error instanceof Error && error.cause ? error.cause : error;
}
