import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { S3 } from "@aws-sdk/client-s3";
import { aChannel, bench } from "./support";

describe("recordings, as AWS's grow, merge and fail", () => {
  const directory = mkdtempSync(join(tmpdir(), "ivs-failures-"));
  const deny = (statement: object) => ({
    region: "us-east-1",
    policy: {
      Version: "2012-10-17",
      Statement: [{ Effect: "Deny", Principal: "*", Action: "s3:PutObject", ...statement }],
    },
  });
  const roleArn =
    "arn:aws:iam::111122223333:role/aws-service-role/ivs.amazonaws.com/AWSServiceRoleForIVSRecordToS3";
  const one = bench({
    recordings: directory,
    account: {
      buckets: {
        sealed: { encryption: "aws:kms" },
        "double-sealed": { encryption: "aws:kms:dsse" },
        "an-ap-0123456789abcdef-s3alias": {},
        denied: deny({ Resource: "arn:aws:s3:::denied/*" }),
        "denied-to-all-but-ivs": deny({
          Resource: "*",
          Condition: { ArnNotLike: { "aws:PrincipalArn": roleArn } },
        }),
        "only-by-tls": deny({
          Action: "s3:*",
          Resource: "*",
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        }),
        "only-from-vpc": deny({
          Resource: ["arn:aws:s3:::only-from-vpc/ivs/*"],
          Condition: { StringNotEquals: { "aws:SourceVpce": "vpce-1" } },
        }),
        "denied-elsewhere": deny({ Resource: "arn:aws:s3:::denied-elsewhere/other/*" }),
      },
    },
  });
  let s3: S3;
  before(() => {
    s3 = one.client(S3);
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  async function aRecordedChannel(Bucket = "a-bucket", windowSeconds = 0, channel: object = {}) {
    const { recordingConfiguration } = await one.ivs.createRecordingConfiguration({
      destinationConfiguration: { s3: { bucketName: Bucket } },
      recordingReconnectWindowSeconds: windowSeconds,
    });
    one.pass(3000);
    const recordingConfigurationArn = recordingConfiguration?.arn;
    const got = await one.ivs.getRecordingConfiguration({ arn: recordingConfigurationArn });
    assert.equal(got.recordingConfiguration?.state, "ACTIVE");
    return aChannel(one.ivs, { recordingConfigurationArn, ...channel });
  }
  const start = (channelArn: string, more: object = {}) =>
    one.control("streams/start", { channelArn, ...more });
  const begin = async (channelArn: string, more: object = {}) =>
    (await start(channelArn, more)).stream as unknown as { streamId: string; startTime: string };
  const stop = (channelArn: string) => one.control("streams/stop", { channelArn });
  /** The events of a channel's latest session, or of another, the oldest first. */
  const events = async (channelArn: string, streamId?: string) => {
    const { streamSession } = await one.ivs.getStreamSession({ channelArn, streamId });
    return streamSession?.truncatedEvents?.reverse() ?? [];
  };
  const names = async (channelArn: string) =>
    (await events(channelArn)).map(({ name }) => name).slice(2);
  const keys = async (Bucket = "a-bucket") =>
    ((await s3.listObjectsV2({ Bucket })).Contents ?? []).map(({ Key = "" }) => Key);
  const text = async (ending: string, Bucket = "a-bucket") => {
    const found = (await keys(Bucket)).filter((key) => key.endsWith(ending));
    assert.equal(found.length, 1, `${found.length} of ${ending}`);
    const { Body } = await s3.getObject({ Bucket, Key: found[0] });
    return (await Body?.transformToString()) ?? "";
  };

  it("are not begun where IVS cannot write, though the configuration is ACTIVE", async () => {
    for (const [bucket, isRecorded] of [
      ["sealed", false],
      ["double-sealed", false],
      ["an-ap-0123456789abcdef-s3alias", false],
      ["denied", false],
      ["only-from-vpc", false],
      ["denied-to-all-but-ivs", true],
      ["only-by-tls", true],
      ["denied-elsewhere", true],
    ] as const) {
      const { arn } = await aRecordedChannel(bucket);
      await start(arn);
      const [event] = (await events(arn)).slice(2);
      assert.equal(event?.name, isRecorded ? "Recording Start" : "Recording Start Failure", bucket);
      assert.equal(event.code, undefined);
      assert.equal((await one.ivs.getStream({ channelArn: arn })).stream?.state, "LIVE");
      assert.equal((await keys(bucket)).length > 0, isRecorded, bucket);
    }
  });

  it("are not begun without the role", async () => {
    const { arn } = await aRecordedChannel();
    one.simulator.world.recordingRole = undefined;
    await start(arn);
    assert.deepEqual(await names(arn), ["Recording Start Failure"]);
  });

  it("end in failure when their bucket goes, and the stream goes on", async () => {
    const { arn } = await aRecordedChannel();
    await start(arn);
    one.pass(25_000);
    assert.ok((await keys()).some((key) => key.endsWith("1.ts")));
    await one.control("buckets", { name: "a-bucket", deleted: true });
    one.pass(25_000);
    assert.deepEqual(await names(arn), ["Recording Start", "Recording End Failure"]);
    await one.ivs.getStream({ channelArn: arn });
    await stop(arn);
    assert.deepEqual((await names(arn)).slice(-2), ["Stream End", "Session Ended"]);
    await assert.rejects(keys(), { name: "NoSuchBucket" });
    // What was there comes back with the bucket here, so that the last word of IVS can be read.
    await one.control("buckets", { name: "a-bucket", deleted: false });
    const failed = JSON.parse(await text("events/recording-failed.json"));
    assert.deepEqual(
      [failed.recording_status, failed.recording_status_message, failed.media.hls.duration_ms],
      ["RECORDING_ENDED_WITH_FAILURE", "InternalServerException", 20_000],
    );
    assert.equal(failed.media.hls.byte_range_playlist, undefined);
    assert.ok(!(await keys()).some((key) => key.endsWith("recording-ended.json")));
  });

  it("grow while they go on", async () => {
    const { arn } = await aRecordedChannel();
    await start(arn);
    one.pass(25_000);
    const playlist = await text("/720p30/playlist.m3u8");
    assert.match(playlist, /#EXT-X-PLAYLIST-TYPE:EVENT\n/);
    assert.match(playlist, /#EXT-X-TWITCH-TOTAL-SECS:20\.000\n/);
    assert.match(playlist, /\n1\.ts\n$/);
    assert.match(await text("/720p30/byte-range-variant.m3u8"), /TYPE:EVENT\n/);
    assert.ok((await keys()).some((key) => key.endsWith("thumb0.jpg")));
    one.pass(60_000);
    assert.match(await text("/720p30/playlist.m3u8"), /TOTAL-SECS:80\.000\n[\s\S]*\n7\.ts\n$/);
    assert.ok((await keys()).some((key) => key.endsWith("thumb1.jpg")));
    await stop(arn);
    assert.match(await text("/720p30/playlist.m3u8"), /\n8\.ts\n#EXT-X-ENDLIST\n$/);
    const ended = JSON.parse(await text("recording-ended.json"));
    assert.equal(ended.media.hls.duration_ms, 85_000);
  });

  it("go on when the encoder comes back within the window, and end only after it", async () => {
    const { arn } = await aRecordedChannel("a-bucket", 60);
    const begun = await begin(arn);
    one.pass(30_000);
    await stop(arn);
    one.pass(59_000);
    assert.ok(!(await keys()).some((key) => key.endsWith("ended.json")));
    const back = await begin(arn);
    assert.notEqual(back.streamId, begun.streamId);
    one.pass(15_000);
    await stop(arn);
    one.pass(60_000 - 1);
    assert.ok(!(await keys()).some((key) => key.endsWith("ended.json")));
    one.pass(1);
    const ended = JSON.parse(await text("recording-ended.json"));
    assert.equal(ended.media.hls.duration_ms, 45_000);
    const span = Date.parse(ended.recording_ended_at) - Date.parse(ended.recording_started_at);
    assert.equal(span, 104_000);
    assert.equal(ended.recording_started_at, begun.startTime.replace("Z", ".000Z"));
    const playlist = await text("/720p30/playlist.m3u8");
    assert.equal(playlist.match(/#EXT-X-DISCONTINUITY\n/g)?.length, 1);
    assert.match(playlist, /DISCONTINUITY\n.*\n.*\n3\.ts\n/);
    // The first stream has the start of the recording, the last one its end.
    assert.ok(!(await events(arn, begun.streamId)).some(({ name }) => name === "Recording End"));
    assert.equal((await names(arn)).at(-1), "Recording End");
    assert.equal(new Set((await keys()).map((key) => key.split("/")[9])).size, 1);
  });

  it("are new ones when the encoder comes back late, or with other media", async () => {
    const { arn } = await aRecordedChannel("a-bucket", 60, { type: "STANDARD" });
    const again = async (afterMs: number, more: object = {}) => {
      one.pass(afterMs);
      await start(arn, more);
      one.pass(10_000);
      await stop(arn);
      return new Set((await keys()).map((key) => key.split("/")[9])).size;
    };
    assert.equal(await again(0), 1);
    assert.equal(await again(60_001), 2);
    assert.equal(await again(1000), 2);
    assert.equal(await again(1000, { videoBitrate: 4_000_000 }), 2);
    assert.equal(await again(1000, { videoBitrate: 2_000_000 }), 3);
    assert.equal(await again(1000, { width: 1280, height: 720 }), 4);
    assert.equal(await again(1000, { framerate: 60 }), 5);
  });

  it("go on when another encoder takes over", async () => {
    const { arn } = await aRecordedChannel("a-bucket", 60);
    const first = await begin(arn);
    one.pass(20_000);
    const next = await begin(arn, { priority: 5 });
    assert.equal(next.streamId, first.streamId);
    for (const [more, code] of [
      [{ priority: 5 }, "StreamTakeoverInvalidPriority"],
      [{ priority: 6, height: 720, width: 1280 }, "StreamTakeoverMediaMismatch"],
    ] as const) {
      await assert.rejects(start(arn, more));
      const last = (await events(arn)).at(-1);
      assert.deepEqual([last?.name, last?.code], ["Stream Takeover Failure", code]);
    }
    one.pass(20_000);
    await stop(arn);
    one.pass(60_000);
    assert.equal(JSON.parse(await text("recording-ended.json")).media.hls.duration_ms, 40_000);
    assert.ok((await names(arn)).includes("Stream Takeover"));
  });

  it("are kept with the state of the simulator", async () => {
    const { arn } = await aRecordedChannel("a-bucket", 60);
    await start(arn);
    const region = one.simulator.world.region("us-east-1");
    const [recording] = region.recordingSessions.values();
    assert.equal(recording?.streams.length, 1);
  });
});

describe("what an encoder sends", () => {
  const one = bench();
  const start = (channelArn: string, more: object = {}) =>
    one.control("streams/start", { channelArn, ...more });
  const latest = async (channelArn: string) =>
    (await one.ivs.getStreamSession({ channelArn })).streamSession;

  it("is in the session", async () => {
    const { arn } = await aChannel(one.ivs);
    await start(arn, {
      width: 1280,
      height: 720,
      framerate: 60,
      videoBitrate: 4_500_000,
      audioBitrate: 128_000,
      codec: "avc1.4D0020",
    });
    const { ingestConfiguration, ingestConfigurations } = (await latest(arn)) ?? {};
    const video = ingestConfigurations?.videoConfigurations?.[0];
    assert.deepEqual(
      [video?.videoWidth, video?.videoHeight, video?.targetFramerate, video?.targetBitrate],
      [1280, 720, 60, 4_500_000],
    );
    assert.deepEqual([video?.codec, video?.profile, video?.level], ["avc1.4D0020", "Main", "3.2"]);
    assert.equal(ingestConfiguration?.video?.avcProfile, "Main");
    assert.equal(ingestConfiguration?.audio?.targetBitrate, 128_000);
  });

  it("ends the stream where it is over a limit of the channel", async () => {
    for (const [type, more, breach] of [
      ["BASIC", { videoBitrate: 1_600_000 }, "Ingest Bitrate"],
      ["BASIC", { videoBitrate: 3_600_000, width: 1280, height: 720 }, "Ingest Bitrate"],
      ["STANDARD", { videoBitrate: 8_600_000 }, "Ingest Bitrate"],
      ["STANDARD", { width: 2560, height: 1440 }, "Ingest Resolution"],
      ["BASIC", { videoBitrate: 3_400_000, width: 1280, height: 720 }, undefined],
      ["ADVANCED_HD", { videoBitrate: 8_500_000 }, undefined],
    ] as const) {
      const { arn } = await aChannel(one.ivs, { type });
      await start(arn, more);
      const names = (await latest(arn))?.truncatedEvents?.map(({ name }) => name).reverse();
      const rest = breach ? [breach, "Stream End", "Session Ended"] : [];
      assert.deepEqual(names, ["Session Created", "Stream Start", ...rest]);
    }
  });

  it("can make every event happen", async () => {
    const { arn } = await aChannel(one.ivs);
    const event = (name: string, code?: string) =>
      one.control("streams/event", { channelArn: arn, name, code });
    await start(arn);
    await event("Starvation Start");
    assert.equal((await one.ivs.getStream({ channelArn: arn })).stream?.health, "STARVING");
    await event("Starvation End");
    assert.equal((await one.ivs.getStream({ channelArn: arn })).stream?.health, "HEALTHY");
    await event("Concurrent Viewers");
    await event("Session Ended", "MultitrackInputNotAllowed");
    const session = await latest(arn);
    assert.ok(session?.endTime);
    assert.deepEqual(
      session.truncatedEvents?.map(({ name, code }) => (code ? [name, code] : name)),
      [
        ["Session Ended", "MultitrackInputNotAllowed"],
        "Stream End",
        "Concurrent Viewers",
        "Starvation End",
        "Starvation Start",
        "Stream Start",
        "Session Created",
      ],
    );
  });
});
