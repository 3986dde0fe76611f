import assert from "node:assert/strict";
import {
  CreateAdConfigurationCommand,
  CreatePlaybackRestrictionPolicyCommand,
} from "@aws-sdk/client-ivs";
import { editor } from "../vscode";
import { SIMULATED, useWorld } from "./harness";
import {
  box,
  button,
  choose,
  chooseByKeys,
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

describe("the form for creating a channel", () => {
  const world = useWorld();
  async function open(target?: Parameters<typeof world.open>[1]) {
    const shown = await world.open("createChannel", target);
    await heading(shown.page, target?.refs ? "Duplicate Channel" : "Create Channel");
    return shown;
  }

  it("sets every field, by the keyboard alone, and says what an encoder needs", async () => {
    await world.elsewhere().send(new CreatePlaybackRestrictionPolicyCommand({ name: "norway" }));
    const playbackConfigurationArn =
      "arn:aws:mediatailor:us-east-1:111122223333:playbackConfiguration/ads";
    await world.elsewhere().send(
      new CreateAdConfigurationCommand({
        name: "breaks",
        mediaTailorPlaybackConfigurations: [{ playbackConfigurationArn }],
      }),
    );
    const { panel, page } = await open();
    const keys = page.keyboard;
    await eventually(async () => assert.equal(await focused(page), "Name"));
    await keys.type("finals-2026");
    await tabTo(page, "Type");
    await chooseByKeys(page, 2);
    await page.locator("p.about", { hasText: "Transcoded to at most 720p" }).waitFor();
    await tabTo(page, "Latency");
    await chooseByKeys(page, 1);
    await tabTo(page, "Recording configuration");
    await chooseByKeys(page, 3);
    await tabTo(page, "Private playback");
    await keys.press("Space");
    await tabTo(page, "More");
    await keys.press("Enter");
    await tabTo(page, "Allow insecure ingest");
    await keys.press("Space");
    await select(page, "Transcode preset").waitFor();
    await tabTo(page, "Transcode preset");
    await chooseByKeys(page, 1);
    await tabTo(page, "Playback restriction policy");
    await chooseByKeys(page, 1);
    await tabTo(page, "Ad configuration");
    await chooseByKeys(page, 1);
    await tabTo(page, "Add Tag");
    await keys.press("Enter");
    await eventually(async () => assert.equal(await focused(page), "Key 1"));
    await keys.type("team");
    await keys.press("Tab");
    await keys.type("north shore");
    await keys.press("Enter");
    await heading(page, "Channel Created");

    const made = world.channel("finals-2026");
    assert.equal(made.type, "ADVANCED_HD");
    assert.equal(made.latencyMode, "NORMAL");
    assert.equal(made.recordingConfigurationArn, world.recording("match-archive").arn);
    assert.equal(made.authorized, true);
    assert.equal(made.insecureIngest, true);
    assert.equal(made.preset, "CONSTRAINED_BANDWIDTH_DELIVERY");
    assert.match(made.playbackRestrictionPolicyArn, /playback-restriction-policy/);
    assert.match(made.adConfigurationArn, /ad-configuration/);
    assert.deepEqual(made.tags, { team: "north shore" });
    await page.getByText(`rtmps://${made.ingestEndpoint}:443/app/`).waitFor();
    await page.getByText(made.playbackUrl).waitFor();
    assert.equal(panel.title, "Channel Created");
    const ref = { connection: world.connection().id, arn: made.arn };
    await eventually(() => assert.deepEqual(world.window.revealed, [ref]));
    await tabTo(page, "Show in the Tree");
    await keys.press("Enter");
    await eventually(() => assert.deepEqual(world.window.revealed, [ref, ref]));
    await keys.press("Escape");
    await eventually(() => assert.ok(panel.closed, "the form is closed"));
  });

  it("reads a stream key only when it is copied or shown, and keeps it nowhere", async () => {
    const { panel, page } = await open();
    await field(page, "Name").fill("keyed");
    await button(page, "Create Channel").click();
    await heading(page, "Channel Created");
    const { arn } = world.channel("keyed");
    const keys = [...world.region().streamKeys.values()];
    const key = keys.find(({ channelArn }) => channelArn === arn) ?? assert.fail();
    const secret = page.getByText(key.value);
    assert.equal(world.calls("GetStreamKey"), 0);
    assert.equal(await secret.count(), 0);
    await button(page, "Copy: Stream key").click();
    await page.getByText("Copied").waitFor();
    assert.equal(editor.clipboard, key.value);
    assert.equal(await secret.count(), 0);
    await button(page, "Show: Stream key").click();
    await secret.waitFor();
    assert.doesNotMatch(JSON.stringify(await panel.state()), /sk_us-east-1/);
    await button(page, "Hide: Stream key").click();
    await secret.waitFor({ state: "detached" });
    await button(page, "Copy: Playback URL").click();
    await eventually(() => assert.equal(editor.clipboard, world.channel("keyed").playbackUrl));

    world.refuse("GetStreamKey", "not for you");
    await button(page, "Show: Stream key").click();
    await eventually(() => assert.match(editor.said.join(), /not for you/));
    assert.equal(await secret.count(), 0);
    await button(page, "Close").click();
    await eventually(() => assert.ok(panel.closed, "the form is closed"));
  });

  it("says that it is created although it can't be read", async () => {
    world.refuse("GetChannel");
    const { page } = await open();
    await field(page, "Name").fill("unread");
    await button(page, "Create Channel").click();
    await heading(page, "Channel Created");
    await page.getByText("unread is ready to be streamed to.").waitFor();
    assert.equal(await page.getByText("rtmps://").count(), 0);
    world.channel("unread");
  });

  it("says what multitrack input requires, at its field, and takes it then", async () => {
    const { page } = await open();
    await field(page, "Name").fill("multi");
    await unfold(page);
    await page.getByText("Multitrack input", { exact: true }).click();
    await choose(page, "Largest track", "HD (up to 720p)");
    await choose(page, "Multitrack policy", "Require: several tracks only");
    await button(page, "Create Channel").click();
    await problem(page, "containerFormat").getByText("Multitrack input needs").waitFor();
    await eventually(async () => assert.equal(await focused(page), "Container format"));
    await choose(page, "Container format", "Fragmented MP4");
    await problem(page, "containerFormat").waitFor({ state: "detached" });
    await button(page, "Create Channel").click();
    await heading(page, "Channel Created");
    const { multitrackInputConfiguration, containerFormat } = world.channel("multi");
    assert.equal(containerFormat, "FRAGMENTED_MP4");
    assert.deepEqual(multitrackInputConfiguration, {
      enabled: true,
      policy: "REQUIRE",
      maximumResolution: "HD",
    });
  });

  it("offers what fits the type, and sends nothing else", async () => {
    const { page } = await open();
    await field(page, "Name").fill("changed-my-mind");
    await unfold(page);
    assert.equal(await select(page, "Transcode preset").count(), 0);
    await page.getByText("Multitrack input", { exact: true }).click();
    await select(page, "Largest track").waitFor();
    await choose(page, "Type", "Advanced SD");
    await box(page, "Multitrack input").waitFor({ state: "detached" });
    await choose(page, "Transcode preset", "Constrained bandwidth delivery");
    await choose(page, "Type", "Basic");
    await select(page, "Transcode preset").waitFor({ state: "detached" });
    // What was ticked is there again with its field.
    await choose(page, "Type", "Standard");
    await eventually(async () =>
      assert.ok(await box(page, "Multitrack input").isChecked(), "it is ticked"),
    );
    await choose(page, "Type", "Basic");
    await button(page, "Create Channel").click();
    await heading(page, "Channel Created");
    const made = world.channel("changed-my-mind");
    assert.deepEqual([made.type, made.preset], ["BASIC", ""]);
    assert.equal(made.multitrackInputConfiguration.enabled, false);
  });

  it("says at its field what a name may not be, while it is typed", async () => {
    const { page } = await open();
    const name = field(page, "Name");
    await name.fill("two words");
    await problem(page, "name").getByText("A space is not allowed").waitFor();
    assert.equal(await name.getAttribute("aria-invalid"), "true");
    assert.match((await name.getAttribute("aria-description")) ?? "", /not allowed/);
    await name.fill("x".repeat(129));
    await problem(page, "name").getByText("At most 128 characters: these are 129.").waitFor();
    await button(page, "Create Channel").click();
    await eventually(async () => assert.equal(await focused(page), "Name"));
    assert.equal(world.calls("CreateChannel"), 0);
    await name.fill("one");
    await problem(page, "name").waitFor({ state: "detached" });
    assert.equal(await name.getAttribute("aria-invalid"), "false");
  });

  it("says what is wrong with tags, and leaves out empty ones", async () => {
    const { page } = await open();
    await field(page, "Name").fill("tagged");
    await unfold(page);
    for (const [at, key] of ["team", "team", "aws:own"].entries()) {
      await button(page, "Add Tag").click();
      await field(page, `Key ${at + 1}`).fill(key);
    }
    await problem(page, "tags").getByText("The key “team” is there twice.").waitFor();
    await button(page, "Remove 2").click();
    await problem(page, "tags").getByText("“aws:own”: keys that begin with aws:").waitFor();
    await eventually(async () => assert.equal(await focused(page), "Key 2"));
    await field(page, "Key 2").fill("");
    await problem(page, "tags").waitFor({ state: "detached" });
    await field(page, "Value 1").fill("north shore");
    await button(page, "Create Channel").click();
    await heading(page, "Channel Created");
    assert.deepEqual(world.channel("tagged").tags, { team: "north shore" });
  });

  it("asks before Escape throws away what was typed", async () => {
    const { panel, page } = await open();
    const question = page.getByRole("alertdialog", { name: "Discard what you typed?" });
    await field(page, "Name").fill("one");
    await field(page, "Name").press("Escape");
    await question.waitFor();
    await eventually(async () => assert.equal(await focused(page), "Keep Editing"));
    await page.keyboard.press("Enter");
    await question.waitFor({ state: "detached" });
    assert.equal(await field(page, "Name").inputValue(), "one");
    await button(page, "Cancel").click();
    await button(page, "Discard").click();
    await eventually(() => assert.ok(panel.closed, "the form is closed"));
    assert.equal(world.calls("CreateChannel"), 0);
  });

  it("asks nothing where nothing was typed, and shuts an open list first", async () => {
    const { panel, page } = await open();
    await select(page, "Type").click();
    await page.getByRole("option", { name: "Basic", exact: true }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("option", { name: "Basic", exact: true }).waitFor({ state: "hidden" });
    assert.ok(!panel.closed);
    await page.keyboard.press("Escape");
    await eventually(() => assert.ok(panel.closed, "the form is closed"));
  });

  it("keeps what is typed while its tab is hidden and over a reload", async () => {
    const shown = await open();
    await field(shown.page, "Name").fill("kept words");
    await choose(shown.page, "Latency", "Standard (NORMAL)");
    await shown.panel.hide();
    await shown.panel.show();
    await heading(shown.page, "Create Channel");
    assert.equal(await field(shown.page, "Name").inputValue(), "kept words");

    const { page } = await world.reload(shown);
    await heading(page, "Create Channel");
    assert.equal(await field(page, "Name").inputValue(), "kept words");
    assert.equal((await select(page, "Latency").textContent())?.trim(), "Standard (NORMAL)");
    await button(page, "Create Channel").click();
    await problem(page, "name").getByText("A space is not allowed").waitFor();
    await field(page, "Name").fill("kept");
    await button(page, "Create Channel").click();
    await heading(page, "Channel Created");
    assert.equal(world.channel("kept").latencyMode, "NORMAL");
  });

  it("does not come back after a reload once its work is done", async () => {
    const shown = await open();
    await button(shown.page, "Create Channel").click();
    await heading(shown.page, "Channel Created");
    const { panel } = await world.reload(shown);
    await eventually(() => assert.ok(panel.closed, "the form is closed"));
  });

  it("says why the service refused, and loses nothing", async () => {
    const { page } = await open();
    await field(page, "Name").fill("kept");
    world.refuse("CreateChannel", "Channel limit <b>reached</b>");
    await button(page, "Create Channel").click();
    await whole(page).getByText("Channel limit <b>reached</b>").waitFor();
    assert.equal(await field(page, "Name").inputValue(), "kept");
    await eventually(async () => assert.equal(await focused(page), "Create Channel"));

    const error = { name: "ValidationException", status: 400, message: "Value at 'name' is odd" };
    world.fault("CreateChannel", { error });
    await button(page, "Create Channel").click();
    await problem(page, "name").getByText("Value at 'name' is odd").waitFor();
    await whole(page).waitFor({ state: "detached" });
    await eventually(async () => assert.equal(await focused(page), "Name"));
    // It stands while the background reads on, and until something is typed.
    await world.stream("start", world.channel("regatta-drone"));
    await world.refresh();
    await problem(page, "name").getByText("Value at 'name' is odd").waitFor();
    await field(page, "Name").fill("other");
    await problem(page, "name").waitFor({ state: "detached" });
    assert.equal(world.channels("kept").length, 0);
  });

  it("shows why it was refused also after its tab was hidden", async () => {
    const { panel, page } = await open();
    world.refuse("CreateChannel", "no more");
    await button(page, "Create Channel").click();
    await whole(page).getByText("no more").waitFor();
    await panel.hide();
    await panel.show();
    await whole(page).getByText("no more").waitFor();
  });

  it("makes one channel of two submits", async () => {
    const { page } = await open();
    await field(page, "Name").fill("only-once");
    world.fault("CreateChannel", { delayMs: 100 });
    await field(page, "Name").press("Enter");
    await page.keyboard.press("Enter");
    await heading(page, "Channel Created");
    assert.equal(world.calls("CreateChannel"), 1);
  });

  it("goes on while its tab is hidden, and shows what came of it", async () => {
    const { panel, page } = await open();
    await field(page, "Name").fill("in-the-background");
    world.fault("CreateChannel", { delayMs: 200 });
    await button(page, "Create Channel").click();
    await page.locator(".status", { hasText: "Creating the channel…" }).waitFor();
    await panel.hide();
    await eventually(() => world.channel("in-the-background"));
    await panel.show();
    await heading(page, "Channel Created");
  });

  it("says after a reload in the middle of its work that it may have been done", async () => {
    const shown = await open();
    await field(shown.page, "Name").fill("in-the-middle");
    world.fault("CreateChannel", { delayMs: 300_000 });
    await button(shown.page, "Create Channel").click();
    await shown.page.locator(".status", { hasText: "Creating the channel…" }).waitFor();
    const { page } = await world.reload(shown);
    await page.getByText("The window was reloaded while this was under way.").waitFor();
    assert.equal(await field(page, "Name").inputValue(), "in-the-middle");
    await button(page, "Create Channel").click();
    await heading(page, "Channel Created");
    world.channel("in-the-middle");
  });

  describe("when the answer is lost", () => {
    for (const [how, fault] of [
      ["on the way", { drop: "after" }],
      ["in the middle", { truncated: true }],
      ["in what can't be read", { malformed: true }],
    ] as const)
      it(`${how}, finds the channel, and says so`, async () => {
        const { page } = await open();
        await field(page, "Name").fill("lost-and-found");
        world.fault("CreateChannel", fault);
        await button(page, "Create Channel").click();
        await heading(page, "Channel Probably Created");
        await page.getByText("The answer was lost. A channel").waitFor();
        assert.equal(world.calls("CreateChannel"), 1);
        const { arn } = world.channel("lost-and-found");
        await eventually(() => assert.equal(world.window.revealed[0]?.arn, arn));
      });

    it("says that nothing was created where nothing was, and makes one when asked again", async () => {
      const { page } = await open();
      await field(page, "Name").fill("never-arrived");
      world.fault("CreateChannel", { drop: "before" });
      await button(page, "Create Channel").click();
      await whole(page).getByText("does not answer").waitFor();
      assert.equal(world.channels("never-arrived").length, 0);
      await button(page, "Create Channel").click();
      await heading(page, "Channel Created");
      world.channel("never-arrived");
    });

    it("does not take another's channel for its own", async () => {
      const { page } = await open();
      // The same name, and another type: it is created while ours is on its way.
      await field(page, "Name").fill("keynote-hall");
      world.fault("CreateChannel", { drop: "before" });
      await button(page, "Create Channel").click();
      await whole(page).getByText("does not answer").waitFor();
      assert.equal(world.channels("keynote-hall").length, 1);
    });

    for (const [what, drop, ends] of [
      ["was created", "after", "Channel Probably Created"],
      ["was not created", "before", "Create Channel"],
    ] as const)
      it(`and nobody can look, creates none before somebody could: it ${what}`, async () => {
        const { panel, page } = await open();
        await field(page, "Name").fill("in-doubt");
        world.fault("CreateChannel", { drop });
        world.refuse("ListChannels", "not now", { times: 0 });
        await button(page, "Create Channel").click();
        await whole(page).getByText("it could not be determined whether it was done").waitFor();
        await page.getByText("Look again before you create another.").waitFor();
        assert.equal(await button(page, "Create Channel").count(), 0);

        await button(page, "Look Again").click();
        await page.locator(".status", { hasText: "checking whether it was created" }).waitFor();
        await page.locator(".progress").waitFor({ state: "hidden" });
        await whole(page).getByText("it could not be determined whether it was done").waitFor();
        // A page that comes back knows it, too.
        await panel.hide();
        await panel.show();
        await button(page, "Look Again").waitFor();
        assert.equal(world.calls("CreateChannel"), 1);

        world.simulator.faults.clear();
        await button(page, "Look Again").click();
        await heading(page, ends);
        if (drop === "before") await button(page, "Create Channel").click();
        await page.getByRole("heading", { name: /^Channel (Probably )?Created$/ }).waitFor();
        world.channel("in-doubt");
        assert.equal(world.calls("CreateChannel"), drop === "before" ? 2 : 1);
      });
  });

  describe("while nobody knows whether it was created", () => {
    async function inDoubt() {
      const shown = await open();
      await field(shown.page, "Name").fill("in-doubt");
      world.fault("CreateChannel", { drop: "after" });
      world.refuse("ListChannels", "not now", { times: 0 });
      await button(shown.page, "Create Channel").click();
      await button(shown.page, "Look Again").waitFor();
      await shown.page.locator(".progress").waitFor({ state: "hidden" });
      world.simulator.faults.clear();
      return shown;
    }

    it("looks again where it was sent, whatever is chosen since", async () => {
      const { page } = await inDoubt();
      await choose(page, "Region", "eu-west-1");
      await field(page, "Name").fill("another");
      await button(page, "Look Again").click();
      await heading(page, "Channel Probably Created");
      await page.getByText("A channel in-doubt with exactly these settings").waitFor();
      const { arn, ingestEndpoint } = world.channel("in-doubt");
      await page.getByText(ingestEndpoint).waitFor();
      const ref = { connection: world.connection().id, arn };
      await eventually(() => assert.deepEqual(world.window.revealed, [ref]));
    });

    it("still warns after a reload", async () => {
      const { page } = await world.reload(await inDoubt());
      await heading(page, "Create Channel");
      await page.locator(".notice.warning").waitFor();
    });
  });

  it("creates a recording configuration on the way, and comes back with it chosen", async () => {
    const { panel, page } = await open();
    await field(page, "Name").fill("with-recording");
    await button(page, "Create New…").click();
    await eventually(() => assert.equal(world.tabs, 2));
    const other = await world.last();
    await heading(other.page, "Create Recording Configuration");
    await field(other.page, "Name").fill("fresh");
    await field(other.page, "S3 bucket").fill("northshore-fresh");
    await button(other.page, "Create Recording Configuration").click();
    await eventually(() => assert.ok(other.panel.closed, "the form is closed"));
    assert.equal(panel.reveals, 1);
    assert.equal(await field(page, "Name").inputValue(), "with-recording");
    await eventually(async () =>
      assert.match((await select(page, "Recording configuration").textContent()) ?? "", /fresh/),
    );
    await button(page, "Create Channel").click();
    await heading(page, "Channel Created");
    const { recordingConfigurationArn } = world.channel("with-recording");
    assert.equal(recordingConfigurationArn, world.recording("fresh").arn);
  });

  it("gets what was created for it also while its tab is hidden", async () => {
    const { panel, page } = await open();
    await button(page, "Create New…").click();
    await eventually(() => assert.equal(world.tabs, 2));
    const other = await world.last();
    await panel.hide();
    await field(other.page, "S3 bucket").fill("northshore-fresh");
    await field(other.page, "Name").fill("fresh");
    await button(other.page, "Create Recording Configuration").click();
    await eventually(() => assert.ok(other.panel.closed, "the form is closed"));
    await panel.show();
    await eventually(async () =>
      assert.match((await select(page, "Recording configuration").textContent()) ?? "", /fresh/),
    );
  });

  it("creates in the region that is chosen, with what is there to choose", async () => {
    const { page } = await open();
    await choose(page, "Recording configuration", "match-archive");
    await choose(page, "Region", "eu-west-1");
    await field(page, "Name").fill("in-dublin");
    await choose(page, "Recording configuration", "cup-final-vod");
    await button(page, "Create Channel").click();
    await heading(page, "Channel Created");
    const made = world.channel("in-dublin", "eu-west-1");
    const { arn } = world.recording("cup-final-vod", "eu-west-1");
    assert.equal(made.recordingConfigurationArn, arn);
    assert.equal(world.channels("in-dublin").length, 0);
  });

  it("leaves out a recording configuration of another region than the channel's", async () => {
    const { page } = await open({ recording: world.recording("match-archive").arn });
    await choose(page, "Region", "eu-west-1");
    await field(page, "Name").fill("in-dublin");
    await button(page, "Create Channel").click();
    await heading(page, "Channel Created");
    assert.equal(world.channel("in-dublin", "eu-west-1").recordingConfigurationArn, "");
  });

  it("duplicates a channel: its settings and tags, not its key", async () => {
    const first = world.channel("members-only-replay");
    const { page } = await open(world.on(first));
    await page.getByText("A new channel with the settings of members-only-replay").waitFor();
    assert.equal(await field(page, "Name").inputValue(), "members-only-replay-copy");
    assert.ok(await box(page, "Private playback").isChecked());
    await button(page, "Create Channel").click();
    await heading(page, "Channel Created");
    const made = world.channel("members-only-replay-copy");
    const { arn, name, ingestEndpoint, playbackUrl, srt, ...same } = first;
    const { arn: ownArn, name: _, ingestEndpoint: __, playbackUrl: ___, srt: ____, ...own } = made;
    assert.deepEqual(own, same);
    assert.notEqual(ownArn, arn);
  });

  it("offers a recording configuration that has just come, and says when one is not usable", async () => {
    const { page } = await open();
    await select(page, "Recording configuration").click();
    await page.getByRole("option", { name: "frankfurt-archive (creation failed)" }).click();
    await page.locator("p.about", { hasText: "it will never record anything" }).waitFor();
  });

  it("is shown again, not opened twice", async () => {
    const { panel } = await open();
    await world.open("createChannel");
    assert.equal(world.tabs, 1);
    assert.equal(panel.reveals, 1);
  });

  it("can't be submitted once there is no connection any more", async () => {
    const { page } = await open();
    await world.connect();
    await page.getByText("Not connected any more: connect again.").waitFor();
    assert.ok(await button(page, "Create Channel").isDisabled());
    await world.connect(SIMULATED);
    await page.getByText("Not connected any more").waitFor({ state: "hidden" });
    assert.ok(await button(page, "Create Channel").isEnabled());
  });

  it("runs no script but its own", async () => {
    const { panel, page } = await open();
    await page.evaluate(`{
      const script = document.createElement("script");
      script.textContent = "window.foreign = true";
      document.body.append(script);
    }`);
    assert.equal(await page.evaluate("window.foreign"), undefined);
    const [fault] = (await panel.tab).faults.splice(0);
    assert.match(fault ?? "", /Content Security Policy/);
  });
});
