import * as vscode from "vscode";
import { l10n } from "vscode";
import type { Connections } from "../connections/connections";
import { at } from "../connections/words";
import { title } from "../core/arn";
import { plain } from "../ui/words";
import type { Applied } from "./waiting";

/** Says what became of a change that waited for a stream to end. */
export function tellApplied(applied: Applied, connections: Connections): void {
  const { label, connection } = applied.waiting;
  const name = plain(title(applied.waiting));
  const where = connections.where(connection);
  const placed = (sentence: string) => at(where && plain(where), sentence);
  switch (applied.kind) {
    case "done":
      void vscode.window.showInformationMessage(
        placed(l10n.t("The stream of channel {0} ended; done: {1}.", name, plain(label))),
      );
      return;
    case "gone":
      void vscode.window.showWarningMessage(
        placed(l10n.t("Channel {0} no longer exists; not done: {1}.", name, plain(label))),
      );
      return;
    case "notDone":
      void vscode.window.showErrorMessage(
        placed(
          l10n.t(
            "Channel {0}: not done: {1}. {2}",
            name,
            plain(label),
            plain(connections.explainProblem(applied.problem, connection)),
          ),
        ),
      );
      return;
    default:
      applied satisfies never;
  }
}
