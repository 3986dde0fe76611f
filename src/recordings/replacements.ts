import { randomUUID } from "node:crypto";
import * as vscode from "vscode";
import { l10n } from "vscode";
import type { Later, WhenLive } from "../channels/operations";
import { channelsWord, moveWords } from "../channels/words";
import type { Connection } from "../connections/connection";
import type { Connections } from "../connections/connections";
import { type Arn, type Tags, title } from "../core/arn";
import type { Journal, Plan } from "../core/journal";
import { readBack } from "../core/readBehind";
import { runCommand } from "../ui/manifest";
import { type Face, type Runner, rowWords, undoWords } from "../ui/runner";
import type { PlanKind } from "../ui/unfinished";
import { numberWord, plain, plural } from "../ui/words";
import type { RecordingSettings } from "./model";
import { deleteStep } from "./operations";
import {
  type Replacement,
  type ReplacementEnd,
  replace,
  type Stage,
  takeBack,
} from "./replacement";

/** What the journal calls replacing a recording configuration. */
export const REPLACEMENT_PLAN = "recordings.replace";

/** Replaces recording configurations: kept in the journal from the beginning to the end. */
export class Replacements implements PlanKind {
  constructor(
    private readonly journal: Journal,
    private readonly connections: Connections,
    private readonly runner: Runner,
    private readonly later: Later,
  ) {}

  #save(plan: Replacement): Promise<void> {
    return this.journal.save({
      id: plan.id,
      kind: REPLACEMENT_PLAN,
      connection: plan.connection,
      title: l10n.t("Changing {0}", plan.name),
      data: plan,
    });
  }

  /**
   * Begins to change a recording configuration; resolves once it is under way. Throws, with nothing begun, when it
   * can't.
   */
  async begin(
    connection: Connection,
    oldArn: Arn,
    name: string,
    settings: RecordingSettings,
    tags: Tags,
    whenLive: WhenLive,
  ): Promise<void> {
    const { channels } = connection.snapshot;
    const recorded = [...(channels?.items.values() ?? [])].filter(
      ({ recordingArn }) => recordingArn === oldArn,
    );
    const plan: Replacement = {
      id: randomUUID(),
      connection: connection.id,
      oldArn,
      name,
      settings,
      tags,
      whenLive,
      channels: recorded.map(({ arn }) => arn),
    };
    await this.runner.begin((face) => this.#goOn(face, plan));
  }

  isValid({ data }: Plan): boolean {
    return isReplacement(data);
  }

  goOn({ data }: Plan): Promise<void> {
    return this.runner.work((face) => this.#goOn(face, data as Replacement));
  }

  takeBack({ data }: Plan): Promise<void> {
    return this.#takeBack(data as Replacement);
  }

  async #goOn({ signal, progress }: Face, plan: Replacement): Promise<void> {
    const connection = this.connections.get(plan.connection);
    const say = (line: string) => progress(l10n.t("Changing {0}: {1}", plain(plan.name), line));
    await this.#save(plan);
    const changing = <T>(act: () => Promise<T>) =>
      connection.writes.underWay.during([plan.oldArn], l10n.t("changing…"), act);
    const end = await changing(async () => {
      const ended = await replace(connection, plan, {
        signal,
        words: rowWords(moveWords(plan.settings.name)),
        save: (now) => this.#save(now),
        onStage: (stage, ended, of) => say(stageWord(stage, ended, of)),
        onDoubt: () => say(l10n.t("an answer was lost; checking whether it was done…")),
        later: (channels, recordingArn) =>
          this.later(
            connection,
            channels,
            { recordingArn },
            l10n.t("attach to {0}", plan.settings.name || plan.settings.bucket),
          ),
      });
      const { kind } = ended;
      const gone = kind === "replaced" ? "old" : kind === "createFailed" ? "new" : undefined;
      await this.#readAgain(connection, plan, gone);
      return ended;
    });
    if (end.kind !== "stopped") await this.journal.forget(plan.id);
    this.#tell(plan, end);
  }

  async #takeBack(plan: Replacement): Promise<void> {
    const connection = this.connections.get(plan.connection);
    const word = l10n.t("taking back…");
    const end = await connection.writes.underWay.during([plan.oldArn], word, async () => {
      const ended = await this.runner.work(({ signal, progress }) =>
        takeBack(connection, plan, {
          signal,
          words: rowWords(undoWords()),
          onProgress: (count) =>
            progress(
              l10n.t("Taking back the change of {0}: {1}…", plain(plan.name), channelsWord(count)),
            ),
        }),
      );
      await this.#readAgain(connection, plan, ended.kind === "takenBack" ? "new" : undefined);
      return ended;
    });
    if (end.kind === "stopped") return this.#tell(plan, end);
    await this.journal.forget(plan.id);
    if (end.kind === "tooLate") {
      void vscode.window.showWarningMessage(
        l10n.t(
          "The change of {0} can’t be taken back: the old configuration is deleted already. Everything is left as it is now.",
          this.#name(plan),
        ),
      );
      return;
    }
    void vscode.window.showInformationMessage(
      end.oldGone
        ? l10n.t(
            "Taken back: what was created is deleted again. {0} itself was deleted elsewhere.",
            this.#name(plan),
          )
        : l10n.t("Taken back: {0} is as it was.", this.#name(plan)),
    );
  }

  /** Reads again what a replacement touched. `gone`: which of the two configurations it deleted. */
  async #readAgain(
    connection: Connection,
    { id, oldArn }: Replacement,
    gone: "old" | "new" | undefined,
  ): Promise<void> {
    const kept = (await this.journal.own()).find((plan) => plan.id === id);
    const { newArn, channels = [] } = (kept?.data ?? {}) as Partial<Replacement>;
    const deleted = gone === "old" ? oldArn : gone && newArn;
    const steps = (arn: Arn) =>
      arn === deleted ? [deleteStep(connection, { arn, name: "" })] : [];
    const both = newArn ? [oldArn, newArn] : [oldArn];
    await Promise.all([
      readBack(
        new Map(both.map((arn) => [arn, steps(arn)])),
        (arns) => connection.readAgain("recordings", arns),
        connection.writes,
      ),
      connection.readAgain("channels", channels),
    ]);
  }

  /** What it is called, and where that is when there are several connections. */
  #name({ name, connection }: Replacement): string {
    const where = this.connections.where(connection);
    return plain(where ? l10n.t("{0} ({1})", name, where) : name);
  }

  #tell(plan: Replacement, end: ReplacementEnd): void {
    const name = this.#name(plan);
    switch (end.kind) {
      case "replaced":
        void vscode.window.showInformationMessage(
          l10n.t(
            "Changed {0}: {1} moved, the old configuration deleted.",
            name,
            channelsWord(end.moved),
          ),
        );
        return;
      case "live":
        void vscode.window.showWarningMessage(
          liveSentence(
            name,
            plain(end.live.map(title).slice(0, 3).join(", ")),
            end.live.length,
            plan.whenLive,
          ),
        );
        return;
      case "createFailed":
        void vscode.window.showErrorMessage(
          l10n.t(
            "{0} is as it was: the new configuration could not be created, most often because its bucket is in another region, and was deleted again.",
            name,
          ),
        );
        return;
      case "refused":
        void vscode.window.showErrorMessage(
          l10n.t(
            "{0} is as it was: the new configuration was not created. {1}",
            name,
            plain(this.connections.explainProblem(end.problem, plan.connection)),
          ),
        );
        return;
      case "stopped": {
        const why = end.problem
          ? this.connections.explainProblem(end.problem, plan.connection)
          : l10n.t("It was cancelled.");
        const resume = l10n.t("Resume…");
        const at = end.at ? `${plain(end.at)}: ` : "";
        void vscode.window
          .showErrorMessage(
            l10n.t("The change of {0} stopped. {1}{2}", name, at, plain(why)),
            resume,
          )
          .then((answer) => {
            if (answer === resume) void runCommand("ivs.recording.resumeChange");
          });
        return;
      }
      default:
        end satisfies never;
    }
  }
}

function liveSentence(name: string, live: string, count: number, whenLive: WhenLive): string {
  const channels = numberWord(count);
  return whenLive === "whenEnded"
    ? plural(
        count,
        l10n.t(
          "Changed {0}, but 1 channel is live ({1}): it moves when its stream ends. Delete the old configuration then.",
          name,
          live,
        ),
        l10n.t(
          "Changed {0}, but {1} channels are live ({2}): they move when their streams end. Delete the old configuration then.",
          name,
          channels,
          live,
        ),
      )
    : plural(
        count,
        l10n.t(
          "Changed {0}, but 1 channel is live ({1}) and stays with the old configuration, which was kept.",
          name,
          live,
        ),
        l10n.t(
          "Changed {0}, but {1} channels are live ({2}) and stay with the old configuration, which was kept.",
          name,
          channels,
          live,
        ),
      );
}

function stageWord(stage: Stage, ended: number, of: number): string {
  switch (stage) {
    case "creating":
      return l10n.t("creating the new configuration…");
    case "waiting":
      return l10n.t("waiting until it is active…");
    case "moving":
      return l10n.t("moving channels, {0} of {1}…", numberWord(ended), numberWord(of));
    case "deleting":
      return l10n.t("deleting the old configuration…");
    default:
      return stage satisfies never;
  }
}

/** Whether what was kept can be a replacement. */
function isReplacement(value: unknown): value is Replacement {
  const each = value instanceof Object ? (value as Record<string, unknown>) : {};
  return (
    ["id", "connection", "oldArn", "name"].every((key) => typeof each[key] === "string") &&
    Array.isArray(each.channels) &&
    each.settings instanceof Object
  );
}
