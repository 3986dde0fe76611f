import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accountOf } from "../../src/aws/account";
import { connect } from "../../src/aws/connect";
import { learnAccount, sharedLimiter } from "../../src/aws/limit";
import { DEFAULTS as CHANNEL } from "../../src/channels/rules";
import type { ConnectionConfig } from "../../src/connections/config";
import { isServiceError, problemOf } from "../../src/core/problem";
import { DEFAULTS as RECORDING } from "../../src/recordings/rules";
import { type Simulator, startSimulator } from "../../src/simulator/server";
import { control } from "../control";

const ACCOUNT = "111122223333";
const noMfa = () => assert.fail("nobody asks for a code");

/** Reads a list to its end, and gives how many items it has. */
async function count(pages: AsyncIterable<readonly unknown[]>): Promise<number> {
  let all = 0;
  for await (const page of pages) all += page.length;
  return all;
}

describe("accounts, by the real SDK over HTTP", () => {
  let simulator: Simulator;
  let folder: string;
  const kept = { ...process.env };
  before(async () => {
    simulator = await startSimulator({ seed: "demo" });
  });
  after(() => simulator.close());
  beforeEach(() => {
    simulator.reset();
    folder = mkdtempSync(join(tmpdir(), "ivs-accounts-"));
    for (const name of Object.keys(process.env))
      if (name.startsWith("AWS_")) delete process.env[name];
    process.env.AWS_CONFIG_FILE = join(folder, "config");
    process.env.AWS_SHARED_CREDENTIALS_FILE = join(folder, "credentials");
    process.env.AWS_EC2_METADATA_DISABLED = "true";
  });
  afterEach(() => {
    process.env = { ...kept };
    rmSync(folder, { recursive: true });
  });

  /** Profiles, each with keys of its own. */
  function keys(...profiles: string[]): void {
    const sections = profiles.map(
      (name) => `[${name}]\naws_access_key_id=AK${name}\naws_secret_access_key=SK\n`,
    );
    writeFileSync(join(folder, "credentials"), sections.join(""));
    writeFileSync(join(folder, "config"), "");
  }
  const open = (more: Partial<ConnectionConfig>) =>
    connect({ region: "us-east-1", endpoint: simulator.url, id: "here", ...more }, noMfa);

  describe("that are read-only", () => {
    const arn = `arn:aws:ivs:us-east-1:${ACCOUNT}:channel/a`;
    const problems: [string, (service: Awaited<ReturnType<typeof open>>) => Promise<unknown>][] = [
      ["creates a channel", ({ channels }) => channels.create(CHANNEL, {})],
      ["changes a channel", ({ channels }) => channels.update(arn, { name: "x" })],
      ["deletes a channel", ({ channels }) => channels.delete(arn)],
      ["sets tags", ({ channels }) => channels.tag(arn, { a: "b" }, [])],
      ["removes tags", ({ recordings }) => recordings.tag(arn, {}, ["a"])],
      ["stops a stream", ({ streams }) => streams.stop(arn)],
      [
        "creates a recording configuration",
        ({ recordings }) => recordings.create({ ...RECORDING, bucket: "some-bucket" }, {}),
      ],
      ["deletes a recording configuration", ({ recordings }) => recordings.delete(arn)],
    ];

    for (const [what, write] of problems)
      it(`refuse before anything is sent what ${what}`, async () => {
        const service = await open({ simulator: true, readOnly: true });
        await assert.rejects(write(service), (error) => {
          assert.equal(problemOf(error).kind, "readOnly");
          assert.ok(isServiceError(error) && error.connection === "here");
          return true;
        });
        assert.deepEqual(simulator.log.counts, {});
      });

    it("are read all the same", async () => {
      const { channels, recordings, streams } = await open({ simulator: true, readOnly: true });
      const { signal } = new AbortController();
      assert.equal(await count(channels.list(signal)), 10);
      assert.ok((await count(recordings.list(signal))) > 0);
      assert.ok((await count(streams.list(signal))) > 0);
    });
  });

  describe("have one rate", () => {
    it("whatever profiles call them, once an answer said that they are one", () => {
      const place = `us-east-1 ${folder}`;
      const one = { accessKeyId: "one" };
      const two = { accessKeyId: "two" };
      assert.notEqual(sharedLimiter(place, one), sharedLimiter(place, two));
      const answer = { channels: [{ arn: `arn:aws:ivs:us-east-1:${ACCOUNT}:channel/a` }] };
      const first = sharedLimiter(place, one);
      learnAccount(place, one, answer);
      learnAccount(place, two, answer);
      assert.equal(sharedLimiter(place, one), first, "the turns it took count");
      assert.equal(sharedLimiter(place, two), first);
      assert.equal(sharedLimiter(place, { accessKeyId: "three", accountId: ACCOUNT }), first);
    });

    it("of their own in each region, at each endpoint and for each account", () => {
      const caller = { accessKeyId: "key", accountId: ACCOUNT };
      const all = [
        sharedLimiter(`us-east-1 ${folder}`, caller),
        sharedLimiter(`eu-west-1 ${folder}`, caller),
        sharedLimiter("us-east-1 elsewhere", caller),
        sharedLimiter(`us-east-1 ${folder}`, { ...caller, accountId: "999988887777" }),
      ];
      assert.equal(new Set(all).size, all.length);
    });

    it("that their calls keep to together", async () => {
      keys("one", "two");
      const services = await Promise.all(["one", "two"].map((profile) => open({ profile })));
      const { signal } = new AbortController();
      for (const { channels } of services) await count(channels.list(signal));
      simulator.log.clear();
      await Promise.all(
        services.flatMap(({ streams }) =>
          Array.from({ length: 5 }, () => count(streams.list(signal))),
        ),
      );
      const times = simulator.log.recent.map(({ time }) => Date.parse(time)).sort((a, b) => a - b);
      assert.equal(times.length, 10);
      // Each by itself would be through after 0.8 s; together they take 1.8 s. A slow machine makes it longer only.
      const took = (times.at(-1) ?? 0) - (times[0] ?? 0);
      assert.ok(took > 1500, `${took} ms`);
    });
  });

  describe("are known", () => {
    it("by credentials that say it, without a call", async () => {
      writeFileSync(join(folder, "credentials"), "");
      const credentials = { Version: 1, AccessKeyId: "A", SecretAccessKey: "S", AccountId: "42" };
      const script = join(folder, "keys.js");
      writeFileSync(script, `console.log(${JSON.stringify(JSON.stringify(credentials))})`);
      writeFileSync(
        join(folder, "config"),
        `[profile said]\ncredential_process=${process.execPath} ${script}\n`,
      );
      const config = { region: "us-east-1", profile: "said", endpoint: simulator.url };
      assert.equal(await accountOf(config, noMfa), "42");
      assert.deepEqual(simulator.log.counts, {});
    });

    it("by STS, asked once for all regions", async () => {
      keys("silent");
      const config = { profile: "silent", endpoint: simulator.url };
      const regions = ["us-east-1", "eu-west-1"];
      const found = regions.map((region) => accountOf({ ...config, region }, noMfa));
      assert.deepEqual(await Promise.all(found), [ACCOUNT, ACCOUNT]);
      assert.deepEqual(simulator.log.counts, { GetCallerIdentity: 1 });
    });

    it("not at all where nobody says it, and that is no failure", async () => {
      keys("denied");
      await control(simulator.url, "faults", {
        operation: "GetCallerIdentity",
        error: { name: "AccessDenied", status: 403, message: "no" },
        times: 10,
      });
      const config = { region: "us-east-1", profile: "denied", endpoint: simulator.url };
      assert.equal(await accountOf(config, noMfa), undefined);
    });
  });
});
