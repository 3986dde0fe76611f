import assert from "node:assert/strict";
import { aChannel, anAdConfiguration, arn, bench, many, mediaTailor, refused } from "./support";

describe("ad configurations", () => {
  const one = bench();

  it("have no post-roll unless told to", async () => {
    const { arn, ...rest } = await anAdConfiguration(one.ivs);
    assert.match(arn, /:ad-configuration\/[A-Za-z0-9]{12}$/);
    assert.deepEqual(rest, {
      name: "",
      mediaTailorPlaybackConfigurations: [mediaTailor("one")],
      postRollConfiguration: { enabled: false, durationSeconds: 15 },
      tags: {},
    });
    assert.deepEqual((await one.ivs.getAdConfiguration({ arn })).adConfiguration, { arn, ...rest });
  });

  it("keep what they are given, and change what an update gives", async () => {
    const given = {
      name: "breaks",
      postRollConfiguration: { enabled: true, durationSeconds: 300 },
      tags: { a: "b" },
    };
    const made = await anAdConfiguration(one.ivs, given);
    assert.deepEqual({ ...made, ...given }, made);
    const mediaTailorPlaybackConfigurations = [mediaTailor("two"), mediaTailor("three")];
    const { adConfiguration } = await one.ivs.updateAdConfiguration({
      arn: made.arn,
      mediaTailorPlaybackConfigurations,
    });
    assert.deepEqual(adConfiguration, { ...made, mediaTailorPlaybackConfigurations });
    const nameless = [{}];
    const call = one.ivs.updateAdConfiguration({
      arn: made.arn,
      mediaTailorPlaybackConfigurations: nameless,
    });
    await refused(call, "ValidationException", 400, /playbackConfigurationArn/);
    const { adConfigurations } = await one.ivs.listAdConfigurations({});
    assert.deepEqual(adConfigurations, [adConfiguration]);
  });

  it("page by 20, the account's quota, unless told otherwise", async () => {
    await many(21, () => anAdConfiguration(one.ivs));
    const first = await one.ivs.listAdConfigurations({});
    const second = await one.ivs.listAdConfigurations({ nextToken: first.nextToken });
    assert.deepEqual(
      [first, second].map(({ adConfigurations }) => adConfigurations?.length),
      [20, 1],
    );
    assert.equal(second.nextToken, undefined);
  });

  it("are attached to channels, and cannot be deleted until detached", async () => {
    const { arn: adConfigurationArn } = await anAdConfiguration(one.ivs);
    const { arn } = await aChannel(one.ivs, { adConfigurationArn });
    const filter = { filterByAdConfigurationArn: adConfigurationArn };
    assert.equal((await one.ivs.listChannels(filter)).channels?.length, 1);
    const remove = () => one.ivs.deleteAdConfiguration({ arn: adConfigurationArn });
    await refused(remove(), "ConflictException", 409, /attached/);
    await one.ivs.updateChannel({ arn, adConfigurationArn: "" });
    assert.equal((await remove()).$metadata.httpStatusCode, 204);
    await refused(remove(), "ResourceNotFoundException", 404);
  });

  it("must be there", async () => {
    const unknown = { arn: arn("ad-configuration") };
    for (const call of [
      one.ivs.getAdConfiguration(unknown),
      one.ivs.updateAdConfiguration(unknown),
    ]) {
      await refused(call, "ResourceNotFoundException", 404);
    }
  });
});

describe("InsertAdBreak", () => {
  const one = bench();

  it("inserts one break at a time into what is live", async () => {
    const { arn: adConfigurationArn } = await anAdConfiguration(one.ivs);
    const { arn: channelArn } = await aChannel(one.ivs, { adConfigurationArn });
    const insert = () => one.ivs.insertAdBreak({ channelArn, durationSeconds: 30 });
    await refused(insert(), "ChannelNotBroadcasting", 404);
    await one.control("streams/start", { channelArn });
    assert.match((await insert()).adBreakId ?? "", /^[A-Za-z0-9]{12}$/);
    // It begins ten seconds after it was asked for.
    one.pass(39_999);
    await refused(insert(), "ConflictException", 409, /ad break/);
    one.pass(1);
    await insert();
    const { streamSession } = await one.ivs.getStreamSession({ channelArn });
    assert.deepEqual(
      streamSession?.truncatedEvents?.map(({ name }) => name),
      ["Ad Break Inserted", "Ad Break Inserted", "Stream Start", "Session Created"],
    );
    await one.ivs.stopStream({ channelArn });
    await one.control("streams/start", { channelArn });
    await insert();
  });

  it("refuses a channel without an ad configuration, and an unknown one", async () => {
    const { arn: channelArn } = await aChannel(one.ivs);
    await one.control("streams/start", { channelArn });
    const call = one.ivs.insertAdBreak({ channelArn, durationSeconds: 1 });
    await refused(call, "ValidationException", 400, /adConfigurationArn/);
    const unknown = one.ivs.insertAdBreak({ channelArn: arn("channel"), durationSeconds: 1 });
    await refused(unknown, "ResourceNotFoundException", 404);
  });
});
