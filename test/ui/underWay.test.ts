import "../vscode";
import assert from "node:assert/strict";
import { channelKind } from "../../src/channels/kind";
import type { Channel } from "../../src/channels/model";
import { planChange, planMove } from "../../src/channels/operations";
import { channelLook } from "../../src/channels/row";
import { moveWords, renameWords } from "../../src/channels/words";
import { readCreated } from "../../src/connections/readWritten";
import { pause } from "../../src/core/clock";
import type { Journal } from "../../src/core/journal";
import { create, type Operation } from "../../src/core/operation";
import { rowId } from "../../src/core/ref";
import { problemsOf } from "../../src/core/store";
import { recordingKind } from "../../src/recordings/kind";
import { readAgain } from "../../src/resources/kind";
import { addChannel } from "../../src/simulator/ivs/operations/channels";
import { Runner } from "../../src/ui/runner";
import { account, DENIAL } from "../account";
import { until } from "../clock";
import { editor } from "../vscode";

const nothing = () => {};
const REFUSAL = { name: "ConflictException", status: 409, message: "on purpose" };

for (const lagMs of [0, 3000])
  describe(`the rows of what an operation touches${lagMs > 0 ? ", where reads lag" : ""}`, () => {
    const demo = account({ lagMs });
    const { channel, recording, fault, calls } = demo;
    let runner: Runner;
    /** What the row of each channel said, one after the other, with the name that it showed then. */
    let rows: Map<string, string[]>;
    beforeEach(() => {
      editor.clear();
      const kinds = [channelKind, recordingKind];
      const { connection } = demo;
      runner = new Runner(
        () => ({
          writes: connection.writes,
          explain: ({ detail }) => detail,
          readAgain: (arns) => readAgain(connection, kinds, arns),
        }),
        { save: async () => {}, forget: async () => {} } as unknown as Journal,
        nothing,
        { error: nothing } as never,
      );
      rows = new Map();
      connection.writes.underWay.watch((arns) => {
        for (const arn of arns) rows.set(arn, [...(rows.get(arn) ?? []), rowOf(arn)]);
      });
    });

    /** What a row shows: its name, and the first of its description. */
    function rowOf(arn: string): string {
      const { connection } = demo;
      const found = connection.snapshot.channels?.items.get(arn);
      if (!found) return "no row";
      const node = { id: rowId(connection.id, arn), channel: found, freshness: "now" as const };
      const { label, description } = channelLook(
        node,
        undefined,
        connection.writes.underWay.of(arn),
      );
      return `${label}: ${description?.split(" · ")[0]}`;
    }
    const rename = (one: Channel): Operation => ({
      connection: demo.connection.id,
      phases: [planChange(demo.connection, [one], { name: "renamed" }, "refuse").steps],
      words: renameWords(one, "renamed"),
    });
    const saidOf = ({ arn }: Channel) => rows.get(arn);
    const noneUnderWay = (all: readonly Channel[]) =>
      all.every(({ arn }) => demo.connection.writes.underWay.of(arn) === undefined);

    it("say what is being done until it was read again, and only then it is told", async () => {
      const one = channel("keynote-hall");
      let told = "";
      const running = runner.run(rename(one)).then(() => {
        told = rowOf(one.arn);
      });
      await running;
      assert.deepEqual(saidOf(one), [
        "keynote-hall: renaming…",
        "keynote-hall: reading…",
        `renamed: ${one.type}`,
      ]);
      assert.equal(told, `renamed: ${one.type}`);
      assert.deepEqual(editor.said, ["Renamed keynote-hall to renamed."]);
      assert.equal(calls("ListChannels"), 0);
    });

    it("say it to who listens, too", () => {
      const one = channel("keynote-hall");
      const row = { id: "", channel: one, freshness: "now" as const };
      const { spoken } = channelLook(row, undefined, "renaming…");
      assert.equal(spoken[1], "renaming…");
    });

    it("say it no more when it was refused", async () => {
      const one = channel("keynote-hall");
      fault("UpdateChannel", { error: REFUSAL });
      await runner.run(rename(one));
      assert.deepEqual(saidOf(one)?.at(0), "keynote-hall: renaming…");
      assert.deepEqual(saidOf(one)?.at(-1), `keynote-hall: ${one.type}`);
    });

    it("say it no more when nobody knows whether it was done, nor when reading fails", async () => {
      const one = channel("keynote-hall");
      fault("UpdateChannel", { drop: "after" });
      const running = runner.run(rename(one));
      await until(() => calls("UpdateChannel") > 0);
      for (const operation of ["GetChannel", "BatchGetChannel", "ListChannels"])
        fault(operation, { error: DENIAL, times: 0 });
      const { unknown } = await running;
      assert.equal(unknown.length, 1);
      assert.ok(noneUnderWay([one]));
      demo.simulator.faults.clear();
    });

    it("say it of each of many, are right as it goes, and say it no more where it is cancelled", async () => {
      const all = Array.from({ length: 40 }, (_, i) => `many-${i}`);
      for (const name of all) addChannel(demo.region, { name });
      await pause(demo.clock, 2 * lagMs);
      await demo.connection.loop.poke();
      demo.simulator.log.clear();
      const many = all.map(channel);
      const { arn } = recording("match-archive");
      const { steps } = planMove(demo.connection, many, arn, "refuse");
      let rightBefore = 0;
      const slow = steps.map((step) => ({
        ...step,
        async send() {
          await new Promise<void>((next) => demo.clock.after(500, next));
          await step.send();
          rightBefore = many.filter((one) => channel(one.name).recordingArn === arn).length;
          if (rightBefore >= 5) runner.cancel();
        },
      }));
      const running = runner.run({
        connection: demo.connection.id,
        phases: [slow],
        words: moveWords("match-archive"),
      });
      await new Promise((next) => setTimeout(next, 0));
      for (const one of many) assert.equal(rowOf(one.arn), `${one.name}: attaching…`);
      const { done, left } = await running;
      assert.ok(rightBefore >= 5 && left.length > 0, "some were right before the last was begun");
      assert.ok(noneUnderWay(many));
      for (const { arn: moved } of done)
        assert.equal(demo.connection.snapshot.channels?.items.get(moved)?.recordingArn, arn);
      assert.equal(calls("ListChannels"), 0);
    });

    it("show the deletion of a configuration on each, and that it was taken back", async () => {
      const { connection } = demo;
      const old = recording("conference-vod");
      const detached = [...(connection.snapshot.channels?.items.values() ?? [])].filter(
        ({ recordingArn }) => recordingArn === old.arn,
      );
      const [operation] = recordingKind.deletion.operations(connection, [old]);
      fault("DeleteRecordingConfiguration", { error: REFUSAL });
      const { reversal } = await runner.run(operation ?? assert.fail());
      assert.equal(reversal?.done.length, detached.length);
      for (const one of detached) {
        assert.equal(saidOf(one)?.at(0), `${one.name}: detaching…`);
        assert.equal(channel(one.name).recordingArn, old.arn);
      }
      assert.ok(noneUnderWay(detached));
      assert.equal(connection.writes.underWay.of(old.arn), undefined);

      const [again] = recordingKind.deletion.operations(connection, [old]);
      await runner.run(again ?? assert.fail());
      assert.equal(connection.snapshot.recordings?.items.has(old.arn), false);
      for (const one of detached) assert.equal(channel(one.name).recordingArn, "");
    });

    it("come when something was created", async () => {
      const { connection } = demo;
      const { channels } = await connection.service();
      const made = await create(
        {
          send: () => channels.create({ ...channel("keynote-hall"), name: "new" } as never, {}),
          find: async () => [],
        },
        connection.writes,
      );
      assert.ok(made.kind === "created");
      await readCreated(connection, "channels", made.arn);
      assert.equal(channel("new").arn, made.arn);
      assert.equal(calls("ListChannels"), 0);
    });

    it("turn active while a long list is being read", async () => {
      // It does not end by itself.
      fault("ListChannels", { delayMs: 60_000, times: 0 });
      const { connection } = demo;
      const reading = connection.loop.poke();
      const { recordings } = await connection.service();
      const arn = await recordings.create(
        {
          name: "new",
          bucket: "a-bucket",
          reconnectWindowSeconds: 0,
          thumbnails: { mode: "DISABLED", intervalSeconds: 60, resolution: "", storage: [] },
          renditions: { selection: "ALL", list: [] },
        },
        {},
      );
      connection.writes.at.set(arn, demo.clock.now());
      await readCreated(connection, "recordings", arn);
      await until(() => recording("new").state === "ACTIVE");
      connection.loop.stop();
      await reading;
      assert.ok(problemsOf(connection.store.state).length > 0, "it was still being read");
    });
  });
