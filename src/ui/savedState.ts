import type * as vscode from "vscode";

/**
 * Something that is kept over a reload, with the version of its shape: what an older or newer extension kept, and what
 * can't be what we kept, is dropped, with a line in the log.
 */
export class SavedState<T> {
  constructor(
    private readonly memento: vscode.Memento,
    private readonly key: `ivs.${string}`,
    private readonly version: number,
    /** Whether what was kept has the shape that is expected. */
    private readonly isValid: (value: unknown) => value is T,
    private readonly log: Pick<vscode.LogOutputChannel, "warn">,
  ) {}

  get(): T | undefined {
    const kept: unknown = this.memento.get(this.key);
    if (kept === undefined) return undefined;
    const { version, value } = kept instanceof Object ? (kept as Record<string, unknown>) : {};
    if (version === this.version && this.isValid(value)) return value;
    this.log.warn(`${this.key}: what was kept can't be read, and was dropped.`);
    void this.memento.update(this.key, undefined);
    return undefined;
  }

  /** Undefined: keeps nothing. */
  async set(value: T | undefined): Promise<void> {
    const kept = value === undefined ? undefined : { version: this.version, value };
    await this.memento.update(this.key, kept);
  }
}

/** Whether a value is yes or no. */
export function isBoolean(value: unknown): value is boolean {
  return typeof value === "boolean";
}
