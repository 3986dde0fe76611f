import assert from "node:assert/strict";
import { aChannel, arn, bench, refused, START } from "./support";

describe("GetStream", () => {
  const one = bench();

  it("gives what is live, as it now is", async () => {
    const { arn: channelArn, channel } = await aChannel(one.ivs);
    one.pass(1500);
    await one.control("streams/start", { channelArn });
    const { stream } = await one.ivs.getStream({ channelArn });
    const { streamId, ...rest } = stream ?? {};
    assert.match(streamId ?? "", /^st-[A-Za-z0-9]{23}$/);
    assert.deepEqual(rest, {
      channelArn,
      playbackUrl: channel.playbackUrl,
      startTime: new Date(START + 1000),
      state: "LIVE",
      health: "HEALTHY",
      viewerCount: 0,
    });
    one.pass(60_000);
    await one.control("streams/start", { channelArn, health: "STARVING", viewers: 12 });
    assert.deepEqual((await one.ivs.getStream({ channelArn })).stream, {
      ...stream,
      health: "STARVING",
      viewerCount: 12,
    });
  });

  it("tells an offline channel from an unknown one", async () => {
    const { arn: channelArn } = await aChannel(one.ivs);
    await refused(one.ivs.getStream({ channelArn }), "ChannelNotBroadcasting", 404);
    const call = one.ivs.getStream({ channelArn: arn("channel") });
    await refused(call, "ResourceNotFoundException", 404);
  });
});
