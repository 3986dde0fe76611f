import assert from "node:assert/strict";
import { operations } from "../../src/simulator/ivs/operations";
import { type Channel, recordingState } from "../../src/simulator/model";
import { addManyChannels, seed } from "../../src/simulator/seed";
import { World } from "../../src/simulator/world";

const START = Date.parse("2026-03-01T12:00:00Z");

describe("the demo seed", () => {
  let now = START;
  const demo = () => {
    now = START;
    const world = new World({ clock: () => now });
    seed(world, "demo");
    return world;
  };
  const regions = (world: World) => [world.region("us-east-1"), world.region("eu-west-1")];
  const channels = (world: World) => regions(world).flatMap((region) => region.channels.values());
  const named = (world: World, name: string): Channel => {
    const channel = channels(world).find((channel) => channel.name === name);
    assert.ok(channel, name);
    return channel;
  };

  it("has something of every kind", () => {
    const world = demo();
    const [virginia, dublin] = regions(world);
    const all = channels(world);
    assert.equal(all.length, 15);
    assert.deepEqual(
      new Set(all.map(({ type }) => type)),
      new Set(["BASIC", "STANDARD", "ADVANCED_SD", "ADVANCED_HD"]),
    );
    assert.deepEqual(
      virginia?.recordings.values().map((recording) => recordingState(recording, now)),
      ["ACTIVE", "ACTIVE", "CREATE_FAILED", "CREATING"],
    );
    assert.deepEqual(
      dublin?.recordings.values().map((recording) => recordingState(recording, now)),
      ["ACTIVE", "ACTIVE"],
    );
    const known = new Set(
      regions(world).flatMap(({ recordings }) => recordings.values().map(({ arn }) => arn)),
    );
    const recorded = all.filter(({ recordingConfigurationArn: arn }) => known.has(arn));
    const unrecorded = all.filter(({ recordingConfigurationArn: arn }) => arn === "");
    assert.deepEqual([recorded.length, unrecorded.length], [10, 4]);
    assert.equal(known.has(named(world, "spring-derby-2024").recordingConfigurationArn), false);
    assert.equal(all.filter(({ authorized }) => authorized).length, 1);
    assert.equal(all.filter(({ name }) => name === "").length, 1);

    const keyed = new Set(
      regions(world).flatMap(({ streamKeys }) => streamKeys.values().map((key) => key.channelArn)),
    );
    assert.deepEqual(
      all.filter(({ arn }) => !keyed.has(arn)).map(({ name }) => name),
      ["commentary-booth-test"],
    );
    assert.deepEqual(
      virginia?.streams.values().map(({ health, viewerCount }) => [health, viewerCount]),
      [
        ["HEALTHY", 1842],
        ["STARVING", 37],
      ],
    );
  });

  it("has a configuration that settles 20 seconds after the first request that sees it", () => {
    const world = demo();
    const region = world.region("us-east-1");
    const state = () =>
      operations
        .ListRecordingConfigurations(region, {})
        .recordingConfigurations?.find(({ name }) => name === "highlights-2026")?.state;
    now += 3600_000;
    assert.equal(state(), "CREATING");
    now += 19_999;
    assert.equal(state(), "CREATING");
    now += 1;
    assert.equal(state(), "ACTIVE");
  });

  it("is the same every time, secrets included", () => {
    const [one, other] = [demo(), demo()];
    assert.deepEqual(channels(one), channels(other));
    assert.deepEqual(
      regions(one).map(({ streamKeys, streams }) => [streamKeys.values(), streams.values()]),
      regions(other).map(({ streamKeys, streams }) => [streamKeys.values(), streams.values()]),
    );
    assert.equal(
      named(one, "harbour-stadium-main").arn,
      "arn:aws:ivs:us-east-1:111122223333:channel/ME5m4qdlAChg",
    );
  });

  it("gives way to an empty one", () => {
    const world = demo();
    seed(world, "empty");
    assert.deepEqual(channels(world), []);
    assert.deepEqual(world.buckets.dump(), []);
  });
});

describe("many channels", () => {
  it("are spread over types and over what the region can record to", () => {
    const world = new World();
    seed(world, "demo");
    const region = world.region("eu-west-1");
    addManyChannels(region, 60);
    const added = region.channels.values().filter(({ name }) => name.startsWith("trial-"));
    assert.equal(new Set(added.map(({ name }) => name)).size, 60);
    assert.equal(new Set(added.map(({ type }) => type)).size, 4);
    assert.equal(new Set(added.map((channel) => channel.recordingConfigurationArn)).size, 3);
  });
});
