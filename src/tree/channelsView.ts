import * as vscode from "vscode";
import { l10n } from "vscode";
import { shownWord } from "../channels/words";
import { accountKey } from "../connections/config";
import type { Connection } from "../connections/connection";
import type { Disposer } from "../core/clock";
import { parseRowId, type Ref, type RowId, refOf, rowId } from "../core/ref";
import { stateWord } from "../recordings/words";
import { UserError } from "../ui/errors";
import { contextKey } from "../ui/manifest";
import { type RowLook, tooltipOf, toTreeItem } from "../ui/row";
import type { SavedState } from "../ui/savedState";
import { numberWord, plain, quoted, stamp } from "../ui/words";
import { type Filter, isFiltering, NO_FILTER } from "./filter";
import type { FilterBox } from "./filterBox";
import { Rows } from "./layout";
import { type LazyTree, MIME, type TreeSource } from "./lazyTree";
import type { Node } from "./node";
import { inConnection, lookOf } from "./rows";

/**
 * How often the rows of a list that is being read are drawn, in milliseconds: drawing slows the reading, and the editor
 * holds back a redraw that comes within 200 ms of another.
 */
const GLIMPSE = 1500;
/**
 * After how long what is under way is said (ms): what is over by then shows by itself, and since a word on screen is a
 * redraw, it would hold that back.
 */
const MOMENT = 250;

/** A group of more channels than this starts shut: what stands below it would be far away. */
const LONG = 50;

/** What waits for something, by the resource: a label for its row. */
export interface WaitingLabels {
  of(ref: Ref): { readonly label: string } | undefined;
  watch(changed: () => void): Disposer;
}

/** The sidebar's tree. Its elements are ids; what a row shows is looked up when the row is drawn. */
export class ChannelsView implements TreeSource, vscode.Disposable {
  readonly #drop = new vscode.EventEmitter<{
    readonly ids: readonly RowId[];
    readonly onto?: RowId;
  }>();
  /** Channels were dragged onto a row. */
  readonly onDidDrop = this.#drop.event;
  readonly tree: vscode.TreeView<RowId>;
  #selected: readonly RowId[] = [];
  /** What is under way, and what of that is said. */
  #working: string | undefined;
  #workingSaid: string | undefined;
  #message: string | undefined;
  /** What rows say is being done, as they are drawn. */
  readonly #said = new Map<RowId, string>();
  /** Rows of which something else may be under way than they say. */
  readonly #mayDiffer = new Set<RowId>();
  #moment: NodeJS.Timeout | undefined;
  /** In the order of the connections. */
  #rows: ReadonlyMap<Connection, Rows> = new Map();
  #stopWatching: Disposer[] = [];
  /** Calls of those who wait for the first rows. */
  #whoWait: (() => void)[] = [];
  /** Rows that are to be drawn again. */
  readonly #due = new Set<RowId>();
  #drawnAt = Number.NEGATIVE_INFINITY;
  /** Whether the editor has ever asked for rows. */
  #asked = false;
  readonly #setEmpty = contextKey("ivs.empty");
  readonly #setReading = contextKey("ivs.reading");
  readonly #setLiveFirst = contextKey("ivs.liveFirst");
  /** Rows that the person opened (true) or shut, by what the editor knows them by. */
  readonly #opened = new Map<string, boolean>();
  #liveFirst: boolean;

  constructor(
    private readonly lazyTree: LazyTree,
    private readonly filter: FilterBox,
    private readonly waiting: WaitingLabels,
    private readonly order: SavedState<boolean>,
  ) {
    this.#liveFirst = order.get() ?? false;
    this.#setLiveFirst(this.#liveFirst);
    this.tree = lazyTree.tree;
    const note = (id: RowId, isOpen: boolean) => this.#opened.set(this.#itemId(id), isOpen);
    this.tree.onDidExpandElement(({ element }) => note(element, true));
    this.tree.onDidCollapseElement(({ element }) => note(element, false));
    this.tree.onDidChangeSelection(({ selection }) => {
      this.#selected = selection;
    });
    waiting.watch(() => this.#draw(undefined));
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
        this.#rows.get(connection) ??
          new Rows(connection, this.filter.value, localStates(), this.#liveFirst),
      ]),
    );
    const doing = connections.map(({ id, writes }) =>
      writes.underWay.watch((arns) => {
        for (const arn of arns) this.#mayDiffer.add(rowId(id, arn));
        this.#moment ??= setTimeout(() => this.#sayUnderWay(), MOMENT);
      }),
    );
    this.#stopWatching = [...this.#rows].map(([{ id: connection, store }, rows]) =>
      store.watch((state, changed) => {
        const shared = this.#shared().join();
        for (const id of rows.update(state, changed, this.#alone)) this.#due.add(id);
        if (this.#shared().join() !== shared) this.#due.add(connection);
        const answered = state.kind !== "empty" && this.#answer();
        // Who waited for the first rows has them all.
        if (answered && this.#alone) this.#due.clear();
        // A read ends with a change: what is not drawn now is drawn then at the latest.
        const due = !rows.reading || performance.now() - this.#drawnAt >= GLIMPSE;
        if (due) this.#drawDue(connection);
        // A new message counts as a redraw: said before the rows are drawn, or often, it would hold them back.
        if (due || answered) this.#sayWhatIsShown();
      }),
    );
    this.#stopWatching.push(...doing);
    this.#answer();
    this.#due.clear();
    this.#draw(undefined);
    this.#sayWhatIsShown();
  }

  /** The rows that are selected. Of those that the editor is drawing again it knows nothing: they are as last told. */
  get selection(): readonly RowId[] {
    const { selection } = this.tree;
    const all = selection.length < this.#selected.length ? this.#selected : selection;
    return all.filter((id) => this.node(id));
  }

  /** What a row shows now; undefined when it is gone. */
  node(id: RowId): Node | undefined {
    return this.#rowsOf(id)?.node(id);
  }

  /** Puts channels that are live first in their groups, or sorts all by name. */
  async sort(liveFirst: boolean): Promise<void> {
    this.#liveFirst = liveFirst;
    this.#setLiveFirst(liveFirst);
    for (const rows of this.#rows.values()) rows.sort(liveFirst);
    this.#draw(undefined);
    await this.order.set(liveFirst || undefined);
  }

  /** Calls once, when the view is first seen. */
  atFirstSight(call: () => void): vscode.Disposable {
    if (this.tree.visible) {
      call();
      return new vscode.Disposable(() => {});
    }
    const seen = this.tree.onDidChangeVisibility(() => {
      seen.dispose();
      call();
    });
    return seen;
  }

  /** Shows a line above the tree while something is under way; undefined takes it away. */
  sayWorking(line: string | undefined): void {
    this.#working = line;
    if (line && !this.#workingSaid) this.#moment ??= setTimeout(() => this.#sayUnderWay(), MOMENT);
    else this.#sayWorking();
  }

  #sayWorking(): void {
    if (this.#workingSaid === this.#working) return;
    this.#workingSaid = this.#working;
    this.#sayWhatIsShown();
  }

  #sayUnderWay(): void {
    this.#moment = undefined;
    const ids = [...this.#mayDiffer].filter(
      (id) => this.#said.get(id) !== this.#doingTo(id) && this.#rowsOf(id)?.draws(id),
    );
    this.#mayDiffer.clear();
    if (ids.length > 0) this.#draw(ids);
    this.#sayWorking();
  }

  handleDrag(ids: readonly RowId[], data: vscode.DataTransfer): void {
    const channels = ids.filter((id) => this.node(id)?.kind === "channel");
    if (channels.length > 0) data.set(MIME, new vscode.DataTransferItem(channels));
  }

  handleDrop(onto: RowId | undefined, data: vscode.DataTransfer): void {
    const ids: unknown = data.get(MIME)?.value;
    if (Array.isArray(ids)) this.#drop.fire({ ids, onto });
  }

  /** Selects a resource's row, on whatever page of its group; `focus`: and gives it the keyboard. */
  async reveal({ connection, arn }: Ref, focus: boolean): Promise<void> {
    const id = rowId(connection, arn);
    // What the filter hides can't be shown: the person's newer wish goes first.
    if (!this.#rowsOf(id)?.has(id)) this.filter.set(NO_FILTER);
    if (!this.#rowsOf(id)?.has(id)) throw new UserError(l10n.t("It is no longer in the tree."));
    const group = this.#rowsOf(id)?.turnTo(id);
    if (group) this.#draw([group]);
    await this.tree.reveal(id, { select: true, focus });
  }

  /** Draws more of a long group, as its "more" row says. */
  more(id: RowId): void {
    const group = this.#rowsOf(id)?.more(id);
    if (group) this.#draw([group]);
  }

  /** The rows of all channels of a group that pass the filter, drawn or not. */
  channelsBelow(group: RowId): readonly RowId[] {
    return this.#rowsOf(group)?.all(group) ?? [];
  }

  async getChildren(id?: RowId): Promise<RowId[]> {
    this.#asked = true;
    await this.#firstRead(id);
    const shared = this.#shared();
    if (id !== undefined) {
      const hidden = new Set(shared.flat());
      return (this.#rowsOf(id)?.children(id) ?? []).filter((each) => !hidden.has(each));
    }
    const all = [...this.#rows.values()];
    if (this.#alone) return all.flatMap(({ top }) => top);
    const firsts = shared.flatMap(([first]) => first ?? []);
    return [...firsts, ...all.map(({ connection }) => connection.id)];
  }

  getTreeItem(id: RowId): vscode.TreeItem {
    const node = this.#nodeToDraw(id);
    // Gone since its parent was drawn: the redraw that takes it away is on its way.
    if (!node) return new vscode.TreeItem("");
    const doing = this.#doingTo(id);
    if (doing) this.#said.set(id, doing);
    else this.#said.delete(id);
    const item = toTreeItem(this.#look(id, node));
    item.id = this.#itemId(id);
    if (item.collapsibleState !== vscode.TreeItemCollapsibleState.None)
      item.collapsibleState =
        (this.#opened.get(item.id) ?? !isLong(node))
          ? vscode.TreeItemCollapsibleState.Expanded
          : vscode.TreeItemCollapsibleState.Collapsed;
    return item;
  }

  resolveTreeItem(row: vscode.TreeItem, id: RowId): vscode.TreeItem {
    const node = this.#nodeToDraw(id);
    row.tooltip = node && tooltipOf(this.#look(id, node));
    return row;
  }

  /**
   * What the editor knows a row by. It keeps what is open by that, whatever it is told later: a group that has become
   * long is another one to it, which starts shut.
   */
  #itemId(id: RowId): string {
    const node = this.node(id);
    return node && isLong(node) ? `${id}#long` : id;
  }

  #nodeToDraw(id: RowId): Node | undefined {
    const node = this.node(id);
    return node?.kind === "problem" && this.#shared().flat().includes(id)
      ? { ...node, shared: true }
      : node;
  }

  /**
   * Rows of problems by their cause, where it stands in the way of several connections: the first is drawn, once and
   * for all of them.
   */
  #shared(): RowId[][] {
    if (this.#alone) return [];
    const byCause = new Map<string, RowId[]>();
    for (const rows of this.#rows.values())
      for (const id of rows.problems) {
        const node = rows.node(id);
        if (node?.kind !== "problem") continue;
        const cause = causeOf(node);
        byCause.set(cause, [...(byCause.get(cause) ?? []), id]);
      }
    return [...byCause.values()].filter((ids) => ids.length > 1);
  }

  #look(id: RowId, node: Node): RowLook {
    const ref = refOf(id);
    const said = { waiting: ref && this.waiting.of(ref)?.label, doing: this.#doingTo(id) };
    const look = lookOf(node, said, [...this.#rows.keys()]);
    const config = this.#rowsOf(id)?.connection.config;
    return config ? inConnection(look, config) : look;
  }

  /** What is being done to what a row shows: "renaming…". */
  #doingTo(id: RowId): string | undefined {
    const ref = refOf(id);
    if (!ref) return undefined;
    for (const { id: connection, writes } of this.#rows.keys())
      if (connection === ref.connection) return writes.underWay.of(ref.arn);
    return undefined;
  }

  getParent(id: RowId): RowId | undefined {
    if (this.#shared().flat().includes(id)) return undefined;
    const rows = this.#rowsOf(id);
    const parent = rows?.parent(id);
    return parent === rows?.connection.id && this.#alone ? undefined : parent;
  }

  dispose(): void {
    for (const stop of this.#stopWatching) stop();
    clearTimeout(this.#moment);
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
  async #firstRead(id: RowId | undefined): Promise<void> {
    // With several connections each shows its own row meanwhile. Rows are never fetched slowly: the oldest editor loses
    // the children of a row whose fetching is overtaken by a redraw.
    const [first] = this.#rows.values();
    if (id === undefined && this.#alone && first?.state.kind === "empty")
      await new Promise<void>((resolve) => this.#whoWait.push(resolve));
  }

  /** Says whether anybody waited. */
  #answer(): boolean {
    const waiting = this.#whoWait.splice(0);
    if (waiting.length > 0) this.#drawnAt = performance.now();
    for (const answer of waiting) answer();
    return waiting.length > 0;
  }

  /** Has rows drawn again; undefined: all. Before anything was drawn, there is nothing to draw again. */
  #draw(ids: readonly RowId[] | undefined): void {
    this.#drawnAt = performance.now();
    if (this.#asked && ids?.length !== 0) this.lazyTree.redraw(ids && [...ids]);
  }

  #drawDue(connection: RowId): void {
    const ids = [...this.#due];
    this.#due.clear();
    if (ids.length > 0) this.#draw(ids.includes(connection) ? undefined : ids);
  }

  #rowsOf(id: RowId): Rows | undefined {
    const { connection } = parseRowId(id);
    for (const rows of this.#rows.values()) if (rows.connection.id === connection) return rows;
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
      ? l10n.t("Filter: {0}. {1}.", filterWords(filter), shownWord(total, shown))
      : undefined;
    const message = [this.#workingSaid, filtered, progress].filter(Boolean).join(" ") || undefined;
    // The editor takes it for a redraw, also where it is the same.
    if (message !== this.#message) this.tree.message = message;
    this.#message = message;

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

function isLong(node: Node): boolean {
  switch (node.kind) {
    case "recording":
    case "unrecorded":
    case "missing":
      return (node.shown ?? node.channels ?? 0) > LONG;
    default:
      return false;
  }
}

/** What a problem comes from: the same in all regions where it is told in the same words. */
function causeOf({ problem, config }: Extract<Node, { kind: "problem" }>): string {
  const { kind, code, action, sso, waits } = problem;
  const who = accountKey(config);
  return JSON.stringify([kind, code, kind === "denied" && action, sso, waits, who]);
}

/** The words that rows show for states, by the filter's names for them. */
function localStates(): Readonly<Record<string, string>> {
  return {
    live: l10n.t("live"),
    starving: l10n.t("starving"),
    private: l10n.t("private"),
    active: stateWord("ACTIVE"),
    creating: stateWord("CREATING"),
    failed: l10n.t("failed"),
  };
}
