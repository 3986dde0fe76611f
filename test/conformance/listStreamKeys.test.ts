import assert from "node:assert/strict";
import { aChannel, arn, bench, refused } from "./support";

describe("ListStreamKeys", () => {
  const one = bench();

  it("gives a channel's key without its value", async () => {
    await aChannel(one.ivs);
    const { arn: channelArn, keyArn } = await aChannel(one.ivs);
    const { streamKeys, nextToken } = await one.ivs.listStreamKeys({ channelArn });
    assert.deepEqual(streamKeys, [{ arn: keyArn, channelArn, tags: {} }]);
    assert.equal(nextToken, undefined);
  });

  it("is empty for a channel without a key", async () => {
    const { arn: channelArn, keyArn } = await aChannel(one.ivs);
    await one.ivs.deleteStreamKey({ arn: keyArn });
    assert.deepEqual((await one.ivs.listStreamKeys({ channelArn })).streamKeys, []);
  });

  it("refuses an unknown channel", async () => {
    const call = one.ivs.listStreamKeys({ channelArn: arn("channel") });
    await refused(call, "ResourceNotFoundException", 404);
  });
});
