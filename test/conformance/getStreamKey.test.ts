import assert from "node:assert/strict";
import { aChannel, arn, bench, refused } from "./support";

describe("GetStreamKey", () => {
  const one = bench();

  it("gives the key with its value", async () => {
    const { keyArn, streamKey } = await aChannel(one.ivs);
    assert.ok(streamKey.value);
    assert.deepEqual((await one.ivs.getStreamKey({ arn: keyArn })).streamKey, streamKey);
  });

  it("refuses an unknown key", async () => {
    const call = one.ivs.getStreamKey({ arn: arn("stream-key") });
    await refused(call, "ResourceNotFoundException", 404);
  });
});
