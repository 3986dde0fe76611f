import assert from "node:assert/strict";
import { connect } from "../../src/aws/gateway";
import {
  createChannel,
  createRecording,
  deleteChannelStep,
  moveSteps,
  removalOf,
  remove,
  runSteps,
  undoing,
} from "../../src/model/acts";
import { type Connection, openConnection } from "../../src/model/connection";
import type { Channel, ChannelSettings, RecordingSettings } from "../../src/model/ivs";
import { type Pending, PendingChanges } from "../../src/model/pending";
import { systemClock } from "../../src/model/poll";
import type { IvsError } from "../../src/model/problem";
import { type Replacement, replace, undoReplacement } from "../../src/model/replace";
import type { Fault } from "../../src/simulator/faults";
import { type Simulator, startSimulator } from "../../src/simulator/server";
import { control } from "../control";

const CHANNEL: ChannelSettings = {
  name: "new-channel",
  type: "STANDARD",
  latencyMode: "LOW",
  recordingArn: "",
  authorized: false,
  insecureIngest: false,
  preset: "",
  containerFormat: "TS",
  multitrack: { enabled: false, policy: "ALLOW", maximumResolution: "FULL_HD" },
  playbackRestrictionPolicyArn: "",
  adConfigurationArn: "",
};
const RECORDING: RecordingSettings = {
  name: "new-recording",
  bucket: "a-bucket",
  reconnectWindowSeconds: 30,
  thumbnails: { mode: "INTERVAL", intervalSeconds: 5, resolution: "HD", storage: ["LATEST"] },
  renditions: { selection: "CUSTOM", list: ["HD"] },
};

/** How many channels are moved at the service's rate of 5 a second. */
const CHANNELS = Number(process.env.IVS_TEST_CHANNELS ?? 50);

describe("deeds, against the simulator", function () {
  this.timeout(90_000);
  let simulator: Simulator;
  let connection: Connection;
  before(async () => {
    simulator = await startSimulator({ seed: "demo", creatingMs: 50 });
  });
  after(() => simulator.close());
  beforeEach(async () => {
    simulator.reset();
    const target = { region: "us-east-1", endpoint: simulator.url, simulator: true };
    connection = openConnection(target, (t) => connect(t, () => assert.fail()), systemClock);
    await connection.loop.poke();
  });
  afterEach(() => connection.loop.dispose());

  const region = () => simulator.world.region("us-east-1");
  const named = (name: string) => [...region().channels.values()].filter((c) => c.name === name);
  const only = (name: string) => named(name)[0] ?? assert.fail(name);
  function snapshot() {
    const { state } = connection.store;
    return state.kind === "ready" ? state.snapshot : assert.fail();
  }
  function channel(name: string): Channel {
    const all = [...(snapshot().channels?.items.values() ?? [])];
    return all.find((c) => c.name === name) ?? assert.fail(name);
  }
  function recording(name: string) {
    const all = [...(snapshot().recordings?.items.values() ?? [])];
    return all.find((r) => r.name === name) ?? assert.fail(name);
  }
  function fault(operation: string, more: Partial<Fault>): void {
    simulator.faults.waiting.push({ operation, times: 1, ...more });
  }
  const refusal = { name: "ConflictException", status: 409, message: "on purpose" };
  const failure = { name: "InternalServerException", status: 500, message: "on purpose" };

  describe("a create", () => {
    it("makes a channel with all its settings, and a configuration", async () => {
      const { arn, found } = await createChannel(
        connection,
        {
          ...CHANNEL,
          type: "ADVANCED_HD",
          preset: "CONSTRAINED_BANDWIDTH_DELIVERY",
          authorized: true,
        },
        { a: "b" },
      );
      assert.equal(found, false);
      const made = await (await connection.ivs()).channel(arn);
      assert.equal(made.preset, "CONSTRAINED_BANDWIDTH_DELIVERY");
      assert.equal(made.authorized, true);
      assert.deepEqual(made.tags, { a: "b" });
      const configuration = await createRecording(connection, RECORDING, {});
      const {
        state,
        tags,
        arn: _,
        ...settings
      } = await (await connection.ivs()).recording(configuration.arn);
      assert.deepEqual(settings, RECORDING);
    });

    it("whose answer is lost is found, and made only once", async () => {
      fault("CreateChannel", { drop: "after" });
      const { arn, found } = await createChannel(connection, CHANNEL, {});
      assert.equal(found, true);
      assert.deepEqual(
        named("new-channel").map((c) => c.arn),
        [arn],
      );
      fault("CreateRecordingConfiguration", { malformed: true });
      assert.equal((await createRecording(connection, RECORDING, {})).found, true);
      assert.equal(
        [...region().recordings.values()].filter((r) => r.name === "new-recording").length,
        1,
      );
    });

    it("that never arrived is said not to be done, and is not sent again", async () => {
      fault("CreateChannel", { drop: "before" });
      await assert.rejects(createChannel(connection, CHANNEL, {}), (error: IvsError) => {
        assert.equal(error.problem.outcome, "notDone");
        return true;
      });
      assert.equal(named("new-channel").length, 0);
      assert.equal(simulator.log.counts.CreateChannel, 1);
    });

    it("whose outcome nobody can find out says so", async () => {
      fault("CreateChannel", { drop: "after" });
      fault("ListChannels", { times: 0, error: failure });
      await assert.rejects(createChannel(connection, CHANNEL, {}), (error: IvsError) => {
        assert.equal(error.problem.outcome, "unknown");
        return true;
      });
      assert.equal(simulator.log.counts.CreateChannel, 1);
    });

    it("that is refused is just that", async () => {
      fault("CreateChannel", { error: refusal });
      await assert.rejects(createChannel(connection, CHANNEL, {}), (error: IvsError) => {
        assert.equal(error.problem.code, "ConflictException");
        assert.equal(error.problem.outcome, undefined);
        return true;
      });
    });
  });

  describe("many steps", () => {
    it("attach and detach channels, and are undone", async () => {
      const target = recording("match-archive").arn;
      const channels = ["regatta-drone", "keynote-hall"].map(channel);
      const { done, failed } = await runSteps(moveSteps(connection, channels, target));
      assert.deepEqual([done.length, failed.length], [2, 0]);
      assert.ok(channels.every(({ name }) => only(name).recordingConfigurationArn === target));
      await runSteps(undoing(done));
      for (const { name, recordingArn } of channels)
        assert.equal(only(name).recordingConfigurationArn, recordingArn);
    });

    it("go on where one is refused, and name it", async () => {
      const channels = ["harbour-stadium-main", "keynote-hall"].map(channel);
      const { done, failed } = await runSteps(moveSteps(connection, channels, ""));
      assert.deepEqual(
        done.map(({ name }) => name),
        ["keynote-hall"],
      );
      assert.deepEqual(
        failed.map(({ step, problem }) => [step.name, problem.code]),
        [["harbour-stadium-main", "ConflictException"]],
      );
    });

    it("undo nothing that was changed since", async () => {
      const { done } = await runSteps(moveSteps(connection, [channel("keynote-hall")], ""));
      const other = recording("match-archive").arn;
      await (await connection.ivs()).updateChannel(channel("keynote-hall").arn, {
        recordingArn: other,
      });
      const { failed } = await runSteps(undoing(done));
      assert.equal(failed[0]?.problem.code, "ChangedSince");
      assert.equal(only("keynote-hall").recordingConfigurationArn, other);
    });

    it("stop between two when cancelled, and say which were not begun", async () => {
      await control(simulator.url, "seed", { channels: 30 });
      await connection.loop.poke();
      const abort = new AbortController();
      const trials = [...(snapshot().channels?.items.values() ?? [])].filter((c) =>
        c.name.startsWith("trial"),
      );
      const steps = moveSteps(connection, trials, recording("match-archive").arn);
      const { done, left, failed } = await runSteps(steps, {
        signal: abort.signal,
        onProgress: (ended) => ended === 3 && abort.abort(),
      });
      assert.ok(done.length >= 3 && done.length < 10, `${done.length}`);
      assert.equal(done.length + left.length + failed.length, steps.length);
      const target = recording("match-archive").arn;
      const attached = trials.filter(({ name }) => only(name).recordingConfigurationArn === target);
      const before = trials.filter(({ recordingArn }) => recordingArn === target).length;
      assert.equal(attached.length, before + done.length);
    });

    it("survive lost answers: every change is made, none twice over", async () => {
      fault("UpdateChannel", { drop: "after" });
      fault("UpdateChannel", { drop: "before" });
      fault("UpdateChannel", { malformed: true });
      const channels = ["keynote-hall", "breakout-room-a", "members-only-replay"].map(channel);
      const { done, failed } = await runSteps(moveSteps(connection, channels, ""));
      assert.deepEqual([done.length, failed.length], [3, 0]);
      assert.ok(channels.every(({ name }) => only(name).recordingConfigurationArn === ""));
    });
  });

  it("keep to the service's rates: many channels are moved without one refusal", async () => {
    const limited = await startSimulator({ seed: "demo", limits: true });
    await control(limited.url, "seed", { channels: CHANNELS });
    const target = { region: "us-east-1", endpoint: limited.url, simulator: true };
    const open = openConnection(target, (t) => connect(t, () => assert.fail()), systemClock);
    await open.loop.poke();
    const { state } = open.store;
    const all = state.kind === "ready" ? [...(state.snapshot.channels?.items.values() ?? [])] : [];
    const trials = all.filter(({ name }) => name.startsWith("trial"));
    const ivs = await open.ivs();
    const one = trials.find(({ recordingArn }) => recordingArn !== "")?.recordingArn ?? "";
    const unmoved = trials.filter(({ recordingArn }) => recordingArn !== one);
    const { done, failed } = await runSteps(moveSteps(open, trials, one));
    assert.deepEqual([done.length, failed.length], [unmoved.length, 0]);
    assert.equal((await ivs.channel(trials[0]?.arn ?? "")).recordingArn, one);
    assert.ok(limited.log.recent.every(({ status }) => status === 200));
    open.loop.dispose();
    await limited.close();
  });

  describe("deleting", () => {
    it("a live channel stops its stream first, and takes its key along", async () => {
      const { failed } = await runSteps([
        deleteChannelStep(connection, channel("harbour-stadium-main")),
      ]);
      assert.deepEqual(failed, []);
      assert.equal(named("harbour-stadium-main").length, 0);
    });

    it("a configuration stops, detaches and deletes", async () => {
      const removal = removalOf(connection, recording("match-archive"));
      assert.equal(removal.detach.length, 4);
      assert.equal(removal.stop.length, 2);
      assert.deepEqual(await remove(connection, removal), { deleted: true, lost: [] });
      assert.equal(only("harbour-stadium-tactical").recordingConfigurationArn, "");
      assert.ok(![...region().recordings.values()].some((r) => r.name === "match-archive"));
    });

    it("a configuration attaches again what it detached when the last step fails", async () => {
      fault("DeleteRecordingConfiguration", { error: refusal });
      const removal = removalOf(connection, recording("conference-vod"));
      const removed = await remove(connection, removal);
      assert.equal(removed.deleted, false);
      assert.equal(removed.problem?.code, "ConflictException");
      assert.deepEqual(removed.lost, []);
      for (const { name } of removal.detach)
        assert.equal(only(name).recordingConfigurationArn, removal.recording.arn);
    });

    it("leaves nothing half done wherever an answer is lost", async () => {
      for (const drop of ["before", "after"] as const) {
        for (const operation of ["UpdateChannel", "DeleteRecordingConfiguration"]) {
          simulator.reset();
          await connection.loop.poke();
          fault(operation, { drop, times: 2 });
          const removal = removalOf(connection, recording("conference-vod"));
          assert.equal((await remove(connection, removal)).deleted, true, `${operation} ${drop}`);
          for (const { name } of removal.detach)
            assert.equal(only(name).recordingConfigurationArn, "");
        }
      }
    });
  });

  describe("changing a configuration", () => {
    let plan: Replacement;
    const save = async (kept: Replacement) => {
      plan = kept;
    };
    beforeEach(() => {
      const { arn } = recording("conference-vod");
      const before = [...(snapshot().recordings?.items.keys() ?? [])];
      const { target } = connection;
      plan = { target, oldArn: arn, name: "conference-vod", settings: RECORDING, tags: {}, before };
    });
    const recorded = () =>
      [...region().channels.values()].filter((c) => c.recordingConfigurationArn === plan.newArn);
    const exists = (arn: string) => region().recordings.get(arn) !== undefined;

    it("creates, waits, moves and deletes; no channel is without recording for a moment", async () => {
      const stages: string[] = [];
      const end = await replace(connection, plan, { save, onStage: (stage) => stages.push(stage) });
      assert.deepEqual(end, { kind: "changed", moved: 3 });
      assert.deepEqual([...new Set(stages)], ["creating", "waiting", "moving", "deleting"]);
      assert.equal(recorded().length, 3);
      assert.ok(!exists(plan.oldArn));
      assert.equal(simulator.log.counts.UpdateChannel, 3, "each is moved in one call");
    });

    it("keeps the old one while live channels use it, and queues them if asked to", async () => {
      plan = { ...plan, oldArn: recording("match-archive").arn };
      const queued: string[] = [];
      const end = await replace(connection, plan, { save, later: ({ name }) => queued.push(name) });
      assert.equal(end.kind, "live");
      assert.deepEqual(queued.sort(), ["harbour-stadium-main", "ice-rink-two"]);
      assert.ok(exists(plan.oldArn));
      assert.equal(recorded().length, 2);
    });

    it("goes on after it broke off at any point, and makes nothing twice", async () => {
      for (const operation of [
        "CreateRecordingConfiguration",
        "GetRecordingConfiguration",
        "UpdateChannel",
        "DeleteRecordingConfiguration",
      ]) {
        simulator.reset();
        await connection.loop.poke();
        const { newArn: _, ...fresh } = plan;
        plan = fresh;
        const denied = { name: "AccessDeniedException", status: 403, message: "no" };
        fault(operation, { error: denied });
        assert.equal((await replace(connection, plan, { save })).kind, "stopped", operation);
        assert.equal((await replace(connection, plan, { save })).kind, "changed", operation);
        assert.equal(recorded().length, 3, operation);
        assert.equal([...region().recordings.values()].length, 4, operation);
      }
    });

    it("finds the new one after a crash between creating and keeping it", async () => {
      const lost = await replace(connection, plan, {
        save: () => Promise.reject(new Error("crash")),
      });
      assert.equal(lost.kind, "stopped");
      assert.equal((await replace(connection, plan, { save })).kind, "changed");
      assert.equal([...region().recordings.values()].length, 4);
    });

    it("is taken back on request", async () => {
      fault("DeleteRecordingConfiguration", { error: refusal });
      assert.equal((await replace(connection, plan, { save })).kind, "stopped");
      assert.equal(recorded().length, 3);
      assert.deepEqual(await undoReplacement(connection, plan), { kind: "undone" });
      assert.equal(recorded().length, 0);
      assert.ok(exists(plan.oldArn) && !exists(plan.newArn ?? ""));
    });

    it("moves nothing when the new one cannot be created", async () => {
      const settings = { ...RECORDING, bucket: "northshore-archive-frankfurt" };
      assert.deepEqual(await replace(connection, { ...plan, settings }, { save }), {
        kind: "createFailed",
      });
      assert.equal(only("keynote-hall").recordingConfigurationArn, plan.oldArn);
      assert.equal([...region().recordings.values()].length, 4, "nothing is left behind");
    });
  });

  describe("a change that waits for a stream to end", () => {
    it("is made once the channel is offline, survives a reload, and is told", async () => {
      const { arn } = channel("harbour-stadium-main");
      let stored: readonly Pending[] = [];
      const kept = {
        load: () => stored,
        save(all: readonly Pending[]) {
          stored = all;
        },
      };
      const told: string[] = [];
      const first = new PendingChanges(kept, ({ kind }) => told.push(kind));
      first.follow([connection]);
      first.add({ target: connection.target, arn, change: { recordingArn: "" }, label: "Detach" });
      await connection.loop.poke();
      assert.equal(told.length, 0);
      first.dispose();

      const again = new PendingChanges(kept, ({ kind }) => told.push(kind));
      again.follow([connection]);
      assert.equal(again.of(arn)?.label, "Detach");
      await control(simulator.url, "streams/stop", { channelArn: arn });
      await connection.loop.poke();
      for (let i = 0; i < 50 && told.length === 0; i++) await new Promise((r) => setTimeout(r, 20));
      assert.deepEqual(told, ["done"]);
      assert.equal(only("harbour-stadium-main").recordingConfigurationArn, "");
      assert.deepEqual(stored, []);
      again.dispose();
    });

    it("is dropped, and told, when the channel is gone; and can be cancelled", async () => {
      const { arn } = channel("harbour-stadium-main");
      const told: string[] = [];
      const pending = new PendingChanges({ load: () => [], save() {} }, ({ kind }) =>
        told.push(kind),
      );
      pending.follow([connection]);
      pending.add({ target: connection.target, arn, change: { name: "x" }, label: "Rename" });
      pending.cancel(arn);
      assert.deepEqual(pending.all, []);
      pending.add({ target: connection.target, arn, change: { name: "x" }, label: "Rename" });
      await runSteps([deleteChannelStep(connection, channel("harbour-stadium-main"))]);
      await connection.loop.poke();
      assert.deepEqual(told, ["gone"]);
      pending.dispose();
    });

    it("has nothing to do with another account in the same region", async () => {
      const { arn } = channel("harbour-stadium-main");
      const told: string[] = [];
      const pending = new PendingChanges({ load: () => [], save() {} }, ({ kind }) =>
        told.push(kind),
      );
      const { target } = connection;
      pending.add({ target, arn, change: { name: "x" }, label: "Rename" });
      const other = { ...target, profile: "other" };
      const elsewhere = openConnection(other, () => connection.ivs(), systemClock);
      pending.follow([elsewhere]);
      region().channels.delete(arn);
      await elsewhere.loop.poke();
      elsewhere.loop.dispose();
      assert.deepEqual(told, []);
      pending.follow([connection]);
      await connection.loop.poke();
      assert.deepEqual(told, ["gone"]);
      pending.dispose();
    });
  });
});
