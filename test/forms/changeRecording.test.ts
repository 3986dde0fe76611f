import assert from "node:assert/strict";
import { editor } from "../vscode";
import { useWorld } from "./harness";
import {
  box,
  button,
  choose,
  eventually,
  field,
  focused,
  heading,
  problem,
  select,
  whole,
} from "./person";

describe("the form for changing a recording configuration", () => {
  const world = useWorld();
  async function open(name: string) {
    const shown = await world.open("changeRecording", world.on(world.recording(name)));
    await heading(shown.page, `Change Recording Configuration ${name}`);
    return shown;
  }
  const change = (page: Awaited<ReturnType<typeof open>>["page"]) =>
    button(page, "Change Recording Configuration").click();
  const recordedBy = (name: string) => world.channel(name).recordingConfigurationArn;
  /** What is said in the end, of which so much is certain. */
  const told = (sentence: string) =>
    eventually(() => assert.ok(editor.said.at(-1)?.includes(sentence), editor.said.join("\n")));

  it("says what will be done, and puts a new one in its place", async () => {
    const before = world.recording("conference-vod");
    const { panel, page } = await open("conference-vod");
    assert.deepEqual(await page.locator(".notice li").allInnerTexts(), [
      "Create a new recording configuration with the settings below",
      "Wait until it is active",
      "Move 3 channels to it, each in one call: none is without recording for a moment",
      "Delete conference-vod",
    ]);
    assert.equal(await field(page, "Reconnect window").inputValue(), "60");
    assert.ok(await box(page, "SD (up to 480p)").isChecked());
    await field(page, "Reconnect window").fill("90");
    await change(page);
    await eventually(() => assert.ok(panel.closed, "the form is closed"));
    assert.match(editor.said[0] ?? "", /Changing conference-vod: the sidebar shows how far it is/);
    await told("Changed conference-vod: 3 channels moved, the old configuration deleted.");
    const after = world.recording("conference-vod");
    assert.notEqual(after.arn, before.arn);
    assert.equal(after.recordingReconnectWindowSeconds, 90);
    assert.deepEqual(after.renditionConfiguration, before.renditionConfiguration);
    assert.deepEqual(after.tags, before.tags, "and no tag of ours is left");
    for (const name of ["keynote-hall", "breakout-room-a", "members-only-replay"])
      assert.equal(recordedBy(name), after.arn);
    const stages = ["creating", "waiting", "moving", "deleting"];
    for (const stage of stages)
      assert.ok(
        world.window.lines.some((line) => line.startsWith(`Changing conference-vod: ${stage}`)),
        `the view said that it was ${stage}`,
      );
  });

  it("moves the channels that are live when their streams end", async () => {
    const before = world.recording("match-archive");
    const { page } = await open("match-archive");
    await page
      .getByText("Live now, so not moved yet: harbour-stadium-main, ice-rink-two.")
      .waitFor();
    assert.match(
      (await select(page, "Channels that are live").textContent()) ?? "",
      /Move each when its stream ends/,
    );
    await field(page, "Name").fill("match-archive-2");
    await change(page);
    await told("but 2 channels are live (harbour-stadium-main, ice-rink-two): they move when");
    const after = world.recording("match-archive-2");
    assert.equal(recordedBy("harbour-stadium-tactical"), after.arn);
    assert.equal(recordedBy("ice-rink-two"), before.arn);
    world.recording("match-archive");
    await world.stream("stop", world.channel("ice-rink-two"));
    await world.refresh();
    await eventually(() => assert.equal(recordedBy("ice-rink-two"), after.arn));
  });

  it("leaves the channels that are live with the old one", async () => {
    const before = world.recording("match-archive");
    const { page } = await open("match-archive");
    await choose(page, "Channels that are live", "Leave them with the old configuration");
    await change(page);
    await told("and stay with the old configuration, which was kept.");
    assert.equal(recordedBy("ice-rink-two"), before.arn);
    assert.deepEqual(world.window.waiting.all, []);
    assert.equal(world.recordings("match-archive").length, 2);
  });

  it("follows what changes while it is open", async () => {
    const { page } = await open("conference-vod");
    assert.equal(await select(page, "Channels that are live").count(), 0);
    await world.stream("start", world.channel("keynote-hall"));
    await world.refresh();
    await select(page, "Channels that are live").waitFor();
    await page.getByText("Live now, so not moved yet: keynote-hall.").waitFor();
    await page.getByText("Move 2 channels to it").waitFor();
  });

  it("keeps to buckets of its region", async () => {
    const { page } = await open("conference-vod");
    await field(page, "S3 bucket").fill("northshore-archive-frankfurt");
    await problem(page, "bucket").getByText("This bucket is in eu-central-1").waitFor();
    assert.equal(await button(page, "Create in eu-central-1 Instead").count(), 0);
    await field(page, "Name").focus();
    await button(page, "Choose Another Bucket").click();
    await eventually(async () => assert.equal(await focused(page), "S3 bucket"));
    await change(page);
    assert.equal(world.calls("CreateRecordingConfiguration"), 0);
  });

  it("says that nothing was done where the new one is refused", async () => {
    const before = world.recording("conference-vod");
    const { page } = await open("conference-vod");
    world.refuse("CreateRecordingConfiguration", "no more");
    await change(page);
    await told("conference-vod is as it was: the new configuration was not created. ");
    assert.match(editor.said.at(-1) ?? "", /\(no more\)/);
    assert.equal(world.recording("conference-vod"), before);
    assert.equal(recordedBy("keynote-hall"), before.arn);
  });

  it("keeps what was typed while something else is under way", async () => {
    const { page } = await open("conference-vod");
    await field(page, "Reconnect window").fill("90");
    let end = () => {};
    const other = world.window.runner.work(
      () =>
        new Promise<void>((resolve) => {
          end = resolve;
        }),
    );
    await change(page);
    await whole(page).getByText("Something is still under way: wait, or cancel it.").waitFor();
    assert.equal(await field(page, "Reconnect window").inputValue(), "90");
    end();
    await other;
    await change(page);
    await told("Changed conference-vod");
    assert.equal(world.recording("conference-vod").recordingReconnectWindowSeconds, 90);
  });

  it("goes on through lost answers, and makes one new configuration", async () => {
    const { page } = await open("conference-vod");
    world.fault("CreateRecordingConfiguration", { drop: "after" });
    world.fault("UpdateChannel", { drop: "after" });
    world.fault("UpdateChannel", { drop: "before" });
    world.fault("DeleteRecordingConfiguration", { drop: "after" });
    await change(page);
    await told("Changed conference-vod: 3 channels moved, the old configuration deleted.");
    const { arn } = world.recording("conference-vod");
    for (const name of ["keynote-hall", "breakout-room-a", "members-only-replay"])
      assert.equal(recordedBy(name), arn);
  });

  it("stops where a channel can't be moved, says at which, and offers to resume", async () => {
    const { page } = await open("conference-vod");
    await field(page, "Name").fill("conference-2");
    world.refuse("UpdateChannel", "not now");
    await change(page);
    await told("The change of conference-vod stopped.");
    assert.match(
      editor.said.at(-1) ?? "",
      /(keynote-hall|breakout-room-a|members-only-replay): .+ \(not now\)/,
    );
    assert.deepEqual(editor.offered, ["Resume…"]);
    world.recording("conference-vod");
    world.recording("conference-2");
  });

  it("says that it is gone", async () => {
    const recording = world.recording("highlights-2026");
    const { page } = await open("highlights-2026");
    world.region().recordings.delete(recording.arn);
    await world.refresh();
    await page.getByText("It no longer exists, or is no longer connected.").waitFor();
    assert.ok(await button(page, "Change Recording Configuration").isDisabled());
  });

  it("says that it is no longer connected, whatever is typed", async () => {
    const { page } = await open("conference-vod");
    await world.connect();
    await field(page, "Name").fill("other");
    await page.getByText("It no longer exists, or is no longer connected.").waitFor();
  });
});
