import * as vscode from "vscode";
import { type Connection, openConnection, sameTarget, type Target } from "./model/connection";
import type { Ivs } from "./model/ivs";
import type { Memory } from "./model/memory";
import { systemClock } from "./model/poll";
import { onSettings, saveSettings, settings } from "./settings";
import { contextKey } from "./views/contextKey";

const KEY = "ivs.connection";

/** What this workspace is connected to. Unset: to what the settings say, once they name a region. */
type Choice =
  | { readonly kind: "aws" }
  | { readonly kind: "simulator"; readonly regions: readonly string[] }
  | { readonly kind: "none" };

/** The open connections: follows the settings and the person's choice, and keeps the choice over a reload. */
export class Session implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<readonly Connection[]>();
  readonly onDidChange = this.#changed.event;
  readonly #settings = onSettings(() => this.#follow());
  readonly #setConnected = contextKey("ivs.connected");
  // Not the same as not connected: before activation neither is known, and no welcome view may flash.
  readonly #setDisconnected = contextKey("ivs.disconnected");
  readonly #setSimulator = contextKey("ivs.simulator");
  #connections: readonly Connection[] = [];
  #visible = false;
  #kept: readonly Target[] = [];

  constructor(
    private readonly memento: vscode.Memento,
    private readonly connectTo: (target: Target) => Promise<Ivs>,
    private readonly snapshots: Memory,
  ) {
    this.#follow();
  }

  get connections(): readonly Connection[] {
    return this.#connections;
  }

  get simulated(): boolean {
    return this.#choice.kind === "simulator";
  }

  get regions(): readonly string[] {
    return this.#connections.map(({ target }) => target.region);
  }

  connection(region: string): Connection | undefined {
    return this.#connections.find(({ target }) => target.region === region);
  }

  /** Connects to AWS with a profile (undefined: the default chain) in these regions. */
  async connect(profile: string | undefined, regions: readonly string[]): Promise<void> {
    await saveSettings({ profile, regions });
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

  /** Reads everything again; resolves when it was read. `region`: only there. */
  async poke(region?: string): Promise<void> {
    const some = this.#connections.filter(({ target }) => !region || target.region === region);
    await Promise.all(some.map(({ loop }) => loop.poke()));
  }

  /** Ends the reads under way; what they found stays. */
  stopReading(): void {
    for (const { loop } of this.#connections) loop.stop();
  }

  /** Says whether the view is on screen: nothing is read before it first is. */
  show(visible: boolean): void {
    this.#visible = visible;
    this.#showAll();
  }

  /** Goes on reading these also while nobody looks: something waits for what happens there. */
  keepReading(targets: readonly Target[]): void {
    this.#kept = targets;
    this.#showAll();
  }

  dispose(): void {
    this.#settings.dispose();
    for (const { loop } of this.#connections) loop.dispose();
    this.#changed.dispose();
  }

  get #choice(): Choice {
    return this.memento.get<Choice>(KEY, { kind: "aws" });
  }

  async #choose(choice: Choice): Promise<void> {
    await this.memento.update(KEY, choice);
    this.#follow();
  }

  #targets(): Target[] {
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
    const before = new Map(this.#connections.map((open) => [JSON.stringify(open.target), open]));
    const wanted = this.#targets();
    const next = wanted.map((target) => {
      const key = JSON.stringify(target);
      const open = before.get(key) ?? this.#open(target);
      before.delete(key);
      return open;
    });
    for (const { loop } of before.values()) loop.dispose();
    const same =
      next.length === this.#connections.length &&
      next.every((open, i) => open === this.#connections[i]);
    this.#connections = next;
    this.#setConnected(next.length > 0);
    this.#setDisconnected(next.length === 0);
    this.#setSimulator(this.simulated);
    if (same) return;
    this.#changed.fire(next);
    this.#showAll();
  }

  #open(target: Target): Connection {
    // Our simulator begins anew each time.
    const memory = target.simulator ? undefined : this.snapshots;
    return openConnection(target, this.connectTo, systemClock, memory);
  }

  #showAll(): void {
    for (const { target, loop } of this.#connections)
      loop.show(this.#visible || this.#kept.some((kept) => sameTarget(kept, target)));
  }
}
