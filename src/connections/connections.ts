import * as vscode from "vscode";
import { l10n } from "vscode";
import type { Disposer } from "../core/clock";
import { isServiceError, type Problem, problemOf } from "../core/problem";
import { type ConnectionId, parseRowId, type RowId } from "../core/ref";
import { UserError } from "../ui/errors";
import { contextKey } from "../ui/manifest";
import { accountKey, type ConnectionConfig, configOfId } from "./config";
import { type Connection, type ConnectionParts, openConnection } from "./connection";
import {
  added,
  changed,
  configsOf,
  type Entry,
  type List,
  listOf,
  moved,
  type PlacedEntry,
  readEntries,
  without,
} from "./entries";
import { type Remedy, remedyFor } from "./remedy";
import type { ConnectionsSetting } from "./settings";
import { at, connectionName, explain, readOnlySentence, severalAccounts, usedOf } from "./words";

/** The open connections: what the setting `ivs.connections` says, in its order. */
export class Connections implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<readonly Connection[]>();
  readonly onDidChange = this.#changed.event;
  readonly #follows: vscode.Disposable;
  readonly #setConnected = contextKey("ivs.connected");
  // Not the same as not connected: before activation neither is known, and no welcome view may flash.
  readonly #setDisconnected = contextKey("ivs.disconnected");
  readonly #setSimulator = contextKey("ivs.simulator");
  #entries: readonly PlacedEntry[] = [];
  /** The entry that each connection is of. */
  #entryOf: ReadonlyMap<ConnectionId, PlacedEntry> = new Map();
  #all: readonly Connection[] = [];
  #visible = false;
  #kept: ReadonlySet<ConnectionId> = new Set();
  /** The connections whose account was asked for. */
  readonly #asked = new WeakSet<Connection>();
  /** What was last said of entries that can't be understood. */
  #faults = "";

  constructor(
    private readonly setting: ConnectionsSetting,
    private readonly log: Pick<vscode.LogOutputChannel, "warn">,
    private readonly parts: ConnectionParts,
  ) {
    this.#follows = setting.onDidChange(() => this.#follow());
    this.#follow();
  }

  get all(): readonly Connection[] {
    return this.#all;
  }

  get entries(): readonly PlacedEntry[] {
    return this.#entries;
  }

  /** Whether our own simulator is connected. */
  get simulated(): boolean {
    return this.#all.some(({ config }) => config.simulator);
  }

  /** Whether somebody looks. */
  get visible(): boolean {
    return this.#visible;
  }

  find(id: ConnectionId): Connection | undefined {
    return this.#all.find((open) => open.id === id);
  }

  /** The connection of an id. Throws a UserError when it is not open any more. */
  get(id: ConnectionId): Connection {
    const connection = this.find(id);
    if (!connection)
      throw new UserError(l10n.t("Not connected to {0} any more: connect again.", this.name(id)));
    return connection;
  }

  /** The entry of a connection. Throws a UserError when it is not open any more. */
  entryOf(id: ConnectionId): PlacedEntry {
    return this.#entryOf.get(this.get(id).id) as PlacedEntry;
  }

  /** The connection of a row, or else the first that may be changed. Throws a UserError when nothing is connected. */
  ofRow(row: RowId | undefined): ConnectionId {
    const first = this.#all.find(({ config }) => !config.readOnly) ?? this.#all[0];
    const id = row === undefined ? first?.id : parseRowId(row).connection;
    if (id === undefined) throw new UserError(l10n.t("Not connected: run “IVS: Connect…” first."));
    return id;
  }

  /** What a connection is called among all that are open; it need not be. */
  name(id: ConnectionId): string {
    return connectionName(this.find(id)?.config ?? configOfId(id), this.#configs);
  }

  /** The same, to be said of what is shown or done somewhere: undefined where there is but one account. */
  where(id: ConnectionId): string | undefined {
    return severalAccounts([...this.#configs, configOfId(id)]) ? this.name(id) : undefined;
  }

  /** The connections to the same account, with the same credentials. */
  ofAccount(id: ConnectionId): readonly Connection[] {
    const key = accountKey(configOfId(id));
    return this.#all.filter((open) => accountKey(configOfId(open.id)) === key);
  }

  /** The regions in which the account of a connection is shown. */
  regionsOf(id: ConnectionId): readonly string[] {
    return this.ofAccount(id).map(({ config }) => config.region);
  }

  /** The connection to the same account in another region, which is shown from now on if it was not. */
  async beside(id: ConnectionId, region: string): Promise<Connection> {
    const there = () => this.ofAccount(id).find(({ config }) => config.region === region);
    if (!there()) {
      const { at, regions } = this.entryOf(id);
      await this.change(at, { regions: [...regions, region] });
    }
    const connection = there();
    if (!connection) throw new UserError(l10n.t("{0} could not be added.", region));
    return connection;
  }

  /** Throws a UserError where nothing may be changed. */
  checkWritable(connection: Connection): void {
    if (connection.config.readOnly) throw new UserError(readOnlySentence(connection.config));
  }

  /** Why something failed, in a sentence. `id`: where, if that is known. */
  explain(error: unknown, id: ConnectionId | undefined): string {
    if (error instanceof UserError) return error.message;
    const from = this.#placeOf(error, id);
    const sentence = this.explainProblem(problemOf(error), from ?? "");
    return from ? at(this.where(from), sentence) : sentence;
  }

  explainProblem(problem: Problem, id: ConnectionId): string {
    const open = this.find(id);
    const used = usedOf(problem, open?.snapshot);
    return explain(problem, open?.config ?? configOfId(id), false, used);
  }

  /** What helps against an error, besides trying again. `id`: where it was, if that is known. */
  remedy(error: unknown, id: ConnectionId | undefined): Remedy | undefined {
    const from = this.#placeOf(error, id);
    return from === undefined ? undefined : this.remedyFor(problemOf(error), from);
  }

  /** What helps against a problem, likewise. */
  remedyFor(problem: Problem, id: ConnectionId): Remedy | undefined {
    const open = this.find(id);
    return open && remedyFor(problem, open.config);
  }

  /** Where an error was; undefined where nobody can say. */
  #placeOf(error: unknown, id: ConnectionId | undefined): ConnectionId | undefined {
    const only = this.#all.length === 1 ? this.#all[0]?.id : undefined;
    return id ?? (isServiceError(error) ? error.connection : undefined) ?? only;
  }

  /** Adds an entry. */
  add(entry: Entry): Promise<void> {
    return this.#write((list) => added(list, entry));
  }

  /** Changes members of an entry; undefined takes one away. */
  change(at: number, change: Partial<Entry>): Promise<void> {
    return this.#write((list) => changed(list, at, change));
  }

  /** Shows some connections no longer. */
  remove(gone: readonly ConnectionId[]): Promise<void> {
    return this.#write((list) => without(list, gone));
  }

  /** Moves a connection one place up (-1) or down (1). */
  move(id: ConnectionId, by: -1 | 1): Promise<void> {
    const { region } = this.get(id).config;
    return this.#write((list) => moved(list, this.entryOf(id), region, by));
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
    this.#follows.dispose();
    for (const { loop } of this.#all) loop.dispose();
    this.#changed.dispose();
  }

  get #configs(): readonly ConnectionConfig[] {
    return this.#all.map(({ config }) => config);
  }

  async #write(edit: (list: List) => List): Promise<void> {
    await this.setting.set(edit(listOf(this.setting.get())));
    this.#follow();
  }

  /** Opens and closes connections until they are those wanted; one that stays keeps what it read. */
  #follow(): void {
    const { entries, faults } = readEntries(listOf(this.setting.get()));
    const told = faults.join("\n");
    if (told && told !== this.#faults) for (const fault of faults) this.log.warn(fault);
    this.#faults = told;
    const wanted = configsOf(entries);
    this.#entries = entries;
    this.#entryOf = new Map([...wanted].map(([id, { entry }]) => [id, entry]));
    const before = new Map(this.#all.map((open) => [JSON.stringify(open.config), open]));
    const next = [...wanted.values()].map(({ config }) => {
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
    for (const open of next) void this.#findAccount(open);
  }

  /** Finds out whose account a connection is of, where there are several and nothing that was read says so. */
  async #findAccount(open: Connection): Promise<void> {
    const { accountOf, collections } = this.parts;
    if (!accountOf || open.account || !severalAccounts(this.#configs)) return;
    const { state } = open.store;
    const answered =
      state.kind === "ready"
        ? collections.every(
            ({ name }) =>
              state.snapshot[name]?.complete || state.problems.get(name)?.kind === "denied",
          )
        : state.kind === "failed" && state.problem.kind === "denied";
    if (!answered || this.#asked.has(open)) return;
    this.#asked.add(open);
    open.account = await accountOf(open.config);
    if (open.account && this.#all.includes(open)) this.#changed.fire(this.#all);
  }

  #open(config: ConnectionConfig): Connection {
    // Our simulator begins anew each time.
    const open = openConnection(
      config,
      config.simulator ? { ...this.parts, memory: undefined } : this.parts,
    );
    open.store.watch(() => void this.#findAccount(open));
    return open;
  }

  #showAll(): void {
    for (const { id, loop } of this.#all) loop.show(this.#visible || this.#kept.has(id));
  }
}
