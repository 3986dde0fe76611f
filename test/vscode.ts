import Module from "node:module";

/**
 * Stands in for the editor's API in plain Node: import it before modules of ours that import `vscode`. It has what they
 * touch when they are loaded and when they only make words and rows; whatever acts on the editor is tested in the editor.
 */

class TreeItem {
  constructor(
    readonly label: string,
    readonly collapsibleState = 0,
  ) {}
}

class ThemeColor {
  constructor(readonly id: string) {}
}

class ThemeIcon {
  constructor(
    readonly id: string,
    readonly color?: ThemeColor,
  ) {}
}

type Args = readonly unknown[] | readonly [Readonly<Record<string, unknown>>];

/** English, as the editor gives it: `{0}` and `{name}` stand for the arguments. */
function t(message: string | { message: string; args?: Args | Args[0] }, ...args: Args): string {
  if (typeof message !== "string") {
    const { args = [] } = message;
    return t(message.message, ...(Array.isArray(args) ? args : [args]));
  }
  const named = args.length === 1 && typeof args[0] === "object" ? args[0] : args;
  return message.replace(/\{(\w+)\}/g, (all, key) => String((named as never)[key] ?? all));
}

const standIn = {
  env: { language: "en" },
  l10n: { t },
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState: { None: 0, Collapsed: 1, Expanded: 2 },
};

// Node 22 has registerHooks for this.
const loader = Module as unknown as { _load(request: string, ...rest: unknown[]): unknown };
const load = loader._load;
loader._load = function (this: unknown, request, ...rest) {
  return request === "vscode" ? standIn : load.call(this, request, ...rest);
};
