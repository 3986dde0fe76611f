import assert from "node:assert/strict";
import type { CollectionName } from "../../src/core/collection";
import { FAST, Loop, SLOW } from "../../src/core/loop";
import { type Problem, STOPPED } from "../../src/core/problem";
import type { State } from "../../src/core/store";
import { COLLECTIONS } from "../account";
import { settle, TestClock } from "../clock";
import { ready, recording } from "../make";

const OFFLINE: Problem = { kind: "offline", code: "ECONNREFUSED", detail: "refused" };
const DENIED: Problem = { kind: "denied", code: "AccessDeniedException", detail: "no" };

function setUp(slow?: number) {
  const clock = new TestClock();
  const reads: { at: number; names: readonly CollectionName[] }[] = [];
  const world = {
    clock,
    reads,
    state: { kind: "empty" } as State,
    underWay: 0,
    most: 0,
    /** Reads wait for this. */
    gate: Promise.resolve(),
    /** When the reads began, in seconds. */
    seconds: () => reads.map(({ at }) => at / 1000),
    loop: undefined as unknown as Loop,
  };
  world.loop = new Loop(
    COLLECTIONS,
    async (some) => {
      reads.push({ at: clock.now(), names: some.map(({ name }) => name) });
      world.most = Math.max(world.most, ++world.underWay);
      await world.gate;
      world.underWay--;
    },
    () => world.state,
    clock,
    slow,
  );
  return world;
}

describe("the loop", () => {
  it("rests until it is first shown", async () => {
    const { clock, reads } = setUp();
    await clock.advance(10 * SLOW);
    assert.equal(reads.length, 0);
  });

  it("reads at once when shown, then every 30 seconds, and rests while hidden", async () => {
    const world = setUp();
    world.state = ready({ recordings: [recording("a")] });
    world.loop.show(true);
    await world.clock.advance(65_000);
    assert.deepEqual(world.seconds(), [0, 30, 60]);
    world.loop.show(false);
    await world.clock.advance(10 * SLOW);
    assert.equal(world.reads.length, 3);
    assert.equal(world.clock.waiting, 0);
  });

  it("reads as often as it is told to", async () => {
    const { loop, clock, seconds } = setUp(5000);
    loop.show(true);
    await clock.advance(11_000);
    assert.deepEqual(seconds(), [0, 5, 10]);
    loop.dispose();
  });

  it("stops also the read that was to follow, but not one that is wished for later", async () => {
    const world = setUp();
    let open = () => {};
    world.gate = new Promise((resolve) => {
      open = resolve;
    });
    void world.loop.poke();
    const second = world.loop.poke();
    world.loop.stop();
    open();
    await second;
    assert.equal(world.reads.length, 1);
    world.gate = new Promise((resolve) => {
      open = resolve;
    });
    void world.loop.poke();
    void world.loop.poke();
    world.loop.stop();
    const later = world.loop.poke();
    open();
    await later;
    assert.equal(world.reads.length, 3);
  });

  it("does not read again when shown again within 30 seconds", async () => {
    const world = setUp();
    world.loop.show(true);
    await world.clock.advance(5000);
    world.loop.show(false);
    world.loop.show(true);
    await world.clock.advance(1000);
    assert.deepEqual(world.seconds(), [0]);
  });

  it("follows a configuration that is CREATING every 2 seconds, even while hidden", async () => {
    const world = setUp();
    world.state = ready({ recordings: [recording("a", { state: "CREATING" })] });
    world.loop.show(true);
    await world.clock.advance(1);
    world.loop.show(false);
    await world.clock.advance(3 * FAST);
    assert.deepEqual(world.seconds(), [0, 2, 4, 6]);
    assert.deepEqual(world.reads[1]?.names, ["recordings"]);
    world.state = ready({ recordings: [recording("a")] });
    await world.clock.advance(10 * SLOW);
    assert.equal(world.reads.length, 5, "one more read saw that it settled");
  });

  it("still reads everything every 30 seconds while it follows one", async () => {
    const world = setUp();
    world.state = ready({ recordings: [recording("a", { state: "CREATING" })] });
    world.loop.show(true);
    await world.clock.advance(31_000);
    const all = world.reads.filter(({ names }) => names.includes("channels"));
    assert.deepEqual(
      all.map(({ at }) => at / 1000),
      [0, 30],
    );
  });

  it("reads ever slower while reads fail, up to a minute, and at its pace once they succeed", async () => {
    const world = setUp();
    world.state = { kind: "failed", problem: OFFLINE };
    world.loop.show(true);
    await world.clock.advance(200_000);
    assert.deepEqual(world.seconds(), [0, 2, 6, 14, 30, 62, 122, 182]);
    world.state = ready({});
    await world.clock.advance(42_000 + SLOW);
    assert.deepEqual(world.seconds().slice(-2), [242, 272]);
  });

  it("keeps its pace when a list is denied: that is an answer", async () => {
    const world = setUp();
    world.state = { ...ready({}), problems: new Map([["streams", DENIED]]) };
    world.loop.show(true);
    await world.clock.advance(61_000);
    assert.deepEqual(world.seconds(), [0, 30, 60]);
  });

  it("asks no more once a person gave no MFA code, until poked", async () => {
    const world = setUp();
    const problem: Problem = { ...OFFLINE, kind: "credentials", waits: true };
    world.gate = Promise.resolve().then(() => {
      world.state = { kind: "failed", problem };
    });
    world.loop.show(true);
    await world.clock.advance(10 * SLOW);
    assert.deepEqual(world.seconds(), [0]);
    await world.loop.poke();
    await world.clock.advance(10 * SLOW);
    assert.equal(world.reads.length, 2);
  });

  it("never has two reads under way, and reads again for a poke that came during a read", async () => {
    const world = setUp();
    let open = () => {};
    world.gate = new Promise((resolve) => {
      open = resolve;
    });
    world.loop.show(true);
    await world.clock.advance(0);
    let poked = false;
    const pokes = Promise.all([world.loop.poke(), world.loop.poke()]).then(() => {
      poked = true;
    });
    await settle();
    assert.equal(world.reads.length, 1);
    assert.equal(poked, false);
    open();
    await pokes;
    assert.equal(world.reads.length, 2);
    assert.equal(world.most, 1);
  });

  it("ends a read that a person stops, and asks no more until poked", async () => {
    const world = setUp();
    let reason: unknown;
    const read = new Loop(
      COLLECTIONS,
      (_, signal) =>
        new Promise((resolve) => {
          signal.addEventListener("abort", () => {
            reason = signal.reason;
            world.state = { kind: "failed", problem: STOPPED.problem };
            resolve();
          });
        }),
      () => world.state,
      world.clock,
    );
    read.show(true);
    await world.clock.advance(0);
    read.stop();
    await settle();
    assert.equal(reason, STOPPED);
    assert.equal(world.clock.waiting, 0);
    void read.poke();
    read.dispose();
  });

  it("leaves no timer behind and reads no more when disposed", async () => {
    const world = setUp();
    world.loop.show(true);
    await world.clock.advance(1000);
    world.loop.dispose();
    assert.equal(world.clock.waiting, 0);
    await world.loop.poke();
    world.loop.show(true);
    await world.clock.advance(10 * SLOW);
    assert.equal(world.reads.length, 1);
  });
});
