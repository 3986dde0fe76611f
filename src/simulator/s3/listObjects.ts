import type { ObjectStore } from "../objectStore";
import type { XmlContent } from "../xml";
import { failure } from "./errors";
import { etagOf } from "./objects";

const MAX_KEYS = 1000;

/** ListObjectsV2: a page of keys and of the groups that a delimiter makes of them, both counted. */
export function listObjects(
  objects: ObjectStore | undefined,
  bucket: string,
  queryString: string,
): XmlContent {
  const query = new URLSearchParams(queryString);
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") ?? "";
  const token = query.get("continuation-token");
  const after = token === null ? (query.get("start-after") ?? "") : readToken(token);
  const asked = Number(query.get("max-keys") ?? MAX_KEYS);
  if (!Number.isInteger(asked) || asked < 0) {
    throw failure("InvalidArgument", "max-keys must be a whole number");
  }
  const max = Math.min(asked, MAX_KEYS);
  const inUrl = query.get("encoding-type") === "url";
  const written = (value: string) =>
    inUrl ? encodeURIComponent(value).replaceAll("%2F", "/") : value;

  const contents: XmlContent[] = [];
  const groups = new Set<string>();
  let last = "";
  let isTruncated = false;
  for (const key of objects?.keys(bucket) ?? []) {
    if (!key.startsWith(prefix) || key <= after) continue;
    const cut = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
    const group = cut < 0 ? undefined : key.slice(0, cut + delimiter.length);
    // A group that a page ended with is not begun again on the next.
    if (group !== undefined && (groups.has(group) || after.startsWith(group))) continue;
    if (contents.length + groups.size >= max) {
      isTruncated = max > 0;
      break;
    }
    const stat = objects?.stat(bucket, key);
    if (!stat) continue;
    last = group ?? key;
    if (group !== undefined) groups.add(group);
    else {
      contents.push({
        Key: written(key),
        LastModified: stat.modified.toISOString(),
        ETag: etagOf(key, stat),
        Size: stat.size,
        StorageClass: "STANDARD",
      });
    }
  }
  return {
    Name: bucket,
    Prefix: written(prefix),
    Delimiter: delimiter ? written(delimiter) : undefined,
    StartAfter: query.has("start-after") ? written(query.get("start-after") ?? "") : undefined,
    EncodingType: inUrl ? "url" : undefined,
    KeyCount: contents.length + groups.size,
    MaxKeys: max,
    IsTruncated: isTruncated,
    ContinuationToken: token ?? undefined,
    NextContinuationToken: isTruncated ? Buffer.from(last).toString("base64") : undefined,
    Contents: contents,
    CommonPrefixes: [...groups].map((group) => ({ Prefix: written(group) })),
  };
}

function readToken(token: string): string {
  const after = Buffer.from(token, "base64").toString();
  if (after === "" || Buffer.from(after).toString("base64") !== token) {
    throw failure("InvalidArgument", "The continuation token provided is incorrect", {
      elements: { ArgumentName: "continuation-token" },
    });
  }
  return after;
}
