import type { Commands } from "./commands";
import type { Runner } from "./runner";
import type { Unfinished } from "./unfinished";

export interface RunnerApp {
  readonly runner: Runner;
  readonly unfinished: Unfinished;
  showLog(): void;
}

/** What can be done about whatever is, was or should have been done. */
export const runnerCommands: Commands<RunnerApp> = {
  "ivs.undo": ({ runner }) => runner.undo(),
  "ivs.redo": ({ runner }) => runner.redo(),
  "ivs.cancel": ({ runner }) => runner.cancel(),
  "ivs.recording.resumeChange": ({ runner, unfinished }) =>
    runner.whenIdle(() => unfinished.resume()),
  "ivs.log.show": ({ showLog }) => showLog(),
};
