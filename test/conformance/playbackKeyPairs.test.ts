import assert from "node:assert/strict";
import { createHash, generateKeyPairSync } from "node:crypto";
import { arn, bench, many, refused } from "./support";

const pair = (namedCurve = "secp384r1") => generateKeyPairSync("ec", { namedCurve });
const pem = (key = pair().publicKey) => key.export({ type: "spki", format: "pem" }).toString();

describe("playback key pairs", () => {
  const one = bench();

  it("are imported, with the fingerprint of the key", async () => {
    const { publicKey } = pair();
    const { keyPair } = await one.ivs.importPlaybackKeyPair({
      publicKeyMaterial: pem(publicKey),
      name: "web",
      tags: { a: "b" },
    });
    const { arn = "", fingerprint, ...rest } = keyPair ?? {};
    assert.match(arn, /^arn:aws:ivs:us-east-1:111122223333:playback-key\/[A-Za-z0-9]{12}$/);
    const md5 = createHash("md5").update(publicKey.export({ type: "spki", format: "der" }));
    assert.equal(fingerprint, md5.digest("hex").replace(/..(?=.)/g, "$&:"));
    assert.deepEqual(rest, { name: "web", tags: { a: "b" } });
    assert.deepEqual((await one.ivs.getPlaybackKeyPair({ arn })).keyPair, keyPair);
    const { keyPairs } = await one.ivs.listPlaybackKeyPairs({});
    assert.deepEqual(keyPairs, [{ arn, ...rest }]);
  });

  it("must be public keys on P-384", async () => {
    const { privateKey } = pair();
    const rsa = generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey;
    for (const publicKeyMaterial of [
      "",
      "sesame",
      "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
      pem(pair("prime256v1").publicKey),
      pem(pair("secp521r1").publicKey),
      pem(rsa),
      privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    ]) {
      const call = one.ivs.importPlaybackKeyPair({ publicKeyMaterial });
      await refused(call, "ValidationException", 400, /P-384/);
    }
    assert.deepEqual((await one.ivs.listPlaybackKeyPairs({})).keyPairs, []);
  });

  it("are imported once", async () => {
    const publicKeyMaterial = pem();
    await one.ivs.importPlaybackKeyPair({ publicKeyMaterial });
    const again = one.ivs.importPlaybackKeyPair({ publicKeyMaterial, name: "other" });
    await refused(again, "ConflictException", 409, /imported already/);
    await one.in("eu-west-1").importPlaybackKeyPair({ publicKeyMaterial });
  });

  it("page by three, the account's quota, unless told otherwise", async () => {
    await many(4, () => one.ivs.importPlaybackKeyPair({ publicKeyMaterial: pem() }));
    const first = await one.ivs.listPlaybackKeyPairs({});
    assert.equal(first.keyPairs?.length, 3);
    const rest = await one.ivs.listPlaybackKeyPairs({ nextToken: first.nextToken });
    assert.deepEqual([rest.keyPairs?.length, rest.nextToken], [1, undefined]);
  });

  it("are deleted, with 200", async () => {
    const { keyPair } = await one.ivs.importPlaybackKeyPair({ publicKeyMaterial: pem() });
    const { $metadata } = await one.ivs.deletePlaybackKeyPair({ arn: keyPair?.arn });
    assert.equal($metadata.httpStatusCode, 200);
    for (const call of [
      one.ivs.getPlaybackKeyPair({ arn: keyPair?.arn }),
      one.ivs.deletePlaybackKeyPair({ arn: arn("playback-key") }),
    ]) {
      await refused(call, "ResourceNotFoundException", 404);
    }
  });
});
