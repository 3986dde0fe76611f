import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { scratch } from "../processes";
import { useFreshSession } from "../session";
import {
  choice,
  command,
  eventually,
  openSidebar,
  press,
  row,
  statusBar,
  tree,
} from "../workbench";

describe("connecting @both", () => {
  const config = path.join(scratch(), "config");
  const session = useFreshSession({
    seed: "empty",
    settings: { "ivs.connections": [] },
    env: { AWS_CONFIG_FILE: config },
  });
  const welcome = () => session.page.locator(".welcome-view-content");
  const welcomes = (words: RegExp) =>
    eventually(async () => assert.match((await welcome().textContent()) ?? "", words));
  async function connect() {
    await choice(session.page, "Default credentials").click();
    await choice(session.page, "us-east-1").waitFor();
    await session.page.keyboard.press("Enter");
    await welcomes(/no channels/);
  }

  beforeEach(async () => {
    // What is connected to here is the simulator, by the profile's own word.
    writeFileSync(config, `[default]\nendpoint_url = ${session.simulator.url}\n`);
    await openSidebar(session.page);
  });

  it("is offered where nothing is connected", async () => {
    await welcomes(/Connect to AWS/);
  });

  it("chooses credentials and regions, and keeps the choice over a reload", async () => {
    await press(welcome(), "Connect to AWS");
    await connect();
    await session.reload();
    await openSidebar(session.page);
    await statusBar(session.page, "IVS us-east-1").waitFor();
  });

  it("adds a region beside the first, and removes it", async () => {
    await press(welcome(), "Connect to AWS");
    await connect();
    await command(session.page, "IVS: Add Region…");
    await choice(session.page, "eu-west-1").click();
    await session.page.keyboard.press("Enter");
    await eventually(async () =>
      assert.deepEqual(await tree(session.page), ["us-east-1 0 channels", "eu-west-1 0 channels"]),
    );
    await command(session.page, "IVS: Remove Region");
    await choice(session.page, "eu-west-1").click();
    await session.page.keyboard.press("Enter");
    await welcomes(/no channels/);
  });

  it("uses our own simulator, also after a reload, and removes it again", async () => {
    await command(session.page, "IVS: Use the Simulator");
    await row(session.page, "harbour-stadium-main").waitFor();
    await session.reload();
    await openSidebar(session.page);
    await row(session.page, "harbour-stadium-main").waitFor();
    await command(session.page, "IVS: Simulator: Stop");
    const silent = row(session.page, "Simulator not running").first();
    await silent.click();
    await eventually(async () => assert.equal(await silent.count(), 0));
    await command(session.page, "IVS: Remove Connection…");
    await choice(session.page, "Simulator").click();
    await welcomes(/Connect to AWS/);
    await session.reload();
    await openSidebar(session.page);
    await welcomes(/Connect to AWS/);
  });

  it("lets no workspace say where credentials go", async () => {
    const folder = path.join(session.folder, ".vscode");
    mkdirSync(folder, { recursive: true });
    const evil = { profile: "evil", endpointUrl: "http://127.0.0.1:9", regions: ["us-east-1"] };
    const settings = { "ivs.connections": [evil] };
    writeFileSync(path.join(folder, "settings.json"), JSON.stringify(settings));
    await session.reload();
    await command(session.page, "IVS: Connect…");
    await connect();
  });
});
