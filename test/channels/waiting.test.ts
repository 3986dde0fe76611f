import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Applied, type WaitingChange, WaitingChanges } from "../../src/channels/waiting";
import { DiskJournal } from "../../src/connections/diskJournal";
import type { ConnectionId } from "../../src/core/ref";
import { account, DENIAL, FAILURE } from "../account";
import { control } from "../control";

const LIVE = "harbour-stadium-main";
const HOUR = 3_600_000;

describe("a change that waits for a stream to end", () => {
  const demo = account();
  const { channel, real, fault, calls } = demo;
  let folder: string;
  let windows: { close(): void }[];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "ivs-waiting-"));
    windows = [];
  });
  afterEach(() => {
    for (const { close } of windows) close();
    rmSync(folder, { recursive: true });
  });

  /** A window with what is kept, that follows the connection. */
  async function open(connections = [demo.connection]) {
    const journal = new DiskJournal(folder, { warn: () => {} });
    const told: Applied[] = [];
    const waiting = new WaitingChanges(journal, (applied) => told.push(applied));
    waiting.follow(connections);
    const unwatch = journal.watch(() => void waiting.load());
    await waiting.load();
    let closed = false;
    const close = () => {
      if (closed) return;
      closed = true;
      unwatch();
      waiting.dispose();
      journal.dispose();
    };
    windows.push({ close });
    return { waiting, told, journal, close, kinds: () => told.map(({ kind }) => kind) };
  }

  const detach = (more: Partial<WaitingChange> = {}): WaitingChange => {
    const { arn, name, recordingArn } = channel(LIVE);
    return {
      connection: demo.connection.id,
      arn,
      name,
      before: { recordingArn },
      change: { recordingArn: "" },
      label: "detach",
      since: demo.clock.now(),
      ...more,
    };
  };
  const ref = () => ({ connection: demo.connection.id, arn: channel(LIVE).arn });
  /** The stream ends, and that is seen. */
  async function end(): Promise<void> {
    await control(demo.simulator.url, "streams/stop", { channelArn: channel(LIVE).arn });
    await demo.connection.loop.poke();
  }
  /** Somebody else stops and deletes the channel. */
  async function remove(): Promise<void> {
    const { channels } = await demo.connection.service();
    await control(demo.simulator.url, "streams/stop", { channelArn: channel(LIVE).arn });
    await channels.delete(channel(LIVE).arn);
  }
  async function until(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
    for (let i = 0; i < 400; i++) {
      if (await holds()) return;
      await sleep(10);
    }
    assert.fail(what);
  }
  const attached = () => real(LIVE).recordingConfigurationArn !== "";

  it("is made once the channel is offline, survives a reload, and is told", async () => {
    const first = await open();
    first.waiting.add(detach());
    await demo.connection.loop.poke();
    await until(async () => (await first.journal.own()).length === 1, "it is kept");
    assert.deepEqual(first.told, []);
    first.close();

    const again = await open();
    assert.equal(again.waiting.of(ref())?.label, "detach");
    await end();
    await until(() => again.told.length > 0, "it is told");
    assert.deepEqual(again.kinds(), ["done"]);
    assert.ok(!attached());
    await until(() => again.waiting.all.length === 0, "it waits no more");
    await until(async () => (await again.journal.own()).length === 0, "it is kept no more");
    assert.deepEqual(await again.journal.abandoned(), []);
    // What it changed is shown at once.
    await until(() => channel(LIVE).recordingArn === "", "it is read again");
  });

  it("is made of several channels, with what they were then", async () => {
    const { waiting } = await open();
    const channels = [channel(LIVE), channel("ice-rink-two")];
    waiting.addAll(demo.connection, channels, { recordingArn: "" }, "detach");
    assert.equal(waiting.all.length, 2);
    for (const { arn, before } of waiting.all)
      assert.equal(before.recordingArn, channels.find((c) => c.arn === arn)?.recordingArn);
  });

  it("is merged with another of the same channel: the later wish wins, over what was before the first", async () => {
    const { waiting, told } = await open();
    waiting.add(
      detach({
        before: { recordingArn: "r", name: LIVE },
        change: { recordingArn: "", name: "x" },
      }),
    );
    waiting.add(detach({ before: { name: "x" }, change: { name: "y" }, label: "rename to y" }));
    const [only, ...more] = waiting.all;
    assert.deepEqual(more, []);
    assert.deepEqual(only?.change, { recordingArn: "", name: "y" });
    assert.deepEqual(only.before, { recordingArn: "r", name: LIVE });
    assert.equal(only.label, "rename to y");
    assert.deepEqual(told, []);
  });

  it("is dropped, and told, when the channel is gone; and can be cancelled", async () => {
    const { waiting, kinds, journal } = await open();
    waiting.add(detach());
    waiting.cancel(ref());
    assert.deepEqual(waiting.all, []);
    await waiting.load();
    await until(() => waiting.all.length === 0, "it waits no more");
    assert.deepEqual(await journal.own(), []);
    waiting.add(detach());
    await remove();
    await demo.connection.loop.poke();
    await until(() => kinds().length > 0, "it is told");
    assert.deepEqual(kinds(), ["gone"]);
  });

  it("has nothing to do with another account in the same region", async () => {
    const elsewhere = await demo.open({ profile: "other" });
    const { waiting, kinds } = await open([elsewhere]);
    waiting.add(detach());
    await remove();
    await elsewhere.loop.poke();
    await sleep(50);
    assert.deepEqual(kinds(), []);
    waiting.follow([demo.connection]);
    await demo.connection.loop.poke();
    await until(() => kinds().length > 0, "it is told");
    assert.deepEqual(kinds(), ["gone"]);
  });

  describe("is tried again", () => {
    for (const [what, operation, trouble] of [
      ["the network fails", "GetChannel", { drop: "before" }],
      ["the service fails", "UpdateChannel", { error: FAILURE }],
      [
        "fewer calls are asked for",
        "UpdateChannel",
        { error: { name: "ThrottlingException", status: 429, message: "" } },
      ],
    ] as const)
      it(`while ${what}, and says nothing until it is done`, async () => {
        const { waiting, kinds } = await open();
        waiting.add(detach());
        fault(operation, { times: 0, ...trouble });
        await end();
        // The first time is over, and another has begun.
        await until(() => calls(operation) > 3, "it is tried again");
        assert.deepEqual(kinds(), []);
        assert.ok(waiting.of(ref()) && attached());
        demo.simulator.faults.clear();
        await until(() => kinds().length > 0, "it is told");
        assert.deepEqual(kinds(), ["done"]);
        assert.ok(!attached());
      });

    it("for a day", async () => {
      const { waiting, told } = await open();
      waiting.add(detach({ since: demo.clock.now() - 25 * HOUR }));
      fault("UpdateChannel", {
        times: 0,
        error: { ...FAILURE, name: "ThrottlingException", status: 429 },
      });
      await end();
      await until(() => told.length > 0, "it is told");
      assert.ok(told[0]?.kind === "notDone" && told[0].problem.kind === "throttled");
      await until(() => waiting.all.length === 0, "it waits no more");
    });
  });

  it("ends by an answer, whatever that is", async () => {
    const { waiting, told } = await open();
    waiting.add(detach());
    fault("UpdateChannel", { error: DENIAL });
    await end();
    await until(() => told.length > 0, "it is told");
    assert.ok(told[0]?.kind === "notDone" && told[0].problem.kind === "denied");
    await until(() => waiting.all.length === 0, "it waits no more");
    assert.ok(attached());
  });

  it("waits on where the channel is live again before it could be made", async () => {
    const { waiting, kinds } = await open();
    waiting.add(detach());
    const error = { name: "ConflictException", status: 409, message: "live" };
    fault("UpdateChannel", { error, times: 0 });
    await end();
    await until(() => calls("UpdateChannel") > 0, "it is tried");
    await sleep(50);
    assert.deepEqual(kinds(), []);
    assert.ok(waiting.of(ref()));
    await control(demo.simulator.url, "streams/start", { channelArn: channel(LIVE).arn });
    await demo.connection.loop.poke();
    demo.simulator.faults.clear();
    assert.ok(attached());
    await end();
    await until(() => kinds().length > 0, "it is told");
    assert.deepEqual(kinds(), ["done"]);
  });

  it("leaves alone what somebody else has changed since", async () => {
    const { waiting, told } = await open();
    waiting.add(detach());
    const theirs = demo.recording("conference-vod").arn;
    real(LIVE).recordingConfigurationArn = theirs;
    await end();
    await until(() => told.length > 0, "it is told");
    assert.ok(told[0]?.kind === "notDone" && told[0].problem.kind === "changedSince");
    assert.equal(real(LIVE).recordingConfigurationArn, theirs);
    await until(() => waiting.all.length === 0, "it waits no more");
  });

  describe("with two windows", () => {
    it("is seen in both, made by one, and gone from both", async () => {
      const one = await open();
      const other = await open();
      one.waiting.add(detach());
      await until(async () => (await other.journal.all("waiting")).length === 1, "it is kept");
      await other.waiting.load();
      assert.equal(other.waiting.of(ref())?.label, "detach");
      await end();
      await until(() => one.told.length + other.told.length > 0, "it is told");
      await other.waiting.load();
      await sleep(50);
      assert.deepEqual([one.kinds(), other.kinds()], [["done"], []]);
      assert.equal(calls("UpdateChannel"), 1);
      await until(async () => {
        await other.waiting.load();
        return other.waiting.all.length === 0;
      }, "it is gone");
    });

    it("is taken over when its window is closed", async () => {
      const one = await open();
      one.waiting.add(detach());
      await until(async () => (await one.journal.own()).length === 1, "it is kept");
      const other = await open();
      one.close();
      await end();
      await until(() => other.told.length > 0, "it is told");
      assert.deepEqual(other.kinds(), ["done"]);
    });

    it("is cancelled in either", async () => {
      const one = await open();
      one.waiting.add(detach());
      await until(async () => (await one.journal.own()).length === 1, "it is kept");
      const other = await open();
      other.waiting.cancel(ref());
      const waitNoMore = () => [one, other].every(({ waiting }) => waiting.all.length === 0);
      await until(waitNoMore, "it waits no more");
      await end();
      await sleep(100);
      assert.ok(attached());
    });
  });

  it("is not read where what was kept is none", async () => {
    const journal = new DiskJournal(folder, { warn: () => {} });
    const connection: ConnectionId = demo.connection.id;
    const plan = { kind: "waiting", connection, title: "" };
    await journal.save({ ...plan, id: "waiting-odd", data: { arn: 7 } });
    await journal.save({ ...plan, id: "waiting-whole", data: detach() });
    journal.dispose();
    const { waiting } = await open();
    assert.deepEqual(
      waiting.all.map(({ label }) => label),
      ["detach"],
    );
  });
});
