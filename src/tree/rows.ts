import { l10n, TreeItemCollapsibleState } from "vscode";
import { channelLook } from "../channels/row";
import { shownWord } from "../channels/words";
import type { ConnectionConfig } from "../connections/config";
import type { Connection } from "../connections/connection";
import { type Remedy, remedyFor } from "../connections/remedy";
import {
  accountName,
  connectionName,
  explain,
  readOnlySentence,
  severalAccounts,
  shortly,
} from "../connections/words";
import { isOnThisMachine, withoutCredentials } from "../core/endpoint";
import { recordingLook } from "../recordings/row";
import type { LinkedCommand } from "../ui/manifest";
import type { RowLook } from "../ui/row";
import { numberWord, stamp } from "../ui/words";
import type { Node } from "./node";

/** What a connection's row says of all that are shown, itself among them. */
export type Shown = Pick<Connection, "config" | "account">;

/** What else is said of a resource. */
export interface Said {
  /** What will be done to the channel when its stream ends. */
  readonly waiting?: string;
  /** What is being done to it: "renaming…". */
  readonly doing?: string;
}

/** How any row looks. */
export function lookOf(
  node: Node,
  { waiting, doing }: Said = {},
  shown: readonly Shown[] = [],
): RowLook {
  switch (node.kind) {
    case "connection":
      return connectionLook(node, shown);
    case "problem":
      return problemLook(node);
    case "recording":
      return recordingLook(node, doing);
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
      return channelLook(node, waiting, doing);
    case "more":
      return moreLook(node);
    default:
      return node satisfies never;
  }
}

type NodeOf<K extends Node["kind"]> = Extract<Node, { kind: K }>;

function connectionLook(node: NodeOf<"connection">, shown: readonly Shown[]): RowLook {
  const { id, config, account, channels, reading, problem, stale } = node;
  const all = shown.map((each) => each.config);
  const name = connectionName(config, all);
  const several = severalAccounts(all);
  const says = problem && explain(problem, config, true);
  const counts = channels === undefined ? undefined : shownWord(channels, node.shown);
  const known = [stale && l10n.t("stale"), counts].filter(Boolean).join(" · ");
  const description = reading ? l10n.t("reading…") : known;
  const readOnly = config.readOnly && l10n.t("read-only");
  // The name says the profile where it has no label.
  const whose = several ? [account, config.label && config.profile] : [];
  const twins = shown.filter(
    (each) => each.config !== config && account && each.account === account && sameRegion(each),
  );
  function sameRegion({ config: { region, endpoint } }: Shown): boolean {
    return region === config.region && endpoint === config.endpoint;
  }
  return {
    id,
    label: name,
    description: [description, readOnly, ...whose].filter(Boolean).join(" · "),
    icon: problem ? "warning" : config.simulator ? "beaker" : "globe",
    color: problem && "list.warningForeground",
    context: ["connection", ...(stale ? ["stale"] : [])],
    tooltip: () => [
      several ? name : l10n.t("{0} ({1})", config.region, accountName(config)),
      account ? l10n.t("Account {0}", account) : undefined,
      config.profile ? l10n.t("Profile {0}", config.profile) : undefined,
      config.endpoint && withoutCredentials(config.endpoint),
      ...twins.map((twin) =>
        l10n.t(
          "{0} is the same account: it shows the same, and both share its call rate.",
          connectionName(twin.config, all),
        ),
      ),
      config.readOnly ? readOnlySentence(config) : undefined,
      counts,
      says,
    ],
    spoken: [l10n.t("Connection {0}", name), description, readOnly, ...whose, says],
    open: TreeItemCollapsibleState.Expanded,
  };
}

/** The same row with what its connection says of it: the words by which menus know what can be done, and its mark. */
export function inConnection(look: RowLook, config: ConnectionConfig): RowLook {
  const { color, readOnly } = config;
  const says = accountName(config);
  return {
    ...look,
    context: [
      ...look.context,
      ...(readOnly ? ["readOnly"] : []),
      ...(isSimulated(config) ? ["simulated"] : []),
    ],
    ...(color && {
      mark: { color, badge: [...says.toUpperCase()][0] ?? "", says },
      spoken: [...look.spoken, says],
    }),
  };
}

/** Whether a connection may lead to a simulator: `simulatorControl` knows it once that has answered. */
function isSimulated({ simulator, endpoint }: ConnectionConfig): boolean {
  return simulator === true || (endpoint !== undefined && isOnThisMachine(endpoint));
}

function problemLook({ id, config, problem, readAt, shared }: NodeOf<"problem">): RowLook {
  const label = shortly(problem, config);
  const says = explain(problem, config, true);
  const kept =
    readAt === undefined ? undefined : l10n.t("What is shown was read on {0}.", stamp(readAt));
  const remedy = remedyFor(problem, config);
  const { word, command }: { word: string; command: LinkedCommand } = remedy ?? {
    word: "retry",
    command: shared ? "ivs.refresh" : "ivs.region.refresh",
  };
  const spoken = pressEnter(remedy);
  return {
    id,
    label,
    description: says,
    icon: "warning",
    color: "list.warningForeground",
    context: ["problem", word],
    tooltip: () => [says, kept, problem.requestId && l10n.t("Request {0}", problem.requestId)],
    spoken: [label, says, kept, spoken],
    command: { command, title: spoken, arguments: [id] },
  };
}

/** What pressing Enter on a problem's row does. */
function pressEnter(remedy: Remedy | undefined): string {
  switch (remedy?.word) {
    case "signIn":
      return l10n.t("press Enter to sign in");
    case "choose":
      return l10n.t("press Enter to choose another profile");
    case "restart":
      return l10n.t("press Enter to start the simulator");
    default:
      return l10n.t("press Enter to retry");
  }
}

function groupLook(
  node: NodeOf<"unrecorded" | "missing">,
  label: string,
  icon: string,
  about: string,
): RowLook {
  const counts = shownWord(node.channels, node.shown);
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
  const rest = l10n.t("{0} not shown; a filter finds them faster", numberWord(hidden));
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
