import type { Answer } from "./http";
import type { World } from "./world";

/** A call to the S3 endpoint. */
export interface S3Request {
  method: string;
  /** Path-style, as it came: `/<bucket>[/<key>]`, percent-encoded. */
  path: string;
  query: URLSearchParams;
  /** The region that the call is signed for; none if it is not signed. */
  region?: string;
}

/** Answers what a client must ask S3 for: whether a bucket is there, and in which region. */
export function answerS3(world: World, { method, path, region }: S3Request): Answer {
  const [, name = ""] = path.split("/");
  if (method !== "HEAD") return error(501, "NotImplemented", "The IVS simulator cannot do that");
  const bucket = world.bucket(name, region ?? "us-east-1");
  if (!bucket) return { status: 404 };
  const headers = { "x-amz-bucket-region": bucket.region };
  if (bucket.isPrivate) return { status: 403, headers };
  return { status: region && region !== bucket.region ? 301 : 200, headers };
}

function error(status: number, code: string, message: string): Answer {
  return {
    status,
    headers: { "Content-Type": "application/xml" },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
  };
}
