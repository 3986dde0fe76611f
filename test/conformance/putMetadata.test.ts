import assert from "node:assert/strict";
import { aChannel, arn, bench, refused } from "./support";

describe("PutMetadata", () => {
  const one = bench();
  const live = async () => {
    const { arn: channelArn } = await aChannel(one.ivs);
    await one.control("streams/start", { channelArn });
    return channelArn;
  };

  it("takes a kilobyte at most, in bytes", async () => {
    const channelArn = await live();
    const put = (metadata: string) => one.ivs.putMetadata({ channelArn, metadata });
    assert.equal((await put("é".repeat(512))).$metadata.httpStatusCode, 204);
    await refused(put(`${"é".repeat(512)}a`), "ValidationException", 400, /1024/);
    await refused(put("a".repeat(1025)), "ValidationException", 400);
  });

  it("takes five in a second for each channel", async () => {
    const [first, second] = [await live(), await live()];
    const put = (channelArn: string) => one.ivs.putMetadata({ channelArn, metadata: "x" });
    for (let call = 0; call < 5; call++) await put(first);
    await refused(put(first), "ThrottlingException", 429);
    await put(second);
    one.pass(200);
    await put(first);
    await refused(put(first), "ThrottlingException", 429);
  });

  it("tells an offline channel from an unknown one", async () => {
    const { arn: channelArn } = await aChannel(one.ivs);
    const offline = one.ivs.putMetadata({ channelArn, metadata: "x" });
    await refused(offline, "ChannelNotBroadcasting", 404);
    const unknown = one.ivs.putMetadata({ channelArn: arn("channel"), metadata: "x" });
    await refused(unknown, "ResourceNotFoundException", 404);
  });
});
