import * as vscode from "vscode";
import { l10n } from "vscode";
import type { Connection } from "../connections/connection";
import { explain, place } from "../connections/words";
import { type Arn, parseArn, title } from "../core/arn";
import type { Disposer } from "../core/clock";
import { problemsOf } from "../core/store";
import { type LinkedCommand, runCommand } from "../ui/manifest";
import type { SavedState } from "../ui/savedState";
import { plain } from "../ui/words";
import type { Recording } from "./model";
import { stateWord } from "./words";

/**
 * The one status-bar item: where we are connected and how the recording configurations are. It spins only while
 * one is CREATING, and warns only of failures that nobody has looked at. It also says, once, when a configuration
 * that was CREATING turned ACTIVE or CREATE_FAILED.
 */
export class StatusBar implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem("ivs.status", vscode.StatusBarAlignment.Left);
  #connections: readonly Connection[] = [];
  #stopWatching: Disposer[] = [];
  /** Configurations that were CREATING when last seen. */
  readonly #creating = new Set<Arn>();

  /** `failuresSeen`: the failed configurations that a person has looked at. */
  constructor(private readonly failuresSeen: SavedState<readonly Arn[]>) {
    this.#item.name = l10n.t("Amazon IVS");
    this.#item.command = "ivs.recording.show" satisfies LinkedCommand;
  }

  show(connections: readonly Connection[]): void {
    for (const stop of this.#stopWatching) stop();
    this.#connections = connections;
    this.#stopWatching = connections.map(({ store }) => store.watch(() => this.#draw()));
    this.#draw();
  }

  /** The failures there are have been looked at: stops warning of them. */
  async seen(): Promise<void> {
    const failed = this.#failed().map(({ arn }) => arn);
    await this.failuresSeen.set(failed);
    this.#draw();
  }

  dispose(): void {
    for (const stop of this.#stopWatching) stop();
    this.#item.dispose();
  }

  #recordings(): Recording[] {
    return this.#connections.flatMap(({ snapshot }) => [
      ...(snapshot.recordings?.items.values() ?? []),
    ]);
  }

  #failed(): Recording[] {
    return this.#recordings().filter(({ state }) => state === "CREATE_FAILED");
  }

  #draw(): void {
    if (this.#connections.length === 0) {
      this.#item.hide();
      return;
    }
    const all = this.#recordings();
    const count = { ACTIVE: 0, CREATING: 0, CREATE_FAILED: 0 };
    for (const recording of all) {
      count[recording.state]++;
      this.#tell(recording);
    }
    const problems = this.#connections.flatMap(({ config, store }) =>
      problemsOf(store.state).map(
        (problem) => `${place(config)}: ${explain(problem, config, true)}`,
      ),
    );
    const seen = new Set(this.failuresSeen.get() ?? []);
    const unseen = this.#failed().some(({ arn }) => !seen.has(arn));

    const regions = this.#connections.map(({ config }) => config.region).join(", ");
    const words = [
      l10n.t("IVS {0}", regions),
      count.ACTIVE > 0 && l10n.t("{0} active", count.ACTIVE),
      count.CREATING > 0 && l10n.t("{0} creating", count.CREATING),
      count.CREATE_FAILED > 0 && l10n.t("{0} failed", count.CREATE_FAILED),
      problems.length > 0 && l10n.t("stale"),
    ].filter((word) => word !== false);
    const icon = count.CREATING > 0 ? "$(sync~spin)" : "$(broadcast)";
    this.#item.text = `${icon} ${words.join(" · ")}`;
    this.#item.accessibilityInformation = {
      label: l10n.t("Amazon IVS recording configurations: {0}", words.join(", ")),
    };
    this.#item.tooltip = [
      ...this.#connections.map(({ config }) => place(config)),
      ...all
        .filter(({ state }) => state !== "ACTIVE")
        .map((recording) => `${title(recording)}: ${stateWord(recording.state)}`),
      ...problems,
    ].join("\n");
    this.#item.backgroundColor = unseen
      ? new vscode.ThemeColor("statusBarItem.warningBackground")
      : undefined;
    this.#item.show();
  }

  #tell(recording: Recording): void {
    const { arn, state } = recording;
    if (state === "CREATING") {
      this.#creating.add(arn);
      return;
    }
    if (!this.#creating.delete(arn)) return;
    const name = plain(title(recording));
    const { region } = parseArn(arn);
    if (state === "ACTIVE") {
      void vscode.window.showInformationMessage(
        l10n.t(
          "Recording configuration {0} ({1}) is active: channels can record with it.",
          name,
          region,
        ),
      );
      return;
    }
    const show = l10n.t("Show");
    void vscode.window
      .showWarningMessage(
        l10n.t(
          "Recording configuration {0} ({1}) could not be created. Most often its bucket is in another region; delete it and create it again.",
          name,
          region,
        ),
        show,
      )
      .then((answer) => {
        if (answer === show) void runCommand("ivs.recording.show");
      });
  }
}
