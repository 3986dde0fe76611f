import assert from "node:assert/strict";
import { aChannel, bench, refused } from "./support";

describe("a service that lags behind", () => {
  const one = bench({ lagMs: 2000, seed: "demo" });

  it("shows what it started with at once", async () => {
    assert.equal((await one.ivs.listChannels({})).channels?.length, 10);
  });

  it("shows what was created, changed and deleted only after a while", async () => {
    const { arn } = await aChannel(one.ivs, { name: "new" });
    const listed = async () =>
      (await one.ivs.listChannels({ filterByName: "new" })).channels?.map((one) => one.arn);
    await refused(one.ivs.getChannel({ arn }), "ResourceNotFoundException", 404);
    assert.equal((await one.ivs.batchGetChannel({ arns: [arn] })).errors?.length, 1);
    assert.deepEqual(await listed(), []);
    one.pass(2000);
    assert.equal((await one.ivs.getChannel({ arn })).channel?.name, "new");
    assert.deepEqual(await listed(), [arn]);

    await one.ivs.updateChannel({ arn, latencyMode: "NORMAL" });
    await one.ivs.tagResource({ resourceArn: arn, tags: { a: "b" } });
    assert.equal((await one.ivs.getChannel({ arn })).channel?.latencyMode, "LOW");
    assert.deepEqual((await one.ivs.listTagsForResource({ resourceArn: arn })).tags, {});
    one.pass(2000);
    assert.equal((await one.ivs.getChannel({ arn })).channel?.latencyMode, "NORMAL");
    assert.deepEqual((await one.ivs.listTagsForResource({ resourceArn: arn })).tags, { a: "b" });

    await one.ivs.deleteChannel({ arn });
    assert.deepEqual(await listed(), [arn]);
    one.pass(2000);
    assert.deepEqual(await listed(), []);
  });

  it("itself knows at once what was written", async () => {
    const { arn } = await aChannel(one.ivs);
    await one.ivs.updateChannel({ arn, name: "x" });
    await one.ivs.deleteChannel({ arn });
    await refused(one.ivs.deleteChannel({ arn }), "ResourceNotFoundException", 404);
  });
});
