import assert from "node:assert/strict";
import { aChannel, arn, bench, refused } from "./support";

describe("DeleteStreamKey", () => {
  const one = bench();

  it("deletes the key, also while the channel is live, and the stream goes on", async () => {
    const { arn: channelArn, keyArn } = await aChannel(one.ivs);
    await one.control("streams/start", { channelArn });
    const { $metadata } = await one.ivs.deleteStreamKey({ arn: keyArn });
    assert.equal($metadata.httpStatusCode, 204);
    await refused(one.ivs.getStreamKey({ arn: keyArn }), "ResourceNotFoundException", 404);
    assert.equal((await one.ivs.getStream({ channelArn })).stream?.state, "LIVE");
  });

  it("refuses an unknown key", async () => {
    const call = one.ivs.deleteStreamKey({ arn: arn("stream-key") });
    await refused(call, "ResourceNotFoundException", 404);
  });
});
