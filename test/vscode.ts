import Module from "node:module";
import path from "node:path";

/**
 * Stands in for the editor's API in plain Node: import it before modules of ours that import `vscode`. It has what they
 * touch when they are loaded, when they make words and rows, and when they show forms; whatever else acts on the editor
 * is tested in the editor.
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

class Disposable {
  constructor(readonly dispose: () => void) {}
  static from = (...all: { dispose(): unknown }[]) =>
    new Disposable(() => {
      for (const each of all) each.dispose();
    });
}

class EventEmitter<T> {
  readonly #listeners = new Set<(value: T) => void>();
  readonly event = (listener: (value: T) => void) => {
    this.#listeners.add(listener);
    return { dispose: () => this.#listeners.delete(listener) };
  };
  fire(value: T): void {
    for (const listener of this.#listeners) listener(value);
  }
  dispose(): void {
    this.#listeners.clear();
  }
}

class Uri {
  constructor(readonly fsPath: string) {}
  static file = (fsPath: string) => new Uri(fsPath);
  static parse = (address: string) => new Uri(address);
  static joinPath = ({ fsPath }: Uri, ...parts: string[]) => new Uri(path.join(fsPath, ...parts));
}

/** What the editor was told to show; a test sets what it answers, and clears it before it begins. */
export const editor = {
  /** Sentences of messages and of the status bar. */
  said: [] as string[],
  /** The buttons of the last message. */
  offered: [] as readonly string[],
  /** The button that the person presses in the next messages, or several: each in those that have it. */
  answer: undefined as string | readonly string[] | undefined,
  /** Whether messages that nobody answers stand, as in the editor, until `press`; else they are gone at once. */
  keep: false,
  standing: [] as ((answer: string) => void)[],
  /** Presses a button of the last message that stands; gives when that had time to act. */
  press(button: string): () => Promise<void> {
    const message = editor.standing.at(-1);
    return async () => {
      message?.(button);
      for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    };
  },
  clipboard: "",
  /** Addresses that were opened outside the editor, and what a test does then. */
  opened: [] as string[],
  onOpen: (_address: string): void => {},
  /** The person presses Cancel in the progress under way. */
  cancel: (): void => {},
  /** Keys for `when` clauses. */
  context: new Map<string, unknown>(),
  /** Makes a panel for a page. */
  createPanel: (): unknown => {
    throw new Error("This test has no place for pages.");
  },
  /** Show panels again after a reload of the window, by what they call themselves. */
  serializers: new Map<
    string,
    { deserializeWebviewPanel(panel: unknown, state: unknown): Promise<void> }
  >(),
  /** The commands that were run and are not registered, and on what. */
  ran: [] as unknown[][],
  /** What was registered. */
  commands: new Map<string, (...args: unknown[]) => unknown>(),
  clear(): void {
    Object.assign(editor, { said: [], ran: [], offered: [], answer: undefined, clipboard: "" });
    Object.assign(editor, { opened: [], onOpen() {}, cancel() {} });
    Object.assign(editor, { keep: false, standing: [] });
    editor.context.clear();
  },
};

async function say(sentence: string, ...offered: string[]): Promise<string | undefined> {
  editor.said.push(sentence);
  editor.offered = offered;
  const answer = offered.find((each) => [editor.answer].flat().includes(each));
  if (answer !== undefined || !editor.keep) return answer;
  // It stands until somebody presses one of its buttons.
  return new Promise((resolve) => editor.standing.push(resolve));
}

const standIn = {
  commands: {
    async executeCommand(command: string, ...args: unknown[]) {
      if (command === "setContext") editor.context.set(String(args[0]), args[1]);
      else if (editor.commands.has(command)) await editor.commands.get(command)?.(...args);
      else editor.ran.push([command, ...args]);
    },
    registerCommand(name: string, command: (...args: unknown[]) => unknown) {
      editor.commands.set(name, command);
      return { dispose: () => editor.commands.delete(name) };
    },
  },
  env: {
    language: "en",
    async openExternal({ fsPath: address }: Uri) {
      editor.opened.push(address);
      editor.onOpen(address);
      return true;
    },
    clipboard: {
      async writeText(text: string) {
        editor.clipboard = text;
      },
    },
  },
  Disposable,
  EventEmitter,
  l10n: { t },
  ProgressLocation: { Notification: 15 },
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState: { None: 0, Collapsed: 1, Expanded: 2 },
  Uri,
  ViewColumn: { Active: -1 },
  window: {
    createWebviewPanel: () => editor.createPanel(),
    registerWebviewPanelSerializer(
      type: string,
      serializer: { deserializeWebviewPanel(panel: unknown, state: unknown): Promise<void> },
    ) {
      editor.serializers.set(type, serializer);
      return { dispose() {} };
    },
    setStatusBarMessage: (sentence: string) => void say(sentence),
    showErrorMessage: say,
    showInformationMessage: say,
    showWarningMessage: say,
    withProgress({ title = "" }, task: (progress: object, token: object) => unknown) {
      const cancelled = new EventEmitter<void>();
      editor.cancel = () => cancelled.fire();
      const report = ({ message = "" }) => void say(`${title}: ${message}`);
      return task({ report }, { onCancellationRequested: cancelled.event });
    },
  },
  workspace: { onDidChangeConfiguration: new EventEmitter().event },
};

// Node 22 has registerHooks for this.
const loader = Module as unknown as { _load(request: string, ...rest: unknown[]): unknown };
const load = loader._load;
loader._load = function (this: unknown, request, ...rest) {
  return request === "vscode" ? standIn : load.call(this, request, ...rest);
};
