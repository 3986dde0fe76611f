import * as vscode from "vscode";
import { contextKey } from "./contextKey";
import { type Filter, isFiltering, NO_FILTER } from "./nodes";

const KEY = "ivs.filter";

/** The filter of this workspace: kept over a reload. */
export class FilterBox implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<Filter>();
  readonly onDidChange = this.#changed.event;
  readonly #setFiltered = contextKey("ivs.filtered");
  #value: Filter;

  constructor(private readonly memento: vscode.Memento) {
    this.#value = memento.get(KEY, NO_FILTER);
    this.#setFiltered(isFiltering(this.#value));
  }

  get value(): Filter {
    return this.#value;
  }

  set(value: Filter): void {
    this.#value = value;
    void this.memento.update(KEY, isFiltering(value) ? value : undefined);
    this.#setFiltered(isFiltering(value));
    this.#changed.fire(value);
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
