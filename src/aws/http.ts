import { FetchHttpHandler } from "@smithy/fetch-http-handler";

/** How long an answer may take (ms). */
const SLOW = 20_000;

/** What Node's fetch calls a failure of the network, in the words that the SDK and we know. */
const CODES: Readonly<Record<string, string>> = {
  UND_ERR_CONNECT_TIMEOUT: "ETIMEDOUT",
  UND_ERR_SOCKET: "ECONNRESET",
};

/**
 * How the SDK sends its requests: by fetch. The editor gives each request of Node's own http module a connection of its
 * own, whatever agent it came with; fetch keeps them (not yet in 1.100), and goes through the editor's proxy as well.
 */
export function requestHandler(): FetchHttpHandler {
  return new FetchHttpHandler({
    requestTimeout: SLOW,
    customFetch: whole,
    // The service never redirects; what does must get neither the call nor its signature.
    requestInit: () => ({ redirect: "manual" }),
  });
}

/** An answer is read to its end: one that breaks off is a failure of the network, like one that never came. */
async function whole(...[request, more]: Parameters<typeof fetch>): Promise<Response> {
  // Fetch says it itself; where it is said twice, the fetch of VS Code 1.100 refuses it.
  if (request instanceof Request) request.headers.delete("content-length");
  try {
    const answer = await fetch(request, more);
    const body = await answer.arrayBuffer();
    return new Response(body.byteLength > 0 ? body : null, answer);
  } catch (error) {
    // "fetch failed" and "terminated" say nothing: what happened is the cause.
    const { cause } = error as { cause?: { message?: string; code?: string } };
    if (!cause) throw error;
    const { code = "", message } = cause;
    throw Object.assign(new Error(message || code, { cause }), {
      code: CODES[code] ?? (code || undefined),
    });
  }
}
