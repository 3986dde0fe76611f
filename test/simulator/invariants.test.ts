import assert from "node:assert/strict";
import fc from "fast-check";
import { quotas } from "../../src/simulator/quotas";
import { type Simulator, startSimulator } from "../../src/simulator/server";
import { openSession } from "../../src/simulator/sessions";
import { taggable } from "../../src/simulator/world";
import { send, signed } from "./http";

/** One thing that a client does; numbers pick among what is there. */
type Step = readonly [action: keyof typeof actions, one: number, other: number];

const actions = {
  createChannel: 6,
  updateChannel: 4,
  deleteChannel: 3,
  createKey: 2,
  deleteKey: 2,
  createRecording: 2,
  deleteRecording: 3,
  createPolicy: 2,
  deletePolicy: 3,
  createAds: 2,
  deleteAds: 3,
  goLive: 6,
  starve: 2,
  stop: 3,
  adBreak: 2,
  tag: 3,
  untag: 1,
  wait: 2,
} as const;

const step = fc.tuple(
  fc.oneof(
    ...Object.entries(actions).map(([name, weight]) => ({
      arbitrary: fc.constant(name as keyof typeof actions),
      weight,
    })),
  ),
  fc.nat(),
  fc.nat(),
);

describe("whatever clients do, in whatever order", () => {
  for (const [title, options] of [
    ["at once", {}],
    ["with streams that take their time and reads that lag", { streamMs: 3000, lagMs: 1500 }],
  ] as const) {
    it(`all that is there fits together, ${title}`, async function () {
      this.timeout(60_000);
      let now = Date.parse("2026-03-01T12:00:00Z");
      const simulator = await startSimulator({ limits: true, clock: () => now, ...options });
      try {
        await fc.assert(
          fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 60 }), async (steps) => {
            simulator.reset();
            for (const one of steps) {
              // At the pace of the slowest operation, so that none is turned down.
              now += 1000;
              now += await run(simulator, one);
              check(simulator);
            }
            now += 10_000;
            await checkLists(simulator);
          }),
          { numRuns: 40 },
        );
      } finally {
        await simulator.close();
      }
    });
  }
});

/** Does a step, refused or not, and tells how much time goes by. */
async function run(simulator: Simulator, [action, one, other]: Step): Promise<number> {
  const region = simulator.world.region("us-east-1");
  const pick = (items: { arn: string }[], number: number) =>
    items.length > 0
      ? (items[number % items.length]?.arn ?? "")
      : "arn:aws:ivs:us-east-1:1:channel/x";
  const channel = () => pick(region.channels.values(), one);
  const call = async (path: string, input: object = {}) => {
    const options = { headers: signed(), body: JSON.stringify(input) };
    const { status, body } = await send(`${simulator.url}/${path}`, options);
    assert.ok(status < 500 && status !== 429, `${path}: ${status} ${body}`);
  };
  const references = () => ({
    ...(other & 1 && { recordingConfigurationArn: pick(region.recordings.values(), other) }),
    ...(other & 2 && { playbackRestrictionPolicyArn: pick(region.policies.values(), other) }),
    ...(other & 4 && { adConfigurationArn: pick(region.adConfigurations.values(), other) }),
  });
  switch (action) {
    case "createChannel":
      await call("CreateChannel", references());
      return 0;
    case "updateChannel": {
      const detached = { recordingConfigurationArn: "", playbackRestrictionPolicyArn: "" };
      const change = one % 3 ? references() : { ...detached, adConfigurationArn: "" };
      await call("UpdateChannel", { arn: channel(), ...change });
      return 0;
    }
    case "deleteChannel":
      await call("DeleteChannel", { arn: channel() });
      return 0;
    case "createKey":
      await call("CreateStreamKey", { channelArn: channel() });
      return 0;
    case "deleteKey":
      await call("DeleteStreamKey", { arn: pick(region.streamKeys.values(), one) });
      return 0;
    case "createRecording":
      await call("CreateRecordingConfiguration", {
        destinationConfiguration: { s3: { bucketName: "a-bucket" } },
      });
      return 0;
    case "deleteRecording":
      await call("DeleteRecordingConfiguration", { arn: pick(region.recordings.values(), one) });
      return 0;
    case "createPolicy":
      await call("CreatePlaybackRestrictionPolicy");
      return 0;
    case "deletePolicy":
      await call("DeletePlaybackRestrictionPolicy", { arn: pick(region.policies.values(), one) });
      return 0;
    case "createAds": {
      const arn = "arn:aws:mediatailor:us-east-1:1:playbackConfiguration/x";
      const mediaTailorPlaybackConfigurations = [{ playbackConfigurationArn: arn }];
      await call("CreateAdConfiguration", { mediaTailorPlaybackConfigurations });
      return 0;
    }
    case "deleteAds":
      await call("DeleteAdConfiguration", { arn: pick(region.adConfigurations.values(), one) });
      return 0;
    case "goLive":
      await call("_simulator/streams/start", { channelArn: channel(), viewers: other % 100 });
      return 0;
    case "starve":
      await call("_simulator/streams/start", { channelArn: channel(), health: "STARVING" });
      return 0;
    case "stop":
      await call("StopStream", { channelArn: channel() });
      return 0;
    case "adBreak":
      await call("InsertAdBreak", { channelArn: channel(), durationSeconds: 1 + (other % 300) });
      return 0;
    case "tag":
      await call(`tags/${encodeURIComponent(channel())}`, {
        tags: Object.fromEntries(
          Array.from({ length: 20 }, (_, key) => [`${key + (other % 60)}`, ""]),
        ),
      });
      return 0;
    case "untag":
      await send(`${simulator.url}/tags/${encodeURIComponent(channel())}?tagKeys=${other % 60}`, {
        method: "DELETE",
        headers: signed(),
      });
      return 0;
    case "wait":
      // Sometimes long enough for a stream to reach its greatest length.
      return other % 5 ? other % 60_000 : 49 * 3600_000;
  }
}

function check({ world }: Simulator): void {
  const region = world.region("us-east-1");
  const channels = region.channels.values();
  for (const channel of channels) {
    for (const [arn, collection] of [
      [channel.recordingConfigurationArn, region.recordings],
      [channel.playbackRestrictionPolicyArn, region.policies],
      [channel.adConfigurationArn, region.adConfigurations],
    ] as const) {
      assert.ok(arn === "" || collection.get(arn), `${channel.arn} names ${arn}`);
    }
  }
  const keyed = region.streamKeys.values().map(({ channelArn }) => channelArn);
  assert.equal(new Set(keyed).size, keyed.length, "a channel has two keys");
  for (const arn of keyed) assert.ok(region.channels.get(arn), `a key is left of ${arn}`);

  const live = region.sessions.values().filter(({ state }) => state === "LIVE");
  assert.deepEqual(
    live.map(({ channelArn, streamId }) => `${channelArn}/${streamId}`),
    region.streams.values().map(({ channelArn, streamId }) => `${channelArn}/${streamId}`),
  );
  for (const session of region.sessions.values()) {
    if (session.state === "ENDED") continue;
    assert.equal(openSession(region, session.channelArn), session, "two sessions are open");
    assert.ok(region.channels.get(session.channelArn), "a stream is left of a channel");
  }
  for (const kind of ["channels", "recordings", "keyPairs", "policies", "streams"] as const) {
    assert.ok(region[kind].size <= quotas[kind].value, `${kind} are over their quota`);
  }
  for (const kind of taggable) {
    for (const { tags } of region[kind].values() as { tags: object }[]) {
      assert.ok(Object.keys(tags).length <= 50);
    }
  }
}

/** That clients see, page by page, just what is there. */
async function checkLists({ url, world }: Simulator): Promise<void> {
  const region = world.region("us-east-1");
  for (const [operation, member, items] of [
    ["ListChannels", "channels", region.channels.values()],
    ["ListRecordingConfigurations", "recordingConfigurations", region.recordings.values()],
    ["ListPlaybackRestrictionPolicies", "playbackRestrictionPolicies", region.policies.values()],
    ["ListAdConfigurations", "adConfigurations", region.adConfigurations.values()],
  ] as const) {
    const seen: string[] = [];
    let nextToken: string | undefined;
    do {
      const body = JSON.stringify({ maxResults: 7, nextToken });
      const answer = await send(`${url}/${operation}`, { headers: signed(), body });
      assert.equal(answer.status, 200, answer.body);
      const page = JSON.parse(answer.body);
      seen.push(...page[member].map(({ arn }: { arn: string }) => arn));
      nextToken = page.nextToken;
    } while (nextToken);
    assert.deepEqual(
      seen,
      items.map(({ arn }) => arn),
    );
  }
}
