import * as vscode from "vscode";
import { l10n } from "vscode";
import type { Connections } from "../connections/connections";
import { sortKey, title } from "../core/arn";
import type { Ref, RowId } from "../core/ref";
import type { Pick, Picked } from "../resources/pick";
import { type Commands, one } from "../ui/commands";
import { Cancelled } from "../ui/errors";
import type { Forms } from "../ui/formPanel";
import { plain } from "../ui/words";
import { explainFailure } from "./explainFailure";
import type { Recording } from "./model";
import type { StatusBar } from "./statusBar";
import { stateWord } from "./words";

export interface RecordingsApp {
  readonly connections: Connections;
  readonly pick: Pick;
  readonly forms: Forms;
  readonly status: StatusBar;
  /** Selects a row in the tree. */
  reveal(ref: Ref, focus: boolean): Promise<void>;
}

export const recordingCommands: Commands<RecordingsApp> = {
  "ivs.recording.create": one(createForm),
  "ivs.recording.duplicate": one(async ({ pick, forms }, rows) => {
    const [only] = await pick.some("recordings", rows);
    forms.open("createRecording", { refs: [refOfPicked(only)] });
  }),
  "ivs.recording.change": one(async ({ pick, forms }, rows) => {
    const [only] = await pick.some("recordings", rows);
    forms.open("changeRecording", { refs: [refOfPicked(only)] });
  }),
  "ivs.recording.explainFailure": one(explainFailure),
  "ivs.recording.show": showAll,
};

export function refOfPicked({ connection, item }: Picked): Ref {
  return { connection: connection.id, arn: item.arn };
}

/** A form for a new recording configuration, in the connection of the row if there is one. */
function createForm({ connections, forms }: RecordingsApp, [row]: readonly RowId[]): void {
  forms.open("createRecording", { connection: connections.ofRow(row) });
}

/** All recording configurations with their states; the chosen one is shown in the tree. */
async function showAll({ connections, status, reveal }: RecordingsApp): Promise<void> {
  // What needs attention first.
  const order = { CREATE_FAILED: "0", CREATING: "1", ACTIVE: "2" };
  const key = (recording: Recording) => order[recording.state] + sortKey(title(recording));
  const icons = { ACTIVE: "pass", CREATING: "sync~spin", CREATE_FAILED: "error" };
  const items = connections.all
    .flatMap(({ id, snapshot }) =>
      [...(snapshot.recordings?.items.values() ?? [])].map((recording) => ({
        key: key(recording),
        label: `$(${icons[recording.state]}) ${plain(title(recording))}`,
        description: `${stateWord(recording.state)} · ${plain(connections.name(id))}`,
        detail: plain(`s3://${recording.bucket}`),
        ref: { connection: id, arn: recording.arn },
      })),
    )
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  status.seen();
  const chosen = await vscode.window.showQuickPick(items, {
    title: l10n.t("Recording configurations"),
    placeHolder:
      items.length > 0
        ? l10n.t("Choose one to show it in the tree")
        : l10n.t("There are no recording configurations yet"),
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (!chosen) throw new Cancelled();
  await reveal(chosen.ref, true);
}
