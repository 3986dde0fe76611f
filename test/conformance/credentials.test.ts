import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { Ivs } from "@aws-sdk/client-ivs";
import { send } from "../simulator/http";
import { aChannel, arn, bench, refused } from "./support";

const secretAccessKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCY=";

describe("credentials", () => {
  let skew = 0;
  const one = bench({
    clock: () => Date.now() + skew,
    keys: [
      { accessKeyId: "AKIAEVERYTHING", secretAccessKey },
      {
        accessKeyId: "AKIAREADER",
        secretAccessKey,
        user: "reader",
        allow: ["ivs:Get*", "ivs:ListC*"],
      },
      { accessKeyId: "AKIAS3", secretAccessKey, allow: ["S3:ListBucket"] },
      {
        accessKeyId: "ASIATEMPORARY",
        secretAccessKey,
        sessionToken: "token+/=",
        expires: "2999-01-01T00:00:00Z",
      },
      {
        accessKeyId: "ASIAEXPIRED",
        secretAccessKey,
        sessionToken: "old",
        expires: "2020-01-01T00:00:00Z",
      },
    ],
  });
  beforeEach(() => {
    skew = 0;
  });
  const clients: Ivs[] = [];
  after(() => {
    for (const client of clients) client.destroy();
  });

  /** The real SDK, which signs. */
  const as = (accessKeyId: string, more: object = {}) => {
    const credentials = { accessKeyId, secretAccessKey, ...more };
    const { url: endpoint } = one.simulator;
    const client = new Ivs({ endpoint, region: "us-east-1", credentials, maxAttempts: 1 });
    clients.push(client);
    return client;
  };

  it("are verified, whatever is in the call", async () => {
    const ivs = as("AKIAEVERYTHING");
    const { arn: resourceArn } = await aChannel(ivs, {
      name: "a",
      tags: { "a b/é": "c+d=@:" },
    });
    await ivs.tagResource({ resourceArn, tags: { "x y": "ü" } });
    await ivs.untagResource({ resourceArn, tagKeys: ["x y", "a b/é", "-_.:/=+@", "b", "a"] });
    assert.deepEqual((await ivs.listTagsForResource({ resourceArn })).tags, {});
    const endpoint = `${one.simulator.url}/`;
    const credentials = { accessKeyId: "AKIAEVERYTHING", secretAccessKey };
    const slash = new Ivs({ endpoint, region: "us-east-1", credentials });
    clients.push(slash);
    assert.equal((await slash.listChannels({})).channels?.length, 1);
  });

  it("must be known, and their signature right", async () => {
    const list = (ivs: Ivs) => ivs.listChannels({});
    const unknown = list(as("AKIAUNKNOWN"));
    await refused(unknown, "UnrecognizedClientException", 403, /security token.*is invalid/);
    const wrong = list(as("AKIAEVERYTHING", { secretAccessKey: "guess" }));
    await refused(
      wrong,
      "InvalidSignatureException",
      403,
      /signature we calculated does not match/,
    );
    // What was signed, but not what was sent.
    const { headers } = signedCall("POST", "/ListChannels", "{}");
    const changed = await send(`${one.simulator.url}/ListChannels`, { headers, body: "{ }" });
    assert.equal(changed.headers["x-amzn-errortype"], "InvalidSignatureException");
    const same = await send(`${one.simulator.url}/ListChannels`, { headers, body: "{}" });
    assert.equal(same.status, 200);
    assert.deepEqual((await send(`${one.simulator.url}/ListChannels`)).status, 403);
  });

  it("must come at the right time", async () => {
    const ivs = as("AKIAEVERYTHING");
    skew = 6 * 60_000;
    const late = ivs.listChannels({});
    await refused(
      late,
      "InvalidSignatureException",
      403,
      /^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 5 min\.\)$/,
    );
    skew = -6 * 60_000;
    const early = as("AKIAEVERYTHING").listChannels({});
    await refused(early, "InvalidSignatureException", 403, /^Signature not yet current/);
    skew = 4 * 60_000;
    await as("AKIAEVERYTHING").listChannels({});
  });

  it("that are temporary must come with their token, and end", async () => {
    await as("ASIATEMPORARY", { sessionToken: "token+/=" }).listChannels({});
    for (const more of [{}, { sessionToken: "other" }]) {
      const call = as("ASIATEMPORARY", more).listChannels({});
      await refused(call, "UnrecognizedClientException", 403);
    }
    const expired = as("ASIAEXPIRED", { sessionToken: "old" }).listChannels({});
    await refused(expired, "ExpiredTokenException", 403, /is expired$/);
  });

  it("allow what they allow", async () => {
    const { arn: made } = await aChannel(as("AKIAEVERYTHING"));
    const reader = as("AKIAREADER");
    await reader.getChannel({ arn: made });
    await reader.listChannels({});
    await refused(
      reader.deleteChannel({ arn: made }),
      "AccessDeniedException",
      403,
      new RegExp(
        `^User: arn:aws:iam::111122223333:user/reader is not authorized to perform: ivs:DeleteChannel on resource: ${made}$`,
      ),
    );
    await refused(reader.listStreams({}), "AccessDeniedException", 403, /ivs:ListStreams on/);
    const tags = reader.tagResource({ resourceArn: arn("channel"), tags: { a: "b" } });
    await refused(tags, "AccessDeniedException", 403);
    await as("AKIAEVERYTHING").getChannel({ arn: made });
  });

  it("are verified for S3 too, with its own errors", async () => {
    for (const [options, status, code] of [
      [{}, 200, undefined],
      [{ key: "AKIAS3" }, 200, undefined],
      [{ key: "AKIAREADER" }, 403, "AccessDenied"],
      [{ key: "AKIANOBODY" }, 403, "InvalidAccessKeyId"],
      [{ secret: "guess" }, 403, "SignatureDoesNotMatch"],
      [{ at: Date.now() - 3600_000 }, 403, "RequestTimeTooSkewed"],
      [{ at: Date.now() + 3600_000 }, 403, "RequestTimeTooSkewed"],
      [{ key: "ASIAEXPIRED", token: "old" }, 400, "ExpiredToken"],
    ] as const) {
      const query = "list-type=2&prefix=a%20b%2Fc";
      const { headers } = signedCall("GET", "/a-bucket", "", { service: "s3", query, ...options });
      const url = `${one.simulator.url}/a-bucket?${query}`;
      const { status: got, body } = await send(url, { method: "GET", headers });
      assert.deepEqual([got, /<Code>(.*)<\/Code>/.exec(body)?.[1]], [status, code]);
    }
    const { headers } = signedCall("GET", "/a-bucket", "", {
      service: "s3",
      query: "location=",
      key: "AKIAS3",
    });
    const url = `${one.simulator.url}/a-bucket?location=`;
    assert.match((await send(url, { method: "GET", headers })).body, /s3:GetBucketLocation/);
  });

  it("are verified in presigned URLs, for as long as these say", async () => {
    const status = async (options: Parameters<typeof presigned>[0] = {}) => {
      const { status, body } = await send(presigned(options), { method: "GET" });
      return [status, /<Code>(.*)<\/Code>/.exec(body)?.[1]];
    };
    assert.deepEqual(await status(), [404, "NoSuchKey"]);
    assert.deepEqual(await status({ secret: "guess" }), [403, "SignatureDoesNotMatch"]);
    assert.deepEqual(await status({ key: "AKIANOBODY" }), [403, "InvalidAccessKeyId"]);
    assert.deepEqual(await status({ key: "AKIAREADER" }), [403, "AccessDenied"]);
    skew = 59 * 60_000;
    assert.deepEqual(await status({ at: Date.now() }), [404, "NoSuchKey"]);
    skew = 61 * 60_000;
    const late = await send(presigned({ at: Date.now() }), { method: "GET" });
    assert.equal(late.status, 403);
    assert.match(late.body, /<Code>AccessDenied<\/Code><Message>Request has expired</);
    skew = 0;
    const other = presigned({}).replace("/some/", "/other/");
    assert.match((await send(other, { method: "GET" })).body, /SignatureDoesNotMatch/);
  });

  /** A URL that is good for an hour, signed apart from ours like the others. */
  function presigned({ key = "AKIAEVERYTHING", secret = secretAccessKey, at = Date.now() } = {}) {
    const hash = (text: string) => createHash("sha256").update(text).digest("hex");
    const mac = (with_: string | Buffer, text: string) =>
      createHmac("sha256", with_).update(text).digest();
    const time = new Date(at).toISOString().replace(/[-:]|\.\d+/g, "");
    const parts = [time.slice(0, 8), "us-east-1", "s3", "aws4_request"];
    const { host } = new URL(one.simulator.url);
    const path = "/a-bucket/some/key";
    const query = [
      "X-Amz-Algorithm=AWS4-HMAC-SHA256",
      `X-Amz-Credential=${encodeURIComponent(`${key}/${parts.join("/")}`)}`,
      `X-Amz-Date=${time}`,
      "X-Amz-Expires=3600",
      "X-Amz-SignedHeaders=host",
    ].join("&");
    const canonical = `GET\n${path}\n${query}\nhost:${host}\n\nhost\nUNSIGNED-PAYLOAD`;
    const toSign = `AWS4-HMAC-SHA256\n${time}\n${parts.join("/")}\n${hash(canonical)}`;
    const signingKey = parts.reduce<string | Buffer>(mac, `AWS4${secret}`);
    const signature = mac(signingKey, toSign).toString("hex");
    return `${one.simulator.url}${path}?${query}&X-Amz-Signature=${signature}`;
  }

  /** A signature made apart from ours, by the steps of the AWS General Reference. */
  function signedCall(
    method: string,
    path: string,
    body: string,
    {
      service = "ivs",
      query = "",
      key = "AKIAEVERYTHING",
      secret = secretAccessKey,
      token = undefined as string | undefined,
      at = Date.now(),
    } = {},
  ) {
    const hash = (text: string) => createHash("sha256").update(text).digest("hex");
    const mac = (with_: string | Buffer, text: string) =>
      createHmac("sha256", with_).update(text).digest();
    const time = new Date(at).toISOString().replace(/[-:]|\.\d+/g, "");
    const day = time.slice(0, 8);
    const { host } = new URL(one.simulator.url);
    const canonical = `${method}\n${path}\n${query}\nhost:${host}\nx-amz-date:${time}\n\nhost;x-amz-date\n${hash(body)}`;
    const scope = `${day}/us-east-1/${service}/aws4_request`;
    const toSign = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${hash(canonical)}`;
    const signingKey = [day, "us-east-1", service, "aws4_request"].reduce<string | Buffer>(
      mac,
      `AWS4${secret}`,
    );
    const signature = mac(signingKey, toSign).toString("hex");
    const headers: Record<string, string> = {
      host,
      "x-amz-date": time,
      authorization: `AWS4-HMAC-SHA256 Credential=${key}/${scope}, SignedHeaders=host;x-amz-date, Signature=${signature}`,
      ...(token && { "x-amz-security-token": token }),
    };
    return { headers };
  }
});
