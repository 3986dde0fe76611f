import assert from "node:assert/strict";
import { type Operation, runOperation } from "../../src/core/operation";
import type { RecordingSettings } from "../../src/recordings/model";
import { createRecording, removalOf, removalPhases } from "../../src/recordings/operations";
import { account, DENIAL, openOn, serviceOf } from "../account";

const SETTINGS: RecordingSettings = {
  name: "new-recording",
  bucket: "a-bucket",
  reconnectWindowSeconds: 30,
  thumbnails: { mode: "INTERVAL", intervalSeconds: 5, resolution: "HD", storage: ["LATEST"] },
  renditions: { selection: "CUSTOM", list: ["HD"] },
};

describe("what is done to recording configurations", () => {
  const demo = account();
  const { channel, recording, real, fault, calls } = demo;
  const all = () => [...demo.region.recordings.values()];
  const named = (name: string) => all().filter((one) => one.name === name);

  describe("a create", () => {
    const make = (settings = SETTINGS, tags = {}) =>
      createRecording(demo.connection, settings, tags);

    it("makes one with all its settings", async () => {
      const made = await make(SETTINGS, { a: "b" });
      assert.ok(made.kind === "created");
      const { recordings } = await demo.connection.service();
      const { arn: _, state: __, ...is } = await recordings.get(made.arn);
      assert.deepEqual(is, { ...SETTINGS, tags: { a: "b" } });
    });

    it("makes one without thumbnails, and is recognised by what counts", async () => {
      const thumbnails = { ...SETTINGS.thumbnails, mode: "DISABLED" };
      fault("CreateRecordingConfiguration", { drop: "after" });
      const made = await make({
        ...SETTINGS,
        thumbnails,
        renditions: { selection: "ALL", list: ["SD"] },
      });
      assert.deepEqual(made, {
        kind: "likely",
        arns: named("new-recording").map(({ arn }) => arn),
      });
      assert.equal(calls("CreateRecordingConfiguration"), 1);
    });

    it("whose answer can't be read is made once, and offered as likely", async () => {
      fault("CreateRecordingConfiguration", { malformed: true });
      const made = await make();
      assert.deepEqual(made, {
        kind: "likely",
        arns: named("new-recording").map(({ arn }) => arn),
      });
      assert.equal(calls("CreateRecordingConfiguration"), 1);
    });

    it("that never arrived is not done, whatever else of that name has come", async () => {
      const { recordings } = await demo.connection.service();
      await recordings.create({ ...SETTINGS, bucket: "other" }, {});
      await recordings.create({ ...SETTINGS, reconnectWindowSeconds: 31 }, {});
      await recordings.create(
        { ...SETTINGS, thumbnails: { ...SETTINGS.thumbnails, intervalSeconds: 6 } },
        {},
      );
      await recordings.create({ ...SETTINGS, renditions: { selection: "ALL", list: [] } }, {});
      await recordings.create(SETTINGS, { another: "tag" });
      fault("CreateRecordingConfiguration", { drop: "before" });
      assert.equal((await make()).kind, "notDone");
    });

    it("of which nobody can find out is unknown until somebody looks again", async () => {
      fault("CreateRecordingConfiguration", { drop: "after" });
      fault("ListRecordingConfigurations", { times: 0, error: DENIAL });
      const made = await make();
      assert.ok(made.kind === "unknown");
      demo.simulator.faults.clear();
      assert.equal((await made.lookAgain()).kind, "likely");
      assert.equal(calls("CreateRecordingConfiguration"), 1);
    });

    it("is not sent where what is there can't be read before", async () => {
      const unread = openOn(demo.simulator, demo.clock);
      fault("ListRecordingConfigurations", { error: DENIAL });
      assert.equal((await createRecording(unread, SETTINGS, {})).kind, "notDone");
      assert.equal(calls("CreateRecordingConfiguration"), 0);
    });
  });

  describe("deleting one", () => {
    const remove = (name: string) => {
      const { connection } = demo;
      const removal = removalOf(connection, recording(name));
      const operation: Operation = {
        connection: connection.id,
        phases: removalPhases(connection, recording(name), removal),
        allOrNothing: { reversed: () => "", lasting: () => "" },
        words: { doing: "", row: () => "", done: () => "", notDone: () => "" },
      };
      return { removal, end: () => runOperation(operation, connection.writes) };
    };
    const VOD = ["breakout-room-a", "keynote-hall", "members-only-replay"];
    /** By which configuration each of these channels is recorded: by its name. */
    const attached = (names = VOD) =>
      names.map((name) => {
        const arn = real(name).recordingConfigurationArn;
        return arn && (demo.region.recordings.get(arn)?.name ?? "gone");
      });

    it("stops, detaches and deletes, in this order", async () => {
      const { removal, end } = remove("match-archive");
      assert.deepEqual([removal.stop.length, removal.detach.length], [2, 4]);
      const report = await end();
      assert.equal(report.done.length, 7);
      assert.equal(report.reversal, undefined);
      assert.equal(real("harbour-stadium-main").recordingConfigurationArn, "");
      assert.deepEqual(named("match-archive"), []);
      const order = demo.simulator.log.recent.map(({ operation }) => operation);
      const writes = order.filter((name) => /^(Stop|Update|Delete)/.test(name)).reverse();
      const once = writes.filter((name, i) => name !== writes[i - 1]);
      const sorted = once[0] === "StopStream" ? once : once.toReversed();
      assert.deepEqual(sorted, ["StopStream", "UpdateChannel", "DeleteRecordingConfiguration"]);
    });

    it("attaches again what it detached when the last step fails", async () => {
      fault("DeleteRecordingConfiguration", { error: DENIAL });
      const { notDone, reversal } = await remove("conference-vod").end();
      assert.equal(notDone[0]?.problem.kind, "denied");
      assert.equal(reversal?.done.length, 3);
      assert.deepEqual(attached(), Array(3).fill("conference-vod"));
    });

    it("does so when somebody attaches another channel meanwhile", async () => {
      const { end } = remove("conference-vod");
      const { channels } = await serviceOf(demo.simulator);
      const { arn } = recording("conference-vod");
      await channels.update(channel("regatta-drone").arn, { recordingArn: arn });
      const { notDone } = await end();
      assert.equal(notDone[0]?.problem.code, "ConflictException");
      assert.deepEqual(attached([...VOD, "regatta-drone"]), Array(4).fill("conference-vod"));
    });

    it("leaves alone a channel that somebody else has moved, and ends as it was", async () => {
      const { end } = remove("conference-vod");
      const { channels } = await serviceOf(demo.simulator);
      const theirs = recording("match-archive").arn;
      await channels.update(channel("keynote-hall").arn, { recordingArn: theirs });
      const { notDone, left } = await end();
      assert.deepEqual(
        notDone.map(({ step, problem }) => [step.name, problem.kind]),
        [["keynote-hall", "changedSince"]],
      );
      assert.deepEqual(
        left.map(({ name }) => name),
        ["conference-vod"],
      );
      assert.deepEqual(attached(), ["conference-vod", "match-archive", "conference-vod"]);
    });

    for (const operation of ["UpdateChannel", "DeleteRecordingConfiguration", "StopStream"])
      for (const drop of ["before", "after"] as const)
        it(`comes to its end where answers are lost: ${operation}, work ${drop === "after" ? "done" : "undone"}`, async () => {
          fault(operation, { drop, times: 2 });
          const { notDone, unknown } = await remove("match-archive").end();
          assert.deepEqual([notDone, unknown], [[], []]);
          assert.deepEqual(named("match-archive"), []);
        });

    it("brings back also a channel of which nobody knows whether it was detached", async () => {
      fault("UpdateChannel", { drop: "after" });
      const { end } = remove("conference-vod");
      const blind = async () => {
        while (calls("UpdateChannel") < 3) await new Promise((next) => setTimeout(next, 1));
        // As often as it is looked for.
        fault("GetChannel", { times: 6, error: DENIAL });
      };
      const [{ unknown, reversal }] = await Promise.all([end(), blind()]);
      assert.equal(unknown.length, 1);
      assert.equal(reversal?.done.length, 3);
      assert.deepEqual(attached(), Array(3).fill("conference-vod"));
      assert.equal(named("conference-vod").length, 1);
    });

    it("is done where somebody else has just deleted it", async () => {
      const { end } = remove("highlights-2026");
      demo.region.recordings.delete(recording("highlights-2026").arn);
      const { done, sent } = await end();
      assert.ok(done.length > sent.length);
    });
  });
});

describe("what is done to recording configurations, where reads lag behind writes", () => {
  const demo = account({ lagMs: 3000 });

  it("is reversed all the same, and found once", async () => {
    const { connection } = demo;
    demo.fault("DeleteRecordingConfiguration", { error: DENIAL });
    const vod = demo.recording("conference-vod");
    const phases = removalPhases(connection, vod, removalOf(connection, vod));
    const words = { doing: "", row: () => "", done: () => "", notDone: () => "" };
    const allOrNothing = { reversed: () => "", lasting: () => "" };
    const operation = { connection: connection.id, phases, allOrNothing, words };
    const { reversal } = await runOperation(operation, connection.writes);
    assert.equal(reversal?.sent.length, 3);
    assert.equal(demo.real("keynote-hall").recordingConfigurationArn, vod.arn);
    demo.fault("CreateRecordingConfiguration", { drop: "after" });
    const made = await createRecording(connection, SETTINGS, {});
    assert.ok(made.kind === "likely" && made.arns.length === 1);
  });
});
