import * as vscode from "vscode";
import { l10n } from "vscode";
import type { RowId } from "../core/ref";
import { Cancelled, UserError } from "./errors";
import { plain } from "./words";

/** `rows`: the ids of the rows it was called on; none from the palette. */
export type Command<App> = (app: App, rows: readonly RowId[]) => Promise<void> | void;

/** Commands by their ids in package.json, which says where each is offered. */
export type Commands<App> = Readonly<Record<`ivs.${string}`, Command<App>>>;

/** What the one wrapper of commands needs. */
export interface CommandDeps {
  /** The rows that are selected in the view. */
  selection(): readonly RowId[];
  /** Says why something failed, in a sentence, and logs it. */
  explain(error: unknown, name: string, row: RowId | undefined): string;
  showLog(): void;
}

/** Registers commands. */
export function register<App>(
  app: App,
  commands: Commands<App>,
  deps: CommandDeps,
): vscode.Disposable {
  return vscode.Disposable.from(
    ...Object.entries<Command<App>>(commands).map(([name, command]) =>
      vscode.commands.registerCommand(name, (...args: unknown[]) => {
        const rows = rowsOf(args, deps);
        return guard(deps, name, rows[0], () => command(app, rows));
      }),
    ),
  );
}

/** What our keybindings say they are called on. */
const SELECTION = "selection";

/** What a command was called on: a menu gives the row, and all selected rows; our keybindings say "selection". */
function rowsOf([first, all]: unknown[], { selection }: CommandDeps): readonly RowId[] {
  if (first === SELECTION) return selection();
  if (Array.isArray(all)) return all.filter((id) => typeof id === "string");
  return typeof first === "string" ? [first] : [];
}

/** Does something for a person; each failure ends here, as one sentence and a log entry. */
export async function guard(
  { explain, showLog }: CommandDeps,
  name: string,
  row: RowId | undefined,
  act: () => Promise<void> | void,
): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (error instanceof Cancelled) return;
    if (error instanceof UserError) {
      void vscode.window.showWarningMessage(plain(error.message));
      return;
    }
    const show = l10n.t("Show Log");
    void vscode.window
      .showErrorMessage(plain(explain(error, name, row)), show)
      .then((answer) => answer === show && showLog());
  }
}
