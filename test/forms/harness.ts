import "../vscode";
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { IvsClient } from "@aws-sdk/client-ivs";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { EventEmitter, Uri } from "vscode";
import { connect } from "../../src/aws/connect";
import { openAttach } from "../../src/channels/attachForm";
import { openCreateChannel } from "../../src/channels/createForm";
import { openEditChannel } from "../../src/channels/editForm";
import { channelKind } from "../../src/channels/kind";
import { CHANNELS } from "../../src/channels/model";
import { openChannelPage } from "../../src/channels/page";
import { WaitingChanges } from "../../src/channels/waiting";
import { tellApplied } from "../../src/channels/waitingWords";
import { connectionId } from "../../src/connections/config";
import type { Connection } from "../../src/connections/connection";
import { Connections } from "../../src/connections/connections";
import { DiskJournal } from "../../src/connections/diskJournal";
import type { Entry } from "../../src/connections/entries";
import { inPlace } from "../../src/connections/formPlace";
import type { ConnectionsSetting } from "../../src/connections/settings";
import type { Clock } from "../../src/core/clock";
import { parseRowId, type Ref } from "../../src/core/ref";
import { openChangeRecording } from "../../src/recordings/changeForm";
import { openCreateRecording } from "../../src/recordings/createForm";
import { recordingKind } from "../../src/recordings/kind";
import { RECORDINGS } from "../../src/recordings/model";
import { Replacements } from "../../src/recordings/replacements";
import { openDelete } from "../../src/resources/deleteForm";
import { readAgain } from "../../src/resources/kind";
import { Pick } from "../../src/resources/pick";
import type { FormTarget, SavedForm } from "../../src/shared/form";
import type { SavedPage } from "../../src/shared/page";
import type { Fault } from "../../src/simulator/faults";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../src/simulator/server";
import type { Region } from "../../src/simulator/world";
import { streamKeyCommands } from "../../src/streamKeys/commands";
import { ROTATION_PLAN, Rotations } from "../../src/streamKeys/rotations";
import { INGEST, KEY, openIngestSection } from "../../src/streamKeys/section";
import { streamCommands } from "../../src/streams/commands";
import { STREAMS } from "../../src/streams/model";
import { openStreamSections } from "../../src/streams/sections";
import { isWatchedList, Watching } from "../../src/streams/watching";
import { tellAlarm } from "../../src/streams/watchingWords";
import { register } from "../../src/ui/commands";
import { Forms } from "../../src/ui/formPanel";
import { Pages } from "../../src/ui/pagePanel";
import { Runner } from "../../src/ui/runner";
import { SavedState } from "../../src/ui/savedState";
import { Unfinished } from "../../src/ui/unfinished";
import { control } from "../control";
import { root } from "../host/processes";
import { browser as provision } from "../host/provision";
import { settingOf } from "../setting";
import { editor } from "../vscode";

/*
 * Forms and pages in a bare browser: the real page, the real panel's HTML, the real controllers, connections and SDK,
 * and a simulator over HTTP. Only the editor is stood in for.
 */

/** What a person waits for minutes is over in seconds. */
const FASTER = 200;
const begun = Date.now();
/** Waits are as short, but it tells the time of day: what the simulator measures is of now. */
export const quickClock: Clock = {
  now: Date.now,
  after(ms, call) {
    const timer = setTimeout(call, ms / FASTER);
    return () => clearTimeout(timer);
  },
};
const fastClock: Clock = {
  now: () => begun + (Date.now() - begun) * FASTER,
  after(ms, call) {
    const timer = setTimeout(call, ms / FASTER);
    return () => clearTimeout(timer);
  },
};

/** What is connected at first: our own simulator. */
export const SIMULATED: Entry = { simulator: true, regions: ["us-east-1", "eu-west-1"] };

/** Where the pages are from: nothing is fetched from there. */
const ORIGIN = "http://forms.invalid/";

/** Starts the browser, headless. */
async function startBrowser(): Promise<Browser> {
  const { executablePath, env, args } = await provision();
  const everything = { ...process.env, ...env } as Record<string, string>;
  return chromium.launch({ executablePath, env: everything, args: [...args] });
}

/** What a page keeps. */
type Kept = SavedForm | SavedPage;

/** A tab of the browser. It serves one panel after another: a new one would cost a process each time. */
class Tab {
  /** What went wrong in the page. */
  readonly faults: string[] = [];
  html = "";
  receive: (message: unknown) => void = () => {};

  private constructor(readonly page: Page) {}

  static async open(context: BrowserContext): Promise<Tab> {
    const page = await context.newPage();
    const tab = new Tab(page);
    await page.exposeFunction("toHost", (message: string) => tab.receive(JSON.parse(message)));
    await page.addInitScript(`{
      // What waits a moment, for typing to pause, waits for less.
      const { setTimeout } = window;
      window.setTimeout = (call, ms) => setTimeout(call, ms < 1000 ? ms / 10 : ms);
      // Each tab has a storage of its own, which lives over a reload.
      window.acquireVsCodeApi = () => ({
        postMessage: (message) => window.toHost(JSON.stringify(message)),
        getState: () => JSON.parse(sessionStorage.state ?? null) ?? undefined,
        setState: (state) => { sessionStorage.state = JSON.stringify(state); },
      });
    }`);
    await page.route(ORIGIN, (route) =>
      route.fulfill({ contentType: "text/html", body: tab.html }),
    );
    page.on("pageerror", (error) => tab.faults.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") tab.faults.push(message.text());
    });
    await tab.empty();
    return tab;
  }

  /** Shows a page, which has kept that state, in a tab that is empty. */
  async show(html: string, state?: Kept): Promise<void> {
    await this.page.evaluate(
      `sessionStorage.state = ${JSON.stringify(JSON.stringify(state ?? null))}`,
    );
    this.html = html;
    await this.page.goto(ORIGIN);
  }

  /** Takes the page away. */
  async empty(): Promise<void> {
    this.html = "";
    await this.page.goto(ORIGIN);
  }
}

/** A panel of the editor, with a form's page in it. */
class Panel {
  title = "";
  visible = true;
  closed = false;
  /** How often it was brought to the front. */
  reveals = 0;
  #html = "";
  readonly #disposed: (() => void)[] = [];
  readonly #viewStateChanged: (() => void)[] = [];
  readonly webview: object;

  /** `state`: what the page kept over a reload of the window. */
  constructor(
    readonly tab: Promise<Tab>,
    state?: Kept,
  ) {
    const panel = this;
    this.webview = {
      set html(html: string) {
        panel.#html = html;
        // A page that is hidden is not loaded.
        if (panel.visible) void tab.then((ready) => ready.show(html, state));
      },
      postMessage: (message: unknown) =>
        tab
          .then(({ page }) => page.evaluate(`window.postMessage(${JSON.stringify(message)}, "*")`))
          // A page that goes takes no more messages.
          .catch(() => {}),
      onDidReceiveMessage: (call: (message: unknown) => void) =>
        tab.then((ready) => {
          ready.receive = (message) => panel.closed || call(message);
        }),
    };
  }

  onDidDispose = (call: () => void) => this.#disposed.push(call);
  onDidChangeViewState = (call: () => void) => this.#viewStateChanged.push(call);

  reveal(): void {
    this.reveals++;
  }

  dispose(): void {
    if (this.closed) return;
    this.closed = true;
    for (const call of this.#disposed) call();
  }

  /** Another tab comes to the front: the page is gone until it is shown again. */
  async hide(): Promise<void> {
    this.visible = false;
    for (const call of this.#viewStateChanged) call();
    await (await this.tab).empty();
  }

  async show(): Promise<void> {
    this.visible = true;
    for (const call of this.#viewStateChanged) call();
    const state = await this.state();
    await (await this.tab).show(this.#html, state);
  }

  /** What the page keeps. */
  async state(): Promise<Kept> {
    return JSON.parse(await (await this.tab).page.evaluate("sessionStorage.state"));
  }
}

/** What is composed anew in every window: as in src/main.ts, without the tree. */
function openWindow(
  simulator: Simulator,
  setting: ConnectionsSetting,
  memory: Map<string, unknown>,
  folder: string,
  clock: Clock,
) {
  const memento = {
    keys: () => [...memory.keys()],
    get: <T>(key: string, otherwise?: T) => (memory.get(key) as T | undefined) ?? otherwise,
    async update(key: string, value: unknown) {
      // As the editor keeps it.
      if (value === undefined) memory.delete(key);
      else memory.set(key, JSON.parse(JSON.stringify(value)));
    },
  };
  const nothing = () => {};
  const log = { error: nothing, warn: nothing, info: nothing, show: nothing } as never;
  const connections = new Connections(setting, log, {
    collections: [RECORDINGS, CHANNELS, STREAMS],
    connect: (config) =>
      connect(
        { ...config, id: connectionId(config), endpoint: config.endpoint ?? simulator.url },
        () => assert.fail("nobody asks for a code"),
      ),
    clock,
  });
  const kinds = [channelKind, recordingKind];
  const journal = new DiskJournal(folder, log);
  const waiting = new WaitingChanges(journal, (applied) => tellApplied(applied, connections));
  const lines: string[] = [];
  const runner = new Runner(
    (id) => ({
      writes: connections.get(id).writes,
      where: connections.where(id),
      explain: (problem) => connections.explainProblem(problem, id),
      readAgain: (arns) => readAgain(connections.find(id), kinds, arns),
    }),
    journal,
    (line) => line && lines.push(line),
    log,
  );
  const replacements = new Replacements(journal, connections, runner, (...change) =>
    waiting.addAll(...change),
  );
  const revealed: Ref[] = [];
  const deps = {
    connections,
    waiting,
    runner,
    replacements,
    pick: new Pick(connections, kinds),
    reveal: async (ref: Ref) => void revealed.push(ref),
  };
  const forms = new Forms({
    extensionUri: Uri.file(root),
    kinds: inPlace(connections, {
      createChannel: (host) => openCreateChannel(host, deps),
      editChannel: (host) => openEditChannel(host, deps),
      attach: (host) => openAttach(host, deps),
      createRecording: (host) => openCreateRecording(host, deps),
      changeRecording: (host) => openChangeRecording(host, deps),
      delete: (host) => openDelete(host, deps),
    }),
    watch(changed) {
      void connections.readUnread();
      return connections.watch(changed);
    },
    explain: (error, _kind, target) =>
      connections.explain(error, target.refs?.[0]?.connection ?? target.connection),
  });
  const keysChanged = new EventEmitter<void>();
  const watching = new Watching(
    new SavedState(memento as never, "ivs.watched", 1, isWatchedList, log),
    clock,
    () => pages.refs,
    (alarm) => void tellAlarm(alarm, connections),
  );
  const pages: Pages = new Pages({
    extensionUri: Uri.file(root),
    open: openChannelPage({
      connections,
      waiting: (ref) => waiting.of(ref)?.label,
      isWatched: (ref) => watching.has(ref),
      reveal: deps.reveal,
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
    explain: (error, { connection }) => connections.explain(error, connection),
  });
  pages.onDidChange(() => watching.look());
  const rotations = new Rotations(
    journal,
    connections,
    runner,
    (ref) => pages.reveal(ref, { section: INGEST, id: KEY }),
    () => keysChanged.fire(),
  );
  const unfinished = new Unfinished(journal, { [ROTATION_PLAN]: rotations }, () => "here");
  const app = { ...deps, rotations, watching, simulatorControl: {} as never };
  const registered = register(
    app,
    { ...streamKeyCommands, ...streamCommands },
    {
      selection: () => [],
      explain: (error, _name, row) => connections.explain(error, row && parseRowId(row).connection),
      showLog() {},
    },
  );
  waiting.follow(connections.all);
  watching.follow(connections.all);
  void waiting.load();
  return {
    connections,
    forms,
    pages,
    watching,
    unfinished,
    journal,
    runner,
    waiting,
    /** What the view said of work under way. */
    lines,
    /** What was selected in the tree. */
    revealed,
    dispose() {
      for (const each of [registered, pages, watching, forms, waiting, runner]) each.dispose();
      for (const each of [connections, journal]) each.dispose();
    },
  };
}

/** A form on screen. */
export interface Shown {
  readonly panel: Panel;
  readonly page: Page;
}

async function shown(panel: Panel): Promise<Shown> {
  return { panel, page: (await panel.tab).page };
}

/** A simulator's world, and a window that looks at it; both begin anew with every test. */
export class World {
  simulator!: Simulator;
  window!: ReturnType<typeof openWindow>;
  #browser!: Browser;
  #context!: BrowserContext;
  /** Where plans are kept. */
  #folder = "";
  #setting = settingOf([]);
  /** What the editor keeps of a workspace. */
  #memory = new Map<string, unknown>();
  /** What nobody caught in the host. */
  #uncaught: unknown[] = [];
  readonly #unhandled = (error: unknown) => this.#uncaught.push(error);
  #panels: Panel[] = [];
  /** Tabs of the browser; as many are in use as there are panels. */
  #tabs: Promise<Tab>[] = [];

  constructor(private readonly clock: Clock) {}

  async start(options: SimulatorOptions = {}): Promise<void> {
    const settled = { creatingMs: 0, streamMs: 0 };
    this.simulator = await startSimulator({ seed: "demo", ...settled, ...options });
    this.#browser = await startBrowser();
    this.#context = await this.#browser.newContext({ reducedMotion: "reduce" });
    this.#context.setDefaultTimeout(20_000);
  }

  async stop(): Promise<void> {
    await this.#browser?.close();
    await this.simulator?.close();
  }

  async begin(): Promise<void> {
    process.on("unhandledRejection", this.#unhandled);
    this.simulator.reset();
    // One of them takes its time to settle, and would be looked at all the while.
    for (const recording of this.region().recordings.values()) recording.settling.afterMs = 0;
    editor.clear();
    this.#folder = mkdtempSync(path.join(tmpdir(), "ivs-forms-"));
    this.#setting = settingOf([SIMULATED]);
    this.#memory = new Map();
    editor.createPanel = () => this.#createPanel();
    this.window = openWindow(this.simulator, this.#setting, this.#memory, this.#folder, this.clock);
    await this.window.connections.refresh();
  }

  async end(): Promise<void> {
    this.window.dispose();
    for (const panel of this.#panels) panel.dispose();
    const tabs = await Promise.all(this.#panels.map(({ tab }) => tab));
    this.#panels = [];
    await Promise.all(tabs.map((tab) => tab.empty()));
    rmSync(this.#folder, { recursive: true, force: true });
    process.off("unhandledRejection", this.#unhandled);
    const faults = [...tabs.flatMap((tab) => tab.faults.splice(0)), ...this.#uncaught.splice(0)];
    assert.deepEqual(faults, [], "nothing goes wrong unseen");
  }

  /** Says what is on screen, for who wonders why a test failed. */
  async tell(): Promise<void> {
    for (const { title, closed, tab } of this.#panels) {
      const text = await (await tab).page.locator("body").innerText();
      console.log(`${title}${closed ? " (closed)" : ""}: ${text.replace(/\s+/g, " ")}`);
    }
  }

  #createPanel(state?: Kept): Panel {
    const at = this.#panels.length;
    this.#tabs[at] ??= Tab.open(this.#context);
    const panel = new Panel(this.#tabs[at], state);
    this.#panels.push(panel);
    return panel;
  }

  /** Opens a form as commands do. */
  async open(kind: string, target: FormTarget = {}): Promise<Shown> {
    this.window.forms.open(kind, target);
    return this.last();
  }

  /** Opens the page of a channel as a click on its row does. */
  async openPage({ arn }: { readonly arn: string }, region?: string): Promise<Shown> {
    this.window.pages.show({ connection: this.connection(region).id, arn }, false);
    return this.last();
  }

  /** The form that was opened last. */
  async last(): Promise<Shown> {
    const panel = this.#panels.at(-1) ?? assert.fail("no form was opened");
    return shown(panel);
  }

  /** How many tabs are open. */
  get tabs(): number {
    return this.#panels.filter(({ closed }) => !closed).length;
  }

  /** Reloads the window with a form in it: all but what the page and the editor kept is gone. */
  async reload({ panel }: Shown): Promise<Shown> {
    const state = await panel.state();
    this.window.dispose();
    this.window = openWindow(this.simulator, this.#setting, this.#memory, this.#folder, this.clock);
    const again = this.#createPanel(state);
    const type = "kind" in state ? "ivs.form" : "ivs.page";
    await editor.serializers.get(type)?.deserializeWebviewPanel(again, state);
    return shown(again);
  }

  connection(region = "us-east-1"): Connection {
    const { all } = this.window.connections;
    const found = all.find(({ config }) => config.region === region);
    return found ?? assert.fail(`not connected to ${region}`);
  }

  /** Changes what is connected. */
  connect(...entries: Entry[]): Promise<void> {
    return this.#setting.set(entries);
  }

  region(name = "us-east-1"): Region {
    return this.simulator.world.region(name);
  }

  /** The channels of that name, as they are in the service. */
  channels(name: string, region?: string) {
    return [...this.region(region).channels.values()].filter((channel) => channel.name === name);
  }

  channel(name: string, region?: string) {
    const [channel, second] = this.channels(name, region);
    assert.ok(channel && !second, `one channel is called ${name}`);
    return channel;
  }

  recordings(name: string, region?: string) {
    return [...this.region(region).recordings.values()].filter((each) => each.name === name);
  }

  recording(name: string, region?: string) {
    const [recording, second] = this.recordings(name, region);
    assert.ok(recording && !second, `one recording configuration is called ${name}`);
    return recording;
  }

  /** What a form is about: resources of one region. */
  on(...all: readonly { readonly arn: string }[]): FormTarget {
    return { refs: all.map(({ arn }) => ({ connection: this.connection().id, arn })) };
  }

  /** A client of a colleague's. */
  elsewhere(region = "us-east-1"): IvsClient {
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    return new IvsClient({ endpoint: this.simulator.url, region, credentials });
  }

  /** The encoder of a channel begins or ends its stream. */
  stream(
    to: "start" | "stop" | "event",
    { arn }: { readonly arn: string },
    more: object = {},
  ): Promise<void> {
    return control(this.simulator.url, `streams/${to}`, { channelArn: arn, ...more });
  }

  /** Something goes wrong with the next call of an operation. */
  fault(operation: string, fault: Partial<Fault>): void {
    this.simulator.faults.waiting.push({ operation, times: 1, ...fault });
  }

  /** The next call of an operation, or with `times: 0` every one, is refused. */
  refuse(operation: string, message = "on purpose", fault: Partial<Fault> = {}): void {
    const error = { name: "ConflictException", status: 409, message };
    this.fault(operation, { error, ...fault });
  }

  /** How often an operation was called. */
  calls(operation: string): number {
    return this.simulator.log.counts[operation] ?? 0;
  }

  /** Reads the account again, as the tree does. */
  refresh(): Promise<void> {
    return this.window.connections.refresh();
  }
}

/** The world of the suite it is called in. */
export function useWorld(clock = fastClock): World {
  const world = new World(clock);
  before(async function () {
    // The first run may have to install a browser.
    this.timeout(300_000);
    await world.start();
  });
  after(() => world.stop());
  beforeEach(function () {
    // Generous: what a busy machine is slow at is not what is tested.
    this.currentTest?.timeout(60_000);
    return world.begin();
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await world.tell();
    await world.end();
  });
  return world;
}
