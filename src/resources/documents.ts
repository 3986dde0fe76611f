import * as vscode from "vscode";
import type { Connections } from "../connections/connections";
import { parseArn } from "../core/arn";
import { type Ref, refOf, rowId } from "../core/ref";
import type { ResourceKind } from "./kind";

const SCHEME = "ivs";

/** Resources as read-only JSON documents, as the service gives them, secrets masked. Read anew when opened. */
export class Documents implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);

  constructor(
    private readonly connections: Connections,
    private readonly kinds: readonly ResourceKind[],
  ) {}

  /** Opens a resource's document in the editor; `name` is what its tab says. */
  async open({ connection, arn }: Ref, name: string): Promise<void> {
    const { type } = parseArn(arn);
    // Two accounts may have the same: what tells them apart is in the path, as the tab says it.
    const place = this.connections.name(connection).replaceAll("/", " ");
    const uri = vscode.Uri.from({
      scheme: SCHEME,
      path: `/${place}/${type}/${name}.json`,
      query: rowId(connection, arn),
    });
    const document = await vscode.workspace.openTextDocument(uri);
    this.#changed.fire(uri);
    await vscode.window.showTextDocument(document, { preview: true });
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const ref = refOf(uri.query);
    const kind = this.kinds.find(({ arnType }) => arnType === parseArn(ref?.arn ?? "").type);
    if (!ref || !kind) throw new Error(uri.toString());
    const service = await this.connections.get(ref.connection).service();
    return `${JSON.stringify(await kind.document(service, ref.arn), null, 2)}\n`;
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}
