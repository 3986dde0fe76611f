import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import * as vscode from "vscode";
import { l10n } from "vscode";
import { isIvsError, problemOf } from "../../model/problem";
import { parseArn } from "../../model/rules";
import type { Disposer } from "../../model/store";
import {
  FORM,
  type Form,
  type Kept,
  type Problems,
  type Target,
  type ToPage,
  type Values,
} from "../../shared/form";
import { say } from "../words";
import { openers } from "./index";
import type { Deps, End, FormAtWork, Kind, Page } from "./kind";
import { toHost, toKept } from "./messages";
import { pageWords } from "./words";

const VIEW_TYPE = "ivs.form";

/** All open forms: one panel each, and one form for the same kind and target. */
export class Forms implements vscode.Disposable {
  readonly #open = new Map<string, Panel>();
  /** Read for the first form. */
  #drawing: Promise<Drawing> | undefined;
  readonly #serializer: vscode.Disposable;

  constructor(private readonly deps: Deps) {
    this.#serializer = vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, {
      // After a reload of the window.
      deserializeWebviewPanel: async (panel, state) => {
        const kept = toKept(state);
        const known = kept && kept.kind in openers ? (kept.kind as Kind) : undefined;
        if (!kept || !known || kept.done) panel.dispose();
        else this.#show(panel, known, kept.target, kept.busy ?? false);
      },
    });
  }

  /** Opens a form, or shows the one that is open already. */
  open(kind: Kind, target: Target): void {
    const open = this.#open.get(address(kind, target));
    if (open) {
      open.reveal();
      return;
    }
    const panel = vscode.window.createWebviewPanel(VIEW_TYPE, "IVS", vscode.ViewColumn.Active);
    this.#show(panel, kind, target, false);
  }

  dispose(): void {
    this.#serializer.dispose();
    for (const panel of this.#open.values()) panel.dispose();
  }

  #show(panel: vscode.WebviewPanel, kind: Kind, target: Target, interrupted: boolean): void {
    const key = address(kind, target);
    this.#drawing ??= readDrawing(this.deps.extensionUri);
    const form = new Panel(panel, kind, target, interrupted, this.#drawing, this.deps, {
      open: (next, at) => this.open(next, at),
      at: (other) => this.#open.get(other)?.page,
      // What it was opened for is done, or it is closed: the next time a new one is opened.
      ended: () => {
        if (this.#open.get(key) === form) this.#open.delete(key);
      },
    });
    this.#open.set(key, form);
  }
}

function address(kind: Kind, target: Target): string {
  return JSON.stringify([
    kind,
    target.region,
    target.arns,
    target.recording,
    target.detach,
    target.back,
  ]);
}

interface Others {
  open(kind: Kind, target: Target): void;
  at(address: string): Page | undefined;
  ended(): void;
}

/** One form in one tab. What is typed is the page's to keep; here it is only looked at. */
class Panel implements vscode.Disposable {
  readonly page: Page;
  #form: FormAtWork | undefined;
  /** Why the form could not be opened. */
  #broken: string | undefined;
  #values: Values = {};
  /** Why the last try failed; it stands until something is changed. */
  #problems: Problems = {};
  #work: { text: string; cancellable: boolean; readonly abort: AbortController } | undefined;
  #done: Extract<End, { kind: "done" }> | undefined;
  /** The page is on screen and can be talked to: a hidden one is gone, and comes back with what it kept. */
  #ready = false;
  /** What was set while the page was away. */
  #waiting: Values = {};
  #closed = false;
  #stopWatching: Disposer[] = [];

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private readonly kind: Kind,
    private readonly target: Target,
    /** The window was reloaded while the deed was under way. */
    private interrupted: boolean,
    drawing: Promise<Drawing>,
    private readonly deps: Deps,
    private readonly others: Others,
  ) {
    const { webview } = panel;
    webview.options = { enableScripts: true, localResourceRoots: [] };
    void drawing.then(({ script, style }) => {
      if (!this.#closed) webview.html = html(script, style);
    });
    this.page = {
      target,
      redraw: () => this.#update(),
      set: (values) => this.#set(values),
      focus: (id) => this.#post({ type: "focus", id }),
      open: others.open,
      address: address(kind, target),
      back: () => (target.back ? others.at(target.back) : undefined),
      submit: (values, how) => void this.#submit(values, how),
      close: () => panel.dispose(),
      reveal: () => panel.reveal(),
    };
    panel.onDidDispose(() => this.#end());
    panel.onDidChangeViewState(() => {
      if (!panel.visible) this.#ready = false;
    });
    webview.onDidReceiveMessage((message) => void this.#receive(message));
    this.#watch();
    const session = deps.session.onDidChange(() => {
      this.#watch();
      this.#update();
    });
    panel.onDidDispose(() => session.dispose());
    void this.#start();
  }

  reveal(): void {
    this.panel.reveal();
  }

  dispose(): void {
    this.panel.dispose();
  }

  async #start(): Promise<void> {
    this.#broken = undefined;
    try {
      this.#form = await openers[this.kind](this.page, this.deps);
      this.#values = { ...this.#form.initial, ...this.#values };
    } catch (error) {
      this.#broken = this.#explain(error);
    }
    if (this.#closed) this.#form?.dispose?.();
    else if (this.#ready) this.#show();
  }

  /** Follows what the connections read: a form shows how things are now. */
  #watch(): void {
    for (const stop of this.#stopWatching) stop();
    this.#stopWatching = this.deps.session.connections.map(({ store, loop }) => {
      // Reads what was never read: after a reload the view may be hidden.
      if (store.state.kind === "empty") void loop.poke();
      return store.watch(() => {
        this.#form?.changed?.();
        this.#update();
      });
    });
  }

  async #receive(raw: unknown): Promise<void> {
    const message = toHost(raw);
    if (!message) return;
    switch (message.type) {
      case "ready":
        this.#ready = true;
        this.#values = { ...this.#values, ...message.typed, ...this.#waiting };
        this.#waiting = {};
        if (this.#form || this.#broken !== undefined) this.#show();
        return;
      case "changed":
        this.#values = message.values;
        this.#problems = {};
        this.#form?.typed?.(message.values);
        this.#update();
        return;
      case "submit":
        return this.#submit(message.values);
      case "act":
        this.#values = message.values;
        if (this.#done) await this.#attempt(() => this.#done?.act?.(message.id));
        else await this.#attempt(() => this.#form?.act?.(message.id, message.values));
        return;
      case "cancel":
        this.#work?.abort.abort();
        return;
      case "copy": {
        const value = await this.#fact(message.id);
        if (value === undefined) return;
        await vscode.env.clipboard.writeText(value);
        this.#post({ type: "copied", id: message.id });
        return;
      }
      case "reveal": {
        const value = await this.#fact(message.id);
        if (value !== undefined) this.#post({ type: "secret", id: message.id, value });
        return;
      }
      case "close":
        this.panel.dispose();
        return;
      default:
        message satisfies never;
    }
  }

  async #submit(values: Values, how?: string): Promise<void> {
    if (this.#work || this.#done) return;
    if (!this.#form) return this.#start();
    this.#values = values;
    this.interrupted = false;
    this.#problems = {};
    const problems = this.#form.check(values);
    if (Object.keys(problems).length > 0) return this.#refuse(problems);
    const abort = new AbortController();
    const work = { text: l10n.t("Working…"), cancellable: false, abort };
    this.#work = work;
    this.#busy();
    let end: End;
    try {
      const progress = (text: string, cancellable = false) => {
        Object.assign(work, { text, cancellable });
        this.#busy();
      };
      end = await this.#form.run(values, { signal: abort.signal, progress }, how);
    } catch (error) {
      end = { kind: "problems", problems: { [FORM]: this.#explain(error) } };
    }
    this.#work = undefined;
    this.#finish(end);
  }

  #finish(end: End): void {
    switch (end.kind) {
      case "problems":
        this.#problems = end.problems;
        this.#refuse(end.problems);
        return;
      case "closed":
        vscode.window.setStatusBarMessage(`$(check) ${end.said}`, 5000);
        this.panel.dispose();
        return;
      case "done":
        this.#done = end;
        this.others.ended();
        this.panel.title = end.result.title;
        this.#sendResult(end);
        return;
      default:
        end satisfies never;
    }
  }

  #refuse(problems: Problems): void {
    this.#update();
    this.#post({ type: "problems", problems });
  }

  #busy(): void {
    if (this.#work) {
      const { text, cancellable } = this.#work;
      this.#post({ type: "busy", text, cancellable });
    }
  }

  #sendResult({ result }: { readonly result: Extract<End, { kind: "done" }>["result"] }): void {
    const kept: Kept = { kind: this.kind, target: this.target, done: true };
    this.#post({ type: "done", result, words: pageWords(), kept });
  }

  #show(): void {
    if (this.#done) {
      this.#sendResult(this.#done);
      return;
    }
    const form = this.#draw();
    const kept: Kept = { kind: this.kind, target: this.target };
    this.panel.title = form.title;
    this.#post({ type: "show", form, values: this.#values, words: pageWords(), kept });
    this.#form?.typed?.(this.#values);
    this.#update();
    if (this.#work) this.#busy();
    else if (Object.keys(this.#problems).length > 0) this.#refuse(this.#problems);
  }

  #update(): void {
    if (!this.#form || this.#done || this.#work || this.#closed) return;
    const form = this.#draw();
    const problems = { ...this.#problems, ...this.#form.check(this.#values) };
    this.#post({ type: "update", form, problems });
  }

  #draw(): Form {
    if (!this.#form) {
      const text = this.#broken ?? "";
      const notices = [{ tone: "error", text } as const];
      return { title: l10n.t("IVS"), notices, fields: [], submit: l10n.t("Retry") };
    }
    const form = this.#form.draw(this.#values);
    if (!this.interrupted) return form;
    const text = l10n.t(
      "The window was reloaded while this was being done. Look in the tree whether it was, before you do it again.",
    );
    return { ...form, notices: [{ tone: "warning", text }, ...form.notices] };
  }

  #set(values: Values): void {
    this.#values = { ...this.#values, ...values };
    this.#problems = {};
    if (!this.#ready) this.#waiting = { ...this.#waiting, ...values };
    this.#post({ type: "set", values });
    this.#form?.typed?.(this.#values);
    this.#update();
  }

  /** A fact of the result: what it shows, or a secret that is read now. */
  async #fact(id: string): Promise<string | undefined> {
    const fact = this.#done?.result.facts.find((each) => each.id === id);
    if (!fact) return undefined;
    return fact.value ?? (await this.#attempt(() => this.#done?.secret?.(id)));
  }

  async #attempt<T>(deed: () => Promise<T> | T): Promise<T | undefined> {
    try {
      return await deed();
    } catch (error) {
      void vscode.window.showErrorMessage(this.#explain(error));
      return undefined;
    }
  }

  #explain(error: unknown): string {
    this.deps.log.error(this.kind, isIvsError(error) ? error.cause : error);
    const region = this.target.region ?? parseArn(this.target.arns?.[0] ?? "").region;
    const { target } = this.deps.session.connection(region) ?? { target: { region } };
    return say(problemOf(error), target);
  }

  #post(message: ToPage): void {
    if (this.#ready && !this.#closed) void this.panel.webview.postMessage(message);
  }

  #end(): void {
    this.#closed = true;
    for (const stop of this.#stopWatching) stop();
    this.#form?.dispose?.();
    this.others.ended();
  }
}

/** What the page that draws any form consists of. */
interface Drawing {
  readonly script: string;
  readonly style: string;
}

async function readDrawing(root: vscode.Uri): Promise<Drawing> {
  const text = (...file: string[]) => readFile(vscode.Uri.joinPath(root, ...file).fsPath, "utf8");
  const [script, style] = await Promise.all([
    text("dist", "webview", "form.js"),
    text("media", "form.css"),
  ]);
  return { script, style };
}

/** The page that draws any form. It is whole: what a page fetches goes through the editor, file by file. */
function html(script: string, style: string): string {
  const nonce = randomBytes(16).toString("base64url");
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<style nonce="${nonce}">${style}</style>
<title>IVS</title>
</head>
<body>
<p class="reading" role="status">${l10n.t("Reading…")}</p>
<script nonce="${nonce}">${script}</script>
</body>
</html>`;
}
