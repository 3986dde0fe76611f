import assert from "node:assert/strict";
import { aChannel, bench, many } from "./support";

describe("ListStreams", () => {
  const one = bench();
  const live = async (count: number) => {
    const made = await many(count, () => aChannel(one.ivs));
    const healths = ["HEALTHY", "STARVING", "UNKNOWN"];
    for (const [index, { arn: channelArn }] of made.entries()) {
      await one.control("streams/start", {
        channelArn,
        health: healths[index % 3],
        viewers: index,
      });
    }
    return made.map(({ arn }) => arn);
  };

  it("gives summaries of what is live, and of nothing else", async () => {
    await aChannel(one.ivs);
    const [channelArn] = await live(1);
    const { streams } = await one.ivs.listStreams({});
    const { stream } = await one.ivs.getStream({ channelArn });
    const { playbackUrl, ...summary } = stream ?? {};
    assert.deepEqual(streams, [summary]);
    await one.ivs.stopStream({ channelArn });
    assert.deepEqual((await one.ivs.listStreams({})).streams, []);
  });

  it("filters by health, and pages", async () => {
    const arns = await live(5);
    const starving = await one.ivs.listStreams({ filterBy: { health: "STARVING" } });
    assert.deepEqual(
      starving.streams?.map(({ channelArn }) => channelArn),
      [arns[1], arns[4]],
    );
    assert.equal((await one.ivs.listStreams({ filterBy: {} })).streams?.length, 5);
    const first = await one.ivs.listStreams({ maxResults: 3 });
    const second = await one.ivs.listStreams({ maxResults: 3, nextToken: first.nextToken });
    assert.deepEqual(
      [...(first.streams ?? []), ...(second.streams ?? [])].map(({ channelArn }) => channelArn),
      arns,
    );
    assert.equal(second.nextToken, undefined);
  });
});
