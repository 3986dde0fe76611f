import assert from "node:assert/strict";
import {
  CreateAdConfigurationCommand,
  CreatePlaybackRestrictionPolicyCommand,
  GetChannelCommand,
  GetRecordingConfigurationCommand,
  ListRecordingConfigurationsCommand,
  TagResourceCommand,
} from "@aws-sdk/client-ivs";
import type { Page } from "playwright-core";
import { control } from "../../control";
import {
  button,
  choose,
  chooseByKeys,
  clientOf,
  field,
  focused,
  form,
  problem,
  select,
  tabTo,
  violationsOfForm,
} from "../form";
import { useSession } from "../session";
import {
  choice,
  chooseByTyping,
  clipboard,
  command,
  eventually,
  row,
  statusBar,
  type,
  webview,
} from "../workbench";

// What only a real editor shows of the forms: one of each kind by the keyboard, hidden tabs, reloads and the editor's own
// themes. All else of them is tested in `test/forms`, on the same controllers in a bare browser.

/** Selects all in the field that has the keyboard: the editor itself does it, a moment later. */
async function selectAll(page: Page): Promise<void> {
  await page.keyboard.press("ControlOrMeta+a");
  await page.waitForTimeout(300);
}

describe("forms in the editor", () => {
  const session = useSession();
  const client = () => clientOf(session.simulator);
  const calls = async (operation: string) => (await session.simulator.requests())[operation] ?? 0;
  async function channel(name: string) {
    const { arn } = await session.simulator.channel(name);
    return (await client().send(new GetChannelCommand({ arn }))).channel ?? assert.fail();
  }
  async function recordingArn(name: string): Promise<string> {
    const { recordingConfigurations = [] } = await client().send(
      new ListRecordingConfigurationsCommand(),
    );
    return recordingConfigurations.find((each) => each.name === name)?.arn ?? "";
  }
  async function recording(name: string) {
    const arn = await recordingArn(name);
    const answer = await client().send(new GetRecordingConfigurationCommand({ arn }));
    return answer.recordingConfiguration ?? assert.fail();
  }
  const recordedBy = async (name: string) =>
    (await session.simulator.channel(name)).recordingConfigurationArn;
  async function openCreateChannel() {
    await command(session.page, "IVS: Create Channel…");
    return form(session.page, "Create Channel");
  }
  async function onChannel(title: string, name: string) {
    await command(session.page, title);
    await chooseByTyping(session.page, name);
  }
  const closed = () =>
    eventually(async () => assert.equal(await session.page.locator("iframe.webview").count(), 0));

  it("creates a channel, with every field set by the keyboard alone @both", async () => {
    const { page } = session;
    const client = clientOf(session.simulator);
    await client.send(new CreatePlaybackRestrictionPolicyCommand({ name: "only-norway" }));
    const arn = "arn:aws:mediatailor:us-east-1:111122223333:playbackConfiguration/ads";
    const mediaTailorPlaybackConfigurations = [{ playbackConfigurationArn: arn }];
    await client.send(
      new CreateAdConfigurationCommand({ name: "breaks", mediaTailorPlaybackConfigurations }),
    );
    const keys = page.keyboard;
    const shown = await openCreateChannel();
    await eventually(async () => assert.equal(await focused(shown), "Name"));
    await keys.type("finals-2026");
    await tabTo(page, shown, "Type");
    await chooseByKeys(page, 2);
    await shown.locator("p.about", { hasText: "Transcoded to at most 720p" }).waitFor();
    await tabTo(page, shown, "Latency");
    await chooseByKeys(page, 1);
    await tabTo(page, shown, "Recording configuration");
    await chooseByKeys(page, 2);
    assert.match(
      (await select(shown, "Recording configuration").textContent()) ?? "",
      /match-archive/,
    );
    await tabTo(page, shown, "Private playback");
    await keys.press("Space");
    await tabTo(page, shown, "More");
    await keys.press("Enter");
    await tabTo(page, shown, "Allow insecure ingest");
    await keys.press("Space");
    await tabTo(page, shown, "Transcode preset");
    await chooseByKeys(page, 1);
    await tabTo(page, shown, "Playback restriction policy");
    await chooseByKeys(page, 1);
    await tabTo(page, shown, "Ad configuration");
    await chooseByKeys(page, 1);
    await tabTo(page, shown, "Add Tag");
    await keys.press("Enter");
    await eventually(async () => assert.equal(await focused(shown), "Key 1"));
    await keys.type("team");
    await keys.press("Tab");
    await keys.type("north shore");
    await keys.press("Enter");

    await form(page, "Channel Created");
    const made = await channel("finals-2026");
    assert.equal(made.type, "ADVANCED_HD");
    assert.equal(made.latencyMode, "NORMAL");
    assert.match(made.recordingConfigurationArn ?? "", /recording-configuration/);
    assert.equal(made.authorized, true);
    assert.equal(made.insecureIngest, true);
    assert.equal(made.preset, "CONSTRAINED_BANDWIDTH_DELIVERY");
    assert.match(made.playbackRestrictionPolicyArn ?? "", /playback-restriction-policy/);
    assert.match(made.adConfigurationArn ?? "", /ad-configuration/);
    assert.deepEqual(made.tags, { team: "north shore" });

    await shown.getByText(`rtmps://${made.ingestEndpoint}:443/app/`).waitFor();
    await shown.getByText(made.playbackUrl ?? "none").waitFor();
    await row(page, "finals-2026").and(page.locator(".selected")).waitFor();

    assert.equal(await calls("GetStreamKey"), 0);
    assert.equal(await shown.getByText("sk_us-east-1").count(), 0);
    await tabTo(page, shown, "Copy: Stream key");
    await keys.press("Enter");
    await eventually(async () => assert.match(await clipboard(page), /^sk_us-east-1_/));
    assert.equal(await shown.getByText("sk_us-east-1").count(), 0);
    await tabTo(page, shown, "Show: Stream key");
    await keys.press("Enter");
    await shown.getByText("sk_us-east-1").waitFor();
    await keys.press("Enter");
    await eventually(async () => assert.equal(await shown.getByText("sk_us-east-1").count(), 0));
    await keys.press("Escape");
    await eventually(async () => assert.equal(await page.locator("iframe.webview").count(), 0));
  });

  it("creates a recording configuration, with every field set by the keyboard alone @both", async () => {
    const { page } = session;
    const keys = page.keyboard;
    await command(page, "IVS: Create Recording Configuration…");
    const shown = await form(page, "Create Recording Configuration");
    await eventually(async () => assert.equal(await focused(shown), "Name"));
    await keys.type("archive-2027");
    await tabTo(page, shown, "S3 bucket");
    await keys.type("northshore-archive-2027");
    await tabTo(page, shown, "Reconnect window");
    await selectAll(page);
    await keys.type("120");
    await tabTo(page, shown, "Thumbnail interval");
    await selectAll(page);
    await keys.type("15");
    await tabTo(page, shown, "Renditions to record");
    await chooseByKeys(page, 1);
    await tabTo(page, shown, "HD (up to 720p)");
    await keys.press("Space");
    await tabTo(page, shown, "SD (up to 480p)");
    await keys.press("Space");
    await tabTo(page, shown, "More");
    await keys.press("Enter");
    await tabTo(page, shown, "Thumbnail resolution");
    await chooseByKeys(page, 3);
    await tabTo(page, shown, "Keep the latest, always under the same key");
    await keys.press("Space");
    assert.equal(await field(shown, "Reconnect window").inputValue(), "120");
    await tabTo(page, shown, "Create Recording Configuration");
    await keys.press("Enter");
    await form(page, "Recording Configuration Created");
    const made = await recording("archive-2027");
    assert.equal(made.destinationConfiguration?.s3?.bucketName, "northshore-archive-2027");
    assert.equal(made.recordingReconnectWindowSeconds, 120);
    assert.deepEqual(made.thumbnailConfiguration, {
      recordingMode: "INTERVAL",
      targetIntervalSeconds: 15,
      resolution: "SD",
      storage: ["SEQUENTIAL", "LATEST"],
    });
    assert.deepEqual(made.renditionConfiguration, {
      renditionSelection: "CUSTOM",
      renditions: ["HD", "SD"],
    });
    await row(page, "archive-2027").waitFor();
  });

  it("edits a channel: sends only what was changed, and tags by their own operations @both", async () => {
    const { page } = session;
    const keys = page.keyboard;
    const arn = await session.simulator.arnOf("keynote-hall");
    await client()
      .send(new TagResourceCommand({ resourceArn: arn, tags: { old: "1", "aws:own": "kept" } }))
      .catch(() => client().send(new TagResourceCommand({ resourceArn: arn, tags: { old: "1" } })));
    const before = await channel("keynote-hall");
    // What is offered to choose from is what was read by then.
    await row(page, "keynote-hall").waitFor();
    await onChannel("IVS: Edit Channel…", "keynote-hall");
    const shown = await form(page, "Edit keynote-hall");
    await eventually(async () => assert.equal(await focused(shown), "Name"));
    assert.equal(await field(shown, "Name").inputValue(), "keynote-hall");
    assert.match((await select(shown, "Type").textContent()) ?? "", /Advanced HD/);
    await tabTo(page, shown, "Private playback");
    await keys.press("Space");
    await tabTo(page, shown, "More");
    await keys.press("Enter");
    const at = Object.keys(before.tags ?? {}).indexOf("old") + 1;
    await tabTo(page, shown, `Remove ${at}`);
    await keys.press("Enter");
    await tabTo(page, shown, "Add Tag");
    await keys.press("Enter");
    await eventually(async () => assert.match(await focused(shown), /^Key/));
    await keys.type("new");
    await keys.press("Tab");
    await keys.type("2");
    await tabTo(page, shown, "Save Changes");
    await keys.press("Enter");
    await closed();
    await statusBar(page, "keynote-hall is saved").waitFor();
    const after = await channel("keynote-hall");
    const { old: _, ...rest } = before.tags ?? {};
    assert.deepEqual(after, { ...before, authorized: true, tags: { ...rest, new: "2" } });
    const { UpdateChannel, TagResource, UntagResource } = await session.simulator.requests();
    assert.deepEqual([UpdateChannel, UntagResource], [1, 1]);
    assert.ok(TagResource);
  });

  it("attaches a channel, by the keyboard alone @both", async () => {
    const { page } = session;
    await onChannel("IVS: Attach Recording…", "regatta-drone");
    const shown = await form(page, "Attach Recording");
    await shown.getByText("regatta-drone: not recorded").waitFor();
    await tabTo(page, shown, "Recording configuration");
    await chooseByKeys(page, 1);
    await tabTo(page, shown, "Attach 1 channel");
    await page.keyboard.press("Enter");
    await closed();
    assert.equal(await recordedBy("regatta-drone"), await recordingArn("conference-vod"));
  });

  it("deletes a configuration with its channels detached, once its name is typed @both", async () => {
    const { page } = session;
    await command(page, "IVS: Delete…");
    await type(page, "match-archive");
    await choice(page, "match-archive").click();
    const shown = await form(page, "Delete match-archive");
    const lines = await shown.locator(".notice li").allInnerTexts();
    assert.deepEqual(lines, [
      "harbour-stadium-main is live: its stream is stopped, viewers are cut off",
      "ice-rink-two is live: its stream is stopped, viewers are cut off",
      "centre-court-umpire is detached: it is no longer recorded",
      "harbour-stadium-main is detached: it is no longer recorded",
      "harbour-stadium-tactical is detached: it is no longer recorded",
      "ice-rink-two is detached: it is no longer recorded",
      "match-archive is deleted; what it recorded stays in s3://northshore-match-archive",
    ]);
    await button(shown, "Delete match-archive").click();
    await problem(shown, "confirm").getByText("Type “match-archive” exactly as shown.").waitFor();
    await eventually(async () => assert.match(await focused(shown), /^Type/));

    // The last step fails: what had been detached is attached again.
    const error = { name: "AccessDeniedException", status: 403, message: "no" };
    const operation = "DeleteRecordingConfiguration";
    await control(session.simulator.url, "faults", { operation, error });
    await page.keyboard.type("match-archive");
    await page.keyboard.press("Enter");
    await shown
      .getByText("The channels that had been detached are attached to it again.")
      .waitFor();
    const arn = await recordingArn("match-archive");
    assert.equal(await recordedBy("centre-court-umpire"), arn);

    await field(shown, "Type “match-archive” to confirm").press("Enter");
    await closed();
    assert.equal(await recordingArn("match-archive"), "");
    assert.equal(await recordedBy("centre-court-umpire"), "");
  });

  it("keeps what is typed while its tab is hidden and over a reload", async () => {
    const { page } = session;
    const shown = await openCreateChannel();
    await field(shown, "Name").fill("kept");
    await choose(shown, "Latency", "Standard (NORMAL)");
    await command(page, "File: New Untitled Text File");
    await page.locator(".tab", { hasText: "Untitled" }).waitFor();
    await page.locator(".tab", { hasText: "Create Channel" }).click();
    await form(page, "Create Channel");
    assert.equal(await field(shown, "Name").inputValue(), "kept");
    await session.reload();
    await form(page, "Create Channel");
    assert.equal(await field(shown, "Name").inputValue(), "kept");
    assert.equal((await select(shown, "Latency").textContent())?.trim(), "Standard (NORMAL)");
  });

  it("says after a reload in the middle of its work that it may have been done, and loses nothing", async () => {
    const shown = await openCreateChannel();
    await field(shown, "Name").fill("in-the-middle");
    const endless = { operation: "CreateChannel", delayMs: 60_000, drop: "before" };
    await control(session.simulator.url, "faults", endless);
    await button(shown, "Create Channel").click();
    await shown.locator(".status", { hasText: "Creating the channel…" }).waitFor();
    await session.reload();
    await form(session.page, "Create Channel");
    await shown.getByText("The window was reloaded while this was under way").waitFor();
    assert.equal(await field(shown, "Name").inputValue(), "in-the-middle");
    await fetch(`${session.simulator.url}/_simulator/faults`, { method: "DELETE" });
    await button(shown, "Create Channel").click();
    await form(session.page, "Channel Created");
  });

  it("can be used by everybody, in each of the editor's themes", async () => {
    const { editor, page } = session;
    const shown = await openCreateChannel();
    await field(shown, "Name").fill("two words");
    await shown.getByText("More", { exact: true }).click();
    await button(shown, "Add Tag").click();
    await field(shown, "Key 1").fill("aws:own");
    await button(shown, "Create Channel").click();
    for (const theme of ["Dark Modern", "Light Modern", "High Contrast", "High Contrast Light"]) {
      editor.set({ "workbench.colorTheme": `Default ${theme}` });
      // Newer editors call it without the first word.
      await webview(page).locator(`body[data-vscode-theme-id$="${theme}"]`).waitFor();
      assert.deepEqual(await violationsOfForm(page), [], theme);
    }
  });
});
