import * as vscode from "vscode";
import { l10n } from "vscode";
import { stateWord } from "../recordings/words";
import { type Commands, one } from "../ui/commands";
import { WALKTHROUGH } from "../ui/manifest";
import type { ChannelsView } from "./channelsView";
import { type Filter, NO_FILTER } from "./filter";
import type { FilterBox } from "./filterBox";

export interface TreeApp {
  readonly view: ChannelsView;
  readonly filter: FilterBox;
}

export const treeCommands: Commands<TreeApp> = {
  "ivs.filter.edit": editFilter,
  "ivs.filter.change": editFilter,
  "ivs.filter.clear": ({ filter }) => filter.set(NO_FILTER),
  async "ivs.walkthrough.open"() {
    await vscode.commands.executeCommand("workbench.action.openWalkthrough", WALKTHROUGH, false);
  },
  "ivs.order.byName": ({ view }) => view.sort(false),
  "ivs.order.liveFirst": ({ view }) => view.sort(true),
  "ivs.group.more": one(({ view }, [row]) => {
    if (row) view.more(row);
  }),
};

/** Edits the filter; the tree follows while typing, and Escape brings back what was. */
function editFilter({ filter }: TreeApp): Promise<void> {
  const before = filter.value;
  const state = (value: Filter["states"][number], typed: string) => ({
    label: l10n.t("Configuration: {0}", stateWord(value)),
    description: typed,
    alwaysShow: true,
    state: value,
  });
  const live = { label: l10n.t("Live now"), description: "is:live", alwaysShow: true };
  const states = [
    state("ACTIVE", "is:active"),
    state("CREATING", "is:creating"),
    state("CREATE_FAILED", "is:failed"),
  ];
  // Says what can be typed, while it is typed.
  const help = {
    label: l10n.t("or type words and {0}", "is:private  is:starving  type:basic  tag:team=a"),
    kind: vscode.QuickPickItemKind.Separator,
    alwaysShow: true,
  };
  const input = vscode.window.createQuickPick();
  input.title = l10n.t("Filter Channels and Recording Configurations");
  input.placeholder = l10n.t("Part of a name, id, tag or state; is:live, type:basic, tag:team=a");
  input.canSelectMany = true;
  input.items = [live, ...states, help];
  input.selectedItems = [
    ...(before.live ? [live] : []),
    ...states.filter((item) => before.states.includes(item.state)),
  ];
  input.value = before.text;
  const follow = () =>
    filter.set({
      text: input.value.trim(),
      live: input.selectedItems.includes(live),
      states: states.filter((item) => input.selectedItems.includes(item)).map((i) => i.state),
    });
  return new Promise((resolve) => {
    let accepted = false;
    input.onDidChangeValue(follow);
    input.onDidChangeSelection(follow);
    input.onDidAccept(() => {
      accepted = true;
      input.hide();
    });
    input.onDidHide(() => {
      if (!accepted) filter.set(before);
      input.dispose();
      resolve();
    });
    input.show();
  });
}
