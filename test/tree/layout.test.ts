import assert from "node:assert/strict";
import fc from "fast-check";
import type { Channel } from "../../src/channels/model";
import { type Arn, parseArn } from "../../src/core/arn";
import { problemOf } from "../../src/core/problem";
import { parseRowId, type RowId, rowId } from "../../src/core/ref";
import type { State } from "../../src/core/store";
import type { Recording } from "../../src/recordings/model";
import { type Filter, NO_FILTER } from "../../src/tree/filter";
import { PAGE, Rows } from "../../src/tree/layout";
import { channel, listing, ready, recording, stream } from "../make";

const CONNECTION = { id: "us-east-1~work", config: { region: "us-east-1", profile: "work" } };
/** The id of the connection's own row, or of one in it. */
const id = (key?: string) => rowId(CONNECTION.id, key);

function rowsOf(state: State, filter: Partial<Filter> = {}): Rows {
  const rows = new Rows(CONNECTION, { ...NO_FILTER, ...filter });
  rows.update(state, new Set());
  return rows;
}

/** The tree as lines, indented, each a row's name (an ARN's id). */
function drawn(rows: Rows): string[] {
  const name = (row: RowId) => {
    const { connection, key } = parseRowId(row);
    assert.equal(connection, CONNECTION.id);
    return key.startsWith("arn:") ? parseArn(key).id : key;
  };
  return rows.top.flatMap((row) => [name(row), ...rows.children(row).map((to) => `  ${name(to)}`)]);
}

function draw(state: State, filter: Partial<Filter> = {}): string[] {
  return drawn(rowsOf(state, filter));
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
      "ivs:ListRecordingConfigurations",
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
    const node = rowsOf(state).node(id(vod.arn));
    assert.equal(node?.kind === "recording" && node.recording, undefined, "its state is not known");
  });

  it("do not call channels missing while the configurations are still being read", () => {
    const state = ready({ recordings: [], channels: [lost] });
    const reading: State = {
      ...state,
      snapshot: { ...state.snapshot, recordings: listing([], { complete: false }) },
    };
    assert.deepEqual(draw(reading), ["gone", "  lost", "unrecorded"]);
  });

  it("say of what stands beside a problem when the oldest of it was read", () => {
    const state = ready({ recordings: [vod], channels: [lost] });
    const { recordings = assert.fail(), channels = assert.fail() } = state.snapshot;
    const problem = { kind: "offline", code: "ECONNREFUSED", detail: "" } as const;
    const rows = rowsOf({
      ...state,
      snapshot: {
        recordings: { ...recordings, readAt: 99 },
        channels: { ...channels, complete: false, readAt: 7, remembered: true },
      },
      problems: new Map([["channels", problem]]),
    });
    const node = rows.node(rows.top[0] ?? "");
    assert.equal(node?.kind === "problem" && node.readAt, 7);
    assert.deepEqual([rows.awaits, rows.remembered], [false, 7]);
  });

  it("do not count channels that are not known", () => {
    const node = rowsOf(ready({ recordings: [vod] })).node(id(vod.arn));
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
    const rows = rowsOf(full);
    assert.equal(rows.parent(id(cams[0]?.arn)), id(vod.arn));
    assert.equal(rows.parent(id(solo.arn)), id("unrecorded"));
    assert.equal(rows.parent(id(lost.arn)), id("missing"));
    assert.equal(rows.parent(id(vod.arn)), id());
    assert.equal(rows.parent(id()), undefined);
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
    it("by a word for a state, wherever a row shows it", () => {
      assert.deepEqual(draw(full, { text: "live" }), ["unrecorded", "  solo"]);
      assert.deepEqual(draw(full, { text: "failed" }), ["Archive"]);
      assert.deepEqual(draw(full, { text: "is:active" }), ["vod", "  cam-2", "  cam-10"]);
    });
    it("by several words, each of which is found in the channel or what records it", () => {
      assert.deepEqual(draw(full, { text: "vod 10" }), ["vod", "  cam-10"]);
      assert.deepEqual(draw(full, { text: "vod live" }), []);
    });
    it("by state", () => {
      assert.deepEqual(draw(full, { states: ["CREATE_FAILED"] }), ["Archive"]);
      assert.deepEqual(draw(full, { states: ["ACTIVE"] }), ["vod", "  cam-2", "  cam-10"]);
    });
    it("counts what is shown", () => {
      assert.equal(rowsOf(full, { text: "cam" }).shown, 2);
    });
    it("counts what is shown of what there is, on the connection and on each group", () => {
      const rows = rowsOf(full, { text: "cam-10" });
      const connection = rows.node(id());
      assert.ok(connection?.kind === "connection");
      assert.deepEqual([connection.shown, connection.channels], [1, 4]);
      const group = rows.node(id(vod.arn));
      assert.ok(group?.kind === "recording");
      assert.deepEqual([group.shown, group.channels], [1, 2]);
    });
  });

  describe("sorted live first", () => {
    const [one, two, three] = ["a", "b", "c"].map((name) => channel(name)) as [
      Channel,
      ...Channel[],
    ];
    const state = (live: Channel) =>
      ready({
        recordings: [],
        channels: [one, two as Channel, three as Channel],
        streams: [stream(live)],
      });

    it("have what is live before the rest of its group, also when another goes live", () => {
      const rows = rowsOf(state(three as Channel));
      rows.sort(true);
      assert.deepEqual(drawn(rows), ["unrecorded", "  c", "  a", "  b"]);
      rows.update(state(two as Channel), new Set([three?.arn ?? "", two?.arn ?? ""]));
      assert.deepEqual(drawn(rows), ["unrecorded", "  b", "  a", "  c"]);
      rows.sort(false);
      assert.deepEqual(drawn(rows), ["unrecorded", "  a", "  b", "  c"]);
    });
  });

  describe("that can't be read again", () => {
    const denied = problemOf({ name: "AccessDeniedException", message: "no" }, "ivs:ListStreams");
    const without = (name: "streams" | "channels", state = full): State => ({
      ...state,
      problems: new Map([[name, denied]]),
    });

    it("say when what is live was read last", () => {
      const node = rowsOf(without("streams")).node(id(solo.arn));
      assert.deepEqual(node?.kind === "channel" && node.freshness, { asOf: 0 });
    });
    it("say that nobody knows what is live where it never was", () => {
      const state = ready({ recordings: [vod], channels: [solo] });
      const node = rowsOf(without("streams", state)).node(id(solo.arn));
      assert.equal(node?.kind === "channel" && node.freshness, "unknown");
    });
    it("leave a region's channels as they are now where only what is live can't be read", () => {
      const stale = (state: State) => {
        const node = rowsOf(state).node(id());
        return node?.kind === "connection" && node.stale;
      };
      assert.equal(stale(without("streams")), false);
      assert.equal(stale(without("channels")), true);
    });
    it("are all drawn again, for each says so", () => {
      assert.deepEqual(rowsOf(full).update(without("streams"), new Set()), [id()]);
    });
  });

  describe("redrawn", () => {
    function redrawn(state: State, ...changed: Arn[]) {
      return rowsOf(full).update(state, new Set(changed));
    }

    it("nothing, when nothing changed", () => assert.deepEqual(redrawn(full), []));

    it("only the row of a channel that goes live", () => {
      const [cam] = cams;
      assert.ok(cam);
      const streams = listing([[cam.arn, stream(cam)]]);
      const state: State = { ...full, snapshot: { ...full.snapshot, streams } };
      assert.deepEqual(redrawn(state, cam.arn), [id(cam.arn)]);
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
        new Set([id(vod.arn), id("unrecorded")]),
      );
    });

    it("everything when a configuration comes", () => {
      const state = ready({
        recordings: [vod, archive, recording("new")],
        channels: [...cams, solo, lost],
        streams: [],
      });
      assert.deepEqual(redrawn(state, recording("new").arn), [id()]);
    });

    it("a configuration whose state changes", () => {
      const active = { ...archive, state: "ACTIVE" as const };
      const state = ready({
        recordings: [vod, active],
        channels: [...cams, solo, lost],
        streams: [stream(solo)],
      });
      assert.deepEqual(redrawn(state, archive.arn), [id(archive.arn)]);
    });
  });

  describe("of a long group", () => {
    const many = (count: number, from = 0) =>
      Array.from({ length: count }, (_, i) => channel(`c-${from + i}`));
    const arn = (n: number) => channel(`c-${n}`).arn;
    const row = (n: number) => id(arn(n));
    const GROUP = id("unrecorded");

    it("are drawn a page at a time, and more when asked", () => {
      const rows = rowsOf(ready({ channels: many(2 * PAGE + 10) }));
      assert.equal(rows.children(GROUP).length, PAGE + 1);
      const more = rows.children(GROUP).at(-1) ?? "";
      assert.deepEqual(rows.node(more), {
        kind: "more",
        id: more,
        where: "after",
        hidden: PAGE + 10,
        next: PAGE,
      });
      assert.equal(rows.parent(more), GROUP);
      assert.equal(rows.more(more), GROUP);
      rows.more(more);
      assert.equal(rows.children(GROUP).length, 2 * PAGE + 10);
      assert.equal(rows.node(more), undefined);
    });

    it("turn to the page of a row", () => {
      const rows = rowsOf(ready({ channels: many(5 * PAGE) }));
      assert.equal(rows.turnTo(row(7)), undefined, "it is drawn already");
      assert.equal(rows.turnTo(row(3 * PAGE + 7)), GROUP);
      assert.deepEqual(rows.children(GROUP), [
        `${GROUP}#before`,
        ...many(PAGE, 3 * PAGE).map((c) => id(c.arn)),
        `${GROUP}#after`,
      ]);
      rows.more(`${GROUP}#before`);
      assert.equal(rows.children(GROUP)[1], row(2 * PAGE));
    });

    it("go back to the first page when the group has become shorter", () => {
      const rows = rowsOf(ready({ channels: many(5 * PAGE) }));
      rows.turnTo(row(4 * PAGE));
      const gone = many(4 * PAGE, PAGE).map((c) => c.arn);
      rows.update(ready({ channels: many(PAGE) }), new Set(gone));
      assert.deepEqual(
        rows.children(GROUP),
        many(PAGE).map((c) => id(c.arn)),
      );
    });

    it("are not drawn again for a change beyond the page", () => {
      const all = many(3 * PAGE);
      const rows = rowsOf(ready({ channels: all }));
      const tagged = (n: number) => {
        const next = all.map((c, i) => (i === n ? { ...c, tags: { new: "tag" } } : c));
        return rows.update(ready({ channels: next }), new Set([arn(n)]));
      };
      assert.deepEqual(tagged(7), [row(7)]);
      assert.deepEqual(tagged(PAGE + 7), []);
    });
  });

  it("come out the same change by change as laid out at once", () => {
    const names = fc.constantFrom("a", "B", "b-2", "b-10", "c");
    const configurations = fc.uniqueArray(fc.constantFrom("r1", "r2", "r3"));
    const states = fc.constantFrom<Recording["state"]>("ACTIVE", "CREATING");
    const channels = fc.uniqueArray(
      fc.record({
        id: fc.nat(12),
        name: names,
        of: fc.constantFrom("", "r1", "r2", "gone"),
        live: fc.boolean(),
      }),
      { selector: ({ id }) => id },
    );
    const worlds = fc.record({ configurations, state: states, channels, known: fc.boolean() });
    const filters = fc.constantFrom<Partial<Filter>>(
      {},
      { text: "b" },
      { text: "r1" },
      { live: true },
      { states: ["ACTIVE"] },
      { text: "is:live" },
      { text: "act" },
    );
    const stateOf = (world: typeof worlds extends fc.Arbitrary<infer T> ? T : never) => {
      const all: Channel[] = world.channels.map(({ id, name, of }) =>
        channel(`${id}`, { name, recordingArn: of && recording(of).arn }),
      );
      return ready({
        recordings: world.known
          ? world.configurations.map((name) => recording(name, { state: world.state }))
          : undefined,
        channels: all,
        streams: all.filter((_, i) => world.channels[i]?.live).map((c) => stream(c)),
      });
    };
    fc.assert(
      fc.property(
        fc.array(worlds, { minLength: 2, maxLength: 5 }),
        filters,
        fc.boolean(),
        (all, filter, liveFirst) => {
          const rows = rowsOf({ kind: "empty" }, filter);
          rows.sort(liveFirst);
          const shown = { groups: new Map<RowId, RowId[]>(), top: [] as RowId[] };
          let last = new Map<Arn, string>();
          for (const world of all) {
            const state = stateOf(world);
            const { recordings, channels, streams } = state.snapshot;
            const next = new Map(
              [...(recordings?.items ?? []), ...(channels?.items ?? [])].map(([arn, thing]) => [
                arn,
                JSON.stringify([thing, streams?.items.has(arn)]),
              ]),
            );
            const changed = [...new Set([...last.keys(), ...next.keys()])].filter(
              (arn) => last.get(arn) !== next.get(arn),
            );
            last = next;
            const redrawn = rows.update(state, new Set(changed));
            const anew = new Rows(CONNECTION, { ...NO_FILTER, ...filter }, {}, liveFirst);
            anew.update(state, new Set());
            assert.deepEqual(drawn(rows), drawn(anew));
            // A tree that draws again only what it is told to shows the same.
            if (redrawn.includes(id())) {
              shown.top = [...rows.top];
              shown.groups = new Map(rows.top.map((row) => [row, rows.children(row)]));
            }
            for (const row of redrawn)
              if (shown.groups.has(row)) shown.groups.set(row, rows.children(row));
            assert.deepEqual(
              [...shown.groups],
              rows.top.map((row) => [row, rows.children(row)]),
            );
          }
        },
      ),
    );
  });
});
