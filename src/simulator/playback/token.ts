import { createPublicKey, verify } from "node:crypto";
import { ServiceError } from "../errors";
import { flag, integer, oneOf, structure, text, validate } from "../shapes";
import type { Region } from "../world";

const MAX_TOKEN_BYTES = 2048;
/** How far ahead a token may end that names a viewer or is good for one use. */
const MAX_PERSONAL_MS = 10 * 60_000;

/** The types of what a token may say. */
const shape = structure(
  { exp: integer(), "aws:channel-arn": text() },
  {
    "aws:access-control-allow-origin": text(),
    "aws:strict-origin-enforcement": flag,
    "aws:single-use-uuid": text(1),
    "aws:viewer-id": text(0, 40),
    "aws:viewer-session-version": integer(0),
    "aws:maximum-resolution": oneOf("SD", "HD", "FULL_HD"),
  },
);

/** What a playback token may say. */
export interface Claims {
  exp: number;
  "aws:channel-arn": string;
  "aws:access-control-allow-origin"?: string;
  "aws:strict-origin-enforcement"?: boolean;
  "aws:single-use-uuid"?: string;
  "aws:viewer-id"?: string;
  "aws:viewer-session-version"?: number;
  "aws:maximum-resolution"?: "SD" | "HD" | "FULL_HD";
}

/**
 * What a playback token says, or in words why it is not taken: a JSON Web Token, signed by ES384 with the
 * private half of a key pair of the region, for that channel, and with time left. One that is good for a
 * single use is used up.
 */
export function readToken(token: string, region: Region, channelArn: string): Claims | string {
  const parts = token.split(".");
  const [head = "", body = "", signature = ""] = parts;
  if (parts.length !== 3) return "token contains an invalid number of segments";
  if (Buffer.byteLength(token) > MAX_TOKEN_BYTES) return "token is too long";
  const claims = parse(body);
  const header = parse(head) as { alg?: unknown } | undefined;
  if (!claims || !header) return "token is malformed";
  if (header.alg !== "ES384") return "signing method is invalid";
  const isSigned = region.keyPairs
    .values()
    .some(({ publicKeyMaterial }) =>
      verify(
        "sha384",
        Buffer.from(`${head}.${body}`),
        { key: createPublicKey(publicKeyMaterial), dsaEncoding: "ieee-p1363" },
        Buffer.from(signature, "base64url"),
      ),
    );
  if (!isSigned) return "signature is invalid";
  try {
    const known = validate(shape, claims) as Claims;
    return problemOf(known, region, channelArn) ?? known;
  } catch (error) {
    // Which claim is missing or of another type.
    if (error instanceof ServiceError) return error.message;
    throw error;
  }
}

function problemOf(claims: Claims, region: Region, channelArn: string) {
  const now = region.world.clock();
  const {
    exp,
    "aws:channel-arn": named,
    "aws:single-use-uuid": uuid,
    "aws:viewer-id": viewerId,
    "aws:viewer-session-version": version = 0,
  } = claims;
  const endsAt = exp * 1000;
  if (endsAt <= now) return "token is expired";
  if (named !== channelArn) return "token is for another channel";
  const isPersonal = uuid !== undefined || viewerId !== undefined;
  if (isPersonal && endsAt > now + MAX_PERSONAL_MS) return "exp is more than 10 minutes ahead";
  if (viewerId !== undefined) {
    const revoked = region.revocations.get(`${channelArn}/${viewerId}`);
    if (revoked && version <= revoked.version) return "viewer session is revoked";
  }
  if (uuid !== undefined) {
    if (region.usedTokens.get(uuid)) return "token has been used";
    for (const one of region.usedTokens.values()) {
      if (one.endsAt <= now) region.usedTokens.delete(one.uuid);
    }
    region.usedTokens.add(uuid, { uuid, endsAt });
  }
  return undefined;
}

function parse(part: string): object | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString());
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
