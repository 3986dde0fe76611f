import * as vscode from "vscode";
import { l10n } from "vscode";
import { REGIONS } from "../core/arn";
import type { Disposer } from "../core/clock";
import { type Problem, problemOf } from "../core/problem";
import { type ConnectionId, parseRowId, type RowId } from "../core/ref";
import { UserError } from "../ui/errors";
import { contextKey } from "../ui/manifest";
import { SavedState } from "../ui/savedState";
import type { ConnectionConfig } from "./config";
import { type Connection, type ConnectionParts, openConnection } from "./connection";
import { onSettings, saveSettings, settings } from "./settings";
import { explain } from "./words";

/** What this workspace is connected to. Nothing kept: to what the settings say, once they name a region. */
type Choice =
  | { readonly kind: "aws" }
  | { readonly kind: "simulator"; readonly regions: readonly string[] }
  | { readonly kind: "none" };

function isChoice(value: unknown): value is Choice {
  const { kind, regions } = value instanceof Object ? (value as Record<string, unknown>) : {};
  return kind === "aws" || kind === "none" || (kind === "simulator" && Array.isArray(regions));
}

/** The open connections: follows the settings and the person's choice, and keeps the choice over a reload. */
export class Connections implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<readonly Connection[]>();
  readonly onDidChange = this.#changed.event;
  readonly #settings = onSettings(() => this.#follow());
  readonly #setConnected = contextKey("ivs.connected");
  // Not the same as not connected: before activation neither is known, and no welcome view may flash.
  readonly #setDisconnected = contextKey("ivs.disconnected");
  readonly #setSimulator = contextKey("ivs.simulator");
  readonly #choices: SavedState<Choice>;
  #choice: Choice;
  #all: readonly Connection[] = [];
  #visible = false;
  #kept: ReadonlySet<ConnectionId> = new Set();
  /** Settings are being written: what they say in between is followed by nobody. */
  #saving = false;

  constructor(
    memento: vscode.Memento,
    log: vscode.LogOutputChannel,
    private readonly parts: ConnectionParts,
  ) {
    this.#choices = new SavedState(memento, "ivs.connection", 1, isChoice, log);
    this.#choice = this.#choices.get() ?? { kind: "aws" };
    this.#follow();
  }

  get all(): readonly Connection[] {
    return this.#all;
  }

  get simulated(): boolean {
    return this.#choice.kind === "simulator";
  }

  get regions(): readonly string[] {
    return this.#all.map(({ config }) => config.region);
  }

  find(id: ConnectionId): Connection | undefined {
    return this.#all.find((open) => open.id === id);
  }

  inRegion(region: string): Connection | undefined {
    return this.#all.find(({ config }) => config.region === region);
  }

  /** The connection of an id. Throws a UserError when it is not open any more. */
  get(id: ConnectionId): Connection {
    const connection = this.find(id);
    if (!connection) throw new UserError(notConnected(id));
    return connection;
  }

  /** The connection of a row, or else the first. Throws a UserError when nothing is connected. */
  ofRow(row: RowId | undefined): ConnectionId {
    const id = row === undefined ? this.#all[0]?.id : parseRowId(row).connection;
    if (id === undefined) throw new UserError(l10n.t("Not connected: run “IVS: Connect…” first."));
    return id;
  }

  /** Why something failed, in a sentence. `id`: where, if that is known. */
  explain(error: unknown, id: ConnectionId | undefined): string {
    const { config } = this.find(id ?? "") ?? this.#all[0] ?? { config: { region: "" } };
    return error instanceof UserError ? error.message : explain(problemOf(error), config);
  }

  explainProblem(problem: Problem, id: ConnectionId): string {
    return explain(problem, this.find(id)?.config ?? { region: "" });
  }

  /** Connects to AWS with a profile (undefined: the default chain) in these regions. */
  async connect(profile: string | undefined, regions: readonly string[]): Promise<void> {
    this.#saving = true;
    try {
      await saveSettings({ profile, regions });
    } finally {
      this.#saving = false;
    }
    await this.#choose({ kind: "aws" });
  }

  async useSimulator(): Promise<void> {
    if (!this.simulated)
      await this.#choose({ kind: "simulator", regions: ["us-east-1", "eu-west-1"] });
  }

  /** Leaves settings as they are; only this workspace is disconnected. */
  async disconnect(): Promise<void> {
    await this.#choose({ kind: "none" });
  }

  async setRegions(regions: readonly string[]): Promise<void> {
    if (this.simulated) await this.#choose({ kind: "simulator", regions });
    else await this.connect(settings().profile, regions);
  }

  /** Shows these regions besides those that are shown. */
  async addRegions(added: readonly string[]): Promise<void> {
    await this.setRegions(
      REGIONS.filter((region) => added.includes(region) || this.regions.includes(region)),
    );
  }

  /** Reads everything again, of one connection or of all; resolves when it was read. */
  async refresh(id?: ConnectionId): Promise<void> {
    const some = this.#all.filter((open) => !id || open.id === id);
    await Promise.all(some.map(({ loop }) => loop.poke()));
  }

  /** Reads what was never read: commands of the palette and forms work before the view was ever shown. */
  async readUnread(): Promise<void> {
    const unread = this.#all.filter(({ store }) => store.state.kind === "empty");
    await Promise.all(unread.map(({ loop }) => loop.poke()));
  }

  /** Ends the reads under way; what they found stays. */
  stopReading(): void {
    for (const { loop } of this.#all) loop.stop();
  }

  /** Calls back when what is connected, or what was read of it, has changed. */
  watch(changed: () => void): Disposer {
    let stop: Disposer[] = [];
    const follow = () => {
      for (const each of stop) each();
      stop = this.#all.map(({ store }) => store.watch(changed));
    };
    follow();
    const event = this.onDidChange(() => {
      follow();
      // Where nothing is connected any more, no store says so.
      changed();
    });
    return () => {
      event.dispose();
      for (const each of stop) each();
    };
  }

  /** Says whether the view is on screen: nothing is read before it first is. */
  show(visible: boolean): void {
    this.#visible = visible;
    this.#showAll();
  }

  /** Goes on reading these also while nobody looks: something waits for what happens there. */
  keepReading(ids: readonly ConnectionId[]): void {
    this.#kept = new Set(ids);
    this.#showAll();
  }

  dispose(): void {
    this.#settings.dispose();
    for (const { loop } of this.#all) loop.dispose();
    this.#changed.dispose();
  }

  async #choose(choice: Choice): Promise<void> {
    this.#choice = choice;
    this.#follow();
    await this.#choices.set(choice);
  }

  #wanted(): ConnectionConfig[] {
    const choice = this.#choice;
    switch (choice.kind) {
      case "none":
        return [];
      case "simulator":
        return choice.regions.map((region) => ({ region, simulator: true, unlimited: true }));
      case "aws": {
        const { regions, ...rest } = settings();
        return regions.map((region) => ({ region, ...rest }));
      }
      default:
        return choice satisfies never;
    }
  }

  /** Opens and closes connections until they are those wanted; one that stays keeps what it read. */
  #follow(): void {
    if (this.#saving) return;
    const before = new Map(this.#all.map((open) => [JSON.stringify(open.config), open]));
    const next = this.#wanted().map((config) => {
      const key = JSON.stringify(config);
      const open = before.get(key) ?? this.#open(config);
      before.delete(key);
      return open;
    });
    for (const { loop } of before.values()) loop.dispose();
    const same = next.length === this.#all.length && next.every((open, i) => open === this.#all[i]);
    this.#all = next;
    this.#setConnected(next.length > 0);
    this.#setDisconnected(next.length === 0);
    this.#setSimulator(this.simulated);
    if (same) return;
    this.#changed.fire(next);
    this.#showAll();
  }

  #open(config: ConnectionConfig): Connection {
    // Our simulator begins anew each time.
    return openConnection(
      config,
      config.simulator ? { ...this.parts, memory: undefined } : this.parts,
    );
  }

  #showAll(): void {
    for (const { id, loop } of this.#all) loop.show(this.#visible || this.#kept.has(id));
  }
}

/** That a connection is not open any more, in a sentence. */
function notConnected(id: ConnectionId): string {
  return l10n.t("Not connected to {0} any more: connect again.", regionOf(id));
}

/** The region of a connection, open or not. */
export function regionOf(id: ConnectionId): string {
  return decodeURIComponent(id.split("~")[0] ?? "");
}
