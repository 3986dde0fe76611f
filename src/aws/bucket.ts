import type { BucketLocation } from "../recordings/model";

const SLOW = 8000;

/**
 * Asks S3 where a bucket is. S3 answers a HEAD with the bucket's region in `x-amz-bucket-region` even when it denies
 * access, so nothing is signed and no permission is needed. `endpoint`: an address in place of AWS's. Never throws.
 */
export async function locateBucket(bucket: string, endpoint?: string): Promise<BucketLocation> {
  // Path style: a name with dots in it does not fit the certificate of the other style.
  const base = endpoint ?? "https://s3.us-east-1.amazonaws.com";
  try {
    const answer = await fetch(`${base.replace(/\/+$/, "")}/${encodeURIComponent(bucket)}`, {
      method: "HEAD",
      redirect: "manual",
      signal: AbortSignal.timeout(SLOW),
    });
    const region = answer.headers.get("x-amz-bucket-region");
    if (region) return { kind: "in", region };
    if (answer.status === 404) return { kind: "missing" };
    return { kind: "unchecked", why: `HTTP ${answer.status}` };
  } catch (error) {
    const { message, cause } = error as Error;
    return { kind: "unchecked", why: cause instanceof Error ? cause.message : message };
  }
}
