import assert from "node:assert/strict";
import { DeleteChannelCommand, UpdateChannelCommand } from "@aws-sdk/client-ivs";
import { addChannel } from "../../src/simulator/ivs/operations/channels";
import { editor } from "../vscode";
import { useWorld } from "./harness";
import {
  button,
  choose,
  chooseByKeys,
  eventually,
  field,
  heading,
  select,
  tabTo,
  whole,
} from "./person";

describe("the form for attaching", () => {
  const world = useWorld();
  async function open(...names: string[]) {
    const target = world.on(...names.map((name) => world.channel(name)));
    const shown = await world.open("attach", target);
    await heading(shown.page, "Attach Recording");
    return shown;
  }
  const recordedBy = (name: string) => {
    const { recordingConfigurationArn: arn } = world.channel(name);
    return arn && world.region().recordings.get(arn)?.name;
  };
  const moveElsewhere = (name: string) =>
    world.elsewhere().send(
      new UpdateChannelCommand({
        arn: world.channel(name).arn,
        recordingConfigurationArn: world.recording("conference-vod").arn,
      }),
    );
  async function closed({ panel }: Awaited<ReturnType<typeof open>>, said: string) {
    await eventually(() => assert.ok(panel.closed, "the form is closed"));
    assert.deepEqual(editor.said, [`$(check) ${said}`]);
  }
  /** The lines that say how things are now. */
  const lines = (page: Awaited<ReturnType<typeof open>>["page"]) =>
    page.locator(".notice.info li").allInnerTexts();

  it("attaches a channel, by the keyboard alone", async () => {
    const shown = await open("regatta-drone");
    const { page } = shown;
    assert.deepEqual(await lines(page), ["regatta-drone: not recorded"]);
    await tabTo(page, "Recording configuration");
    await chooseByKeys(page, 1);
    await button(page, "Attach 1 channel").waitFor();
    await tabTo(page, "Attach 1 channel");
    await page.keyboard.press("Enter");
    await closed(shown, "Attached 1 channel to conference-vod.");
    assert.equal(recordedBy("regatta-drone"), "conference-vod");
  });

  it("attaches many, detaches some, and leaves alone what is so already", async () => {
    const shown = await open("regatta-drone", "commentary-booth-test", "keynote-hall");
    const { page } = shown;
    await choose(page, "Recording configuration", "conference-vod");
    await button(page, "Attach 3 channels").click();
    await closed(shown, "Attached 2 channels to conference-vod.");
    assert.equal(recordedBy("regatta-drone"), "conference-vod");
    assert.equal(recordedBy("commentary-booth-test"), "conference-vod");
    assert.equal(world.calls("UpdateChannel"), 2);
  });

  it("marks what records them now, and does not go ahead where nothing would change", async () => {
    const { page } = await open("keynote-hall");
    const attach = button(page, "Attach 1 channel");
    await page.getByText("This is how it is now").waitFor();
    assert.equal(await attach.getAttribute("aria-disabled"), "true");
    await choose(page, "Recording configuration", "match-archive");
    await page.getByText("This is how it is now").waitFor({ state: "hidden" });
    assert.equal(await attach.getAttribute("aria-disabled"), "false");
    await choose(page, "Recording configuration", "conference-vod (current)");
    await page.getByText("This is how it is now").waitFor();
  });

  it("says what was changed elsewhere while it was open, and not what it changed by itself", async () => {
    const { page } = await open("keynote-hall", "regatta-drone");
    const told = page.locator(".notice.warning", { hasText: "Changed elsewhere" });
    assert.equal(await told.count(), 0);
    const { arn } = world.channel("keynote-hall");
    await world.elsewhere().send(new UpdateChannelCommand({ arn, recordingConfigurationArn: "" }));
    await world.refresh();
    await told.getByText("keynote-hall").waitFor();
    assert.equal(await told.getByText("regatta-drone").count(), 0);
  });

  it("begins with what all have in common, or for detaching with nothing", async () => {
    const { page } = await open("keynote-hall", "breakout-room-a");
    assert.match((await select(page, "Recording configuration").textContent()) ?? "", /conference/);
    const target = { ...world.on(world.channel("keynote-hall")), detach: true };
    const other = await world.open("attach", target);
    await heading(other.page, "Detach Recording");
    await button(other.page, "Detach 1 channel").click();
    await eventually(() => assert.ok(other.panel.closed, "the form is closed"));
    assert.equal(recordedBy("keynote-hall"), "");
  });

  it("can be undone", async () => {
    const shown = await open("keynote-hall", "regatta-drone");
    await choose(shown.page, "Recording configuration", "match-archive");
    await button(shown.page, "Attach 2 channels").click();
    await closed(shown, "Attached 2 channels to match-archive.");
    assert.equal(editor.context.get("ivs.undoable"), true);
    await world.window.runner.undo();
    assert.equal(recordedBy("keynote-hall"), "conference-vod");
    assert.equal(recordedBy("regatta-drone"), "");
    assert.equal(editor.said.at(-1), "2 changes undone.");
  });

  it("warns of a configuration that records nothing", async () => {
    const { panel, page } = await open("commentary-booth-test");
    await choose(page, "Recording configuration", "frankfurt-archive (creation failed)");
    await page.getByText("frankfurt-archive is not active (creation failed)").waitFor();
    await choose(page, "Recording configuration", "match-archive");
    await page.getByText("is not active").waitFor({ state: "detached" });
    await button(page, "Cancel").click();
    await button(page, "Discard").click();
    await eventually(() => assert.ok(panel.closed, "the form is closed"));
    assert.equal(recordedBy("commentary-booth-test"), "");
  });

  it("attaches to a configuration that is created on the way", async () => {
    const shown = await open("regatta-drone");
    await button(shown.page, "Create New…").click();
    await eventually(() => assert.equal(world.tabs, 2));
    const other = await world.last();
    await field(other.page, "Name").fill("fresh");
    await field(other.page, "S3 bucket").fill("northshore-fresh");
    await button(other.page, "Create Recording Configuration").click();
    await eventually(() => assert.ok(other.panel.closed, "the form is closed"));
    await button(shown.page, "Attach 1 channel").click();
    await eventually(() => assert.ok(shown.panel.closed, "the form is closed"));
    assert.equal(recordedBy("regatta-drone"), "fresh");
  });

  describe("of channels that are live", () => {
    it("says so, and changes them when their streams end", async () => {
      const shown = await open("ice-rink-two", "centre-court-umpire");
      const { page } = shown;
      assert.deepEqual(await lines(page), [
        "ice-rink-two: recorded by match-archive, live",
        "centre-court-umpire: recorded by match-archive",
      ]);
      await page.getByText("The service refuses to change a channel while it is live.").waitFor();
      await choose(page, "Recording configuration", "Not recorded");
      await button(page, "Detach 2 channels").click();
      await closed(
        shown,
        "Detached 1 channel: nothing records it now. 1 channel is changed when its stream ends.",
      );
      assert.equal(recordedBy("centre-court-umpire"), "");
      assert.equal(recordedBy("ice-rink-two"), "match-archive");
      await world.stream("stop", world.channel("ice-rink-two"));
      await world.refresh();
      await eventually(() => assert.equal(recordedBy("ice-rink-two"), ""));
    });

    it("stops their streams first", async () => {
      const shown = await open("ice-rink-two");
      const { page } = shown;
      await choose(page, "Recording configuration", "conference-vod");
      await choose(page, "Channels that are live (1)", "Stop their streams first");
      await button(page, "Attach 1 channel").click();
      await closed(shown, "Attached 1 channel to conference-vod.");
      assert.equal(recordedBy("ice-rink-two"), "conference-vod");
      assert.equal(world.region().streams.get(world.channel("ice-rink-two").arn), undefined);
    });

    it("leaves them as they are", async () => {
      const shown = await open("ice-rink-two", "regatta-drone");
      const { page } = shown;
      await choose(page, "Recording configuration", "conference-vod");
      await choose(page, "Channels that are live (1)", "Leave them as they are");
      await button(page, "Attach 2 channels").click();
      await closed(shown, "Attached 1 channel to conference-vod.");
      assert.equal(recordedBy("ice-rink-two"), "match-archive");
      assert.equal(world.window.waiting.all.length, 0);
      assert.equal(world.calls("StopStream"), 0);
    });

    it("shows one that goes live, and one that vanishes, while it is open", async () => {
      const { page } = await open("regatta-drone", "commentary-booth-test");
      const label = "Channels that are live (1)";
      assert.equal(await select(page, label).count(), 0);
      await world.stream("start", world.channel("regatta-drone"));
      const { arn } = world.channel("commentary-booth-test");
      await world.elsewhere().send(new DeleteChannelCommand({ arn }));
      await world.refresh();
      await select(page, label).waitFor();
      await page.getByText("1 channel no longer exists.").waitFor();
      await button(page, "Detach 1 channel").waitFor();
    });
  });

  describe("when something goes wrong", () => {
    it("names what was not done and why, and does just that when asked again", async () => {
      const shown = await open("keynote-hall", "breakout-room-a", "regatta-drone");
      const { page } = shown;
      await choose(page, "Recording configuration", "match-archive");
      world.refuse("UpdateChannel", "not now");
      await button(page, "Attach 3 channels").click();
      await whole(page).getByText("Attached 2 channels to match-archive.").waitFor();
      await whole(page).getByText("not now").waitFor();
      await button(page, "Attach 3 channels").click();
      await closed(shown, "Attached 1 channel to match-archive.");
      for (const name of ["keynote-hall", "breakout-room-a", "regatta-drone"])
        assert.equal(recordedBy(name), "match-archive");
      assert.equal(world.calls("UpdateChannel"), 4);
    });

    it("finds out what became of an answer that was lost", async () => {
      const shown = await open("keynote-hall", "regatta-drone");
      const { page } = shown;
      await choose(page, "Recording configuration", "match-archive");
      world.fault("UpdateChannel", { drop: "after" });
      world.fault("UpdateChannel", { drop: "before" });
      await button(page, "Attach 2 channels").click();
      await closed(shown, "Attached 2 channels to match-archive.");
      assert.equal(recordedBy("keynote-hall"), "match-archive");
      assert.equal(recordedBy("regatta-drone"), "match-archive");
    });

    it("says what nobody knows where an answer was lost and nobody can look", async () => {
      const { page } = await open("keynote-hall", "regatta-drone");
      await choose(page, "Recording configuration", "match-archive");
      world.fault("UpdateChannel", { drop: "after", delayMs: 100 });
      world.fault("UpdateChannel", { delayMs: 100 });
      await button(page, "Attach 2 channels").click();
      await eventually(() => assert.equal(world.calls("UpdateChannel"), 2));
      world.refuse("GetChannel", "not now", { times: 0 });
      world.refuse("BatchGetChannel", "not now", { times: 0 });
      await whole(page).getByText("Attached 1 channel to match-archive.").waitFor();
      const said = await whole(page).innerText();
      assert.match(
        said,
        /The answer was lost for (keynote-hall|regatta-drone), and it could not be determined whether it was/,
      );
    });

    it("does not overwrite what a colleague attached since", async () => {
      const { page } = await open("regatta-drone");
      await choose(page, "Recording configuration", "match-archive");
      await moveElsewhere("regatta-drone");
      await button(page, "Attach 1 channel").click();
      await whole(page).getByText("It has been changed elsewhere since.").waitFor();
      assert.equal(recordedBy("regatta-drone"), "conference-vod");
      // What it is now is said, so that it can be decided anew.
      await page.getByText("regatta-drone: recorded by conference-vod").first().waitFor();
    });

    it("asks about those of many that a colleague attached since, before any is changed", async () => {
      const shown = await open("regatta-drone", "commentary-booth-test");
      const { page } = shown;
      await choose(page, "Recording configuration", "match-archive");
      await moveElsewhere("regatta-drone");
      await button(page, "Attach 2 channels").click();
      await whole(page).getByText("Changed elsewhere meanwhile").waitFor();
      await whole(page).getByText("regatta-drone: recorded by conference-vod").waitFor();
      assert.deepEqual(await lines(page), [
        "regatta-drone: recorded by conference-vod",
        "commentary-booth-test: not recorded",
      ]);
      assert.equal(world.calls("UpdateChannel"), 1, "the colleague's own");
      // Who wishes it all the same presses again.
      await button(page, "Attach 2 channels").click();
      await closed(shown, "Attached 2 channels to match-archive.");
      assert.equal(recordedBy("regatta-drone"), "match-archive");
    });

    it("stops between channels on Cancel, and says what was not begun", async () => {
      for (let at = 0; at < 20; at++) addChannel(world.region(), { name: `many-${at}` });
      await world.refresh();
      const names = Array.from({ length: 20 }, (_, at) => `many-${at}`);
      const { page } = await open(...names);
      await choose(page, "Recording configuration", "match-archive");
      world.fault("UpdateChannel", { delayMs: 250, times: 0 });
      await button(page, "Attach 20 channels").click();
      await page.locator(".status", { hasText: / of 20…/ }).waitFor();
      await page.locator(".progress").getByRole("button", { name: "Cancel" }).click();
      await whole(page).getByText("were not started.").waitFor();
      const said = await whole(page).innerText();
      const [, done] = /Attached (\d+) channels to match-archive/.exec(said) ?? [];
      const [, left] = /(\d+) were not started/.exec(said) ?? [];
      assert.equal(Number(done) + Number(left), 20, said);
      const attached = names.filter((name) => recordedBy(name) === "match-archive");
      assert.equal(attached.length, Number(done), "what is said is so");
      assert.ok(attached.length < 20);
    });
  });

  it("says which channels it leaves out: those of another region", async () => {
    const here = world.channel("regatta-drone");
    const there = world.channel("galway-half-marathon", "eu-west-1");
    const { refs = [] } = world.on(here);
    const other = { connection: world.connection("eu-west-1").id, arn: there.arn };
    const { page } = await world.open("attach", { refs: [...refs, other] });
    await page.getByText("Only the channels of us-east-1 are changed").waitFor();
    await button(page, "Detach 1 channel").waitFor();
  });
});
