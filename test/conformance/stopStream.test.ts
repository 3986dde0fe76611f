import assert from "node:assert/strict";
import { aChannel, arn, bench, refused } from "./support";

describe("StopStream", () => {
  const one = bench();

  it("ends the stream; the next one is another", async () => {
    const { arn: channelArn } = await aChannel(one.ivs);
    await one.control("streams/start", { channelArn });
    const { stream: first } = await one.ivs.getStream({ channelArn });
    const { $metadata, ...output } = await one.ivs.stopStream({ channelArn });
    assert.equal($metadata.httpStatusCode, 200);
    assert.deepEqual(output, {});
    await refused(one.ivs.getStream({ channelArn }), "ChannelNotBroadcasting", 404);
    await one.control("streams/start", { channelArn });
    const { stream: second } = await one.ivs.getStream({ channelArn });
    assert.notEqual(second?.streamId, first?.streamId);
  });

  it("tells an offline channel from an unknown one", async () => {
    const { arn: channelArn } = await aChannel(one.ivs);
    await refused(one.ivs.stopStream({ channelArn }), "ChannelNotBroadcasting", 404);
    const call = one.ivs.stopStream({ channelArn: arn("channel") });
    await refused(call, "ResourceNotFoundException", 404);
  });
});
