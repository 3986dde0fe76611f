import { l10n, TreeItemCollapsibleState } from "vscode";
import { channelsWord } from "../channels/words";
import { title } from "../core/arn";
import { parseRowId, type RowId } from "../core/ref";
import type { RowLook } from "../ui/row";
import { tagLines } from "../ui/words";
import type { Recording } from "./model";
import { stateWord } from "./words";

/** What a recording configuration's row shows. */
export interface RecordingRow {
  readonly id: RowId;
  /** Undefined while the list of configurations is unknown: its channels alone tell that it exists. */
  readonly recording?: Recording;
  readonly channels?: number;
  /** More may come: its channels are being read. */
  readonly reading: boolean;
}

const STATES = {
  ACTIVE: { icon: "pass", color: "testing.iconPassed", word: "active" },
  CREATING: { icon: "loading~spin", color: undefined, word: "creating" },
  CREATE_FAILED: { icon: "error", color: "list.errorForeground", word: "failed" },
} as const;

/** A recording configuration's row. `doing`: what is being done to it. */
export function recordingLook(
  { id, recording, channels, reading }: RecordingRow,
  doing?: string,
): RowLook {
  const counts = channels === undefined ? undefined : channelsWord(channels);
  // A row drawn shut stays shut when its channels come: those that may come are awaited open.
  const open =
    channels || reading ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.None;
  if (!recording) {
    const unknown = l10n.t("state unknown");
    const { key: arn } = parseRowId(id);
    const name = title({ arn, name: "" });
    return {
      id,
      label: name,
      description: [doing, unknown, counts].filter(Boolean).join(" · "),
      icon: "question",
      context: ["recording", "unknown"],
      tooltip: () => [name, unknown, arn],
      spoken: [l10n.t("Recording configuration {0}", name), doing, unknown, counts],
      open,
    };
  }
  const look = STATES[recording.state];
  const state = stateWord(recording.state);
  // ACTIVE is what is expected: its icon says enough on a narrow sidebar.
  const unusual = recording.state === "ACTIVE" ? undefined : state;
  return {
    id,
    label: title(recording),
    description: [doing, unusual, counts, recording.bucket].filter(Boolean).join(" · "),
    icon: look.icon,
    color: look.color,
    context: ["recording", look.word, ...(channels ? ["attached"] : [])],
    tooltip: () => [
      l10n.t("Recording configuration {0}: {1}", title(recording), state),
      doing,
      recording.state === "ACTIVE"
        ? l10n.t("Records to s3://{0}", recording.bucket)
        : l10n.t("Bucket: s3://{0}", recording.bucket),
      counts && l10n.t("Attached: {0}", counts),
      ...tagLines(recording.tags),
      recording.arn,
    ],
    spoken: [
      l10n.t("Recording configuration {0}", title(recording)),
      doing,
      state,
      l10n.t("bucket {0}", recording.bucket),
      counts,
    ],
    open,
  };
}
