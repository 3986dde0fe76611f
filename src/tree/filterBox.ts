import * as vscode from "vscode";
import { contextKey } from "../ui/manifest";
import type { SavedState } from "../ui/savedState";
import { type Filter, isFiltering, NO_FILTER } from "./filter";

/** The filter of this workspace: kept over a reload. */
export class FilterBox implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<Filter>();
  readonly onDidChange = this.#changed.event;
  readonly #setFiltered = contextKey("ivs.filtered");
  #value: Filter;

  constructor(private readonly saved: SavedState<Filter>) {
    this.#value = saved.get() ?? NO_FILTER;
    this.#setFiltered(isFiltering(this.#value));
  }

  get value(): Filter {
    return this.#value;
  }

  set(value: Filter): void {
    this.#value = value;
    void this.saved.set(isFiltering(value) ? value : undefined);
    this.#setFiltered(isFiltering(value));
    this.#changed.fire(value);
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

/** Whether a value can be a filter. */
export function isFilter(value: unknown): value is Filter {
  const { text, live, states } = value instanceof Object ? (value as Record<string, unknown>) : {};
  return typeof text === "string" && typeof live === "boolean" && Array.isArray(states);
}
