import * as vscode from "vscode";
import type { Id } from "./nodes";

/** What the editor calls drags within our tree. */
export const MIME = "application/vnd.code.tree.ivs.channels";

/** What the editor asks of a tree. */
export interface Behind {
  getChildren(id?: Id): Promise<Id[]>;
  getTreeItem(id: Id): vscode.TreeItem;
  getParent(id: Id): Id | undefined;
  resolveTreeItem(row: vscode.TreeItem, id: Id): vscode.TreeItem;
  handleDrag(ids: readonly Id[], data: vscode.DataTransfer): void;
  handleDrop(onto: Id | undefined, data: vscode.DataTransfer): void;
}

/** The tree as the editor sees it while the code that fills it is still being loaded. */
export interface Door extends vscode.Disposable {
  readonly tree: vscode.TreeView<Id>;
  /** Has these rows drawn again; undefined: all. */
  redraw(ids: Id[] | undefined): void;
}

/** Opens the tree view. Whatever is asked waits for `behind`. */
export function openDoor(behind: () => Promise<Behind>): Door {
  const redraw = new vscode.EventEmitter<Id[] | undefined>();
  const tree = vscode.window.createTreeView<Id>("ivs.channels", {
    treeDataProvider: {
      onDidChangeTreeData: redraw.event,
      getChildren: async (id) => (await behind()).getChildren(id),
      getTreeItem: async (id) => (await behind()).getTreeItem(id),
      getParent: async (id) => (await behind()).getParent(id),
      resolveTreeItem: async (row, id) => (await behind()).resolveTreeItem(row, id),
    },
    dragAndDropController: {
      dragMimeTypes: [MIME],
      dropMimeTypes: [MIME],
      handleDrag: async (ids, data) => (await behind()).handleDrag(ids, data),
      handleDrop: async (onto, data) => (await behind()).handleDrop(onto, data),
    },
    showCollapseAll: true,
    canSelectMany: true,
  });
  return {
    tree,
    redraw: (ids) => redraw.fire(ids),
    dispose() {
      tree.dispose();
      redraw.dispose();
    },
  };
}
