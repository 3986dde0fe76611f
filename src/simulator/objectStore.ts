import {
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, sep } from "node:path";

/** The objects of all buckets, as files: `<directory>/<bucket>/<key>`. Nothing outside is read or written. */
export class ObjectStore {
  constructor(readonly directory: string) {}

  /** The keys of a bucket, in the order in which S3 lists them. */
  keys(bucket: string): string[] {
    const folder = join(this.directory, bucket);
    if (!this.#isInside(folder) || !statSync(folder).isDirectory()) return [];
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.path, entry.name)
          .slice(folder.length + 1)
          .replaceAll("\\", "/"),
      )
      .sort((one, other) => (one < other ? -1 : 1));
  }

  /** The size of an object in bytes, and when it was last written; undefined if there is none. */
  stat(bucket: string, key: string): { size: number; modified: Date } | undefined {
    const file = this.#fileOf(bucket, key);
    if (!file || !this.#isInside(file)) return undefined;
    const { size, mtime } = statSync(file);
    return statSync(file).isFile() ? { size, modified: mtime } : undefined;
  }

  /** The bytes of an object that is there. */
  read(bucket: string, key: string): Buffer {
    return readFileSync(join(this.directory, bucket, key));
  }

  /** Writes an object. Throws if its key cannot be a path, or the disk does not take it. */
  write(bucket: string, key: string, content: string | Buffer): void {
    const file = this.#fileOf(bucket, key);
    if (!file) throw new Error(`${key} cannot be kept as a file`);
    mkdirSync(dirname(file), { recursive: true });
    if (!this.#isInside(dirname(file))) throw new Error(`${key} would be outside of its folder`);
    rmSync(file, { force: true });
    writeFileSync(file, content);
  }

  /** Keys are not paths: what a path would make of these parts is no key of ours. */
  #fileOf(bucket: string, key: string): string | undefined {
    const parts = `${bucket}/${key}`.split(/[/\\]/);
    const isPath = parts.some((part) => part === "" || part === "." || part === "..");
    return isPath || key.includes("\0") ? undefined : join(this.directory, bucket, key);
  }

  /** Whether a path is there and, all symbolic links followed, below the directory. */
  #isInside(path: string): boolean {
    try {
      return realpathSync.native(path).startsWith(realpathSync.native(this.directory) + sep);
    } catch {
      return false;
    }
  }
}
