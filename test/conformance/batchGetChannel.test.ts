import assert from "node:assert/strict";
import { aChannel, arn, bench } from "./support";

describe("BatchGetChannel", () => {
  const one = bench();

  it("gives full channels in the order asked for, and an error for each ARN it lacks", async () => {
    const first = await aChannel(one.ivs, { name: "first" });
    const second = await aChannel(one.ivs, { name: "second" });
    const missing = arn("channel");
    const { channels, errors } = await one.ivs.batchGetChannel({
      arns: [second.arn, missing, first.arn],
    });
    assert.deepEqual(channels, [second.channel, first.channel]);
    assert.equal(errors?.length, 1);
    assert.equal(errors[0]?.arn, missing);
    assert.equal(errors[0]?.code, "404");
    assert.match(errors[0]?.message ?? "", /not found/);
  });
});
