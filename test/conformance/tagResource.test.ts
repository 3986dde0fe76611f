import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { aChannel, anAdConfiguration, aRecording, arn, bench, refused } from "./support";

describe("TagResource", () => {
  const one = bench();

  it("adds tags to any resource, and gives those that are there a new value", async () => {
    const { arn, keyArn } = await aChannel(one.ivs, { tags: { a: "1", b: "2" } });
    const recording = await aRecording(one.ivs);
    const ads = await anAdConfiguration(one.ivs);
    const { playbackRestrictionPolicy: policy } = await one.ivs.createPlaybackRestrictionPolicy({});
    const key = generateKeyPairSync("ec", { namedCurve: "secp384r1" }).publicKey;
    const publicKeyMaterial = key.export({ type: "spki", format: "pem" }).toString();
    const { keyPair } = await one.ivs.importPlaybackKeyPair({ publicKeyMaterial });
    const arns = [arn, keyArn, recording.arn, ads.arn, policy?.arn, keyPair?.arn];
    for (const resourceArn of arns) {
      await one.ivs.tagResource({ resourceArn, tags: { b: "3", "c d/e": "é" } });
      const { tags } = await one.ivs.listTagsForResource({ resourceArn });
      assert.deepEqual(tags, { ...(resourceArn === arn && { a: "1" }), b: "3", "c d/e": "é" });
    }
    const tags = { b: "3", "c d/e": "é" };
    assert.deepEqual((await one.ivs.getChannel({ arn })).channel?.tags, { a: "1", ...tags });
    assert.deepEqual((await one.ivs.getStreamKey({ arn: keyArn })).streamKey?.tags, tags);
    const { recordingConfiguration } = await one.ivs.getRecordingConfiguration(recording);
    assert.deepEqual(recordingConfiguration?.tags, tags);
    assert.deepEqual((await one.ivs.listChannels({})).channels?.[0]?.tags, { a: "1", ...tags });
  });

  it("lets a resource have 50 tags and no more", async () => {
    const numbered = (from: number, to: number) =>
      Object.fromEntries(Array.from({ length: to - from }, (_, i) => [`key-${from + i}`, ""]));
    const { arn: resourceArn } = await aChannel(one.ivs, { tags: numbered(0, 40) });
    await refused(
      one.ivs.tagResource({ resourceArn, tags: numbered(40, 51) }),
      "ValidationException",
      400,
      /50/,
    );
    await one.ivs.tagResource({ resourceArn, tags: numbered(30, 50) });
    const { tags = {} } = await one.ivs.listTagsForResource({ resourceArn });
    assert.equal(Object.keys(tags).length, 50);
  });

  it("refuses an unknown resource, one that has no tags, and tags that AWS keeps for itself", async () => {
    const call = one.ivs.tagResource({ resourceArn: arn("playback-key"), tags: { a: "b" } });
    await refused(call, "ResourceNotFoundException", 404);
    const stage = one.ivs.tagResource({ resourceArn: arn("stage"), tags: { a: "b" } });
    await refused(stage, "ValidationException", 400, /resourceArn/);
    const { arn: resourceArn } = await aChannel(one.ivs);
    const kept = one.ivs.tagResource({ resourceArn, tags: { "aws:a": "b" } });
    await refused(kept, "ValidationException", 400, /aws:/);
  });
});
