import { createHash } from "node:crypto";
import { extname } from "node:path";
import type { Bucket } from "../buckets";
import type { HttpRequest, HttpResponse } from "../http";
import type { Call } from "../service";
import { failure } from "./errors";

const contentTypes: Readonly<Record<string, string>> = {
  ".jpg": "image/jpeg",
  ".json": "application/json",
  ".m3u8": "application/x-mpegURL",
  ".mp4": "video/mp4",
  ".ts": "video/MP2T",
};

/** GetObject and HeadObject: all of an object or a range of it, if the request's conditions hold. */
export function getObject(
  { request, world, authorize }: Call,
  bucketName: string,
  key: string,
  bucket: Bucket,
): HttpResponse {
  const stat = world.objects?.stat(bucketName, key);
  if (!stat || !world.objects) {
    // Whoever may not list a bucket is not told what is missing in it either.
    authorize("s3:ListBucket", `arn:aws:s3:::${bucketName}`);
    throw failure("NoSuchKey", "The specified key does not exist.", { elements: { Key: key } });
  }
  const { size, modified } = stat;
  const etag = etagOf(key, stat);
  const headers: Record<string, string> = {
    "Accept-Ranges": "bytes",
    "Last-Modified": modified.toUTCString(),
    ETag: etag,
    "Content-Type": contentTypes[extname(key)] ?? "application/octet-stream",
    ...encryptionHeaders(bucket),
  };
  for (const [name, value] of new URLSearchParams(request.query)) {
    const header = /^response-(.*)/.exec(name)?.[1];
    if (header) headers[header.replace(/\b[a-z]/g, (letter) => letter.toUpperCase())] = value;
  }
  checkPreconditions(request, etag, modified);
  if (isNotModified(request, etag, modified)) return { status: 304, headers };

  const [, from = "", to = ""] = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? "") ?? [];
  const isRange = from !== "" || to !== "";
  const start = from === "" ? Math.max(0, size - (isRange ? Number(to) : size)) : Number(from);
  const end = from === "" || to === "" ? size : Math.min(size, Number(to) + 1);
  if (isRange && start >= end) {
    throw failure("InvalidRange", "The requested range is not satisfiable", {
      elements: { RangeRequested: request.headers.range ?? "", ActualObjectSize: `${size}` },
      headers: { "Content-Range": `bytes */${size}` },
    });
  }
  if (isRange) headers["Content-Range"] = `bytes ${start}-${end - 1}/${size}`;
  const status = isRange ? 206 : 200;
  if (request.method === "HEAD") {
    return { status, headers: { ...headers, "Content-Length": `${end - start}` } };
  }
  return { status, headers, body: world.objects.read(bucketName, key).subarray(start, end) };
}

/** PutObject: only where objects are kept. What is said of the object beside its bytes is not kept. */
export function putObject(
  { request, world }: Call,
  bucketName: string,
  key: string,
  bucket: Bucket,
): HttpResponse {
  const { objects } = world;
  if (!objects) {
    throw failure("NotImplemented", "Objects are kept only if the IVS simulator has --recordings");
  }
  const known = objects.stat(bucketName, key);
  if (request.headers["if-none-match"] === "*" && known) throw preconditionFailed("If-None-Match");
  const wanted = request.headers["if-match"];
  if (wanted !== undefined && (!known || wanted !== etagOf(key, known))) {
    throw preconditionFailed("If-Match");
  }
  const content = contentOf(request);
  const md5 = request.headers["content-md5"];
  if (md5 !== undefined && md5 !== createHash("md5").update(content).digest("base64")) {
    throw failure("BadDigest", "The Content-MD5 you specified did not match what we received.");
  }
  try {
    objects.write(bucketName, key, content);
  } catch (error) {
    throw failure("InvalidArgument", (error as Error).message);
  }
  const stat = objects.stat(bucketName, key);
  return {
    status: 200,
    headers: { ...(stat && { ETag: etagOf(key, stat) }), ...encryptionHeaders(bucket) },
  };
}

/** A tag that is another when the object is: S3's own is a checksum, which nobody may rely on. */
export function etagOf(key: string, { size, modified }: { size: number; modified: Date }): string {
  const hash = createHash("md5").update(`${key}/${size}/${modified.getTime()}`);
  return `"${hash.digest("hex")}"`;
}

function encryptionHeaders({ encryption }: Bucket): Record<string, string> {
  return { "x-amz-server-side-encryption": encryption };
}

function checkPreconditions({ headers }: HttpRequest, etag: string, modified: Date): void {
  const match = headers["if-match"];
  if (match !== undefined && !names(match, etag)) throw preconditionFailed("If-Match");
  const since = headers["if-unmodified-since"];
  if (match === undefined && since !== undefined && seconds(modified) > Date.parse(since)) {
    throw preconditionFailed("If-Unmodified-Since");
  }
}

function isNotModified({ headers }: HttpRequest, etag: string, modified: Date): boolean {
  const match = headers["if-none-match"];
  if (match !== undefined) return names(match, etag);
  const since = headers["if-modified-since"];
  return since !== undefined && seconds(modified) <= Date.parse(since);
}

const names = (list: string, etag: string) =>
  list.split(",").some((one) => one.trim() === "*" || one.trim() === etag);

/** HTTP dates know no fractions. */
const seconds = (date: Date) => Math.floor(date.getTime() / 1000) * 1000;

function preconditionFailed(condition: string) {
  return failure(
    "PreconditionFailed",
    "At least one of the preconditions you specified did not hold",
    {
      elements: { Condition: condition },
    },
  );
}

/** The bytes that are sent, which may come in chunks with a signature or a checksum after them. */
function contentOf({ headers, body }: HttpRequest): Buffer {
  if (!`${headers["x-amz-content-sha256"]}`.startsWith("STREAMING-")) return body;
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const lineEnd = body.indexOf("\r\n", at);
    const [hex] = /^[0-9a-f]{1,8}(?=;|$)/i.exec(body.toString("latin1", at, lineEnd)) ?? [];
    if (lineEnd < 0 || hex === undefined) {
      throw failure("InvalidRequest", "The chunks of the body are malformed");
    }
    const start = lineEnd + 2;
    const end = start + Number.parseInt(hex, 16);
    if (end === start) return Buffer.concat(chunks);
    chunks.push(body.subarray(start, end));
    at = end + 2;
  }
}
