import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { button, field, form } from "../form";
import { scratch } from "../processes";
import { useFreshSession } from "../session";
import { type Simulator, startSimulator } from "../simulator";
import {
  choice,
  choices,
  chooseFromMenu,
  command,
  contextMenu,
  eventually,
  notification,
  openSidebar,
  row,
  statusBar,
  tree,
  type,
} from "../workbench";

const LOCKED = "Production is read-only here: change readOnly in the setting ivs.connections.";
const WRITES = ["Rename…", "Move to…", "Edit Channel…", "Delete…", "Attach Recording…"];

describe("two accounts", () => {
  const credentials = path.join(scratch(), "credentials");
  const env = {
    AWS_ACCESS_KEY_ID: undefined,
    AWS_SECRET_ACCESS_KEY: undefined,
    AWS_SHARED_CREDENTIALS_FILE: credentials,
  };
  const session = useFreshSession({ settings: { "ivs.connections": [] }, env });
  const keys = (...profiles: string[]) =>
    writeFileSync(
      credentials,
      profiles
        .map((name) => `[${name}]\naws_access_key_id=AK${name}\naws_secret_access_key=SK\n`)
        .join(""),
    );
  let production: Simulator;
  before(async () => {
    production = await startSimulator("demo");
  });
  after(() => production.stop());

  const dev = (more: object = {}) => ({
    profile: "dev",
    label: "Dev",
    regions: ["us-east-1"],
    endpointUrl: session.simulator.url,
    callRate: "unlimited",
    ...more,
  });
  const prod = (more: object = {}) => ({
    profile: "prod",
    label: "Production",
    regions: ["us-east-1"],
    endpointUrl: production.url,
    callRate: "unlimited",
    readOnly: true,
    color: "red",
    ...more,
  });
  const connect = (...entries: object[]) => session.editor.set({ "ivs.connections": entries });
  const names = async () =>
    (await tree(session.page)).filter((line) => !line.startsWith(" ")).map((line) => line.trim());
  /** The first row of that name is Dev's, the second Production's. */
  const inDev = (name: string) => row(session.page, name).first();
  const inProduction = (name: string) => row(session.page, name).nth(1);

  beforeEach(async () => {
    await session.page.setViewportSize({ width: 1280, height: 1600 });
    keys("dev", "prod");
    await openSidebar(session.page);
  });

  it("stand side by side; each is changed by itself, and what is read-only not at all", async () => {
    const { page, simulator } = session;
    connect(dev(), prod());
    await eventually(async () =>
      assert.deepEqual(await names(), [
        "Dev · us-east-1 10 channels · 111122223333 · dev",
        "Production · us-east-1 10 channels · read-only · 111122223333 · prod",
      ]),
    );
    await statusBar(page, "IVS Dev, Production").waitFor();
    // Not by colour alone.
    await eventually(async () =>
      assert.match(
        (await inProduction("keynote-hall").getAttribute("aria-label")) ?? "",
        /Production/,
      ),
    );
    const mark = inProduction("keynote-hall").locator(".monaco-icon-label[class*='itemBadge']");
    await mark.first().waitFor();

    await chooseFromMenu(page, inDev("keynote-hall"), "Rename…");
    await eventually(async () =>
      assert.match(
        (await page.locator(".quick-input-title").textContent()) ?? "",
        /^Dev · us-east-1: Rename Channel keynote-hall/,
      ),
    );
    await type(page, "keynote-renamed");
    await page.keyboard.press("Enter");
    await notification(page, "Dev · us-east-1: Renamed keynote-hall to keynote-renamed.").waitFor();
    await row(page, "keynote-renamed").waitFor();
    await simulator.channel("keynote-renamed");
    await production.channel("keynote-hall");

    const offered = await contextMenu(page, row(page, "keynote-hall"));
    await page.keyboard.press("Escape");
    assert.ok(offered.includes("Copy"), `${offered}`);
    assert.deepEqual(
      WRITES.filter((title) => offered.includes(title)),
      [],
    );
    // What the menu does not offer, keys and palette refuse.
    await row(page, "keynote-hall").click();
    await page.keyboard.press("F2");
    await notification(page, LOCKED).waitFor();
    await command(page, "Notifications: Clear All Notifications");
    await row(page, "keynote-hall").click();
    await page.keyboard.press("Delete");
    const shown = await form(page, "Delete keynote-hall");
    await shown.getByText(LOCKED).waitFor();
    assert.ok(await button(shown, "Delete keynote-hall").isDisabled());
    const counts = await production.requests();
    assert.deepEqual(
      Object.keys(counts).filter((operation) => !/^(Get|List|BatchGet)/.test(operation)),
      [],
    );
  });

  it("work on where one of them fails, which heals once that is mended outside", async () => {
    const { page } = session;
    keys("dev");
    connect(dev(), prod());
    const why = "No credentials";
    await row(page, why).waitFor();
    await eventually(async () => {
      const [first, second] = await names();
      assert.match(first ?? "", /^Dev · us-east-1 10 channels/);
      assert.match(second ?? "", /^Production · us-east-1 read-only/);
    });
    keys("dev", "prod");
    await row(page, why).waitFor({ state: "detached" });
    await eventually(async () =>
      assert.match((await names())[1] ?? "", /^Production · us-east-1 10 channels/),
    );
  });

  it("are told apart wherever one chooses, and keep what is theirs to themselves", async () => {
    const { page, simulator } = session;
    connect(dev(), prod({ readOnly: false }));
    await inProduction("regatta-drone").waitFor();
    await command(page, "IVS: Copy ARN");
    await eventually(async () => {
      await type(page, "regatta-drone");
      const all = (await choices(page)).filter((each) => each.includes("regatta-drone"));
      assert.ok(
        all.some((each) => each.includes("Dev · us-east-1")),
        `${all}`,
      );
      assert.ok(
        all.some((each) => each.includes("Production · us-east-1")),
        `${all}`,
      );
    });
    await page.keyboard.press("Escape");
    await inDev("regatta-drone").dragTo(inProduction("conference-vod"));
    await notification(page, "drop it on a recording configuration of Dev · us-east-1").waitFor();
    await command(page, "IVS: Create Channel…");
    const shown = await form(page, "Create Channel");
    await field(shown, "Name").fill("made-in-dev");
    await button(shown, "Create Channel").click();
    await shown.getByText("Dev · us-east-1: made-in-dev is ready to be streamed to.").waitFor();
    await simulator.channel("made-in-dev");
    await assert.rejects(production.channel("made-in-dev"));
  });

  it("are added, changed, ordered and removed from the view", async () => {
    const { page, editor } = session;
    const entries = () => editor.settings()["ivs.connections"] as Record<string, unknown>[];
    connect(dev());
    await row(page, "regatta-drone").waitFor();
    await command(page, "IVS: Connect…");
    await choice(page, "prod").click();
    await choice(page, "us-east-1").waitFor();
    await page.keyboard.press("Enter");
    const title = page.locator(".quick-input-title");
    await title.getByText("What is this account called here?").waitFor();
    await type(page, "Production");
    await page.keyboard.press("Enter");
    await choice(page, "Read only").click();
    await eventually(async () =>
      assert.deepEqual(entries().slice(1), [
        { profile: "prod", regions: ["us-east-1"], label: "Production", readOnly: true },
      ]),
    );
    const added = row(page, "Production · us-east-1");
    const labels = () => entries().map(({ label }) => label);
    // A row that has just come is drawn again under its menu: what that ate is done again.
    await eventually(async () => {
      if (labels()[0] !== "Production") await chooseFromMenu(page, added, "Move Up");
      await eventually(async () => assert.deepEqual(labels(), ["Production", "Dev"]), 3000);
    });
    await eventually(async () => {
      await chooseFromMenu(page, added, "Add Region…");
      await choice(page, "eu-west-1").click({ timeout: 3000 });
    });
    await page.keyboard.press("Enter");
    const second = row(page, "Production · eu-west-1");
    await second.waitFor();
    await eventually(async () => {
      if (await second.count()) await chooseFromMenu(page, second, "Remove Region");
      await second.waitFor({ state: "detached", timeout: 3000 });
    });
    await eventually(async () => {
      await chooseFromMenu(page, added, "Remove Connection…");
      await choice(page, "Production").click({ timeout: 3000 });
    });
    await eventually(async () =>
      assert.deepEqual(
        entries().map(({ label }) => label),
        ["Dev"],
      ),
    );
    // With one connection its rows are the tree's own.
    await eventually(async () =>
      assert.ok((await names()).some((name) => /^match-archive/.test(name))),
    );
  });
});
