import { l10n, TreeItemCollapsibleState } from "vscode";
import { channelLook } from "../channels/row";
import { channelsWord } from "../channels/words";
import type { ConnectionConfig } from "../connections/config";
import { explain, place } from "../connections/words";
import { withoutCredentials } from "../core/endpoint";
import type { Problem } from "../core/problem";
import { recordingLook } from "../recordings/row";
import type { LinkedCommand } from "../ui/manifest";
import type { RowLook } from "../ui/row";
import { numberWord, stamp } from "../ui/words";
import type { Node } from "./node";

/** How any row looks. `waiting`: what will be done to the channel when its stream ends. */
export function lookOf(node: Node, waiting?: string): RowLook {
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

function connectionLook({ id, config, channels, reading, problem }: NodeOf<"connection">): RowLook {
  const says = problem && explain(problem, config, true);
  const counts = channels === undefined ? undefined : channelsWord(channels);
  const description = reading ? l10n.t("reading…") : counts;
  return {
    id,
    label: config.region,
    description: problem ? [l10n.t("stale"), counts].filter(Boolean).join(" · ") : description,
    icon: problem ? "warning" : config.simulator ? "beaker" : "globe",
    color: problem && "list.warningForeground",
    context: [
      "connection",
      ...(problem ? ["stale"] : []),
      ...(config.simulator ? ["simulator"] : []),
    ],
    tooltip: () => [
      place(config),
      config.endpoint && withoutCredentials(config.endpoint),
      counts,
      says,
    ],
    spoken: [l10n.t("Connection {0}", place(config)), description, says],
    open: TreeItemCollapsibleState.Expanded,
  };
}

function problemLook({ id, config, problem, readAt }: NodeOf<"problem">): RowLook {
  const says = explain(problem, config, true);
  const kept =
    readAt === undefined ? undefined : l10n.t("What is shown was read on {0}.", stamp(readAt));
  const remedy = remedyFor(problem, config);
  return {
    id,
    label: says,
    icon: "warning",
    color: "list.warningForeground",
    context: ["problem", remedy.word],
    tooltip: () => [says, kept, problem.requestId && l10n.t("Request {0}", problem.requestId)],
    spoken: [says, kept, remedy.spoken],
    command: { command: remedy.command, title: remedy.spoken, arguments: [id] },
  };
}

/** What helps against a problem, and the word by which menus offer it on the row. */
function remedyFor(
  { kind, sso, waits }: Problem,
  config: ConnectionConfig,
): { readonly word: string; readonly command: LinkedCommand; readonly spoken: string } {
  if (kind === "credentials" && sso)
    return {
      word: "signIn",
      command: "ivs.connection.signIn",
      spoken: l10n.t("press Enter to sign in"),
    };
  if (kind === "credentials" && !waits)
    return {
      word: "choose",
      command: "ivs.connect",
      spoken: l10n.t("press Enter to choose another profile"),
    };
  if (kind === "offline" && config.simulator)
    return {
      word: "restart",
      command: "ivs.simulator.use",
      spoken: l10n.t("press Enter to start the simulator"),
    };
  return { word: "retry", command: "ivs.region.refresh", spoken: l10n.t("press Enter to retry") };
}

function groupLook(
  node: NodeOf<"unrecorded" | "missing">,
  label: string,
  icon: string,
  about: string,
): RowLook {
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

function moreLook({ id, where, hidden, next }: NodeOf<"more">): RowLook {
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
