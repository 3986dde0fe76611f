import assert from "node:assert/strict";
import type { Connection } from "../../src/connections/connection";
import { type Simulator, startSimulator } from "../../src/simulator/server";
import { editor } from "../vscode";
import { useWorld } from "./harness";
import { button, choose, eventually, field, heading, select } from "./person";

const LOCKED = "Production is read-only here: change readOnly in the setting ivs.connections.";

describe("forms, with two accounts", () => {
  const world = useWorld();
  let production: Simulator;
  const kept = { ...process.env };
  before(async () => {
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: "AK", AWS_SECRET_ACCESS_KEY: "SK" });
    production = await startSimulator({ seed: "demo", creatingMs: 0, streamMs: 0 });
  });
  after(async () => {
    process.env = { ...kept };
    await production.close();
  });
  beforeEach(async () => {
    production.reset();
    const regions = ["us-east-1"];
    const callRate = "unlimited";
    await world.connect(
      { label: "Dev", regions, callRate, endpointUrl: world.simulator.url },
      { label: "Production", regions, callRate, endpointUrl: production.url, readOnly: true },
    );
    await world.refresh();
  });
  const connections = () => world.window.connections.all as [Connection, Connection];
  const there = (name: string) => {
    const [, { id, snapshot }] = connections();
    const all = [...(snapshot.channels?.items.values() ?? [])];
    const { arn } = all.find((channel) => channel.name === name) ?? assert.fail(name);
    return { connection: id, arn };
  };
  const here = (name: string) => ({ ...there(name), connection: connections()[0].id });

  it("create where it is chosen, and say where that was", async () => {
    const { page } = await world.open("createChannel");
    await heading(page, "Create Channel");
    assert.equal((await select(page, "Connection").innerText()).trim(), "Dev · us-east-1");
    await field(page, "Name").fill("mine");
    await choose(page, "Connection", "Production · us-east-1");
    await page.getByText(LOCKED).waitFor();
    assert.ok(await button(page, "Create Channel").isDisabled());
    await choose(page, "Connection", "Dev · us-east-1");
    await page.getByText(LOCKED).waitFor({ state: "hidden" });
    await button(page, "Create Channel").click();
    await page.getByText("Dev · us-east-1: mine is ready to be streamed to.").waitFor();
    world.channel("mine");
    assert.deepEqual(production.log.counts.CreateChannel, undefined);
  });

  it("that change, attach or delete what is read-only are locked, and say why and where", async () => {
    const ref = there("keynote-hall");
    for (const [kind, title] of [
      ["editChannel", "Edit keynote-hall"],
      ["attach", "Attach Recording"],
      ["delete", "Delete keynote-hall"],
    ] as const) {
      const { page } = await world.open(kind, { refs: [ref] });
      await heading(page, title);
      await page.getByText(LOCKED).waitFor();
      await page.getByText("Production · us-east-1").first().waitFor();
      const submit = page.getByRole("button", { name: /^(Save|Attach|Detach|Delete) / });
      assert.ok(await submit.isDisabled(), title);
    }
  });

  it("are unlocked once the setting says so", async () => {
    const { page } = await world.open("editChannel", { refs: [there("keynote-hall")] });
    await page.getByText(LOCKED).waitFor();
    const { entries } = world.window.connections;
    await world.window.connections.change(entries[1]?.at ?? -1, { readOnly: undefined });
    await page.getByText(LOCKED).waitFor({ state: "hidden" });
    await field(page, "Name").fill("keynote");
    await button(page, "Save Changes").click();
    await eventually(() =>
      assert.equal(editor.said.at(-1), "$(check) Production · us-east-1: keynote is saved."),
    );
    assert.equal(world.channels("keynote-hall").length, 1, "the other account's is as it was");
  });

  it("list for each of several that are deleted whose it is", async () => {
    await world.window.connections.change(1, { readOnly: undefined });
    await world.refresh();
    const refs = [here("regatta-drone"), there("regatta-drone")];
    const { page, panel } = await world.open("delete", { refs });
    await heading(page, "Delete 2 channels");
    assert.deepEqual(await page.locator(".notice.warning li").allInnerTexts(), [
      "Dev · us-east-1: regatta-drone is deleted, and its stream key with it",
      "Production · us-east-1: regatta-drone is deleted, and its stream key with it",
    ]);
    await field(page, "Type “2 channels” to confirm").fill("2 channels");
    await button(page, "Delete 2 channels").click();
    await eventually(() => assert.ok(panel.closed, "the form is closed"));
    for (const { world: account } of [world.simulator, production])
      assert.ok(
        [...account.region("us-east-1").channels.values()].every((c) => c.name !== "regatta-drone"),
      );
  });

  it("attach the channels of one account, and say which are left", async () => {
    const refs = [here("regatta-drone"), there("regatta-drone")];
    const { page } = await world.open("attach", { refs });
    await page.getByText("Only the channels of Dev · us-east-1 are changed").waitFor();
  });
});
