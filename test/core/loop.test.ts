import assert from "node:assert/strict";
import { pause } from "../../src/core/clock";
import type { CollectionName } from "../../src/core/collection";
import { FAST, Loop, SLOW } from "../../src/core/loop";
import { type Problem, STOPPED } from "../../src/core/problem";
import { type State, Store } from "../../src/core/store";
import { COLLECTIONS } from "../account";
import { gate, settle, TestClock } from "../clock";
import { listing, ready, recording } from "../make";

const OFFLINE: Problem = { kind: "offline", code: "ECONNREFUSED", detail: "refused" };
const DENIED: Problem = { kind: "denied", code: "AccessDeniedException", detail: "no" };

interface Read {
  readonly at: number;
  readonly names: readonly CollectionName[];
  /** Nobody asked for it. */
  readonly poll: boolean;
}

function setUp(slow?: number) {
  const clock = new TestClock();
  const store = new Store();
  const reads: Read[] = [];
  /** When items were read by themselves, in seconds. */
  const follows: number[] = [];
  const world = {
    clock,
    reads,
    follows,
    /** What is read. */
    state: { kind: "empty" } as State,
    underWay: 0,
    most: 0,
    /** Reads of lists wait for this. */
    gate: Promise.resolve() as Promise<unknown>,
    /** How long reading a list by itself takes (ms). */
    takes: {} as Partial<Record<CollectionName, number>>,
    /** Whether items can be read by themselves. */
    readable: true,
    know(state: State) {
      world.state = state;
      store.set(state, new Set(["something"]));
    },
    /** When all was read, or something of it, in seconds. */
    seconds: (name: CollectionName = "channels") =>
      reads.filter(({ names }) => names.includes(name)).map(({ at }) => at / 1000),
    loop: undefined as unknown as Loop,
  };
  world.loop = new Loop(
    COLLECTIONS,
    {
      async lists(some, signal, poll) {
        reads.push({ at: clock.now(), names: some.map(({ name }) => name), poll });
        world.most = Math.max(world.most, ++world.underWay);
        const aborted = new Promise((resolve) => signal.addEventListener("abort", resolve));
        const [only, more] = some;
        const takes = (!more && world.takes[only?.name ?? "channels"]) || 0;
        const read = world.gate.then(() => (takes > 0 ? pause(clock, takes) : undefined));
        await Promise.race([read, aborted]);
        world.underWay--;
        if (!signal.aborted) store.set(world.state, new Set());
      },
      async items() {
        follows.push(clock.now() / 1000);
        return world.readable;
      },
    },
    store,
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
    for (const { name } of COLLECTIONS) assert.deepEqual(world.seconds(name), [0, 30, 60]);
    const polls = world.reads.map(({ poll }) => poll);
    assert.deepEqual(new Set(polls.slice(1)), new Set([true]));
    assert.equal(polls[0], false, "somebody waits for the first");
    world.loop.show(false);
    await world.clock.advance(10 * SLOW);
    assert.equal(world.seconds().length, 3);
    assert.equal(world.clock.waiting, 0);
  });

  it("reads as often as it is told to", async () => {
    const { loop, clock, seconds, know } = setUp(5000);
    know(ready({}));
    loop.show(true);
    await clock.advance(11_000);
    assert.deepEqual(seconds(), [0, 5, 10]);
    loop.dispose();
  });

  it("reads a list that takes longer than that again soon after it ends, and the others at their pace", async () => {
    const world = setUp();
    world.know(ready({}));
    world.takes.channels = 50_000;
    world.loop.show(true);
    await world.clock.advance(105_000);
    assert.deepEqual(world.seconds("channels"), [0, 52, 104]);
    assert.deepEqual(world.seconds("streams"), [0, 30, 60, 90]);
    world.loop.dispose();
  });

  it("stops also the read that was to follow, but not one that is wished for later", async () => {
    const world = setUp();
    let { shut, open } = gate();
    world.gate = shut;
    void world.loop.poke();
    const second = world.loop.poke();
    world.loop.stop();
    open();
    await second;
    assert.equal(world.reads.length, 1);
    ({ shut, open } = gate());
    world.gate = shut;
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
    world.state = ready({});
    world.loop.show(true);
    await world.clock.advance(5000);
    world.loop.show(false);
    world.loop.show(true);
    await world.clock.advance(1000);
    assert.deepEqual(world.seconds(), [0]);
  });

  it("follows a configuration that is CREATING every 2 seconds by itself, even while hidden", async () => {
    const world = setUp();
    world.state = ready({ recordings: [recording("a", { state: "CREATING" })] });
    world.loop.show(true);
    await world.clock.advance(1);
    world.loop.show(false);
    await world.clock.advance(3 * FAST);
    assert.deepEqual(world.seconds(), [0]);
    assert.deepEqual(world.follows, [2, 4, 6]);
    world.know(ready({ recordings: [recording("a")] }));
    await world.clock.advance(10 * SLOW);
    assert.deepEqual(world.follows, [2, 4, 6]);
  });

  it("follows one that begins to be CREATING at once, whatever else is being read", async () => {
    const world = setUp();
    world.know(ready({ recordings: [recording("a")] }));
    world.gate = gate().shut;
    void world.loop.poke();
    await world.clock.advance(5000);
    world.know(ready({ recordings: [recording("a", { state: "CREATING" })] }));
    await world.clock.advance(3 * FAST);
    assert.equal(world.underWay, 1);
    assert.deepEqual(world.follows, [7, 9, 11]);
    world.loop.dispose();
  });

  it("follows ever slower what cannot be read", async () => {
    const world = setUp();
    world.know(ready({ recordings: [recording("a", { state: "CREATING" })] }));
    world.readable = false;
    await world.clock.advance(20_000);
    assert.deepEqual(world.follows, [2, 4, 8, 16]);
    world.loop.dispose();
  });

  it("does not follow what is only remembered", async () => {
    const world = setUp();
    const [one] = [recording("a", { state: "CREATING" })];
    const recordings = listing([[one.arn, one]], { remembered: true });
    world.know({ kind: "ready", snapshot: { recordings }, problems: new Map() });
    await world.clock.advance(20_000);
    assert.deepEqual(world.follows, []);
  });

  it("still reads everything every 30 seconds while it follows one, and not the same twice", async () => {
    const world = setUp();
    world.state = ready({ recordings: [recording("a", { state: "CREATING" })] });
    world.loop.show(true);
    await world.clock.advance(35_000);
    assert.deepEqual(world.seconds("recordings"), [0, 30]);
    assert.deepEqual(world.follows.slice(-3), [28, 32, 34]);
    world.loop.dispose();
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

  it("asks less often only for what fails", async () => {
    const world = setUp();
    world.know(ready({}));
    world.loop.show(true);
    await world.clock.advance(1000);
    world.state = { ...ready({}), problems: new Map([["streams", OFFLINE]]) };
    await world.clock.advance(60_000);
    assert.deepEqual(world.seconds("streams"), [0, 30, 32, 36, 44, 60]);
    assert.deepEqual(world.seconds("channels"), [0, 30, 60]);
    world.loop.dispose();
  });

  it("keeps its pace when a list is denied: that is an answer", async () => {
    const world = setUp();
    world.state = { ...ready({}), problems: new Map([["streams", DENIED]]) };
    world.loop.show(true);
    await world.clock.advance(61_000);
    assert.deepEqual(world.seconds("streams"), [0, 30, 60]);
  });

  it("asks no more once a person gave no MFA code, until poked", async () => {
    const world = setUp();
    const problem: Problem = { ...OFFLINE, kind: "credentials", waits: true };
    world.state = { kind: "failed", problem };
    world.loop.show(true);
    await world.clock.advance(10 * SLOW);
    assert.deepEqual(world.seconds(), [0]);
    await world.loop.poke();
    await world.clock.advance(10 * SLOW);
    assert.equal(world.reads.length, 2);
  });

  it("reads again for a poke that came while a read was under way that was asked for", async () => {
    const world = setUp();
    const { shut, open } = gate();
    world.gate = shut;
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
    world.loop.dispose();
  });

  it("has polls make way for what is asked for, and goes on polling from there", async () => {
    const world = setUp();
    world.know(ready({}));
    world.gate = gate().shut;
    world.loop.show(true);
    await world.clock.advance(5000);
    assert.equal(world.underWay, COLLECTIONS.length, "polls");
    world.gate = Promise.resolve();
    await world.loop.poke();
    assert.equal(world.underWay, 0);
    const { names, poll, at } = world.reads.at(-1) ?? assert.fail();
    assert.deepEqual([names.length, poll, at], [COLLECTIONS.length, false, 5000]);
    await world.clock.advance(31_000);
    assert.deepEqual(world.seconds(), [0, 5, 35]);
    world.loop.dispose();
  });

  it("ends a read that a person stops, and asks no more until poked", async () => {
    const world = setUp();
    let reason: unknown;
    const store = new Store();
    const read = new Loop(
      COLLECTIONS,
      {
        lists: (_, signal) =>
          new Promise((resolve) => {
            signal.addEventListener("abort", () => {
              reason = signal.reason;
              store.set({ kind: "failed", problem: STOPPED.problem }, new Set());
              resolve();
            });
          }),
        items: async () => true,
      },
      store,
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
    world.state = ready({ recordings: [recording("a", { state: "CREATING" })] });
    world.loop.show(true);
    await world.clock.advance(1000);
    world.loop.dispose();
    assert.equal(world.clock.waiting, 0);
    await world.loop.poke();
    world.loop.show(true);
    world.know(world.state);
    await world.clock.advance(10 * SLOW);
    assert.equal(world.reads.length, 1);
  });
});
