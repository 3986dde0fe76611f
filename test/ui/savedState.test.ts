import "../vscode";
import assert from "node:assert/strict";
import type { Memento } from "vscode";
import { isFilter } from "../../src/tree/filterBox";
import { isBoolean, SavedState } from "../../src/ui/savedState";

describe("what is kept over a reload", () => {
  let kept: Map<string, unknown>;
  let logged: string[];
  beforeEach(() => {
    kept = new Map();
    logged = [];
  });
  /** As the editor keeps it: as JSON. */
  const memento: Memento = {
    keys: () => [...kept.keys()],
    get: (key: string) => kept.get(key) as never,
    async update(key: string, value: unknown) {
      if (value === undefined) kept.delete(key);
      else kept.set(key, JSON.parse(JSON.stringify(value)));
    },
  };
  const isText = (value: unknown): value is string => typeof value === "string";
  const state = (version = 1) =>
    new SavedState(memento, "ivs.test", version, isText, { warn: (line) => logged.push(line) });

  it("comes back in another window, until it is kept no more", async () => {
    assert.equal(state().get(), undefined);
    await state().set("x");
    assert.equal(state().get(), "x");
    await state().set("");
    assert.equal(state().get(), "");
    await state().set(undefined);
    assert.equal(state().get(), undefined);
    assert.equal(kept.size, 0);
    assert.deepEqual(logged, []);
  });

  it("is dropped with a line in the log where another version kept it, older or newer", async () => {
    for (const version of [1, 3]) {
      await state(version).set("x");
      assert.equal(state(2).get(), undefined);
      assert.equal(logged.length, 1);
      assert.match(logged.pop() ?? "", /ivs\.test/);
      assert.equal(kept.size, 0);
      assert.equal(state(2).get(), undefined);
      assert.deepEqual(logged, [], "once is enough");
    }
  });

  it("is dropped, not thrown, whatever it is that can't be what was kept", () => {
    for (const odd of ["x", 7, null, [], {}, { version: 1 }, { version: 1, value: 7 }]) {
      kept.set("ivs.test", odd);
      assert.equal(state().get(), undefined);
      assert.equal(logged.splice(0).length, 1, JSON.stringify(odd));
    }
  });

  it("is yes or no only where it is", () => {
    assert.ok(isBoolean(true) && isBoolean(false));
    for (const odd of [undefined, {}, 1, null, "true"]) assert.ok(!isBoolean(odd));
  });

  it("is a filter only where it is one", () => {
    assert.ok(isFilter({ text: "a", live: false, states: [] }));
    for (const odd of [undefined, "a", { text: "a" }, { text: "a", live: false }])
      assert.ok(!isFilter(odd));
  });
});
