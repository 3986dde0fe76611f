import assert from "node:assert/strict";
import { generateKeyPairSync, type KeyObject, randomUUID, sign } from "node:crypto";
import { send } from "../simulator/http";
import { aChannel, bench, START } from "./support";

const pair = () => generateKeyPairSync("ec", { namedCurve: "secp384r1" });
const ours = pair();

/** A playback token as the IVS user guide describes it. */
function token(claims: object, privateKey: KeyObject = ours.privateKey, alg = "ES384"): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${part({ alg, typ: "JWT" })}.${part(claims)}`;
  const signature = sign("sha384", Buffer.from(text), {
    key: privateKey,
    dsaEncoding: "ieee-p1363",
  });
  return `${text}.${signature.toString("base64url")}`;
}

describe("the playback URL", () => {
  const one = bench();
  const seconds = (ms: number) => Math.floor((START + ms) / 1000);

  /** What a player gets for a channel, by a token or none. */
  async function play(playbackUrl: string, jwt?: string, headers: Record<string, string> = {}) {
    const { pathname } = new URL(playbackUrl);
    const query = jwt === undefined ? "" : `?token=${jwt}`;
    const url = `${one.simulator.url}${pathname}${query}`;
    return send(url, { method: "GET", headers });
  }

  async function aPrivateChannel() {
    const publicKeyMaterial = ours.publicKey.export({ type: "spki", format: "pem" }).toString();
    const { keyPair } = await one.ivs.importPlaybackKeyPair({ publicKeyMaterial });
    const { arn, channel } = await aChannel(one.ivs, { authorized: true });
    await one.control("streams/start", { channelArn: arn });
    const claims = { "aws:channel-arn": arn, exp: seconds(300_000) };
    return { arn, url: channel.playbackUrl ?? "", claims, keyArn: keyPair?.arn ?? "" };
  }

  it("answers with the renditions of a stream, and 404 while there is none", async () => {
    const { arn, channel } = await aChannel(one.ivs);
    const url = channel.playbackUrl ?? "";
    const offline = await play(url);
    assert.equal(offline.status, 404);
    const [error] = JSON.parse(offline.body);
    assert.deepEqual([error.type, error.url], ["error", new URL(url).pathname]);
    await one.control("streams/start", { channelArn: arn });
    const { status, headers, body } = await play(url);
    assert.equal(status, 200);
    assert.match(headers["content-type"] ?? "", /mpegurl/);
    assert.equal(headers["access-control-allow-origin"], "*");
    assert.match(body, /^#EXTM3U\n/);
    assert.deepEqual(body.match(/RESOLUTION=\d+x\d+/g)?.length, 5);
    assert.equal((await play(url.replace("/v1/", "/v1/aws.ivs."))).status, 200);
    assert.equal((await play(url.replace(/channel\.\w+/, "channel.NotThere0000"))).status, 404);
  });

  it("of a private channel answers to a token only", async () => {
    const { url, claims } = await aPrivateChannel();
    assert.equal((await play(url, token(claims))).status, 200);
    const { exp, ...endless } = claims;
    for (const [jwt, text] of [
      [undefined, /^token contains an invalid number of segments$/],
      ["x.y", /segments/],
      ["x.y.z", /malformed/],
      [token(claims, pair().privateKey), /signature is invalid/],
      [token(claims, ours.privateKey, "HS256"), /method/],
      [token(claims).replace(/\.[^.]+\./, `.${token({}).split(".")[1]}.`), /signature/],
      [token({ ...claims, exp: seconds(0) }), /expired/],
      [token({ ...claims, exp: seconds(300_000) + 0.5 }), /exp/],
      [token(endless), /exp/],
      [token({ ...claims, "aws:channel-arn": `${claims["aws:channel-arn"]}x` }), /channel/],
      [token({ exp }), /channel/],
      [token({ ...claims, "aws:access-control-allow-origin": 7 }), /allow-origin/],
      [token({ ...claims, "aws:viewer-id": "v", exp: seconds(601_000) }), /10 minutes/],
      [token({ ...claims, "aws:viewer-id": "v".repeat(41) }), /viewer-id/],
      [token({ ...claims, filler: "x".repeat(2048) }), /too long/],
    ] as const) {
      const { status, body } = await play(url, jwt);
      assert.equal(status, 403, `${text}`);
      const [error, ...rest] = JSON.parse(body);
      assert.equal(rest.length, 0);
      assert.deepEqual(
        [error.error_code, error.type, error.url],
        ["invalid_playback_auth_token", "error", new URL(url).pathname],
      );
      assert.match(error.error, text);
    }
    one.pass(300_000);
    assert.equal((await play(url, token(claims))).status, 403);
  });

  it("takes no token of a key that is gone", async () => {
    const { url, claims, keyArn } = await aPrivateChannel();
    await one.ivs.deletePlaybackKeyPair({ arn: keyArn });
    assert.equal((await play(url, token(claims))).status, 403);
  });

  it("takes a token for one use once", async () => {
    const { url, claims } = await aPrivateChannel();
    const jwt = token({ ...claims, "aws:single-use-uuid": randomUUID() });
    assert.equal((await play(url, jwt)).status, 200);
    assert.equal((await play(url, jwt)).status, 403);
  });

  it("takes no token of a viewer whose sessions are revoked", async () => {
    const { arn: channelArn, url, claims } = await aPrivateChannel();
    const play2 = async (viewer: string, version?: number) =>
      (
        await play(
          url,
          token({ ...claims, "aws:viewer-id": viewer, "aws:viewer-session-version": version }),
        )
      ).status;
    assert.equal(await play2("anna"), 200);
    await one.ivs.startViewerSessionRevocation({ channelArn, viewerId: "anna" });
    assert.deepEqual([await play2("anna"), await play2("anna", 1)], [403, 200]);
    await one.ivs.batchStartViewerSessionRevocation({
      viewerSessions: [
        { channelArn, viewerId: "anna", viewerSessionVersionsLessThanOrEqualTo: 4 },
        { channelArn, viewerId: "ben" },
      ],
    });
    assert.deepEqual([await play2("anna", 4), await play2("anna", 5)], [403, 200]);
    assert.deepEqual([await play2("ben"), await play2("carla")], [403, 200]);
  });

  it("holds to the resolution and the origins of a token", async () => {
    const { url, claims } = await aPrivateChannel();
    const small = await play(url, token({ ...claims, "aws:maximum-resolution": "SD" }));
    assert.deepEqual(small.body.match(/RESOLUTION=(\d+)/g), [
      "RESOLUTION=852",
      "RESOLUTION=640",
      "RESOLUTION=284",
    ]);
    const origins = {
      "aws:access-control-allow-origin": "https://a.example, https://*.b.example",
    };
    const strict = { ...origins, "aws:strict-origin-enforcement": true };
    for (const [more, origin, status, allowed] of [
      [origins, "https://a.example", 200, "https://a.example"],
      [origins, "https://x.b.example", 200, "https://x.b.example"],
      [origins, "https://evil.example", 200, undefined],
      [strict, "https://x.b.example", 200, "https://x.b.example"],
      [strict, "https://evil.example", 403, "*"],
    ] as const) {
      const got = await play(url, token({ ...claims, ...more }), { origin });
      assert.deepEqual([got.status, got.headers["access-control-allow-origin"]], [status, allowed]);
    }
  });

  it("fails and is told of as every service", async () => {
    const { url, claims } = await aPrivateChannel();
    const error = { name: "ServiceUnavailable", status: 503 };
    await one.control("faults", { operation: "GetMultivariantPlaylist", error });
    assert.equal((await play(url, token(claims))).status, 503);
    const { counts } = await one.control("requests");
    assert.equal((counts as unknown as Record<string, number>).GetMultivariantPlaylist, 1);
    const { recent } = await one.control("requests");
    assert.ok(!JSON.stringify(recent).includes("token"));
  });
});
