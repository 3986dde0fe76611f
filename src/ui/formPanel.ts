import * as vscode from "vscode";
import { l10n } from "vscode";
import type { Disposer } from "../core/clock";
import type { FormTarget, Values } from "../shared/form";
import type { OpenForm } from "./form";
import { toSaved } from "./formMessages";
import { addressOf, type FormPlace, FormSession } from "./formSession";
import { type PageFiles, pageHtml, readPage } from "./webviewHtml";

const VIEW_TYPE = "ivs.form";

/** What forms need of the rest of the extension. */
export interface FormDeps {
  readonly extensionUri: vscode.Uri;
  /** Every kind of form, by its name. */
  readonly kinds: Readonly<Record<string, OpenForm>>;
  /** Calls back when what was read of AWS has changed. */
  watch(changed: () => void): Disposer;
  /** Says why something failed, in a sentence, and logs it. */
  explain(error: unknown, kind: string, target: FormTarget): string;
}

/** All open forms: one panel each, and one form for the same kind and target. */
export class Forms implements vscode.Disposable {
  readonly #open = new Map<
    string,
    { readonly panel: vscode.WebviewPanel; readonly form: FormSession }
  >();
  /** What was typed in forms that were closed, by their addresses; as long as the window lives. */
  readonly #drafts = new Map<string, Values>();
  /** Read for the first form. */
  #page: Promise<PageFiles> | undefined;
  readonly #serializer: vscode.Disposable;

  constructor(private readonly deps: FormDeps) {
    this.#serializer = vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, {
      // After a reload of the window.
      deserializeWebviewPanel: async (panel, state) => {
        const saved = toSaved(state);
        const known = saved && Object.hasOwn(this.deps.kinds, saved.kind) && !saved.done;
        if (known) {
          if (saved.draft) this.#drafts.set(addressOf(saved.kind, saved.target), saved.draft);
          this.#show(panel, saved.kind, saved.target, saved.busy ?? false);
        } else panel.dispose();
      },
    });
  }

  /** Opens a form, or shows the one that is open already. */
  open(kind: string, target: FormTarget): void {
    const open = this.#open.get(addressOf(kind, target));
    if (open) {
      open.panel.reveal();
      return;
    }
    const panel = vscode.window.createWebviewPanel(VIEW_TYPE, "IVS", vscode.ViewColumn.Active);
    this.#show(panel, kind, target, false);
  }

  dispose(): void {
    this.#serializer.dispose();
    for (const { panel } of this.#open.values()) panel.dispose();
  }

  #show(panel: vscode.WebviewPanel, kind: string, target: FormTarget, interrupted: boolean): void {
    const open = this.deps.kinds[kind];
    if (!open) return;
    const { webview } = panel;
    const address = addressOf(kind, target);
    const ended = () => {
      if (this.#open.get(address)?.form === form) this.#open.delete(address);
    };
    let closed = false;
    const place: FormPlace = {
      post: (message) => void webview.postMessage(message),
      setTitle(title) {
        panel.title = title;
      },
      close(said) {
        if (said) vscode.window.setStatusBarMessage(`$(check) ${said}`, 5000);
        panel.dispose();
      },
      reveal: () => panel.reveal(),
      copy: async (text) => vscode.env.clipboard.writeText(text),
      explain: (error) => this.deps.explain(error, kind, target),
      keep: (draft) => {
        if (draft) this.#drafts.set(address, draft);
        else this.#drafts.delete(address);
      },
      showError: (sentence) => void vscode.window.showErrorMessage(sentence),
      open: (other, at) => this.open(other, at),
      at: (other) => this.#open.get(other)?.form.host,
      ended,
    };
    const form = new FormSession(kind, target, interrupted, open, place, this.#drafts.get(address));
    this.#open.set(address, { panel, form });
    const stopWatching = this.deps.watch(() => form.changed());
    panel.onDidDispose(() => {
      closed = true;
      stopWatching();
      form.dispose();
      ended();
      if (this.#drafts.has(address))
        vscode.window.setStatusBarMessage(
          l10n.t("What you typed is kept: open the form again to continue."),
          5000,
        );
    });
    panel.onDidChangeViewState(() => {
      if (!panel.visible) form.hidden();
    });
    webview.onDidReceiveMessage((message) => void form.receive(message));
    webview.options = { enableScripts: true, localResourceRoots: [] };
    this.#page ??= readPage(this.deps.extensionUri, "form");
    void this.#page.then((files) => {
      if (!closed) webview.html = pageHtml(files);
    });
  }
}
