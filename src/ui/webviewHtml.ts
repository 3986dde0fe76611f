import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import * as vscode from "vscode";
import { l10n } from "vscode";

/** What a page of ours consists of. */
export interface PageFiles {
  readonly script: string;
  readonly style: string;
}

/** Reads the page of that name: its script in dist/webview, its style in media. */
export async function readPage(root: vscode.Uri, name: string): Promise<PageFiles> {
  const text = (...file: string[]) => readFile(vscode.Uri.joinPath(root, ...file).fsPath, "utf8");
  const [script, style] = await Promise.all([
    text("dist", "webview", `${name}.js`),
    text("media", `${name}.css`),
  ]);
  return { script, style };
}

/**
 * A page. It is whole: what a page fetches goes through the editor, file by file. `first`: what it is to draw before it
 * can be talked to.
 */
export function pageHtml({ script, style }: PageFiles, first?: object): string {
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
${first ? `<script type="application/json" id="first">${asData(first)}</script>` : ""}
<script nonce="${nonce}">${script}</script>
</body>
</html>`;
}

/** Data as it may stand in a page: nothing in it can end its element. */
function asData(data: object): string {
  return JSON.stringify(data).replaceAll("<", "\\u003c");
}
