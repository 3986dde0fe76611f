import "../vscode";
import assert from "node:assert/strict";
import { type Commands, one, register } from "../../src/ui/commands";
import { editor } from "../vscode";

describe("which rows a command acts on", () => {
  let called: readonly string[] | undefined;
  let selection: readonly string[] = [];
  const note = (_app: object, rows: readonly string[]) => {
    called = rows;
  };
  const commands: Commands<object> = { "ivs.test.one": one(note), "ivs.test.many": note };
  const deps = {
    selection: () => selection,
    explain: (error: unknown) => String(error),
    showLog() {},
  };
  let registered: { dispose(): void };
  before(() => {
    registered = register({}, commands, deps);
  });
  after(() => registered.dispose());
  beforeEach(() => {
    editor.clear();
    called = undefined;
  });
  const run = async (name: "one" | "many", ...args: unknown[]) => {
    await editor.commands.get(`ivs.test.${name}`)?.(...args);
    return called;
  };

  it("is the one that was clicked, for a command for one, whatever else is selected", async () => {
    assert.deepEqual(await run("one", "b", ["a", "b", "c"]), ["b"]);
    assert.deepEqual(await run("one", "d"), ["d"]);
  });

  it("are all that are selected, the one that was clicked first, for a command for many", async () => {
    assert.deepEqual(await run("many", "b", ["a", "b", "c"]), ["b", "a", "c"]);
  });

  it("is the one that was clicked beside the selection", async () => {
    selection = ["a", "b"];
    assert.deepEqual(await run("many", "d"), ["d"]);
    assert.deepEqual(await run("one", "d"), ["d"]);
  });

  it("are those that are selected, by a key", async () => {
    selection = ["a", "b"];
    assert.deepEqual(await run("many", "selection"), ["a", "b"]);
    selection = ["a"];
    assert.deepEqual(await run("one", "selection"), ["a"]);
  });

  it("is none by a key, for a command for one, where nobody can say which of several: it says so", async () => {
    selection = ["a", "b"];
    assert.equal(await run("one", "selection"), undefined);
    assert.deepEqual(editor.said, ["This works on one row at a time: 2 are selected."]);
  });

  it("are none from the palette", async () => {
    assert.deepEqual(await run("one"), []);
    assert.deepEqual(await run("many"), []);
  });
});
