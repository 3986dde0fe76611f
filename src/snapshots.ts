import { createHash, randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Target } from "./model/connection";
import type { Arn, Channel, Recording } from "./model/ivs";
import type { Memory } from "./model/memory";
import type { Snapshot } from "./model/store";

/** The first line of a file; a later extension that writes otherwise says so here. */
const VERSION = 1;
/** Things in a line: a large account is read and written without holding the editor up. */
const PER_LINE = 100;
/** How long is read at a stretch (ms). */
const TURN = 4;
const FORGOTTEN = 30 * 24 * 3600 * 1000;

/**
 * Keeps the last snapshot of each connection in a folder, a file each: what a window shows while it reads. Nothing but
 * what the lists say is kept, and no streams: those of yesterday say nothing. Whatever goes wrong, there is just none.
 */
export class Snapshots implements Memory {
  constructor(private readonly folder: string) {}

  async load(target: Target): Promise<Snapshot | undefined> {
    try {
      const lines = createInterface({ input: createReadStream(this.#file(target)) });
      let readAt: number | undefined;
      const recordings = new Map<Arn, Recording>();
      const channels = new Map<Arn, Channel>();
      let began = performance.now();
      for await (const line of lines) {
        if (performance.now() - began > TURN) {
          await new Promise(setImmediate);
          began = performance.now();
        }
        const found = JSON.parse(line);
        if (readAt === undefined) {
          if (found.version !== VERSION) return undefined;
          readAt = found.readAt as number;
        }
        for (const recording of found.recordings ?? []) recordings.set(recording.arn, recording);
        for (const channel of found.channels ?? []) channels.set(channel.arn, channel);
      }
      if (readAt === undefined) return undefined;
      const how = { complete: false, readAt, remembered: true };
      return { recordings: { items: recordings, ...how }, channels: { items: channels, ...how } };
    } catch {
      return undefined;
    }
  }

  async save(target: Target, snapshot: Snapshot): Promise<void> {
    const file = this.#file(target);
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

  /** Removes what no window has shown for a month. */
  async #forget(): Promise<void> {
    for (const name of await readdir(this.folder)) {
      const file = path.join(this.folder, name);
      if (Date.now() - (await stat(file)).mtimeMs > FORGOTTEN) await rm(file, { force: true });
    }
  }

  #file({ region, profile, endpoint }: Target): string {
    // The environment says whose the default credentials are, and where the service is.
    const { AWS_PROFILE, AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_IVS } = process.env;
    const who = [profile ?? AWS_PROFILE, endpoint ?? AWS_ENDPOINT_URL_IVS ?? AWS_ENDPOINT_URL];
    const name = createHash("sha256").update(JSON.stringify([region, ...who]));
    return path.join(this.folder, `${name.digest("hex").slice(0, 32)}.jsonl`);
  }
}

function* lines({ recordings, channels }: Snapshot): Generator<string> {
  yield `${JSON.stringify({ version: VERSION, readAt: channels?.readAt ?? 0 })}\n`;
  for (const some of slices(recordings?.items.values() ?? []))
    yield `${JSON.stringify({ recordings: some })}\n`;
  for (const some of slices(channels?.items.values() ?? []))
    yield `${JSON.stringify({ channels: some })}\n`;
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
