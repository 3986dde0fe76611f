import * as vscode from "vscode";
import type { Disposer } from "../core/clock";
import { type Ref, rowId } from "../core/ref";
import type { PagePlace } from "../shared/page";
import { runCommand } from "./manifest";
import type { OpenPage } from "./page";
import { toSaved } from "./pageMessages";
import { PageSession } from "./pageSession";
import { type PageFiles, pageHtml, readPage } from "./webviewHtml";
import { plain } from "./words";

const VIEW_TYPE = "ivs.page";

/** What pages need of the rest of the extension. */
export interface PageDeps {
  readonly extensionUri: vscode.Uri;
  readonly open: OpenPage;
  /** Calls back when what was read of AWS has changed. */
  watch(changed: () => void): Disposer;
  /** Says why something failed, in a sentence, and logs it. */
  explain(error: unknown, ref: Ref): string;
}

interface Open {
  readonly panel: vscode.WebviewPanel;
  readonly session: PageSession;
}

/** All pages on screen: one that follows the selection, and those that were pinned, each about one resource. */
export class Pages implements vscode.Disposable {
  readonly #open = new Set<Open>();
  readonly #changed = new vscode.EventEmitter<void>();
  /** Another page was opened or closed, or shows something else. */
  readonly onDidChange = this.#changed.event;
  /** Read for the first page. */
  #files: Promise<PageFiles> | undefined;
  readonly #serializer: vscode.Disposable;

  constructor(private readonly deps: PageDeps) {
    this.#serializer = vscode.window.registerWebviewPanelSerializer(VIEW_TYPE, {
      // After a reload of the window.
      deserializeWebviewPanel: async (panel, state) => {
        const saved = toSaved(state);
        if (!saved) return panel.dispose();
        const { connection, arn, pinned } = saved;
        this.#show(panel, { connection, arn }, pinned);
      },
    });
  }

  /** What the pages are about. */
  get refs(): readonly Ref[] {
    return [...this.#open].map(({ session }) => session.ref);
  }

  /** Shows a resource: on a page that is pinned to it, or on the one that follows. `focus`: and gives it the keyboard. */
  show(ref: Ref, focus: boolean): void {
    const pinned = [...this.#open].find(({ session }) => session.pinned && same(session.ref, ref));
    const open = pinned ?? this.#following;
    if (open) {
      this.#turn(open, ref);
      open.panel.reveal(undefined, !focus);
      return;
    }
    const where = { viewColumn: vscode.ViewColumn.Active, preserveFocus: !focus };
    this.#show(vscode.window.createWebviewPanel(VIEW_TYPE, "IVS", where), ref, false);
  }

  /** Another resource was selected: the page that follows shows it, if it is on screen. */
  follow(ref: Ref): void {
    const open = this.#following;
    if (open?.panel.visible) this.#turn(open, ref);
  }

  /** Shows a resource, and a secret of it once. */
  async reveal(ref: Ref, place: PagePlace): Promise<void> {
    this.show(ref, true);
    const open = [...this.#open].find(({ session }) => same(session.ref, ref));
    await open?.session.reveal(place);
  }

  dispose(): void {
    this.#serializer.dispose();
    for (const { panel } of [...this.#open]) panel.dispose();
    this.#changed.dispose();
  }

  get #following(): Open | undefined {
    return [...this.#open].find(({ session }) => !session.pinned);
  }

  #turn({ session }: Open, ref: Ref): void {
    session.show(ref);
    this.#changed.fire();
  }

  #show(panel: vscode.WebviewPanel, ref: Ref, pinned: boolean): void {
    const { webview } = panel;
    let closed = false;
    const session = new PageSession(ref, pinned, this.deps.open, {
      post: (message) => void webview.postMessage(message),
      setTitle(title) {
        if (panel.title !== title) panel.title = title;
      },
      pin() {
        session.pinned = true;
      },
      copy: async (text) => vscode.env.clipboard.writeText(text),
      explain: (error, about) => this.deps.explain(error, about),
      showError: (sentence) => void vscode.window.showErrorMessage(plain(sentence)),
      command: (name, { connection, arn }) => void runCommand(name, rowId(connection, arn)),
    });
    const open = { panel, session };
    this.#open.add(open);
    const stopWatching = this.deps.watch(() => session.changed());
    panel.onDidDispose(() => {
      closed = true;
      stopWatching();
      session.dispose();
      this.#open.delete(open);
      this.#changed.fire();
    });
    panel.onDidChangeViewState(() => {
      session.visible(panel.visible);
      // When it comes back it is to draw what is so then.
      if (!panel.visible) void this.#draw(webview);
    });
    webview.onDidReceiveMessage((message) => void session.receive(message));
    webview.options = { enableScripts: true, localResourceRoots: [] };
    void this.#draw(webview, () => (closed ? undefined : session.first()));
    this.#changed.fire();
  }

  async #draw(webview: vscode.Webview, first?: () => object | undefined): Promise<void> {
    this.#files ??= readPage(this.deps.extensionUri, "page");
    const files = await this.#files;
    const drawn = first?.();
    if (!first || drawn) webview.html = pageHtml(files, drawn);
  }
}

function same(a: Ref, b: Ref): boolean {
  return a.connection === b.connection && a.arn === b.arn;
}
