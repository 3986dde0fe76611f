import assert from "node:assert/strict";
import { type Simulator, startSimulator } from "../../src/simulator/server";
import { send, signed } from "./http";

describe("control routes", () => {
  let simulator: Simulator;
  before(async () => {
    simulator = await startSimulator({ seed: "demo" });
  });
  beforeEach(() => simulator.reset());
  after(() => simulator.close());

  const control = async (
    method: string,
    path: string,
    body?: object | string,
    headers: Record<string, string> = {},
  ) => {
    const text = typeof body === "object" ? JSON.stringify(body) : body;
    const url = `${simulator.url}/_simulator/${path}`;
    const answer = await send(url, { method, headers, body: text });
    assert.equal(answer.headers["content-type"], "application/json");
    return { status: answer.status, value: JSON.parse(answer.body) };
  };
  const region = () => simulator.world.region("us-east-1");
  const channel = (name: string) => {
    const found = region().channels.first((channel) => channel.name === name);
    assert.ok(found);
    return found.arn;
  };
  const list = (operation = "ListChannels") =>
    send(`${simulator.url}/${operation}`, { headers: signed() });

  it("start a stream, change it while it is live, and stop it", async () => {
    const channelArn = channel("keynote-hall");
    const started = await control("POST", "streams/start", { channelArn, viewers: 5 });
    assert.equal(started.status, 200);
    assert.equal(started.value.stream.health, "HEALTHY");
    const changed = await control("POST", "streams/start", { channelArn, health: "STARVING" });
    assert.deepEqual(changed.value.stream, { ...started.value.stream, health: "STARVING" });
    assert.equal(region().streams.get(channelArn)?.viewerCount, 5);
    assert.equal((await control("POST", "streams/stop", { channelArn })).status, 200);
    assert.equal(region().streams.get(channelArn), undefined);
    assert.equal((await control("POST", "streams/stop", { channelArn })).status, 404);
  });

  it("start no stream on a channel that is unknown or has no key", async () => {
    const channelArn = "arn:aws:ivs:us-east-1:111122223333:channel/NotThere0000";
    assert.equal((await control("POST", "streams/start", { channelArn })).status, 404);
    const keyless = { channelArn: channel("commentary-booth-test") };
    const { status, value } = await control("POST", "streams/start", keyless);
    assert.equal(status, 409);
    assert.match(value.message, /stream key/);
  });

  it("replace all by a seed, and add channels", async () => {
    await control("POST", "seed", { seed: "empty" });
    assert.equal(region().channels.values().length, 0);
    await control("POST", "seed", { channels: 250, region: "eu-west-1" });
    assert.equal(simulator.world.region("eu-west-1").channels.values().length, 250);
    await control("POST", "seed", { seed: "demo", channels: 5 });
    assert.equal(region().channels.values().length, 15);
  });

  it("reset to the seed it started with, without faults and requests", async () => {
    await control("POST", "seed", { seed: "empty" });
    await control("POST", "faults", { times: 0, drop: "before" });
    await assert.rejects(list());
    await control("POST", "reset");
    assert.equal(region().channels.values().length, 10);
    assert.deepEqual((await control("GET", "requests")).value, { counts: {}, recent: [] });
    assert.equal((await list()).status, 200);
  });

  it("tell what clients asked", async () => {
    await list();
    await list("GetChannel");
    await list("CreateStage");
    await control("POST", "faults", { drop: "before" });
    await assert.rejects(list());
    const { counts, recent } = (await control("GET", "requests")).value;
    assert.deepEqual(counts, { ListChannels: 2, GetChannel: 1, "POST /CreateStage": 1 });
    const asked = recent.map(({ time, ...rest }: { time: string }) => rest);
    assert.deepEqual(asked, [
      { operation: "ListChannels", region: "us-east-1", status: 200 },
      { operation: "GetChannel", region: "us-east-1", status: 400 },
      { operation: "POST /CreateStage", region: null, status: 404 },
      { operation: "ListChannels", region: "us-east-1", status: null },
    ]);
    assert.match(recent[0].time, /^\d{4}-.*Z$/);
  });

  it("show the faults that wait, and clear them", async () => {
    const { value } = await control("POST", "faults", {
      operation: "ListStreams",
      delayMs: 5,
      error: { name: "ServiceUnavailable" },
    });
    const faults = [
      {
        operation: "ListStreams",
        delayMs: 5,
        times: 1,
        error: { name: "ServiceUnavailable", status: 503, message: "Injected fault" },
      },
    ];
    assert.deepEqual(value, { faults });
    assert.deepEqual((await control("GET", "faults")).value, { faults });
    await control("DELETE", "faults");
    assert.deepEqual((await control("GET", "faults")).value, { faults: [] });
  });

  it("refuse what they do not understand, and say what it is", async () => {
    for (const [path, body, text] of [
      ["streams/start", {}, /channelArn/],
      ["streams/start", { channelArn: "x", health: "SICK" }, /health/],
      ["streams/start", { channelArn: "x", viewers: -2 }, /viewers/],
      ["seed", { seed: "other" }, /seed/],
      ["seed", { channels: 0 }, /channels/],
      ["seed", { channels: 1_000_000 }, /channels/],
      ["faults", {}, /delayMs, .*or one of error, drop, malformed and/],
      ["faults", { drop: "before", malformed: true }, /one of/],
      ["faults", { drop: "sometime" }, /drop/],
      ["faults", { operation: "CreateStage", drop: "before" }, /operation/],
      ["faults", { error: { name: "WeatherException" } }, /status/],
      ["faults", { error: {} }, /error\.name/],
      ["faults", { drop: "before", probability: 1.5 }, /probability/],
      ["faults", { drop: "before", probability: "1" }, /probability.*a number/],
      ["streams/event", { channelArn: "x", name: "Session Enjoyed" }, /name/],
      ["faults", "{", /JSON/],
    ] as const) {
      const { status, value } = await control("POST", path, body);
      assert.equal(status, 400, JSON.stringify(body));
      assert.match(value.message, text);
    }
    const unknown = await control("POST", "nothing");
    assert.equal(unknown.status, 404);
    assert.match(unknown.value.message, /POST \/_simulator\/nothing.*There are:.*streams\/start/);
  });

  it("are closed to web pages of other origins, by whatever name they come", async () => {
    const { host, port } = new URL(simulator.url);
    const reset = (headers: Record<string, string>) => control("POST", "reset", {}, headers);
    for (const headers of [
      { origin: "https://example.com" },
      { origin: "null" },
      { origin: `http://127.0.0.1:${Number(port) + 1}` },
      { host: "example.com" },
      { host: `example.com:${port}`, origin: `http://example.com:${port}` },
      { host: `127.0.0.1.example.com:${port}` },
    ] as Record<string, string>[]) {
      const { status } = await reset(headers);
      assert.equal(status, 403, JSON.stringify(headers));
    }
    for (const headers of [
      {},
      { host: `localhost:${port}` },
      { host: `[::1]:${port}` },
      { origin: `http://${host}` },
    ] as Record<string, string>[]) {
      assert.equal((await reset(headers)).status, 200, JSON.stringify(headers));
    }
  });
});
