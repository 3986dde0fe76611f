import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import { type Answer, escapeMarkup } from "./http";
import { advance } from "./sessions";
import type { World } from "./world";

/** A call to the S3 endpoint. */
export interface S3Request {
  method: string;
  /** Path-style, as it came: `/<bucket>[/<key>]`, percent-encoded. */
  path: string;
  query: URLSearchParams;
  /** The bytes that are asked for, as in the Range header. */
  range?: string;
  /** The region that the call is signed for; none if it is not signed. */
  region?: string;
}

const MAX_KEYS = 1000;
const NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';

const contentTypes: Readonly<Record<string, string>> = {
  ".jpg": "image/jpeg",
  ".json": "application/json",
  ".m3u8": "application/x-mpegURL",
  ".ts": "video/MP2T",
};

/**
 * Answers as much of S3 as a client needs to find out where a bucket is and to read recordings:
 * HeadBucket, GetBucketLocation, ListObjectsV2, HeadObject and GetObject.
 */
export function answerS3(world: World, request: S3Request): Answer {
  // A stream may have ended since the last call, and its recording with it.
  for (const region of world.regions()) advance(region);
  const answer = route(world, request);
  // An answer to HEAD says how long its body would be, and has none.
  if (request.method !== "HEAD" || answer.body === undefined) return answer;
  const headers = { ...answer.headers };
  if (answer.status === 200) headers["Content-Length"] = `${Buffer.byteLength(answer.body)}`;
  return { status: answer.status, headers };
}

function route(world: World, request: S3Request): Answer {
  const { method, path, query, region } = request;
  const [, name = "", ...rest] = path.split("/");
  const key = decode(rest.join("/"));
  if ((method !== "GET" && method !== "HEAD") || name === "" || key === undefined) {
    return failure(501, "NotImplemented", "The IVS simulator does not do this part of S3");
  }
  if (!/^[a-z0-9.-]{3,63}$/.test(name)) {
    return failure(400, "InvalidBucketName", "The specified bucket is not valid.");
  }
  const bucket = world.bucket(name, region ?? "us-east-1");
  if (!bucket) return failure(404, "NoSuchBucket", "The specified bucket does not exist");
  const headers = { "x-amz-bucket-region": bucket.region };
  const isHeadBucket = method === "HEAD" && key === "";
  if (bucket.isPrivate || (region === undefined && !isHeadBucket)) {
    return failure(403, "AccessDenied", "Access Denied", headers);
  }
  if (query.has("location")) {
    const location = bucket.region === "us-east-1" ? "" : bucket.region;
    return xml(200, `<LocationConstraint ${NAMESPACE}>${location}</LocationConstraint>`, headers);
  }
  if (region !== undefined && region !== bucket.region) {
    const message = `The bucket is in ${bucket.region}: use the endpoint of that region`;
    return failure(301, "PermanentRedirect", message, headers);
  }
  if (isHeadBucket) return { status: 200, headers };
  const folder = world.recorder && join(world.recorder.directory, name);
  return key === "" ? list(folder, name, query, headers) : object(folder, key, request.range);
}

function list(
  folder: string | undefined,
  bucket: string,
  query: URLSearchParams,
  headers: Record<string, string>,
): Answer {
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") ?? "";
  const token = query.get("continuation-token");
  const after = token
    ? Buffer.from(token, "base64url").toString()
    : (query.get("start-after") ?? "");
  const asked = Number(query.get("max-keys") ?? MAX_KEYS);
  if (!Number.isInteger(asked) || asked < 0) {
    return failure(400, "InvalidArgument", "max-keys must be a whole number", headers);
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

function object(folder: string | undefined, key: string, range: string | undefined): Answer {
  // Keys are not paths: what a path would make of these parts is no key of ours.
  const isPath = key.split(/[/\\]/).some((part) => part === "" || part === "." || part === "..");
  const file = folder && !isPath && !key.includes("\0") ? join(folder, key) : undefined;
  if (!file || !statSync(file, { throwIfNoEntry: false })?.isFile()) {
    return failure(404, "NoSuchKey", "The specified key does not exist.");
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
  if (start >= end) return failure(416, "InvalidRange", "The requested range is not satisfiable");
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

/** What a call asks for, as policies name it. */
export function s3Action({ method, path, query }: S3Request): string {
  if (path.split("/").length > 2) return "s3:GetObject";
  return method === "GET" && query.has("location") ? "s3:GetBucketLocation" : "s3:ListBucket";
}

/** The answer to a call that S3 turns down. */
export function failure(
  status: number,
  code: string,
  message: string,
  headers?: Record<string, string>,
): Answer {
  const text = `<Code>${code}</Code><Message>${escapeMarkup(message)}</Message>`;
  return xml(status, `<Error>${text}</Error>`, headers);
}

function xml(status: number, text: string, headers?: Record<string, string>): Answer {
  return {
    status,
    headers: { ...headers, "Content-Type": "application/xml" },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${text}`,
  };
}

function decode(encoded: string): string | undefined {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return undefined;
  }
}
