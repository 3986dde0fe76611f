import {
  chmodSync,
  closeSync,
  existsSync,
  openSync,
  promises,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import type { Bucket } from "./buckets";
import { revive } from "./storedShapes";
import { type ChangeListener, type Kind, kinds, type World } from "./world";

const FORMAT = 2;
/** The file is written anew when it has grown to that, and to so many times what it then was. */
const MIN_COMPACT_BYTES = 1024 * 1024;
const COMPACT_FACTOR = 4;
/** So much is put together before it is written. */
const CHUNK_BYTES = 256 * 1024;

/** One line of the file: how something stands since. The first one says what file it is. */
type Line =
  | { format: number; secret: string }
  | { region: string; kind: Kind; key: string; number: number; item: object }
  | { region: string; kind: Kind; gone: string }
  | { region: string; kind: Kind; last: number }
  | { bucket: string; facts: Partial<Bucket> }
  | { role: { createdAt: number } | null }
  | { cleared: true };

/**
 * The world's state in a file: a journal, to which each call adds what it changed, and is answered only
 * then. When it has grown enough it is written anew beside the old one, and takes its place: so a change
 * costs what is changed, and whatever ends the program, all that was answered is there.
 */
export class DataFile implements ChangeListener {
  /** What changed since it was last written, by region, kind and key; then the buckets. */
  readonly #changed = new Map<string, readonly [region: string, kind: Kind, key: string]>();
  readonly #changedBuckets = new Set<string>();
  #isCleared = false;
  #role?: { createdAt: number };
  /** Whether the file has to be written whole. */
  #isNew = true;
  #saving?: Promise<void>;
  #bytes = 0;
  #compactBytes = 0;
  readonly #lock: string;
  readonly #unlock = () => {
    try {
      unlinkSync(this.#lock);
    } catch {
      // Whoever took it away has nothing to fear from us.
    }
  };

  /** Throws if another simulator has the file. */
  constructor(
    private readonly file: string,
    private readonly world: World,
  ) {
    this.#lock = `${file}.lock`;
    this.#takeLock();
    process.on("exit", this.#unlock);
    world.listener = this;
  }

  /** Lets another simulator have the file, once what is being written is. */
  async close(): Promise<void> {
    await this.#saving?.catch(() => {});
    process.off("exit", this.#unlock);
    this.#unlock();
  }

  /**
   * Brings the world to the state that is kept. Gives false if there is none: a file that is damaged
   * is set aside, with a message. Throws if the file is there but cannot be read.
   */
  load(): boolean {
    if (!existsSync(this.file)) return false;
    const text = this.#read();
    try {
      this.#restore(text);
    } catch (error) {
      this.world.clear();
      const aside = `${this.file}.damaged-${Date.now()}`;
      renameSync(this.file, aside);
      const { message } = error as Error;
      console.error(
        `IVS simulator: ${this.file} is damaged (${message}); it is now ${aside}, and nothing of it is in use`,
      );
      return false;
    }
    chmodSync(this.file, 0o600);
    this.#changed.clear();
    this.#changedBuckets.clear();
    this.#isCleared = false;
    this.#isNew = false;
    this.#role = this.world.recordingRole;
    return true;
  }

  changed(region: string, kind: Kind, key: string): void {
    this.#changed.set(`${region}/${kind}/${key}`, [region, kind, key]);
  }

  bucketChanged(name: string): void {
    this.#changedBuckets.add(name);
  }

  cleared(): void {
    this.#changed.clear();
    this.#changedBuckets.clear();
    this.#isCleared = true;
  }

  /** Waits until all that has changed by now is in the file. */
  async save(): Promise<void> {
    if (this.#isDue()) {
      // What is being written now lacks some of it; what is written next, whoever began it, does not.
      await this.#saving?.catch(() => {});
      if (this.#isDue()) {
        this.#saving ??= this.#write().finally(() => {
          this.#saving = undefined;
        });
      }
    }
    await this.#saving;
  }

  #isDue(): boolean {
    return (
      this.#isNew ||
      this.#isCleared ||
      this.#changed.size > 0 ||
      this.#changedBuckets.size > 0 ||
      this.#role !== this.world.recordingRole
    );
  }

  async #write(): Promise<void> {
    try {
      const limit = Math.max(MIN_COMPACT_BYTES, this.#compactBytes * COMPACT_FACTOR);
      if (this.#isNew || this.#bytes > limit) await this.#rewrite();
      else await this.#append();
    } catch (error) {
      throw new Error(`cannot write ${this.file}: ${(error as Error).message}`);
    }
  }

  /** Adds what changed to the file's end. If that fails it is due once more, with the file as it was. */
  async #append(): Promise<void> {
    const { recordingRole } = this.world;
    const changed = new Map(this.#changed);
    const buckets = new Set(this.#changedBuckets);
    const wasCleared = this.#isCleared;
    const text = this.#changeLines().map(toText).join("");
    this.#changed.clear();
    this.#changedBuckets.clear();
    this.#isCleared = false;
    const bytes = Buffer.from(text);
    try {
      // Opened each time: a file that was taken away must not be written to without a word.
      const handle = await promises.open(this.file, "r+");
      try {
        await handle.truncate(this.#bytes);
        await handle.write(bytes, 0, bytes.length, this.#bytes);
      } finally {
        await handle.close();
      }
    } catch (error) {
      if (!this.#isCleared) {
        for (const [key, change] of changed) this.#changed.set(key, change);
        for (const name of buckets) this.#changedBuckets.add(name);
        this.#isCleared = wasCleared;
      }
      throw error;
    }
    this.#bytes += bytes.length;
    this.#role = recordingRole;
  }

  /** Writes the file anew. What changes meanwhile is added afterwards. */
  async #rewrite(): Promise<void> {
    const { recordingRole } = this.world;
    this.#changed.clear();
    this.#changedBuckets.clear();
    this.#isCleared = false;
    // If it fails, or is not done yet, only a whole file will do.
    this.#isNew = true;
    const next = `${this.file}.new`;
    const handle = await promises.open(next, "w", 0o600);
    let bytes = 0;
    try {
      await handle.chmod(0o600);
      let waiting = "";
      for (const line of this.#allLines()) {
        waiting += toText(line);
        if (waiting.length < CHUNK_BYTES) continue;
        bytes += (await handle.write(waiting)).bytesWritten;
        waiting = "";
      }
      bytes += (await handle.write(waiting)).bytesWritten;
      await handle.sync();
    } finally {
      await handle.close();
    }
    await promises.rename(next, this.file);
    this.#isNew = false;
    this.#bytes = bytes;
    this.#compactBytes = bytes;
    this.#role = recordingRole;
    // What changed meanwhile may be in it by halves.
    if (this.#isDue()) await this.#append();
  }

  #changeLines(): Line[] {
    const { world } = this;
    const lines: Line[] = this.#isCleared ? [{ cleared: true }] : [];
    if (this.#isCleared || this.#role !== world.recordingRole) {
      lines.push({ role: world.recordingRole ?? null });
    }
    for (const bucket of this.#changedBuckets) {
      lines.push({ bucket, facts: world.buckets.said(bucket) ?? {} });
    }
    for (const [region, kind, key] of this.#changed.values()) {
      const entry = world.region(region)[kind].entry(key);
      lines.push(
        entry ? { region, kind, key, ...(entry as EntryOf) } : { region, kind, gone: key },
      );
    }
    return lines;
  }

  *#allLines(): Generator<Line> {
    const { world } = this;
    yield { format: FORMAT, secret: world.secret.toString("base64") };
    yield { role: world.recordingRole ?? null };
    for (const [bucket, facts] of world.buckets.dump()) yield { bucket, facts };
    for (const region of world.regions()) {
      for (const kind of kinds) {
        const table = region[kind];
        yield { region: region.name, kind, last: table.lastNumber };
        for (const [key, entry] of table.entries()) {
          yield { region: region.name, kind, key, ...(entry as EntryOf) };
        }
      }
    }
  }

  #read(): string {
    try {
      return readFileSync(this.file, "utf8");
    } catch (error) {
      throw new Error(`cannot read ${this.file}: ${(error as Error).message}`);
    }
  }

  #restore(text: string): void {
    // A line without an end was being written when the program was killed: nobody was answered for it.
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    const [head = "", ...rest] = whole.split("\n").slice(0, -1);
    const { format, secret } = (head === "" ? {} : JSON.parse(head)) as Partial<
      Extract<Line, { format: number }>
    >;
    if (format !== FORMAT || typeof secret !== "string") {
      throw new Error(`its format is ${format}, not ${FORMAT}`);
    }
    this.world.clear();
    this.world.secret = Buffer.from(secret, "base64");
    for (const [index, line] of rest.entries()) {
      try {
        this.#take(JSON.parse(line) as Line);
      } catch (error) {
        throw new Error(`line ${index + 2}: ${(error as Error).message}`);
      }
    }
    this.#bytes = Buffer.byteLength(whole);
    this.#compactBytes = this.#bytes;
    if (whole !== text) truncateSync(this.file, this.#bytes);
  }

  #take(line: Line): void {
    const { world } = this;
    if ("cleared" in line) world.clear();
    else if ("role" in line) world.recordingRole = line.role ?? undefined;
    else if ("bucket" in line) world.buckets.restore(line.bucket, line.facts);
    else if ("kind" in line && kinds.includes(line.kind) && typeof line.region === "string") {
      const region = world.region(line.region);
      if ("last" in line) region[line.kind].lastNumber = line.last;
      else if ("gone" in line) region.restore(line.kind, line.gone);
      else {
        const item = revive(line.kind, line.key, line.item);
        region.restore(line.kind, line.key, { number: line.number, item });
      }
    } else throw new Error("it says nothing that is known");
  }

  #takeLock(): void {
    for (let tries = 0; ; tries++) {
      try {
        const lock = openSync(this.#lock, "wx", 0o600);
        writeFileSync(lock, `${process.pid} ${hostname()}\n`);
        closeSync(lock);
        return;
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException;
        if (code !== "EEXIST") throw new Error(`cannot write ${this.#lock}: ${message}`);
      }
      const holder = readFileSync(this.#lock, "utf8").trim();
      if (tries > 0 || isRunning(holder, statSync(this.#lock).mtimeMs)) {
        throw new Error(
          `${this.file} is in use by another simulator (process ${holder}); stop that one, or if there is none remove ${this.#lock}`,
        );
      }
      unlinkSync(this.#lock);
    }
  }
}

interface EntryOf {
  number: number;
  item: object;
}

const toText = (line: Line) => `${JSON.stringify(line)}\n`;

/** Whether the process that a lock names is there still: one of another machine is taken to be. */
function isRunning(holder: string, lockedAt: number): boolean {
  const [pid = "", host] = holder.split(" ");
  // Another has only just made the lock, and not yet said who it is.
  if (!host) return Date.now() - lockedAt < 10_000;
  if (host !== hostname()) return true;
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
