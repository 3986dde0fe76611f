import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { list, read, structure, text } from "./shapes";
import { ACCOUNT_ID } from "./world";

/** One access key, and what its user may do. */
export interface Key {
  accessKeyId: string;
  secretAccessKey: string;
  /** Of temporary credentials: must come with every call. */
  sessionToken?: string;
  /** When temporary credentials end: ISO 8601. */
  expires?: string;
  /** What a refusal calls whoever holds it. */
  user?: string;
  /** Such as `ivs:Get*` or `s3:*`; everything unless given. */
  allow?: string[];
}

/** What is wrong with a signature. */
export type SignatureProblem =
  | "missing"
  | "incomplete"
  | "unknownKey"
  | "badSignature"
  | "expired"
  | "notYet"
  | "expiredToken";

/** A request as it came. */
export interface SignedRequest {
  method: string;
  /** As on the wire: percent-encoded, without the query. */
  path: string;
  query: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** S3 encodes paths once and may leave the body out of the signature; the others do neither. */
  service: string;
}

/** How far a request's time may be from ours. */
export const MAX_SKEW_MS = 5 * 60_000;

const keysShape = structure({
  keys: list(
    structure(
      { accessKeyId: text(1), secretAccessKey: text(1) },
      { sessionToken: text(1), expires: text(1), user: text(1), allow: list(text(1)) },
    ),
    1,
  ),
});

/** The keys that a credentials file holds. Throws an Error that says what is wrong with it. */
export function readKeys(json: string): Key[] {
  const { keys } = read(keysShape, JSON.parse(json)) as { keys: Key[] };
  for (const { accessKeyId, expires } of keys) {
    if (expires !== undefined && Number.isNaN(Date.parse(expires))) {
      throw new Error(`expires of ${accessKeyId} is no date`);
    }
  }
  return keys;
}

/** The key that a request is signed with, by AWS Signature Version 4; or what is wrong with it. */
export function verify(
  keys: readonly Key[],
  request: SignedRequest,
  now: number,
): Key | SignatureProblem {
  const signature = signatureOf(request);
  if (typeof signature === "string") return signature;
  const { credential, date, expiresInMs, token, signed, hex } = signature;
  const [accessKeyId, day = "", region = "", service = "", end] = credential.split("/");
  const at = Date.parse(
    date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"),
  );
  if (Number.isNaN(at) || end !== "aws4_request" || !signed.includes("host")) return "incomplete";

  const key = keys.find((one) => one.accessKeyId === accessKeyId);
  if (!key || key.sessionToken !== token) return "unknownKey";
  if (key.expires !== undefined && Date.parse(key.expires) <= now) return "expiredToken";
  if (at + (expiresInMs ?? MAX_SKEW_MS) < now) return "expired";
  if (at - MAX_SKEW_MS > now) return "notYet";

  const scope = [day, region, service, "aws4_request"];
  const toSign = [
    "AWS4-HMAC-SHA256",
    date,
    scope.join("/"),
    sha256(canonicalRequest(request, signed, expiresInMs !== undefined)),
  ].join("\n");
  const signingKey = scope.reduce<string | Buffer>(hmac, `AWS4${key.secretAccessKey}`);
  const expected = hmac(signingKey, toSign);
  const given = Buffer.from(hex, "hex");
  const isRight =
    day === date.slice(0, 8) &&
    given.length === expected.length &&
    timingSafeEqual(given, expected);
  return isRight ? key : "badSignature";
}

/** Whether a key's user may do something, such as `ivs:GetChannel`. */
export function isAllowed({ allow = ["*"] }: Key, action: string): boolean {
  return allow.some((pattern) => {
    const parts = pattern.split("*").map((part) => part.replace(/[^\w:]/g, "\\$&"));
    return new RegExp(`^${parts.join(".*")}$`, "i").test(action);
  });
}

/** The ARN of the user who holds a key. */
export function userArn({ user, accessKeyId }: Key): string {
  return `arn:aws:iam::${ACCOUNT_ID}:user/${user ?? accessKeyId}`;
}

/** The parts of a signature, from the header or, of a presigned URL, from the query. */
function signatureOf({ headers, query }: SignedRequest) {
  const { authorization } = headers;
  if (authorization === undefined) {
    const parameters = new URLSearchParams(query);
    const part = (name: string) => parameters.get(`X-Amz-${name}`) ?? "";
    if (!parameters.has("X-Amz-Signature")) return "missing";
    return {
      credential: part("Credential"),
      date: part("Date"),
      expiresInMs: Number(part("Expires")) * 1000,
      token: parameters.get("X-Amz-Security-Token") ?? undefined,
      signed: part("SignedHeaders").split(";"),
      hex: part("Signature"),
    };
  }
  const part = (name: string) => new RegExp(`\\b${name}=([^,\\s]+)`).exec(authorization)?.[1];
  const [credential, signed, hex] = ["Credential", "SignedHeaders", "Signature"].map(part);
  const date = headers["x-amz-date"];
  const token = headers["x-amz-security-token"];
  if (!authorization.startsWith("AWS4-HMAC-SHA256 ") || !credential || !signed || !hex) {
    return "incomplete";
  }
  return {
    credential,
    date: typeof date === "string" ? date : "",
    expiresInMs: undefined,
    token: typeof token === "string" ? token : undefined,
    signed: signed.split(";"),
    hex,
  };
}

function canonicalRequest(
  { method, path, query, headers, body, service }: SignedRequest,
  signed: readonly string[],
  isPresigned: boolean,
): string {
  const sent = headers["x-amz-content-sha256"];
  const isUnsigned = service === "s3" && (isPresigned || sent === "UNSIGNED-PAYLOAD");
  return [
    method,
    service === "s3" ? encodePath(decodePath(path)) : encodePath(path.replace(/\/{2,}/g, "/")),
    [...new URLSearchParams(query)]
      .filter(([name]) => name !== "X-Amz-Signature")
      .map(([name, value]) => `${encode(name)}=${encode(value)}`)
      .sort()
      .join("&"),
    ...signed.map((name) => `${name}:${`${headers[name] ?? ""}`.trim().replace(/ +/g, " ")}`),
    "",
    signed.join(";"),
    isUnsigned ? "UNSIGNED-PAYLOAD" : sha256(body),
  ].join("\n");
}

/** As RFC 3986 has it: encodeURIComponent leaves some characters that must be encoded. */
const encode = (value: string) =>
  encodeURIComponent(value).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
const encodePath = (path: string) => path.split("/").map(encode).join("/");

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

const sha256 = (data: string | Buffer) => createHash("sha256").update(data).digest("hex");
const hmac = (key: string | Buffer, data: string) =>
  createHmac("sha256", key).update(data).digest();
