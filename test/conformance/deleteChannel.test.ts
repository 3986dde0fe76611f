import assert from "node:assert/strict";
import { aChannel, arn, bench, refused } from "./support";

describe("DeleteChannel", () => {
  const one = bench();

  it("takes the stream key with it", async () => {
    const { arn, keyArn } = await aChannel(one.ivs);
    const { $metadata } = await one.ivs.deleteChannel({ arn });
    assert.equal($metadata.httpStatusCode, 204);
    await refused(one.ivs.getChannel({ arn }), "ResourceNotFoundException", 404);
    await refused(one.ivs.getStreamKey({ arn: keyArn }), "ResourceNotFoundException", 404);
    await refused(one.ivs.deleteChannel({ arn }), "ResourceNotFoundException", 404);
  });

  it("is refused while the channel is live", async () => {
    const { arn } = await aChannel(one.ivs);
    await one.control("streams/start", { channelArn: arn });
    await refused(one.ivs.deleteChannel({ arn }), "ConflictException", 409, /live/);
    await one.control("streams/stop", { channelArn: arn });
    await one.ivs.deleteChannel({ arn });
  });

  it("refuses an unknown channel", async () => {
    const call = one.ivs.deleteChannel({ arn: arn("channel") });
    await refused(call, "ResourceNotFoundException", 404);
  });
});
