import * as vscode from "vscode";
import type { RowId } from "../core/ref";

/** What the editor calls drags within our tree. */
export const MIME = "application/vnd.code.tree.ivs.channels";

/** What the editor asks of a tree. */
export interface TreeSource {
  getChildren(id?: RowId): Promise<RowId[]>;
  getTreeItem(id: RowId): vscode.TreeItem;
  getParent(id: RowId): RowId | undefined;
  resolveTreeItem(row: vscode.TreeItem, id: RowId): vscode.TreeItem;
  handleDrag(ids: readonly RowId[], data: vscode.DataTransfer): void;
  handleDrop(onto: RowId | undefined, data: vscode.DataTransfer): void;
}

/** The tree as the editor sees it while the code that fills it is still being loaded. */
export interface LazyTree extends vscode.Disposable {
  readonly tree: vscode.TreeView<RowId>;
  /** Has these rows drawn again; undefined: all. */
  redraw(ids: RowId[] | undefined): void;
}

/** Opens the tree view. Whatever is asked waits for the source. */
export function openLazyTree(source: () => Promise<TreeSource>): LazyTree {
  const redraw = new vscode.EventEmitter<RowId[] | undefined>();
  const tree = vscode.window.createTreeView<RowId>("ivs.channels", {
    treeDataProvider: {
      onDidChangeTreeData: redraw.event,
      getChildren: async (id) => (await source()).getChildren(id),
      getTreeItem: async (id) => (await source()).getTreeItem(id),
      getParent: async (id) => (await source()).getParent(id),
      resolveTreeItem: async (row, id) => (await source()).resolveTreeItem(row, id),
    },
    dragAndDropController: {
      dragMimeTypes: [MIME],
      dropMimeTypes: [MIME],
      handleDrag: async (ids, data) => (await source()).handleDrag(ids, data),
      handleDrop: async (onto, data) => (await source()).handleDrop(onto, data),
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
