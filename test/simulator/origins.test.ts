import assert from "node:assert/strict";
import { type Simulator, startSimulator } from "../../src/simulator/server";
import { send, signed } from "./http";

describe("who may ask", () => {
  let simulator: Simulator;
  before(async () => {
    simulator = await startSimulator({ seed: "demo" });
  });
  after(() => simulator.close());

  const evil = "evil.example";
  const s3 = signed("us-east-1", "s3");
  /** One call to each service and to the control routes. */
  const calls = [
    ["POST", "/ListChannels", signed()],
    ["GET", "/northshore-match-archive?location", s3],
    ["HEAD", "/northshore-match-archive", {}],
    ["POST", "/", { ...signed("us-east-1", "iam") }],
    ["POST", "/", { ...signed("us-east-1", "sts") }],
    ["POST", "/", { ...signed("us-east-1", "servicequotas") }],
    ["POST", "/", { ...signed("us-east-1", "monitoring") }],
    ["GET", "/api/video/v1/us-east-1.111122223333.channel.ME5m4qdlAChg.m3u8", {}],
    ["GET", "/_simulator/", {}],
    ["GET", "/_simulator/requests", {}],
  ] as const;

  it("is asked by the name that they reach it by, on every route", async () => {
    for (const [method, path, headers] of calls) {
      for (const host of [evil, `127.0.0.1.${evil}`, `${evil}:80`, "169.254.169.254"]) {
        const answer = await send(`${simulator.url}${path}`, {
          method,
          headers: { ...headers, host },
        });
        assert.equal(answer.status, 403, `${method} ${path} for ${host}`);
      }
    }
    const { port } = new URL(simulator.url);
    for (const host of [`localhost:${port}`, `[::1]:${port}`, "127.0.0.1", "ivs.localhost"]) {
      const headers = { ...signed(), host };
      assert.equal((await send(`${simulator.url}/ListChannels`, { headers })).status, 200, host);
    }
  });

  it("are no web pages of elsewhere, save players", async () => {
    for (const [method, path, headers] of calls) {
      if (path.startsWith("/api/")) continue;
      for (const origin of [`https://${evil}`, "null", `http://localhost.${evil}`]) {
        const answer = await send(`${simulator.url}${path}`, {
          method,
          headers: { ...headers, origin },
        });
        assert.equal(answer.status, 403, `${method} ${path} from ${origin}`);
        assert.equal(answer.headers["access-control-allow-origin"], undefined);
      }
    }
  });

  it("says so, and gives nothing away", async () => {
    const [key] = simulator.world.region("us-east-1").streamKeys.values();
    const { status, headers, body } = await send(`${simulator.url}/GetStreamKey`, {
      headers: { ...signed(), host: evil },
      body: JSON.stringify({ arn: key?.arn }),
    });
    assert.equal(status, 403);
    assert.equal(headers["x-amzn-errortype"], "AccessDeniedException");
    assert.match(body, /127\.0\.0\.1 or localhost/);
    assert.ok(key && !body.includes(key.value));
  });

  it("may be a web page of this machine, which asks before", async () => {
    const origin = "http://localhost:5173";
    const ask = (path: string, from: string, method = "POST") =>
      send(`${simulator.url}${path}`, {
        method: "OPTIONS",
        headers: {
          origin: from,
          "access-control-request-method": method,
          "access-control-request-headers": "authorization,content-type,x-amz-date",
        },
      });
    const { status, headers } = await ask("/ListChannels", origin);
    assert.equal(status, 204);
    assert.equal(headers["access-control-allow-origin"], origin);
    assert.match(headers["access-control-allow-headers"] ?? "", /Authorization.*X-Amz-Date/i);
    assert.equal((await ask("/tags/x", origin, "DELETE")).status, 204);
    for (const [path, from] of [
      ["/ListChannels", `https://${evil}`],
      ["/Nothing", origin],
      ["/a-bucket/key", origin],
      ["/_simulator/reset", origin],
    ] as const) {
      const refused = await ask(path, from);
      assert.ok(refused.status >= 400, path);
      assert.equal(refused.headers["access-control-allow-methods"], undefined);
    }
    const answer = await send(`${simulator.url}/ListChannels`, {
      headers: { ...signed(), origin },
    });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers["access-control-allow-origin"], origin);
    assert.match(answer.headers["access-control-expose-headers"] ?? "", /x-amzn-errortype/);
  });
});
