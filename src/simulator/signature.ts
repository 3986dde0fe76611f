import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { AccessKey } from "./credentials";
import type { HttpRequest } from "./http";

/** What is wrong with a signature. */
export type SignatureProblem =
  | "missing"
  | "incomplete"
  | "unknownKey"
  | "badSignature"
  | "expired"
  | "expiredUrl"
  | "notYet"
  | "expiredToken";

/** What a signature is for. */
export interface Scope {
  region: string;
  service: string;
}

/** How far a request's time may be from ours. */
export const MAX_SKEW_MS = 5 * 60_000;

/** The credential scope that a request is signed for, in its header or, of a presigned URL, its query. */
export function scopeOf({ headers, query }: HttpRequest): Scope | undefined {
  const credential =
    headers.authorization ?? `Credential=${new URLSearchParams(query).get("X-Amz-Credential")}`;
  const scope = /Credential=[^/\s]+\/\d{8}\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request/;
  const [, region, service] = scope.exec(credential) ?? [];
  return region && service ? { region, service } : undefined;
}

/** The key that a request is signed with, by AWS Signature Version 4; or what is wrong with it. */
export function verify(
  keys: readonly AccessKey[],
  request: HttpRequest,
  now: number,
): AccessKey | SignatureProblem {
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
  if (at + (expiresInMs ?? MAX_SKEW_MS) < now) return expiresInMs ? "expiredUrl" : "expired";
  if (at - MAX_SKEW_MS > now) return "notYet";

  const scope = [day, region, service, "aws4_request"];
  const toSign = [
    "AWS4-HMAC-SHA256",
    date,
    scope.join("/"),
    sha256(canonicalRequest(request, service, signed, expiresInMs !== undefined)),
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

/** The parts of a signature, from the header or, of a presigned URL, from the query. */
function signatureOf({ headers, query }: HttpRequest) {
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
  { method, rawPath, query, headers, body }: HttpRequest,
  service: string,
  signed: readonly string[],
  isPresigned: boolean,
): string {
  const sent = headers["x-amz-content-sha256"];
  // S3 encodes paths once and may leave the body out of the signature; the others do neither.
  const isUnhashed = service === "s3" && /^(UNSIGNED-PAYLOAD|STREAMING-)/.test(`${sent}`);
  const bodyHash =
    service === "s3" && isPresigned ? "UNSIGNED-PAYLOAD" : isUnhashed ? `${sent}` : sha256(body);
  return [
    method,
    service === "s3"
      ? encodePath(decodePath(rawPath))
      : encodePath(rawPath.replace(/\/{2,}/g, "/")),
    [...new URLSearchParams(query)]
      .filter(([name]) => name !== "X-Amz-Signature")
      .map(([name, value]) => `${encode(name)}=${encode(value)}`)
      .sort()
      .join("&"),
    ...signed.map((name) => `${name}:${`${headers[name] ?? ""}`.trim().replace(/ +/g, " ")}`),
    "",
    signed.join(";"),
    bodyHash,
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
