import * as vscode from "vscode";
import type { Arn } from "../model/ivs";
import { parseArn } from "../model/rules";
import type { Session } from "../session";

const SCHEME = "ivs";

/** Resources as read-only JSON documents, as the service gives them, secrets masked. Read anew when opened. */
export class Documents implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);

  constructor(private readonly session: Session) {}

  /** Opens a resource's document in the editor; `name` is what its tab says. */
  async open(arn: Arn, name: string): Promise<void> {
    const { region, type } = parseArn(arn);
    const uri = vscode.Uri.from({
      scheme: SCHEME,
      path: `/${region}/${type}/${name}.json`,
      query: arn,
    });
    const document = await vscode.workspace.openTextDocument(uri);
    this.#changed.fire(uri);
    await vscode.window.showTextDocument(document, { preview: true });
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const arn = uri.query;
    const connection = this.session.connection(parseArn(arn).region);
    if (!connection)
      throw new Error(vscode.l10n.t("Not connected to {0} any more.", parseArn(arn).region));
    const ivs = await connection.ivs();
    return `${JSON.stringify(await ivs.document(arn), null, 2)}\n`;
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}
