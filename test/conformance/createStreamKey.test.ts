import assert from "node:assert/strict";
import { aChannel, arn, bench, refused } from "./support";

describe("CreateStreamKey", () => {
  const one = bench();

  it("gives a channel that has no key a new one", async () => {
    const { arn: channelArn, keyArn, streamKey: old } = await aChannel(one.ivs);
    await one.ivs.deleteStreamKey({ arn: keyArn });
    const { streamKey } = await one.ivs.createStreamKey({ channelArn, tags: { a: "b" } });
    assert.equal(streamKey?.channelArn, channelArn);
    assert.deepEqual(streamKey?.tags, { a: "b" });
    assert.match(streamKey?.value ?? "", /^sk_us-east-1_/);
    assert.notEqual(streamKey?.value, old.value);
  });

  it("is refused for a channel that has its one key", async () => {
    const { arn: channelArn } = await aChannel(one.ivs);
    const call = one.ivs.createStreamKey({ channelArn });
    await refused(call, "ServiceQuotaExceededException", 402);
  });

  it("refuses an unknown channel, and tags that AWS keeps for itself", async () => {
    const call = one.ivs.createStreamKey({ channelArn: arn("channel") });
    await refused(call, "ResourceNotFoundException", 404);
    const tagged = one.ivs.createStreamKey({ channelArn: arn("channel"), tags: { "aws:a": "" } });
    await refused(tagged, "ValidationException", 400);
  });
});
