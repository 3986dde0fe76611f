import assert from "node:assert/strict";
import { problemOf } from "../../src/model/problem";
import { parseArn } from "../../src/model/rules";
import type { State } from "../../src/model/store";
import {
  type Filter,
  type Id,
  NO_FILTER,
  nodeOf,
  type Outline,
  outline,
  parentOf,
  redraws,
} from "../../src/views/nodes";
import { channel, ready, recording, stream } from "../model/make";

const TARGET = { region: "us-east-1" };

/** The tree as lines, indented, each a row's name (an ARN's id). */
function drawn(rows: Outline): string[] {
  const name = (id: Id) => (id.startsWith("arn:") ? parseArn(id).id : id.replace("us-east-1/", ""));
  return rows.top.flatMap((id) => [
    name(id),
    ...(rows.groups.get(id) ?? []).map((arn) => `  ${name(arn)}`),
  ]);
}

function draw(state: State, filter: Partial<Filter> = {}): string[] {
  return drawn(outline(TARGET, state, { ...NO_FILTER, ...filter }));
}

describe("the tree's rows", () => {
  const vod = recording("vod");
  const archive = recording("Archive", { state: "CREATE_FAILED", tags: { team: "sports" } });
  const gone = recording("gone").arn;
  const cams = ["cam-10", "cam-2"].map((name) => channel(name, { recordingArn: vod.arn }));
  const solo = channel("solo", { tags: { env: "prod" } });
  const lost = channel("lost", { recordingArn: gone });
  const full = ready({
    recordings: [vod, archive],
    channels: [...cams, solo, lost],
    streams: [stream(solo)],
  });

  it("are configurations by name, each with its channels, then the groups", () => {
    assert.deepEqual(draw(full), [
      "Archive",
      "vod",
      "  cam-2",
      "  cam-10",
      "unrecorded",
      "  solo",
      "missing",
      "  lost",
    ]);
  });

  it("keep their order whatever order the service answers in", () => {
    const other = ready({
      recordings: [archive, vod],
      channels: [lost, solo, ...cams.toReversed()],
      streams: [],
    });
    assert.deepEqual(draw(other), draw(full));
  });

  it("give equal names a stable order", () => {
    const twins = ["b", "a", "c"].map((id) => ({ ...channel(id), name: "same" }));
    assert.deepEqual(draw(ready({ recordings: [], channels: twins })), [
      "unrecorded",
      "  a",
      "  b",
      "  c",
    ]);
  });

  it("say that a list is denied, and show the rest", () => {
    const problem = problemOf(
      { name: "AccessDeniedException", message: "no" },
      "ListRecordingConfigurations",
    );
    const state: State = {
      ...ready({ channels: [...cams, solo] }),
      problems: new Map([["recordings", problem]]),
    };
    assert.deepEqual(draw(state), [
      "problem/denied/ivs:ListRecordingConfigurations",
      "vod",
      "  cam-2",
      "  cam-10",
      "unrecorded",
      "  solo",
    ]);
    const node = nodeOf(outline(TARGET, state, NO_FILTER), vod.arn);
    assert.equal(node?.kind === "recording" && node.recording, undefined, "its state is not known");
  });

  it("do not call channels missing while the configurations are still being read", () => {
    const state = ready({ recordings: [], channels: [lost] });
    const reading: State = {
      ...state,
      snapshot: { ...state.snapshot, recordings: { items: new Map(), complete: false } },
    };
    assert.deepEqual(draw(reading), ["gone", "  lost", "unrecorded"]);
  });

  it("do not count channels that are not known", () => {
    const node = nodeOf(outline(TARGET, ready({ recordings: [vod] }), NO_FILTER), vod.arn);
    assert.equal(node?.kind === "recording" && node.channels, undefined);
  });

  it("tell one failure once, however many lists it struck", () => {
    const problem = problemOf({ name: "Error", code: "ECONNREFUSED", message: "x" });
    const problems = new Map([["recordings", problem] as const, ["streams", problem] as const]);
    assert.equal(draw({ ...full, problems })[0], "problem/offline/");
    assert.equal(draw({ ...full, problems }).length, draw(full).length + 1);
  });

  it("are only the problem when nothing was ever read", () => {
    const problem = problemOf({ name: "Error", code: "ECONNREFUSED", message: "x" });
    assert.deepEqual(draw({ kind: "failed", problem }), ["problem/offline/"]);
  });

  it("know their parents", () => {
    const rows = outline(TARGET, full, NO_FILTER);
    assert.equal(parentOf(rows, cams[0]?.arn ?? ""), vod.arn);
    assert.equal(parentOf(rows, solo.arn), "us-east-1/unrecorded");
    assert.equal(parentOf(rows, lost.arn), "us-east-1/missing");
    assert.equal(parentOf(rows, vod.arn), "us-east-1");
    assert.equal(parentOf(rows, "us-east-1"), undefined);
  });

  describe("filtered", () => {
    it("by a channel's name, whatever its case", () => {
      assert.deepEqual(draw(full, { text: "CAM-1" }), ["vod", "  cam-10"]);
    });
    it("by a configuration's name: all its channels stay", () => {
      assert.deepEqual(draw(full, { text: "vod" }), ["vod", "  cam-2", "  cam-10"]);
    });
    it("by a tag", () => {
      assert.deepEqual(draw(full, { text: "env=prod" }), ["unrecorded", "  solo"]);
      assert.deepEqual(draw(full, { text: "sports" }), ["Archive"]);
    });
    it("by id, where the name is another", () => {
      const named = { ...solo, name: "other" };
      assert.deepEqual(draw(ready({ channels: [named] }), { text: "solo" }), [
        "unrecorded",
        "  solo",
      ]);
    });
    it("by live", () => {
      assert.deepEqual(draw(full, { live: true }), ["unrecorded", "  solo"]);
    });
    it("by state", () => {
      assert.deepEqual(draw(full, { states: ["CREATE_FAILED"] }), ["Archive"]);
      assert.deepEqual(draw(full, { states: ["ACTIVE"] }), ["vod", "  cam-2", "  cam-10"]);
    });
    it("counts what is shown", () => {
      assert.equal(outline(TARGET, full, { ...NO_FILTER, text: "cam" }).shown, 2);
    });
  });

  describe("redrawn", () => {
    const before = outline(TARGET, full, NO_FILTER);
    function redrawn(state: State, ...changed: Id[]) {
      return redraws(before, outline(TARGET, state, NO_FILTER), new Set(changed), true);
    }

    it("nothing, when nothing changed", () => assert.deepEqual(redrawn(full), []));

    it("only the row of a channel that goes live", () => {
      const [cam] = cams;
      assert.ok(cam);
      const streams = { items: new Map([[cam.arn, stream(cam)]]), complete: true };
      const state: State = { ...full, snapshot: { ...full.snapshot, streams } };
      assert.deepEqual(redrawn(state, cam.arn), [cam.arn]);
    });

    it("both configurations when a channel moves", () => {
      const moved = { ...solo, recordingArn: vod.arn };
      const state = ready({
        recordings: [vod, archive],
        channels: [...cams, moved, lost],
        streams: [],
      });
      assert.deepEqual(
        new Set(redrawn(state, moved.arn)),
        new Set([vod.arn, "us-east-1/unrecorded"]),
      );
    });

    it("everything when a configuration comes", () => {
      const state = ready({
        recordings: [vod, archive, recording("new")],
        channels: [...cams, solo, lost],
        streams: [],
      });
      assert.deepEqual(redrawn(state, recording("new").arn), ["us-east-1"]);
    });

    it("a configuration whose state changes", () => {
      const active = { ...archive, state: "ACTIVE" as const };
      const state = ready({ recordings: [vod, active], channels: [...cams, solo, lost] });
      assert.deepEqual(redrawn(state, archive.arn), [archive.arn]);
    });
  });
});
