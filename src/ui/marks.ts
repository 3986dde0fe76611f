import * as vscode from "vscode";

/** Marks a row, so that it stands out: by a colour and a letter. */
export interface Mark {
  /** The name of a colour among those of charts, which every theme has. */
  readonly color: string;
  /** One letter. */
  readonly badge: string;
  /** What it stands for. */
  readonly says: string;
}

const SCHEME = "ivs-row";

/** The editor decorates rows by an address: all that there is to draw is in it. */
export function markUri(id: string, { color, badge, says }: Mark): vscode.Uri {
  const query = new URLSearchParams({ color, badge, says }).toString();
  return vscode.Uri.from({ scheme: SCHEME, path: `/${encodeURIComponent(id)}`, query });
}

/** Draws the marks of rows until it is disposed of. */
export function drawMarks(): vscode.Disposable {
  return vscode.window.registerFileDecorationProvider({
    provideFileDecoration({ scheme, query }) {
      if (scheme !== SCHEME) return undefined;
      const mark = new URLSearchParams(query);
      return new vscode.FileDecoration(
        mark.get("badge") ?? undefined,
        mark.get("says") ?? undefined,
        new vscode.ThemeColor(`charts.${mark.get("color")}`),
      );
    },
  });
}
