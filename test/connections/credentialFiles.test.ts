import "../vscode";
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "../../src/aws/connect";
import { forgetAllCredentials } from "../../src/aws/credentials";
import { CHANNELS } from "../../src/channels/model";
import { Connections } from "../../src/connections/connections";
import {
  credentialPlaces,
  healCredentials,
  watchPlaces,
} from "../../src/connections/credentialFiles";
import type { Clock, Disposer } from "../../src/core/clock";
import { type Simulator, startSimulator } from "../../src/simulator/server";
import { settingOf } from "../setting";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("what credentials come from", () => {
  const kept = { ...process.env };
  let home: string;
  let stop: Disposer | undefined;
  let calls = 0;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "ivs-home-"));
    for (const name of Object.keys(process.env))
      if (name.startsWith("AWS_")) delete process.env[name];
    Object.assign(process.env, {
      HOME: home,
      USERPROFILE: home,
      AWS_EC2_METADATA_DISABLED: "true",
    });
    calls = 0;
  });
  afterEach(() => {
    stop?.();
    process.env = { ...kept };
    rmSync(home, { recursive: true });
  });

  /** Does something again and again until what it leads to is seen: watching may have just begun. */
  async function seen(act: () => void, holds: () => boolean = () => calls > 0): Promise<void> {
    for (const end = Date.now() + 20_000; !holds(); await pause(700)) {
      assert.ok(Date.now() < end, "it was never seen");
      act();
    }
  }
  let writes = 0;
  const write = (...file: string[]) => writeFileSync(join(home, ...file), `[a${++writes}]\n`);
  const watching = () => {
    stop = watchPlaces(credentialPlaces(), () => calls++);
  };

  it("is where the AWS CLI looks, or where the environment says", () => {
    const aws = join(home, ".aws");
    assert.deepEqual(credentialPlaces(), [
      join(aws, "config"),
      join(aws, "credentials"),
      join(aws, "sso", "cache"),
      join(aws, "login", "cache"),
    ]);
    process.env.AWS_CONFIG_FILE = "/c";
    process.env.AWS_SHARED_CREDENTIALS_FILE = "/s";
    process.env.AWS_LOGIN_CACHE_DIRECTORY = "/l";
    assert.deepEqual(credentialPlaces(), ["/c", "/s", join(aws, "sso", "cache"), "/l"]);
  });

  it("is seen to come, where there was not even a folder", async () => {
    watching();
    const cache = join(home, ".aws", "sso", "cache");
    await seen(() => {
      if (existsSync(cache)) rmSync(join(home, ".aws"), { recursive: true });
      else mkdirSync(cache, { recursive: true });
    });
    mkdirSync(cache, { recursive: true });
    calls = 0;
    await seen(() => write(".aws", "sso", "cache", "token.json"));
  });

  it("is seen when a file takes the place of another, as programs write them", async () => {
    mkdirSync(join(home, ".aws"));
    write(".aws", "credentials");
    watching();
    await seen(() => {
      write("draft");
      renameSync(join(home, "draft"), join(home, ".aws", "credentials"));
    });
  });

  it("is not any other file, nor seen once watching was stopped", async () => {
    mkdirSync(join(home, ".aws"));
    watching();
    await seen(() => write(".aws", "config"));
    await pause(600);
    calls = 0;
    write(".aws", "other");
    write("other");
    await pause(600);
    assert.equal(calls, 0);
    stop?.();
    write(".aws", "config");
    await pause(600);
    assert.equal(calls, 0);
  });

  describe("heals what fails for want of it", () => {
    /** Nothing is tried again by itself. */
    const still: Clock = { now: Date.now, after: () => () => {} };
    let simulator: Simulator;
    let connections: Connections;
    before(async () => {
      simulator = await startSimulator({ seed: "demo" });
    });
    after(() => simulator.close());
    afterEach(() => connections.dispose());

    async function failing(visible: boolean): Promise<void> {
      forgetAllCredentials();
      const entry = { profile: "later", regions: ["us-east-1"], endpointUrl: simulator.url };
      connections = new Connections(
        settingOf([entry]),
        { warn: assert.fail },
        {
          collections: [CHANNELS],
          connect: (config) => connect(config, () => assert.fail("nobody asks for a code")),
          clock: still,
        },
      );
      connections.show(visible);
      stop = healCredentials(connections, async () => forgetAllCredentials());
      simulator.log.clear();
      await connections.refresh();
      const [{ store } = assert.fail()] = connections.all;
      assert.ok(store.state.kind === "failed" && store.state.problem.kind === "credentials");
      mkdirSync(join(home, ".aws"));
    }
    const mend = () =>
      writeFileSync(
        join(home, ".aws", "credentials"),
        `[later]\naws_access_key_id=AK${++writes}\naws_secret_access_key=SK\n`,
      );

    it("by itself, while somebody looks", async () => {
      await failing(true);
      await seen(mend, () => connections.all[0]?.snapshot.channels?.items.size === 10);
    });

    it("when somebody looks: before that nothing is read", async () => {
      await failing(false);
      for (let times = 0; times < 3; times++) {
        mend();
        await pause(500);
      }
      assert.deepEqual(simulator.log.counts, {});
    });
  });
});
