import { l10n } from "vscode";
import type { Connection } from "../connections/connection";
import { type Arn, sortKey, title } from "../core/arn";
import type { Field, Option } from "../shared/form";
import type { Recording } from "./model";
import { stateWord } from "./words";

/**
 * The choice of a recording configuration, or of none. `now`: the one that is chosen. `none`: what none means. `present`:
 * the one that records what is to be changed, to be marked ("": none does).
 */
export function recordingField(
  connection: Connection | undefined,
  now: Arn,
  none: string,
  present?: Arn,
): Field {
  const marked = (option: Option) =>
    option.value === present ? { ...option, label: l10n.t("{0} (current)", option.label) } : option;
  return {
    id: "recordingArn",
    kind: "choice",
    label: l10n.t("Recording configuration"),
    options: [
      { value: "", label: l10n.t("Not recorded"), description: none },
      ...recordingOptions(connection, now),
    ].map(marked),
    action: { id: "newRecording", label: l10n.t("Create New…") },
  };
}

/** The recording configurations of a region, usable ones first. `now`: one that is chosen, known or not. */
function recordingOptions(connection: Connection | undefined, now: Arn): Option[] {
  const snapshot = connection?.snapshot;
  const recordings = [...(snapshot?.recordings?.items.values() ?? [])].sort(byUse);
  const options: Option[] = recordings.map((recording) => ({
    value: recording.arn,
    label:
      recording.state === "ACTIVE"
        ? title(recording)
        : l10n.t("{0} ({1})", title(recording), stateWord(recording.state)),
    description: aboutRecording(recording),
  }));
  if (now && !options.some(({ value }) => value === now))
    options.push({
      value: now,
      label: title({ arn: now, name: "" }),
      description: snapshot?.recordings?.complete
        ? l10n.t("This recording configuration no longer exists.")
        : undefined,
    });
  return options;
}

function byUse(a: Recording, b: Recording): number {
  const key = ({ state, ...recording }: Recording) =>
    `${["ACTIVE", "CREATING", "CREATE_FAILED"].indexOf(state)}${sortKey(title(recording))}`;
  return key(a) < key(b) ? -1 : 1;
}

function aboutRecording({ state, bucket }: Recording): string {
  switch (state) {
    case "ACTIVE":
      return l10n.t("Active. Records to s3://{0}", bucket);
    case "CREATING":
      return l10n.t("Still being created: it records once it is active. s3://{0}", bucket);
    case "CREATE_FAILED":
      return l10n.t("Its creation failed: it will never record anything. s3://{0}", bucket);
    default:
      return state satisfies never;
  }
}
