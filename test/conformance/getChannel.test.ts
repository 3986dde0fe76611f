import assert from "node:assert/strict";
import { aChannel, arn, bench, refused } from "./support";

describe("GetChannel", () => {
  const one = bench();

  it("gives the full channel", async () => {
    const { channel, arn } = await aChannel(one.ivs, { name: "one" });
    assert.deepEqual((await one.ivs.getChannel({ arn })).channel, channel);
  });

  it("finds nothing of another region or account", async () => {
    const { arn: here } = await aChannel(one.ivs);
    await refused(one.in("eu-west-1").getChannel({ arn: here }), "ResourceNotFoundException", 404);
    for (const other of [
      arn("channel"),
      here.replace("us-east-1", "eu-west-1"),
      here.replace("111122223333", "444455556666"),
    ]) {
      await refused(
        one.ivs.getChannel({ arn: other }),
        "ResourceNotFoundException",
        404,
        /not found/,
      );
    }
  });
});
