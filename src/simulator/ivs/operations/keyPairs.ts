import { createHash, createPublicKey, type KeyObject } from "node:crypto";
import type {
  DeletePlaybackKeyPairRequest,
  DeletePlaybackKeyPairResponse,
  GetPlaybackKeyPairRequest,
  GetPlaybackKeyPairResponse,
  ImportPlaybackKeyPairRequest,
  ImportPlaybackKeyPairResponse,
  ListPlaybackKeyPairsRequest,
  ListPlaybackKeyPairsResponse,
} from "@aws-sdk/client-ivs";
import { checkQuota } from "../checkQuota";
import { IvsError } from "../errors";
import type { Operation } from "./operation";
import { checkTags } from "./tags";

/** ImportPlaybackKeyPair: takes the public half of a P-384 key pair, once. */
export const importPlaybackKeyPair: Operation<
  ImportPlaybackKeyPairRequest,
  ImportPlaybackKeyPairResponse
> = (region, { publicKeyMaterial, name = "", tags = {} }) => {
  checkTags(tags);
  const fingerprint = fingerprintOf(publicKeyMaterial);
  if (region.keyPairs.first((one) => one.fingerprint === fingerprint)) {
    throw new IvsError("ConflictException", `The key ${fingerprint} has been imported already`);
  }
  checkQuota(region, "keyPairs");
  const arn = region.arn("playback-key", region.world.newId(12));
  const keyPair = { arn, name, fingerprint, tags };
  region.keyPairs.add(arn, { ...keyPair, publicKeyMaterial });
  return { keyPair };
};

/** GetPlaybackKeyPair: the key pair with its fingerprint. */
export const getPlaybackKeyPair: Operation<
  GetPlaybackKeyPairRequest,
  GetPlaybackKeyPairResponse
> = (region, { arn }) => {
  const { publicKeyMaterial, ...keyPair } = region.keyPairs.find(arn);
  return { keyPair };
};

/** ListPlaybackKeyPairs: a page of key pairs, without their fingerprints. */
export const listPlaybackKeyPairs: Operation<
  ListPlaybackKeyPairsRequest,
  ListPlaybackKeyPairsResponse
> = (region, input) => {
  const { items: keyPairs, nextToken } = region.keyPairs.page(
    "ListPlaybackKeyPairs",
    input,
    ({ arn, name, tags }) => ({ arn, name, tags }),
  );
  return { keyPairs, nextToken };
};

/** DeletePlaybackKeyPair: whatever was signed with it. */
export const deletePlaybackKeyPair: Operation<
  DeletePlaybackKeyPairRequest,
  DeletePlaybackKeyPairResponse
> = (region, { arn }) => {
  region.keyPairs.find(arn);
  region.keyPairs.delete(arn);
  return {};
};

/** The MD5 sum of a key, as colon-separated bytes. Refuses all but a P-384 public key in PEM. */
function fingerprintOf(pem: string): string {
  let key: KeyObject | undefined;
  try {
    // A private key would be taken too, for the public half that is in it.
    if (pem.includes("-----BEGIN PUBLIC KEY-----")) key = createPublicKey(pem);
  } catch {
    // Not a key at all: refused below.
  }
  if (key?.asymmetricKeyDetails?.namedCurve !== "secp384r1") {
    throw new IvsError(
      "ValidationException",
      "Request member: publicKeyMaterial failed to satisfy the constraints: it must be the public key of an ECDSA P-384 pair, in PEM",
    );
  }
  const hash = createHash("md5")
    .update(key.export({ type: "spki", format: "der" }))
    .digest("hex");
  return hash.match(/../g)?.join(":") ?? "";
}
