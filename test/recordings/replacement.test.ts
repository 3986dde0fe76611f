import assert from "node:assert/strict";
import type { Channel } from "../../src/channels/model";
import type { Connection } from "../../src/connections/connection";
import { pause } from "../../src/core/clock";
import { LAG } from "../../src/core/operation";
import {
  PLAN_TAG,
  type Replacement,
  type ReplaceOptions,
  replace,
  takeBack,
} from "../../src/recordings/replacement";
import { account, DENIAL, serviceOf } from "../account";

const SETTINGS = {
  name: "new-recording",
  bucket: "a-bucket",
  reconnectWindowSeconds: 30,
  thumbnails: { mode: "INTERVAL", intervalSeconds: 5, resolution: "HD", storage: ["LATEST"] },
  renditions: { selection: "CUSTOM", list: ["HD"] },
};
const WORDS = { row: () => "moving…", reading: "reading…" };
const REFUSAL = { name: "ConflictException", status: 409, message: "on purpose" };
const MAY_NOT_TAG = {
  ...DENIAL,
  message: "User: me is not authorized to perform: ivs:TagResource on resource: it",
};

for (const lagMs of [0, 3000])
  describe(`changing a recording configuration${lagMs > 0 ? ", where reads lag" : ""}`, () => {
    const demo = account({ lagMs });
    const { channel, recording, real, fault, calls } = demo;
    let plan: Replacement;
    /** How often it was kept, and the live channels that wait. */
    let later: Channel[];
    beforeEach(() => {
      later = [];
      plan = planOf(demo.connection, "conference-vod");
    });
    let plans = 0;
    const planOf = (connection: Connection, name: string): Replacement => {
      const { arn } = recording(name);
      const channels = [...(connection.snapshot.channels?.items.values() ?? [])];
      return {
        id: `plan-${plans++}`,
        connection: connection.id,
        oldArn: arn,
        name,
        settings: SETTINGS,
        tags: { team: "vod" },
        whenLive: "skip",
        channels: channels.filter((c) => c.recordingArn === arn).map((c) => c.arn),
      };
    };
    const go = (options: Partial<ReplaceOptions> = {}) =>
      replace(demo.connection, plan, {
        save: async (kept) => {
          plan = kept;
        },
        later: (channels) => later.push(...channels),
        words: WORDS,
        ...options,
      });
    const all = () => [...demo.region.recordings.values()];
    const made = () => all().filter(({ name }) => name === "new-recording");
    const exists = (arn: string) => all().some((one) => one.arn === arn);
    const recordedBy = (arn: string) =>
      [...demo.region.channels.values()].filter((c) => c.recordingConfigurationArn === arn);

    it("creates, waits, moves and deletes; each channel is moved in one call", async () => {
      const stages: string[] = [];
      const end = await go({ onStage: (stage) => stages.push(stage) });
      assert.deepEqual(end, { kind: "replaced", moved: 3 });
      assert.deepEqual([...new Set(stages)], ["creating", "waiting", "moving", "deleting"]);
      assert.equal(recordedBy(plan.newArn ?? "").length, 3);
      assert.ok(!exists(plan.oldArn));
      assert.equal(calls("UpdateChannel"), 3);
    });

    for (const operation of [
      "CreateRecordingConfiguration",
      "GetRecordingConfiguration",
      "ListChannels",
      "UpdateChannel",
      "DeleteRecordingConfiguration",
    ])
      it(`goes on after it was stopped by a denied ${operation}, and makes nothing twice`, async () => {
        // What is CREATING is also read for the tree meanwhile: every call is denied.
        const times = operation === "GetRecordingConfiguration" ? 0 : 1;
        fault(operation, { error: DENIAL, times });
        const stopped = await go();
        demo.simulator.faults.clear();
        const create = operation === "CreateRecordingConfiguration";
        assert.equal(stopped.kind, create ? "refused" : "stopped");
        const end = await go();
        assert.equal(end.kind, "replaced");
        assert.equal(recordedBy(plan.newArn ?? "").length, 3);
        assert.equal(all().length, 4);
        assert.deepEqual(made()[0]?.tags, { team: "vod" });
      });

    for (const operation of [
      "CreateRecordingConfiguration",
      "UpdateChannel",
      "DeleteRecordingConfiguration",
    ])
      for (const drop of ["before", "after"] as const)
        it(`survives that an answer is lost: ${operation}, work ${drop === "after" ? "done" : "undone"}`, async () => {
          fault(operation, { drop });
          let end = await go();
          if (operation === "CreateRecordingConfiguration" && drop === "before") {
            assert.equal(end.kind, "refused");
            end = await go();
          }
          assert.deepEqual(end, { kind: "replaced", moved: 3 });
          assert.equal(made().length, 1);
          assert.equal(all().length, 4);
        });

    it("finds the new one after a crash between creating and keeping it", async () => {
      const crashed = await go({
        save: async (kept) => {
          if (kept.newArn) throw new Error("crash");
          plan = kept;
        },
      });
      assert.equal(crashed.kind, "stopped");
      assert.equal(plan.newArn, undefined);
      assert.equal((await go()).kind, "replaced");
      assert.equal(made().length, 1);
    });

    it("adopts nobody else's, though it be the same but for the tag", async () => {
      const { recordings } = await serviceOf(demo.simulator);
      const theirs = await recordings.create(SETTINGS, { team: "vod" });
      fault("CreateRecordingConfiguration", { drop: "after" });
      assert.equal((await go()).kind, "replaced");
      assert.notEqual(plan.newArn, theirs);
      assert.equal(recordedBy(theirs).length, 0);
      assert.ok(exists(theirs));
    });

    it("makes another when its own was deleted elsewhere meanwhile", async () => {
      fault("UpdateChannel", { times: 3, error: DENIAL });
      assert.equal((await go()).kind, "stopped");
      const { recordings } = await serviceOf(demo.simulator);
      await recordings.delete(plan.newArn ?? "");
      await pause(demo.clock, LAG);
      assert.deepEqual(await go(), { kind: "replaced", moved: 3 });
      assert.equal(made().length, 1);
    });

    describe("by two at once", () => {
      const second = async (plan: Replacement) => {
        const connection = await demo.open({ profile: "colleague" });
        const theirs = { ...plan, id: `${plan.id}-theirs`, connection: connection.id };
        return { connection, theirs: { ...theirs, settings: { ...SETTINGS, name: "theirs" } } };
      };
      const silent = { save: async () => {}, later: () => {}, words: WORDS };

      it("one is told that the other was first", async () => {
        const { connection, theirs } = await second(plan);
        assert.equal((await replace(connection, theirs, silent)).kind, "replaced");
        const end = await go();
        assert.ok(end.kind === "stopped" && end.problem?.kind === "changedSince", end.kind);
        assert.equal(recordedBy(plan.newArn ?? "").length, 0);
        assert.equal(all().find(({ name }) => name === "theirs")?.name, "theirs");
        assert.equal((await takeBack(demo.connection, plan, { words: WORDS })).kind, "takenBack");
        assert.equal(made().length, 0);
      });

      it("also where there is no channel to tell by", async () => {
        plan = planOf(demo.connection, "highlights-2026");
        assert.equal(plan.channels.length, 0);
        const { connection, theirs } = await second(plan);
        assert.equal((await replace(connection, theirs, silent)).kind, "replaced");
        const end = await go();
        assert.ok(end.kind === "stopped" && end.problem?.kind === "changedSince", end.kind);
      });
    });

    it("leaves alone a channel that somebody else has moved, and says which", async () => {
      const { channels } = await serviceOf(demo.simulator);
      const theirs = recording("match-archive").arn;
      await channels.update(channel("keynote-hall").arn, { recordingArn: theirs });
      const end = await go();
      assert.ok(end.kind === "stopped");
      assert.deepEqual([end.problem?.kind, end.at], ["changedSince", "keynote-hall"]);
      assert.equal(real("keynote-hall").recordingConfigurationArn, theirs);
      assert.ok(exists(plan.oldArn));
    });

    it("moves also a channel that was attached since it was decided", async () => {
      const { channels } = await serviceOf(demo.simulator);
      await channels.update(channel("regatta-drone").arn, { recordingArn: plan.oldArn });
      assert.deepEqual(await go(), { kind: "replaced", moved: 4 });
    });

    describe("taken back", () => {
      it("returns the channels and deletes the new one", async () => {
        fault("DeleteRecordingConfiguration", { error: DENIAL });
        assert.equal((await go()).kind, "stopped");
        assert.equal(recordedBy(plan.newArn ?? "").length, 3);
        assert.deepEqual(await takeBack(demo.connection, plan, { words: WORDS }), {
          kind: "takenBack",
        });
        assert.equal(recordedBy(plan.oldArn).length, 3);
        assert.ok(exists(plan.oldArn) && made().length === 0);
      });

      it("finds by its tag what was created before a crash, and deletes nobody else's", async () => {
        const { recordings } = await serviceOf(demo.simulator);
        const theirs = await recordings.create(SETTINGS, { team: "vod" });
        await go({
          save: async (kept) => {
            if (kept.newArn) throw new Error("crash");
            plan = kept;
          },
        });
        assert.equal(made().length, 2);
        assert.deepEqual(await takeBack(demo.connection, plan, { words: WORDS }), {
          kind: "takenBack",
        });
        assert.deepEqual(
          made().map(({ arn }) => arn),
          [theirs],
        );
      });

      it("is too late once the old one was deleted by it, though nobody heard of that", async () => {
        plan = planOf(demo.connection, "highlights-2026");
        fault("DeleteRecordingConfiguration", { drop: "after" });
        fault("GetRecordingConfiguration", { times: 0, error: REFUSAL });
        const save = async (kept: Replacement) => {
          plan = kept;
          if (kept.deleting) return;
          demo.simulator.faults.clear();
          fault("DeleteRecordingConfiguration", { drop: "after" });
        };
        assert.ok(["stopped", "replaced"].includes((await go({ save })).kind));
        demo.simulator.faults.clear();
        assert.ok(!exists(plan.oldArn));
        assert.equal((await takeBack(demo.connection, plan, { words: WORDS })).kind, "tooLate");
        assert.equal(made().length, 1);
      });

      it("does not say so where an untagged create may have left one behind", async () => {
        const doubtful = { ...plan, sent: true, untagged: true };
        const end = await takeBack(demo.connection, doubtful, { words: WORDS });
        assert.ok(end.kind === "stopped" && end.problem?.unknown, end.kind);
      });

      it("is nothing to do where nothing was created", async () => {
        assert.deepEqual(await takeBack(demo.connection, plan, { words: WORDS }), {
          kind: "takenBack",
        });
        assert.equal(all().length, 4);
      });

      it("stops where the service refuses, and can be gone on with", async () => {
        fault("DeleteRecordingConfiguration", { error: DENIAL });
        await go();
        fault("UpdateChannel", { error: REFUSAL });
        const end = await takeBack(demo.connection, plan, { words: WORDS });
        assert.ok(end.kind === "stopped" && end.problem?.code === "ConflictException");
        assert.deepEqual(await takeBack(demo.connection, plan, { words: WORDS }), {
          kind: "takenBack",
        });
        assert.equal(recordedBy(plan.oldArn).length, 3);
      });
    });

    // The rest has nothing to do with lag.
    if (lagMs > 0) return;

    it("bears the plan's tag while it lives, and not after", async () => {
      const seen: (string | undefined)[] = [];
      await go({ onStage: (stage) => stage === "moving" && seen.push(made()[0]?.tags[PLAN_TAG]) });
      assert.ok(seen.length > 0 && seen.every((tag) => tag === plan.id));
      assert.deepEqual(made()[0]?.tags, { team: "vod" });
    });

    it("keeps that it is about to create before it does", async () => {
      const kept: Replacement[] = [];
      fault("CreateRecordingConfiguration", { error: REFUSAL });
      const end = await go({ save: async (now) => void kept.push(now) });
      assert.ok(end.kind === "refused" && end.problem.code === "ConflictException");
      assert.equal(kept[0]?.sent, true);
      assert.equal(kept[0].newArn, undefined);
      assert.equal(all().length, 4);
    });

    for (const whenLive of ["skip", "whenEnded"] as const)
      it(`keeps the old one while live channels use it (${whenLive})`, async () => {
        plan = { ...planOf(demo.connection, "match-archive"), whenLive };
        const end = await go();
        assert.ok(end.kind === "live");
        assert.equal(end.moved, 2);
        const live = ["harbour-stadium-main", "ice-rink-two"];
        assert.deepEqual(end.live.map(({ name }) => name).sort(), live);
        assert.deepEqual(
          later.map(({ name }) => name).sort(),
          whenLive === "whenEnded" ? live : [],
        );
        assert.ok(exists(plan.oldArn));
        assert.equal(recordedBy(plan.oldArn).length, 2);
        assert.deepEqual(made()[0]?.tags, { team: "vod" });
      });

    it("stops the streams first where that is wished", async () => {
      plan = { ...planOf(demo.connection, "match-archive"), whenLive: "stopFirst" };
      assert.deepEqual(await go(), { kind: "replaced", moved: 4 });
      assert.ok(!exists(plan.oldArn));
    });

    it("moves nothing when the new one cannot be created, and leaves nothing behind", async () => {
      plan = { ...plan, settings: { ...SETTINGS, bucket: "northshore-archive-frankfurt" } };
      assert.deepEqual(await go(), { kind: "createFailed" });
      assert.equal(real("keynote-hall").recordingConfigurationArn, plan.oldArn);
      assert.equal(made().length, 0);
    });

    it("ends between two steps when cancelled, and goes on", async () => {
      const abort = new AbortController();
      const onStage = (stage: string) => stage === "moving" && abort.abort();
      assert.deepEqual(await go({ signal: abort.signal, onStage }), { kind: "stopped" });
      assert.ok(exists(plan.oldArn) && exists(plan.newArn ?? ""));
      assert.equal((await go()).kind, "replaced");
    });

    it("is said to be unknown where nobody can find out what was created", async () => {
      fault("CreateRecordingConfiguration", { drop: "after" });
      fault("ListRecordingConfigurations", { times: 0, error: DENIAL });
      const end = await go();
      assert.ok(end.kind === "stopped" && end.problem?.unknown);
      demo.simulator.faults.clear();
      assert.equal((await go()).kind, "replaced");
      assert.equal(made().length, 1);
    });

    describe("by somebody who may not tag", () => {
      beforeEach(() => {
        plan = { ...plan, tags: {} };
        fault("CreateRecordingConfiguration", { error: MAY_NOT_TAG });
      });

      it("goes by the answer of the create alone", async () => {
        assert.deepEqual(await go(), { kind: "replaced", moved: 3 });
        assert.equal(plan.untagged, true);
        assert.equal(calls("UntagResource"), 0);
        assert.deepEqual(made()[0]?.tags, {});
      });

      it("stops where that was lost, and touches nothing that may be somebody else's", async () => {
        fault("CreateRecordingConfiguration", { drop: "after" });
        const end = await go();
        assert.ok(end.kind === "stopped" && end.problem?.unknown);
        assert.equal(recordedBy(plan.oldArn).length, 3);
        assert.equal(made().length, 1);
        await takeBack(demo.connection, plan, { words: WORDS });
        assert.equal(made().length, 1);
      });
    });
  });
