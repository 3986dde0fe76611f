import assert from "node:assert/strict";
import { CHANNELS } from "../../src/channels/model";
import { DEFAULTS } from "../../src/channels/rules";
import type { Service } from "../../src/core/collection";
import { STOPPED } from "../../src/core/problem";
import { refresh, refreshItems } from "../../src/core/refresh";
import { type Changed, problemsOf, type State, Store, snapshotOf } from "../../src/core/store";
import { RECORDINGS } from "../../src/recordings/model";
import { type Simulator, startSimulator } from "../../src/simulator/server";
import { STREAMS } from "../../src/streams/model";
import { COLLECTIONS, serviceOf } from "../account";
import { gate, until } from "../clock";
import { control } from "../control";

describe("a read of a region", () => {
  let simulator: Simulator;
  let store: Store;
  let seen: { state: State; changed: Changed }[];
  before(async () => {
    simulator = await startSimulator({ seed: "demo" });
  });
  after(() => simulator.close());
  beforeEach(() => {
    simulator.reset();
    store = new Store();
    seen = [];
    store.watch((state, changed) => seen.push({ state, changed }));
    seen.length = 0;
  });

  const never = new AbortController().signal;
  const service = () => serviceOf(simulator);
  const read = (signal = never, now = 5) => refresh(service, store, COLLECTIONS, () => now, signal);
  function snapshot() {
    assert.equal(store.state.kind, "ready");
    return snapshotOf(store.state);
  }
  function fail(operation: string | undefined, name: string, status: number): void {
    const error = { name, status, message: "on purpose" };
    simulator.faults.waiting.push({ operation, times: 0, error });
  }

  it("finds everything", async () => {
    await read();
    const { recordings, channels, streams } = snapshot();
    assert.deepEqual(
      [recordings, channels, streams].map((list) => [list?.items.size, list?.complete]),
      [
        [4, true],
        [10, true],
        [2, true],
      ],
    );
  });

  it("shows the first read as it grows, but no more often than it can be drawn", async () => {
    await control(simulator.url, "seed", { channels: 490 });
    let time = 0;
    const sizes = (moves: number) => {
      const now = () => {
        time += moves;
        return time;
      };
      return refresh(service, store, [CHANNELS], now, never).then(() =>
        seen.map(({ changed }) => changed.size).filter(Boolean),
      );
    };
    assert.deepEqual(await sizes(1000), [100, 100, 100, 100, 100]);
    store = new Store();
    seen = [];
    store.watch((state, changed) => seen.push({ state, changed }));
    assert.deepEqual(await sizes(0), [100, 400]);
    assert.equal(snapshot().channels?.items.size, 500);
  });

  it("shows what came before a first read broke off, and completes it", async () => {
    await control(simulator.url, "seed", { channels: 490 });
    const whole = await service();
    async function* breaking() {
      let left = 3;
      for await (const page of whole.channels.list(never)) {
        if (left-- === 0) throw new Error("on purpose");
        yield page;
      }
    }
    const broken = { ...whole, channels: { ...whole.channels, list: breaking } };
    await refresh(
      async () => broken,
      store,
      [CHANNELS],
      () => 5,
      never,
    );
    const named = new Set(seen.flatMap(({ changed }) => [...changed]));
    assert.equal(named.size, 300);
    assert.equal(snapshot().channels?.complete, false);
    await read();
    for (const { changed } of seen) for (const arn of changed) named.add(arn);
    assert.equal(snapshot().channels?.complete, true);
    assert.ok([...(snapshot().channels?.items.keys() ?? [])].every((arn) => named.has(arn)));
  });

  it("says nothing when nothing changed, and keeps the very same things", async () => {
    await read();
    const before = snapshot();
    seen.length = 0;
    await read();
    assert.deepEqual(seen, []);
    assert.equal(snapshot().channels?.items, before.channels?.items);
    assert.equal(snapshot().recordings?.items, before.recordings?.items);
  });

  it("names just what came, went or changed", async () => {
    await read();
    const [first, second] = [...(snapshot().channels?.items.values() ?? [])];
    assert.ok(first && second);
    const region = simulator.world.region("us-east-1");
    region.channels.delete(first.arn);
    Object.assign(region.channels.get(second.arn) ?? assert.fail(), { tags: { new: "tag" } });
    seen.length = 0;
    await read();
    const changed = seen.flatMap(({ changed }) => [...changed]);
    assert.deepEqual(new Set(changed), new Set([first.arn, second.arn]));
    assert.deepEqual(snapshot().channels?.items.get(second.arn)?.tags, { new: "tag" });
  });

  it("keeps what was read when the service fails, with the reason and the time, and heals", async () => {
    await read();
    fail(undefined, "InternalServerException", 500);
    await read(never, 99);
    assert.equal(snapshot().channels?.items.size, 10);
    assert.deepEqual(
      problemsOf(store.state).map(({ kind }) => kind),
      ["service"],
    );
    assert.equal(snapshot().channels?.readAt, 5);
    simulator.faults.waiting = [];
    await read();
    assert.deepEqual(problemsOf(store.state), []);
  });

  it("shows the rest when one list is denied", async () => {
    fail("ListRecordingConfigurations", "AccessDeniedException", 403);
    await read();
    assert.equal(snapshot().recordings, undefined);
    assert.equal(snapshot().channels?.items.size, 10);
    assert.deepEqual(
      problemsOf(store.state).map(({ action }) => action),
      ["ivs:ListRecordingConfigurations"],
    );
  });

  it("is a failure, not emptiness, when nothing could be read", async () => {
    fail(undefined, "AccessDeniedException", 403);
    await read();
    assert.equal(store.state.kind, "failed");
  });

  it("writes nothing once it is aborted", async () => {
    const abort = new AbortController();
    const reading = read(abort.signal);
    abort.abort();
    await reading;
    assert.equal(store.state.kind, "empty");
  });

  it("keeps what it found when a person stops it, and says so", async () => {
    await control(simulator.url, "seed", { channels: 490 });
    const abort = new AbortController();
    store.watch((state) => {
      if (state.kind === "ready" && state.snapshot.channels) abort.abort(STOPPED);
    });
    await read(abort.signal);
    assert.equal(snapshot().channels?.complete, false);
    assert.equal(problemsOf(store.state)[0]?.code, "Stopped");
    await read();
    assert.deepEqual(problemsOf(store.state), []);
    assert.equal(snapshot().channels?.items.size, 500);
  });

  it("goes on where a person stopped it: reads at once, and loses nothing when stopped again", async () => {
    await control(simulator.url, "seed", { channels: 490 });
    const size = () => snapshotOf(store.state).channels?.items.size ?? 0;
    let time = 0;
    const readUntil = (enough: number) => {
      const abort = new AbortController();
      store.watch(() => size() >= enough && abort.abort(STOPPED));
      const now = () => {
        time += 1000;
        return time;
      };
      return refresh(service, store, [CHANNELS], now, abort.signal);
    };
    await readUntil(100);
    assert.ok(size() < 300);
    seen.length = 0;
    await readUntil(300);
    assert.ok(size() >= 300 && size() < 500);
    const [first] = seen;
    assert.ok(first && problemsOf(first.state).length === 0);
    await readUntil(1000);
    assert.equal(size(), 500);
    assert.equal(snapshot().channels?.complete, true);
  });

  it("leaves the problems of lists alone that others read meanwhile", async () => {
    await read();
    fail("ListStreams", "AccessDeniedException", 403);
    fail("ListChannels", "AccessDeniedException", 403);
    await Promise.all(COLLECTIONS.map((each) => refresh(service, store, [each], () => 6, never)));
    const { state } = store;
    assert.ok(state.kind === "ready");
    assert.deepEqual([...state.problems.keys()].sort(), ["channels", "streams"]);
  });

  it("fails like a read when there is no service to ask", async () => {
    await refresh(
      () => Promise.reject(new Error("no simulator")),
      store,
      COLLECTIONS,
      () => 0,
      never,
    );
    assert.equal(store.state.kind === "failed" && store.state.problem.detail, "no simulator");
  });

  it("sees a stream come and go as a change of its channel", async () => {
    await read();
    const arn = [...(snapshot().channels?.items.keys() ?? [])].find(
      (arn) => !snapshot().streams?.items.has(arn),
    );
    await control(simulator.url, "streams/start", { channelArn: arn });
    seen.length = 0;
    await read();
    assert.deepEqual(
      seen.flatMap(({ changed }) => [...changed]),
      [arn],
    );
    await control(simulator.url, "streams/stop", { channelArn: arn });
    await read();
    assert.equal(snapshot().streams?.items.has(arn ?? ""), false);
  });

  describe("of some items by themselves", () => {
    const readAlone = (arns: readonly string[], now = 6) =>
      refreshItems(service, store, CHANNELS, arns, () => now);
    const arnOf = (name: string) =>
      [...(snapshot().channels?.items.values() ?? [])].find((one) => one.name === name)?.arn ??
      assert.fail(name);
    const real = (arn: string) => simulator.world.region("us-east-1").channels.find(arn);
    const rename = (arn: string, name: string) => Object.assign(real(arn), { name });

    beforeEach(async () => {
      await read();
      seen.length = 0;
      simulator.log.clear();
    });

    it("shows what is otherwise now, without reading the list", async () => {
      const arn = arnOf("keynote-hall");
      rename(arn, "renamed");
      assert.equal(await readAlone([arn, arnOf("regatta-drone")]), true);
      assert.equal(snapshot().channels?.items.get(arn)?.name, "renamed");
      assert.deepEqual(
        seen.map(({ changed }) => [...changed]),
        [[arn]],
      );
      assert.deepEqual(simulator.log.counts, { BatchGetChannel: 1 });
    });

    it("gives the items as the list gives them", async () => {
      assert.equal(await readAlone([...(snapshot().channels?.items.keys() ?? [])]), true);
      const arns = [...(snapshot().recordings?.items.keys() ?? [])];
      const now = () => 6;
      assert.equal(await refreshItems(service, store, RECORDINGS, arns, now), true);
      assert.equal(await refreshItems(service, store, RECORDINGS, arns.slice(1, 2), now), true);
      const live = [...(snapshot().streams?.items.keys() ?? [])];
      assert.equal(await refreshItems(service, store, STREAMS, live, now), true);
      assert.equal(await refreshItems(service, store, STREAMS, live.slice(1), now), true);
      assert.deepEqual(seen, []);
    });

    it("sees what has gone, and what has come", async () => {
      const gone = arnOf("keynote-hall");
      simulator.world.region("us-east-1").channels.delete(gone);
      const { channels } = await service();
      const come = await channels.create({ ...DEFAULTS, name: "new" }, {});
      assert.equal(await readAlone([gone, come]), true);
      assert.equal(snapshot().channels?.items.has(gone), false);
      assert.equal(snapshot().channels?.items.get(come)?.name, "new");
      const recordings = [...(snapshot().recordings?.items.keys() ?? [])];
      simulator.world.region("us-east-1").recordings.delete(recordings[0] ?? "");
      await refreshItems(service, store, RECORDINGS, recordings, () => 6);
      assert.equal(snapshot().recordings?.items.size, recordings.length - 1);
    });

    it("reads more than are given at once", async () => {
      await control(simulator.url, "seed", { channels: 111 });
      await read();
      const arns = [...(snapshot().channels?.items.keys() ?? [])];
      const last = arns.at(-1) ?? "";
      rename(last, "renamed");
      simulator.log.clear();
      await readAlone(arns);
      assert.equal(snapshot().channels?.items.get(last)?.name, "renamed");
      assert.equal(simulator.log.counts.BatchGetChannel, 3);
    });

    it("reads them one by one where the caller may not read many at once", async () => {
      const arn = arnOf("keynote-hall");
      rename(arn, "renamed");
      const gone = arnOf("regatta-drone");
      simulator.world.region("us-east-1").channels.delete(gone);
      fail("BatchGetChannel", "AccessDeniedException", 403);
      assert.equal(await readAlone([arn, gone]), true);
      assert.equal(snapshot().channels?.items.get(arn)?.name, "renamed");
      assert.equal(snapshot().channels?.items.has(gone), false);
    });

    it("is not undone by a longer read of other lists", async () => {
      const [arn = ""] = snapshot().recordings?.items.keys() ?? [];
      const whole = await service();
      const channels = gate();
      const slow: Service = {
        ...whole,
        channels: {
          ...whole.channels,
          async *list(signal) {
            await channels.shut;
            yield* whole.channels.list(signal);
          },
        },
      };
      const reading = refresh(
        async () => slow,
        store,
        COLLECTIONS,
        () => 7,
        never,
      );
      await until(() => snapshot().recordings?.readAt === 7);
      Object.assign(simulator.world.region("us-east-1").recordings.find(arn), { name: "renamed" });
      await refreshItems(service, store, RECORDINGS, [arn], () => 8);
      channels.open();
      await reading;
      assert.equal(snapshot().recordings?.items.get(arn)?.name, "renamed");
    });

    it("says nothing of a failure: it is read with its list", async () => {
      const arn = arnOf("keynote-hall");
      rename(arn, "renamed");
      fail("BatchGetChannel", "ValidationException", 400);
      assert.equal(await readAlone([arn]), false);
      assert.deepEqual(seen, []);
      await read();
      assert.equal(snapshot().channels?.items.get(arn)?.name, "renamed");
    });

    it("is kept by a read of the list that began before", async () => {
      const arn = arnOf("keynote-hall");
      const whole = await service();
      let arrived = () => {};
      const held = new Promise<void>((resolve) => {
        arrived = resolve;
      });
      async function* late() {
        const pages = [];
        for await (const page of whole.channels.list(never)) pages.push(page);
        await held;
        yield* pages;
      }
      const slow = { ...whole, channels: { ...whole.channels, list: late } };
      const reading = refresh(
        async () => slow,
        store,
        [CHANNELS],
        () => 7,
        never,
      );
      while (!simulator.log.counts.ListChannels) await new Promise(setImmediate);
      await new Promise((next) => setTimeout(next, 50));
      rename(arn, "renamed");
      await readAlone([arn], 8);
      arrived();
      await reading;
      assert.equal(snapshot().channels?.items.get(arn)?.name, "renamed");
      // The next one that begins later is believed.
      rename(arn, "again");
      await read(never, 9);
      assert.equal(snapshot().channels?.items.get(arn)?.name, "again");
    });
  });
});
