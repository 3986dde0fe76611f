import assert from "node:assert/strict";
import { aChannel, arn, bench, refused } from "./support";

describe("UntagResource", () => {
  const one = bench();

  it("takes tags off, and minds no key that is not there", async () => {
    const tags = { a: "1", "b c": "2", "e=f+g": "3", h: "4" };
    const { arn: resourceArn } = await aChannel(one.ivs, { tags });
    await one.ivs.untagResource({ resourceArn, tagKeys: ["b c", "e=f+g", "zzz"] });
    assert.deepEqual((await one.ivs.listTagsForResource({ resourceArn })).tags, { a: "1", h: "4" });
    await one.ivs.untagResource({ resourceArn, tagKeys: ["a"] });
    assert.deepEqual((await one.ivs.listTagsForResource({ resourceArn })).tags, { h: "4" });
    const call = one.ivs.untagResource({ resourceArn, tagKeys: ["no&key"] });
    await refused(call, "ValidationException", 400, /tagKeys\[0\]/);
  });

  it("refuses an unknown resource", async () => {
    const call = one.ivs.untagResource({ resourceArn: arn("channel"), tagKeys: ["a"] });
    await refused(call, "ResourceNotFoundException", 404);
  });
});
