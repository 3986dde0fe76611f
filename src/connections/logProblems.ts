import { type LogOutputChannel, l10n } from "vscode";
import type { Disposer } from "../core/clock";
import { problemsOf } from "../core/store";
import type { Connection } from "./connection";
import { connectionName, explain } from "./words";

/** One line each time the problems of a connection change: a background read never interrupts anybody. */
export function logProblems(log: LogOutputChannel, connections: readonly Connection[]): Disposer {
  const all = connections.map(({ config }) => config);
  const stop = connections.map(({ config, store }) => {
    const name = connectionName(config, all);
    let last = "";
    return store.watch((state) => {
      const problems = problemsOf(state);
      const line = problems
        .map((problem) => `${explain(problem, config, true)} [${problem.code}: ${problem.detail}]`)
        .join(" ");
      if (line === last) return;
      if (line) log.warn(`${name}: ${line}`);
      else log.info(l10n.t("{0}: reads well again", name));
      last = line;
    });
  });
  return () => {
    for (const each of stop) each();
  };
}
