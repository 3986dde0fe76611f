import { type Command, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from "vscode";
import type { LinkedCommand } from "./manifest";
import { type Mark, markUri } from "./marks";
import { oneLine } from "./words";

/** How a row of the tree looks, and what is said of it. All texts are plain: the editor reads no markup in them. */
export interface RowLook {
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly icon: string;
  readonly color?: string;
  /** Words by which menus know the row. */
  readonly context: readonly string[];
  /** Lines; made only when the pointer rests on the row. */
  readonly tooltip: () => readonly (string | undefined)[];
  /** What a screen reader says. */
  readonly spoken: readonly (string | undefined | false)[];
  readonly open?: TreeItemCollapsibleState;
  readonly mark?: Mark;
  readonly command?: Command & { readonly command: LinkedCommand };
}

/** Draws a row. */
export function toTreeItem(look: RowLook): TreeItem {
  const row = new TreeItem(oneLine(look.label), look.open ?? TreeItemCollapsibleState.None);
  row.id = look.id;
  row.description = look.description && oneLine(look.description);
  row.iconPath = new ThemeIcon(look.icon, look.color ? new ThemeColor(look.color) : undefined);
  row.contextValue = look.context.join(" ");
  row.command = look.command;
  if (look.mark) row.resourceUri = markUri(look.id, look.mark);
  row.accessibilityInformation = { label: oneLine(look.spoken.filter(Boolean).join(", ")) };
  return row;
}

/** What is told of a row that the pointer rests on. */
export function tooltipOf(look: RowLook): string {
  return look
    .tooltip()
    .filter((line) => line !== undefined)
    .map(oneLine)
    .join("\n");
}
