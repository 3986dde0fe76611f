import type { Fault } from "../../src/simulator/faults";
import type { Simulator } from "../../src/simulator/server";
import { context, type VirtualTime } from "./time";

/** What befalls a call: a fault of the simulator, or one of the way there. */
export interface Trouble
  extends Partial<Omit<Fault, "operation" | "region" | "times" | "delayMs">> {
  /** It arrives only so much later, whether anybody waits for it still or not. */
  readonly delayMs?: number;
  /** Something that happens just before it arrives. */
  readonly meanwhile?: () => void;
}

export interface Call {
  readonly operation: string;
  /** The how manieth call of the operation it is, from 1. */
  readonly number: number;
  readonly at: number;
  /** What is sent. */
  readonly sent: string;
  /** The window that it comes from. */
  readonly from: unknown;
}

/** The way from the extension to one simulator: one call after the other, so that each run goes the same way. */
export class Network {
  /** Calls since `count` was called. */
  calls: Call[] = [];
  /** Says what befalls a call. */
  trouble: (call: Call) => Trouble | undefined = () => undefined;
  /** Told of each call once the simulator has answered it, with what came back, as far as it did. */
  handled: (call: Call, answer: string | undefined) => void = () => {};
  /** Calls that are held back still. */
  underway = 0;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly simulator: Simulator,
    private readonly time: VirtualTime,
  ) {}

  /** Counts from here. */
  count(): void {
    this.calls = [];
  }

  async send(request: Request): Promise<Response> {
    const operation = operationOf(request);
    const number = this.calls.filter((call) => call.operation === operation).length + 1;
    const from = context.getStore()?.window;
    const call = { operation, number, at: this.time.now(), from, sent: "" };
    this.calls.push(call);
    const { delayMs = 0, meanwhile, ...fault } = this.trouble(call) ?? {};
    // What nobody waits for any more arrives all the same.
    const body = new Uint8Array(await request.arrayBuffer());
    call.sent = Buffer.from(body).toString();
    const own = { method: request.method, headers: request.headers, body, redirect: "manual" };
    this.underway++;
    if (delayMs > 0) await this.time.pause(delayMs);
    try {
      return await this.time.hold(() =>
        this.#inTurn(async () => {
          meanwhile?.();
          let text: string | undefined;
          if (Object.keys(fault).length > 0)
            this.simulator.faults.waiting.push({ operation, times: 1, ...fault });
          try {
            const answer = await context.exit(() => realFetch(request.url, own as RequestInit));
            const whole = await answer.arrayBuffer();
            text = answer.ok ? Buffer.from(whole).toString() : undefined;
            return new Response(whole.byteLength > 0 ? whole : null, answer);
          } finally {
            this.simulator.faults.waiting = [];
            this.handled(call, text);
          }
        }),
      );
    } finally {
      this.underway--;
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#turn.then(work);
    this.#turn = next.catch(() => {});
    return next;
  }
}

/** The operation of a call of IVS's, by its path; others by method. */
function operationOf({ method, url }: Request): string {
  const [, first = ""] = new URL(url).pathname.split("/");
  if (first !== "tags") return method === "HEAD" ? "HeadBucket" : first;
  return method === "DELETE" ? "UntagResource" : method === "POST" ? "TagResource" : "ListTags";
}

const realFetch = globalThis.fetch;
const networks = new Map<string, Network>();

/** From now on calls to this simulator go this way. */
export function connectTo(url: string, network: Network): void {
  networks.set(new URL(url).origin, network);
}

export function patchFetch(): void {
  globalThis.fetch = (input, init) => {
    const request = new Request(input, init);
    const network = networks.get(new URL(request.url).origin);
    if (!network || !context.getStore()) return realFetch(input, init);
    const { signal } = request;
    const alive = <T>(end: (value: T) => void) => {
      const { window } = context.getStore() ?? {};
      // A window that crashed hears nothing any more.
      return (value: T) => (window as { crashed?: boolean } | undefined)?.crashed || end(value);
    };
    return new Promise((resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason));
      network.send(request).then(alive(resolve), alive(reject));
    });
  };
}
