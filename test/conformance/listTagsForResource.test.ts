import assert from "node:assert/strict";
import { aChannel, arn, bench, refused } from "./support";

describe("ListTagsForResource", () => {
  const one = bench();

  it("gives the tags of a resource, also when there are none", async () => {
    const { arn, keyArn } = await aChannel(one.ivs, { tags: { a: "b" } });
    assert.deepEqual((await one.ivs.listTagsForResource({ resourceArn: arn })).tags, { a: "b" });
    assert.deepEqual((await one.ivs.listTagsForResource({ resourceArn: keyArn })).tags, {});
  });

  it("refuses an unknown resource", async () => {
    const call = one.ivs.listTagsForResource({ resourceArn: arn("channel") });
    await refused(call, "ResourceNotFoundException", 404);
  });
});
