import { createPublicKey, verify } from "node:crypto";
import type { Region } from "../world";

const MAX_TOKEN_BYTES = 2048;
/** How far ahead a token may end that names a viewer or is good for one use. */
const MAX_PERSONAL_MS = 10 * 60_000;

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
  const claims = parse(body) as Partial<Claims> | undefined;
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
  return problemOf(claims, region, channelArn) ?? (claims as Claims);
}

function problemOf(claims: Partial<Claims>, region: Region, channelArn: string) {
  const now = region.world.clock();
  const {
    exp,
    "aws:channel-arn": named,
    "aws:single-use-uuid": uuid,
    "aws:viewer-id": viewerId,
    "aws:viewer-session-version": version = 0,
  } = claims;
  if (!Number.isInteger(exp)) return "exp must be in whole seconds";
  const endsAt = (exp ?? 0) * 1000;
  if (endsAt <= now) return "token is expired";
  if (named !== channelArn) return "token is for another channel";
  const isPersonal = uuid !== undefined || viewerId !== undefined;
  if (isPersonal && endsAt > now + MAX_PERSONAL_MS) return "exp is more than 10 minutes ahead";
  if (viewerId !== undefined) {
    if (typeof viewerId !== "string" || viewerId.length > 40) return "aws:viewer-id is too long";
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
