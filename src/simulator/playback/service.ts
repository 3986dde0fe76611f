import { ServiceError } from "../errors";
import type { HttpRequest, HttpResponse } from "../http";
import { jsonFrontErrors } from "../json";
import { multivariantPlaylist, renditionsOf } from "../recording/renditions";
import type { Call, Service } from "../service";
import { advance, openSession } from "../sessions";
import { type Claims, readToken } from "./token";

const errors = {
  invalid_playback_auth_token: 403,
  channel_not_found: 404,
  transcode_does_not_exist: 404,
} as const;

const heights = { SD: 480, HD: 720, FULL_HD: 1080 } as const;

/**
 * What a player asks first, of the host of a channel's playback URL: the playlist of its renditions, here at
 * the same path. The playlists and media that it names are not served.
 */
export const playback: Service = {
  // No signature is for it.
  name: "playback",
  operations: ["GetMultivariantPlaylist"],
  errors,
  frontErrors: jsonFrontErrors,
  requestIdHeader: "x-amzn-RequestId",
  maxBodyBytes: 0,
  takesUnsigned: true,
  isOpenToOrigins: true,
  claims: (request) => channelOf(request) !== undefined,
  operationOf: (request) => (channelOf(request) ? "GetMultivariantPlaylist" : undefined),
  rateOf: () => Number.POSITIVE_INFINITY,
  handle,
  writeError: ({ error, status, message }, _requestId, { path }) => ({
    status,
    headers: { "Access-Control-Allow-Origin": "*" },
    body: JSON.stringify([{ url: path, error: message, error_code: error, type: "error" }]),
  }),
};

function handle({ request, world }: Call): HttpResponse {
  const { region: name, arn } = channelOf(request) ?? { region: "", arn: "" };
  const region = world.region(name);
  advance(region);
  const channel = region.channels.get(arn);
  if (!channel) throw failure("channel_not_found", "Can not find channel");
  const { origin = "" } = request.headers;
  const token = new URLSearchParams(request.query).get("token") ?? "";
  const claims = channel.authorized ? readToken(token, region, arn) : ({} as Partial<Claims>);
  if (typeof claims === "string") throw failure("invalid_playback_auth_token", claims);
  const allowed = claims["aws:access-control-allow-origin"]?.split(",").map((one) => one.trim());
  const isAllowed = !allowed || allowed.some((pattern) => matches(pattern, origin));
  if (!isAllowed && claims["aws:strict-origin-enforcement"]) {
    throw failure("invalid_playback_auth_token", "origin is not allowed");
  }
  const session = openSession(region, arn);
  if (session?.state !== "LIVE") {
    throw failure("transcode_does_not_exist", "transcode does not exist");
  }
  const tallest = heights[claims["aws:maximum-resolution"] ?? "FULL_HD"];
  const renditions = renditionsOf(session.snapshot).filter(({ height }) => height <= tallest);
  return {
    status: 200,
    headers: {
      "Content-Type": "application/vnd.apple.mpegurl",
      "Cache-Control": "no-cache, no-store, private",
      ...(isAllowed && { "Access-Control-Allow-Origin": allowed ? origin : "*" }),
    },
    body: multivariantPlaylist(
      arn,
      renditions,
      (rendition) => `${session.streamId}/${rendition.name}.m3u8`,
    ),
  };
}

/** The channel that a path is the playback URL of, in its present or its older form. */
function channelOf({ method, path }: HttpRequest): { region: string; arn: string } | undefined {
  const form = /^\/api\/video\/v1\/(?:aws\.ivs\.)?([a-z0-9-]+)\.(\d+)\.channel\.([\w-]+)\.m3u8$/;
  const [, region, account, id] = (method === "GET" && form.exec(path)) || [];
  if (!region) return undefined;
  return { region, arn: `arn:aws:ivs:${region}:${account}:channel/${id}` };
}

/** Whether an origin is one that a token allows: `https://*.example.com` is any host below that one. */
function matches(pattern: string, origin: string): boolean {
  if (pattern === "*") return true;
  const [start = "", end] = pattern.split("*");
  if (end === undefined) return pattern === origin;
  return origin.startsWith(start) && origin.endsWith(end) && origin.length >= pattern.length;
}

function failure(error: keyof typeof errors, message: string): ServiceError {
  return new ServiceError(error, errors[error], message);
}
