import assert from "node:assert/strict";
import type { TranscodePreset } from "@aws-sdk/client-ivs";
import { aChannel, aRecording, arn, bench, refused } from "./support";

describe("CreateChannel", () => {
  const one = bench();

  it("fills in every default, and makes the stream key too", async () => {
    const { channel, streamKey } = await aChannel(one.ivs);
    const { arn, ingestEndpoint, playbackUrl, srt, ...rest } = channel;
    assert.deepEqual(rest, {
      name: "",
      latencyMode: "LOW",
      type: "STANDARD",
      authorized: false,
      insecureIngest: false,
      recordingConfigurationArn: "",
      playbackRestrictionPolicyArn: "",
      adConfigurationArn: "",
      preset: "",
      multitrackInputConfiguration: {
        enabled: false,
        maximumResolution: "FULL_HD",
        policy: "ALLOW",
      },
      containerFormat: "TS",
      tags: {},
    });
    const [, id] =
      /^arn:aws:ivs:us-east-1:111122223333:channel\/([A-Za-z0-9]{12})$/.exec(arn ?? "") ?? [];
    const [, prefix] =
      /^([0-9a-f]{12})\.global-contribute\.live-video\.net$/.exec(ingestEndpoint ?? "") ?? [];
    assert.ok(id && prefix);
    assert.equal(
      playbackUrl,
      `https://${prefix}.us-east-1.playback.live-video.net/api/video/v1/us-east-1.111122223333.channel.${id}.m3u8`,
    );
    assert.equal(srt?.endpoint, `${prefix}.srt.live-video.net`);
    assert.match(srt?.passphrase ?? "", /^[A-Za-z0-9]{69}$/);
    assert.equal(streamKey.channelArn, arn);
    assert.deepEqual(streamKey.tags, {});
    const [, keyId] = /:stream-key\/([A-Za-z0-9]{12})$/.exec(streamKey.arn ?? "") ?? [];
    assert.match(streamKey.value ?? "", new RegExp(`^sk_us-east-1_${keyId}_[A-Za-z0-9]{30}$`));
  });

  it("keeps what it is given", async () => {
    const recording = await aRecording(one.ivs);
    const given = {
      name: "Main_stage-1",
      latencyMode: "NORMAL",
      type: "ADVANCED_SD",
      preset: "CONSTRAINED_BANDWIDTH_DELIVERY",
      authorized: true,
      insecureIngest: true,
      recordingConfigurationArn: recording.arn,
      tags: { team: "match day", "kosten:stelle": "Größe 語" },
    } as const;
    const { channel } = await aChannel(one.ivs, given);
    assert.deepEqual({ ...channel, ...given }, channel);
    assert.deepEqual((await one.ivs.getChannel({ arn: channel.arn })).channel, channel);
  });

  it('takes "" for no preset, as the service writes it', async () => {
    const preset = "" as TranscodePreset;
    for (const type of ["BASIC", "STANDARD"] as const) {
      const { channel, arn } = await aChannel(one.ivs, { type, preset });
      assert.equal(channel.preset, "");
      await one.ivs.updateChannel({ arn, preset, name: "renamed" });
    }
    const { channel } = await aChannel(one.ivs, { type: "ADVANCED_HD", preset });
    assert.equal(channel.preset, "HIGHER_BANDWIDTH_DELIVERY");
  });

  it("gives an ADVANCED channel its preset, and refuses one on the others", async () => {
    for (const type of ["ADVANCED_HD", "ADVANCED_SD"] as const) {
      const { channel } = await aChannel(one.ivs, { type });
      assert.equal(channel.preset, "HIGHER_BANDWIDTH_DELIVERY");
    }
    for (const type of ["BASIC", "STANDARD"] as const) {
      const call = one.ivs.createChannel({ type, preset: "HIGHER_BANDWIDTH_DELIVERY" });
      await refused(call, "ValidationException", 400, /preset/);
    }
  });

  it("wants all that multitrack input needs", async () => {
    const enabled = { enabled: true, policy: "ALLOW", maximumResolution: "HD" } as const;
    const containerFormat = "FRAGMENTED_MP4";
    const { channel } = await aChannel(one.ivs, {
      multitrackInputConfiguration: enabled,
      containerFormat,
    });
    assert.deepEqual(channel.multitrackInputConfiguration, enabled);
    assert.equal(channel.containerFormat, containerFormat);
    for (const [input, text] of [
      [{ multitrackInputConfiguration: enabled }, /containerFormat/],
      [{ multitrackInputConfiguration: enabled, containerFormat, type: "BASIC" }, /STANDARD/],
      [
        { multitrackInputConfiguration: { ...enabled, policy: undefined }, containerFormat },
        /policy/,
      ],
      [
        {
          multitrackInputConfiguration: { ...enabled, maximumResolution: undefined },
          containerFormat,
        },
        /maximumResolution/,
      ],
    ] as const) {
      await refused(one.ivs.createChannel(input), "ValidationException", 400, text);
    }
  });

  it("refuses what it should refer to and does not find", async () => {
    for (const input of [
      { recordingConfigurationArn: arn("recording-configuration") },
      { playbackRestrictionPolicyArn: arn("playback-restriction-policy") },
      { adConfigurationArn: arn("ad-configuration") },
    ]) {
      await refused(one.ivs.createChannel(input), "ResourceNotFoundException", 404, /NotThere0000/);
    }
    const adConfigurationArn = arn("ad-configuration");
    const both = one.ivs.createChannel({ adConfigurationArn, containerFormat: "FRAGMENTED_MP4" });
    await refused(both, "ValidationException", 400, /containerFormat must be TS/);
    assert.deepEqual((await one.ivs.listChannels({})).channels, []);
  });

  it("refuses tags that AWS keeps for itself", async () => {
    await refused(
      one.ivs.createChannel({ tags: { "aws:x": "y" } }),
      "ValidationException",
      400,
      /aws:/,
    );
  });
});
