import assert from "node:assert/strict";
import {
  changeSteps,
  createChannel,
  deleteStep,
  planChange,
  planMove,
  recordedBy,
  reversedChanges,
  tagStep,
  type WhenLive,
} from "../../src/channels/operations";
import { DEFAULTS } from "../../src/channels/rules";
import { systemClock } from "../../src/core/clock";
import { perform, reversed, runSteps, type Step } from "../../src/core/operation";
import { startSimulator } from "../../src/simulator/server";
import { account, DENIAL, openOn, serviceOf } from "../account";
import { control } from "../control";

const CHANNEL = { ...DEFAULTS, name: "new-channel" };
const REFUSAL = { name: "ConflictException", status: 409, message: "on purpose" };

/** How many channels are moved at the service's rate of 5 a second. */
const CHANNELS = Number(process.env.IVS_TEST_CHANNELS ?? 20);

describe("what is done to channels", () => {
  const demo = account();
  const { channel, recording, real, fault, calls } = demo;
  const run = (steps: readonly Step[], options?: Parameters<typeof runSteps>[2]) =>
    runSteps(steps, demo.connection.writes, options);
  const move = (names: readonly string[], to: string, whenLive: WhenLive = "refuse") =>
    planMove(demo.connection, names.map(channel), to, whenLive);
  const named = (name: string) => [...demo.region.channels.values()].filter((c) => c.name === name);
  const namesOf = (steps: readonly Step[]) => steps.map(({ name }) => name).sort();
  const isLive = (arn: string) => demo.region.streams.get(arn) !== undefined;

  describe("a create", () => {
    const make = (settings = CHANNEL, tags = {}) => createChannel(demo.connection, settings, tags);

    it("makes a channel with all its settings", async () => {
      const settings = {
        ...CHANNEL,
        type: "ADVANCED_HD",
        preset: "CONSTRAINED_BANDWIDTH_DELIVERY",
        authorized: true,
        recordingArn: recording("conference-vod").arn,
      };
      const made = await make(settings, { a: "b" });
      assert.ok(made.kind === "created");
      const { channels } = await demo.connection.service();
      const { arn, ingestEndpoint, playbackUrl, ...is } = await channels.get(made.arn);
      assert.deepEqual(is, { ...settings, tags: { a: "b" } });
    });

    for (const [what, lost] of [
      ["cut off", { drop: "after" }],
      ["not to be read", { malformed: true }],
    ] as const)
      it(`whose answer is ${what} is made once, and offered as likely`, async () => {
        fault("CreateChannel", lost);
        const made = await make(CHANNEL, { a: "b" });
        assert.deepEqual(made, { kind: "likely", arns: [real("new-channel").arn] });
        assert.equal(calls("CreateChannel"), 1);
      });

    it("that never arrived is not done, and is not sent again", async () => {
      fault("CreateChannel", { drop: "before" });
      assert.equal((await make()).kind, "notDone");
      assert.equal(calls("CreateChannel"), 1);
    });

    it("that is refused is just that", async () => {
      fault("CreateChannel", { error: REFUSAL });
      const made = await make();
      assert.ok(made.kind === "notDone" && made.problem.code === "ConflictException");
    });

    it("takes nothing for its own that was there before, or is otherwise", async () => {
      const { channels } = await demo.connection.service();
      await channels.create(CHANNEL, {});
      await demo.connection.loop.poke();
      await channels.create({ ...CHANNEL, latencyMode: "NORMAL" }, {});
      await channels.create({ ...CHANNEL, recordingArn: recording("conference-vod").arn }, {});
      await channels.create(CHANNEL, { another: "tag" });
      fault("CreateChannel", { drop: "before" });
      assert.equal((await make()).kind, "notDone");
    });

    it("can't tell its own from the same that somebody else made meanwhile, and says so", async () => {
      const theirs = await (await demo.connection.service()).channels.create(CHANNEL, {});
      fault("CreateChannel", { drop: "after" });
      const made = await make();
      assert.ok(made.kind === "likely");
      assert.equal(made.arns.length, 2);
      assert.ok(made.arns.includes(theirs));
    });

    it("of which nobody can find out is unknown until somebody looks again", async () => {
      fault("CreateChannel", { drop: "after" });
      fault("ListChannels", { times: 0, error: DENIAL });
      const made = await make();
      assert.ok(made.kind === "unknown");
      demo.simulator.faults.clear();
      assert.deepEqual(await made.lookAgain(), {
        kind: "likely",
        arns: [real("new-channel").arn],
      });
      assert.equal(calls("CreateChannel"), 1);
    });

    it("is not sent where what is there can't be read before", async () => {
      const unread = openOn(demo.simulator, demo.clock);
      fault("ListChannels", { error: DENIAL });
      const made = await createChannel(unread, CHANNEL, {});
      assert.ok(made.kind === "notDone" && made.problem.kind === "denied");
      assert.equal(calls("CreateChannel"), 0);
      assert.equal((await createChannel(unread, CHANNEL, {})).kind, "created");
    });
  });

  describe("many changes", () => {
    it("attach and detach channels, and are undone", async () => {
      const target = recording("match-archive").arn;
      const before = ["regatta-drone", "keynote-hall"].map((name) => [
        name,
        real(name).recordingConfigurationArn,
      ]);
      const { changes, steps, waiting } = move(["regatta-drone", "keynote-hall"], target);
      assert.equal(changes.length, 2);
      assert.deepEqual(waiting, []);
      const { done, sent, notDone } = await run(steps);
      assert.deepEqual([done.length, notDone.length], [2, 0]);
      for (const [name = ""] of before) assert.equal(real(name).recordingConfigurationArn, target);
      assert.equal((await run(reversed(sent))).done.length, 2);
      for (const [name = "", was] of before)
        assert.equal(real(name).recordingConfigurationArn, was);
    });

    it("are kept as plain data: with it they go on, or are taken back", async () => {
      const { changes, steps } = move(["breakout-room-a", "keynote-hall"], "");
      await run(steps.slice(0, 1));
      const kept: typeof changes = JSON.parse(JSON.stringify(changes));
      await run(changeSteps(demo.connection, kept));
      assert.equal(calls("UpdateChannel"), 2, "what is done is not done again");
      assert.equal(real("keynote-hall").recordingConfigurationArn, "");
      await run(changeSteps(demo.connection, reversedChanges(kept)));
      const was = channel("keynote-hall").recordingArn;
      assert.equal(real("keynote-hall").recordingConfigurationArn, was);
    });

    it("leave out channels that are where they should be", () => {
      const { recordingArn } = channel("keynote-hall");
      assert.deepEqual(move(["keynote-hall"], recordingArn).steps, []);
    });

    it("leave alone what somebody else has changed since it was read, and name it", async () => {
      const theirs = recording("match-archive").arn;
      const { steps } = move(["keynote-hall", "breakout-room-a"], "");
      const { channels } = await serviceOf(demo.simulator);
      await channels.update(channel("keynote-hall").arn, { recordingArn: theirs });
      const { done, notDone } = await run(steps);
      assert.deepEqual(namesOf(done), ["breakout-room-a"]);
      assert.deepEqual(
        notDone.map(({ step, problem }) => [step.name, problem.kind]),
        [["keynote-hall", "changedSince"]],
      );
      assert.equal(real("keynote-hall").recordingConfigurationArn, theirs);
    });

    it("compare only what they change", async () => {
      const { steps } = move(["keynote-hall"], "");
      const { channels } = await serviceOf(demo.simulator);
      await channels.update(channel("keynote-hall").arn, { name: "renamed" });
      assert.equal((await run(steps)).done.length, 1);
      assert.equal(real("renamed").recordingConfigurationArn, "");
    });

    it("undo nothing that was changed since", async () => {
      const { sent } = await run(move(["keynote-hall"], "").steps);
      const theirs = recording("match-archive").arn;
      const { channels } = await serviceOf(demo.simulator);
      await channels.update(channel("keynote-hall").arn, { recordingArn: theirs });
      const { notDone } = await run(reversed(sent));
      assert.equal(notDone[0]?.problem.kind, "changedSince");
      assert.equal(real("keynote-hall").recordingConfigurationArn, theirs);
    });

    it("name a channel that is gone", async () => {
      const { steps } = move(["keynote-hall", "breakout-room-a"], "");
      demo.region.channels.delete(channel("keynote-hall").arn);
      const { done, notDone } = await run(steps);
      assert.deepEqual(namesOf(done), ["breakout-room-a"]);
      assert.equal(notDone[0]?.problem.code, "ResourceNotFoundException");
    });

    it("stop between two when cancelled, and say which were not begun", async () => {
      await control(demo.simulator.url, "seed", { channels: 30 });
      await demo.connection.loop.poke();
      const abort = new AbortController();
      const all = [...(demo.connection.snapshot.channels?.items.values() ?? [])];
      const trials = all.filter(({ name }) => name.startsWith("trial"));
      const target = recording("match-archive").arn;
      const { steps } = planMove(demo.connection, trials, target, "refuse");
      const { done, left, notDone } = await run(steps, {
        signal: abort.signal,
        onProgress: (ended) => ended === 3 && abort.abort(),
      });
      assert.ok(done.length >= 3 && done.length < 10, `${done.length}`);
      assert.equal(done.length + left.length + notDone.length, steps.length);
      const moved = steps.filter(({ name }) => real(name).recordingConfigurationArn === target);
      assert.deepEqual(namesOf(moved), namesOf(done));
    });

    it("survive lost answers: every change is made, and undone", async () => {
      const names = ["keynote-hall", "breakout-room-a", "members-only-replay"];
      const lose = () => {
        fault("UpdateChannel", { drop: "after" });
        fault("UpdateChannel", { drop: "before" });
        fault("UpdateChannel", { malformed: true });
      };
      lose();
      const { sent, notDone, unknown } = await run(move(names, "").steps);
      assert.deepEqual([sent.length, notDone.length, unknown.length], [3, 0, 0]);
      for (const name of names) assert.equal(real(name).recordingConfigurationArn, "");
      lose();
      assert.equal((await run(reversed(sent))).sent.length, 3);
      for (const name of names)
        assert.equal(real(name).recordingConfigurationArn, channel(name).recordingArn);
    });

    it("say of which nobody knows whether it was made", async () => {
      fault("UpdateChannel", { drop: "after" });
      const { steps } = move(["keynote-hall"], "");
      const outcome = run(steps, {
        onDoubt: () => fault("GetChannel", { times: 0, error: DENIAL }),
      });
      const { done, unknown } = await outcome;
      assert.deepEqual([done.length, unknown.length], [0, 1]);
      assert.equal(unknown[0]?.problem.unknown, true);
      demo.simulator.faults.clear();
      // Tried again, it is seen to be done.
      assert.deepEqual(await perform(steps[0] ?? assert.fail(), demo.connection.writes), {
        kind: "done",
        sent: false,
      });
      assert.equal(calls("UpdateChannel"), 1);
    });
  });

  describe("of live channels", () => {
    const names = ["harbour-stadium-main", "keynote-hall"];
    const live = "harbour-stadium-main";

    it("are refused by the service where nothing else is wished; the others are changed", async () => {
      const { steps, waiting } = move(names, "", "refuse");
      assert.equal(waiting.length, 0);
      const { done, notDone } = await run(steps);
      assert.deepEqual(namesOf(done), ["keynote-hall"]);
      assert.deepEqual(
        notDone.map(({ step, problem }) => [step.name, problem.code]),
        [[live, "ConflictException"]],
      );
    });

    it("wait for the end of the stream", () => {
      const { steps, waiting } = move(names, "", "whenEnded");
      assert.deepEqual(namesOf(steps), ["keynote-hall"]);
      assert.deepEqual(
        waiting.map(({ name }) => name),
        [live],
      );
    });

    it("are left out", () => {
      const { steps, waiting } = move(names, "", "skip");
      assert.deepEqual(namesOf(steps), ["keynote-hall"]);
      assert.deepEqual(waiting, []);
    });

    it("are made after their streams were stopped, but no stream is stopped for nothing", async () => {
      const { steps } = move(names, "", "stopFirst");
      assert.deepEqual((await run(steps)).notDone, []);
      assert.equal(real(live).recordingConfigurationArn, "");
      assert.ok(!isLive(channel(live).arn));
      assert.equal(calls("StopStream"), 1);

      const other = channel("ice-rink-two");
      const { steps: late } = planChange(
        demo.connection,
        [other],
        { name: "renamed" },
        "stopFirst",
      );
      real("ice-rink-two").name = "theirs";
      assert.equal((await run(late)).notDone[0]?.problem.kind, "changedSince");
      assert.ok(isLive(other.arn));
    });
  });

  describe("of its tags", () => {
    const before = { keep: "same", change: "old", remove: "gone" };
    const after = { keep: "same", change: "new", add: "come" };
    beforeEach(() => {
      real("harbour-stadium-main").tags = { ...before };
    });
    const step = () => tagStep(demo.connection, channel("harbour-stadium-main"), before, after);
    const tags = () => real("harbour-stadium-main").tags;

    it("sets and removes them, also of a live channel, and brings them back", async () => {
      const { done, sent } = await run([step()]);
      assert.equal(done.length, 1);
      assert.deepEqual(tags(), after);
      assert.equal((await run(reversed(sent))).done.length, 1);
      assert.deepEqual(tags(), before);
    });

    it("leaves alone tags that somebody else sets, unless they are the same", async () => {
      tags().theirs = "too";
      assert.equal((await run([step()])).done.length, 1);
      assert.deepEqual(tags(), { ...after, theirs: "too" });
      real("harbour-stadium-main").tags = { ...before, change: "theirs" };
      assert.equal((await run([step()])).notDone[0]?.problem.kind, "changedSince");
      assert.deepEqual(tags(), { ...before, change: "theirs" });
    });

    it("goes on where it broke off between setting and removing", async () => {
      fault("UntagResource", { error: DENIAL });
      assert.equal((await run([step()])).notDone[0]?.problem.kind, "denied");
      assert.deepEqual(tags(), { ...after, remove: "gone" });
      assert.equal((await run([step()])).done.length, 1);
      assert.deepEqual(tags(), after);
    });

    for (const operation of ["TagResource", "UntagResource"])
      for (const drop of ["before", "after"] as const)
        it(`survives that an answer is lost: ${operation}, work ${drop === "after" ? "done" : "undone"}`, async () => {
          fault(operation, { drop });
          assert.equal((await run([step()])).done.length, 1);
          assert.deepEqual(tags(), after);
        });
  });

  describe("deleting", () => {
    const remove = (name: string) => deleteStep(demo.connection, channel(name));

    it("a live channel stops its stream first, and takes its key along", async () => {
      const { arn } = channel("harbour-stadium-main");
      const keys = () => demo.region.streamKeys.values().filter((key) => key.channelArn === arn);
      assert.equal(keys().length, 1);
      assert.deepEqual((await run([remove("harbour-stadium-main")])).notDone, []);
      assert.equal(named("harbour-stadium-main").length, 0);
      assert.equal(keys().length, 0);
    });

    it("is done where somebody else has done it", async () => {
      const step = remove("keynote-hall");
      demo.region.channels.delete(channel("keynote-hall").arn);
      const { done, sent } = await run([step]);
      assert.deepEqual([done.length, sent.length], [1, 0]);
    });

    for (const drop of ["before", "after"] as const)
      it(`survives that its answer is lost, with the work ${drop === "after" ? "done" : "undone"}`, async () => {
        fault("DeleteChannel", { drop });
        const { sent, notDone } = await run([remove("keynote-hall")]);
        assert.deepEqual([sent.length, notDone.length], [1, 0]);
        assert.equal(named("keynote-hall").length, 0);
      });
  });

  it("finds the channels that a configuration records, as they are now", async () => {
    const { arn } = recording("conference-vod");
    const found = await recordedBy(demo.connection, arn);
    assert.equal(found.length, 3);
    await run(move(["keynote-hall"], "").steps);
    assert.equal((await recordedBy(demo.connection, arn)).length, 2);
  });
});

describe("what is done to channels, where reads lag behind writes", () => {
  const demo = account({ lagMs: 3000 });
  const { channel, real, fault, calls } = demo;
  const run = (steps: readonly Step[]) => runSteps(steps, demo.connection.writes);

  it("is undone a moment later, and done again", async () => {
    const names = ["keynote-hall", "breakout-room-a"];
    const { steps } = planMove(demo.connection, names.map(channel), "", "refuse");
    const first = await run(steps);
    assert.equal(first.sent.length, 2);
    const back = await run(reversed(first.sent));
    assert.equal(back.sent.length, 2);
    for (const name of names)
      assert.equal(real(name).recordingConfigurationArn, channel(name).recordingArn);
    assert.equal((await run(reversed(back.sent))).sent.length, 2);
    for (const name of names) assert.equal(real(name).recordingConfigurationArn, "");
  });

  it("is done once where an answer is lost", async () => {
    fault("UpdateChannel", { drop: "after" });
    const { steps } = planMove(demo.connection, [channel("keynote-hall")], "", "refuse");
    assert.equal((await run(steps)).sent.length, 1);
    assert.equal(calls("UpdateChannel"), 1);
    fault("CreateChannel", { drop: "after" });
    const made = await createChannel(demo.connection, CHANNEL, {});
    assert.deepEqual(made, { kind: "likely", arns: [real("new-channel").arn] });
    fault("DeleteChannel", { drop: "after" });
    const { sent } = await run([deleteStep(demo.connection, channel("regatta-drone"))]);
    assert.equal(sent.length, 1);
    assert.equal(calls("DeleteChannel"), 1);
  });
});

describe("many channels", () => {
  it("are moved at the service's rates, without one refusal", async function () {
    this.timeout(90_000);
    const limited = await startSimulator({ seed: "demo", limits: true });
    await control(limited.url, "seed", { channels: CHANNELS });
    const open = openOn(limited, systemClock, { unlimited: false });
    await open.loop.poke();
    const all = [...(open.snapshot.channels?.items.values() ?? [])];
    const trials = all.filter(({ name }) => name.startsWith("trial"));
    const to = trials.find(({ recordingArn }) => recordingArn !== "")?.recordingArn ?? "";
    const { steps } = planMove(open, trials, to, "refuse");
    assert.ok(steps.length > CHANNELS / 2);
    const { sent } = await runSteps(steps, open.writes);
    assert.equal(sent.length, steps.length);
    for (const { arn } of trials)
      assert.equal(
        limited.world.region("us-east-1").channels.find(arn).recordingConfigurationArn,
        to,
      );
    assert.deepEqual([...new Set(limited.log.recent.map(({ status }) => status))], [200]);
    open.loop.dispose();
    await limited.close();
  });

  // Nothing is waited for here: what was read a moment ago is to be so still.
  const demo = account({}, systemClock);
  const MANY = 120;
  let trials: ReturnType<typeof demo.channel>[];
  let steps: readonly Step[];
  beforeEach(async () => {
    await control(demo.simulator.url, "seed", { channels: MANY });
    await demo.connection.loop.poke();
    const all = [...(demo.connection.snapshot.channels?.items.values() ?? [])];
    trials = all.filter(({ name }) => name.startsWith("trial"));
    const change = { latencyMode: "NORMAL", type: "BASIC" };
    steps = planChange(demo.connection, trials, change, "refuse").steps;
    demo.simulator.log.clear();
  });

  it("are compared fifty at once", async () => {
    const { sent } = await runSteps(steps, demo.connection.writes);
    assert.equal(sent.length, MANY);
    assert.equal(demo.calls("BatchGetChannel"), 3);
    assert.equal(demo.calls("GetChannel"), 0);
  });

  it("are compared one by one where that is denied", async () => {
    demo.fault("BatchGetChannel", { times: 0, error: DENIAL });
    const theirs = demo.real(trials[60]?.name ?? "");
    theirs.latencyMode = "NORMAL";
    const { sent, notDone } = await runSteps(steps, demo.connection.writes);
    assert.equal(sent.length, MANY - 1);
    assert.deepEqual(
      notDone.map(({ step, problem }) => [step.arn, problem.kind]),
      [[theirs.arn, "changedSince"]],
    );
    assert.equal(demo.calls("GetChannel"), MANY);
  });
});
