import { l10n, TreeItemCollapsibleState } from "vscode";
import { shownWord } from "../channels/words";
import { title } from "../core/arn";
import { parseRowId, type RowId } from "../core/ref";
import type { Freshness } from "../core/store";
import type { RowLook } from "../ui/row";
import { clockTime, tagLines } from "../ui/words";
import type { Recording } from "./model";
import { stateWord } from "./words";

/** What a recording configuration's row shows. */
export interface RecordingRow {
  readonly id: RowId;
  /** Undefined while the list of configurations is unknown: its channels alone tell that it exists. */
  readonly recording?: Recording;
  /** How far its state can be relied on. */
  readonly freshness: Freshness;
  readonly channels?: number;
  /** How many of its channels pass the filter; absent where there is none. */
  readonly shown?: number;
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
  { id, recording, freshness, channels, shown, reading }: RecordingRow,
  doing?: string,
): RowLook {
  const counts = channels === undefined ? undefined : shownWord(channels, shown);
  // A row drawn shut stays shut when its channels come: those that may come are awaited open.
  const open =
    (shown ?? channels) || reading
      ? TreeItemCollapsibleState.Expanded
      : TreeItemCollapsibleState.None;
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
  const { word } = STATES[recording.state];
  // A failure stays one; anything else may have changed since it was read.
  const was =
    typeof freshness === "object" && recording.state !== "CREATE_FAILED"
      ? stateThen(recording.state, freshness.asOf)
      : undefined;
  const look = was ? { icon: "history", color: undefined } : STATES[recording.state];
  const state = was ?? stateWord(recording.state);
  // ACTIVE is what is expected: its icon says enough on a narrow sidebar.
  const unusual = recording.state === "ACTIVE" && !was ? undefined : state;
  return {
    id,
    label: title(recording),
    description: [doing, unusual, counts, recording.bucket].filter(Boolean).join(" · "),
    icon: look.icon,
    color: look.color,
    context: ["recording", word, ...(channels ? ["attached"] : [])],
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

/** The state that a configuration was in when that could last be read. */
function stateThen(state: "ACTIVE" | "CREATING", asOf: number): string {
  const time = clockTime(asOf);
  return state === "ACTIVE"
    ? l10n.t("was active at {0}", time)
    : l10n.t("was being created at {0}", time);
}
