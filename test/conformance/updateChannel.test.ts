import assert from "node:assert/strict";
import { aChannel, aRecording, arn, bench, refused } from "./support";

describe("UpdateChannel", () => {
  const one = bench();

  it("changes what it is given and keeps the rest", async () => {
    const { channel, arn } = await aChannel(one.ivs, {
      name: "before",
      authorized: true,
      insecureIngest: true,
      tags: { a: "b" },
    });
    const { channel: renamed } = await one.ivs.updateChannel({ arn, name: "after" });
    assert.deepEqual(renamed, { ...channel, name: "after" });
    const { channel: opened } = await one.ivs.updateChannel({ arn, authorized: false, name: "" });
    assert.deepEqual(opened, { ...channel, authorized: false, name: "" });
    assert.deepEqual((await one.ivs.getChannel({ arn })).channel, opened);
  });

  it("attaches a recording configuration, and detaches it by an empty ARN", async () => {
    const recording = await aRecording(one.ivs);
    const { arn } = await aChannel(one.ivs);
    const set = async (recordingConfigurationArn: string) =>
      (await one.ivs.updateChannel({ arn, recordingConfigurationArn })).channel
        ?.recordingConfigurationArn;
    assert.equal(await set(recording.arn), recording.arn);
    assert.equal(await set(""), "");
  });

  it("sets the preset as the type asks", async () => {
    const { arn } = await aChannel(one.ivs);
    const preset = async (input: Omit<Parameters<typeof one.ivs.updateChannel>[0], "arn">) =>
      (await one.ivs.updateChannel({ arn, ...input })).channel?.preset as string;
    assert.equal(await preset({ type: "ADVANCED_HD" }), "HIGHER_BANDWIDTH_DELIVERY");
    const constrained = "CONSTRAINED_BANDWIDTH_DELIVERY";
    assert.equal(await preset({ preset: constrained }), constrained);
    assert.equal(await preset({ type: "ADVANCED_SD" }), constrained);
    assert.equal(await preset({ type: "BASIC" }), "");
    const call = one.ivs.updateChannel({ arn, preset: constrained });
    await refused(call, "ValidationException", 400, /preset/);
  });

  it("holds the rules of multitrack input against what the channel has already", async () => {
    const multitrackInputConfiguration = {
      enabled: true,
      policy: "REQUIRE",
      maximumResolution: "SD",
    } as const;
    const { arn } = await aChannel(one.ivs, {
      multitrackInputConfiguration,
      containerFormat: "FRAGMENTED_MP4",
    });
    for (const input of [{ type: "BASIC" }, { containerFormat: "TS" }] as const) {
      await refused(one.ivs.updateChannel({ arn, ...input }), "ValidationException", 400);
    }
    const off = { arn, multitrackInputConfiguration: { enabled: false }, type: "BASIC" } as const;
    const { channel } = await one.ivs.updateChannel(off);
    assert.equal(channel?.multitrackInputConfiguration?.enabled, false);
  });

  it("is refused while the channel is live", async () => {
    const { arn } = await aChannel(one.ivs);
    await one.control("streams/start", { channelArn: arn });
    await refused(one.ivs.updateChannel({ arn, name: "x" }), "ConflictException", 409, /live/);
    await one.ivs.stopStream({ channelArn: arn });
    await one.ivs.updateChannel({ arn, name: "x" });
  });

  it("refuses what is not there, and changes nothing", async () => {
    const unknown = one.ivs.updateChannel({ arn: arn("channel"), name: "x" });
    await refused(unknown, "ResourceNotFoundException", 404);
    const { channel, arn: known } = await aChannel(one.ivs);
    const recordingConfigurationArn = arn("recording-configuration");
    const call = one.ivs.updateChannel({ arn: known, name: "x", recordingConfigurationArn });
    await refused(call, "ResourceNotFoundException", 404, /recording-configuration/);
    assert.deepEqual((await one.ivs.getChannel({ arn: known })).channel, channel);
  });
});
