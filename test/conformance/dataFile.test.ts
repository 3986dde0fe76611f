import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ivs } from "@aws-sdk/client-ivs";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../src/simulator/server";
import { aChannel, anAdConfiguration, aRecording, credentials, many, START } from "./support";

describe("kept state", () => {
  let directory = "";
  let data = "";
  let now = START;
  const running: { simulator: Simulator; ivs: Ivs }[] = [];

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "ivs-data-"));
    data = join(directory, "state.json");
    now = START;
  });
  afterEach(async () => {
    for (const { simulator, ivs } of running.splice(0)) {
      ivs.destroy();
      await simulator.close();
    }
    rmSync(directory, { recursive: true, force: true });
  });

  /** Starts one on the file, as if whatever ran before had been killed: nothing is closed first. */
  async function start(options: SimulatorOptions = {}) {
    const simulator = await startSimulator({ data, clock: () => now, ...options });
    const ivs = new Ivs({
      endpoint: simulator.url,
      region: "us-east-1",
      credentials,
      maxAttempts: 1,
    });
    running.push({ simulator, ivs });
    const control = async (path: string, body: object) => {
      const url = `${simulator.url}/_simulator/${path}`;
      const answer = await fetch(url, { method: "POST", body: JSON.stringify(body) });
      assert.ok(answer.ok, await answer.text());
    };
    return { simulator, ivs, control };
  }

  it("is what the last answer left, in every kind of thing", async () => {
    const { ivs, control } = await start();
    const recording = await aRecording(ivs, "r", "a-bucket");
    now += 3000;
    const ads = await anAdConfiguration(ivs);
    const { playbackRestrictionPolicy } = await ivs.createPlaybackRestrictionPolicy({});
    const { arn, keyArn } = await aChannel(ivs, {
      name: "kept",
      recordingConfigurationArn: recording.arn,
      adConfigurationArn: ads.arn,
      playbackRestrictionPolicyArn: playbackRestrictionPolicy?.arn,
      tags: { startTime: "not a time", __proto__: "x" },
    });
    await control("streams/start", { channelArn: arn, viewers: 7 });
    now += 60_000;
    await control("streams/start", { channelArn: arn, health: "STARVING" });
    const { arn: deleted } = await aChannel(ivs);
    await ivs.deleteChannel({ arn: deleted });
    const all = async (one: Ivs) => {
      const found = await Promise.all([
        one.listChannels({}),
        one.getChannel({ arn }),
        one.getStreamKey({ arn: keyArn }),
        one.getStream({ channelArn: arn }),
        one.getStreamSession({ channelArn: arn }),
        one.listRecordingConfigurations({}),
        one.listAdConfigurations({}),
        one.listPlaybackRestrictionPolicies({}),
      ]);
      return found.map(({ $metadata, ...output }) => output);
    };
    const before = await all(ivs);
    const again = await start({ seed: "demo" });
    assert.deepEqual(await all(again.ivs), before);
    // Time went on, and so does what was begun.
    await again.ivs.stopStream({ channelArn: arn });
    const { streamSession } = await again.ivs.getStreamSession({ channelArn: arn });
    assert.deepEqual(streamSession?.truncatedEvents?.length, 7);
    // Pages go on where they were: an item that is new comes after all others.
    await aChannel(again.ivs, { name: "new" });
    const third = await start();
    const { channels } = await third.ivs.listChannels({});
    assert.deepEqual(
      channels?.map(({ name }) => name),
      ["kept", "new"],
    );
  });

  it("begins with the seed, and is set back to it by a reset", async () => {
    const { ivs, simulator } = await start({ seed: "demo" });
    await aChannel(ivs);
    const again = await start({ seed: "demo" });
    assert.equal((await again.ivs.listChannels({})).channels?.length, 11);
    const bucket = again.simulator.world.buckets.find("northshore-archive-frankfurt", "us-east-1");
    assert.equal(bucket?.region, "eu-central-1");
    await fetch(`${again.simulator.url}/_simulator/reset`, { method: "POST" });
    const third = await start({ seed: "empty" });
    assert.equal((await third.ivs.listChannels({})).channels?.length, 10);
    assert.notEqual(simulator, again.simulator);
  });

  it("holds every call that was answered, however many there are at once", async () => {
    const { ivs } = await start();
    await Promise.all(
      Array.from({ length: 40 }, (_, index) => aChannel(ivs, { name: `${index}` })),
    );
    const { ivs: other } = await start();
    assert.equal((await other.listChannels({})).channels?.length, 40);
    assert.deepEqual(readdirSync(directory), ["state.json"]);
    await many(3, () => aChannel(other));
    assert.equal((await (await start()).ivs.listChannels({})).channels?.length, 43);
  });

  it("is set aside, with a message, when it is damaged", async () => {
    const { ivs } = await start();
    await aChannel(ivs);
    const whole = readFileSync(data, "utf8");
    const { error } = console;
    for (const damaged of [
      whole.slice(0, whole.length / 2),
      "",
      "null",
      '{"format":2}',
      whole.replace('"items"', '"item"'),
    ]) {
      writeFileSync(data, damaged);
      const told: string[] = [];
      console.error = (text: string) => told.push(text);
      try {
        const again = await start({ seed: "demo" });
        assert.equal((await again.ivs.listChannels({})).channels?.length, 10);
      } finally {
        console.error = error;
      }
      assert.equal(told.length, 1);
      const [, aside = ""] =
        /^IVS simulator: .* is damaged \(.*\); it is now (\S+),/.exec(told[0] ?? "") ?? [];
      assert.equal(readFileSync(aside, "utf8"), damaged);
      rmSync(aside);
    }
  });

  it("that cannot be written is a reason not to start, nor to say that all is well", async () => {
    await assert.rejects(start({ data: directory }), /cannot read/);
    await assert.rejects(start({ data: join(directory, "none", "x") }), /cannot write/);
    const { ivs } = await start();
    rmSync(directory, { recursive: true });
    const { error } = console;
    console.error = () => {};
    try {
      await assert.rejects(aChannel(ivs), { name: "InternalServerException" });
    } finally {
      console.error = error;
    }
    assert.equal(existsSync(data), false);
  });
});
