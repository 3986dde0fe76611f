import {
  type Key,
  MAX_SKEW_MS,
  type SignatureProblem,
  type SignedRequest,
  verify,
} from "./credentials";
import type { Answer } from "./http";
import { Refusal } from "./refusal";
import { failure } from "./s3";

/** What AWS answers in front of S3 to a call that is not signed as it must be. */
export const s3Problems: Readonly<Record<SignatureProblem, Answer>> = {
  missing: failure(403, "AccessDenied", "Access Denied"),
  incomplete: failure(
    400,
    "AuthorizationHeaderMalformed",
    "The authorization header that you provided is not valid.",
  ),
  unknownKey: failure(
    403,
    "InvalidAccessKeyId",
    "The AWS Access Key Id you provided does not exist in our records.",
  ),
  badSignature: failure(
    403,
    "SignatureDoesNotMatch",
    "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
  ),
  expired: failure(
    403,
    "RequestTimeTooSkewed",
    "The difference between the request time and the current time is too large.",
  ),
  notYet: failure(
    403,
    "RequestTimeTooSkewed",
    "The difference between the request time and the current time is too large.",
  ),
  expiredToken: failure(400, "ExpiredToken", "The provided token has expired."),
};

/** The key that a call to the API is signed with. Refuses one that is not signed as it must be. */
export function checkSignature(keys: readonly Key[], signed: SignedRequest, now: number): Key {
  const key = verify(keys, signed, now);
  if (typeof key !== "string") return key;
  const sent = signed.headers["x-amz-date"];
  const time = (ms: number) => `${new Date(ms).toISOString().replace(/[-:]|\.\d+/g, "")}`;
  const skew = (sign: 1 | -1, words: string) =>
    `${sent} is ${words} ${time(now + sign * MAX_SKEW_MS)} (${time(now)} ${sign > 0 ? "+" : "-"} 5 min.)`;
  switch (key) {
    case "missing":
      throw new Refusal("MissingAuthenticationTokenException", "Missing Authentication Token");
    case "incomplete":
      throw new Refusal(
        "IncompleteSignatureException",
        "Authorization header requires 'Credential', 'SignedHeaders' with host, and 'Signature', and X-Amz-Date must be there",
      );
    case "unknownKey":
      throw new Refusal(
        "UnrecognizedClientException",
        "The security token included in the request is invalid.",
      );
    case "expiredToken":
      throw new Refusal(
        "ExpiredTokenException",
        "The security token included in the request is expired",
      );
    case "badSignature":
      throw new Refusal(
        "InvalidSignatureException",
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
      );
    case "expired":
      throw new Refusal(
        "InvalidSignatureException",
        `Signature expired: ${skew(-1, "now earlier than")}`,
      );
    case "notYet":
      throw new Refusal(
        "InvalidSignatureException",
        `Signature not yet current: ${skew(1, "still later than")}`,
      );
    default:
      return key satisfies never;
  }
}

/** The credentials of a presigned URL, as a header would say them. */
export function presigned(query: string): string | undefined {
  if (!query.includes("X-Amz-Credential=")) return undefined;
  return `Credential=${new URLSearchParams(query).get("X-Amz-Credential")}`;
}

/** What a signature is for. */
export interface Scope {
  region: string;
  service: string;
}

/** The credential scope of a signed request: `<date>/<region>/<service>`. */
export function scopeOf(authorization = ""): Scope | undefined {
  const scope = /Credential=[^/\s]+\/\d{8}\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request/;
  const [, region, service] = scope.exec(authorization) ?? [];
  return region && service ? { region, service } : undefined;
}

/**
 * The region that a request is signed for. As AWS does, refuses a request that is not signed, or
 * signed for another service. Signatures themselves are looked at only where keys are given.
 */
export function regionOf(authorization: string | undefined, scope: Scope | undefined): string {
  if (!authorization) {
    throw new Refusal("MissingAuthenticationTokenException", "Missing Authentication Token");
  }
  if (!scope) {
    throw new Refusal(
      "IncompleteSignatureException",
      "The Authorization header has no Credential=<key>/<date>/<region>/ivs/aws4_request",
    );
  }
  if (scope.service !== "ivs") {
    throw new Refusal(
      "InvalidSignatureException",
      "Credential should be scoped to correct service: 'ivs'.",
    );
  }
  return scope.region;
}
