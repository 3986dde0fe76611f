import assert from "node:assert/strict";
import {
  DeleteChannelCommand,
  GetChannelCommand,
  TagResourceCommand,
  UpdateChannelCommand,
} from "@aws-sdk/client-ivs";
import { control } from "../../control";
import { button, choose, clientOf, field, focused, form, select, tabTo } from "../form";
import { useSession } from "../session";
import { chooseByTyping, command, eventually, row, statusBar } from "../workbench";

describe("forms: editing a channel", () => {
  const session = useSession();
  const client = () => clientOf(session.simulator);
  const counts = () => session.simulator.requests();
  async function channel(arn: string) {
    return (await client().send(new GetChannelCommand({ arn }))).channel ?? assert.fail();
  }
  async function open(name: string) {
    // What is offered to choose from is what was read by then.
    await row(session.page, name).waitFor();
    await command(session.page, "IVS: Edit Channel…");
    await chooseByTyping(session.page, name);
    return form(session.page, `Edit ${name}`);
  }
  const closed = () =>
    eventually(async () => assert.equal(await session.page.locator("iframe.webview").count(), 0));

  it("is prefilled, sends only what was changed, and tags by their own operations @both", async () => {
    const { page } = session;
    const keys = page.keyboard;
    const arn = await session.simulator.arnOf("keynote-hall");
    await client()
      .send(new TagResourceCommand({ resourceArn: arn, tags: { old: "1", "aws:own": "kept" } }))
      .catch(() => client().send(new TagResourceCommand({ resourceArn: arn, tags: { old: "1" } })));
    const before = await channel(arn);
    const shown = await open("keynote-hall");
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
    const after = await channel(arn);
    const { old: _, ...rest } = before.tags ?? {};
    assert.deepEqual(after, { ...before, authorized: true, tags: { ...rest, new: "2" } });
    const { UpdateChannel, TagResource, UntagResource } = await counts();
    assert.deepEqual([UpdateChannel, UntagResource], [1, 1]);
    assert.ok(TagResource);
  });

  it("sends nothing when nothing was changed", async () => {
    const { UpdateChannel } = await counts();
    const shown = await open("keynote-hall");
    await button(shown, "Save Changes").click();
    await closed();
    assert.equal((await counts()).UpdateChannel, UpdateChannel);
  });

  it("shows both values when it was changed elsewhere meanwhile, and asks", async () => {
    const arn = await session.simulator.arnOf("regatta-drone");
    const shown = await open("regatta-drone");
    await field(shown, "Name").fill("mine");
    await client().send(new UpdateChannelCommand({ arn, name: "theirs", latencyMode: "NORMAL" }));
    await button(shown, "Save Changes").click();
    await shown.getByText("Name: “theirs” elsewhere, “mine” here").waitFor();
    await shown.getByText("Latency: “NORMAL” elsewhere, not changed here").waitFor();
    assert.equal((await channel(arn)).name, "theirs");
    await button(shown, "Keep Mine").click();
    await button(shown, "Keep Mine").waitFor({ state: "detached" });
    assert.match((await select(shown, "Latency").textContent()) ?? "", /NORMAL/);
    await button(shown, "Save Changes").click();
    await closed();
    const after = await channel(arn);
    assert.deepEqual([after.name, after.latencyMode], ["mine", "NORMAL"]);
  });

  it("sees by itself what was changed elsewhere, and takes theirs", async () => {
    const arn = await session.simulator.arnOf("commentary-booth-test");
    const shown = await open("commentary-booth-test");
    await field(shown, "Name").fill("not-this");
    await client().send(new UpdateChannelCommand({ arn, name: "booth" }));
    await command(session.page, "IVS: Refresh");
    await shown.getByText("Name: “booth” elsewhere, “not-this” here").waitFor();
    await button(shown, "Take Theirs").click();
    await eventually(async () => assert.equal(await field(shown, "Name").inputValue(), "booth"));
    await button(shown, "Save Changes").click();
    await closed();
  });

  it("says that a channel is live, and applies the change when its stream ends", async () => {
    const { page } = session;
    const arn = await session.simulator.arnOf("harbour-stadium-main");
    const shown = await open("harbour-stadium-main");
    await shown.getByText("This channel is live").waitFor();
    await field(shown, "Name").fill("harbour-later");
    await button(shown, "Save Changes").click();
    await shown.locator(".problem.whole").waitFor();
    assert.equal((await channel(arn)).name, "harbour-stadium-main");
    await button(shown, "Apply When the Stream Ends").click();
    await closed();
    assert.equal((await channel(arn)).name, "harbour-stadium-main");
    await control(session.simulator.url, "streams/stop", { channelArn: arn });
    await eventually(async () => {
      await command(page, "IVS: Refresh");
      assert.equal((await channel(arn)).name, "harbour-later");
    }, 45_000);
  });

  it("stops the stream first where that is chosen", async () => {
    const arn = await session.simulator.arnOf("ice-rink-two");
    const shown = await open("ice-rink-two");
    await shown.getByText("This channel is live").waitFor();
    await choose(shown, "Latency", "Standard (NORMAL)");
    await button(shown, "Stop the Stream First").click();
    await closed();
    assert.equal((await channel(arn)).latencyMode, "NORMAL");
  });

  it("says that the channel goes live, and that it vanishes, while it is open", async () => {
    const arn = await session.simulator.arnOf("centre-court-umpire");
    const shown = await open("centre-court-umpire");
    assert.equal(await shown.getByText("This channel is live").count(), 0);
    await control(session.simulator.url, "streams/start", { channelArn: arn });
    await command(session.page, "IVS: Refresh");
    await shown.getByText("This channel is live").waitFor();
    await control(session.simulator.url, "streams/stop", { channelArn: arn });
    await eventually(async () => {
      await client().send(new DeleteChannelCommand({ arn }));
    }, 45_000);
    await command(session.page, "IVS: Refresh");
    await shown.getByText("This channel no longer exists").waitFor();
    assert.ok(await button(shown, "Save Changes").isDisabled());
  });

  it("shows foreign text as text, however it is made", async () => {
    const hostile = "<img src=x onerror=alert(1)> $(bug) [x](command:y) \u202Eesrever\u2066 🎬";
    const long = "n".repeat(128);
    const arn = await session.simulator.arnOf("members-only-replay");
    await client().send(new UpdateChannelCommand({ arn, name: long }));
    await command(session.page, "IVS: Refresh");
    const shown = await open(long);
    await field(shown, "Name").fill("other");
    const error = { name: "ValidationException", status: 400, message: hostile };
    await control(session.simulator.url, "faults", { operation: "UpdateChannel", error });
    await button(shown, "Save Changes").click();
    const whole = shown.locator(".problem.whole");
    await whole.waitFor();
    assert.match(await whole.innerText(), /<img src=x onerror=alert\(1\)>.*esrever.*🎬/);
    await shown.getByText("More", { exact: true }).click();
    await button(shown, "Add Tag").click();
    await shown.getByRole("textbox", { name: /^Key/ }).last().fill("<b>🎬</b>");
    await shown.locator('[data-id="tags"] .problem').getByText("“<b>🎬</b>”").waitFor();
    assert.equal(await shown.locator("img, b").count(), 0);
    const width = await shown.locator("body").evaluate("document.body.scrollWidth - innerWidth");
    assert.ok(Number(width) <= 0, "nothing is wider than the page");
  });
});
