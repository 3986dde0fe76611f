import assert from "node:assert/strict";
import { aChannel, arn, bench, refused } from "./support";

describe("viewer-session revocation", () => {
  const one = bench();

  it("is accepted for a channel that is there", async () => {
    const { arn: channelArn } = await aChannel(one.ivs, { authorized: true });
    const { $metadata, ...output } = await one.ivs.startViewerSessionRevocation({
      channelArn,
      viewerId: "someone",
      viewerSessionVersionsLessThanOrEqualTo: 3,
    });
    assert.deepEqual([$metadata.httpStatusCode, output], [200, {}]);
    const unknown = one.ivs.startViewerSessionRevocation({
      channelArn: arn("channel"),
      viewerId: "someone",
    });
    await refused(unknown, "ResourceNotFoundException", 404);
  });

  it("tells in a batch which channels are not there", async () => {
    const { arn: channelArn } = await aChannel(one.ivs, { authorized: true });
    const { errors } = await one.ivs.batchStartViewerSessionRevocation({
      viewerSessions: [
        { channelArn, viewerId: "a" },
        { channelArn: arn("channel"), viewerId: "b" },
      ],
    });
    assert.deepEqual(errors, [
      {
        channelArn: arn("channel"),
        viewerId: "b",
        code: "404",
        message: `Resource: ${arn("channel")} not found`,
      },
    ]);
  });
});
