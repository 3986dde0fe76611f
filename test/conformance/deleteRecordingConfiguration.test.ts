import assert from "node:assert/strict";
import { aChannel, aRecording, arn, bench, refused } from "./support";

describe("DeleteRecordingConfiguration", () => {
  const one = bench();

  it("deletes one that no channel uses", async () => {
    const { arn } = await aRecording(one.ivs);
    const { $metadata } = await one.ivs.deleteRecordingConfiguration({ arn });
    assert.equal($metadata.httpStatusCode, 204);
    const call = one.ivs.getRecordingConfiguration({ arn });
    await refused(call, "ResourceNotFoundException", 404);
  });

  it("is refused while a channel uses it", async () => {
    const { arn } = await aRecording(one.ivs);
    const channel = await aChannel(one.ivs, { recordingConfigurationArn: arn });
    const call = one.ivs.deleteRecordingConfiguration({ arn });
    await refused(call, "ConflictException", 409, /attached/);
    await one.ivs.updateChannel({ arn: channel.arn, recordingConfigurationArn: "" });
    await one.ivs.deleteRecordingConfiguration({ arn });
  });

  it("refuses an unknown one", async () => {
    const call = one.ivs.deleteRecordingConfiguration({ arn: arn("recording-configuration") });
    await refused(call, "ResourceNotFoundException", 404);
  });
});
