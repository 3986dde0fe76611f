import type { IncomingMessage, ServerResponse } from "node:http";
import { Refusal } from "./refusal";

/** More than any request of the API can need. */
const MAX_BODY_BYTES = 1024 * 1024;

export interface Answer {
  status: number;
  /** JSON. Without it, no body at all. */
  body?: string;
  headers?: Record<string, string>;
}

/** Reads a request's body to its end. Refuses one over 1 MB with a 413. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Read on, or the client would see a cut connection in place of the refusal.
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  if (size > MAX_BODY_BYTES) {
    throw new Refusal("RequestEntityTooLargeException", `Request is over ${MAX_BODY_BYTES} bytes`);
  }
  return Buffer.concat(chunks).toString();
}

/** The members of a JSON body; an empty body has none. Refuses what is not a JSON object. */
export function parseBody(body: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(body || "{}");
  } catch {
    throw new Refusal("SerializationException", "The request's body is not JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Refusal("SerializationException", "The request's body is not a JSON object");
  }
  return value as Record<string, unknown>;
}

/** Writes an answer whole. */
export function send(response: ServerResponse, { status, body, headers }: Answer): void {
  if (body === undefined) {
    response.writeHead(status, headers).end();
    return;
  }
  const bytes = Buffer.from(body);
  response
    .writeHead(status, {
      "Content-Type": "application/json",
      "Content-Length": bytes.length,
      ...headers,
    })
    .end(bytes);
}
