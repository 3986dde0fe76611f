import { randomUUID } from "node:crypto";
import * as vscode from "vscode";
import { l10n } from "vscode";
import type { Journal } from "../core/journal";
import {
  lookAgain,
  type Operation,
  type Report,
  reversed,
  runOperation,
  type Step,
  type Troubled,
  type Writes,
} from "../core/operation";
import type { Problem } from "../core/problem";
import { type ReadAgain, ReadBehind, type RowWords } from "../core/readBehind";
import type { ConnectionId } from "../core/ref";
import type { Button } from "./commands";
import { UserError } from "./errors";
import { contextKey, runCommand } from "./manifest";
import { withViewProgress } from "./progress";
import { numberWord, plain, plural, someNames } from "./words";

/** What the runner needs of the connection that an operation is for. Throws a UserError when it is not open any more. */
export type RunnerConnection = (id: ConnectionId) => {
  readonly writes: Writes;
  /** What the connection is called, where there are several. */
  readonly where?: string;
  /** A problem, in a sentence. */
  explain(problem: Problem): string;
  /** What helps against it, besides trying again. */
  remedy?(problem: Problem): Button | undefined;
  /** Reads again what was touched; resolves when that was done. */
  readonly readAgain: ReadAgain;
};

/** Where the progress of an operation is shown, and who may stop it. */
export interface Face {
  readonly signal: AbortSignal;
  progress(line: string): void;
}

/** What can be undone, or done again: an operation, and those of its steps that were written. */
interface Last {
  readonly operation: Operation;
  readonly steps: readonly Step[];
}

/** An undoing, and the words of what was undone. */
type Undone = Last & { readonly words: Operation["words"] };

/**
 * Runs operations, whoever hands them over: forms, menus, keys, drops, undo and retry. One at a time; shows how far it
 * is, says how it went, and can undo the last one.
 */
export class Runner implements vscode.Disposable {
  readonly #setWorking = contextKey("ivs.working");
  readonly #setUndoable = contextKey("ivs.undoable");
  readonly #setRedoable = contextKey("ivs.redoable");
  #abort: AbortController | undefined;
  #last: Last | undefined;
  /** What was undone last, where nothing was done since. */
  #undone: Undone | undefined;
  /** How many messages of how something went are on screen, or in the editor's list. */
  #told = 0;

  /** `sayInView`: shows a line in the view, or takes it away. */
  constructor(
    private readonly connection: RunnerConnection,
    private readonly journal: Journal,
    private readonly sayInView: (line: string | undefined) => void,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /**
   * Does something that takes a while: with a line and progress in the view, and cancelled by the Cancel command. Throws
   * a UserError while something else is under way.
   */
  async work<T>(task: (face: Face) => Promise<T>): Promise<T> {
    this.#checkIdle();
    const abort = new AbortController();
    this.#abort = abort;
    this.#setWorking(true);
    try {
      return await withViewProgress(() => task({ signal: abort.signal, progress: this.sayInView }));
    } finally {
      this.#abort = undefined;
      this.#setWorking(false);
      this.sayInView(undefined);
    }
  }

  /** Does something that must not happen while something else is under way; throws a UserError then. */
  whenIdle<T>(act: () => T): T {
    this.#checkIdle();
    return act();
  }

  #checkIdle(): void {
    if (this.#abort)
      throw new UserError(l10n.t("Something is still under way: wait, or cancel it."));
  }

  /** Begins such a task without waiting for its end. Throws a UserError while something else is under way. */
  async begin(task: (face: Face) => Promise<void>): Promise<void> {
    this.#checkIdle();
    void this.work(task).catch((error) => {
      this.log.error(error);
      void vscode.window.showErrorMessage(plain((error as Error).message));
    });
  }

  /** Runs an operation and says how it went, offering to undo it and to retry what was not done. */
  async run(operation: Operation): Promise<Report> {
    const report = await this.work((face) => this.runIn(face, operation));
    this.#tell(operation, report);
    return report;
  }

  /**
   * Runs an operation whose progress is shown elsewhere, by somebody who says how it went. It can be undone all the
   * same.
   */
  async runIn({ signal, progress }: Face, operation: Operation): Promise<Report> {
    const { writes, readAgain } = this.connection(operation.connection);
    const { doing } = operation.words;
    const steps = operation.phases.flat();
    const total = steps.length;
    const say = (ended: number) =>
      progress(total > 1 ? l10n.t("{0}: {1} of {2}…", doing, ended, total) : l10n.t("{0}…", doing));
    say(0);
    // One that is gone on with is kept already, and is to be forgotten in the end, also where little is left of it.
    const keeps = total > 1 || operation.plan?.id !== undefined;
    const kept = keeps ? await this.#keep(operation) : undefined;
    const behind = new ReadBehind(steps, rowWords(operation.words), readAgain, writes);
    const report = await runOperation(operation, writes, {
      signal,
      onProgress(ended, step, end) {
        say(ended);
        // What may be taken back yet is read in the end.
        if (!operation.allOrNothing) behind.ended(step, end);
      },
      onDoubt: ({ name }) =>
        progress(l10n.t("{0}: the answer was lost; checking whether it was done…", name)),
    });
    // What is said and what the tree shows are the same then.
    const read = behind.end((report.reversal ?? report).sent);
    if (kept) await this.journal.forget(kept).catch((error) => this.log.error(error));
    for (const { step, problem } of [...report.notDone, ...report.unknown])
      this.log.error(`${doing}: ${step.name}: ${problem.code}: ${problem.detail}`);
    if (!operation.allOrNothing && reversed(report.sent).length > 0)
      this.#remember({ operation, steps: report.sent });
    await read;
    return report;
  }

  /** Ends what is under way between two items. */
  cancel(): void {
    this.#abort?.abort();
  }

  /**
   * Undoes the last operation that can be undone; what could not be undone can be tried again. `steps`: those that are
   * meant, where it may not be the last any more.
   */
  async undo(steps?: readonly Step[]): Promise<void> {
    const last = this.#last;
    if (!last) throw new UserError(l10n.t("There is nothing to undo."));
    if (steps && last.steps !== steps)
      throw new UserError(
        l10n.t("Something else was changed since: this can’t be undone any more."),
      );
    const undoing: Operation = {
      connection: last.operation.connection,
      phases: [reversed(last.steps)],
      words: undoWords(),
    };
    const report = await this.work((face) => this.runIn(face, undoing));
    // Where nothing came of it, it can be tried again.
    this.#remember(report.done.length > 0 ? undefined : last);
    if (reversed(report.sent).length > 0)
      this.#rememberUndone({
        operation: undoing,
        steps: report.sent,
        words: last.operation.words,
      });
    await this.#hideTold();
    this.#tell(undoing, report);
  }

  /** Does again what was undone last. `steps`: those of the undoing that is meant. */
  async redo(steps?: readonly Step[]): Promise<void> {
    const undone = this.#undone;
    if (!undone || (steps && undone.steps !== steps))
      throw new UserError(l10n.t("There is nothing to redo."));
    const { operation, words } = undone;
    const { connection } = operation;
    const again = { connection, phases: [reversed(undone.steps)], words };
    const report = await this.work((face) => this.runIn(face, again));
    if (report.done.length === 0) this.#rememberUndone(undone);
    await this.#hideTold();
    this.#tell(again, report);
  }

  /**
   * Takes what was told before off the screen: an Undo of what is undone must not stand there. A message can't be
   * closed; it stays in the editor's list, with those of others.
   */
  async #hideTold(): Promise<void> {
    if (this.#told > 0) await vscode.commands.executeCommand("notifications.hideToasts");
  }

  dispose(): void {
    this.#abort?.abort();
  }

  /** Keeps an operation before it begins; gives its id. A disk that fails keeps nobody from acting. */
  async #keep({ plan, connection }: Operation): Promise<string | undefined> {
    if (!plan) return undefined;
    const id = plan.id ?? randomUUID();
    try {
      await this.journal.save({ ...plan, id, connection });
      return id;
    } catch (error) {
      this.log.error(error as Error);
      return undefined;
    }
  }

  #remember(last: Last | undefined): void {
    this.#last = last;
    this.#setUndoable(last !== undefined);
    // Who does something else has left what was undone behind.
    this.#rememberUndone(undefined);
  }

  #rememberUndone(undone: Undone | undefined): void {
    this.#undone = undone;
    this.#setRedoable(undone !== undefined);
  }

  #tell(operation: Operation, report: Report): void {
    const { explain, remedy, where } = this.connection(operation.connection);
    const sentences = reportSentences(operation, report, explain).join(" ");
    const text = plain(where ? l10n.t("{0}: {1}", where, sentences) : sentences);
    const { notDone, unknown } = report;
    const changed = notDone.filter(({ problem }) => problem.kind === "changedSince");
    const again = notDone.filter((each) => !changed.includes(each)).map(({ step }) => step);
    const answers = new Map<string, () => unknown>();
    for (const { problem } of [...notDone, ...unknown]) {
      const help = remedy?.(problem);
      if (help) answers.set(help.label, () => runCommand(help.command, operation.connection));
    }
    if (unknown.length > 0) answers.set(l10n.t("Look Again"), () => this.#look(operation, report));
    if (again.length > 0)
      answers.set(l10n.t("Retry"), () => this.run({ ...operation, phases: [again] }));
    if (changed.some(({ step }) => step.renew))
      answers.set(l10n.t("Change Anyway"), async () => {
        const steps = await Promise.all(changed.map(({ step }) => step.renew?.() ?? step));
        await this.run({ ...operation, phases: [steps] });
      });
    if (this.#last?.steps === report.sent)
      answers.set(l10n.t("Undo"), () => this.undo(report.sent));
    if (this.#undone?.steps === report.sent)
      answers.set(l10n.t("Redo"), () => this.redo(report.sent));
    const troubled = notDone.length + unknown.length > 0;
    if (troubled) answers.set(l10n.t("Show Log"), () => this.log.show());
    const show = troubled ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
    this.#told++;
    void show(text, ...answers.keys()).then(async (answer) => {
      this.#told--;
      try {
        await answers.get(answer ?? "")?.();
      } catch (error) {
        // Something else is under way, say: the same is offered again once that was said.
        this.log.error(error as Error);
        void vscode.window.showWarningMessage(plain((error as Error).message));
        if (troubled) this.#tell(operation, report);
      }
    });
  }

  /** Looks what became of the steps whose outcome is unknown, and says it. */
  async #look(operation: Operation, report: Report): Promise<void> {
    const { readAgain, writes } = this.connection(operation.connection);
    const arns = report.unknown.map(({ step }) => step.arn);
    const { done, notDone, unknown } = await writes.underWay.during(
      arns,
      l10n.t("reading…"),
      async () => {
        const found = await lookAgain(report.unknown);
        await readAgain(arns);
        return found;
      },
    );
    this.#tell(operation, { ...report, done, sent: done, notDone, unknown, left: [] });
  }
}

/** What rows say while an operation is under way. */
export function rowWords({ row }: Pick<Operation["words"], "row">): RowWords {
  return { row, reading: l10n.t("reading…") };
}

/** The words of an operation that brings back what was. */
export function undoWords(): Operation["words"] {
  return {
    doing: l10n.t("Undoing"),
    row: () => l10n.t("undoing…"),
    done: (count) =>
      plural(count, l10n.t("Undone."), l10n.t("{0} changes undone.", numberWord(count))),
    notDone: (name) => l10n.t("{0} was not changed back", name),
  };
}

/** How an operation went, in sentences: what was done, what was not and why, what nobody knows, what was not begun. */
export function reportSentences(
  { words }: Operation,
  { done, notDone, unknown, left }: Report,
  explain: (problem: Problem) => string,
): string[] {
  const sentences = done.length > 0 ? [words.done(done.length)] : [];
  for (const [problems, names] of byProblem(notDone, explain))
    sentences.push(`${words.notDone(someNames(names))}: ${problems}`);
  if (unknown.length > 0)
    sentences.push(
      l10n.t(
        "The answer was lost for {0}, and it could not be determined whether it was done: look again before you repeat it.",
        someNames(unknown.map(({ step }) => step.name)),
      ),
    );
  if (left.length > 0)
    sentences.push(
      plural(
        left.length,
        l10n.t("1 was not started."),
        l10n.t("{0} were not started.", numberWord(left.length)),
      ),
    );
  return sentences;
}

/** The names of what was not done, by the sentence that says why. */
function byProblem(
  troubled: readonly Troubled[],
  explain: (problem: Problem) => string,
): ReadonlyMap<string, readonly string[]> {
  const all = new Map<string, string[]>();
  for (const { step, problem } of troubled) {
    const sentence = explain(problem);
    all.set(sentence, [...(all.get(sentence) ?? []), step.name]);
  }
  return all;
}
