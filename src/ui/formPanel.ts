import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import * as vscode from "vscode";
import { l10n } from "vscode";
import type { Disposer } from "../core/clock";
import type { FormTarget } from "../shared/form";
import type { OpenForm } from "./form";
import { toSaved } from "./formMessages";
import { addressOf, FormSession } from "./formSession";

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
  /** Read for the first form. */
  #page: Promise<PageFiles> | undefined;
  readonly #serializer: vscode.Disposable;

  constructor(private readonly deps: FormDeps) {
    this.#serializer = vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, {
      // After a reload of the window.
      deserializeWebviewPanel: async (panel, state) => {
        const saved = toSaved(state);
        const known = saved && Object.hasOwn(this.deps.kinds, saved.kind) && !saved.done;
        if (known) this.#show(panel, saved.kind, saved.target, saved.busy ?? false);
        else panel.dispose();
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
    const form = new FormSession(kind, target, interrupted, open, {
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
      showError: (sentence) => void vscode.window.showErrorMessage(sentence),
      open: (other, at) => this.open(other, at),
      at: (other) => this.#open.get(other)?.form.host,
      ended,
    });
    this.#open.set(address, { panel, form });
    const stopWatching = this.deps.watch(() => form.changed());
    panel.onDidDispose(() => {
      closed = true;
      stopWatching();
      form.dispose();
      ended();
    });
    panel.onDidChangeViewState(() => {
      if (!panel.visible) form.hidden();
    });
    webview.onDidReceiveMessage((message) => void form.receive(message));
    webview.options = { enableScripts: true, localResourceRoots: [] };
    this.#page ??= readPage(this.deps.extensionUri);
    void this.#page.then((files) => {
      if (!closed) webview.html = html(files);
    });
  }
}

/** What the page that draws any form consists of. */
interface PageFiles {
  readonly script: string;
  readonly style: string;
}

async function readPage(root: vscode.Uri): Promise<PageFiles> {
  const text = (...file: string[]) => readFile(vscode.Uri.joinPath(root, ...file).fsPath, "utf8");
  const [script, style] = await Promise.all([
    text("dist", "webview", "form.js"),
    text("media", "form.css"),
  ]);
  return { script, style };
}

/** The page that draws any form. It is whole: what a page fetches goes through the editor, file by file. */
function html({ script, style }: PageFiles): string {
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
