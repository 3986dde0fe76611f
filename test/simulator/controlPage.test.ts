import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { type Simulator, startSimulator } from "../../src/simulator/server";
import { send, signed } from "./http";

describe("the page", () => {
  let simulator: Simulator;
  before(async () => {
    simulator = await startSimulator({ seed: "demo" });
  });
  beforeEach(() => simulator.reset());
  after(() => simulator.close());

  const get = (headers: Record<string, string> = {}) =>
    send(`${simulator.url}/_simulator/`, { method: "GET", headers });

  it("shows what is there, and what can be done with it", async () => {
    await send(`${simulator.url}/ListChannels`, { headers: signed() });
    simulator.faults.waiting.push({ times: 1, drop: "before" });
    const { status, headers, body } = await get();
    assert.equal(status, 200);
    assert.match(headers["content-type"] ?? "", /^text\/html/);
    for (const text of [
      "us-east-1",
      "eu-west-1",
      "harbour-stadium-main",
      "HEALTHY, 1842 viewers",
    ]) {
      assert.ok(body.includes(text), text);
    }
    assert.match(body, /aria-label="End stream: harbour-stadium-main"/);
    assert.match(body, /aria-label="Go live: keynote-hall"/);
    assert.match(body, /<td>ListChannels<\/td><td>us-east-1<\/td><td>200<\/td>/);
    assert.match(body, /&#34;drop&#34;:&#34;before&#34;/);
    // Every form goes to a route that there is.
    for (const [, route] of body.matchAll(/action="(\/_simulator\/[^"]+)" data-method="POST"/g)) {
      const { status } = await send(`${simulator.url}${route}`, { body: '{"channelArn":"x"}' });
      assert.ok(status !== 404 || route?.includes("streams"), route);
    }
  });

  it("holds no secret", async () => {
    const { body } = await get();
    for (const region of simulator.world.regions()) {
      for (const { value } of region.streamKeys.values()) assert.ok(!body.includes(value));
      for (const { srt } of region.channels.values()) {
        assert.ok(srt.passphrase && !body.includes(srt.passphrase));
      }
    }
  });

  it("writes text as text, wherever it comes from", async () => {
    const evil = '"><script>alert(1)</script>';
    const [channel] = simulator.world.region("us-east-1").channels.values();
    assert.ok(channel);
    Object.assign(channel, { name: evil, type: "BASIC" });
    simulator.log.add(evil, 0);
    simulator.faults.waiting.push({ times: 0, error: { name: evil, status: 400, message: evil } });
    simulator.world.region(evil).channels.add("x", channel);
    const { body } = await get();
    assert.ok(!body.includes("<script>alert"));
    assert.ok(body.includes("&#34;&#62;&#60;script&#62;alert(1)"));
  });

  it("lets nothing run or load but what is in it", async () => {
    const { headers, body } = await get();
    const policy = headers["content-security-policy"] as string;
    assert.match(policy, /^default-src 'none'; /);
    assert.doesNotMatch(policy, /unsafe|https?:|\*/);
    for (const [name, directive] of [
      ["style", "style-src"],
      ["script", "script-src"],
    ] as const) {
      const [, text = ""] = new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(body) ?? [];
      const hash = createHash("sha256").update(text).digest("base64");
      assert.ok(policy.includes(`${directive} 'sha256-${hash}'`), name);
    }
    assert.doesNotMatch(body, /(src|href)=|style="|\son[a-z]+="/);
    assert.equal((await get({ host: "example.com" })).status, 403);
  });

  it("stays short, however many channels there are", async () => {
    const body = '{"channels":50000}';
    await send(`${simulator.url}/_simulator/seed`, { body });
    const page = await get();
    assert.ok(page.body.length < 400_000);
    assert.match(page.body, /And 49810 more\./);
  });
});
