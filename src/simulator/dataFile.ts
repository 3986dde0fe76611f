import { existsSync, readFileSync, renameSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import type { Bucket } from "./buckets";
import { Timestamp } from "./model";
import type { RegionDump, World } from "./world";

/** What the file holds. */
interface Kept {
  format: 1;
  buckets: [name: string, facts: Partial<Bucket>][];
  regions: Record<string, RegionDump>;
}

/**
 * The world's state in a file. The file is written whole beside the old one and then takes its place,
 * so that whatever ends the program, one of the two is there; and a call is answered only once what
 * it changed is in the file.
 */
export class DataFile {
  #saved = -1;
  #saving?: Promise<void>;

  constructor(
    private readonly file: string,
    private readonly world: World,
  ) {}

  /**
   * Brings the world to the state that is kept. Gives false if there is none: a file that is damaged
   * is set aside, with a message. Throws if the file is there but cannot be read.
   */
  load(): boolean {
    if (!existsSync(this.file)) return false;
    const text = this.#read();
    try {
      const { format, buckets, regions } = JSON.parse(text) as Kept;
      if (format !== 1) throw new Error(`its format is ${format}, not 1`);
      this.world.clear();
      this.world.buckets.load(buckets);
      for (const [name, dump] of Object.entries(regions))
        this.world.region(name).load(revive(dump));
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
    this.#saved = this.world.version;
    return true;
  }

  /** Waits until all that has changed by now is in the file. */
  async save(): Promise<void> {
    const wanted = this.world.version;
    while (this.#saved < wanted) {
      this.#saving ??= this.#write().finally(() => {
        this.#saving = undefined;
      });
      await this.#saving;
    }
  }

  #read(): string {
    try {
      return readFileSync(this.file, "utf8");
    } catch (error) {
      throw new Error(`cannot read ${this.file}: ${(error as Error).message}`);
    }
  }

  async #write(): Promise<void> {
    const { version, buckets } = this.world;
    const regions = this.world.regions().map((region) => [region.name, region.dump()] as const);
    const kept: Kept = { format: 1, buckets: buckets.dump(), regions: Object.fromEntries(regions) };
    const next = `${this.file}.new`;
    try {
      await writeFile(next, JSON.stringify(kept), { flush: true, mode: 0o600 });
      await rename(next, this.file);
    } catch (error) {
      throw new Error(`cannot write ${this.file}: ${(error as Error).message}`);
    }
    this.#saved = version;
  }
}

/** Makes the texts that stand for points in time into those again. */
function revive(dump: RegionDump): RegionDump {
  for (const [, , stream] of dump.streams.items) {
    stream.startTime = new Timestamp(stream.startTime);
  }
  for (const [, , session] of dump.sessions.items) {
    for (const event of session.events) event.eventTime = new Timestamp(event.eventTime);
  }
  return dump;
}
