import type { HttpRequest, HttpResponse } from "./http";
import { ivs } from "./ivs/service";

/*
 * Who may ask: programs of this machine, and web pages that come from it. A web page elsewhere shows by its
 * origin, and by the host that it asks if that host's name was made to point here (DNS rebinding).
 */

const LOOPBACK = /^(127\.0\.0\.1|localhost|[a-z0-9-]+\.localhost|\[::1\])(:\d+)?$/i;

/** Whether a request is for this machine by a name that nobody else can have. */
export function isForLoopback({ headers }: HttpRequest): boolean {
  return LOOPBACK.test(headers.host ?? "");
}

/** Whether a request comes from a program, or from a web page of this machine. */
export function isFromLoopback({ headers: { origin } }: HttpRequest): boolean {
  return origin === undefined || LOOPBACK.test(origin.replace(/^https?:\/\//, ""));
}

/** What the API's model lets web pages send, what its signature needs, and what they may read. */
const ALLOWED =
  "Authorization,Content-Type,X-Amz-Content-Sha256,X-Amz-Date,X-Amz-Security-Token,X-Amz-User-Agent,X-Api-Key,amz-sdk-invocation-id,amz-sdk-request";
const EXPOSED =
  "date,x-amz-apigw-id,x-amzn-errormessage,x-amzn-errortype,x-amzn-requestid,x-amzn-trace-id";

/** What a browser asks before it sends a call of a web page to the IVS API; undefined if it is not that. */
export function preflight(request: HttpRequest): HttpResponse | undefined {
  const { origin } = request.headers;
  const method = request.headers["access-control-request-method"];
  if (request.method !== "OPTIONS" || origin === undefined || method === undefined)
    return undefined;
  if (!ivs.operationOf({ ...request, method })) return undefined;
  return {
    status: 204,
    headers: {
      ...crossOriginHeaders(request),
      "Access-Control-Allow-Headers": ALLOWED,
      "Access-Control-Allow-Methods": method,
      "Access-Control-Max-Age": "3600",
    },
  };
}

/** What lets the web page that made a request read the answer. */
export function crossOriginHeaders({ headers: { origin } }: HttpRequest): Record<string, string> {
  if (origin === undefined) return {};
  return {
    "Access-Control-Allow-Origin": origin,
    "Access-Control-Expose-Headers": EXPOSED,
    Vary: "Origin",
  };
}
