import * as vscode from "vscode";
import { l10n } from "vscode";
import type { Connection } from "../connections/connection";
import type { Connections } from "../connections/connections";
import { planId } from "../connections/planId";
import { type Named, title } from "../core/arn";
import type { Journal, Plan } from "../core/journal";
import type { Ref } from "../core/ref";
import type { Runner } from "../ui/runner";
import type { PlanKind } from "../ui/unfinished";
import { plain } from "../ui/words";
import { type Rotation, type RotationEnd, type RotationStage, rotate } from "./operations";

/** What the journal calls rotating a stream key. */
export const ROTATION_PLAN = "streamKeys.rotate";

/** Rotates stream keys: each kept in the journal from before the old key goes until there is a new one. */
export class Rotations implements PlanKind {
  /** `showKey`: shows the new key of a channel, once. */
  constructor(
    private readonly journal: Journal,
    private readonly connections: Connections,
    private readonly runner: Runner,
    private readonly showKey: (ref: Ref) => Promise<void>,
    private readonly changed: () => void,
  ) {}

  /** Rotates a channel's key, or gives it its first. Throws a UserError while something else is under way. */
  async begin(
    connection: Connection,
    channel: Named,
    { oldArn, lockOut }: Pick<Rotation, "oldArn" | "lockOut">,
  ): Promise<void> {
    const rotation: Rotation = {
      channelArn: channel.arn,
      name: title(channel),
      ...(oldArn !== undefined && { oldArn }),
      lockOut,
    };
    await this.#run(this.#planOf(connection, rotation));
  }

  isValid({ data }: Plan): boolean {
    return isRotation(data);
  }

  goOn(plan: Plan): Promise<void> {
    return this.#run(plan as Plan<Rotation>);
  }

  /** One a channel: what is tried again is the same plan. */
  #planOf({ id }: Connection, data: Rotation): Plan<Rotation> {
    const plan = data.oldArn
      ? l10n.t("Rotating the stream key of {0}", data.name)
      : l10n.t("Creating a stream key for {0}", data.name);
    return {
      id: planId("key", { connection: id, arn: data.channelArn }),
      kind: ROTATION_PLAN,
      connection: id,
      title: plan,
      data,
    };
  }

  async #run(plan: Plan<Rotation>): Promise<void> {
    const connection = this.connections.get(plan.connection);
    const end = await this.runner.work(async ({ signal, progress }) => {
      await this.journal.save(plan);
      const say = (line: string) => progress(`${plain(plan.title)}: ${line}`);
      return rotate(connection, plan.data, {
        signal,
        onStage: (stage) => say(stageWord(stage)),
        onDoubt: () => say(l10n.t("an answer was lost; checking whether it was done…")),
      });
    });
    if (end.kind === "rotated" || end.kind === "kept") await this.journal.forget(plan.id);
    this.changed();
    this.#tell(plan, end);
    if (end.kind === "rotated" || end.kind === "notStopped")
      await this.showKey({ connection: plan.connection, arn: plan.data.channelArn });
  }

  #tell(plan: Plan<Rotation>, end: RotationEnd): void {
    const { oldArn, lockOut } = plan.data;
    const where = this.connections.where(plan.connection);
    const name = plain(where ? l10n.t("{0} ({1})", plan.data.name, where) : plan.data.name);
    if (end.kind === "rotated") {
      void vscode.window.showInformationMessage(
        !end.made
          ? l10n.t("Somebody else has given {0} a new stream key: that one is used.", name)
          : lockOut
            ? l10n.t(
                "{0} has a new stream key and its stream was stopped: the encoder can’t come back with the old key.",
                name,
              )
            : oldArn
              ? l10n.t("{0} has a new stream key: give it to its encoders.", name)
              : l10n.t("{0} has a stream key now.", name),
      );
      return;
    }
    const why = plain(this.connections.explainProblem(end.problem, plan.connection));
    const sentence = troubleSentence(end, name, why);
    // Where nothing has happened, the command is as near as the button.
    const again = end.kind === "kept" ? [] : [l10n.t("Try Again")];
    void vscode.window.showErrorMessage(sentence, ...again).then(async (answer) => {
      if (answer === undefined) return;
      try {
        await this.#run(plan);
      } catch (error) {
        // Something else is under way, say: it stays among what is unfinished.
        void vscode.window.showWarningMessage(plain((error as Error).message));
      }
    });
  }
}

function troubleSentence(
  end: Exclude<RotationEnd, { kind: "rotated" }>,
  name: string,
  why: string,
): string {
  switch (end.kind) {
    case "kept":
      return l10n.t("The stream key of {0} is what it was. {1}", name, why);
    case "unknown":
      return l10n.t(
        "Whether {0} still has its old stream key could not be determined. {1}",
        name,
        why,
      );
    case "noKey":
      return end.unknown
        ? l10n.t(
            "The old stream key of {0} is gone, and whether it has a new one could not be determined. {1}",
            name,
            why,
          )
        : l10n.t("{0} has no stream key now, so nobody can start streaming to it. {1}", name, why);
    case "notStopped":
      return l10n.t("{0} has a new stream key, but its stream was not stopped. {1}", name, why);
    default:
      return end satisfies never;
  }
}

function stageWord(stage: RotationStage): string {
  switch (stage) {
    case "deleting":
      return l10n.t("deleting the old key…");
    case "creating":
      return l10n.t("creating the new key…");
    case "stopping":
      return l10n.t("stopping the stream…");
    default:
      return stage satisfies never;
  }
}

function isRotation(value: unknown): value is Rotation {
  const each = value instanceof Object ? (value as Record<string, unknown>) : {};
  return (
    typeof each.channelArn === "string" &&
    typeof each.name === "string" &&
    (each.oldArn === undefined || typeof each.oldArn === "string") &&
    typeof each.lockOut === "boolean"
  );
}
