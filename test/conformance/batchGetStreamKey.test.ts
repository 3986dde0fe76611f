import assert from "node:assert/strict";
import { aChannel, arn, bench } from "./support";

describe("BatchGetStreamKey", () => {
  const one = bench();

  it("gives keys with their values, and an error for each ARN it lacks", async () => {
    const { keyArn, streamKey } = await aChannel(one.ivs);
    const missing = arn("stream-key");
    const { streamKeys, errors } = await one.ivs.batchGetStreamKey({ arns: [missing, keyArn] });
    assert.deepEqual(streamKeys, [streamKey]);
    assert.deepEqual(
      errors?.map(({ arn, code }) => ({ arn, code })),
      [{ arn: missing, code: "404" }],
    );
  });
});
