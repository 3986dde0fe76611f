import Module from "node:module";
import { context } from "./time";

/*
 * Stands in for the editor's API in plain Node, for several windows at once: what is shown goes to the window in whose
 * context it happens. Import it before modules of ours that import `vscode`.
 */

/** A sentence that a person was shown. */
export interface Said {
  readonly tone: "information" | "warning" | "error" | "status";
  readonly text: string;
  readonly buttons: readonly string[];
}

/** What a person sees and answers in one window. */
export class Screen {
  said: Said[] = [];
  /** Answers to modal questions, boxes and lists; by default nothing is chosen. */
  modal: (buttons: readonly string[]) => string | undefined = () => undefined;
  /** Presses a button of a message, once. */
  press: string | undefined;
  input: string | undefined;
  crashed = false;
  choose: (items: readonly { readonly label: string }[]) => unknown = () => undefined;

  get texts(): string[] {
    return this.said.map(({ text }) => text);
  }
}

function screen(): Screen | undefined {
  const { window } = context.getStore() ?? {};
  return window instanceof Screen ? window : undefined;
}

function say(tone: Said["tone"]) {
  return async (text: string, ...more: unknown[]) => {
    const buttons = more.filter((each) => typeof each === "string");
    screen()?.said.push({ tone, text, buttons });
    const here = screen();
    if (more.some((each) => each instanceof Object)) return here?.modal(buttons);
    const pressed = buttons.find((each) => each === here?.press);
    if (pressed && here) here.press = undefined;
    return pressed;
  };
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

type Args = readonly unknown[] | readonly [Readonly<Record<string, unknown>>];

function t(message: string | { message: string; args?: Args | Args[0] }, ...args: Args): string {
  if (typeof message !== "string") {
    const { args = [] } = message;
    return t(message.message, ...(Array.isArray(args) ? args : [args]));
  }
  const named = args.length === 1 && typeof args[0] === "object" ? args[0] : args;
  return message.replace(/\{(\w+)\}/g, (all, key) => String((named as never)[key] ?? all));
}

class Plain {}

const standIn = {
  commands: { executeCommand: async () => undefined },
  env: { language: "en" },
  EventEmitter,
  l10n: { t },
  MarkdownString: Plain,
  ThemeColor: Plain,
  ThemeIcon: Plain,
  TreeItem: Plain,
  TreeItemCollapsibleState: {},
  Uri: Plain,
  ViewColumn: {},
  window: {
    setStatusBarMessage: (text: string) => void say("status")(text),
    showErrorMessage: say("error"),
    showInformationMessage: say("information"),
    showWarningMessage: say("warning"),
    showInputBox: async () => screen()?.input,
    showQuickPick: async (items: never) => screen()?.choose(await items),
    withProgress: (_: unknown, task: (progress: unknown) => unknown) => task({ report() {} }),
  },
  workspace: {
    getConfiguration: () => ({ get: () => undefined }),
    onDidChangeConfiguration: new EventEmitter().event,
  },
};

// Node 22 has registerHooks for this.
const loader = Module as unknown as { _load(request: string, ...rest: unknown[]): unknown };
const load = loader._load;
loader._load = function (this: unknown, request, ...rest) {
  return request === "vscode" ? standIn : load.call(this, request, ...rest);
};
