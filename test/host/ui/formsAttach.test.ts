import assert from "node:assert/strict";
import {
  CreateChannelCommand,
  ListChannelsCommand,
  ListRecordingConfigurationsCommand,
  UpdateChannelCommand,
} from "@aws-sdk/client-ivs";
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
  tabTo,
} from "../form";
import { useSession } from "../session";
import { choice, chooseByTyping, command, eventually, row, type } from "../workbench";

describe("forms: attaching and deleting", () => {
  const session = useSession();
  const client = () => clientOf(session.simulator);
  async function recordingArn(name: string): Promise<string> {
    const { recordingConfigurations = [] } = await client().send(
      new ListRecordingConfigurationsCommand(),
    );
    return recordingConfigurations.find((each) => each.name === name)?.arn ?? "";
  }
  const recordedBy = async (name: string) =>
    (await session.simulator.channel(name)).recordingConfigurationArn;
  async function names(): Promise<string[]> {
    const { channels = [] } = await client().send(new ListChannelsCommand());
    return channels.map(({ name = "" }) => name);
  }
  const closed = () =>
    eventually(async () => assert.equal(await session.page.locator("iframe.webview").count(), 0));
  /** Runs a command on rows, by selecting them and by the context menu's own way: its id. */
  async function onChannel(title: string, name: string) {
    await command(session.page, title);
    await chooseByTyping(session.page, name);
  }

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

  it("warns of a configuration that records nothing", async () => {
    await onChannel("IVS: Attach Recording…", "commentary-booth-test");
    const shown = await form(session.page, "Attach Recording");
    await choose(shown, "Recording configuration", "frankfurt-archive (creation failed)");
    await shown.getByText("frankfurt-archive is not active (creation failed)").waitFor();
    await choose(shown, "Recording configuration", "match-archive");
    await shown.getByText("is not active").waitFor({ state: "detached" });
    await button(shown, "Cancel").click();
    await shown.getByRole("alertdialog").waitFor();
    await button(shown, "Discard").click();
    await closed();
  });

  it("says what a live channel means, and detaches it when its stream ends", async () => {
    const arn = await session.simulator.arnOf("ice-rink-two");
    await onChannel("IVS: Attach Recording…", "ice-rink-two");
    const shown = await form(session.page, "Attach Recording");
    await shown.getByText("ice-rink-two: recorded by match-archive, live").waitFor();
    await shown.getByText("The service refuses to change a channel while it is live.").waitFor();
    await choose(shown, "Recording configuration", "Not recorded");
    await button(shown, "Detach 1 channel").click();
    await closed();
    assert.equal(await recordedBy("ice-rink-two"), await recordingArn("match-archive"));
    await control(session.simulator.url, "streams/stop", { channelArn: arn });
    await eventually(async () => {
      await command(session.page, "IVS: Refresh");
      assert.equal(await recordedBy("ice-rink-two"), "");
    }, 45_000);
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

  it("says what has changed before it deletes by it", async () => {
    const { page } = session;
    const recordingConfigurationArn = await recordingArn("conference-vod");
    await command(page, "IVS: Delete…");
    await type(page, "conference-vod");
    await choice(page, "conference-vod").click();
    const shown = await form(page, "Delete conference-vod");
    await field(shown, "Type “conference-vod” to confirm").fill("conference-vod");
    const arn = await session.simulator.arnOf("centre-court-umpire");
    await client().send(new UpdateChannelCommand({ arn, recordingConfigurationArn }));
    await button(shown, "Delete conference-vod").click();
    await shown.getByText("Something has changed: nothing was deleted.").waitFor();
    await shown.getByText("centre-court-umpire is detached").waitFor();
    assert.equal(await recordingArn("conference-vod"), recordingConfigurationArn);
    assert.equal(await recordedBy("centre-court-umpire"), recordingConfigurationArn);
    await button(shown, "Delete conference-vod").click();
    await closed();
    assert.equal(await recordedBy("centre-court-umpire"), "");
    assert.equal(await recordingArn("conference-vod"), "");
  });

  it("deletes a channel with its stream key, by one button", async () => {
    const { page } = session;
    await onChannel("IVS: Delete…", "commentary-booth-test");
    const shown = await form(page, "Delete commentary-booth-test");
    await shown.getByText("is deleted, and its stream key with it").waitFor();
    assert.equal(await shown.getByRole("textbox").count(), 0);
    await tabTo(page, shown, "Delete commentary-booth-test");
    await page.keyboard.press("Enter");
    await closed();
    assert.ok(!(await names()).includes("commentary-booth-test"));
  });

  it("stops between items on cancel, and says what was not done", async () => {
    const { page } = session;
    for (let at = 0; at < 12; at++)
      await client().send(new CreateChannelCommand({ name: `doomed-${at}` }));
    await command(page, "IVS: Refresh");
    await row(page, "doomed-0").click();
    await row(page, "doomed-11").click({ modifiers: ["Shift"] });
    await page.keyboard.press("Delete");
    const shown = await form(page, "Delete 12 channels");
    await control(session.simulator.url, "faults", {
      operation: "DeleteChannel",
      delayMs: 400,
      times: 12,
    });
    await page.keyboard.type("12 channels");
    await page.keyboard.press("Enter");
    await shown.locator(".progress").getByRole("button", { name: "Cancel" }).click();
    await shown.getByText("Cancelled: the rest is as it was.").waitFor();
    const left = (await names()).filter((name) => name.startsWith("doomed"));
    assert.ok(left.length > 0 && left.length < 12, `${left.length} left`);
    await button(shown, "Cancel").click();
    await button(shown, "Discard").click();
  });
});
