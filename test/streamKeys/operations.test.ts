import assert from "node:assert/strict";
import { rotate } from "../../src/streamKeys/operations";
import { account, DENIAL, FAILURE } from "../account";
import { control } from "../control";

describe("rotating a stream key", () => {
  const demo = account();
  const { fault, calls } = demo;
  const NAME = "keynote-hall";
  const keys = () => {
    const { arn } = demo.real(NAME);
    return [...demo.region.streamKeys.values()].filter(({ channelArn }) => channelArn === arn);
  };
  const key = () => {
    const [only, ...more] = keys();
    assert.ok(only && more.length === 0, "the channel has one key");
    return only;
  };
  const run = (more: Partial<Parameters<typeof rotate>[1]> = {}) =>
    rotate(demo.connection, {
      channelArn: demo.real(NAME).arn,
      name: NAME,
      oldArn: more.oldArn ?? key().arn,
      lockOut: false,
      ...more,
    });
  const isLive = () => demo.region.streams.get(demo.real(NAME).arn) !== undefined;
  const goLive = () =>
    control(demo.simulator.url, "streams/start", { channelArn: demo.real(NAME).arn });

  it("gives the channel another key, and only one", async () => {
    const before = key();
    assert.deepEqual(await run(), { kind: "rotated", made: true });
    assert.notEqual(key().arn, before.arn);
    assert.notEqual(key().value, before.value);
    assert.deepEqual([calls("DeleteStreamKey"), calls("CreateStreamKey")], [1, 1]);
  });

  it("lets a live stream go on", async () => {
    await goLive();
    assert.deepEqual(await run(), { kind: "rotated", made: true });
    assert.ok(isLive());
  });

  it("locks an encoder out: rotated, then stopped", async () => {
    await goLive();
    assert.deepEqual(await run({ lockOut: true }), { kind: "rotated", made: true });
    assert.ok(!isLive());
    const { recent } = demo.simulator.log;
    const writes = recent
      .map(({ operation }) => operation)
      .filter((name) => /^(Delete|Create|Stop)/.test(name ?? ""));
    assert.deepEqual(writes, ["DeleteStreamKey", "CreateStreamKey", "StopStream"]);
  });

  it("creates a key for a channel that has none", async () => {
    demo.region.streamKeys.delete(key().arn);
    const end = await rotate(demo.connection, {
      channelArn: demo.real(NAME).arn,
      name: NAME,
      lockOut: false,
    });
    assert.deepEqual(end, { kind: "rotated", made: true });
    assert.ok(key());
  });

  for (const operation of ["DeleteStreamKey", "CreateStreamKey"])
    for (const [what, lost] of [
      ["lost on its way back", { drop: "after" }],
      ["lost on its way there", { drop: "before" }],
      ["not to be read", { malformed: true }],
      ["a failure of the service", { error: FAILURE }],
      [
        "that it was too fast",
        { error: { name: "ThrottlingException", status: 429, message: "" } },
      ],
    ] as const)
      it(`ends with one new key when the answer of ${operation} is ${what}`, async () => {
        const before = key().arn;
        fault(operation, lost);
        const end = await run();
        assert.equal(end.kind, "rotated");
        assert.notEqual(key().arn, before);
      });

  it("leaves the key as it was when it may not be deleted", async () => {
    const before = key();
    fault("DeleteStreamKey", { error: DENIAL });
    const end = await run();
    assert.ok(end.kind === "kept");
    assert.equal(end.problem.action, "ivs:DeleteStreamKey");
    assert.deepEqual(key(), before);
    assert.equal(calls("CreateStreamKey"), 0);
  });

  it("says that there is no key when none may be created, and goes on from there", async () => {
    const oldArn = key().arn;
    fault("CreateStreamKey", { error: DENIAL });
    const end = await run();
    assert.ok(end.kind === "noKey" && !end.unknown);
    assert.equal(end.problem.action, "ivs:CreateStreamKey");
    assert.deepEqual(keys(), []);
    assert.deepEqual(await run({ oldArn }), { kind: "rotated", made: true });
    assert.notEqual(key().arn, oldArn);
    assert.equal(calls("DeleteStreamKey"), 1);
  });

  it("stops the stream also when no key could be created: the old one is gone", async () => {
    await goLive();
    fault("CreateStreamKey", { error: DENIAL });
    const end = await run({ lockOut: true });
    assert.equal(end.kind, "noKey");
    assert.ok(!isLive());
  });

  it("says that the stream goes on when it may not be stopped", async () => {
    await goLive();
    const before = key().arn;
    fault("StopStream", { error: DENIAL, times: 0 });
    const end = await run({ lockOut: true });
    assert.ok(end.kind === "notStopped");
    assert.equal(end.problem.action, "ivs:StopStream");
    assert.notEqual(key().arn, before);
    assert.ok(isLive());
  });

  it("says that nobody knows when the answer was lost and nobody may look", async () => {
    fault("CreateStreamKey", { drop: "after" });
    const oldArn = key().arn;
    // Once it may look, before it writes.
    const { simulator } = demo;
    const create = run({ oldArn });
    while (!simulator.log.counts.CreateStreamKey) await new Promise(setImmediate);
    fault("ListStreamKeys", { error: DENIAL, times: 0 });
    const end = await create;
    assert.ok(end.kind === "noKey" && end.unknown);
    // There is one all the same; who goes on finds it, and makes no second.
    simulator.faults.clear();
    assert.deepEqual(await run({ oldArn }), { kind: "rotated", made: false });
    assert.ok(key());
    assert.equal(calls("CreateStreamKey"), 1);
  });

  it("leaves a key that somebody else has created meanwhile", async () => {
    const oldArn = key().arn;
    demo.region.streamKeys.delete(oldArn);
    const { streamKeys } = await demo.connection.service();
    const theirs = await streamKeys.create(demo.real(NAME).arn);
    assert.deepEqual(await run({ oldArn }), { kind: "rotated", made: false });
    assert.equal(key().arn, theirs);
  });
});

describe("rotating a stream key, where reads lag behind writes", () => {
  const demo = account({ lagMs: 3000 });

  for (const lost of [undefined, "DeleteStreamKey", "CreateStreamKey"])
    it(`ends with one new key${lost ? ` when the answer of ${lost} is lost` : ""}`, async () => {
      const { arn } = demo.real("keynote-hall");
      const keys = () =>
        [...demo.region.streamKeys.values()].filter(({ channelArn }) => channelArn === arn);
      const oldArn = keys()[0]?.arn;
      if (lost) demo.fault(lost, { drop: "after" });
      const rotation = { channelArn: arn, name: "keynote-hall", oldArn, lockOut: false };
      assert.deepEqual(await rotate(demo.connection, rotation), { kind: "rotated", made: true });
      assert.equal(keys().length, 1);
      assert.notEqual(keys()[0]?.arn, oldArn);
      assert.equal(demo.calls("CreateStreamKey"), 1);
    });
});
