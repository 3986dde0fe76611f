import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { Refusal } from "./refusal";

/** More than any request of the API can need. */
const MAX_BODY_BYTES = 1024 * 1024;
const SLOW_PIECES = 10;

export interface Answer {
  status: number;
  /** JSON, unless the headers say otherwise. Without it, no body at all. */
  body?: string | Buffer;
  headers?: Record<string, string>;
  /** Cut the connection in the middle of the body. */
  truncated?: boolean;
  /** Send the body in pieces, over so long a time. */
  slowMs?: number;
}

/** Reads a request's body to its end. Refuses one over 1 MB with a 413. */
export function readBody(request: IncomingMessage): Promise<Buffer> {
  // By events: iterating over the request would cost more than all else that a call does.
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      // Read on, or the client would see a cut connection in place of the refusal.
      if (size <= MAX_BODY_BYTES) chunks.push(chunk);
    });
    request.on("end", () => {
      if (size <= MAX_BODY_BYTES)
        resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks));
      else {
        const message = `Request is over ${MAX_BODY_BYTES} bytes`;
        reject(new Refusal("RequestEntityTooLargeException", message));
      }
    });
    request.on("error", reject);
    request.on("close", () => {
      if (!request.complete) reject(new Error("The client went away"));
    });
  });
}

/** The members of a JSON body; an empty body has none. Refuses what is not a JSON object. */
export function parseBody(body: Buffer): Record<string, unknown> {
  let value: unknown;
  try {
    value = body.length === 0 ? {} : JSON.parse(body.toString());
  } catch {
    throw new Refusal("SerializationException", "The request's body is not JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Refusal("SerializationException", "The request's body is not a JSON object");
  }
  return value as Record<string, unknown>;
}

/** Text as it must be written in HTML and XML, between tags and in attributes. */
export function escapeMarkup(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Writes an answer. A body may be sent over some time, or only half of it before the end. */
export async function send(response: ServerResponse, answer: Answer): Promise<void> {
  const { status, body, headers, truncated, slowMs } = answer;
  if (body === undefined) {
    response.writeHead(status, headers).end();
    return;
  }
  response.writeHead(status, {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(body),
    ...headers,
  });
  if (!truncated && !slowMs) {
    response.end(body);
    return;
  }
  const bytes = Buffer.from(body);
  const sent = truncated ? bytes.subarray(0, bytes.length >> 1) : bytes;
  const step = Math.max(1, Math.ceil(sent.length / SLOW_PIECES));
  response.flushHeaders();
  for (let at = 0; at < sent.length && !response.destroyed; at += step) {
    if (slowMs) await sleep(slowMs / SLOW_PIECES, undefined, { ref: false });
    // Node gathers what is written in one turn: each piece is to be on its way before the next.
    await new Promise((resolve) => response.write(sent.subarray(at, at + step), resolve));
  }
  if (truncated) response.destroy();
  else response.end();
}
