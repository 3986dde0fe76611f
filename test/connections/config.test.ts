import assert from "node:assert/strict";
import { configOfId, connectionId } from "../../src/connections/config";

describe("a connection's identity", () => {
  const kept = { ...process.env };
  beforeEach(() => {
    for (const name of Object.keys(process.env))
      if (name.startsWith("AWS_")) delete process.env[name];
  });
  afterEach(() => {
    process.env = { ...kept };
  });

  it("is everything that says whose account, and where", () => {
    const configs = [
      { region: "us-east-1" },
      { region: "eu-west-1" },
      { region: "us-east-1", profile: "work" },
      { region: "us-east-1", profile: "play" },
      { region: "us-east-1", profile: "work", endpoint: "http://127.0.0.1:4566" },
      { region: "us-east-1", endpoint: "http://127.0.0.1:4566" },
      { region: "us-east-1", simulator: true },
      // No two are the same, though their parts put together are.
      { region: "us-east-1", profile: "a~b" },
      { region: "us-east-1", profile: "a", endpoint: "b" },
      { region: "us-east-1", profile: "work~" },
    ];
    const ids = configs.map(connectionId);
    assert.equal(new Set(ids).size, configs.length, ids.join("\n"));
    assert.deepEqual(configs.map(connectionId), ids);
    for (const id of ids) assert.ok(!id.includes(" "), id);
  });

  it("is not how fast it may be called, what it is called, or what may be done there", () => {
    const config = { region: "us-east-1", profile: "work" };
    const same = { unlimited: true, label: "Work", readOnly: true, color: "red" } as const;
    assert.equal(connectionId({ ...config, ...same }), connectionId(config));
  });

  it("can be read again: region, profile, endpoint", () => {
    for (const config of [
      { region: "us-east-1" },
      { region: "us-east-1", profile: "a~b / ü" },
      { region: "us-east-1", profile: "work", endpoint: "http://127.0.0.1:4566" },
      { region: "us-east-1", simulator: true },
    ])
      assert.deepEqual(configOfId(connectionId(config)), config);
  });

  it("is also what the environment says where the config leaves it open", () => {
    const config = { region: "us-east-1" };
    const before = connectionId(config);
    process.env.AWS_PROFILE = "play";
    assert.equal(connectionId(config), connectionId({ ...config, profile: "play" }));
    assert.notEqual(connectionId(config), before);
    assert.equal(
      connectionId({ ...config, profile: "work" }),
      "us-east-1~work",
      "what is said wins",
    );
    delete process.env.AWS_PROFILE;
    process.env.AWS_ENDPOINT_URL = "http://all";
    assert.equal(connectionId(config), connectionId({ ...config, endpoint: "http://all" }));
    process.env.AWS_ENDPOINT_URL_IVS = "http://ivs";
    assert.equal(connectionId(config), connectionId({ ...config, endpoint: "http://ivs" }));
    assert.equal(connectionId({ ...config, simulator: true }), "us-east-1~~simulator");
  });

  it("holds no credentials of an address, which are kept and logged with it", () => {
    const endpoint = "http://127.0.0.1:4566/";
    const config = { region: "us-east-1", endpoint };
    const secret = { ...config, endpoint: endpoint.replace("//", "//me:hunter2@") };
    assert.equal(connectionId(secret), connectionId(config));
    process.env.AWS_ENDPOINT_URL_IVS = secret.endpoint;
    assert.doesNotMatch(connectionId({ region: "us-east-1" }), /hunter2|me%3A/);
  });
});
