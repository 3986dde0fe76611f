import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import { ServiceError } from "../errors";
import { escapeMarkup, type HttpRequest, type HttpResponse } from "../http";
import type { Call, Service } from "../service";
import { advance } from "../sessions";

const MAX_KEYS = 1000;
const SKEWED = "The difference between the request time and the current time is too large.";
const NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';

const contentTypes: Readonly<Record<string, string>> = {
  ".jpg": "image/jpeg",
  ".json": "application/json",
  ".m3u8": "application/x-mpegURL",
  ".ts": "video/MP2T",
};

const errors = {
  AccessDenied: 403,
  InternalError: 500,
  InvalidArgument: 400,
  InvalidBucketName: 400,
  InvalidRange: 416,
  InvalidURI: 400,
  NoSuchBucket: 404,
  NoSuchKey: 404,
  NotImplemented: 501,
  PermanentRedirect: 301,
  SlowDown: 503,
} as const;

/**
 * As much of Amazon S3 as a client needs to find out where a bucket is and to read recordings, with
 * path-style addresses.
 */
export const s3: Service = {
  name: "s3",
  operations: ["HeadBucket", "GetBucketLocation", "ListObjectsV2", "HeadObject", "GetObject"],
  errors,
  frontErrors: {
    missing: { error: "AccessDenied", status: 403, message: "Access Denied" },
    incomplete: {
      error: "AuthorizationHeaderMalformed",
      status: 400,
      message: "The authorization header that you provided is not valid.",
    },
    unknownKey: {
      error: "InvalidAccessKeyId",
      status: 403,
      message: "The AWS Access Key Id you provided does not exist in our records.",
    },
    badSignature: {
      error: "SignatureDoesNotMatch",
      status: 403,
      message:
        "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    },
    expired: { error: "RequestTimeTooSkewed", status: 403, message: SKEWED },
    notYet: { error: "RequestTimeTooSkewed", status: 403, message: SKEWED },
    expiredToken: {
      error: "ExpiredToken",
      status: 400,
      message: "The provided token has expired.",
    },
    wrongService: { error: "AuthorizationHeaderMalformed", status: 400 },
    unknownOperation: {
      error: "NotImplemented",
      status: 501,
      message: "The IVS simulator does not do this part of S3",
    },
    tooLarge: { error: "EntityTooLarge", status: 400 },
    throttled: { error: "SlowDown", status: 503, message: "Please reduce your request rate." },
    denied: { error: "AccessDenied", status: 403 },
    failed: { error: "InternalError", status: 500 },
  },
  requestIdHeader: "x-amz-request-id",
  maxBodyBytes: 1024 * 1024,
  takesUnsigned: true,
  claims: ({ method }) => method === "HEAD",
  operationOf,
  rateOf: () => 5500,
  handle,
  writeError: ({ error, status, message, details }) => {
    const text = `<Code>${escapeMarkup(error)}</Code><Message>${escapeMarkup(message)}</Message>`;
    return xml(status, `<Error>${text}</Error>`, details.headers);
  },
};

function operationOf({ method, path, query }: HttpRequest): string | undefined {
  const [, bucket = "", ...rest] = path.split("/");
  if ((method !== "GET" && method !== "HEAD") || bucket === "") return undefined;
  if (rest.join("/") !== "") return method === "GET" ? "GetObject" : "HeadObject";
  if (method === "HEAD") return "HeadBucket";
  return new URLSearchParams(query).has("location") ? "GetBucketLocation" : "ListObjectsV2";
}

/** What each operation needs the permission for. */
const actions: Readonly<Record<string, string>> = {
  HeadBucket: "s3:ListBucket",
  GetBucketLocation: "s3:GetBucketLocation",
  ListObjectsV2: "s3:ListBucket",
  HeadObject: "s3:GetObject",
  GetObject: "s3:GetObject",
};

function handle({ operation, request, world, region, authorize }: Call): HttpResponse {
  authorize(actions[operation] ?? "");
  // A stream may have ended since the last call, and its recording with it.
  for (const one of world.regions()) advance(one);
  const [, name = "", ...rest] = request.path.split("/");
  const key = decode(rest.join("/"));
  if (!/^[a-z0-9.-]{3,63}$/.test(name)) {
    throw failure("InvalidBucketName", "The specified bucket is not valid.");
  }
  const bucket = world.bucket(name, region ?? "us-east-1");
  if (!bucket) throw failure("NoSuchBucket", "The specified bucket does not exist");
  const headers = { "x-amz-bucket-region": bucket.region };
  const isHeadBucket = operation === "HeadBucket";
  if (bucket.isPrivate || (region === undefined && !isHeadBucket)) {
    throw failure("AccessDenied", "Access Denied", headers);
  }
  if (operation === "GetBucketLocation") {
    const location = bucket.region === "us-east-1" ? "" : bucket.region;
    return xml(200, `<LocationConstraint ${NAMESPACE}>${location}</LocationConstraint>`, headers);
  }
  if (region !== undefined && region !== bucket.region) {
    const message = `The bucket is in ${bucket.region}: use the endpoint of that region`;
    throw failure("PermanentRedirect", message, headers);
  }
  if (isHeadBucket) return { status: 200, headers };
  const folder = world.recorder && join(world.recorder.directory, name);
  const query = new URLSearchParams(request.query);
  return key === ""
    ? list(folder, name, query, headers)
    : object(folder, key, request.headers.range);
}

function list(
  folder: string | undefined,
  bucket: string,
  query: URLSearchParams,
  headers: Record<string, string>,
): HttpResponse {
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") ?? "";
  const token = query.get("continuation-token");
  const after = token
    ? Buffer.from(token, "base64url").toString()
    : (query.get("start-after") ?? "");
  const asked = Number(query.get("max-keys") ?? MAX_KEYS);
  if (!Number.isInteger(asked) || asked < 0) {
    throw failure("InvalidArgument", "max-keys must be a whole number", headers);
  }
  const max = Math.min(asked, MAX_KEYS);
  const inUrl = query.get("encoding-type") === "url";
  const written = (value: string) =>
    escapeMarkup(inUrl ? encodeURIComponent(value).replaceAll("%2F", "/") : value);

  const parts: string[] = [];
  const folded = new Set<string>();
  let last = "";
  let isTruncated = false;
  for (const key of keysIn(folder)) {
    if (!key.startsWith(prefix) || key <= after) continue;
    const cut = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
    const group = cut < 0 ? undefined : key.slice(0, cut + delimiter.length);
    // A group that a page ended with is not begun again on the next.
    if (group !== undefined && (folded.has(group) || after.startsWith(group))) continue;
    if (parts.length >= max) {
      isTruncated = max > 0;
      break;
    }
    last = group ?? key;
    if (group !== undefined) {
      folded.add(group);
      parts.push(`<CommonPrefixes><Prefix>${written(group)}</Prefix></CommonPrefixes>`);
    } else {
      const { size, mtime } = statSync(join(folder ?? "", key));
      parts.push(
        `<Contents><Key>${written(key)}</Key><LastModified>${mtime.toISOString()}</LastModified>` +
          `<ETag>${escapeMarkup(etag(key, size, mtime))}</ETag><Size>${size}</Size>` +
          "<StorageClass>STANDARD</StorageClass></Contents>",
      );
    }
  }
  const next = isTruncated ? Buffer.from(last).toString("base64url") : undefined;
  const members = {
    Name: bucket,
    Prefix: written(prefix),
    Delimiter: delimiter && written(delimiter),
    StartAfter: written(query.get("start-after") ?? ""),
    EncodingType: inUrl ? "url" : "",
    KeyCount: `${parts.length}`,
    MaxKeys: `${max}`,
    IsTruncated: `${isTruncated}`,
    ContinuationToken: escapeMarkup(token ?? ""),
    NextContinuationToken: next ?? "",
  };
  const text = Object.entries(members)
    .filter(([name, value]) => value !== "" || name === "Prefix")
    .map(([name, value]) => `<${name}>${value}</${name}>`);
  return xml(
    200,
    `<ListBucketResult ${NAMESPACE}>${text.join("")}${parts.join("")}</ListBucketResult>`,
    headers,
  );
}

function object(folder: string | undefined, key: string, range: string | undefined): HttpResponse {
  // Keys are not paths: what a path would make of these parts is no key of ours.
  const isPath = key.split(/[/\\]/).some((part) => part === "" || part === "." || part === "..");
  const file = folder && !isPath && !key.includes("\0") ? join(folder, key) : undefined;
  if (!file || !statSync(file, { throwIfNoEntry: false })?.isFile()) {
    throw failure("NoSuchKey", "The specified key does not exist.");
  }
  const body = readFileSync(file);
  const { size, mtime } = statSync(file);
  const headers = {
    "Content-Type": contentTypes[extname(file)] ?? "application/octet-stream",
    "Accept-Ranges": "bytes",
    "Last-Modified": mtime.toUTCString(),
    ETag: etag(key, size, mtime),
  };
  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(range ?? "") ?? [];
  if (from === "" && to === "") return { status: 200, headers, body };
  const start = from === "" ? Math.max(0, body.length - Number(to)) : Number(from);
  const end = from === "" || to === "" ? body.length : Math.min(body.length, Number(to) + 1);
  if (start >= end) throw failure("InvalidRange", "The requested range is not satisfiable");
  return {
    status: 206,
    headers: { ...headers, "Content-Range": `bytes ${start}-${end - 1}/${body.length}` },
    body: body.subarray(start, end),
  };
}

/** The keys of a bucket, in the order in which S3 lists them. */
function keysIn(folder: string | undefined): string[] {
  if (!folder || !statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.path, entry.name)
        .slice(folder.length + 1)
        .replaceAll("\\", "/"),
    )
    .sort((one, other) => (one < other ? -1 : 1));
}

/** A tag that is another when the object is: S3's own is a checksum, which nobody may rely on. */
function etag(key: string, size: number, changed: Date): string {
  return `"${createHash("md5").update(`${key}/${size}/${changed.getTime()}`).digest("hex")}"`;
}

function failure(
  error: keyof typeof errors,
  message: string,
  headers?: Record<string, string>,
): ServiceError {
  return new ServiceError(error, errors[error], message, { headers });
}

function xml(status: number, text: string, headers?: Record<string, string>): HttpResponse {
  return {
    status,
    headers: { ...headers, "Content-Type": "application/xml" },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${text}`,
  };
}

function decode(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw failure("InvalidURI", "Couldn't parse the specified URI.");
  }
}
