import { notFound, Refusal } from "./refusal";
import { factsOf, type OperationName } from "./wire";

interface Entry<T> {
  readonly number: number;
  item: T;
  /** What the last page that held the item showed of it. */
  shown?: object;
}

/**
 * The resources of one kind in one region, in order of creation. Each holds a number that only
 * grows, and a page token is the number of the page's last one: a page is found by bisection, costs
 * what it holds, and neither repeats nor skips when others come and go between pages.
 */
export class Collection<T> {
  readonly #entries = new Map<string, Entry<T>>();
  readonly #ordered: Entry<T>[] = [];
  #last = 0;

  /** Adds an item after all others. */
  add(arn: string, item: T): void {
    const entry = { number: ++this.#last, item };
    this.#entries.set(arn, entry);
    this.#ordered.push(entry);
  }

  get(arn: string): T | undefined {
    return this.#entries.get(arn)?.item;
  }

  /** The item of that ARN; refuses one that is not here, of another region or account say. */
  find(arn: string): T {
    const item = this.get(arn);
    if (item === undefined) throw notFound(arn);
    return item;
  }

  delete(arn: string): void {
    const entry = this.#entries.get(arn);
    if (!entry) return;
    this.#entries.delete(arn);
    this.#ordered.splice(this.#firstAfter(entry.number - 1), 1);
  }

  values(): T[] {
    return this.#ordered.map(({ item }) => item);
  }

  /** The first item that matches. */
  first(match: (item: T) => boolean): T | undefined {
    return this.#ordered.find(({ item }) => match(item))?.item;
  }

  /**
   * One page of the items that match, each turned into its summary, and the token of the next page
   * if there is one. A summary that still says the same is still the same object. Refuses a token that the same list operation did not give.
   */
  page<S extends object>(
    operation: OperationName,
    { nextToken, maxResults }: { nextToken?: string; maxResults?: number },
    summary: (item: T) => S,
    match: (item: T) => boolean = () => true,
  ): { items: S[]; nextToken?: string } {
    const size = maxResults ?? factsOf(operation).page?.size ?? 100;
    const items: S[] = [];
    let last = 0;
    // An empty token means the first page: the AWS CLI's examples send it so.
    const start = nextToken ? this.#firstAfter(readToken(operation, nextToken)) : 0;
    for (let index = start; index < this.#ordered.length; index++) {
      const entry = this.#ordered[index];
      if (!entry || !match(entry.item)) continue;
      if (items.length === size) return { items, nextToken: writeToken(operation, last) };
      const shown = summary(entry.item);
      if (!entry.shown || !sameMembers(entry.shown, shown)) entry.shown = shown;
      items.push(entry.shown as S);
      last = entry.number;
    }
    return { items };
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

function sameMembers(one: object, other: object): boolean {
  for (const name in other) {
    if (one[name as keyof object] !== other[name as keyof object]) return false;
  }
  return true;
}

function writeToken(operation: OperationName, last: number): string {
  return Buffer.from(`${operation}:${last}`).toString("base64url");
}

function readToken(operation: OperationName, token: string): number {
  const last = Number(Buffer.from(token, "base64url").toString().split(":")[1]);
  if (!Number.isInteger(last) || token !== writeToken(operation, last)) {
    throw new Refusal("ValidationException", "Invalid nextToken");
  }
  return last;
}
