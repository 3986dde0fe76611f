import * as vscode from "vscode";
import { l10n } from "vscode";
import { type Connection, readOnce } from "../connections/connection";
import type { Connections } from "../connections/connections";
import { parseArn, sortKey, title } from "../core/arn";
import type { CollectionName } from "../core/collection";
import { type Ref, type RowId, refOf, rowId } from "../core/ref";
import { Cancelled, UserError } from "../ui/errors";
import { plain } from "../ui/words";
import type { Resource, ResourceKind } from "./kind";

/** A resource that a command acts on. */
export interface Picked<N extends CollectionName = CollectionName> {
  readonly connection: Connection;
  readonly kind: ResourceKind<N>;
  readonly item: Resource<N>;
}

type Some<T> = [T, ...T[]];

/** Finds what a command acts on: the resources of the rows it was called on, or one that the person picks. */
export class Pick {
  constructor(
    private readonly connections: Connections,
    readonly kinds: readonly ResourceKind[],
  ) {}

  /** A resource as it was last read; undefined when it is gone, or of a kind that is not known. */
  find({ connection, arn }: Ref): Picked | undefined {
    const open = this.connections.find(connection);
    const kind = this.kinds.find(({ arnType }) => arnType === parseArn(arn).type);
    const item = kind && open?.snapshot[kind.collection.name]?.items.get(arn);
    return open && kind && item && { connection: open, kind, item: item as Resource };
  }

  /**
   * The resources of the rows that a command was called on, or, called on none, one that the person picks from all that
   * are loaded. Throws Cancelled when none is picked, a UserError when a row's resource is gone.
   */
  async any(rows: readonly RowId[], placeHolder: string): Promise<Some<Picked>> {
    const [first, ...rest] = rows.map((row) => this.#ofRow(row));
    return first ? [first, ...rest] : [await this.#choose(this.kinds, placeHolder)];
  }

  /** Resources of one kind, likewise; a UserError when a row is of another. */
  async some<N extends CollectionName>(
    name: N,
    rows: readonly RowId[],
    placeHolder?: string,
  ): Promise<Some<Picked<N>>> {
    const kind = this.kinds.find(({ collection }) => collection.name === name);
    if (!kind) throw new Error(`No resources are called ${name}.`);
    const [first, ...rest] = rows.map((row) => {
      const picked = this.#ofRow(row);
      if (picked.kind !== kind) throw new UserError(kind.words.chooseOnly());
      return picked;
    });
    const all = first
      ? [first, ...rest]
      : [await this.#choose([kind], placeHolder ?? kind.words.choose())];
    return all as unknown as Some<Picked<N>>;
  }

  /**
   * The same for what is to be changed: what was read of it in another window is read again before. Throws a UserError
   * where nothing may be changed.
   */
  async toChange<N extends CollectionName>(
    name: N,
    rows: readonly RowId[],
  ): Promise<Some<Picked<N>>> {
    const all = await this.some(name, rows);
    for (const { connection } of all) this.connections.checkWritable(connection);
    await Promise.all(
      [...new Set(all.map(({ connection }) => connection))].map((open) => readOnce(open, name)),
    );
    return this.some(
      name,
      all.map(({ connection, item }) => rowId(connection.id, item.arn)),
    );
  }

  #ofRow(row: RowId): Picked {
    const ref = refOf(row);
    if (!ref) throw new UserError(l10n.t("This works on resources only, not on groups."));
    const picked = this.find(ref);
    if (!picked) throw new UserError(l10n.t("It no longer exists: refresh to see what does."));
    return picked;
  }

  async #choose(kinds: readonly ResourceKind[], placeHolder: string): Promise<Picked> {
    if (this.connections.all.length === 0)
      throw new UserError(l10n.t("Not connected: run “IVS: Connect…” first."));
    await this.connections.readUnread();
    const items = this.connections.all.flatMap((connection) =>
      kinds.flatMap((kind) => choices(connection, kind, this.connections.name(connection.id))),
    );
    if (items.length === 0) throw new UserError(l10n.t("There is nothing to choose from yet."));
    items.sort((a, b) => (a.sortBy < b.sortBy ? -1 : 1));
    const chosen = await vscode.window.showQuickPick(items, {
      placeHolder,
      matchOnDescription: true,
      matchOnDetail: true,
    });
    if (!chosen) throw new Cancelled();
    return chosen.choice;
  }
}

interface Choosable extends vscode.QuickPickItem {
  readonly sortBy: string;
  readonly choice: Picked;
}

/** `name`: what the connection is called. */
function choices(connection: Connection, kind: ResourceKind, name: string): Choosable[] {
  const all = [...(connection.snapshot[kind.collection.name]?.items.values() ?? [])] as Resource[];
  return all.map((item) => {
    const { icon, description, detail } = kind.choice(item, connection);
    return {
      sortBy: sortKey(title(item)),
      choice: { connection, kind, item },
      label: `$(${icon}) ${plain(title(item))}`,
      description: [description, plain(name)].filter(Boolean).join(" · "),
      detail: plain(detail),
    };
  });
}

/** The connection of all that was picked. Throws a UserError when they are of several. */
export function onlyConnection(all: readonly Picked[], otherwise: string): Connection {
  const [first, ...rest] = new Set(all.map(({ connection }) => connection));
  if (!first || rest.length > 0) throw new UserError(otherwise);
  return first;
}
