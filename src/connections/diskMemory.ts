import { createHash, randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Arn } from "../core/arn";
import type { Collection, CollectionName, Items } from "../core/collection";
import type { ConnectionId } from "../core/ref";
import type { Listing, Snapshot } from "../core/store";
import type { Memory } from "./memory";

/** The first line of a file; a later extension that writes otherwise says so here. */
const VERSION = 2;
/** Items in a line: a large account is read and written without holding the editor up. */
const PER_LINE = 100;
/** How long is read at a stretch (ms). */
const TURN = 4;
const FORGOTTEN = 30 * 24 * 3600 * 1000;

/**
 * Keeps the last snapshot of each connection in a folder, a file each: what a window shows while it reads. Nothing but
 * what the lists say is kept. Whatever goes wrong, there is just none.
 */
export class DiskMemory implements Memory {
  constructor(private readonly folder: string) {}

  async load(id: ConnectionId, collections: readonly Collection[]): Promise<Snapshot | undefined> {
    try {
      const lines = createInterface({ input: createReadStream(this.#file(id)) });
      let head: { version?: number; readAt?: Record<string, number> } | undefined;
      const found = new Map(
        collections.map((each) => [each.name, new Map<Arn, Items[CollectionName]>()]),
      );
      let began = performance.now();
      for await (const line of lines) {
        if (performance.now() - began > TURN) {
          await new Promise(setImmediate);
          began = performance.now();
        }
        const part = JSON.parse(line);
        if (!head) {
          head = part;
          if (head?.version !== VERSION) return undefined;
          continue;
        }
        for (const { name, key } of collections)
          for (const item of part[name] ?? []) found.get(name)?.set(key(item), item);
      }
      // Read again since, and nothing was new.
      const { mtimeMs } = await stat(this.#file(id));
      const lists = collections.map(({ name }) => {
        const kept = head?.readAt?.[name];
        const readAt = Math.max(kept ?? 0, mtimeMs);
        return kept === undefined
          ? undefined
          : [name, { items: found.get(name), complete: false, readAt, remembered: true }];
      });
      return lists.every((list) => list !== undefined) ? Object.fromEntries(lists) : undefined;
    } catch {
      return undefined;
    }
  }

  async save(id: ConnectionId, snapshot: Snapshot): Promise<void> {
    const file = this.#file(id);
    // Whole or not at all, also where two save at once.
    const draft = `${file}.${randomUUID()}`;
    try {
      await mkdir(this.folder, { recursive: true });
      await pipeline(Readable.from(lines(snapshot)), createWriteStream(draft));
      await rename(draft, file);
      await this.#forget();
    } catch {
      await rm(draft, { force: true }).catch(() => {});
    }
  }

  async touch(id: ConnectionId): Promise<void> {
    const now = new Date();
    // Where there is no file, there is none to be as of now.
    await utimes(this.#file(id), now, now).catch(() => {});
  }

  /** Removes what no window has shown for a month. */
  async #forget(): Promise<void> {
    for (const name of await readdir(this.folder)) {
      const file = path.join(this.folder, name);
      if (Date.now() - (await stat(file)).mtimeMs > FORGOTTEN) await rm(file, { force: true });
    }
  }

  #file(id: ConnectionId): string {
    const name = createHash("sha256").update(id).digest("hex").slice(0, 32);
    return path.join(this.folder, `${name}.jsonl`);
  }
}

function* lines(snapshot: Snapshot): Generator<string> {
  const lists = Object.entries(snapshot) as [string, Listing<unknown>][];
  const readAt = Object.fromEntries(lists.map(([name, list]) => [name, list.readAt]));
  yield `${JSON.stringify({ version: VERSION, readAt })}\n`;
  for (const [name, { items }] of lists)
    for (const some of slices(items.values())) yield `${JSON.stringify({ [name]: some })}\n`;
}

function* slices<T>(all: Iterable<T>): Generator<T[]> {
  let some: T[] = [];
  for (const one of all) {
    some.push(one);
    if (some.length < PER_LINE) continue;
    yield some;
    some = [];
  }
  if (some.length > 0) yield some;
}
