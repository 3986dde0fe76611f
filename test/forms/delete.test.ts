import assert from "node:assert/strict";
import { UpdateChannelCommand } from "@aws-sdk/client-ivs";
import { addChannel } from "../../src/simulator/ivs/operations/channels";
import { editor } from "../vscode";
import { useWorld } from "./harness";
import { button, eventually, field, focused, heading, problem, tabTo, whole } from "./person";

describe("the form for deleting", () => {
  const world = useWorld();
  async function open(name: string, ...all: readonly { readonly arn: string }[]) {
    const shown = await world.open("delete", world.on(...all));
    await heading(shown.page, `Delete ${name}`);
    return shown;
  }
  type Shown = Awaited<ReturnType<typeof open>>;
  const lines = ({ page }: Shown) => page.locator(".notice.warning li").allInnerTexts();
  const confirmed = async ({ page }: Shown, name: string) => {
    await field(page, `Type “${name}” to confirm`).fill(name);
    await button(page, `Delete ${name}`).click();
  };
  async function closed({ panel }: Shown, name: string) {
    await eventually(() => assert.ok(panel.closed, "the form is closed"));
    assert.equal(editor.said.at(-1), `$(check) ${name} deleted.`);
  }
  const recordedBy = (name: string) => world.channel(name).recordingConfigurationArn;

  it("deletes a channel with its stream key, by one button", async () => {
    const channel = world.channel("regatta-drone");
    const shown = await open("regatta-drone", channel);
    const { page } = shown;
    assert.deepEqual(await lines(shown), ["regatta-drone is deleted, and its stream key with it"]);
    assert.equal(await page.getByRole("textbox").count(), 0);
    await eventually(async () => assert.equal(await focused(page), "Delete regatta-drone"));
    await page.keyboard.press("Enter");
    await closed(shown, "regatta-drone");
    assert.equal(world.channels("regatta-drone").length, 0);
    const keys = [...world.region().streamKeys.values()];
    assert.ok(!keys.some(({ channelArn }) => channelArn === channel.arn));
  });

  it("stops a live channel's stream first, and says so before", async () => {
    const channel = world.channel("ice-rink-two");
    const shown = await open("ice-rink-two", channel);
    assert.deepEqual(await lines(shown), [
      "ice-rink-two is live: its stream is stopped, viewers are cut off",
      "ice-rink-two is deleted, and its stream key with it",
    ]);
    await button(shown.page, "Delete ice-rink-two").click();
    await closed(shown, "ice-rink-two");
    assert.equal(world.region().streams.get(channel.arn), undefined);
    assert.equal(world.channels("ice-rink-two").length, 0);
  });

  it("deletes a configuration with its channels detached, once its name is typed", async () => {
    const shown = await open("match-archive", world.recording("match-archive"));
    const { page } = shown;
    assert.deepEqual(await lines(shown), [
      "harbour-stadium-main is live: its stream is stopped, viewers are cut off",
      "ice-rink-two is live: its stream is stopped, viewers are cut off",
      "centre-court-umpire is detached: it is no longer recorded",
      "harbour-stadium-main is detached: it is no longer recorded",
      "harbour-stadium-tactical is detached: it is no longer recorded",
      "ice-rink-two is detached: it is no longer recorded",
      "match-archive is deleted; what it recorded stays in s3://northshore-match-archive",
    ]);
    await button(page, "Delete match-archive").click();
    await problem(page, "confirm").getByText("Type “match-archive” exactly as shown.").waitFor();
    await eventually(async () => assert.match(await focused(page), /^Type/));
    await page.keyboard.type("match-archive");
    await page.keyboard.press("Enter");
    await closed(shown, "match-archive");
    assert.equal(world.recordings("match-archive").length, 0);
    for (const name of ["centre-court-umpire", "harbour-stadium-main", "ice-rink-two"])
      assert.equal(recordedBy(name), "");
    assert.equal(world.calls("StopStream"), 2);
  });

  it("asks for no name where a configuration goes alone", async () => {
    const shown = await open("highlights-2026", world.recording("highlights-2026"));
    assert.equal(await shown.page.getByRole("textbox").count(), 0);
    await button(shown.page, "Delete highlights-2026").click();
    await closed(shown, "highlights-2026");
    assert.equal(world.recordings("highlights-2026").length, 0);
  });

  it("deletes many of both kinds, once their number is typed", async () => {
    const shown = await open(
      "3 resources",
      world.recording("conference-vod"),
      world.channel("keynote-hall"),
      world.channel("regatta-drone"),
    );
    await confirmed(shown, "3 resources");
    await closed(shown, "3 resources");
    assert.equal(world.recordings("conference-vod").length, 0);
    assert.equal(world.channels("keynote-hall").length, 0);
    assert.equal(recordedBy("breakout-room-a"), "");
  });

  describe("when something has changed since it was shown", () => {
    it("says what, deletes nothing, and goes on when asked again", async () => {
      const { arn } = world.recording("conference-vod");
      const shown = await open("conference-vod", { arn });
      const { page } = shown;
      await world.elsewhere().send(
        new UpdateChannelCommand({
          arn: world.channel("centre-court-umpire").arn,
          recordingConfigurationArn: arn,
        }),
      );
      await confirmed(shown, "conference-vod");
      await whole(page).getByText("Something has changed: nothing was deleted.").waitFor();
      await page.getByText("centre-court-umpire is detached").waitFor();
      world.recording("conference-vod");
      assert.equal(recordedBy("centre-court-umpire"), arn);
      await button(page, "Delete conference-vod").click();
      await closed(shown, "conference-vod");
      assert.equal(recordedBy("centre-court-umpire"), "");
    });

    it("deletes nothing where it can't look", async () => {
      const shown = await open("conference-vod", world.recording("conference-vod"));
      world.refuse("ListChannels", "not now");
      await confirmed(shown, "conference-vod");
      await whole(shown.page).getByText("not now").waitFor();
      world.recording("conference-vod");
      assert.equal(world.calls("UpdateChannel"), 0);
    });

    it("says what is gone already", async () => {
      const two = [world.channel("regatta-drone"), world.channel("commentary-booth-test")];
      const shown = await open("2 channels", ...two);
      world.region().channels.delete(two[0]?.arn ?? "");
      await world.refresh();
      await shown.page.getByText("1 of them no longer exists.").waitFor();
      world.region().channels.delete(two[1]?.arn ?? "");
      await world.refresh();
      await shown.page.getByText("There is nothing left to delete.").waitFor();
      assert.ok(await button(shown.page, "Delete 2 channels").isDisabled());
    });
  });

  describe("when it does not come to its end", () => {
    const denied = {
      error: { name: "AccessDeniedException", status: 403, message: "no" },
    };

    it("changes back what was detached, and says so", async () => {
      const { arn } = world.recording("conference-vod");
      const shown = await open("conference-vod", { arn });
      const { page } = shown;
      world.fault("DeleteRecordingConfiguration", denied);
      await confirmed(shown, "conference-vod");
      await whole(page).getByText("conference-vod was not deleted: Not allowed to call").waitFor();
      await whole(page)
        .getByText("The channels that had been detached are attached to it again.")
        .waitFor();
      assert.doesNotMatch(await whole(page).innerText(), /encoder/);
      for (const name of ["keynote-hall", "breakout-room-a", "members-only-replay"])
        assert.equal(recordedBy(name), arn);
      await button(page, "Delete conference-vod").click();
      await closed(shown, "conference-vod");
    });

    it("says which streams stay off", async () => {
      const { arn } = world.recording("match-archive");
      const shown = await open("match-archive", { arn });
      world.fault("DeleteRecordingConfiguration", denied);
      await confirmed(shown, "match-archive");
      const stopped = /The streams of (.+) stay off until their encoders connect again\./;
      await whole(shown.page).getByText(stopped).waitFor();
      const [, names = ""] = stopped.exec(await whole(shown.page).innerText()) ?? [];
      assert.deepEqual(names.split(", ").sort(), ["harbour-stadium-main", "ice-rink-two"]);
      assert.equal(world.region().streams.size, 0);
      assert.equal(recordedBy("ice-rink-two"), arn);
    });

    it("names what could not be changed back", async () => {
      const { arn } = world.recording("conference-vod");
      const shown = await open("conference-vod", { arn });
      world.fault("DeleteRecordingConfiguration", { ...denied, delayMs: 200 });
      await confirmed(shown, "conference-vod");
      await eventually(() => assert.equal(world.calls("DeleteRecordingConfiguration"), 1));
      world.refuse("UpdateChannel", "not now");
      await whole(shown.page).getByText("These could not be changed back:").waitFor();
      const said = await whole(shown.page).innerText();
      const names = ["keynote-hall", "breakout-room-a", "members-only-replay"];
      for (const name of names)
        assert.equal(
          new RegExp(`changed back: .*${name}`).test(said),
          recordedBy(name) !== arn,
          said,
        );
      assert.doesNotMatch(said, /attached to it again/);
    });

    it("names the channel because of which it stopped", async () => {
      const { arn } = world.recording("conference-vod");
      const shown = await open("conference-vod", { arn });
      world.refuse("UpdateChannel", "not now");
      await confirmed(shown, "conference-vod");
      await whole(shown.page)
        .getByText(/conference-vod was not deleted, because of [\w-]+: .*not now/)
        .waitFor();
      world.recording("conference-vod");
      for (const name of ["keynote-hall", "breakout-room-a", "members-only-replay"])
        assert.equal(recordedBy(name), arn);
    });

    it("does not say deleted where nobody knows", async () => {
      const shown = await open("regatta-drone", world.channel("regatta-drone"));
      world.fault("DeleteChannel", { drop: "after", delayMs: 100 });
      await button(shown.page, "Delete regatta-drone").click();
      await eventually(() => assert.equal(world.calls("DeleteChannel"), 1));
      const error = { name: "AccessDeniedException", status: 403, message: "no" };
      world.fault("GetChannel", { times: 0, error });
      world.fault("ListChannels", { times: 0, error });
      await whole(shown.page)
        .getByText(
          "The answer was lost for regatta-drone, and it could not be determined whether it was done",
        )
        .waitFor();
    });

    it("finds out that it is deleted where the answer was lost", async () => {
      const shown = await open("regatta-drone", world.channel("regatta-drone"));
      world.fault("DeleteChannel", { drop: "after" });
      await button(shown.page, "Delete regatta-drone").click();
      await closed(shown, "regatta-drone");
      assert.equal(world.channels("regatta-drone").length, 0);
    });

    it("stops between items on Cancel, and says that the rest is as it was", async () => {
      const doomed = Array.from(
        { length: 12 },
        (_, at) => addChannel(world.region(), { name: `doomed-${at}` }).channel,
      );
      await world.refresh();
      const shown = await open("12 channels", ...doomed);
      const { page } = shown;
      world.fault("DeleteChannel", { delayMs: 300, times: 0 });
      await confirmed(shown, "12 channels");
      await page.locator(".progress").getByRole("button", { name: "Cancel" }).click();
      await whole(page).getByText("Cancelled: the rest is as it was.").waitFor();
      const left = doomed.filter(({ arn }) => world.region().channels.get(arn)).length;
      assert.ok(left > 0 && left < 12, `${left} left`);
      await page.getByText(`${12 - left} of them no longer exist`).waitFor();
    });
  });

  it("is done by the keyboard alone", async () => {
    const shown = await open("conference-vod", world.recording("conference-vod"));
    const { page } = shown;
    await tabTo(page, "Type “conference-vod” to confirm");
    await page.keyboard.type("conference-vod");
    await tabTo(page, "Delete conference-vod");
    await page.keyboard.press("Enter");
    await closed(shown, "conference-vod");
  });

  it("shows hostile names as text", async () => {
    const name = "<img src=x onerror=alert(1)>";
    const { channel } = addChannel(world.region(), { name });
    await world.refresh();
    const shown = await open(name, channel);
    assert.deepEqual(await lines(shown), [`${name} is deleted, and its stream key with it`]);
    assert.equal(await shown.page.locator("img").count(), 0);
    assert.equal(shown.panel.title, `Delete ${name}`);
  });
});
