import assert from "node:assert/strict";
import { aRecording, arn, bench, refused } from "./support";

describe("GetRecordingConfiguration", () => {
  const one = bench();

  it("gives the full configuration", async () => {
    const made = await aRecording(one.ivs, "one");
    const { recordingConfiguration } = await one.ivs.getRecordingConfiguration({ arn: made.arn });
    assert.deepEqual(recordingConfiguration, made);
  });

  it("finds nothing of another region", async () => {
    const made = await aRecording(one.ivs);
    const elsewhere = one.in("eu-west-1").getRecordingConfiguration({ arn: made.arn });
    await refused(elsewhere, "ResourceNotFoundException", 404, /not found/);
    const call = one.ivs.getRecordingConfiguration({ arn: arn("recording-configuration") });
    await refused(call, "ResourceNotFoundException", 404, /not found/);
  });
});
