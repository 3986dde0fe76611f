import * as vscode from "vscode";
import { l10n } from "vscode";
import type { RowId } from "../core/ref";
import { Cancelled, UserError } from "./errors";
import { type LinkedCommand, runCommand } from "./manifest";
import { numberWord, plain } from "./words";

/**
 * `rows`: the ids of the rows it was called on, the one that was clicked first; none from the palette. `forOne`: it gets
 * one row at most, however many are selected.
 */
export interface Command<App> {
  (app: App, rows: readonly RowId[]): Promise<void> | void;
  readonly forOne?: true;
}

/** Commands by their ids in package.json, which says where each is offered. */
export type Commands<App> = Readonly<Record<`ivs.${string}`, Command<App>>>;

/** A command for one: it acts on the row that was clicked, or on the only one that is selected. */
export function one<App>(command: Command<App>): Command<App> {
  return Object.assign((app: App, rows: readonly RowId[]) => command(app, rows), {
    forOne: true as const,
  });
}

/** A button of a message that runs a command. */
export interface Button {
  readonly label: string;
  readonly command: LinkedCommand;
}

/** What the one wrapper of commands needs. */
export interface CommandDeps {
  /** The rows that are selected in the view. */
  selection(): readonly RowId[];
  /** Says why something failed, in a sentence, and logs it. */
  explain(error: unknown, name: string, row: RowId | undefined): string;
  /** What helps against it, besides trying again: a command, and a short word for its button. */
  remedy?(error: unknown, row: RowId | undefined): Button | undefined;
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
        return guard(deps, name, rows[0], () =>
          command(app, command.forOne ? onlyRow(rows, args[0] !== SELECTION) : rows),
        );
      }),
    ),
  );
}

/** What our keybindings say they are called on. */
const SELECTION = "selection";

/**
 * What a command was called on, the row that was clicked first. A menu gives that row and, where it is one of several
 * that are selected, all of those; our keybindings say "selection".
 */
function rowsOf([first, all]: unknown[], { selection }: CommandDeps): readonly RowId[] {
  if (first === SELECTION) return selection();
  const clicked = typeof first === "string" ? [first] : [];
  const selected = Array.isArray(all) ? all.filter((id) => typeof id === "string") : [];
  return [...new Set([...clicked, ...selected])];
}

/** The one row of them that a command for one acts on. Throws a UserError where nobody can say which. */
function onlyRow(rows: readonly RowId[], isClicked: boolean): readonly RowId[] {
  if (rows.length > 1 && !isClicked)
    throw new UserError(
      l10n.t("This works on one row at a time: {0} are selected.", numberWord(rows.length)),
    );
  return rows.slice(0, 1);
}

/** Does something for a person; each failure ends here, as one sentence and a log entry. */
export async function guard(
  { explain, remedy, showLog }: CommandDeps,
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
    const help = remedy?.(error, row);
    void vscode.window
      .showErrorMessage(plain(explain(error, name, row)), ...(help ? [help.label] : []), show)
      .then((answer) => {
        if (answer === show) showLog();
        else if (help && answer === help.label)
          void runCommand(help.command, ...(row === undefined ? [] : [row]));
      });
  }
}
