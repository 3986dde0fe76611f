import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CHANNELS } from "../../src/channels/model";
import { connectionId } from "../../src/connections/config";
import { type Connection, readNow, readOnce } from "../../src/connections/connection";
import { DiskMemory } from "../../src/connections/diskMemory";
import type { Memory } from "../../src/connections/memory";
import { systemClock } from "../../src/core/clock";
import { problemOf, STOPPED } from "../../src/core/problem";
import type { State } from "../../src/core/store";
import { RECORDINGS } from "../../src/recordings/model";
import { type Simulator, startSimulator } from "../../src/simulator/server";
import { openOn, serviceOf } from "../account";
import { control } from "../control";
import { channel, ready, recording } from "../make";

/** The collections that are remembered. */
const KEPT = [RECORDINGS, CHANNELS];

describe("the last snapshot, on disk", () => {
  const id = connectionId({ region: "us-east-1", profile: "work" });
  const main = channel("main", { recordingArn: recording("vod").arn, tags: { team: "blue" } });
  const { snapshot } = ready({
    recordings: [recording("vod")],
    channels: [main, ...Array.from({ length: 999 }, (_, i) => channel(`trial-${i}`))],
  });
  let folder: string;
  let memory: DiskMemory;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "ivs-memory-"));
    memory = new DiskMemory(join(folder, "below"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const files = () => readdirSync(join(folder, "below"));
  const file = () => join(folder, "below", files()[0] ?? assert.fail("there is no file"));

  it("comes back as it was, and says since when", async () => {
    const before = Date.now();
    await memory.save(id, snapshot);
    const found = await new DiskMemory(join(folder, "below")).load(id, KEPT);
    assert.deepEqual(found?.channels?.items, snapshot.channels?.items);
    assert.deepEqual(found?.recordings?.items, snapshot.recordings?.items);
    assert.ok((found?.channels?.readAt ?? 0) >= before - 1000);
    assert.ok(found?.channels?.remembered);
    assert.equal(found?.channels?.complete, false);
  });

  it("says when it was read last, also where nothing was new then", async () => {
    await memory.save(id, snapshot);
    utimesSync(file(), 1000, 1000);
    const readAt = async () => (await memory.load(id, KEPT))?.channels?.readAt ?? 0;
    assert.equal(await readAt(), 1000_000);
    const before = Date.now();
    await memory.touch(id);
    assert.ok((await readAt()) >= before - 1000);
  });

  it("is each connection's own, and the newest takes the place of the last", async () => {
    await memory.save(id, snapshot);
    for (const other of [
      { region: "eu-west-1", profile: "work" },
      { region: "us-east-1" },
      { region: "us-east-1", profile: "work", endpoint: "http://127.0.0.1:4566" },
    ])
      assert.equal(await memory.load(connectionId(other), KEPT), undefined);
    await memory.save(id, ready({ recordings: [], channels: [] }).snapshot);
    assert.equal((await memory.load(id, KEPT))?.channels?.items.size, 0);
    assert.equal(files().length, 1);
  });

  it("is none where one of the lists that are wanted was not kept", async () => {
    await memory.save(id, ready({ channels: [main] }).snapshot);
    assert.equal(await memory.load(id, KEPT), undefined);
    assert.equal((await memory.load(id, [CHANNELS]))?.channels?.items.size, 1);
  });

  it("is whole, however many are saved at once", async () => {
    await Promise.all(Array.from({ length: 8 }, () => memory.save(id, snapshot)));
    assert.equal((await memory.load(id, KEPT))?.channels?.items.size, 1000);
    assert.equal(files().length, 1);
  });

  it("is none when its file is damaged or from another version", async () => {
    await memory.save(id, snapshot);
    const text = readFileSync(file(), "utf8");
    for (const damaged of [
      "",
      "{",
      text.slice(0, -100),
      text.replace('"version":2', '"version":3'),
      text.slice(text.indexOf("\n") + 1),
    ]) {
      writeFileSync(file(), damaged);
      assert.equal(await memory.load(id, KEPT), undefined, damaged.slice(0, 40));
    }
  });

  it("is forgotten after a month, and is no matter where nothing can be written", async () => {
    await memory.save(connectionId({ region: "eu-west-1" }), snapshot);
    const old = Date.now() / 1000 - 31 * 24 * 3600;
    utimesSync(file(), old, old);
    await memory.save(id, snapshot);
    assert.equal(files().length, 1);
    assert.ok(await memory.load(id, KEPT));
    writeFileSync(join(folder, "taken"), "");
    await new DiskMemory(join(folder, "taken")).save(id, snapshot);
  });

  describe("of a connection", () => {
    let simulator: Simulator;
    let open: Connection[] = [];
    let saved: Promise<void> | undefined;
    before(async () => {
      simulator = await startSimulator({ seed: "demo" });
    });
    after(() => simulator.close());
    beforeEach(() => simulator.reset());
    afterEach(async () => {
      await saved;
      for (const { loop } of open) loop.dispose();
      open = [];
    });

    /** Opens as a new window would; `states`: all that was there to be shown. */
    function openAgain(called: () => void = () => {}) {
      const kept: Memory = {
        load: (...what) => memory.load(...what),
        save: (...what) => {
          saved = memory.save(...what);
          return saved;
        },
        touch: (...what) => memory.touch(...what),
      };
      const connect = () => {
        called();
        return serviceOf(simulator);
      };
      const connection = openOn(simulator, systemClock, {}, { memory: kept, connect });
      open.push(connection);
      const states: State[] = [];
      connection.store.watch((state) => states.push(state));
      return { connection, store: connection.store, loop: connection.loop, states };
    }

    it("is there before the first read ends, is not taken for the truth, and gives way to it", async () => {
      await openAgain().loop.poke();
      await saved;
      await control(simulator.url, "seed", { channels: 5 });
      const { loop, states } = openAgain();
      await loop.poke();
      const [empty, first, ...later] = states;
      assert.equal(empty?.kind, "empty");
      assert.ok(first?.kind === "ready");
      assert.equal(first.snapshot.channels?.items.size, 10);
      assert.equal(first.snapshot.channels.complete, false);
      assert.ok(Date.now() - first.snapshot.channels.readAt < 60_000);
      const last = later.at(-1);
      assert.ok(last?.kind === "ready");
      assert.equal(last.snapshot.channels?.items.size, 15);
      assert.equal(last.snapshot.channels.complete, true);
      assert.ok(!last.snapshot.channels.remembered);
    });

    it("says that it was read anew also when nothing has changed since", async () => {
      await openAgain().loop.poke();
      await saved;
      const { loop, states } = openAgain();
      await loop.poke();
      const last = states.at(-1);
      assert.ok(last?.kind === "ready" && last.snapshot.channels?.complete);
      assert.ok(!last.snapshot.channels.remembered);
    });

    it("stays, with the reason beside it, when the service can't be read", async () => {
      await openAgain().loop.poke();
      await saved;
      await control(simulator.url, "faults", {
        error: { name: "AccessDeniedException", status: 403, message: "on purpose" },
        times: 100,
      });
      const { loop, store } = openAgain();
      await loop.poke();
      assert.ok(store.state.kind === "ready");
      assert.equal(store.state.snapshot.channels?.items.size, 10);
      assert.equal(store.state.problems.get("channels")?.kind, "denied");
    });

    it("is read again before something is done by it, once", async () => {
      await openAgain().loop.poke();
      await saved;
      await control(simulator.url, "seed", { channels: 5 });
      const { connection, loop, states, store } = openAgain();
      const size = () => store.state.kind === "ready" && store.state.snapshot.channels?.items.size;
      const reading = loop.poke();
      while (states.length < 2) await new Promise(setImmediate);
      assert.equal(size(), 10);
      await readOnce(connection, "channels");
      assert.equal(size(), 15);
      await reading;
      await control(simulator.url, "seed", { channels: 6 });
      await readOnce(connection, "channels");
      assert.equal(size(), 15);
      await readNow(connection, "channels");
      assert.equal(size(), 21);
    });

    it("says why it can't be read again", async () => {
      await openAgain().loop.poke();
      await saved;
      const error = { name: "AccessDeniedException", status: 403, message: "on purpose" };
      await control(simulator.url, "faults", { operation: "ListChannels", error, times: 100 });
      const { connection } = openAgain();
      for (const read of [readOnce, readNow])
        await assert.rejects(
          read(connection, "channels"),
          (error) => problemOf(error).kind === "denied",
        );
    });

    for (const how of ["stop", "dispose"] as const)
      it(`connects to nobody when its loop is told to ${how} while it comes back`, async () => {
        await openAgain().loop.poke();
        await saved;
        let calls = 0;
        const { loop, store } = openAgain(() => calls++);
        store.watch(({ kind }) => kind === "ready" && loop[how]());
        await loop.poke();
        assert.ok(store.state.kind === "ready");
        assert.equal(store.state.snapshot.channels?.items.size, 10);
        assert.equal(calls, 0);
        const code = store.state.problems.get("channels")?.code;
        assert.equal(code, how === "stop" ? STOPPED.problem.code : undefined);
      });
  });
});
