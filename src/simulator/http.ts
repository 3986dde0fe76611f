import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

const SLOW_PIECES = 10;

/** A request as it came. */
export interface HttpRequest {
  readonly method: string;
  /** As on the wire: percent-encoded, without the query. */
  readonly rawPath: string;
  /** With one slash for each run of them: clients put two where their endpoint ends in one. */
  readonly path: string;
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface HttpResponse {
  status: number;
  /** JSON, unless the headers say otherwise. Without it, no body at all. */
  body?: string | Buffer;
  headers?: Record<string, string>;
  /** Cut the connection in the middle of the body. */
  truncated?: boolean;
  /** Send the body in pieces, over so long a time. */
  slowMs?: number;
}

/** Reads a request's body to its end; undefined if it has more bytes than that. */
export function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  // By events: iterating over the request would cost more than all else that a call does.
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      // Read on, or the client would see a cut connection in place of the error.
      if (size <= maxBytes) chunks.push(chunk);
    });
    request.on("end", () => {
      if (size > maxBytes) resolve(undefined);
      else resolve(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks));
    });
    request.on("error", reject);
    request.on("close", () => {
      if (!request.complete) reject(new Error("The client went away"));
    });
  });
}

/** Writes an answer. A body may be sent over some time, or only half of it before the end. */
export async function send(response: ServerResponse, answer: HttpResponse): Promise<void> {
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
