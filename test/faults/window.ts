import { readdirSync, renameSync } from "node:fs";
import path from "node:path";
import { connect } from "../../src/aws/connect";
import { openAttach } from "../../src/channels/attachForm";
import { channelCommands } from "../../src/channels/commands";
import { openCreateChannel } from "../../src/channels/createForm";
import { openEditChannel } from "../../src/channels/editForm";
import { channelKind } from "../../src/channels/kind";
import { CHANNELS } from "../../src/channels/model";
import { CHANGE_PLAN, changePlans, DELETE_PLAN, deletePlans } from "../../src/channels/plans";
import { type Applied, WaitingChanges } from "../../src/channels/waiting";
import { tellApplied } from "../../src/channels/waitingWords";
import { Connections } from "../../src/connections/connections";
import { DiskJournal } from "../../src/connections/diskJournal";
import type { Journal, Plan } from "../../src/core/journal";
import type { Operation, Report } from "../../src/core/operation";
import { rowId } from "../../src/core/ref";
import { openChangeRecording } from "../../src/recordings/changeForm";
import { openCreateRecording } from "../../src/recordings/createForm";
import { recordingKind } from "../../src/recordings/kind";
import { RECORDINGS } from "../../src/recordings/model";
import { REMOVAL_PLAN, removalPlans } from "../../src/recordings/plans";
import { REPLACEMENT_PLAN, Replacements } from "../../src/recordings/replacements";
import { openDelete } from "../../src/resources/deleteForm";
import { readAgain } from "../../src/resources/kind";
import { Pick } from "../../src/resources/pick";
import type { FormTarget, Problems, Result, ToPage, Values } from "../../src/shared/form";
import { STREAMS } from "../../src/streams/model";
import { guard } from "../../src/ui/commands";
import type { OpenForm } from "../../src/ui/form";
import type { Forms } from "../../src/ui/formPanel";
import { FormSession } from "../../src/ui/formSession";
import { Runner } from "../../src/ui/runner";
import { type PlanKind, Unfinished } from "../../src/ui/unfinished";
import { settingOf } from "../setting";
import { Screen } from "./editor";
import { context, type VirtualTime } from "./time";

/** How a form ended, as a person sees it. */
export type FormTold =
  /** It could not be opened. */
  | { readonly kind: "broken"; readonly text: string }
  | { readonly kind: "problems"; readonly problems: Problems; readonly submit: string }
  | { readonly kind: "closed"; readonly said: string }
  | { readonly kind: "done"; readonly result: Result };

const nothing = () => {};
const log = { warn: nothing, error: nothing, info: nothing, show: nothing } as never;

/** A window of the editor with the extension in it, but for the tree: put together as main.ts does. */
export class EditorWindow {
  readonly screen = new Screen();
  readonly applied: Applied[] = [];
  /** The reports of operations, in their order. */
  readonly reports: { readonly operation: Operation; readonly report: Report }[] = [];
  readonly connections: Connections;
  readonly journal: DiskJournal;
  readonly waiting: WaitingChanges;
  readonly runner: Runner;
  readonly replacements: Replacements;
  readonly plans: Readonly<Record<string, PlanKind>>;
  readonly unfinished: Unfinished;
  readonly #forms: Readonly<Record<string, OpenForm>>;
  readonly #app: never;

  constructor(
    private readonly time: VirtualTime,
    endpoint: string,
    readonly region: string,
    private readonly folder: string,
  ) {
    const setting = settingOf([{ simulator: true, regions: [region] }]);
    const connections = new Connections(setting, log, {
      collections: [RECORDINGS, CHANNELS, STREAMS],
      connect: (config) => connect({ ...config, endpoint }, async () => ""),
      clock: time,
    });
    this.connections = connections;
    this.journal = new DiskJournal(folder, log);
    const journal = patient(this.journal, time);
    this.waiting = new WaitingChanges(journal, (applied) => {
      this.applied.push(applied);
      tellApplied(applied, connections);
    });
    const kinds = [channelKind, recordingKind];
    this.runner = new Runner(
      (id) => ({
        writes: connections.get(id).writes,
        explain: (problem) => connections.explainProblem(problem, id),
        readAgain: (arns) => readAgain(connections.find(id), kinds, arns),
      }),
      journal,
      nothing,
      log,
    );
    const runIn = this.runner.runIn.bind(this.runner);
    this.runner.runIn = async (face, operation) => {
      const report = await runIn(face, operation);
      this.reports.push({ operation, report });
      return report;
    };
    this.replacements = new Replacements(journal, connections, this.runner, (...change) =>
      this.waiting.addAll(...change),
    );
    const pick = new Pick(connections, kinds as never);
    const { waiting, runner, replacements } = this;
    const deps = { connections, waiting, runner, replacements, pick, reveal: async () => {} };
    this.#forms = {
      createChannel: (host) => openCreateChannel(host, deps),
      editChannel: (host) => openEditChannel(host, deps),
      attach: (host) => openAttach(host, deps),
      createRecording: (host) => openCreateRecording(host, deps),
      changeRecording: (host) => openChangeRecording(host, deps),
      delete: (host) => openDelete(host, deps),
    };
    const forms = { open: nothing } as unknown as Forms;
    this.plans = {
      [CHANGE_PLAN]: changePlans(connections, runner),
      [DELETE_PLAN]: deletePlans(journal, forms),
      [REMOVAL_PLAN]: removalPlans(connections, runner, forms),
      [REPLACEMENT_PLAN]: replacements,
    };
    this.unfinished = new Unfinished(journal, this.plans, () => region);
    this.#app = { ...deps, forms } as never;
  }

  /** Does something in this window. */
  in<T>(act: () => T): T {
    return context.run({ time: this.time, window: this.screen }, act);
  }

  /** Shows the view: it is read, and goes on being read. */
  async show(): Promise<void> {
    this.waiting.follow(this.connections.all);
    this.connections.show(true);
    await this.connections.refresh();
  }

  get connection() {
    const [only] = this.connections.all;
    if (!only) throw new Error("Not connected.");
    return only;
  }

  /** Runs a command on these resources; a failure is shown, as the editor would. */
  async command(name: keyof typeof channelCommands, arns: readonly string[]): Promise<void> {
    const rows = arns.map((arn) => rowId(this.connection.id, arn));
    await this.guarded(() => channelCommands[name]?.(this.#app, rows));
  }

  async guarded(act: () => Promise<unknown> | unknown): Promise<void> {
    const explain = (error: unknown) => this.connections.explain(error, this.connection.id);
    await guard({ selection: () => [], explain, showLog: nothing }, "", undefined, async () => {
      await act();
    });
  }

  /** Opens a form on these resources. */
  async open(kind: string, arns: readonly string[], more: FormTarget = {}): Promise<OpenedForm> {
    const connection = this.connection.id;
    const refs = arns.map((arn) => ({ connection, arn }));
    const open = this.#forms[kind];
    if (!open) throw new Error(`No form is called ${kind}.`);
    const form = new OpenedForm(kind, { connection, refs, ...more }, open, this.connections);
    await form.shown;
    return form;
  }

  /** The window crashes: its plans stay, as if of a process that is gone. */
  crash(): void {
    this.screen.crashed = true;
    for (const { loop } of this.connections.all) loop.dispose();
    for (const name of readdirSync(this.folder)) {
      const gone = name.replace(/\.\d+-(\w+)\.json$/, ".4194303-$1.json");
      renameSync(path.join(this.folder, name), path.join(this.folder, gone));
    }
  }

  close(): void {
    this.connections.dispose();
    this.waiting.dispose();
    this.journal.dispose();
  }
}

/** A form on its page. */
export class OpenedForm {
  readonly shown: Promise<void>;
  #posts: ToPage[] = [];
  #closed: string | undefined;
  #values: Values = {};
  #submit = "";
  #blocked: string | undefined;
  #broken: string | undefined;
  readonly #session: FormSession;

  constructor(kind: string, target: FormTarget, open: OpenForm, connections: Connections) {
    let show = nothing;
    this.shown = new Promise((resolve) => {
      show = resolve;
    });
    this.#session = new FormSession(kind, target, false, open, {
      post: (message) => {
        this.#posts.push(message);
        if (message.type === "set") this.#values = { ...this.#values, ...message.values };
        if (message.type === "show" || message.type === "update") {
          this.#submit = message.form.submit;
          this.#blocked = message.form.blocked;
        }
        if (message.type !== "show") return;
        this.#values = message.values;
        const [notice] = message.form.notices ?? [];
        const broken = message.form.fields.length === 0 && message.form.submit === "Retry";
        this.#broken = broken ? notice?.text : undefined;
        show();
      },
      setTitle: nothing,
      keep: nothing,
      close: (said = "") => {
        this.#closed = said;
      },
      reveal: nothing,
      copy: async () => {},
      explain: (error) => connections.explain(error, target.connection),
      showError: nothing,
      open: nothing,
      at: () => undefined,
      ended: nothing,
    });
    void this.#session.receive({ type: "ready" });
  }

  get values(): Values {
    return this.#values;
  }

  /** What the primary button says. */
  get button(): string {
    return this.#submit;
  }

  type(values: Values): void {
    this.#values = { ...this.#values, ...values };
    void this.#session.receive({ type: "changed", values: this.#values });
  }

  async act(id: string): Promise<void> {
    await this.#session.receive({ type: "action", id, values: this.#values });
  }

  cancel(): void {
    void this.#session.receive({ type: "cancel" });
  }

  /** What was read has changed. */
  changed(): void {
    this.#session.changed();
  }

  /** Presses the primary button. */
  async submit(): Promise<FormTold> {
    const why = this.#broken ?? this.#blocked;
    if (why !== undefined) return { kind: "broken", text: why };
    this.#posts = [];
    await this.#session.receive({ type: "submit", values: this.#values });
    if (this.#closed !== undefined) return { kind: "closed", said: this.#closed };
    const told = this.#posts.findLast(({ type }) => type === "problems" || type === "done");
    if (told?.type === "done") return { kind: "done", result: told.result };
    const problems = told?.type === "problems" ? told.problems : {};
    return { kind: "problems", problems, submit: this.#submit };
  }
}

/** A journal while whose files are written time stands still. */
function patient(journal: DiskJournal, time: VirtualTime): Journal {
  return {
    save: (plan: Plan) => time.hold(() => journal.save(plan)),
    forget: (id: string) => time.hold(() => journal.forget(id)),
    abandoned: () => time.hold(() => journal.abandoned()),
    own: () => time.hold(() => journal.own()),
    claim: (id: string, force?: boolean) => time.hold(() => journal.claim(id, force)),
    all: (kind: string) => time.hold(() => journal.all(kind)),
  };
}
