import assert from "node:assert/strict";
import type { Connection } from "../../src/connections/connection";
import { type Simulator, startSimulator } from "../../src/simulator/server";
import { openOn } from "../account";
import { TestClock, until } from "../clock";
import { control } from "../control";

describe("a connection to an account of several pages", () => {
  const PAGES = 4;
  let simulator: Simulator;
  let connection: Connection;
  let clock: TestClock;
  before(async () => {
    simulator = await startSimulator({ seed: "demo", limits: true, creatingMs: 20_000 });
  });
  after(() => simulator.close());
  beforeEach(async () => {
    simulator.reset();
    await control(simulator.url, "seed", { channels: PAGES * 100 - 10 });
    clock = new TestClock();
    connection = openOn(simulator, clock, { unlimited: false });
    await connection.loop.poke();
    // What settles by itself is followed.
    for (const one of simulator.world.region("us-east-1").recordings.values())
      one.settling.afterMs = 0;
    await connection.loop.poke();
    simulator.log.clear();
  });
  afterEach(() => connection.loop.dispose());

  const calls = (operation: string) => simulator.log.counts[operation] ?? 0;
  const names = () =>
    [...(connection.snapshot.channels?.items.values() ?? [])].map(({ name }) => name);
  const rename = (from: string, to: string) => {
    const all = [...simulator.world.region("us-east-1").channels.values()];
    Object.assign(all.find(({ name }) => name === from) ?? assert.fail(from), { name: to });
  };
  /** Lets calls that are on their way arrive. */
  const arrive = () => new Promise((next) => setTimeout(next, 300));
  /** Begins to poll, and waits for the first page. */
  async function poll() {
    connection.loop.show(true);
    await clock.advance(30_000);
    await until(() => calls("ListChannels") === 1);
    await arrive();
  }

  it("is polled a page a second: a fifth of the rate", async () => {
    await poll();
    assert.equal(calls("ListChannels"), 1);
    for (let page = 2; page <= PAGES; page++) {
      await clock.advance(820);
      await arrive();
      assert.equal(calls("ListChannels"), page - 1);
      await clock.advance(200);
      await until(() => calls("ListChannels") === page);
      await arrive();
    }
    assert.equal(calls("ListStreams"), 1, "lists of a page are read in one call");
  });

  it("is polled no faster where two connections are of one account", async () => {
    const paces = new Map();
    const all = [1, 2].map((n) =>
      openOn(simulator, clock, { unlimited: false, profile: `profile-${n}` }, { paces }),
    );
    for (const { loop } of all) await loop.poke();
    simulator.log.clear();
    for (const { loop } of all) loop.show(true);
    await clock.advance(30_000);
    for (let second = 1; second <= 2 * PAGES; second++) {
      await until(() => calls("ListChannels") === second);
      await arrive();
      assert.equal(calls("ListChannels"), second);
      await clock.advance(1020);
    }
    for (const { loop } of all) loop.dispose();
  });

  it("is read at the whole rate when a person asks, in place of the poll under way", async () => {
    await poll();
    rename("keynote-hall", "renamed");
    // No time passes by the clock that spaces polls.
    await connection.loop.poke();
    assert.equal(calls("ListChannels"), 1 + PAGES);
    assert.ok(names().includes("renamed"));
    await clock.advance(10_000);
    await arrive();
    assert.equal(calls("ListChannels"), 1 + PAGES, "the poll has ended");
  });
});
