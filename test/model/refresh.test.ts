import assert from "node:assert/strict";
import { connect } from "../../src/aws/gateway";
import { STOPPED } from "../../src/model/problem";
import { refresh } from "../../src/model/refresh";
import { type Changed, PARTS, problemsOf, type State, Store } from "../../src/model/store";
import { type Simulator, startSimulator } from "../../src/simulator/server";
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
  const ivs = async () =>
    connect({ region: "us-east-1", endpoint: simulator.url, simulator: true }, () => assert.fail());
  const read = (signal = never, now = 5) => refresh(ivs, store, PARTS, () => now, signal);
  function snapshot() {
    assert.equal(store.state.kind, "ready");
    return store.state.kind === "ready" ? store.state.snapshot : assert.fail();
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
      return refresh(ivs, store, ["channels"], now, never).then(() =>
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
    const service = await ivs();
    async function* breaking() {
      let left = 3;
      for await (const page of service.channels(never)) {
        if (left-- === 0) throw new Error("on purpose");
        yield page;
      }
    }
    const broken = { ...service, channels: breaking };
    await refresh(
      async () => broken,
      store,
      ["channels"],
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
    const size = () =>
      (store.state.kind === "ready" && store.state.snapshot.channels?.items.size) || 0;
    let time = 0;
    const readUntil = (enough: number) => {
      const abort = new AbortController();
      store.watch(() => size() >= enough && abort.abort(STOPPED));
      const now = () => {
        time += 1000;
        return time;
      };
      return refresh(ivs, store, ["channels"], now, abort.signal);
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

  it("fails like a read when there is no service to ask", async () => {
    await refresh(
      () => Promise.reject(new Error("no simulator")),
      store,
      PARTS,
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
});
