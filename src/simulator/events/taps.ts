import { createWriteStream, openSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { EventBridgeEvent } from "./event";

/** What takes events and brings them somewhere: it never makes anybody wait. */
export interface Tap {
  take(event: EventBridgeEvent): void;
  /** Rejects never; resolves once what it took is where it belongs, or is given up. */
  close(): Promise<void>;
}

/** Events that wait to be sent; more are lost. */
const MAX_WAITING = 10_000;
const TIMEOUT_MS = 10_000;
const FIRST_RETRY_MS = 250;
const MAX_RETRY_MS = 10_000;
const TRIES = 10;

/**
 * The tap that `--events` names: a file, or a URL of this machine. Throws an Error that says what is
 * wrong with it.
 */
export function openTap(target: string): Tap {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(target)) return fileTap(target);
  const url = URL.canParse(target) ? new URL(target) : undefined;
  const isOwn = ["127.0.0.1", "localhost", "[::1]"].includes(url?.hostname ?? "");
  if (url?.protocol !== "http:" || !isOwn) {
    throw new Error(
      "must be a file, or an http URL of this machine, such as http://127.0.0.1:8080/",
    );
  }
  return urlTap(url);
}

/** Appends each event to a file, one a line: NDJSON. */
function fileTap(file: string): Tap {
  const stream = createWriteStream(file, { fd: openSync(file, "a") });
  let isBroken = false;
  stream.on("error", ({ message }) => {
    if (!isBroken) console.error(`IVS simulator: cannot write events to ${file}: ${message}`);
    isBroken = true;
  });
  return {
    take: (event) => {
      if (!isBroken) stream.write(`${JSON.stringify(event)}\n`);
    },
    close: () =>
      new Promise((resolve) => {
        stream.on("close", resolve).end();
      }),
  };
}

/** POSTs each event to a URL, one after the other: an event is tried again until it is taken. */
function urlTap(url: URL): Tap {
  const waiting: EventBridgeEvent[] = [];
  const closing = new AbortController();
  let sending: Promise<void> | undefined;

  const sendAll = async () => {
    for (let event = waiting.shift(); event; event = waiting.shift()) {
      const problem = await send(event);
      if (closing.signal.aborted) return;
      if (problem) {
        const what = event["detail-type"];
        console.error(`IVS simulator: gave up sending an event (${what}) to ${url}: ${problem}`);
      }
    }
  };
  /** What kept an event from being taken, if it was not. */
  const send = async (event: EventBridgeEvent): Promise<string | undefined> => {
    let problem = "";
    for (let tries = 0; tries < TRIES; tries++) {
      if (tries > 0) {
        const delayMs = Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** (tries - 1));
        await sleep(delayMs, undefined, { ref: false, signal: closing.signal }).catch(() => {});
      }
      if (closing.signal.aborted) return undefined;
      try {
        const { ok, status } = await post(event);
        if (ok) return undefined;
        problem = `it answers ${status}`;
      } catch (error) {
        const { cause, message } = error as Error;
        problem = cause instanceof Error ? cause.message : message;
      }
    }
    return problem;
  };
  const post = async (event: EventBridgeEvent): Promise<Response> => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(event),
      redirect: "manual",
      signal: AbortSignal.any([closing.signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    // What it says is of no interest, but the connection is free only when it was read.
    await response.arrayBuffer();
    return response;
  };

  return {
    take(event) {
      if (closing.signal.aborted) return;
      if (waiting.length === MAX_WAITING) {
        console.error(`IVS simulator: ${url} does not take events fast enough: one is lost`);
        return;
      }
      waiting.push(event);
      sending ??= sendAll().finally(() => {
        sending = undefined;
      });
    },
    async close() {
      closing.abort();
      await sending;
    },
  };
}
