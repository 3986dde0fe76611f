import { type LogOutputChannel, l10n } from "vscode";
import type { Disposer } from "../core/clock";
import { problemsOf } from "../core/store";
import type { Connection } from "./connection";
import { explain, place } from "./words";

/** One line each time the problems of a connection change: a background read never interrupts anybody. */
export function logProblems(log: LogOutputChannel, connections: readonly Connection[]): Disposer {
  const stop = connections.map(({ config, store }) => {
    let last = "";
    return store.watch((state) => {
      const problems = problemsOf(state);
      const line = problems
        .map((problem) => `${explain(problem, config, true)} [${problem.code}: ${problem.detail}]`)
        .join(" ");
      if (line === last) return;
      if (line) log.warn(`${place(config)}: ${line}`);
      else log.info(l10n.t("{0}: reads well again", place(config)));
      last = line;
    });
  });
  return () => {
    for (const each of stop) each();
  };
}
