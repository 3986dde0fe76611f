import * as vscode from "vscode";
import { l10n } from "vscode";
import { type Outcome, runSteps, type Step, undoing } from "../model/acts";
import type { Connection } from "../model/connection";
import { contextKey } from "../views/contextKey";
import { plain, say } from "../views/words";
import { HumanError } from "./pick";

/** Something done to one or many things of a connection. */
export interface Act {
  readonly connection: Connection;
  readonly steps: readonly Step[];
  /** While it runs: "Attaching channels". */
  readonly doing: string;
  /** What to say when so many were done. */
  readonly done: (count: number) => string;
}

interface LastAct {
  readonly act: Act;
  readonly done: readonly Step[];
}

/** Runs acts, one at a time: shows their progress in the view, says how they went, and undoes the last one. */
export class Acts implements vscode.Disposable {
  readonly #setWorking = contextKey("ivs.working");
  readonly #setUndoable = contextKey("ivs.undoable");
  #abort: AbortController | undefined;
  #last: LastAct | undefined;

  /** `say`: shows a line in the view, or takes it away. */
  constructor(
    private readonly sayInView: (line: string | undefined) => void,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /**
   * Does something that takes a while: with a line and progress in the view, and cancelled by the Cancel command. Throws
   * a HumanError while something else is under way.
   */
  async work<T>(
    task: (signal: AbortSignal, say: (line: string) => void) => Promise<T>,
  ): Promise<T> {
    if (this.#abort)
      throw new HumanError(l10n.t("Something is still under way: wait, or cancel it."));
    const abort = new AbortController();
    this.#abort = abort;
    this.#setWorking(true);
    try {
      return await vscode.window.withProgress({ location: { viewId: "ivs.channels" } }, () =>
        task(abort.signal, this.sayInView),
      );
    } finally {
      this.#abort = undefined;
      this.#setWorking(false);
      this.sayInView(undefined);
    }
  }

  /** Runs an act to its end; its summary offers to undo it and to retry what failed. */
  async run(act: Act): Promise<Outcome> {
    const total = act.steps.length;
    const outcome = await this.work((signal, say) => {
      const onProgress = (ended: number) =>
        say(total > 1 ? l10n.t("{0}: {1} of {2}…", act.doing, ended, total) : `${act.doing}…`);
      onProgress(0);
      return runSteps(act.steps, { signal, onProgress });
    });
    if (undoing(outcome.done).length > 0) this.#remember({ act, done: outcome.done });
    void act.connection.loop.poke();
    this.#tell(act, outcome);
    return outcome;
  }

  /** Ends what is under way between two items. */
  cancel(): void {
    this.#abort?.abort();
  }

  /** Undoes the last act that can be undone. */
  async undo(): Promise<void> {
    const last = this.#last;
    if (!last) throw new HumanError(l10n.t("There is nothing to undo."));
    this.#remember(undefined);
    await this.run({
      ...last.act,
      steps: undoing(last.done),
      doing: l10n.t("Undoing"),
      done: (count) =>
        count === 1 ? l10n.t("Undone.") : l10n.t("Undone for {0} channels.", count),
    });
    // What was just done is the undoing itself: to redo is to act again.
    this.#remember(undefined);
  }

  dispose(): void {
    this.#abort?.abort();
  }

  #remember(last: LastAct | undefined): void {
    this.#last = last;
    this.#setUndoable(last !== undefined);
  }

  #tell(act: Act, { done, failed, left }: Outcome): void {
    const [first] = failed;
    const words: string[] = [];
    if (done.length > 0) words.push(act.done(done.length));
    if (failed.length > 0 && first) {
      for (const { step, problem } of failed)
        this.log.error(`${act.doing}: ${step.name}: ${problem.code}: ${problem.detail}`);
      const names = failed.map(({ step }) => step.name);
      const shown = names.slice(0, 3).join(", ");
      words.push(
        names.length > 3
          ? l10n.t("{0} and {1} more failed.", shown, names.length - 3)
          : l10n.t("{0} failed.", shown),
        say(first.problem, act.connection.target),
      );
    }
    if (left.length > 0) words.push(l10n.t("{0} were cancelled.", left.length));
    const text = plain(words.join(" "));
    const undo = l10n.t("Undo");
    const retry = l10n.t("Retry Failed");
    const showLog = l10n.t("Show Log");
    const undoable = this.#last?.done === done;
    const answers = [...(undoable ? [undo] : [])];
    const answered =
      failed.length > 0
        ? vscode.window.showWarningMessage(text, retry, ...answers, showLog)
        : vscode.window.showInformationMessage(text, ...answers);
    void answered.then((answer) => {
      if (answer === undo) void vscode.commands.executeCommand("ivs.undo");
      if (answer === showLog) this.log.show();
      if (answer === retry) void this.run({ ...act, steps: failed.map(({ step }) => step) });
    });
  }
}
