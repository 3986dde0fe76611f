import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
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
    data = "";
    now = START;
  });
  afterEach(async () => {
    for (const { simulator, ivs } of running.splice(0)) {
      ivs.destroy();
      await simulator.close();
    }
    rmSync(directory, { recursive: true, force: true });
  });

  /**
   * Starts one on the file, as if whatever ran before had been killed: what had not come to the file by
   * now is lost. The one before goes on, on a file of its own.
   */
  async function start(options: SimulatorOptions = {}) {
    const file = join(directory, `state${running.length + 1}.json`);
    if (running.length > 0 && options.data === undefined && existsSync(data)) {
      copyFileSync(data, file);
    }
    data = options.data ?? file;
    const simulator = await startSimulator({ clock: () => now, ...options, data });
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
    assert.deepEqual(readdirSync(directory).sort(), [
      "state1.json",
      "state1.json.lock",
      "state2.json",
      "state2.json.lock",
    ]);
    await many(3, () => aChannel(other));
    assert.equal((await (await start()).ivs.listChannels({})).channels?.length, 43);
  });

  it("keeps what encoders sent, recordings and revoked viewers", async () => {
    const { ivs, control } = await start();
    const recording = await aRecording(ivs, "r", "a-bucket");
    now += 3000;
    const { arn: channelArn } = await aChannel(ivs, { recordingConfigurationArn: recording.arn });
    await control("streams/start", { channelArn, videoBitrate: 2_000_000, priority: 4 });
    await control("buckets", { name: "b-bucket", encryption: "aws:kms" });
    await ivs.startViewerSessionRevocation({ channelArn, viewerId: "anna" });
    const { simulator } = await start();
    const region = simulator.world.region("us-east-1");
    const [session] = region.sessions.values();
    assert.deepEqual([session?.encoder.videoBitrate, session?.priority], [2_000_000, 4]);
    assert.equal(
      region.recordingSessions.get(session?.recording?.prefix ?? "")?.state,
      "RECORDING",
    );
    assert.equal(region.revocations.get(`${channelArn}/anna`)?.version, 0);
    assert.equal(simulator.world.buckets.find("b-bucket", "x")?.encryption, "aws:kms");
    assert.ok(simulator.world.recordingRole);
  });

  it("takes page tokens of before", async () => {
    const { ivs } = await start();
    await many(3, () => aChannel(ivs));
    const { nextToken } = await ivs.listChannels({ maxResults: 2 });
    const again = await start();
    const { channels } = await again.ivs.listChannels({ nextToken, maxResults: 2 });
    assert.equal(channels?.length, 1);
  });

  it("costs what is changed, and is written anew when it has grown", async () => {
    const { ivs, control } = await start();
    await control("seed", { channels: 2000 });
    const { size } = statSync(data);
    const { arn } = await aChannel(ivs);
    const grown = statSync(data).size - size;
    assert.ok(grown > 0 && grown < 5000, `${grown} bytes`);
    // Each change is a line, until the lines are many times what they say.
    for (let turn = 0; turn < 6; turn++) await control("seed", { seed: "empty", channels: 2000 });
    await control("seed", { seed: "empty" });
    await aChannel(ivs, { name: "last" });
    await control("seed", { channels: 1 });
    assert.ok(statSync(data).size < 6 * size, `${statSync(data).size} bytes`);
    const again = await start();
    const { channels } = await again.ivs.listChannels({});
    assert.deepEqual(
      channels?.map(({ name }) => name),
      ["last", "trial-000001"],
    );
    assert.ok(arn);
  });

  it("is for one simulator at a time", async () => {
    await start();
    await assert.rejects(
      start({ data }),
      /is in use by another simulator \(process \d+ .*\); stop/,
    );
    const [{ simulator } = assert.fail()] = running;
    await simulator.close();
    assert.ok(!existsSync(`${data}.lock`));
    await start({ data });
  });

  it("is taken over from a simulator that was killed", async () => {
    const { ivs } = await start();
    await aChannel(ivs);
    const child = spawn(process.execPath, ["-e", ""]);
    await once(child, "exit");
    const copy = join(directory, "copy.json");
    copyFileSync(data, copy);
    writeFileSync(`${copy}.lock`, `${child.pid} ${hostname()}\n`);
    const again = await start({ data: copy });
    assert.equal((await again.ivs.listChannels({})).channels?.length, 1);
    writeFileSync(join(directory, "far.json.lock"), "1 another-machine\n");
    await assert.rejects(start({ data: join(directory, "far.json") }), /1 another-machine/);
  });

  it("can be read by its owner only, whoever could before", async () => {
    const { simulator } = await start();
    assert.equal(statSync(data).mode & 0o777, 0o600);
    await simulator.close();
    chmodSync(data, 0o644);
    await start({ data });
    assert.equal(statSync(data).mode & 0o777, 0o600);
  });

  it("loses no more than the line that was being written", async () => {
    const { ivs } = await start();
    await aChannel(ivs, { name: "a" });
    const whole = readFileSync(data, "utf8");
    await aChannel(ivs, { name: "b" });
    const longer = readFileSync(data, "utf8");
    assert.ok(longer.startsWith(whole));
    const copy = join(directory, "copy.json");
    writeFileSync(copy, longer.slice(0, whole.length + 10));
    const again = await start({ data: copy });
    assert.deepEqual(
      (await again.ivs.listChannels({})).channels?.map(({ name }) => name),
      ["a"],
    );
    await aChannel(again.ivs, { name: "c" });
    const third = await start();
    assert.deepEqual(
      (await third.ivs.listChannels({})).channels?.map(({ name }) => name),
      ["a", "c"],
    );
  });

  it("is set aside, with a message, when it is damaged", async () => {
    const { ivs, control } = await start();
    const { arn: channelArn } = await aChannel(ivs);
    await control("streams/start", { channelArn });
    const whole = readFileSync(data, "utf8");
    const { error } = console;
    const file = join(directory, "damaged.json");
    for (const damaged of [
      "",
      "null",
      "null\n",
      '{"format":1,"buckets":[],"regions":{}}\n',
      whole.replace('"format":2', '"format":3'),
      whole.replace('"kind":"channels"', '"kind":"chanels"'),
      whole.replace('"item":', '"itme":'),
      whole.replace(/"item":\{"arn":"[^"]*"/, '"item":{"arn":7'),
      whole.replace(/"tags":\{\}/, '"tags":null'),
      whole.replace(/"eventTime":"[^"]*"/, '"eventTime":"yesterday"'),
      whole.replace(/"number":1,/, '"number":"1",'),
      whole.replace('"region":"us-east-1"', '"region":7'),
      whole.replace("\n", "\nnull\n"),
    ]) {
      assert.notEqual(damaged, whole);
      writeFileSync(file, damaged);
      const told: string[] = [];
      console.error = (text: string) => told.push(text);
      try {
        const again = await start({ data: file, seed: "demo" });
        assert.equal((await again.ivs.listChannels({})).channels?.length, 10, damaged.slice(0, 60));
        await again.simulator.close();
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
    mkdirSync(join(directory, "folder"));
    await assert.rejects(start({ data: join(directory, "folder") }), /cannot read/);
    await assert.rejects(start({ data: join(directory, "none", "x") }), /cannot write/);
    const { ivs, control } = await start({ data: join(directory, "gone.json") });
    rmSync(directory, { recursive: true });
    const { error } = console;
    console.error = () => {};
    try {
      await assert.rejects(aChannel(ivs), { name: "InternalServerException" });
      await assert.rejects(control("seed", { seed: "demo" }), /cannot write/);
    } finally {
      console.error = error;
    }
    assert.equal(existsSync(data), false);
  });
});
