import assert from "node:assert/strict";
import { type ChannelSummary, paginateListChannels } from "@aws-sdk/client-ivs";
import { aChannel, aRecording, arn, bench, many, refused } from "./support";

describe("ListChannels", () => {
  const one = bench();

  it("gives summaries: the channel without its endpoints, container and multitrack members", async () => {
    const { channel } = await aChannel(one.ivs, { name: "one", tags: { a: "b" } });
    const {
      ingestEndpoint,
      playbackUrl,
      srt,
      multitrackInputConfiguration,
      containerFormat,
      ...summary
    } = channel;
    const { channels, nextToken } = await one.ivs.listChannels({});
    assert.deepEqual(channels, [summary]);
    assert.equal(nextToken, undefined);
  });

  it("pages by 100 unless told otherwise", async () => {
    await one.control("seed", { channels: 101 });
    const first = await one.ivs.listChannels({});
    assert.equal(first.channels?.length, 100);
    const second = await one.ivs.listChannels({ nextToken: first.nextToken });
    assert.equal(second.channels?.length, 1);
    assert.equal(second.nextToken, undefined);
    const arns = new Set<string | undefined>();
    const pages = paginateListChannels({ client: one.ivs, pageSize: 7 }, {});
    let count = 0;
    for await (const { channels = [] } of pages) {
      for (const { arn } of channels) arns.add(arn);
      count++;
    }
    assert.equal(arns.size, 101);
    assert.equal(count, 15);
  });

  it("filters by one member, exactly", async () => {
    const recording = await aRecording(one.ivs);
    const names = ["a", "ab", "a"];
    const made = await many(3, (index) =>
      aChannel(one.ivs, {
        name: names[index],
        recordingConfigurationArn: index === 1 ? recording.arn : "",
      }),
    );
    const arns = (channels: ChannelSummary[] = []) => channels.map(({ arn }) => arn);
    const named = await one.ivs.listChannels({ filterByName: "a" });
    assert.deepEqual(arns(named.channels), [made[0]?.arn, made[2]?.arn]);
    const paged = await one.ivs.listChannels({ filterByName: "a", maxResults: 1 });
    assert.ok(paged.nextToken);
    const recorded = await one.ivs.listChannels({
      filterByRecordingConfigurationArn: recording.arn,
    });
    assert.deepEqual(arns(recorded.channels), [made[1]?.arn]);
    for (const filter of [
      { filterByPlaybackRestrictionPolicyArn: arn("playback-restriction-policy") },
      { filterByAdConfigurationArn: arn("ad-configuration") },
    ]) {
      assert.deepEqual((await one.ivs.listChannels(filter)).channels, []);
    }
  });

  it("refuses two filters together", async () => {
    const call = one.ivs.listChannels({
      filterByName: "a",
      filterByRecordingConfigurationArn: arn("recording-configuration"),
    });
    await refused(call, "ConflictException", 409, /filter/);
  });

  it("takes an empty token for the first page, and refuses one that it did not give", async () => {
    await aChannel(one.ivs);
    assert.equal((await one.ivs.listChannels({ nextToken: "" })).channels?.length, 1);
    await refused(
      one.ivs.listChannels({ nextToken: "abcd" }),
      "ValidationException",
      400,
      /nextToken/,
    );
  });

  it("knows nothing of other regions", async () => {
    await aChannel(one.ivs);
    assert.deepEqual((await one.in("eu-west-1").listChannels({})).channels, []);
  });

  it("take a page token for the same list only", async () => {
    await many(4, () => aChannel(one.ivs, { name: "same" }));
    await many(2, () => aChannel(one.in("eu-west-1"), { name: "same" }));
    const filtered = { filterByName: "same", maxResults: 1 };
    const { nextToken } = await one.ivs.listChannels(filtered);
    const { nextToken: plain } = await one.ivs.listChannels({ maxResults: 1 });
    assert.ok(nextToken && plain);
    // Another page size is no other list.
    const rest = await one.ivs.listChannels({ ...filtered, nextToken, maxResults: 50 });
    assert.equal(rest.channels?.length, 3);
    for (const call of [
      one.ivs.listChannels({ nextToken }),
      one.ivs.listChannels({ ...filtered, nextToken: plain }),
      one.ivs.listChannels({ filterByName: "other", nextToken }),
      one.in("eu-west-1").listChannels({ ...filtered, nextToken }),
      one.ivs.listStreams({ nextToken: plain }),
      one.ivs.listChannels({ nextToken: Buffer.from("ListChannels:1").toString("base64url") }),
    ]) {
      await refused(call, "ValidationException", 400, /nextToken/);
    }
  });
});
