import { l10n } from "vscode";
import type { Connection } from "../connections/connection";
import { type Named, title } from "../core/arn";
import { MAX_TAGS, tagsViolation } from "../core/validation";
import { recordingField } from "../recordings/choices";
import type { Field, Option, Problems, Values } from "../shared/form";
import { tagRows, text, ticked } from "../ui/formValues";
import { violationWords } from "../ui/formWords";
import { resolutionLabel } from "../ui/resolution";
import type { ChannelSettings } from "./model";
import { type ChannelViolation, channelViolations, hasMultitrack, hasPreset } from "./rules";

/* What the forms for creating and for editing a channel have in common. */

/** Field ids by the service's names of members. */
export const MEMBERS = {
  name: "name",
  type: "type",
  latencyMode: "latencyMode",
  recordingConfigurationArn: "recordingArn",
  preset: "preset",
  containerFormat: "containerFormat",
  multitrackInputConfiguration: "multitrack",
  playbackRestrictionPolicyArn: "playbackRestrictionPolicyArn",
  adConfigurationArn: "adConfigurationArn",
  tags: "tags",
} as const;

const DEFAULT_PRESET = "HIGHER_BANDWIDTH_DELIVERY";

/** What an account has besides, that a channel can refer to. */
export interface Extras {
  readonly policies: readonly Named[];
  readonly ads: readonly Named[];
}
/** As long as nobody knows. */
export const NO_EXTRAS: Extras = { policies: [], ads: [] };

/** Reads what is offered only when there is any; who may not list it is not offered it. */
export async function extrasOf(connection: Connection): Promise<Extras> {
  const { channels } = await connection.service();
  const [policies, ads] = await Promise.all([
    channels.playbackRestrictionPolicies().catch(() => []),
    channels.adConfigurations().catch(() => []),
  ]);
  return { policies, ads };
}

/** Settings as what the fields hold. */
export function toValues(settings: ChannelSettings): Values {
  const { multitrack, ...rest } = settings;
  return {
    ...rest,
    preset: settings.preset || DEFAULT_PRESET,
    multitrack: multitrack.enabled,
    multitrackPolicy: multitrack.policy || "ALLOW",
    multitrackResolution: multitrack.maximumResolution || "FULL_HD",
  };
}

/** The settings that are typed; fields that do not count for the type are as if they were not there. */
export function toSettings(values: Values): ChannelSettings {
  const type = text(values, "type");
  return {
    name: text(values, "name"),
    type,
    latencyMode: text(values, "latencyMode"),
    recordingArn: text(values, "recordingArn"),
    authorized: ticked(values, "authorized"),
    insecureIngest: ticked(values, "insecureIngest"),
    preset: hasPreset(type) ? text(values, "preset") : "",
    containerFormat: text(values, "containerFormat"),
    multitrack: {
      enabled: hasMultitrack(type) && ticked(values, "multitrack"),
      policy: text(values, "multitrackPolicy"),
      maximumResolution: text(values, "multitrackResolution"),
    },
    playbackRestrictionPolicyArn: text(values, "playbackRestrictionPolicyArn"),
    adConfigurationArn: text(values, "adConfigurationArn"),
  };
}

/** What is wrong with what is typed. */
export function check(values: Values): Problems {
  const problems: Record<string, string> = {};
  for (const [id, violation] of Object.entries(channelViolations(toSettings(values))))
    if (violation) problems[id] = channelViolationWords(violation);
  const tags = tagsViolation(tagRows(values));
  return tags ? { ...problems, tags: violationWords(tags) } : problems;
}

function channelViolationWords(violation: ChannelViolation): string {
  switch (violation.kind) {
    case "multitrackContainer":
      return l10n.t("Multitrack input needs Fragmented MP4.");
    case "adsContainer":
      return l10n.t("An ad configuration needs MPEG-TS.");
    default:
      return violationWords(violation);
  }
}

/** The fields of a channel, as they are for what is typed. */
export function fields(
  values: Values,
  connection: Connection | undefined,
  { policies, ads }: Extras,
): Field[] {
  const { type, multitrack, recordingArn } = toSettings(values);
  const more: Field[] = [
    {
      id: "insecureIngest",
      kind: "check",
      label: l10n.t("Allow insecure ingest"),
      description: l10n.t(
        "Also accepts RTMP, which is not encrypted, and SRT without a passphrase: for encoders that support nothing better.",
      ),
    },
  ];
  if (hasPreset(type))
    more.push({
      id: "preset",
      kind: "choice",
      label: l10n.t("Transcode preset"),
      options: [
        {
          value: DEFAULT_PRESET,
          label: l10n.t("Higher bandwidth delivery"),
          description: l10n.t("The better picture, for viewers with good networks."),
        },
        {
          value: "CONSTRAINED_BANDWIDTH_DELIVERY",
          label: l10n.t("Constrained bandwidth delivery"),
          description: l10n.t("Lower bitrates, for viewers with poor networks."),
        },
      ],
    });
  more.push({
    id: "containerFormat",
    kind: "choice",
    label: l10n.t("Container format"),
    options: [
      {
        value: "TS",
        label: l10n.t("MPEG-TS"),
        description: l10n.t("What every player takes; ad insertion needs it."),
      },
      {
        value: "FRAGMENTED_MP4",
        label: l10n.t("Fragmented MP4"),
        description: l10n.t("What multitrack input needs."),
      },
    ],
  });
  if (hasMultitrack(type))
    more.push({
      id: "multitrack",
      kind: "check",
      label: l10n.t("Multitrack input"),
      description: l10n.t(
        "The encoder itself sends several qualities. Needs type Standard, Fragmented MP4 and an encoder that supports it.",
      ),
    });
  if (multitrack.enabled)
    more.push(
      {
        id: "multitrackPolicy",
        kind: "choice",
        label: l10n.t("Multitrack policy"),
        options: [
          { value: "ALLOW", label: l10n.t("Allow: one track or several") },
          { value: "REQUIRE", label: l10n.t("Require: several tracks only") },
        ],
      },
      {
        id: "multitrackResolution",
        kind: "choice",
        label: l10n.t("Largest track"),
        options: ["FULL_HD", "HD", "SD"].map((value) => ({ value, label: resolutionLabel(value) })),
      },
    );
  more.push(
    ...references(
      "playbackRestrictionPolicyArn",
      l10n.t("Playback restriction policy"),
      l10n.t("By country and origin. It has no effect on a private channel."),
      policies,
      values,
    ),
    ...references(
      "adConfigurationArn",
      l10n.t("Ad configuration"),
      l10n.t("Needs MPEG-TS."),
      ads,
      values,
    ),
    { id: "tags", kind: "tags", label: l10n.t("Tags"), max: MAX_TAGS },
  );
  return [
    {
      id: "name",
      kind: "text",
      label: l10n.t("Name"),
      description: l10n.t("Letters, digits, - and _. It may be empty and need not be unique."),
    },
    { id: "type", kind: "choice", label: l10n.t("Type"), options: typeOptions() },
    { id: "latencyMode", kind: "choice", label: l10n.t("Latency"), options: latencyOptions() },
    recordingField(connection, recordingArn, l10n.t("Its streams are not recorded.")),
    {
      id: "authorized",
      kind: "check",
      label: l10n.t("Private playback"),
      description: l10n.t("Only viewers with a token that you sign can watch."),
    },
    ...more.map((field) => ({ ...field, more: true })),
  ];
}

/** A choice of something that the account may have: offered when it has any, or when one is chosen. */
function references(
  id: string,
  label: string,
  description: string,
  all: readonly Named[],
  values: Values,
): Field[] {
  const now = text(values, id);
  if (all.length === 0 && !now) return [];
  const known = all.some(({ arn }) => arn === now) || !now ? all : [...all, { arn: now, name: "" }];
  const options: Option[] = known.map((each) => ({ value: each.arn, label: title(each) }));
  return [
    {
      id,
      kind: "choice",
      label,
      description,
      options: [{ value: "", label: l10n.t("None") }, ...options],
    },
  ];
}

/** The channel types, each with its limits. */
function typeOptions(): Option[] {
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
function latencyOptions(): Option[] {
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
