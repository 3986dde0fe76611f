import assert from "node:assert/strict";
import { control } from "../../control";
import { useSession } from "../session";
import {
  choice,
  chooseByTyping,
  chooseFromMenu,
  clipboard,
  command,
  contextMenu,
  eventually,
  moveByKeys,
  notification,
  press,
  row,
  tree,
  type,
} from "../workbench";

describe("changing without a form @both", () => {
  const session = useSession();
  /** The rows below a row. */
  async function below(name: string): Promise<string[]> {
    const rows = await tree(session.page);
    const at = rows.findIndex((line) => line.trim().startsWith(`${name} `));
    const rest = rows.slice(at + 1);
    const end = rest.findIndex((line) => !line.startsWith("    "));
    return rest.slice(0, end < 0 ? undefined : end).map((line) => line.trim().split(" ")[0] ?? "");
  }
  const shows = (name: string, wanted: string[]) =>
    eventually(async () => assert.deepEqual(await below(name), wanted));
  async function recordedBy(name: string): Promise<string | undefined> {
    const channel = await session.simulator.channel(name);
    return channel.recordingConfigurationArn?.split("/")[1] ?? "";
  }

  it("renames by F2, says what is wrong with a name, and undoes it", async () => {
    await row(session.page, "regatta-drone").click();
    await session.page.keyboard.press("F2");
    await type(session.page, "two words");
    await session.page.getByText("is not allowed: use letters").waitFor();
    await type(session.page, "regatta-boat");
    await session.page.keyboard.press("Enter");
    const told = notification(session.page, "Renamed regatta-drone to regatta-boat.");
    await told.waitFor();
    await row(session.page, "regatta-boat").waitFor();
    await told.hover();
    await press(told, "Undo");
    await row(session.page, "regatta-drone").waitFor();
    assert.ok((await session.simulator.channel("regatta-drone")).arn);
  });

  it("says on the row what is being done until it is right, and shows that a refresh is under way", async () => {
    const { page, simulator } = session;
    await row(page, "regatta-drone").click();
    await page.keyboard.press("F2");
    await type(page, "regatta-boat");
    await control(simulator.url, "faults", { operation: "UpdateChannel", delayMs: 4000 });
    await page.keyboard.press("Enter");
    const old = row(page, "regatta-drone");
    await old.getByText("renaming…").waitFor();
    assert.match((await old.getAttribute("aria-label")) ?? "", /regatta-drone, renaming…,/);
    const now = row(page, "regatta-boat");
    await now.waitFor();
    await eventually(async () => {
      assert.doesNotMatch((await now.getAttribute("aria-label")) ?? "", /…/);
      assert.doesNotMatch((await tree(page)).join("\n"), /(renaming|reading)…/);
    });

    const progress = page.locator(".sidebar .monaco-progress-container.active");
    await progress.waitFor({ state: "hidden" });
    await control(simulator.url, "faults", { operation: "ListChannels", delayMs: 4000, times: 0 });
    await command(page, "IVS: Refresh");
    await progress.first().waitFor();
    await progress.waitFor({ state: "hidden" });
  });

  it("attaches by the key for moving, and detaches", async () => {
    await moveByKeys(session.page, row(session.page, "regatta-drone"));
    await choice(session.page, "conference-vod").click();
    await shows("conference-vod", [
      "breakout-room-a",
      "keynote-hall",
      "members-only-replay",
      "regatta-drone",
    ]);
    assert.equal(await recordedBy("regatta-drone"), "CvDAGaVFJGf9");
    await chooseFromMenu(session.page, row(session.page, "regatta-drone"), "Detach from Recording");
    await shows("conference-vod", ["breakout-room-a", "keynote-hall", "members-only-replay"]);
    assert.equal(await recordedBy("regatta-drone"), "");
  });

  it("attaches several by dragging them, and undoes that for all", async () => {
    await row(session.page, "commentary-booth-test").click();
    await row(session.page, "regatta-drone").click({ modifiers: ["Shift"] });
    await row(session.page, "regatta-drone").dragTo(row(session.page, "match-archive"));
    await notification(session.page, "Attached 2 channels to match-archive.").waitFor();
    await shows("match-archive", [
      "centre-court-umpire",
      "commentary-booth-test",
      "harbour-stadium-main",
      "harbour-stadium-tactical",
      "ice-rink-two",
      "regatta-drone",
    ]);
    await command(session.page, "IVS: Undo Last Change");
    await notification(session.page, "2 changes undone.").waitFor();
    assert.equal(await recordedBy("regatta-drone"), "");
    assert.equal(await recordedBy("commentary-booth-test"), "");
  });

  it("says why a channel cannot be dropped where it was", async () => {
    await row(session.page, "regatta-drone").dragTo(row(session.page, "frankfurt-archive"));
    await notification(
      session.page,
      "frankfurt-archive could not be created, so it records nothing",
    ).waitFor();
    await row(session.page, "regatta-drone").dragTo(row(session.page, "cup-final-vod"));
    await notification(session.page, "A channel stays in its account and region").waitFor();
    assert.equal(await recordedBy("regatta-drone"), "");
  });

  it("names what failed, and retries just that", async () => {
    const error = { name: "ConflictException", message: "not now" };
    await control(session.simulator.url, "faults", { operation: "UpdateChannel", error });
    await row(session.page, "breakout-room-a").click();
    await row(session.page, "keynote-hall").click({ modifiers: ["Shift"] });
    await chooseFromMenu(session.page, row(session.page, "keynote-hall"), "Detach from Recording");
    const told = notification(
      session.page,
      "was not detached: Amazon IVS refused it as things are now (not now)",
    );
    await told.waitFor();
    await told.hover();
    await press(told, "Retry");
    await eventually(async () => {
      assert.equal(await recordedBy("breakout-room-a"), "");
      assert.equal(await recordedBy("keynote-hall"), "");
    });
  });

  it("shows hostile text of an error as text: no link, no icon, no markup, nothing reordered", async () => {
    const message =
      "[Click me](command:workbench.action.closeWindow) $(flame) <b id=evil>bold</b> \u202eknil";
    const error = { name: "ConflictException", message };
    await control(session.simulator.url, "faults", { operation: "UpdateChannel", error });
    await moveByKeys(session.page, row(session.page, "regatta-drone"));
    await choice(session.page, "conference-vod").click();
    const told = notification(session.page, "Click me");
    await told.waitFor();
    assert.match((await told.textContent()) ?? "", /<b id=evil>bold<\/b>/);
    assert.doesNotMatch((await told.textContent()) ?? "", /\u202e/);
    assert.equal(await told.getByRole("link").count(), 0);
    assert.equal(await told.locator(".codicon-flame, #evil").count(), 0);

    await control(session.simulator.url, "faults", { operation: "ListChannels", times: 0, error });
    await command(session.page, "IVS: Refresh");
    const told2 = row(session.page, "Not readable").first();
    await eventually(async () => assert.match((await told2.textContent()) ?? "", /Click me/));
    assert.equal(await told2.locator(".codicon-flame, #evil, a[href*=command]").count(), 0);
  });

  it("offers of several that are selected only what acts on all: nobody gets another's stream key", async () => {
    const { page } = session;
    await row(page, "commentary-booth-test").click();
    await row(page, "regatta-drone").click({ modifiers: ["Shift"] });
    const several = await contextMenu(page, row(page, "regatta-drone"));
    assert.ok(several.includes("Move to…") && several.includes("Delete…"), `${several}`);
    for (const one of ["Edit Channel…", "Rename…", "Show as JSON", "Attach Recording…"])
      assert.ok(!several.includes(one), `${one}: ${several}`);
    await page.keyboard.press("Escape");
    await chooseFromMenu(page, row(page, "regatta-drone"), "Copy", "Copy Playback URL");
    await eventually(async () => {
      const lines = (await clipboard(page)).split("\n");
      assert.equal(lines.length, 2);
      assert.ok(
        lines.every((line) => line.endsWith(".m3u8")),
        `${lines}`,
      );
    });
    await row(page, "regatta-drone").click();
    await chooseFromMenu(page, row(page, "keynote-hall"), "Copy", "Copy Stream Key");
    await page.getByText("Stream key of keynote-hall copied.").waitFor();
  });

  it("attaches all that is not recorded from the group's menu", async () => {
    await chooseFromMenu(session.page, row(session.page, "Not recorded").first(), "Attach All to…");
    await choice(session.page, "conference-vod").click();
    await notification(session.page, "Attached 2 channels to conference-vod.").waitFor();
    assert.equal(await recordedBy("commentary-booth-test"), "CvDAGaVFJGf9");
  });

  it("copies the ARNs of all selected rows by Ctrl+C", async () => {
    await row(session.page, "commentary-booth-test").click();
    await row(session.page, "regatta-drone").click({ modifiers: ["Shift"] });
    await eventually(async () => {
      await session.page.keyboard.press("Control+c");
      const arns = (await clipboard(session.page)).split("\n");
      assert.equal(arns.length, 2);
      assert.ok(arns.every((arn) => arn.startsWith("arn:aws:ivs:us-east-1:")));
    });
  });

  it("does all of it by keyboard alone, from the palette", async () => {
    const { keyboard } = session.page;
    const run = async (title: string, ...answers: string[]) => {
      await keyboard.press("F1");
      await type(session.page, `>IVS: ${title}`);
      await choice(session.page, `IVS: ${title}`).first().waitFor();
      await keyboard.press("Enter");
      for (const answer of answers) await chooseByTyping(session.page, answer);
    };
    await run("Move to…", "regatta-drone", "conference-vod");
    await eventually(async () => assert.equal(await recordedBy("regatta-drone"), "CvDAGaVFJGf9"));
    await run("Detach from Recording", "regatta-drone");
    await eventually(async () => assert.equal(await recordedBy("regatta-drone"), ""));
    await run("Undo Last Change");
    await eventually(async () => assert.equal(await recordedBy("regatta-drone"), "CvDAGaVFJGf9"));
    await run("Rename…", "regatta-drone");
    await session.page.getByText("Rename Channel regatta-drone").waitFor();
    await type(session.page, "regatta-helicopter");
    await keyboard.press("Enter");
    await row(session.page, "regatta-helicopter").waitFor();
  });
});
