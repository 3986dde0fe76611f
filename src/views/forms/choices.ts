import { l10n } from "vscode";
import type { Connection } from "../../model/connection";
import type { Arn, Recording } from "../../model/ivs";
import { REGIONS, sortKey, title } from "../../model/rules";
import type { Field, Option } from "../../shared/form";
import { place, stateWord } from "../words";
import { snapshotOf } from "./kind";

/** The choices that several forms have in common. */

/** The channel types, each with its limits. */
export function typeOptions(): Option[] {
  return [
    {
      value: "STANDARD",
      label: l10n.t("Standard"),
      description: l10n.t(
        "Transcoded, so that viewers get the quality their network carries: up to 1080p, input up to 8.5 Mbps.",
      ),
    },
    {
      value: "BASIC",
      label: l10n.t("Basic"),
      description: l10n.t(
        "Passed on as it comes in, in one quality: up to 1080p at 3.5 Mbps, or 480p at 1.5 Mbps.",
      ),
    },
    {
      value: "ADVANCED_HD",
      label: l10n.t("Advanced HD"),
      description: l10n.t(
        "Transcoded to at most 720p, whatever comes in: input up to 1080p at 8.5 Mbps. Costs less to watch than Standard.",
      ),
    },
    {
      value: "ADVANCED_SD",
      label: l10n.t("Advanced SD"),
      description: l10n.t(
        "Transcoded to at most 480p, whatever comes in: input up to 1080p at 8.5 Mbps. Costs the least to watch.",
      ),
    },
  ];
}

/** The latency modes by the console's names, with the API's beside them. */
export function latencyOptions(): Option[] {
  return [
    {
      value: "LOW",
      label: l10n.t("Ultra-low (LOW)"),
      description: l10n.t("A few seconds behind: for chats, quizzes and auctions."),
    },
    {
      value: "NORMAL",
      label: l10n.t("Standard (NORMAL)"),
      description: l10n.t("Further behind, and steadier on poor networks: for plain watching."),
    },
  ];
}

/** A heights' class by name. */
export function resolutionLabel(value: string): string {
  const labels: Readonly<Record<string, string>> = {
    FULL_HD: l10n.t("Full HD (up to 1080p)"),
    HD: l10n.t("HD (up to 720p)"),
    SD: l10n.t("SD (up to 480p)"),
    LOWEST_RESOLUTION: l10n.t("Lowest resolution"),
  };
  return labels[value] ?? value;
}

/** The recording configurations of a region, usable ones first. `now`: one that is chosen, known or not. */
export function recordingOptions(connection: Connection | undefined, now: Arn): Option[] {
  const snapshot = connection && snapshotOf(connection);
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

/** The choice of a region, where there is one. */
export function regionField(connections: readonly Connection[]): Field[] {
  if (connections.length < 2) return [];
  const options = connections
    .map(({ target }) => ({ value: target.region, label: place(target) }))
    .sort((a, b) => REGIONS.indexOf(a.value) - REGIONS.indexOf(b.value));
  return [{ id: "region", kind: "choice", label: l10n.t("Region"), options }];
}
