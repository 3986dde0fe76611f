import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "../../src/aws/connect";
import { profiles } from "../../src/aws/profiles";
import type { ConnectionConfig } from "../../src/connections/config";
import type { Service } from "../../src/core/collection";
import { MFA_DECLINED, type Problem, problemOf } from "../../src/core/problem";
import { type Simulator, startSimulator } from "../../src/simulator/server";
import { control } from "../control";

const never = () => new AbortController().signal;
const noMfa = (_serial: string): Promise<string> => Promise.reject(new Error("nobody to ask"));

async function all<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const found: T[] = [];
  for await (const page of pages) found.push(...page);
  return found;
}

async function problem(call: Promise<unknown>): Promise<Problem> {
  const error = await call.then(
    () => assert.fail("it should have failed"),
    (error: unknown) => error,
  );
  return problemOf(error);
}

describe("the service, over HTTP against the simulator", () => {
  let simulator: Simulator;
  let service: Service;
  before(async () => {
    simulator = await startSimulator({ seed: "demo" });
  });
  after(() => simulator.close());
  beforeEach(async () => {
    simulator.reset();
    service = await open();
  });

  function open(more: Partial<ConnectionConfig> = {}): Promise<Service> {
    const config = { region: "us-east-1", endpoint: simulator.url, simulator: true };
    return connect({ ...config, unlimited: true, ...more }, noMfa);
  }
  const channelNamed = async (name: string) => {
    const found = (await all(service.channels.list(never()))).find(
      (channel) => channel.name === name,
    );
    assert.ok(found, name);
    return found;
  };

  it("asks nothing before its first call", () => assert.deepEqual(simulator.log.counts, {}));

  it("reads all pages of each list, as our nouns", async () => {
    await control(simulator.url, "seed", { channels: 230 });
    const channels = await all(service.channels.list(never()));
    assert.equal(channels.length, 230 + 10);
    assert.equal(simulator.log.counts.ListChannels, 3);
    const recordings = await all(service.recordings.list(never()));
    assert.deepEqual(recordings.map(({ name, bucket, state }) => [name, bucket, state]).sort()[1], [
      "frankfurt-archive",
      "northshore-archive-frankfurt",
      "CREATE_FAILED",
    ]);
    const streams = await all(service.streams.list(never()));
    assert.deepEqual(streams.map(({ health }) => health).sort(), ["HEALTHY", "STARVING"]);
    const { arn } = await channelNamed("harbour-stadium-main");
    const live = streams.find(({ channelArn }) => channelArn === arn);
    assert.ok(live && live.viewers > 0 && live.startTime.endsWith("Z"));
  });

  it("sees each region's own things", async () => {
    const dublin = await all((await open({ region: "eu-west-1" })).channels.list(never()));
    assert.ok(dublin.some(({ name }) => name === "dublin-arena-main"));
    assert.ok(dublin.every(({ arn }) => arn.includes(":eu-west-1:")));
  });

  it("gives addresses and the stream key of a channel, and says when there is no key", async () => {
    const { arn } = await channelNamed("keynote-hall");
    const details = await service.channels.get(arn);
    assert.match(details.playbackUrl, /^https:\/\/.+\.m3u8$/);
    assert.match(details.ingestEndpoint, /live-video\.net$/);
    assert.match((await service.channels.streamKey(arn)) ?? "", /^sk_us-east-1_/);
    const keyless = await channelNamed("commentary-booth-test");
    assert.equal(await service.channels.streamKey(keyless.arn), undefined);
  });

  it("gives several channels at once, and leaves out those that do not exist", async () => {
    const arns = (await all(service.channels.list(never()))).map(({ arn }) => arn);
    const missing = `${arns[0]?.slice(0, -12)}NotThere0000`;
    const found = await service.channels.getMany([...arns, missing]);
    assert.deepEqual([...found.keys()].sort(), arns.sort());
    const [first] = arns;
    assert.deepEqual(found.get(first ?? ""), await service.channels.get(first ?? ""));
  });

  it("gives the channels that a configuration records", async () => {
    const [vod] = (await all(service.recordings.list(never()))).filter(
      ({ name }) => name === "conference-vod",
    );
    const channels = await all(service.channels.recordedBy(vod?.arn ?? ""));
    assert.equal(channels.length, 3);
    assert.ok(channels.every(({ recordingArn }) => recordingArn === vod?.arn));
  });

  it("gives the stream of a channel, and none of one that is offline", async () => {
    const live = await channelNamed("harbour-stadium-main");
    const listed = await all(service.streams.list(never()));
    const stream = await service.streams.get(live.arn);
    assert.deepEqual(
      stream,
      listed.find(({ channelArn }) => channelArn === live.arn),
    );
    const { arn } = await channelNamed("keynote-hall");
    assert.equal(await service.streams.get(arn), undefined);
  });

  it("says where a bucket is, or that there is none, whoever may look into it", async () => {
    const { recordings } = service;
    assert.deepEqual(await recordings.locateBucket("northshore-archive-frankfurt"), {
      kind: "in",
      region: "eu-central-1",
    });
    assert.deepEqual(await recordings.locateBucket("missing-bucket"), { kind: "missing" });
  });

  it("masks the secret of a document", async () => {
    const { arn } = await channelNamed("keynote-hall");
    const document = JSON.stringify(await service.channels.document(arn));
    assert.match(document, /"passphrase":"•+"/);
    const { arn: recording } = (await all(service.recordings.list(never())))[0] ?? assert.fail();
    assert.match(
      JSON.stringify(await service.recordings.document(recording)),
      /thumbnailConfiguration/,
    );
  });

  it("names the missing action of a denied call, in the service's own words", async () => {
    const error = { name: "AccessDeniedException", message: "not you" };
    await control(simulator.url, "faults", { operation: "ListChannels", error });
    const denied = await problem(all(service.channels.list(never())));
    assert.equal(denied.kind, "denied");
    assert.equal(denied.action, "ivs:ListChannels");
    assert.equal(denied.detail, "not you");
    assert.ok(denied.requestId);
  });

  it("understands expired credentials, a failing service and a body that is none", async () => {
    await control(simulator.url, "faults", {
      error: { name: "ExpiredTokenException", status: 403, message: "old" },
    });
    assert.equal((await problem(all(service.streams.list(never())))).kind, "credentials");
    await control(simulator.url, "faults", {
      times: 3,
      error: { name: "InternalServerException", status: 500 },
    });
    assert.equal((await problem(all(service.streams.list(never())))).kind, "service");
    await control(simulator.url, "faults", { malformed: true });
    assert.notEqual((await problem(all(service.streams.list(never())))).detail, "");
  });

  it("understands that nobody answers", async () => {
    const gone = await startSimulator();
    await gone.close();
    const nobody = await open({ endpoint: gone.url });
    assert.equal((await problem(all(nobody.channels.list(never())))).kind, "offline");
  });

  it("reaches an address with credentials in it, and says nothing of them", async () => {
    const secret = simulator.url.replace("//", "//user:hunter2@");
    const reached = await open({ endpoint: secret });
    assert.equal((await all(reached.channels.list(never()))).length, 10);
    assert.deepEqual(await reached.recordings.locateBucket("missing-bucket"), { kind: "missing" });
    const gone = await startSimulator();
    await gone.close();
    const nobody = await open({ endpoint: gone.url.replace("//", "//user:hunter2@") });
    const told = await problem(all(nobody.channels.list(never())));
    assert.equal(told.kind, "offline");
    assert.doesNotMatch(JSON.stringify(told), /hunter2/);
  });

  it("sends a write once, whatever becomes of it", async () => {
    const { arn } = await channelNamed("keynote-hall");
    const error = { name: "InternalServerException", status: 500 };
    await control(simulator.url, "faults", { operation: "UpdateChannel", error });
    assert.equal((await problem(service.channels.update(arn, { name: "x" }))).kind, "service");
    assert.equal(simulator.log.counts.UpdateChannel, 1);
  });

  it("goes nowhere that an answer sends it", async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      response.writeHead(302, { location: "/elsewhere" }).end();
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const { port } = server.address() as AddressInfo;
    const sent = await open({ endpoint: `http://127.0.0.1:${port}` });
    const arn = "arn:aws:ivs:us-east-1:111122223333:channel/a";
    assert.equal((await problem(sent.channels.update(arn, {}))).kind, "redirected");
    server.close();
    assert.deepEqual(asked, ["POST /UpdateChannel"]);
  });

  it("asks no operation more often than the service allows", async () => {
    const { streams } = await open({ unlimited: false });
    await Promise.all(Array.from({ length: 11 }, () => all(streams.list(never()))));
    const times = simulator.log.recent.map(({ time }) => Date.parse(time)).sort((a, b) => a - b);
    assert.equal(times.length, 11);
    times.forEach((time, i) => {
      const sixth = times[i + 5];
      // They left a second apart; on a busy machine they may arrive a little closer.
      assert.ok(sixth === undefined || sixth - time >= 900, `${sixth} and ${time}`);
    });
  });
});

describe("credentials", () => {
  const kept = { ...process.env };
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "ivs-"));
    for (const name of Object.keys(process.env))
      if (name.startsWith("AWS_")) delete process.env[name];
    process.env.AWS_CONFIG_FILE = join(folder, "config");
    process.env.AWS_SHARED_CREDENTIALS_FILE = join(folder, "credentials");
    process.env.AWS_EC2_METADATA_DISABLED = "true";
    writeFileSync(
      join(folder, "credentials"),
      "[keys]\naws_access_key_id=AK\naws_secret_access_key=SK\n",
    );
  });
  afterEach(() => {
    process.env = { ...kept };
    rmSync(folder, { recursive: true });
  });
  const config = (text: string) => writeFileSync(join(folder, "config"), text);
  const read = async (config: Partial<ConnectionConfig>, ask = noMfa) =>
    all((await connect({ region: "us-east-1", ...config }, ask)).channels.list(never()));

  it("come from a profile, whose own endpoint_url is honoured", async () => {
    const simulator = await startSimulator({ seed: "demo" });
    config(`[profile keys]\nregion=us-east-1\nendpoint_url=${simulator.url}\n`);
    assert.equal((await read({ profile: "keys" })).length, 10);
    await simulator.close();
  });

  it("come from a profile, whose services section is honoured", async () => {
    const simulator = await startSimulator({ seed: "demo" });
    config(
      `[profile keys]\nservices=local\nendpoint_url=http://127.0.0.1:1\n[services local]\nivs=\n  endpoint_url=${simulator.url}\n`,
    );
    assert.equal((await read({ profile: "keys" })).length, 10);
    await simulator.close();
  });

  it("come from the environment, and AWS_ENDPOINT_URL_IVS is honoured", async () => {
    const simulator = await startSimulator({ seed: "demo" });
    Object.assign(process.env, {
      AWS_ACCESS_KEY_ID: "AK",
      AWS_SECRET_ACCESS_KEY: "SK",
      AWS_ENDPOINT_URL_IVS: simulator.url,
    });
    assert.equal((await read({})).length, 10);
    await simulator.close();
  });

  it("that a profile gets by signing in: without a sign-in, that is what it says", async () => {
    config(
      "[profile work]\nsso_session=corp\nsso_account_id=111122223333\nsso_role_name=dev\n" +
        "[sso-session corp]\nsso_region=us-east-1\nsso_start_url=https://corp.example/start\n",
    );
    const signIn = await problem(read({ profile: "work" }));
    assert.equal(signIn.kind, "credentials");
    assert.equal(signIn.sso, true);
  });

  it("of a role with MFA: asks once for the device's code, and waits when none is given", async () => {
    config(
      "[profile admin]\nrole_arn=arn:aws:iam::111122223333:role/admin\nsource_profile=keys\n" +
        "mfa_serial=arn:aws:iam::111122223333:mfa/me\n",
    );
    const asked: string[] = [];
    const decline = (serial: string) => {
      asked.push(serial);
      return Promise.reject(Object.assign(new Error("none given"), { name: MFA_DECLINED }));
    };
    const waiting = await problem(read({ profile: "admin" }, decline));
    assert.deepEqual(asked, ["arn:aws:iam::111122223333:mfa/me"]);
    assert.equal(waiting.kind, "credentials");
    assert.equal(waiting.waits, true);
  });

  it("that there are none: that is what it says, and new ones are seen by the next client", async () => {
    const simulator = await startSimulator({ seed: "demo" });
    config("");
    const later = { profile: "later", endpoint: simulator.url };
    assert.equal((await problem(read(later))).kind, "credentials");
    writeFileSync(
      join(folder, "credentials"),
      "[later]\naws_access_key_id=AK\naws_secret_access_key=SK\n",
    );
    assert.equal((await read(later)).length, 10);
    await simulator.close();
  });

  it("are offered by profile, with how each gets them", async () => {
    config(
      "[default]\nregion=eu-west-1\n[profile admin]\nrole_arn=arn:aws:iam::1:role/a\nsource_profile=keys\n" +
        "[profile work]\nsso_session=corp\n[sso-session corp]\nsso_region=us-east-1\n",
    );
    assert.deepEqual(
      (await profiles()).map(({ name, via }) => [name, via]),
      [
        ["default", "keys"],
        ["admin", "role"],
        ["work", "sso"],
        ["keys", "keys"],
      ],
    );
  });

  it("are offered none where there are no files", async () => {
    rmSync(join(folder, "credentials"));
    assert.deepEqual(await profiles(), []);
  });
});

describe("the AWS bundle", () => {
  it("throws errors that the extension's bundle understands: their classes are not the same", async () => {
    const bundle: typeof import("../../src/aws/index") = require("../../dist/aws/index.js");
    const gone = await startSimulator();
    await gone.close();
    const nobody = { region: "us-east-1", endpoint: gone.url, simulator: true };
    const { channels } = await bundle.connect(nobody, noMfa);
    assert.equal((await problem(all(channels.list(never())))).kind, "offline");
  });
});
