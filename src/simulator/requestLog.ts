/** One call to the IVS API: what it asked for, never what was in it. */
export interface LoggedRequest {
  /** The operation's name; for a call that is none of ours, its method and path. */
  operation: string;
  /** null if the call was not signed. */
  region: string | null;
  time: string;
  /** null while it is not answered, and for ever if its connection was cut. */
  status: number | null;
}

const KEPT = 1000;
const MAX_NAME = 200;

/** What names a call that is no operation of ours. A stream key could be in it, where a slip put it. */
export function nameOf(method: string, path: string): string {
  return `${method} ${path.replace(/sk_[a-z0-9-]+_\w+/g, "sk_***")}`.slice(0, MAX_NAME);
}

/** The calls since the last reset: all of them counted, the latest kept. */
export class RequestLog {
  counts: Record<string, number> = {};
  recent: LoggedRequest[] = [];

  /** The time of the last call, as text: many come in one millisecond. */
  #last = { now: Number.NaN, time: "" };

  /** Notes a call that came in; its region and status are filled in as they become known. */
  add(operation: string, now: number): LoggedRequest {
    if (now !== this.#last.now) this.#last = { now, time: new Date(now).toISOString() };
    const { time } = this.#last;
    const request: LoggedRequest = { operation, region: null, time, status: null };
    this.counts[operation] = (this.counts[operation] ?? 0) + 1;
    this.recent.push(request);
    if (this.recent.length > KEPT) this.recent.shift();
    return request;
  }

  clear(): void {
    this.counts = {};
    this.recent = [];
  }
}
