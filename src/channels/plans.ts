import type { Connections } from "../connections/connections";
import type { Journal, Plan } from "../core/journal";
import type { Operation } from "../core/operation";
import type { Ref } from "../core/ref";
import type { Forms } from "../ui/formPanel";
import { type Runner, undoWords } from "../ui/runner";
import type { PlanKind } from "../ui/unfinished";
import { type ChannelChange, changeSteps, reversedChanges } from "./operations";
import { moveWords, renameWords } from "./words";

/** What the journal calls a change of several channels. */
export const CHANGE_PLAN = "channels.change";

/** What is kept of it. */
export interface ChangeData {
  readonly changes: readonly ChannelChange[];
  /** What the configuration that they are attached to is called; absent when they are detached, or renamed. */
  readonly to?: string;
}

/** An operation that makes the same kind of change of one or several channels. */
export function changeOperation(
  connection: string,
  steps: Operation["phases"][number],
  data: ChangeData,
  title: string,
): Operation {
  return {
    connection,
    phases: [steps],
    words: wordsOf(data),
    plan: { kind: CHANGE_PLAN, title, data },
  };
}

function wordsOf({ changes, to }: ChangeData): Operation["words"] {
  const [first] = changes;
  return first && "name" in first.change
    ? renameWords(first, first.change.name ?? "")
    : moveWords(to);
}

/** Goes on with a change of several channels that broke off, or takes it back: each step looks what is done already. */
export function changePlans(connections: Connections, runner: Runner): PlanKind {
  const dataOf = (plan: Plan) => plan.data as ChangeData;
  const run = async (
    plan: Plan,
    changes: readonly ChannelChange[],
    words: Operation["words"],
  ): Promise<void> => {
    const phases = [changeSteps(connections.get(plan.connection), changes)];
    await runner.run({ connection: plan.connection, phases, words, plan });
  };
  return {
    isValid: ({ data }) => Array.isArray((data as Partial<ChangeData>).changes),
    steps: (plan) => changeSteps(connections.get(plan.connection), dataOf(plan).changes),
    goOn: (plan) => run(plan, dataOf(plan).changes, wordsOf(dataOf(plan))),
    // Attached to what recorded them before, or to nothing: each to its own.
    takeBack: (plan) => run(plan, reversedChanges(dataOf(plan).changes), undoWords()),
  };
}

/** What the journal calls deleting several channels. */
export const DELETE_PLAN = "channels.delete";

/** Goes on deleting channels by the form that says what will happen: what is left of them. */
export function deletePlans(journal: Journal, forms: Forms): PlanKind {
  return {
    isValid: ({ data }) => Array.isArray((data as { refs?: unknown }).refs),
    async goOn({ id, data }) {
      forms.open("delete", { refs: (data as { refs: Ref[] }).refs });
      // What is left of them is a plan of its own, once it is begun.
      await journal.forget(id);
    },
  };
}
