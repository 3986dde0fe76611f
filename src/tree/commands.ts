import * as vscode from "vscode";
import { l10n } from "vscode";
import { stateWord } from "../recordings/words";
import type { Commands } from "../ui/commands";
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
  "ivs.group.more"({ view }, [row]) {
    if (row) view.more(row);
  },
};

/** Edits the filter; the tree follows while typing, and Escape brings back what was. */
function editFilter({ filter }: TreeApp): Promise<void> {
  const before = filter.value;
  const state = (value: Filter["states"][number]) => ({
    label: l10n.t("Configuration: {0}", stateWord(value)),
    alwaysShow: true,
    state: value,
  });
  const live = { label: l10n.t("Live now"), alwaysShow: true };
  const states = [state("ACTIVE"), state("CREATING"), state("CREATE_FAILED")];
  const input = vscode.window.createQuickPick();
  input.title = l10n.t("Filter Channels and Recording Configurations");
  input.placeholder = l10n.t("Part of a name, an id or a tag (key=value)");
  input.canSelectMany = true;
  input.items = [live, ...states];
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
