import * as vscode from "vscode";
import { l10n } from "vscode";
import { type Connection, sameTarget } from "../model/connection";
import type { Recording, RecordingSettings, Tags } from "../model/ivs";
import {
  type Replacement,
  type ReplacementEnd,
  replace,
  type Stage,
  undoReplacement,
} from "../model/replace";
import { parseArn, title } from "../model/rules";
import { channelsWord, place, plain, say } from "../views/words";
import type { App } from "./app";
import { Cancelled, connectionOf, HumanError } from "./pick";

const KEY = "ivs.replacements";

/** The changes of recording configurations that are under way or broke off: kept over a reload or a crash. */
export class Replacements {
  constructor(private readonly memento: vscode.Memento) {}

  get all(): readonly Replacement[] {
    return this.memento.get<readonly Replacement[]>(KEY, []);
  }

  /** Keeps a change as it stands. */
  async save(plan: Replacement): Promise<void> {
    await this.memento.update(KEY, [...this.#others(plan), plan]);
  }

  async forget(plan: Replacement): Promise<void> {
    await this.memento.update(KEY, this.#others(plan));
  }

  #others({ oldArn }: Replacement): Replacement[] {
    return this.all.filter((other) => other.oldArn !== oldArn);
  }
}

/** Changes a recording configuration to these settings, as one plan (model/replace.ts). */
export async function changeRecording(
  app: App,
  recording: Recording,
  settings: RecordingSettings,
  tags: Tags,
  whenLive: "wait" | "leave",
): Promise<void> {
  const { target, store } = connectionOf(app, recording.arn);
  const { state } = store;
  const known = state.kind === "ready" ? state.snapshot.recordings : undefined;
  if (!known?.complete)
    throw new HumanError(l10n.t("The configurations are still being read: try again in a moment."));
  const plan: Replacement = {
    target,
    oldArn: recording.arn,
    name: title(recording),
    settings,
    tags,
    before: [...known.items.keys()],
  };
  await app.replacements.save(plan);
  await goOn(app, plan, whenLive);
}

/** Takes up a change that broke off: goes on with it, or takes it back. */
export async function resumeChange(app: App): Promise<void> {
  const plans = app.replacements.all;
  if (plans.length === 0)
    throw new HumanError(l10n.t("No change of a recording configuration is unfinished."));
  const onward = l10n.t("Go on");
  const back = l10n.t("Take it back: the channels return to the old configuration");
  const items = plans.flatMap((plan) =>
    [onward, back].map((label) => ({
      label,
      description: plain(`${plan.name} · ${parseArn(plan.oldArn).region}`),
      plan,
    })),
  );
  const chosen = await vscode.window.showQuickPick(items, {
    placeHolder: l10n.t("A change of a recording configuration is unfinished"),
  });
  if (!chosen) throw new Cancelled();
  await (chosen.label === onward ? goOn(app, chosen.plan, "leave") : takeBack(app, chosen.plan));
}

/** Says that a change broke off, when one did: called once the view is seen. */
export function tellUnfinished(app: App): void {
  const [plan] = app.replacements.all;
  if (!plan) return;
  const take = l10n.t("Take It Up…");
  void vscode.window
    .showWarningMessage(
      l10n.t("The change of recording configuration {0} was not finished.", plain(plan.name)),
      take,
    )
    .then((answer) => {
      if (answer === take) void vscode.commands.executeCommand("ivs.recording.resumeChange");
    });
}

/** The connection that a change was begun in. Throws a HumanError when another one is open there. */
function connectionFor(app: App, { oldArn, target, name }: Replacement): Connection {
  const connection = connectionOf(app, oldArn);
  if (sameTarget(connection.target, target)) return connection;
  throw new HumanError(
    l10n.t("The change of {0} was begun in {1}: connect there first.", plain(name), place(target)),
  );
}

async function goOn(app: App, plan: Replacement, whenLive: "wait" | "leave"): Promise<void> {
  const connection = connectionFor(app, plan);
  const label = l10n.t("attach to {0}", plan.settings.name || plan.settings.bucket);
  const end = await app.acts.work((signal, line) =>
    replace(connection, plan, {
      signal,
      save: (kept) => app.replacements.save(kept),
      onStage: (stage, ended, of) =>
        line(l10n.t("Changing {0}: {1}", plain(plan.name), stageWord(stage, ended, of))),
      ...(whenLive === "wait" && {
        later: ({ arn }, recordingArn) =>
          app.pending.add({ target: connection.target, arn, change: { recordingArn }, label }),
      }),
    }),
  );
  void connection.loop.poke();
  if (end.kind !== "stopped") await app.replacements.forget(plan);
  tell(connection, plan, end, whenLive);
}

async function takeBack(app: App, plan: Replacement): Promise<void> {
  const connection = connectionFor(app, plan);
  const end = await app.acts.work((signal, line) =>
    undoReplacement(connection, plan, {
      signal,
      onProgress: (ended) =>
        line(l10n.t("Taking back the change of {0}: {1} channels…", plain(plan.name), ended)),
    }),
  );
  void connection.loop.poke();
  if (end.kind === "stopped") return tell(connection, plan, end, "leave");
  await app.replacements.forget(plan);
  void vscode.window.showInformationMessage(
    l10n.t("Taken back: {0} is as it was.", plain(plan.name)),
  );
}

function stageWord(stage: Stage, ended: number, of: number): string {
  switch (stage) {
    case "creating":
      return l10n.t("creating the new configuration…");
    case "waiting":
      return l10n.t("waiting until it is active…");
    case "moving":
      return l10n.t("moving channels, {0} of {1}…", ended, of);
    case "deleting":
      return l10n.t("deleting the old configuration…");
    default:
      return stage satisfies never;
  }
}

function tell(
  { target }: Connection,
  plan: Replacement,
  end: ReplacementEnd,
  whenLive: "wait" | "leave",
): void {
  const name = plain(plan.name);
  switch (end.kind) {
    case "changed":
      void vscode.window.showInformationMessage(
        l10n.t(
          "Changed {0}: {1} moved, the old configuration deleted.",
          name,
          channelsWord(end.moved),
        ),
      );
      return;
    case "live": {
      const live = plain(end.live.map(title).slice(0, 3).join(", "));
      void vscode.window.showWarningMessage(
        whenLive === "wait"
          ? l10n.t(
              "Changed {0}, but {1} are live ({2}): they move when their streams end. Delete the old configuration then.",
              name,
              channelsWord(end.live.length),
              live,
            )
          : l10n.t(
              "Changed {0}, but {1} are live ({2}) and stay with the old configuration, which was kept.",
              name,
              channelsWord(end.live.length),
              live,
            ),
      );
      return;
    }
    case "createFailed":
      void vscode.window.showErrorMessage(
        l10n.t(
          "{0} is as it was: the new configuration could not be created, most often because its bucket is in another region, and was deleted again.",
          name,
        ),
      );
      return;
    case "stopped": {
      const why = end.problem ? say(end.problem, target) : l10n.t("It was cancelled.");
      const take = l10n.t("Take It Up…");
      const at = end.at ? `${plain(end.at)}: ` : "";
      void vscode.window
        .showErrorMessage(l10n.t("The change of {0} stopped. {1}{2}", name, at, why), take)
        .then((answer) => {
          if (answer === take) void vscode.commands.executeCommand("ivs.recording.resumeChange");
        });
      return;
    }
    default:
      end satisfies never;
  }
}
