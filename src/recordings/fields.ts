import { l10n } from "vscode";
import { MAX_TAGS, numberViolation, tagsViolation } from "../core/validation";
import type { Field, Problems, Values } from "../shared/form";
import { chosen, tagRows, text } from "../ui/formValues";
import { violationsWords } from "../ui/formWords";
import { resolutionLabel } from "../ui/resolution";
import { type Buckets, bucketProblem } from "./bucketCheck";
import type { RecordingSettings } from "./model";
import { RECONNECT_SECONDS, RENDITIONS, recordingViolations, THUMBNAIL_SECONDS } from "./rules";

/** Field ids by the service's names of members. */
export const MEMBERS = {
  name: "name",
  destinationConfiguration: "bucket",
  bucketName: "bucket",
  recordingReconnectWindowSeconds: "reconnect",
  thumbnailConfiguration: "thumbnails",
  targetIntervalSeconds: "interval",
  renditionConfiguration: "renditions",
  tags: "tags",
} as const;

/** Settings as what the fields hold. */
export function toValues({ name, bucket, ...rest }: RecordingSettings): Values {
  return {
    name,
    bucket,
    reconnect: String(rest.reconnectWindowSeconds),
    thumbnails: rest.thumbnails.mode,
    interval: String(rest.thumbnails.intervalSeconds),
    resolution: rest.thumbnails.resolution,
    storage: rest.thumbnails.storage,
    selection: rest.renditions.selection,
    renditions: rest.renditions.list,
  };
}

/** What the fields hold, as settings. */
export function toSettings(values: Values): RecordingSettings {
  return {
    name: text(values, "name"),
    bucket: text(values, "bucket").trim(),
    reconnectWindowSeconds: Number(text(values, "reconnect")),
    thumbnails: {
      mode: text(values, "thumbnails"),
      intervalSeconds: Number(text(values, "interval")),
      resolution: text(values, "resolution"),
      storage: chosen(values, "storage"),
    },
    renditions: { selection: text(values, "selection"), list: chosen(values, "renditions") },
  };
}

/** The fields of a recording configuration, as they are for what is typed. */
export function fields(values: Values): Field[] {
  const { thumbnails, renditions } = toSettings(values);
  const interval = thumbnails.mode === "INTERVAL";
  return [
    {
      id: "name",
      kind: "text",
      label: l10n.t("Name"),
      description: l10n.t("Letters, digits, - and _. It may be empty and need not be unique."),
    },
    {
      id: "bucket",
      kind: "text",
      label: l10n.t("S3 bucket"),
      description: l10n.t(
        "Your own, in the same region, and not encrypted with a KMS key: IVS can’t record into a KMS-encrypted bucket.",
      ),
    },
    {
      id: "reconnect",
      kind: "number",
      label: l10n.t("Reconnect window"),
      unit: l10n.t("seconds, 0 to 300"),
      description: l10n.t(
        "A stream that breaks off and is back within this time goes on in the same recording. With 0, every short drop begins a new one.",
      ),
    },
    {
      id: "thumbnails",
      kind: "choice",
      label: l10n.t("Thumbnails"),
      options: [
        { value: "INTERVAL", label: l10n.t("At an interval") },
        { value: "DISABLED", label: l10n.t("None") },
      ],
    },
    ...(interval ? thumbnailFields() : []),
    {
      id: "selection",
      kind: "choice",
      label: l10n.t("Renditions to record"),
      options: [
        {
          value: "ALL",
          label: l10n.t("All"),
          description: l10n.t("Every quality that viewers can choose."),
        },
        {
          value: "CUSTOM",
          label: l10n.t("Some"),
          description: l10n.t("Has no effect on Basic channels."),
        },
        { value: "NONE", label: l10n.t("None"), description: l10n.t("Only thumbnails are kept.") },
      ],
    },
    ...(renditions.selection === "CUSTOM" ? [renditionsField()] : []),
    { id: "tags", kind: "tags", label: l10n.t("Tags"), max: MAX_TAGS, more: true },
  ];
}

function thumbnailFields(): Field[] {
  return [
    {
      id: "interval",
      kind: "number",
      label: l10n.t("Thumbnail interval"),
      unit: l10n.t("seconds, 1 to 60"),
    },
    {
      id: "resolution",
      kind: "choice",
      label: l10n.t("Thumbnail resolution"),
      more: true,
      options: [
        { value: "", label: l10n.t("As the stream") },
        ...RENDITIONS.map((value) => ({ value, label: resolutionLabel(value) })),
      ],
    },
    {
      id: "storage",
      kind: "checks",
      label: l10n.t("Thumbnail storage"),
      more: true,
      options: [
        { value: "SEQUENTIAL", label: l10n.t("Keep every one") },
        { value: "LATEST", label: l10n.t("Keep the latest, always under the same key") },
      ],
    },
  ];
}

function renditionsField(): Field {
  return {
    id: "renditions",
    kind: "checks",
    label: l10n.t("Renditions"),
    options: RENDITIONS.map((value) => ({ value, label: resolutionLabel(value) })),
  };
}

/** What is wrong with what is typed, as far as is known without asking. */
export function check(values: Values, buckets: Buckets, region: string): Problems {
  const wanted = toSettings(values);
  const { mode } = wanted.thumbnails;
  const problems = violationsWords({
    ...recordingViolations(wanted),
    reconnect: numberViolation(text(values, "reconnect"), RECONNECT_SECONDS),
    interval:
      mode === "INTERVAL"
        ? numberViolation(text(values, "interval"), THUMBNAIL_SECONDS)
        : undefined,
    tags: tagsViolation(tagRows(values)),
  });
  const wrong = bucketProblem(buckets.known(wanted.bucket), region);
  return wrong ? { bucket: wrong, ...problems } : problems;
}
