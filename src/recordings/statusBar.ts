import * as vscode from "vscode";
import { l10n } from "vscode";
import type { ConnectionConfig } from "../connections/config";
import type { Connection } from "../connections/connection";
import { accountName, connectionName, explain, severalAccounts } from "../connections/words";
import { title } from "../core/arn";
import type { Disposer } from "../core/clock";
import { type RowId, rowId } from "../core/ref";
import { freshnessOf, problemsOf } from "../core/store";
import { type LinkedCommand, runCommand } from "../ui/manifest";
import { numberWord, plain, someNames } from "../ui/words";
import type { Recording } from "./model";
import { stateWord } from "./words";

/** A recording configuration, and what the connection is called that it was read of. */
interface Placed {
  readonly id: RowId;
  readonly where: string;
  readonly recording: Recording;
}

/**
 * The one status-bar item: where we are connected, what is live, and how the recording configurations are. It spins only
 * while one is CREATING, and warns only of one that failed while this window watched it, until somebody looks: one that
 * failed long ago is counted. It also says, once, when a configuration that was CREATING turned ACTIVE or CREATE_FAILED.
 */
export class StatusBar implements vscode.Disposable {
  readonly #item = vscode.window.createStatusBarItem("ivs.status", vscode.StatusBarAlignment.Left);
  #connections: readonly Connection[] = [];
  #stopWatching: Disposer[] = [];
  /** Configurations that were CREATING when last seen. */
  readonly #creating = new Set<RowId>();
  /** Those that failed since, and nobody has looked at. */
  readonly #newFailures = new Set<RowId>();

  constructor() {
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
  seen(): void {
    this.#newFailures.clear();
    this.#draw();
  }

  dispose(): void {
    for (const stop of this.#stopWatching) stop();
    this.#item.dispose();
  }

  /** The connections, each account and region but once: two profiles of one show the same. */
  #distinct(): Connection[] {
    const seen = new Set<string>();
    return this.#connections.filter(({ id, config, account }) => {
      const things = JSON.stringify([account ?? id, config.region, config.endpoint]);
      return !seen.has(things) && seen.add(things);
    });
  }

  #recordings(): Placed[] {
    return this.#distinct().flatMap(({ id: connection, config, snapshot }) => {
      const all = [...(snapshot.recordings?.items.values() ?? [])];
      return all.map((recording) => ({
        id: rowId(connection, recording.arn),
        where: this.#name(config),
        recording,
      }));
    });
  }

  /** How many channels are live; what is only known to have been is not counted. */
  #live(): number {
    return this.#distinct()
      .filter(({ store }) => freshnessOf(store.state, "streams") === "now")
      .reduce((sum, { snapshot }) => sum + (snapshot.streams?.items.size ?? 0), 0);
  }

  #name(config: ConnectionConfig): string {
    return connectionName(config, this.#configs);
  }

  get #configs(): readonly ConnectionConfig[] {
    return this.#connections.map(({ config }) => config);
  }

  /** Where we are connected, in short: the regions of one account, or the accounts. */
  #places(): string {
    const all = this.#configs;
    const names = all.map((config) => (severalAccounts(all) ? accountName(config) : config.region));
    return someNames([...new Set(names)]);
  }

  #draw(): void {
    if (this.#connections.length === 0) {
      this.#item.hide();
      return;
    }
    const all = this.#recordings();
    const count = { ACTIVE: 0, CREATING: 0, CREATE_FAILED: 0 };
    for (const placed of all) {
      count[placed.recording.state]++;
      this.#tell(placed);
    }
    const problems = this.#connections.flatMap(({ config, store }) =>
      problemsOf(store.state).map(
        (problem) => `${this.#name(config)}: ${explain(problem, config, true)}`,
      ),
    );
    const failed = all.filter(({ recording }) => recording.state === "CREATE_FAILED");
    const isNew = failed.some(({ id }) => this.#newFailures.has(id));
    const live = this.#live();

    const words = [
      l10n.t("IVS {0}", plain(this.#places())),
      live > 0 && l10n.t("{0} live", numberWord(live)),
      count.ACTIVE > 0 && l10n.t("{0} active", count.ACTIVE),
      count.CREATING > 0 && l10n.t("{0} creating", count.CREATING),
      count.CREATE_FAILED > 0 && l10n.t("{0} failed", count.CREATE_FAILED),
      problems.length > 0 && l10n.t("stale"),
    ].filter((word) => word !== false);
    const icon = isNew ? "$(warning)" : count.CREATING > 0 ? "$(sync~spin)" : "$(broadcast)";
    this.#item.text = `${icon} ${words.join(" · ")}`;
    this.#item.accessibilityInformation = {
      label: l10n.t("Amazon IVS channels and recording configurations: {0}", words.join(", ")),
    };
    this.#item.tooltip = [
      ...this.#configs.map((config) => this.#name(config)),
      ...all
        .filter(({ recording }) => recording.state !== "ACTIVE")
        .map(({ recording, where }) =>
          l10n.t("{0} ({1}): {2}", title(recording), where, stateWord(recording.state)),
        ),
      ...problems,
    ].join("\n");
    this.#item.backgroundColor = isNew
      ? new vscode.ThemeColor("statusBarItem.warningBackground")
      : undefined;
    this.#item.show();
  }

  #tell({ id, where, recording }: Placed): void {
    const { state } = recording;
    if (state === "CREATING") {
      this.#creating.add(id);
      return;
    }
    if (!this.#creating.delete(id)) return;
    const name = plain(title(recording));
    const place = plain(where);
    if (state === "ACTIVE") {
      void vscode.window.showInformationMessage(
        l10n.t(
          "Recording configuration {0} ({1}) is active: channels can record with it.",
          name,
          place,
        ),
      );
      return;
    }
    this.#newFailures.add(id);
    const show = l10n.t("Show");
    void vscode.window
      .showWarningMessage(
        l10n.t(
          "Recording configuration {0} ({1}) could not be created. Most often its bucket is in another region; delete it and create it again.",
          name,
          place,
        ),
        show,
      )
      .then((answer) => {
        if (answer === show) void runCommand("ivs.recording.show");
      });
  }
}
