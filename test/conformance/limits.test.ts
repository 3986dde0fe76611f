import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { aChannel, anAdConfiguration, aRecording, bench, many, refused } from "./support";

describe("limits, where they hold", () => {
  const one = bench({ limits: true });
  /** Makes many of one thing, at the pace that the service asks for. */
  const slowly = (count: number, make: (index: number) => Promise<unknown>) =>
    many(count, async (index) => {
      one.pass(1000);
      return make(index);
    });

  it("let an operation be called so often in a second, and not once more", async () => {
    const calls: [number, () => Promise<unknown>][] = [
      [5, () => one.ivs.listChannels({})],
      [3, () => one.ivs.listRecordingConfigurations({})],
    ];
    for (const [rate, call] of calls) {
      await many(rate, call);
      await refused(call(), "ThrottlingException", 429, /Rate exceeded/);
      await one.ivs.listStreams({});
      await one.in("eu-west-1").listChannels({});
      one.pass(1000);
      await many(rate, call);
    }
  });

  it("never turn down a client that keeps to the rate, however its calls jitter", async () => {
    await many(40, (index) => {
      one.pass(index % 2 ? 350 : 50);
      return one.ivs.listChannels({});
    });
    one.pass(199);
    await many(4, () => one.ivs.listChannels({}));
    await refused(
      many(2, () => one.ivs.listChannels({})),
      "ThrottlingException",
      429,
    );
  });

  it("count calls that are refused, but not those of another operation", async () => {
    await many(5, () => assert.rejects(one.ivs.getChannel({ arn: "x" })));
    await refused(one.ivs.getChannel({ arn: "x" }), "ThrottlingException", 429);
  });

  it("let an account have so many of each kind", async () => {
    const quota = (call: Promise<unknown>) =>
      refused(call, "ServiceQuotaExceededException", 402, /account/);
    await slowly(20, () => aRecording(one.ivs));
    one.pass(1000);
    await quota(aRecording(one.ivs));
    await aRecording(one.in("eu-west-1"), "", "another-bucket");
    await slowly(20, () => anAdConfiguration(one.ivs));
    one.pass(1000);
    await quota(anAdConfiguration(one.ivs));
    await slowly(3, () => one.ivs.createPlaybackRestrictionPolicy({}));
    await quota(one.ivs.createPlaybackRestrictionPolicy({}));
    const importKey = () => {
      const { publicKey } = generateKeyPairSync("ec", { namedCurve: "secp384r1" });
      const publicKeyMaterial = publicKey.export({ type: "spki", format: "pem" }).toString();
      return one.ivs.importPlaybackKeyPair({ publicKeyMaterial });
    };
    await slowly(3, importKey);
    one.pass(1000);
    await quota(importKey());
  });

  it("let it have 5,000 channels, of which 100 may be live", async () => {
    await one.control("seed", { channels: 4999 });
    const { arn } = await aChannel(one.ivs);
    await refused(one.ivs.createChannel({}), "ServiceQuotaExceededException", 402, /5000 channels/);
    await one.ivs.deleteChannel({ arn });
    await one.ivs.createChannel({});

    const channels = one.simulator.world.region("us-east-1").channels.values();
    for (const { arn: channelArn } of channels.slice(0, 100)) {
      await one.control("streams/start", { channelArn });
    }
    const response = await fetch(`${one.simulator.url}/_simulator/streams/start`, {
      method: "POST",
      body: JSON.stringify({ channelArn: channels[100]?.arn }),
    });
    assert.equal(response.status, 402);
    await one.control("streams/start", { channelArn: channels[0]?.arn, viewers: 1 });
  });

  it("are set back by a reset", async () => {
    await many(5, () => one.ivs.listChannels({}));
    one.simulator.reset();
    await one.ivs.listChannels({});
  });
});

describe("limits, where they do not hold", () => {
  const one = bench();

  it("are none", async () => {
    await many(25, () => aRecording(one.ivs));
    await one.control("seed", { channels: 5000 });
    await one.ivs.createChannel({});
  });
});
