import assert from "node:assert/strict";
import { aChannel, aRecording, arn, bench, many, refused, START } from "./support";

const DAY = 24 * 3600_000;

describe("stream sessions", () => {
  const one = bench();
  const events = async (channelArn: string, streamId?: string) => {
    const { streamSession } = await one.ivs.getStreamSession({ channelArn, streamId });
    return streamSession?.truncatedEvents?.map(({ name }) => name);
  };
  const start = (channelArn: string, more: object = {}) =>
    one.control("streams/start", { channelArn, ...more });
  const stop = (channelArn: string) => one.control("streams/stop", { channelArn });

  it("show what was streamed, with the channel as it stood then and all that happened", async () => {
    const recording = await aRecording(one.ivs, "archive");
    one.pass(3000);
    const { arn: channelArn, channel } = await aChannel(one.ivs, {
      recordingConfigurationArn: recording.arn,
      tags: { a: "b" },
    });
    await start(channelArn);
    one.pass(60_000);
    await start(channelArn, { health: "STARVING" });
    one.pass(5000);
    await start(channelArn, { health: "HEALTHY" });
    const { stream } = await one.ivs.getStream({ channelArn });
    const live = await one.ivs.getStreamSession({ channelArn });
    assert.equal(live.streamSession?.endTime, undefined);
    await one.ivs.stopStream({ channelArn });
    await one.ivs.updateChannel({ arn: channelArn, name: "renamed" });

    const { streamSession } = await one.ivs.getStreamSession({ channelArn });
    const { truncatedEvents, ingestConfiguration, ingestConfigurations, ...rest } =
      streamSession ?? {};
    const { tags, srt, ...shown } = channel;
    assert.deepEqual(rest, {
      streamId: stream?.streamId,
      startTime: new Date(START + 3000),
      endTime: new Date(START + 68_000),
      channel: shown,
      recordingConfiguration: { ...recording, state: "ACTIVE" },
    });
    const at = (ms: number) => new Date(START + ms);
    const state = "IVS Stream State Change";
    const health = "IVS Stream Health Change";
    const recorded = "IVS Recording State Change";
    assert.deepEqual(truncatedEvents, [
      { eventTime: at(68_000), name: "Recording End", type: recorded },
      { eventTime: at(68_000), name: "Session Ended", type: state },
      { eventTime: at(68_000), name: "Stream End", type: state },
      { eventTime: at(68_000), name: "Starvation End", type: health },
      { eventTime: at(63_000), name: "Starvation Start", type: health },
      { eventTime: at(3000), name: "Recording Start", type: recorded },
      { eventTime: at(3000), name: "Stream Start", type: state },
      { eventTime: at(3000), name: "Session Created", type: state },
    ]);
    assert.equal(ingestConfiguration?.video?.videoHeight, 1080);
    assert.equal(ingestConfiguration?.video?.avcProfile, "High");
    assert.equal(ingestConfigurations?.videoConfigurations?.length, 1);
    assert.equal(ingestConfigurations?.videoConfigurations?.[0]?.avcProfile, "");
    assert.equal(ingestConfigurations?.audioConfigurations?.[0]?.track, "Track0");
  });

  it("show every track of multitrack input", async () => {
    const { arn: channelArn } = await aChannel(one.ivs, {
      containerFormat: "FRAGMENTED_MP4",
      multitrackInputConfiguration: { enabled: true, policy: "ALLOW", maximumResolution: "HD" },
    });
    await start(channelArn);
    const { streamSession } = await one.ivs.getStreamSession({ channelArn });
    assert.deepEqual(
      streamSession?.ingestConfigurations?.videoConfigurations?.map((one) => one.videoHeight),
      [720, 480],
    );
  });

  it("say when what should be recorded is not", async () => {
    const { arn: recordingConfigurationArn } = await aRecording(one.ivs);
    const { arn: channelArn } = await aChannel(one.ivs, { recordingConfigurationArn });
    // The configuration is CREATING still.
    await start(channelArn);
    assert.equal((await events(channelArn))?.[0], "Recording Start Failure");
    const { streamSessions } = await one.ivs.listStreamSessions({ channelArn });
    assert.equal(streamSessions?.[0]?.hasErrorEvent, true);
  });

  it("can be given events by hand", async () => {
    const { arn: channelArn } = await aChannel(one.ivs);
    await start(channelArn);
    const code = "StreamTakeoverMediaMismatch";
    await one.control("streams/event", { channelArn, name: "Stream Takeover Failure", code });
    const { streamSession } = await one.ivs.getStreamSession({ channelArn });
    assert.deepEqual(streamSession?.truncatedEvents?.[0], {
      eventTime: new Date(START),
      name: "Stream Takeover Failure",
      type: "IVS Stream State Change",
      code,
    });
    const { streamSessions } = await one.ivs.listStreamSessions({ channelArn });
    assert.equal(streamSessions?.[0]?.hasErrorEvent, true);
  });

  it("keep the 500 latest events", async () => {
    const { arn: channelArn } = await aChannel(one.ivs);
    await start(channelArn);
    for (let turn = 0; turn < 251; turn++) {
      for (const health of ["STARVING", "HEALTHY"]) await start(channelArn, { health });
    }
    const all = await events(channelArn);
    assert.equal(all?.length, 500);
    assert.equal(all?.includes("Stream Start"), false);
  });

  it("are listed by channel, the latest first, in pages", async () => {
    const { arn: other } = await aChannel(one.ivs);
    await start(other);
    const { arn: channelArn } = await aChannel(one.ivs);
    const ids = await many(5, async () => {
      one.pass(60_000);
      await start(channelArn);
      const { stream } = await one.ivs.getStream({ channelArn });
      await stop(channelArn);
      return stream?.streamId;
    });
    const first = await one.ivs.listStreamSessions({ channelArn, maxResults: 2 });
    const { nextToken } = first;
    const rest = await one.ivs.listStreamSessions({ channelArn, nextToken });
    assert.equal(rest.nextToken, undefined);
    const listed = [...(first.streamSessions ?? []), ...(rest.streamSessions ?? [])];
    assert.deepEqual(
      listed.map(({ streamId }) => streamId),
      [...ids].reverse(),
    );
    assert.deepEqual(listed[4], {
      streamId: ids[0],
      startTime: new Date(START + 60_000),
      endTime: new Date(START + 60_000),
      hasErrorEvent: false,
    });
    const oldest = await one.ivs.getStreamSession({ channelArn, streamId: ids[0] });
    assert.equal(oldest.streamSession?.streamId, ids[0]);
  });

  it("are kept for 60 days, also after their channel is deleted", async () => {
    const { arn: channelArn } = await aChannel(one.ivs);
    await start(channelArn);
    await stop(channelArn);
    await one.ivs.deleteChannel({ arn: channelArn });
    one.pass(60 * DAY - 1);
    assert.equal((await one.ivs.listStreamSessions({ channelArn })).streamSessions?.length, 1);
    await one.ivs.getStreamSession({ channelArn });
    one.pass(1);
    for (const call of [
      one.ivs.listStreamSessions({ channelArn }),
      one.ivs.getStreamSession({ channelArn }),
    ]) {
      await refused(call, "ResourceNotFoundException", 404);
    }
  });

  it("end after 48 hours at the latest", async () => {
    const { arn: channelArn } = await aChannel(one.ivs);
    await start(channelArn);
    one.pass(2 * DAY - 1);
    await one.ivs.getStream({ channelArn });
    one.pass(1);
    await refused(one.ivs.getStream({ channelArn }), "ChannelNotBroadcasting", 404);
    one.pass(3600_000);
    const { streamSession } = await one.ivs.getStreamSession({ channelArn });
    assert.deepEqual(streamSession?.endTime, new Date(START + 2 * DAY));
  });

  it("must be there", async () => {
    const { arn: channelArn } = await aChannel(one.ivs);
    assert.deepEqual((await one.ivs.listStreamSessions({ channelArn })).streamSessions, []);
    const streamId = `st-${"x".repeat(23)}`;
    for (const call of [
      one.ivs.getStreamSession({ channelArn }),
      one.ivs.getStreamSession({ channelArn, streamId }),
      one.ivs.getStreamSession({ channelArn: arn("channel") }),
      one.ivs.listStreamSessions({ channelArn: arn("channel") }),
    ]) {
      await refused(call, "ResourceNotFoundException", 404);
    }
  });
});

describe("a stream that takes its time", () => {
  const one = bench({ streamMs: 4000 });

  it("has a session before it starts, and is live a while after its encoder has gone", async () => {
    const { arn: channelArn } = await aChannel(one.ivs);
    await one.control("streams/start", { channelArn });
    await refused(one.ivs.getStream({ channelArn }), "ChannelNotBroadcasting", 404);
    await refused(one.ivs.deleteChannel({ arn: channelArn }), "ConflictException", 409);
    const { streamSession } = await one.ivs.getStreamSession({ channelArn });
    assert.deepEqual(
      [streamSession?.startTime, streamSession?.truncatedEvents?.map(({ name }) => name)],
      [undefined, ["Session Created"]],
    );
    one.pass(4000);
    const { stream } = await one.ivs.getStream({ channelArn });
    assert.deepEqual(stream?.startTime, new Date(START + 4000));

    await one.ivs.stopStream({ channelArn });
    one.pass(3999);
    await one.ivs.getStream({ channelArn });
    await refused(one.ivs.deleteChannel({ arn: channelArn }), "ConflictException", 409, /live/);
    one.pass(1);
    await refused(one.ivs.getStream({ channelArn }), "ChannelNotBroadcasting", 404);
    await one.ivs.deleteChannel({ arn: channelArn });
  });

  it("never starts if its encoder goes away before", async () => {
    const { arn: channelArn } = await aChannel(one.ivs);
    await one.control("streams/start", { channelArn });
    await one.control("streams/stop", { channelArn });
    one.pass(10_000);
    await refused(one.ivs.getStream({ channelArn }), "ChannelNotBroadcasting", 404);
    const { streamSession } = await one.ivs.getStreamSession({ channelArn });
    assert.deepEqual(
      streamSession?.truncatedEvents?.map(({ name }) => name),
      ["Session Ended", "Session Created"],
    );
  });
});
