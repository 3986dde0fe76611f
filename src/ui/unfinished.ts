import * as vscode from "vscode";
import { l10n } from "vscode";
import type { Journal, Plan } from "../core/journal";
import type { Step } from "../core/operation";
import { Cancelled, UserError } from "./errors";
import { runCommand } from "./manifest";
import { numberWord, plain, plural } from "./words";

/** What can be done about a plan that was not finished. */
export interface PlanKind {
  /** Whether what was kept is what this kind keeps. */
  isValid(plan: Plan): boolean;
  /** Its steps, to say how many of them are done; absent where that is not said by steps. */
  steps?(plan: Plan): readonly Step[];
  /** Both end as any operation does: they say how it went. */
  goOn(plan: Plan): Promise<void>;
  takeBack?(plan: Plan): Promise<void>;
}

/** Plans that were not finished: their window crashed, or they stopped. Says so, and goes on as the person wishes. */
export class Unfinished {
  constructor(
    private readonly journal: Journal,
    private readonly kinds: Readonly<Record<string, PlanKind>>,
    /** What the connection of a plan is called, where that must be said. */
    private readonly where: (plan: Plan) => string | undefined,
  ) {}

  /** Says which plans broke off, if any. */
  async tell(): Promise<void> {
    const plans = (await this.journal.abandoned()).filter((plan) => this.#isKnown(plan));
    const [first] = plans;
    if (!first) return;
    const resume = l10n.t("Resume…");
    const answer = await vscode.window.showWarningMessage(
      plural(
        plans.length,
        l10n.t("This was not finished: {0}.", this.#title(first)),
        l10n.t("{0} changes were not finished.", numberWord(plans.length)),
      ),
      resume,
    );
    if (answer === resume) await runCommand("ivs.recording.resumeChange");
  }

  /** Lets the person choose a plan that was not finished, and what to do about it. */
  async resume(): Promise<void> {
    const all = [...(await this.journal.abandoned()), ...(await this.journal.own())];
    const plans = all.filter((plan) => this.#isKnown(plan));
    const plan = await choosePlan(plans, this.where);
    const kind = this.kinds[plan.kind];
    if (!kind) return;
    const done = await vscode.window.withProgress(
      { location: { viewId: "ivs.channels" } },
      async () => howFar(kind.steps?.(plan) ?? []),
    );
    const ways = [
      { label: l10n.t("Go on"), act: () => kind.goOn(plan) },
      ...(kind.takeBack
        ? [
            {
              label: l10n.t("Take it back: settings return to what they were"),
              act: () => kind.takeBack?.(plan),
            },
          ]
        : []),
      {
        label: l10n.t("Leave everything as it is now"),
        act: () => this.journal.forget(plan.id),
      },
    ];
    const chosen = await vscode.window.showQuickPick(ways, {
      title: this.#title(plan),
      placeHolder: done ?? l10n.t("This was not finished. What do you want to do?"),
    });
    if (!chosen) throw new Cancelled();
    if (!(await this.journal.claim(plan.id)))
      throw new UserError(l10n.t("Another window is working on it, or it has ended."));
    await chosen.act();
  }

  #title(plan: Plan): string {
    const where = this.where(plan);
    return plain(where ? l10n.t("{0}: {1}", where, plan.title) : plan.title);
  }

  #isKnown(plan: Plan): boolean {
    return Object.hasOwn(this.kinds, plan.kind) && (this.kinds[plan.kind]?.isValid(plan) ?? false);
  }
}

async function choosePlan(
  plans: readonly Plan[],
  where: (plan: Plan) => string | undefined,
): Promise<Plan> {
  const [first, ...rest] = plans;
  if (!first) throw new UserError(l10n.t("There is no unfinished change."));
  if (rest.length === 0) return first;
  const items = plans.map((plan) => ({
    label: plain(plan.title),
    description: plain(where(plan) ?? ""),
    plan,
  }));
  const placeHolder = l10n.t("Which of these should be resumed?");
  const chosen = await vscode.window.showQuickPick(items, { placeHolder });
  if (!chosen) throw new Cancelled();
  return chosen.plan;
}

/** How many of the steps are done, in a sentence: looked up in AWS. */
async function howFar(steps: readonly Step[]): Promise<string | undefined> {
  if (steps.length === 0) return undefined;
  let done = 0;
  for (const step of steps) {
    const standing = await step.look(false).catch(() => undefined);
    // Nobody can say how far it is.
    if (standing === undefined) return undefined;
    if (standing === "after") done++;
  }
  return l10n.t(
    "{0} of {1} done. What do you want to do?",
    numberWord(done),
    numberWord(steps.length),
  );
}
