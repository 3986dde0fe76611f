import assert from "node:assert/strict";
import type { SavedForm } from "../../src/shared/form";
import { editor } from "../vscode";
import { useWorld } from "./harness";
import { button, eventually, field, heading } from "./person";

describe("a form whose tab was closed", () => {
  const world = useWorld();
  const target = () => ({ connection: world.connection().id });
  async function open(more: object = {}) {
    const shown = await world.open("createChannel", { ...target(), ...more });
    await heading(shown.page, "Create Channel");
    return shown;
  }
  const typed = async (shown: Awaited<ReturnType<typeof open>>, text: string) => {
    await field(shown.page, "Name").fill(text);
    // The host knows of it once typing has paused.
    await eventually(async () => {
      const state = (await shown.panel.state()) as SavedForm;
      assert.equal(state.typed?.name, text);
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
  };
  const offer = "This form was closed before it was submitted. Continue where you left off?";

  it("says that what was typed is kept, and offers it when the form is opened again", async () => {
    const first = await open();
    await typed(first, "half-done");
    first.panel.dispose();
    assert.match(editor.said.at(-1) ?? "", /^What you typed is kept/);
    const { page, panel } = await open();
    await page.getByText(offer).waitFor();
    assert.equal(await field(page, "Name").inputValue(), "");
    await button(page, "Restore").click();
    await eventually(async () => assert.equal(await field(page, "Name").inputValue(), "half-done"));
    await page.getByText(offer).waitFor({ state: "detached" });
    await button(page, "Create Channel").click();
    await heading(page, "Channel Created");
    assert.ok(world.channel("half-done"));
    panel.dispose();
    const again = await open();
    assert.equal(await again.page.getByText(offer).count(), 0);
  });

  it("offers it to the same form only", async () => {
    const first = await open();
    await typed(first, "half-done");
    first.panel.dispose();
    const other = await open({ recording: world.recording("match-archive").arn });
    assert.equal(await other.page.getByText(offer).count(), 0);
  });

  it("keeps it until the person says otherwise, also over a reload of the window", async () => {
    const first = await open();
    await typed(first, "half-done");
    first.panel.dispose();
    const second = await open();
    await second.page.getByText(offer).waitFor();
    second.panel.dispose();
    const third = await world.reload(await open());
    await third.page.getByText(offer).waitFor();
    await button(third.page, "Discard").click();
    await third.page.getByText(offer).waitFor({ state: "detached" });
    third.panel.dispose();
    const fourth = await open();
    assert.equal(await fourth.page.getByText(offer).count(), 0);
  });

  it("keeps nothing that was discarded, and nothing where nothing was typed", async () => {
    const first = await open();
    await typed(first, "half-done");
    await button(first.page, "Cancel").click();
    await button(first.page, "Discard").click();
    await eventually(() => assert.ok(first.panel.closed));
    const second = await open();
    assert.equal(await second.page.getByText(offer).count(), 0);
    second.panel.dispose();
    const third = await open();
    assert.equal(await third.page.getByText(offer).count(), 0);
  });

  it("brings back only what was changed: what a colleague changed meanwhile stays", async () => {
    const channel = world.channel("regatta-drone");
    const shown = await world.open("editChannel", world.on(channel));
    await heading(shown.page, "Edit regatta-drone");
    await typed(shown, "regatta-boat");
    shown.panel.dispose();
    channel.type = "STANDARD";
    const { page } = await world.open("editChannel", world.on(channel));
    await button(page, "Restore").click();
    await button(page, "Save Changes").click();
    await eventually(() => assert.equal(world.channels("regatta-boat")[0]?.type, "STANDARD"));
  });

  it("has a deletion confirmed anew", async () => {
    const recording = world.recording("match-archive");
    const { panel, page } = await world.open("delete", world.on(recording));
    const confirm = "Type “match-archive” to confirm";
    await field(page, confirm).fill("match-archive");
    await new Promise((resolve) => setTimeout(resolve, 100));
    panel.dispose();
    const again = await world.open("delete", world.on(recording));
    await heading(again.page, "Delete match-archive");
    assert.equal(await again.page.getByText(offer).count(), 0);
    assert.equal(await field(again.page, confirm).inputValue(), "");
  });

  it("says what failed after it was closed, and keeps what was typed", async () => {
    const first = await open();
    await typed(first, "half-done");
    world.refuse("CreateChannel", "on purpose", { delayMs: 300 });
    await button(first.page, "Create Channel").click();
    await first.page.getByText("Creating the channel…").first().waitFor();
    first.panel.dispose();
    await eventually(() => assert.match(editor.said.at(-1) ?? "", /on purpose/));
    const { page } = await open();
    await page.getByText(offer).waitFor();
  });
});
