import { factsOf, type OperationName } from "./ivs/api";
import { IvsError, notFound } from "./ivs/errors";

interface Entry<T> {
  readonly number: number;
  readonly item: T;
}

interface Page<S> {
  items: S[];
  nextToken?: string;
}

interface PageInput {
  nextToken?: string;
  maxResults?: number;
}

/** More pages than a client that reads all of the service's 5,000 channels asks for. */
const MAX_KEPT_PAGES = 1000;

/**
 * The resources of one kind in one region, in order of creation. Each holds a number that only
 * grows, and a page token is the number of the page's last one: a page is found by bisection, costs
 * what it holds, and neither repeats nor skips when others come and go between pages.
 */
export class Table<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #ordered: Entry<T>[] = [];
  /** Pages that hold as long as no item comes, goes or is handed out: whoever has one may change it. */
  readonly #pages = new Map<string, Page<unknown>>();
  #last = 0;

  /** `sign` makes page tokens ours; `onChange` is told the ARN of each item that came, went or was replaced. */
  constructor(
    private readonly sign: (text: string) => string,
    private readonly onChange?: (arn: string) => void,
  ) {}

  get size(): number {
    return this.#ordered.length;
  }

  /** Adds an item after all others. */
  add(arn: string, item: T): void {
    this.#put(arn, { number: ++this.#last, item });
    this.onChange?.(arn);
  }

  /** Puts an item in the place of the one that is there. */
  replace(arn: string, item: T): void {
    const entry = this.#entries.get(arn);
    if (!entry) return;
    this.#put(arn, { number: entry.number, item });
    this.onChange?.(arn);
  }

  get(arn: string): T | undefined {
    this.#pages.clear();
    return this.#entries.get(arn)?.item;
  }

  /** The item of that ARN; refuses one that is not here, of another region or account say. */
  find(arn: string): T {
    const item = this.get(arn);
    if (item === undefined) throw notFound(arn);
    return item;
  }

  delete(arn: string): void {
    if (this.#remove(arn)) this.onChange?.(arn);
  }

  values(): T[] {
    this.#pages.clear();
    return this.#ordered.map(({ item }) => item);
  }

  /** The first item that matches. */
  first(match: (item: T) => boolean): T | undefined {
    this.#pages.clear();
    return this.#ordered.find(({ item }) => match(item))?.item;
  }

  /** The last item that matches. */
  last(match: (item: T) => boolean): T | undefined {
    this.#pages.clear();
    return this.#ordered.findLast(({ item }) => match(item))?.item;
  }

  /** An item with the number that it has for good. */
  entry(key: string): Entry<T> | undefined {
    return this.#entries.get(key);
  }

  entries(): Iterable<readonly [key: string, entry: Entry<T>]> {
    return this.#entries;
  }

  /** The greatest number that an item ever had. */
  get lastNumber(): number {
    return this.#last;
  }

  set lastNumber(number: number) {
    this.#last = Math.max(this.#last, Number.isInteger(number) ? number : 0);
  }

  /** Puts an item back as it was kept, or takes it away: nobody is told. */
  restore(key: string, entry?: Entry<T>): void {
    if (!entry) {
      this.#remove(key);
      return;
    }
    if (!Number.isInteger(entry.number)) throw new Error(`${key} has no number`);
    this.#put(key, entry);
    this.lastNumber = entry.number;
  }

  /** Takes over how one item stands in another collection: there, changed or gone. */
  copy(arn: string, other: Table<T>): void {
    const entry = other.#entries.get(arn);
    if (entry) this.#put(arn, entry);
    else this.delete(arn);
  }

  /**
   * One page of the items that match, each turned into its summary, and the token of the next page
   * if there is one. Refuses a token that the same list operation did not give.
   */
  page<S>(
    operation: OperationName,
    input: PageInput,
    summary: (item: T) => S,
    match: (item: T) => boolean = () => true,
    order: "oldestFirst" | "newestFirst" = "oldestFirst",
  ): Page<S> {
    const { nextToken, maxResults, ...filter } = input;
    // A token is good for the list that gave it only: of that region, with those filters.
    const list = `${operation}/${JSON.stringify(filter)}`;
    const size = maxResults ?? factsOf(operation).page?.size ?? 100;
    const items: S[] = [];
    // An empty token means the first page: the AWS CLI's examples send it so.
    let last = nextToken ? this.#readToken(list, nextToken) : undefined;
    const step = order === "oldestFirst" ? 1 : -1;
    let index: number;
    if (step === 1) index = this.#firstAfter(last ?? 0);
    else index = (last === undefined ? this.size : this.#firstAfter(last - 1)) - 1;
    for (; index >= 0 && index < this.size; index += step) {
      const entry = this.#ordered[index];
      if (!entry || !match(entry.item)) continue;
      if (items.length === size) return { items, nextToken: this.#writeToken(list, last ?? 0) };
      items.push(summary(entry.item));
      last = entry.number;
    }
    return { items };
  }

  /**
   * The page that `page` gives of all items, as the same object until something may have changed.
   * For summaries that are drawn from their item alone.
   */
  keptPage<S>(operation: OperationName, input: PageInput, summary: (item: T) => S): Page<S> {
    const key = `${operation}/${JSON.stringify(input)}`;
    let page = this.#pages.get(key) as Page<S> | undefined;
    if (!page) {
      page = this.page(operation, input, summary);
      if (this.#pages.size >= MAX_KEPT_PAGES) this.#pages.clear();
      this.#pages.set(key, page);
    }
    return page;
  }

  #writeToken(list: string, last: number): string {
    return `${Buffer.from(`${last}`).toString("base64url")}_${this.sign(`${list}/${last}`)}`;
  }

  #readToken(list: string, token: string): number {
    const [encoded = ""] = token.split("_", 1);
    const last = Number(Buffer.from(encoded, "base64url").toString());
    if (!Number.isInteger(last) || token !== this.#writeToken(list, last)) {
      throw new IvsError("ValidationException", "Invalid nextToken");
    }
    return last;
  }

  #remove(arn: string): boolean {
    const entry = this.#entries.get(arn);
    if (!entry) return false;
    this.#pages.clear();
    this.#entries.delete(arn);
    this.#ordered.splice(this.#firstAfter(entry.number - 1), 1);
    return true;
  }

  #put(arn: string, entry: Entry<T>): void {
    this.#pages.clear();
    const known = this.#entries.has(arn);
    this.#entries.set(arn, entry);
    this.#ordered.splice(this.#firstAfter(entry.number - 1), known ? 1 : 0, entry);
  }

  /** The index of the first entry whose number is greater. */
  #firstAfter(number: number): number {
    let low = 0;
    let high = this.#ordered.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ordered[middle]?.number ?? 0) > number) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
