import assert from "node:assert/strict";
import {
  CreateAdConfigurationCommand,
  CreateChannelCommand,
  CreatePlaybackRestrictionPolicyCommand,
  GetChannelCommand,
  GetRecordingConfigurationCommand,
} from "@aws-sdk/client-ivs";
import { control } from "../../control";
import {
  box,
  button,
  choose,
  chooseByKeys,
  clientOf,
  close,
  field,
  focused,
  form,
  problem,
  select,
  tabTo,
} from "../form";
import { useSession } from "../session";
import { choice, clipboard, command, eventually, row } from "../workbench";

describe("forms: creating a channel", () => {
  const session = useSession();
  const calls = async (operation: string) => (await session.simulator.requests())[operation] ?? 0;
  async function channel(name: string, region = "us-east-1") {
    const { arn } = await session.simulator.channel(name, region);
    const answer = await clientOf(session.simulator, region).send(new GetChannelCommand({ arn }));
    return answer.channel ?? assert.fail();
  }
  async function open() {
    await command(session.page, "IVS: Create Channel…");
    return form(session.page, "Create Channel");
  }

  it("sets every field, by the keyboard alone, and says what an encoder needs @both", async () => {
    const { page } = session;
    const client = clientOf(session.simulator);
    await client.send(new CreatePlaybackRestrictionPolicyCommand({ name: "only-norway" }));
    const arn = "arn:aws:mediatailor:us-east-1:111122223333:playbackConfiguration/ads";
    const mediaTailorPlaybackConfigurations = [{ playbackConfigurationArn: arn }];
    await client.send(
      new CreateAdConfigurationCommand({ name: "breaks", mediaTailorPlaybackConfigurations }),
    );
    const keys = page.keyboard;
    const shown = await open();
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

  it("says what multitrack input requires, at its field, and takes it then", async () => {
    const shown = await open();
    await field(shown, "Name").fill("multi");
    await shown.getByText("More", { exact: true }).click();
    await shown.getByText("Multitrack input", { exact: true }).click();
    await choose(shown, "Largest track", "HD (up to 720p)");
    await choose(shown, "Multitrack policy", "Require: several tracks only");
    await button(shown, "Create Channel").click();
    await problem(shown, "containerFormat").getByText("Multitrack input needs").waitFor();
    await eventually(async () => assert.equal(await focused(shown), "Container format"));
    await choose(shown, "Container format", "Fragmented MP4");
    await eventually(async () => assert.ok(await problem(shown, "containerFormat").isHidden()));
    await button(shown, "Create Channel").click();
    await form(session.page, "Channel Created");
    const { multitrackInputConfiguration, containerFormat } = await channel("multi");
    assert.equal(containerFormat, "FRAGMENTED_MP4");
    assert.deepEqual(multitrackInputConfiguration, {
      enabled: true,
      policy: "REQUIRE",
      maximumResolution: "HD",
    });
  });

  it("says at its field what a name may not be, while it is typed", async () => {
    const shown = await open();
    await field(shown, "Name").fill("two words");
    await problem(shown, "name").getByText("“space” is not allowed").waitFor();
    assert.equal(await field(shown, "Name").getAttribute("aria-invalid"), "true");
    assert.match(
      (await field(shown, "Name").getAttribute("aria-description")) ?? "",
      /not allowed/,
    );
    await field(shown, "Name").fill("x".repeat(129));
    await problem(shown, "name").getByText("At most 128 characters: these are 129.").waitFor();
    const before = await calls("CreateChannel");
    await button(shown, "Create Channel").click();
    await eventually(async () => assert.equal(await focused(shown), "Name"));
    assert.equal(await calls("CreateChannel"), before);
    await field(shown, "Name").fill("one");
    await eventually(async () => assert.ok(await problem(shown, "name").isHidden()));
  });

  it("asks before Escape throws away what was typed", async () => {
    const { page } = session;
    const shown = await open();
    await field(shown, "Name").fill("one");
    await field(shown, "Name").press("Escape");
    const question = shown.getByRole("alertdialog", { name: "Discard what you typed?" });
    await question.waitFor();
    await eventually(async () => assert.equal(await focused(shown), "Keep Editing"));
    await page.keyboard.press("Enter");
    await question.waitFor({ state: "detached" });
    assert.equal(await field(shown, "Name").inputValue(), "one");
  });

  it("keeps what is typed while its tab is hidden and over a reload", async () => {
    const { page } = session;
    const shown = await open();
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

  it("says beside the form why the service refused, and loses nothing", async () => {
    const { page } = session;
    const shown = await open();
    await field(shown, "Name").fill("kept");
    const error = {
      name: "ServiceQuotaExceededException",
      status: 402,
      message: "Channel limit <b>reached</b>",
    };
    await control(session.simulator.url, "faults", { operation: "CreateChannel", error });
    await button(shown, "Create Channel").click();
    await shown.getByText("Channel limit <b>reached</b>").waitFor();
    assert.equal(await field(shown, "Name").inputValue(), "kept");
    const named = { name: "ValidationException", status: 400, message: "Value at 'name' is odd" };
    await control(session.simulator.url, "faults", { operation: "CreateChannel", error: named });
    await button(shown, "Create Channel").click();
    await problem(shown, "name").getByText("Value at 'name' is odd").waitFor();
    await eventually(async () => assert.equal(await focused(shown), "Name"));
    // It stands while the background reads on.
    await command(page, "IVS: Refresh");
    await problem(shown, "name").getByText("Value at 'name' is odd").waitFor();
  });

  it("makes one channel of two submits", async () => {
    const { page } = session;
    const shown = await open();
    await field(shown, "Name").fill("only-once");
    const before = await calls("CreateChannel");
    await control(session.simulator.url, "faults", { operation: "CreateChannel", delayMs: 500 });
    await field(shown, "Name").press("Enter");
    await page.keyboard.press("Enter");
    await form(page, "Channel Created");
    assert.equal(await calls("CreateChannel"), before + 1);
    await close(page, shown);
  });

  it("says after a reload in the middle of its work that it may have been done, and loses nothing", async () => {
    const shown = await open();
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

  it("finds the channel when the answer was lost, and says so", async () => {
    const shown = await open();
    await field(shown, "Name").fill("lost-and-found");
    const before = await calls("CreateChannel");
    await control(session.simulator.url, "faults", { operation: "CreateChannel", drop: "after" });
    await button(shown, "Create Channel").click();
    await shown.getByText("The answer was lost. A channel").waitFor();
    assert.equal(await calls("CreateChannel"), before + 1);
  });

  it("creates a recording configuration on the way, and comes back with it chosen", async () => {
    const { page } = session;
    const shown = await open();
    await field(shown, "Name").fill("with-recording");
    await button(shown, "Create New…").click();
    await form(page, "Create Recording Configuration");
    await field(shown, "Name").fill("fresh");
    await field(shown, "S3 bucket").fill("northshore-fresh");
    await button(shown, "Create Recording Configuration").click();
    await form(page, "Create Channel");
    assert.equal(await field(shown, "Name").inputValue(), "with-recording");
    await eventually(async () =>
      assert.match((await select(shown, "Recording configuration").textContent()) ?? "", /fresh/),
    );
    await button(shown, "Create Channel").click();
    await form(page, "Channel Created");
    const { recordingConfigurationArn: arn } = await channel("with-recording");
    const client = clientOf(session.simulator);
    const answer = await client.send(new GetRecordingConfigurationCommand({ arn }));
    assert.equal(answer.recordingConfiguration?.name, "fresh");
  });

  it("creates in the region that is chosen", async () => {
    const shown = await open();
    await choose(shown, "Region", "eu-west-1");
    await field(shown, "Name").fill("in-dublin");
    await choose(shown, "Recording configuration", "cup-final-vod");
    await button(shown, "Create Channel").click();
    await form(session.page, "Channel Created");
    assert.match((await channel("in-dublin", "eu-west-1")).recordingConfigurationArn ?? "", /eu-/);
  });

  it("duplicates a channel: its settings and tags, not its key", async () => {
    const { page } = session;
    await clientOf(session.simulator).send(
      new CreateChannelCommand({
        name: "finals-2026",
        type: "ADVANCED_HD",
        authorized: true,
        tags: { team: "north shore" },
      }),
    );
    await command(page, "IVS: Refresh");
    await row(page, "finals-2026").waitFor();
    await command(page, "IVS: Duplicate Channel…");
    await choice(page, "finals-2026").click();
    const shown = await form(page, "Duplicate Channel");
    assert.equal(await field(shown, "Name").inputValue(), "finals-2026-copy");
    assert.ok(await box(shown, "Private playback").isChecked());
    await button(shown, "Create Channel").click();
    await form(page, "Channel Created");
    const [made, first] = [await channel("finals-2026-copy"), await channel("finals-2026")];
    assert.equal(made.type, "ADVANCED_HD");
    assert.deepEqual(made.tags, first.tags);
    assert.notEqual(made.arn, first.arn);
  });
});
