import {
  type Command,
  l10n,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
} from "vscode";
import type { Target } from "../model/connection";
import type { Problem } from "../model/problem";
import { title } from "../model/rules";
import type { Id, Node } from "./nodes";
import {
  channelsWord,
  dateWord,
  latencyWord,
  numberWord,
  place,
  say,
  stamp,
  stateWord,
  streamWords,
  tagLines,
} from "./words";

/**
 * Draws a row. Labels, descriptions and tooltips are plain strings: the editor reads no markup in them. `waiting`: what
 * will be done to the channel when its stream ends.
 */
export function toItem(node: Node, waiting?: string): TreeItem {
  return item(lookOf(node, waiting));
}

/** What is told of a row that the pointer rests on: made only then. */
export function tooltipOf(node: Node, waiting?: string): string {
  return lookOf(node, waiting)
    .tooltip()
    .filter((line) => line !== undefined)
    .join("\n");
}

function lookOf(node: Node, waiting?: string): Look {
  switch (node.kind) {
    case "connection":
      return connectionLook(node);
    case "problem":
      return problemLook(node);
    case "recording":
      return recordingLook(node);
    case "unrecorded":
      return groupLook(
        node,
        l10n.t("Not recorded"),
        "circle-slash",
        l10n.t("Channels that no recording configuration records."),
      );
    case "missing":
      return groupLook(
        node,
        l10n.t("Configuration missing"),
        "question",
        l10n.t("Channels whose recording configuration no longer exists: they are not recorded."),
      );
    case "channel":
      return channelLook(node, waiting);
    case "more":
      return moreLook(node);
    default:
      return node satisfies never;
  }
}

type NodeOf<K extends Node["kind"]> = Extract<Node, { kind: K }>;

interface Look {
  readonly id: Id;
  readonly label: string;
  readonly description?: string;
  readonly icon: string;
  readonly color?: string;
  /** Words by which menus know the row. */
  readonly context: readonly string[];
  readonly tooltip: () => readonly (string | undefined)[];
  /** What a screen reader says. */
  readonly spoken: readonly (string | undefined | false)[];
  readonly open?: TreeItemCollapsibleState;
  readonly command?: Command;
}

function item(look: Look): TreeItem {
  const row = new TreeItem(look.label, look.open ?? TreeItemCollapsibleState.None);
  row.id = look.id;
  row.description = look.description;
  row.iconPath = new ThemeIcon(look.icon, look.color ? new ThemeColor(look.color) : undefined);
  row.contextValue = look.context.join(" ");
  row.command = look.command;
  row.accessibilityInformation = { label: look.spoken.filter(Boolean).join(", ") };
  return row;
}

function connectionLook({ id, target, channels, reading, problem }: NodeOf<"connection">): Look {
  const says = problem && say(problem, target);
  const counts = channels === undefined ? undefined : channelsWord(channels);
  const description = reading ? l10n.t("reading…") : counts;
  return {
    id,
    label: target.region,
    description: problem ? [l10n.t("stale"), counts].filter(Boolean).join(" · ") : description,
    icon: problem ? "warning" : target.simulator ? "beaker" : "globe",
    color: problem && "list.warningForeground",
    context: [
      "connection",
      ...(problem ? ["stale"] : []),
      ...(target.simulator ? ["simulator"] : []),
    ],
    tooltip: () => [place(target), target.endpoint, counts, says],
    spoken: [l10n.t("Connection {0}", place(target)), description, says],
    open: TreeItemCollapsibleState.Expanded,
  };
}

function problemLook({ id, target, problem, readAt }: NodeOf<"problem">): Look {
  const says = say(problem, target);
  const kept =
    readAt === undefined ? undefined : l10n.t("What is shown was read on {0}.", stamp(readAt));
  const act = helps(problem, target);
  return {
    id,
    label: says,
    icon: "warning",
    color: "list.warningForeground",
    context: ["problem", act.word],
    tooltip: () => [says, kept, problem.requestId && l10n.t("Request {0}", problem.requestId)],
    spoken: [says, kept, l10n.t("press Enter to {0}", act.title)],
    command: { command: act.command, title: act.title, arguments: [id] },
  };
}

/** The act that helps against a problem, and the word by which menus offer it on the row. */
function helps(
  { kind, sso, waits }: Problem,
  target: Target,
): { word: string; command: string; title: string } {
  if (kind === "credentials" && sso)
    return { word: "signIn", command: "ivs.connection.signIn", title: l10n.t("sign in") };
  if (kind === "credentials" && !waits)
    return { word: "choose", command: "ivs.connect", title: l10n.t("choose another profile") };
  if (kind === "offline" && target.simulator)
    return { word: "restart", command: "ivs.simulator.use", title: l10n.t("start the simulator") };
  return { word: "retry", command: "ivs.refresh", title: l10n.t("retry") };
}

const STATE_LOOKS = {
  ACTIVE: { icon: "pass", color: "testing.iconPassed", word: "active" },
  CREATING: { icon: "loading~spin", color: undefined, word: "creating" },
  CREATE_FAILED: { icon: "error", color: "list.errorForeground", word: "failed" },
} as const;

function recordingLook({ id, recording, channels, reading }: NodeOf<"recording">): Look {
  const counts = channels === undefined ? undefined : channelsWord(channels);
  // A row drawn shut stays shut when its channels come: those that may come are awaited open.
  const open =
    channels || reading ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.None;
  if (!recording) {
    const unknown = l10n.t("state unknown");
    const name = title({ arn: id, name: "" });
    return {
      id,
      label: name,
      description: [unknown, counts].filter(Boolean).join(" · "),
      icon: "question",
      context: ["recording", "unknown"],
      tooltip: () => [name, unknown, id],
      spoken: [l10n.t("Recording configuration {0}", name), unknown, counts],
      open,
    };
  }
  const look = STATE_LOOKS[recording.state];
  const state = stateWord(recording.state);
  // ACTIVE is what is expected: its icon says enough on a narrow sidebar.
  const unusual = recording.state === "ACTIVE" ? undefined : state;
  return {
    id,
    label: title(recording),
    description: [unusual, counts, recording.bucket].filter(Boolean).join(" · "),
    icon: look.icon,
    color: look.color,
    context: ["recording", look.word, ...(channels ? ["attached"] : [])],
    tooltip: () => [
      l10n.t("Recording configuration {0}: {1}", title(recording), state),
      l10n.t("Records to s3://{0}", recording.bucket),
      counts && l10n.t("Records {0}", counts),
      ...tagLines(recording.tags),
      recording.arn,
    ],
    spoken: [
      l10n.t("Recording configuration {0}", title(recording)),
      state,
      l10n.t("bucket {0}", recording.bucket),
      counts,
    ],
    open,
  };
}

function groupLook(
  node: NodeOf<"unrecorded" | "missing">,
  label: string,
  icon: string,
  about: string,
): Look {
  const counts = channelsWord(node.channels);
  return {
    id: node.id,
    label,
    description: counts,
    icon,
    context: ["group", node.kind],
    tooltip: () => [about, counts],
    spoken: [label, counts],
    open: TreeItemCollapsibleState.Expanded,
  };
}

function channelLook(
  { id, channel, stream, liveKnown, recording }: NodeOf<"channel">,
  waiting: string | undefined,
): Look {
  const waits = waiting && l10n.t("when the stream ends: {0}", waiting);
  const name = title(channel);
  const starving = stream?.health === "STARVING";
  const live = stream ? streamWords(stream) : undefined;
  const hidden = channel.authorized ? l10n.t("private") : undefined;
  const recorded = recording
    ? l10n.t("recorded by {0}", title(recording))
    : channel.recordingArn
      ? l10n.t("its recording configuration {0} is unknown", channel.recordingArn)
      : l10n.t("not recorded");
  const latency = latencyWord(channel.latencyMode);
  const context = ["channel"];
  if (stream) context.push("live");
  if (channel.authorized) context.push("private");
  if (channel.recordingArn) context.push("recorded");
  if (waiting) context.push("pending");
  return {
    id,
    label: name,
    description: [live, waits, hidden, channel.type, latency].filter(Boolean).join(" · "),
    icon: stream ? (starving ? "warning" : "broadcast") : "device-camera-video",
    color: stream ? (starving ? "list.warningForeground" : "testing.iconPassed") : undefined,
    context,
    tooltip: () => [
      l10n.t(
        "Channel {0}: {1}",
        name,
        live ?? (liveKnown ? l10n.t("offline") : l10n.t("live or not is unknown")),
      ),
      stream && l10n.t("Live since {0}", dateWord(stream.startTime)),
      starving
        ? l10n.t(
            "Starving: less data arrives than the stream needs; check the encoder and its network.",
          )
        : undefined,
      `${channel.type}, ${latency}`,
      hidden && l10n.t("Private: playback needs a token"),
      channel.insecureIngest ? l10n.t("Takes insecure ingest (RTMP)") : undefined,
      recorded,
      ...tagLines(channel.tags),
      channel.arn,
    ],
    spoken: [
      l10n.t("Channel {0}", name),
      live ?? (liveKnown && l10n.t("offline")),
      channel.type,
      latency,
      hidden,
      recorded,
    ],
  };
}

function moreLook({ id, where, hidden, next }: NodeOf<"more">): Look {
  const label =
    where === "after" ? l10n.t("Show {0} more…", next) : l10n.t("Show the {0} before…", next);
  const rest = l10n.t("{0} not drawn; a filter finds them sooner", numberWord(hidden));
  return {
    id,
    label,
    description: rest,
    icon: where === "after" ? "chevron-down" : "chevron-up",
    context: ["more"],
    tooltip: () => [label, rest],
    spoken: [label, rest],
    command: { command: "ivs.group.more", title: label, arguments: [id] },
  };
}
