import { type ChannelChange, changeSteps, reversedChanges } from "../channels/operations";
import { moveWords } from "../channels/words";
import type { Connections } from "../connections/connections";
import type { Plan } from "../core/journal";
import type { Ref } from "../core/ref";
import type { Forms } from "../ui/formPanel";
import type { Runner } from "../ui/runner";
import type { PlanKind } from "../ui/unfinished";

/** What the journal calls deleting a recording configuration. */
export const REMOVAL_PLAN = "recordings.remove";

/** What is kept of it. */
export interface RemovalData {
  readonly ref: Ref;
  readonly name: string;
  /** The channels that it recorded, each to be detached. */
  readonly detached: readonly ChannelChange[];
}

/** Goes on deleting a configuration by the form that says what will happen, or attaches again what was detached. */
export function removalPlans(connections: Connections, runner: Runner, forms: Forms): PlanKind {
  const dataOf = (plan: Plan) => plan.data as RemovalData;
  return {
    isValid: ({ data }) => {
      const { ref, detached } = data as Partial<RemovalData>;
      return ref instanceof Object && Array.isArray(detached);
    },
    steps: (plan) => changeSteps(connections.get(plan.connection), dataOf(plan).detached),
    goOn: async (plan) => forms.open("delete", { refs: [dataOf(plan).ref] }),
    async takeBack(plan) {
      const { detached, name } = dataOf(plan);
      await runner.run({
        connection: plan.connection,
        phases: [changeSteps(connections.get(plan.connection), reversedChanges(detached))],
        words: moveWords(name),
        plan: { ...plan },
      });
    },
  };
}
