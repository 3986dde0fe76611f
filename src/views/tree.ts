import * as vscode from "vscode";
import { l10n } from "vscode";
import type { Connection } from "../model/connection";
import type { PendingChanges } from "../model/pending";
import type { Disposer } from "../model/store";
import { contextKey } from "./contextKey";
import { type Behind, type Door, MIME } from "./door";
import type { FilterBox } from "./filter";
import { type Filter, type Id, isFiltering, type Node, Rows, regionOf } from "./nodes";
import { toItem, tooltipOf } from "./row";
import { numberWord, plain, quoted, stamp, stateWord } from "./words";

/**
 * How often the rows of a list that is being read are drawn, in milliseconds: drawing slows the reading, and the editor
 * holds back a redraw that comes within 200 ms of another.
 */
const GLIMPSE = 1500;

/** The sidebar's tree. Its elements are ids; what a row shows is looked up when the row is drawn. */
export class ChannelsView implements Behind, vscode.Disposable {
  readonly #drop = new vscode.EventEmitter<{ readonly ids: readonly Id[]; readonly onto?: Id }>();
  /** Channels were dragged onto a row. */
  readonly onDidDrop = this.#drop.event;
  readonly tree: vscode.TreeView<Id>;
  #selected: readonly Id[] = [];
  #working: string | undefined;
  /** In the order of the connections. */
  #rows: ReadonlyMap<Connection, Rows> = new Map();
  #stopWatching: Disposer[] = [];
  /** Calls of those who wait for the first rows. */
  #waiting: (() => void)[] = [];
  /** Rows that are to be drawn again. */
  readonly #due = new Set<Id>();
  #drawnAt = Number.NEGATIVE_INFINITY;
  /** Whether the editor has ever asked for rows. */
  #asked = false;
  readonly #setEmpty = contextKey("ivs.empty");
  readonly #setReading = contextKey("ivs.reading");

  constructor(
    private readonly door: Door,
    private readonly filter: FilterBox,
    private readonly pending: PendingChanges,
  ) {
    this.tree = door.tree;
    this.tree.onDidChangeSelection(({ selection }) => {
      this.#selected = selection;
    });
    pending.watch(() => this.#draw(undefined));
    filter.onDidChange(() => {
      for (const rows of this.#rows.values()) rows.setFilter(filter.value);
      this.#draw(undefined);
      this.#sayWhatIsShown();
    });
  }

  /** Shows these connections from now on, and no others. */
  show(connections: readonly Connection[]): void {
    for (const stop of this.#stopWatching) stop();
    this.#rows = new Map(
      connections.map((connection) => [
        connection,
        this.#rows.get(connection) ?? new Rows(connection.target, this.filter.value),
      ]),
    );
    this.#stopWatching = [...this.#rows].map(([{ target, store }, rows]) =>
      store.watch((state, changed) => {
        for (const id of rows.update(state, changed, this.#alone)) this.#due.add(id);
        const answered = state.kind !== "empty" && this.#answer();
        // Who waited for the first rows has them all.
        if (answered && this.#alone) this.#due.clear();
        // A read ends with a change: what is not drawn now is drawn then at the latest.
        const due = !rows.reading || performance.now() - this.#drawnAt >= GLIMPSE;
        if (due) this.#drawDue(target);
        // A new message counts as a redraw: said before the rows are drawn, or often, it would hold them back.
        if (due || answered) this.#sayWhatIsShown();
      }),
    );
    this.#answer();
    this.#due.clear();
    this.#draw(undefined);
    this.#sayWhatIsShown();
  }

  /** The rows that are selected. Of those that the editor is drawing again it knows nothing: they are as last told. */
  get selection(): readonly Id[] {
    const { selection } = this.tree;
    const all = selection.length < this.#selected.length ? this.#selected : selection;
    return all.filter((id) => this.node(id));
  }

  /** What a row shows now; undefined when it is gone. */
  node(id: Id): Node | undefined {
    return this.#rowsOf(id)?.node(id);
  }

  /** The configuration or group that a channel is shown in. */
  groupOf(id: Id): Node | undefined {
    const rows = this.#rowsOf(id);
    return rows?.node(rows.parent(id) ?? "");
  }

  /** Shows a line above the tree while something is under way; undefined takes it away. */
  sayWorking(line: string | undefined): void {
    this.#working = line;
    this.#sayWhatIsShown();
  }

  handleDrag(ids: readonly Id[], data: vscode.DataTransfer): void {
    const channels = ids.filter((id) => this.node(id)?.kind === "channel");
    if (channels.length > 0) data.set(MIME, new vscode.DataTransferItem(channels));
  }

  handleDrop(onto: Id | undefined, data: vscode.DataTransfer): void {
    const ids: unknown = data.get(MIME)?.value;
    if (Array.isArray(ids)) this.#drop.fire({ ids, onto });
  }

  /** Whether a row is in the tree, seen through the filter. */
  isShown(id: Id): boolean {
    return this.#rowsOf(id)?.has(id) ?? false;
  }

  /** Selects a row that is shown, on whatever page of its group. */
  async reveal(id: Id): Promise<void> {
    const group = this.#rowsOf(id)?.turnTo(id);
    if (group) this.#draw([group]);
    await this.tree.reveal(id, { select: true, focus: true });
  }

  /** Draws more of a long group, as its "more" row says. */
  more(id: Id): void {
    const group = this.#rowsOf(id)?.more(id);
    if (group) this.#draw([group]);
  }

  async getChildren(id?: Id): Promise<Id[]> {
    this.#asked = true;
    await this.#firstRead(id);
    if (id !== undefined) return this.#rowsOf(id)?.children(id) ?? [];
    const all = [...this.#rows.values()];
    return this.#alone ? all.flatMap(({ top }) => top) : all.map(({ target }) => target.region);
  }

  getTreeItem(id: Id): vscode.TreeItem {
    const node = this.node(id);
    // Gone since its parent was drawn: the redraw that takes it away is on its way.
    return node ? toItem(node, this.pending.of(id)?.label) : new vscode.TreeItem("");
  }

  resolveTreeItem(row: vscode.TreeItem, id: Id): vscode.TreeItem {
    const node = this.node(id);
    row.tooltip = node && tooltipOf(node, this.pending.of(id)?.label);
    return row;
  }

  getParent(id: Id): Id | undefined {
    const rows = this.#rowsOf(id);
    const parent = rows?.parent(id);
    return parent === rows?.target.region && this.#alone ? undefined : parent;
  }

  dispose(): void {
    for (const stop of this.#stopWatching) stop();
    this.#drop.dispose();
  }

  /** With a single connection its rows are the tree's own. */
  get #alone(): boolean {
    return this.#rows.size === 1;
  }

  /**
   * Waits until there is something to show: a tree that was drawn empty is drawn again only after a while, since the
   * editor gathers redraws.
   */
  async #firstRead(id: Id | undefined): Promise<void> {
    // With several connections each shows its own row meanwhile. Rows are never fetched slowly: the oldest editor loses
    // the children of a row whose fetching is overtaken by a redraw.
    const [first] = this.#rows.values();
    if (id === undefined && this.#alone && first?.state.kind === "empty")
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Says whether anybody waited. */
  #answer(): boolean {
    const waiting = this.#waiting.splice(0);
    if (waiting.length > 0) this.#drawnAt = performance.now();
    for (const answer of waiting) answer();
    return waiting.length > 0;
  }

  /** Has rows drawn again; undefined: all. Before anything was drawn, there is nothing to draw again. */
  #draw(ids: readonly Id[] | undefined): void {
    this.#drawnAt = performance.now();
    if (this.#asked && ids?.length !== 0) this.door.redraw(ids && [...ids]);
  }

  #drawDue({ region }: Connection["target"]): void {
    const ids = [...this.#due];
    this.#due.clear();
    if (ids.length > 0) this.#draw(ids.includes(region) ? undefined : ids);
  }

  #rowsOf(id: Id): Rows | undefined {
    const region = regionOf(id);
    for (const rows of this.#rows.values()) if (rows.target.region === region) return rows;
    return undefined;
  }

  #sayWhatIsShown(): void {
    const rows = [...this.#rows.values()];
    let total = 0;
    let reading = false;
    let remembered = Number.POSITIVE_INFINITY;
    let settled = rows.length > 0;
    for (const { state, awaits, remembered: at } of rows) {
      const channels = state.kind === "ready" ? state.snapshot.channels : undefined;
      total += channels?.items.size ?? 0;
      reading ||= awaits;
      remembered = Math.min(remembered, at ?? remembered);
      settled &&= state.kind === "ready";
    }
    this.#setReading(reading && total > 0);
    const shown = rows.reduce((sum, row) => sum + row.shown, 0);
    const since = Number.isFinite(remembered) ? stamp(remembered) : undefined;
    const progress = !reading
      ? since && l10n.t("As it was on {0}.", since)
      : since
        ? l10n.t("As it was on {0}; reading…", since)
        : total > 0
          ? l10n.t("Reading channels: {0} so far…", numberWord(total))
          : l10n.t("Reading…");
    const filter = this.filter.value;
    const filtered = isFiltering(filter)
      ? l10n.t("Filter: {0}. {1} of {2} channels.", filterWords(filter), shown, total)
      : undefined;
    this.tree.message = [this.#working, filtered, progress].filter(Boolean).join(" ") || undefined;

    const bare = rows.every((row) => row.top.length === 0);
    this.#setEmpty(settled && !reading && !filtered && bare && this.#alone);
  }
}

/** A filter in words: “promo”, live, active. */
function filterWords(filter: Filter): string {
  const words = filter.text ? [quoted(plain(filter.text))] : [];
  if (filter.live) words.push(l10n.t("live"));
  words.push(...filter.states.map(stateWord));
  return words.join(", ");
}
