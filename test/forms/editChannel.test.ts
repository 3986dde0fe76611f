import assert from "node:assert/strict";
import {
  DeleteChannelCommand,
  TagResourceCommand,
  UpdateChannelCommand,
  type UpdateChannelCommandInput,
} from "@aws-sdk/client-ivs";
import { editor } from "../vscode";
import { useWorld } from "./harness";
import {
  button,
  choose,
  eventually,
  field,
  focused,
  heading,
  problem,
  select,
  tabTo,
  unfold,
  whole,
} from "./person";

describe("the form for editing a channel", () => {
  const world = useWorld();
  async function open(name: string) {
    const shown = await world.open("editChannel", world.on(world.channel(name)));
    await heading(shown.page, `Edit ${name}`);
    return shown;
  }
  /** A colleague changes a channel. */
  const changeElsewhere = (name: string, change: UpdateChannelCommandInput | object) =>
    world.elsewhere().send(new UpdateChannelCommand({ arn: world.channel(name).arn, ...change }));
  /** The form is closed, and that was said. */
  async function closed({ panel }: Awaited<ReturnType<typeof open>>, said: string) {
    await eventually(() => assert.ok(panel.closed, "the form is closed"));
    assert.deepEqual(editor.said, [`$(check) ${said}`]);
  }

  it("is prefilled, sends only what was changed, and tags by their own operations", async () => {
    const before = world.channel("keynote-hall");
    const shown = await open("keynote-hall");
    const { page } = shown;
    const keys = page.keyboard;
    await eventually(async () => assert.equal(await focused(page), "Name"));
    assert.equal(await field(page, "Name").inputValue(), "keynote-hall");
    assert.match((await select(page, "Type").textContent()) ?? "", /Advanced HD/);
    await tabTo(page, "Private playback");
    await keys.press("Space");
    await tabTo(page, "More");
    await keys.press("Enter");
    assert.equal(await field(page, "Key 1").inputValue(), "team");
    await tabTo(page, "Remove 1");
    await keys.press("Enter");
    await tabTo(page, "Add Tag");
    await keys.press("Enter");
    await eventually(async () => assert.match(await focused(page), /^Key/));
    await keys.type("new");
    await keys.press("Tab");
    await keys.type("2");
    await tabTo(page, "Save Changes");
    await keys.press("Enter");
    await closed(shown, "keynote-hall is saved.");
    const { team: _, ...rest } = before.tags;
    const after = { ...before, authorized: true, tags: { ...rest, new: "2" } };
    assert.deepEqual(world.channel("keynote-hall"), after);
    for (const operation of ["UpdateChannel", "UntagResource", "TagResource"])
      assert.equal(world.calls(operation), 1, operation);
  });

  it("shows what was changed in the tree's own state, once it is saved", async () => {
    const shown = await open("keynote-hall");
    await field(shown.page, "Name").fill("keynote-stage");
    await button(shown.page, "Save Changes").click();
    await closed(shown, "keynote-stage is saved.");
    const { arn } = world.channel("keynote-stage");
    await eventually(() =>
      assert.equal(world.connection().snapshot.channels?.items.get(arn)?.name, "keynote-stage"),
    );
  });

  it("sends nothing when nothing was changed", async () => {
    const shown = await open("keynote-hall");
    await button(shown.page, "Save Changes").click();
    await closed(shown, "Nothing was changed.");
    assert.equal(world.calls("UpdateChannel"), 0);
  });

  it("takes back to not recorded", async () => {
    const shown = await open("keynote-hall");
    await choose(shown.page, "Recording configuration", "Not recorded");
    await button(shown.page, "Save Changes").click();
    await closed(shown, "keynote-hall is saved.");
    assert.equal(world.channel("keynote-hall").recordingConfigurationArn, "");
  });

  describe("when it was changed elsewhere meanwhile", () => {
    it("shows both values and asks, and keeps mine besides theirs", async () => {
      const shown = await open("regatta-drone");
      const { page } = shown;
      await field(page, "Name").fill("mine");
      await changeElsewhere("regatta-drone", { name: "theirs", latencyMode: "NORMAL" });
      await button(page, "Save Changes").click();
      await whole(page).getByText("choose above which values to keep").waitFor();
      await page.getByText("Name: “theirs” elsewhere, “mine” here").waitFor();
      await page.getByText("Latency: “NORMAL” elsewhere, not changed here").waitFor();
      assert.equal(world.calls("UpdateChannel"), 1, "the colleague's alone");
      await button(page, "Keep Mine").click();
      await button(page, "Keep Mine").waitFor({ state: "detached" });
      await eventually(async () =>
        assert.match((await select(page, "Latency").textContent()) ?? "", /NORMAL/),
      );
      await whole(page).waitFor({ state: "detached" });
      await button(page, "Save Changes").click();
      await closed(shown, "mine is saved.");
      assert.equal(world.channel("mine").latencyMode, "NORMAL");
    });

    it("takes theirs", async () => {
      const shown = await open("regatta-drone");
      const { page } = shown;
      await field(page, "Name").fill("mine");
      await choose(page, "Latency", "Standard (NORMAL)");
      await changeElsewhere("regatta-drone", { name: "theirs" });
      await button(page, "Save Changes").click();
      await button(page, "Take Theirs").click();
      await eventually(async () => assert.equal(await field(page, "Name").inputValue(), "theirs"));
      // What nobody else changed stays as it was typed.
      assert.match((await select(page, "Latency").textContent()) ?? "", /NORMAL/);
      await button(page, "Save Changes").click();
      await closed(shown, "theirs is saved.");
      assert.equal(world.channel("theirs").latencyMode, "NORMAL");
    });

    it("sees it by itself as soon as it is read", async () => {
      const { page } = await open("commentary-booth-test");
      await field(page, "Name").fill("not-this");
      await changeElsewhere("commentary-booth-test", { name: "booth" });
      await world.refresh();
      await page.getByText("Name: “booth” elsewhere, “not-this” here").waitFor();
      await button(page, "Take Theirs").click();
      await eventually(async () => assert.equal(await field(page, "Name").inputValue(), "booth"));
    });

    it("sees what no list shows when it is saved: the container format", async () => {
      const { page } = await open("regatta-drone");
      await field(page, "Name").fill("mine");
      await changeElsewhere("regatta-drone", { containerFormat: "FRAGMENTED_MP4" });
      await button(page, "Save Changes").click();
      await page
        .getByText("Container format: “FRAGMENTED_MP4” elsewhere, not changed here")
        .waitFor();
      assert.equal(world.channels("mine").length, 0);
    });

    it("sees tags, and keeps a colleague's beside one's own", async () => {
      const shown = await open("regatta-drone");
      const { page } = shown;
      await field(page, "Name").fill("mine");
      const { arn } = world.channel("regatta-drone");
      await world.elsewhere().send(new TagResourceCommand({ resourceArn: arn, tags: { a: "1" } }));
      await button(page, "Save Changes").click();
      await page.getByText(/Tags: .*a=1 elsewhere, not changed here/).waitFor();
      await button(page, "Keep Mine").click();
      await button(page, "Keep Mine").waitFor({ state: "detached" });
      await button(page, "Save Changes").click();
      await closed(shown, "mine is saved.");
      assert.equal(world.channel("mine").tags.a, "1");
    });

    it("asks again about a change that comes while it is being answered", async () => {
      const shown = await open("regatta-drone");
      const { page } = shown;
      await field(page, "Name").fill("mine");
      await changeElsewhere("regatta-drone", { name: "first" });
      await button(page, "Save Changes").click();
      await page.getByText("Name: “first” elsewhere, “mine” here").waitFor();
      await changeElsewhere("first", { name: "second" });
      await button(page, "Keep Mine").click();
      await button(page, "Keep Mine").waitFor({ state: "detached" });
      await button(page, "Save Changes").click();
      await page.getByText("Name: “second” elsewhere, “mine” here").waitFor();
      assert.equal(world.channels("mine").length, 0);
    });

    it("is told so where it changes between the last look and the write", async () => {
      const { page } = await open("regatta-drone");
      await field(page, "Name").fill("mine");
      // The form itself looks first, then the step that writes: between the two a colleague does.
      world.fault("GetChannel", { delayMs: 0 });
      world.fault("GetChannel", { delayMs: 200 });
      const looks = world.calls("GetChannel") + 2;
      const { arn } = world.channel("regatta-drone");
      const step = eventually(() => {
        assert.equal(world.calls("GetChannel"), looks);
        const channel = world.region().channels.find(arn);
        world.region().channels.replace(arn, { ...channel, name: "theirs" });
      });
      await button(page, "Save Changes").click();
      await step;
      await whole(page).getByText("It has been changed elsewhere since.").waitFor();
      assert.equal(world.calls("UpdateChannel"), 0);
      assert.equal(await field(page, "Name").inputValue(), "mine");
      await page.getByText("Name: “theirs” elsewhere, “mine” here").waitFor();
    });
  });

  describe("when the channel is live", () => {
    it("says so, is refused, and applies the change when its stream ends", async () => {
      const shown = await open("harbour-stadium-main");
      const { page } = shown;
      const live = world.channel("harbour-stadium-main");
      await page.getByText("This channel is live").waitFor();
      await field(page, "Name").fill("harbour-later");
      await button(page, "Save Changes").click();
      await whole(page).getByText("is live; stop its stream first").waitFor();
      assert.equal(await field(page, "Name").inputValue(), "harbour-later");
      await button(page, "Apply When the Stream Ends").click();
      await closed(shown, "harbour-later will be changed when its stream ends.");
      assert.equal(world.channels("harbour-later").length, 0);
      await world.refresh();
      await world.stream("stop", live);
      await world.refresh();
      await eventually(() => world.channel("harbour-later"));
      await eventually(() =>
        assert.equal(
          editor.said.at(-1),
          "The stream of channel harbour-stadium-main ended; done: Name.",
        ),
      );
    });

    it("stops the stream first where that is chosen", async () => {
      const shown = await open("ice-rink-two");
      const { page } = shown;
      await choose(page, "Latency", "Standard (NORMAL)");
      await button(page, "Stop the Stream First").click();
      await closed(shown, "ice-rink-two is saved.");
      assert.equal(world.channel("ice-rink-two").latencyMode, "NORMAL");
      assert.equal(world.calls("StopStream"), 1);
    });

    it("saves tags at once", async () => {
      const shown = await open("ice-rink-two");
      const { page } = shown;
      await unfold(page);
      await field(page, "Value 1").fill("night-shift");
      await button(page, "Apply When the Stream Ends").click();
      await closed(shown, "ice-rink-two is saved.");
      assert.equal(world.channel("ice-rink-two").tags.team, "night-shift");
      assert.deepEqual(world.window.waiting.all, []);
      assert.equal(world.calls("StopStream"), 0);
    });

    it("keeps the stream where something else stands in the way", async () => {
      const { page } = await open("ice-rink-two");
      await field(page, "Name").fill("two words");
      await button(page, "Stop the Stream First").click();
      await problem(page, "name").getByText("A space is not allowed").waitFor();
      assert.equal(world.calls("StopStream"), 0);
    });
  });

  it("says that the channel goes live, and that it vanishes, while it is open", async () => {
    const channel = world.channel("centre-court-umpire");
    const { page } = await open("centre-court-umpire");
    assert.equal(await page.getByText("This channel is live").count(), 0);
    await world.stream("start", channel);
    await world.refresh();
    await page.getByText("This channel is live").waitFor();
    await world.stream("stop", channel);
    await world.elsewhere().send(new DeleteChannelCommand({ arn: channel.arn }));
    await world.refresh();
    await page.getByText("This channel no longer exists").waitFor();
    assert.ok(await button(page, "Save Changes").isDisabled());
  });

  it("offers to try again where it could not be opened", async () => {
    world.refuse("GetChannel", "not now");
    const { page } = await world.open("editChannel", world.on(world.channel("keynote-hall")));
    await page.getByText("not now").waitFor();
    await button(page, "Retry").click();
    await heading(page, "Edit keynote-hall");
  });

  describe("when something is refused", () => {
    it("says so at its field, and loses nothing", async () => {
      const shown = await open("keynote-hall");
      const { page } = shown;
      await field(page, "Name").fill("other");
      const message = "Value at 'latencyMode' is odd";
      world.fault("UpdateChannel", {
        error: { name: "ValidationException", status: 400, message },
      });
      await button(page, "Save Changes").click();
      await page.locator('[data-id="latencyMode"] .problem').getByText("is odd").waitFor();
      await eventually(async () => assert.equal(await focused(page), "Latency"));
      await button(page, "Save Changes").click();
      await closed(shown, "other is saved.");
    });

    it("says that all but the tags is saved, and takes that for its own afterwards", async () => {
      const shown = await open("keynote-hall");
      const { page } = shown;
      await field(page, "Name").fill("other");
      await unfold(page);
      await field(page, "Value 1").fill("renamed");
      const error = { name: "AccessDeniedException", status: 403, message: "no" };
      world.fault("TagResource", { error });
      await button(page, "Save Changes").click();
      await whole(page).getByText("Saved, except for the tags: Not allowed to call").waitFor();
      world.channel("other");
      await world.refresh();
      assert.equal(await button(page, "Keep Mine").count(), 0);
      await button(page, "Save Changes").click();
      await closed(shown, "other is saved.");
      assert.equal(world.channel("other").tags.team, "renamed");
      assert.equal(world.calls("UpdateChannel"), 1);
    });
  });

  describe("when the answer is lost", () => {
    for (const [how, fault] of [
      ["after the work", { drop: "after" }],
      ["before it", { drop: "before" }],
      ["in what can't be read", { malformed: true }],
    ] as const)
      it(`${how}, finds out what became of it`, async () => {
        const shown = await open("keynote-hall");
        await field(shown.page, "Name").fill("keynote-stage");
        world.fault("UpdateChannel", fault);
        await button(shown.page, "Save Changes").click();
        await closed(shown, "keynote-stage is saved.");
        world.channel("keynote-stage");
      });

    it("says that it was not saved where it was not", async () => {
      const { page } = await open("keynote-hall");
      await field(page, "Name").fill("keynote-stage");
      world.fault("UpdateChannel", { drop: "before", times: 0 });
      await button(page, "Save Changes").click();
      await whole(page).getByText("does not answer").waitFor();
      assert.equal(world.channels("keynote-stage").length, 0);
      assert.equal(await field(page, "Name").inputValue(), "keynote-stage");
    });

    it("and nobody can look, says that nobody knows", async () => {
      const { page } = await open("keynote-hall");
      await field(page, "Name").fill("keynote-stage");
      world.fault("UpdateChannel", { drop: "after", delayMs: 100 });
      await button(page, "Save Changes").click();
      await eventually(() => assert.equal(world.calls("UpdateChannel"), 1));
      world.refuse("GetChannel", "not now", { times: 0 });
      await whole(page).getByText("it could not be determined whether it was done").waitFor();
      assert.equal(await field(page, "Name").inputValue(), "keynote-stage");
      assert.equal(world.calls("UpdateChannel"), 1);
    });
  });

  it("does not take its own change for somebody else's once it can be looked at", async () => {
    const shown = await open("keynote-hall");
    const { page } = shown;
    await field(page, "Name").fill("keynote-stage");
    world.fault("UpdateChannel", { drop: "after", delayMs: 100 });
    await button(page, "Save Changes").click();
    await eventually(() => assert.equal(world.calls("UpdateChannel"), 1));
    world.refuse("GetChannel", "not now", { times: 0 });
    await whole(page).getByText("it could not be determined whether it was done").waitFor();
    world.simulator.faults.clear();
    await button(page, "Save Changes").click();
    await eventually(() => assert.ok(shown.panel.closed, "the form is closed"));
    assert.equal(world.calls("UpdateChannel"), 1);
  });

  it("does not take its own half of a change of tags for somebody else's", async () => {
    const shown = await open("keynote-hall");
    const { page } = shown;
    await unfold(page);
    await field(page, "Key 1").fill("other");
    world.refuse("UntagResource", "not now");
    await button(page, "Save Changes").click();
    await whole(page).getByText("not now").waitFor();
    await button(page, "Save Changes").click();
    await closed(shown, "keynote-hall is saved.");
    const { tags } = world.channel("keynote-hall");
    assert.deepEqual([tags.team, tags.other], [undefined, "events"]);
  });

  it("shows foreign text as text, however it is made", async () => {
    const hostile = "<img src=x onerror=alert(1)> $(bug) [x](command:y) \u202Eesrever\u2066 🎬";
    const long = "n".repeat(128);
    await changeElsewhere("members-only-replay", { name: long, tags: {} });
    const { page } = await open(long);
    await field(page, "Name").fill("other");
    world.refuse("UpdateChannel", hostile);
    await button(page, "Save Changes").click();
    await whole(page).waitFor();
    assert.match(
      await whole(page).innerText(),
      /<img src=x onerror=alert\(1\)> \$\(bug\).*esrever.*🎬/,
    );
    await unfold(page);
    await button(page, "Add Tag").click();
    await page.getByRole("textbox", { name: /^Key/ }).last().fill("<b>🎬</b>");
    await page.locator('[data-id="tags"] .problem').getByText("“<b>🎬</b>”").waitFor();
    assert.equal(await page.locator("img, b").count(), 0);
    const wider = await page.evaluate("document.body.scrollWidth - innerWidth");
    assert.ok(Number(wider) <= 0, "nothing is wider than the page");
  });
});
