import "../vscode";
import assert from "node:assert/strict";
import { planMove } from "../../src/channels/operations";
import { changeOperation } from "../../src/channels/plans";
import { Runner } from "../../src/ui/runner";
import { account } from "../account";
import { editor } from "../vscode";

describe("undoing and redoing", () => {
  const demo = account();
  const nothing = () => {};
  const hidden: string[] = [];
  let runner: Runner;
  beforeEach(() => {
    editor.clear();
    hidden.length = 0;
    editor.commands.set("notifications.hideToasts", () => hidden.push("toasts"));
    const journal = { save: async () => {}, forget: async () => {} } as never;
    const log = { error: nothing, show: nothing } as never;
    runner = new Runner(
      () => ({
        writes: demo.connection.writes,
        explain: ({ code }) => code,
        readAgain: (arns) => demo.connection.readAgain("channels", arns),
      }),
      journal,
      nothing,
      log,
    );
  });
  afterEach(() => {
    runner.dispose();
    editor.commands.delete("notifications.hideToasts");
  });

  const recorded = () => demo.real("regatta-drone").recordingConfigurationArn;
  async function attach(to: string): Promise<void> {
    const { arn, name } = demo.recording(to);
    const plan = planMove(demo.connection, [demo.channel("regatta-drone")], arn, "refuse");
    const data = { changes: plan.changes, to: name };
    await runner.run(changeOperation(demo.connection.id, plan.steps, data, "Attaching"));
  }

  it("offers Undo after a change, and Redo, not Undo, after that; both can be taken in turn", async () => {
    await attach("conference-vod");
    const { arn } = demo.recording("conference-vod");
    assert.equal(recorded(), arn);
    assert.deepEqual(editor.offered, ["Undo"]);
    await runner.undo();
    assert.equal(recorded() ?? "", "");
    assert.deepEqual(editor.offered, ["Redo"]);
    assert.equal(editor.context.get("ivs.undoable"), false);
    assert.equal(editor.context.get("ivs.redoable"), true);
    await runner.redo();
    assert.equal(recorded(), arn);
    assert.deepEqual(editor.said.at(-1), "Attached 1 channel to conference-vod.");
    assert.deepEqual(editor.offered, ["Undo"]);
    await runner.undo();
    assert.equal(recorded() ?? "", "");
  });

  it("takes the message whose Undo is done off the screen", async () => {
    editor.keep = true;
    await attach("conference-vod");
    assert.deepEqual(hidden, []);
    await runner.undo();
    assert.deepEqual(hidden, ["toasts"]);
  });

  it("does nothing by an old message's button, once something else was done", async () => {
    editor.keep = true;
    await attach("conference-vod");
    const first = editor.press("Undo");
    await attach("match-archive");
    const { arn } = demo.recording("match-archive");
    await first();
    assert.equal(recorded(), arn, "what was done since stands");
    assert.match(editor.said.at(-1) ?? "", /^Something else was changed since/);
  });

  it("forgets what was undone once something else is done", async () => {
    await attach("conference-vod");
    await runner.undo();
    await attach("match-archive");
    await assert.rejects(runner.redo(), /nothing to redo/);
  });
});
