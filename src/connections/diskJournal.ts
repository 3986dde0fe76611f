import { randomUUID } from "node:crypto";
import { type FSWatcher, renameSync, watch } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import type { Disposer } from "../core/clock";
import type { Journal, Plan } from "../core/journal";

/** What a plan's file says first; what a later extension writes otherwise is not read. */
const VERSION = 1;
/** How often a window says that it is alive (ms). */
const HEARTBEAT = 10_000;
/** A window that has not said so for this long is gone, whatever process has its number now (ms). */
const GONE = 60_000;

/** The owner of plans whose window was closed. */
const NOBODY = "0-closed";

/** A plan's file: `<id>.<process>-<window>.json`. Who renames it owns it: only one can. */
interface PlanFile {
  readonly name: string;
  readonly id: string;
  readonly owner: string;
}

/** Keeps plans in a folder, a file each. A damaged file, or one of another version, is left alone, with a log line. */
export class DiskJournal implements Journal {
  readonly #owner = `${process.pid}-${randomUUID().slice(0, 8)}`;
  readonly #own = new Set<string>();
  #heartbeat: NodeJS.Timeout | undefined;
  /** Writes of a plan follow each other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly folder: string,
    private readonly log: { warn(line: string): void },
  ) {}

  save(plan: Plan): Promise<void> {
    return this.#inTurn(async () => {
      const before = (await this.#files()).filter(({ id }) => id === plan.id);
      const draft = path.join(this.folder, `${plan.id}.${randomUUID()}.draft`);
      await mkdir(this.folder, { recursive: true });
      await writeFile(draft, JSON.stringify({ version: VERSION, ...plan }), { mode: 0o600 });
      await rename(draft, this.#path(plan.id));
      for (const { name, owner } of before)
        if (owner !== this.#owner) await rm(path.join(this.folder, name), { force: true });
      this.#own.add(plan.id);
      this.#heartbeat ??= setInterval(() => void this.#beat(), HEARTBEAT).unref();
    });
  }

  forget(id: string): Promise<void> {
    return this.#inTurn(async () => {
      this.#own.delete(id);
      await rm(this.#path(id), { force: true });
    });
  }

  async abandoned(): Promise<readonly Plan[]> {
    const all = await this.#files();
    const gone = await Promise.all(all.map((file) => this.#isAbandoned(file)));
    const plans = await Promise.all(all.filter((_, i) => gone[i]).map((file) => this.#read(file)));
    return plans.filter((plan) => plan !== undefined);
  }

  async own(): Promise<readonly Plan[]> {
    const all = (await this.#files()).filter(({ owner }) => owner === this.#owner);
    const plans = await Promise.all(all.map((file) => this.#read(file)));
    return plans.filter((plan) => plan !== undefined);
  }

  claim(id: string, force = false): Promise<boolean> {
    return this.#inTurn(async () => {
      for (const file of await this.#files()) {
        if (file.id !== id) continue;
        if (file.owner === this.#owner) return true;
        if (!force && !(await this.#isAbandoned(file))) continue;
        try {
          await rename(path.join(this.folder, file.name), this.#path(id));
        } catch {
          continue;
        }
        this.#own.add(id);
        await this.#beat();
        return true;
      }
      return false;
    });
  }

  async all(kind: string): Promise<readonly { readonly plan: Plan; readonly own: boolean }[]> {
    // A file that went missing between listing and reading may have been renamed: it is listed again.
    for (let again = 0; ; again++) {
      const files = await this.#files();
      const plans = await Promise.all(files.map((file) => this.#read(file)));
      const now = new Set((await this.#files()).map(({ name }) => name));
      if (again < 5 && files.some(({ name }, i) => plans[i] === undefined && !now.has(name)))
        continue;
      return files.flatMap(({ owner }, i) => {
        const plan = plans[i];
        return plan?.kind === kind ? [{ plan, own: owner === this.#owner }] : [];
      });
    }
  }

  /** Calls back when a window has written. */
  watch(changed: () => void): Disposer {
    let closed = false;
    let watcher: FSWatcher | undefined;
    void mkdir(this.folder, { recursive: true })
      .then(() => {
        if (!closed) watcher = watch(this.folder, changed).on("error", () => {});
      })
      // Where folders can't be watched, what is in them is looked at when it matters all the same.
      .catch((error: Error) => this.log.warn(error.message));
    return () => {
      closed = true;
      watcher?.close();
    };
  }

  /** The window closes: the next one need not wait until this one's process is gone. */
  dispose(): void {
    clearInterval(this.#heartbeat);
    for (const id of this.#own) {
      try {
        renameSync(this.#path(id), path.join(this.folder, `${id}.${NOBODY}.json`));
      } catch {
        // It has ended, or another window has it.
      }
    }
  }

  #path(id: string): string {
    return path.join(this.folder, `${id}.${this.#owner}.json`);
  }

  #inTurn<T>(write: () => Promise<T>): Promise<T> {
    const next = this.#last.then(write);
    this.#last = next.catch(() => {});
    return next;
  }

  async #files(): Promise<PlanFile[]> {
    const names = await readdir(this.folder).catch(() => []);
    return names.flatMap((name) => {
      const [, id, owner] = /^([\w-]+)\.(\d+-\w+)\.json$/.exec(name) ?? [];
      return id && owner ? [{ name, id, owner }] : [];
    });
  }

  async #read({ name }: PlanFile): Promise<Plan | undefined> {
    try {
      const { version, ...plan } = JSON.parse(await readFile(path.join(this.folder, name), "utf8"));
      const known = ["id", "kind", "connection", "title"].every(
        (key) => typeof plan[key] === "string",
      );
      if (version === VERSION && known && plan.data instanceof Object) return plan;
      this.log.warn(`${name}: this unfinished change can't be read, and is left alone.`);
    } catch (error) {
      // Ended meanwhile.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT")
        this.log.warn(`${name}: ${(error as Error).message}`);
    }
    return undefined;
  }

  async #isAbandoned({ name, owner }: PlanFile): Promise<boolean> {
    if (owner === this.#owner) return false;
    if (owner === NOBODY) return true;
    try {
      process.kill(Number(owner.split("-")[0]), 0);
    } catch (error) {
      // EPERM: it is somebody's.
      if ((error as NodeJS.ErrnoException).code === "ESRCH") return true;
    }
    const { mtimeMs } = await stat(path.join(this.folder, name)).catch(() => ({ mtimeMs: 0 }));
    return Date.now() - mtimeMs > GONE;
  }

  async #beat(): Promise<void> {
    const now = new Date();
    for (const id of this.#own) await utimes(this.#path(id), now, now).catch(() => {});
  }
}
