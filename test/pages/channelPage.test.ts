import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { quickClock, type Shown, useWorld } from "../forms/harness";
import { button, focused, heading, select } from "../forms/person";
import { eventually } from "../host/workbench";
import { editor } from "../vscode";

/** A fact of the page, by its label. */
function fact(page: Page, label: string) {
  const dt = page.locator("dt").getByText(label, { exact: true });
  return page.locator(".fact").filter({ has: dt });
}

const section = (page: Page, name: string) => page.locator(`.section-${name}`);
const text = async (page: Page) => (await page.locator("body").innerText()).replace(/\s+/g, " ");

describe("the page of a channel", () => {
  const world = useWorld(quickClock);
  const open = (name: string) => world.openPage(world.channel(name));
  const starving = "ice-rink-two";
  const denied = (operation: string) =>
    world.fault(operation, {
      error: { name: "AccessDeniedException", status: 403, message: "no" },
      times: 0,
    });

  describe("shows what the channel is", () => {
    it("live: since when, with how many viewers, and how it is", async () => {
      const { page, panel } = await open(starving);
      await heading(page, starving);
      assert.equal(panel.title, starving);
      await fact(page, "State")
        .getByText(/^starving, live for \d\d:\d\d:\d\d$/)
        .waitFor();
      await fact(page, "Viewers").getByText("37 viewers").waitFor();
      assert.match(await fact(page, "Account and region").innerText(), /111122223333 · us-east-1/);
      assert.match(await fact(page, "Type").innerText(), /BASIC, ultra-low latency/);
    });

    it("offline, with its private playback", async () => {
      const { page } = await open("members-only-replay");
      await fact(page, "State").getByText("offline").waitFor();
      await fact(page, "Playback").getByText("private: it needs a token").waitFor();
      assert.equal(await button(page, "Stop Stream…").count(), 0);
    });

    it("as it comes and goes: a stream that begins, a colleague who renames and deletes it", async () => {
      const { page, panel } = await open("keynote-hall");
      await fact(page, "State").getByText("offline").waitFor();
      const { arn } = world.channel("keynote-hall");
      await world.stream("start", { arn }, { viewers: 12 });
      // Nobody refreshed: what is seen is read.
      await fact(page, "State")
        .getByText(/^live for/)
        .waitFor();
      await world.stream("stop", { arn });
      await fact(page, "State").getByText("offline").waitFor();
      world.region().channels.find(arn).name = "other";
      await world.refresh();
      await heading(page, "other");
      assert.equal(panel.title, "other");
      world.region().channels.delete(arn);
      await world.refresh();
      await page.getByText("This channel does not exist any more.").waitFor();
      assert.equal(await section(page, "ingest").count(), 0);
      assert.equal(panel.title, "other");
    });

    it("disconnected: says so", async () => {
      const { page } = await open("keynote-hall");
      await heading(page, "keynote-hall");
      const { connections } = world.window;
      await connections.remove(connections.all.map(({ id }) => id));
      await page.getByText("Not connected to us-east-1 any more").waitFor();
      await button(page, "Connect…").click();
      await eventually(async () => assert.equal(editor.ran.at(-1)?.[0], "ivs.connect"));
    });

    it("with a way to what records it, and to what can be done", async () => {
      const { page } = await open("keynote-hall");
      await page.getByRole("button", { name: "conference-vod" }).click();
      await eventually(async () =>
        assert.equal(world.window.revealed[0]?.arn, world.recording("conference-vod").arn),
      );
      await button(page, "Edit…").click();
      const row = `${world.connection().id} ${world.channel("keynote-hall").arn}`;
      await eventually(async () => assert.deepEqual(editor.ran, [["ivs.channel.edit", row]]));
    });

    it("whose name and tags are text", async () => {
      const hostile = `<img src=x onerror="document.title='hacked'"> $(alert) \u202e`;
      const channel = world.channel("keynote-hall");
      channel.name = hostile;
      channel.tags = { "<b>": "</script><script>document.title='hacked'</script>" };
      await world.refresh();
      const { page } = await world.openPage(channel);
      await page.getByText("Tags: <b> = </script>").waitFor();
      assert.equal(await page.locator("img, b, main script").count(), 0);
      assert.notEqual(await page.title(), "hacked");
    });
  });

  describe("is one panel", () => {
    it("that follows what is selected, and is left alone while it is hidden", async () => {
      const { page, panel } = await open("keynote-hall");
      await heading(page, "keynote-hall");
      const { arn } = world.channel(starving);
      const ref = { connection: world.connection().id, arn };
      world.window.pages.follow(ref);
      await heading(page, starving);
      await panel.hide();
      world.window.pages.follow({ ...ref, arn: world.channel("keynote-hall").arn });
      await panel.show();
      await heading(page, starving);
      assert.equal(world.tabs, 1);
    });

    it("that can be pinned: the next channel gets a panel of its own", async () => {
      const first = await open("keynote-hall");
      await button(first.page, "Pin").click();
      await button(first.page, "Pinned").waitFor();
      assert.equal(await focused(first.page), "Pinned");
      const second = await open(starving);
      await heading(second.page, starving);
      await heading(first.page, "keynote-hall");
      assert.equal(world.tabs, 2);
      // What is pinned is shown there.
      await open("keynote-hall");
      assert.equal(world.tabs, 2);
      assert.equal(first.panel.reveals, 1);
    });

    it("that survives a reload of the window, pinned or not", async () => {
      const first = await open(starving);
      await button(first.page, "Pin").click();
      await button(first.page, "Pinned").waitFor();
      const again = await world.reload(first);
      await heading(again.page, starving);
      await button(again.page, "Pinned").waitFor();
      await fact(again.page, "State")
        .getByText(/starving/)
        .waitFor();
    });
  });

  describe("tells of its health", () => {
    /** What the slider of a chart says. */
    const slider = (page: Page, name: string) =>
      section(page, "health").getByRole("slider", { name: new RegExp(`^${name}`) });

    it("in a sentence, with five charts, and says that CloudWatch bills them", async () => {
      const { page } = await open(starving);
      const health = section(page, "health");
      await health.getByText(/Starving since .*: only .* of 30 fps arrive\./).waitFor();
      for (const name of [
        "Video bitrate",
        "Frame rate",
        "Audio bitrate",
        "Keyframe interval",
        "Viewers",
      ])
        await slider(page, name).waitFor();
      assert.match(await health.innerText(), /CloudWatch bills/);
      await health.locator("rect.band").first().waitFor();
      await health.getByText("limit 1.5 Mbps").waitFor();
      await health.getByText("target 30 fps").waitFor();
      const paths = await health
        .locator("path.series")
        .evaluateAll((all) => all.map((each) => each.getAttribute("d") ?? ""));
      assert.ok(
        paths.every((path) => /^M[\d.]+ [\d.]+/.test(path)),
        `${paths}`,
      );
    });

    it("by one call for all five charts; hidden, by none", async () => {
      const { page, panel } = await open(starving);
      await slider(page, "Viewers").waitFor();
      await eventually(async () => assert.ok(world.calls("GetMetricData") >= 3));
      await panel.hide();
      const asked = () =>
        ["GetMetricData", "GetStreamSession", "GetStream"].map((name) => world.calls(name));
      await new Promise((resolve) => setTimeout(resolve, 300));
      const before = asked();
      // Twenty times as long as from one read to the next.
      await new Promise((resolve) => setTimeout(resolve, 1500));
      assert.deepEqual(asked(), before);
      await panel.show();
      await eventually(async () => assert.ok(world.calls("GetMetricData") > (before[0] ?? 0)));
    });

    it("of an offline channel: of its last session, and asks for no more", async () => {
      const { page } = await open("keynote-hall");
      await select(page, "Range").waitFor();
      assert.equal(await select(page, "Range").inputValue(), "session");
      await slider(page, "Frame rate").waitFor();
      const before = world.calls("GetMetricData");
      await new Promise((resolve) => setTimeout(resolve, 500));
      assert.equal(world.calls("GetMetricData"), before);
    });

    it("over the range that is chosen", async () => {
      const { page } = await open(starving);
      const axis = () => slider(page, "Frame rate").getAttribute("aria-valuemax");
      await slider(page, "Frame rate").waitFor();
      assert.equal(await axis(), "180");
      await select(page, "Range").selectOption({ label: "Last 3 hours" });
      await eventually(async () => assert.equal(await axis(), "2160"));
      // A gap is a gap: the sessions before are apart.
      const path = await slider(page, "Frame rate").locator("path.series").getAttribute("d");
      assert.ok(path && path.split("M").length > 2, `${path}`);
    });

    it("at a moment that arrow keys choose, and the mouse", async () => {
      const { page } = await open(starving);
      const frames = slider(page, "Frame rate");
      await frames.focus();
      await frames.press("ArrowLeft");
      const spoken = () => frames.getAttribute("aria-valuetext");
      await eventually(async () =>
        assert.match((await spoken()) ?? "", /^\d+:\d\d:\d\d.*, [\d.]+ fps, starving/),
      );
      const last = await spoken();
      await frames.press("ArrowLeft");
      await eventually(async () => assert.notEqual(await spoken(), last));
      await frames.press("Home");
      await eventually(async () => assert.equal(await frames.getAttribute("aria-valuenow"), "0"));
      // All charts share the moment.
      assert.equal(await slider(page, "Viewers").getAttribute("aria-valuenow"), "0");
      await frames.press("Escape");
      await eventually(async () => assert.match((await spoken()) ?? "", /^last .* fps/));
      await frames.blur();
      await frames.hover({ position: { x: 200, y: 60 } });
      await eventually(async () => assert.match((await spoken()) ?? "", /^\d+:\d\d:\d\d/));
    });

    it("as a table of the same values", async () => {
      const { page } = await open(starving);
      const health = section(page, "health");
      await health.getByText("Show as table").click();
      const columns = health.locator("table th");
      await eventually(async () =>
        assert.deepEqual(await columns.allInnerTexts(), [
          "Time",
          "Video bitrate (Mbps)",
          "Frame rate (fps)",
          "Audio bitrate (kbps)",
          "Keyframe interval (s)",
          "Viewers",
        ]),
      );
      const values = /^\d+:\d\d:\d\d.*\t[\d.]+\t[\d.]+/;
      await eventually(async () => {
        const rows = await health.locator("tbody tr").allInnerTexts();
        assert.ok(rows.some((row) => values.test(row)));
      });
    });

    it("beside what its encoder sends: each breach in words", async () => {
      const channel = world.channel("keynote-hall");
      await world.stream("start", channel, { framerate: 90 });
      const { page } = await world.openPage(channel);
      await section(page, "encoder")
        .getByText("The frame rate is 90 fps, but the channel takes at most 60 fps")
        .waitFor();
    });
  });

  describe("goes on without what is denied", () => {
    it("measurements: names the action, and tells what the events tell", async () => {
      denied("GetMetricData");
      const { page } = await open(starving);
      const health = section(page, "health");
      await health.getByText("Not allowed to call cloudwatch:GetMetricData").waitFor();
      await health
        .getByText(/^.*Starving since/)
        .first()
        .waitFor();
      assert.equal(await page.getByRole("slider").count(), 0);
      await section(page, "encoder").getByText("avc1.64001E").waitFor();
      await button(page, "Rotate Stream Key…").waitFor();
      world.simulator.faults.clear();
      await page.getByRole("slider").first().waitFor();
    });

    it("measurements of the past: they are read again when asked for", async () => {
      denied("GetMetricData");
      const { page } = await open("keynote-hall");
      await section(page, "health").getByText("cloudwatch:GetMetricData").waitFor();
      world.simulator.faults.clear();
      await section(page, "health").getByRole("button", { name: "Retry" }).click();
      await page.getByRole("slider").first().waitFor();
    });

    it("sessions", async () => {
      denied("ListStreamSessions");
      const { page } = await open("keynote-hall");
      await section(page, "sessions")
        .getByText("Not allowed to call ivs:ListStreamSessions")
        .waitFor();
      await button(page, "Rotate Stream Key…").waitFor();
    });

    it("stream keys", async () => {
      denied("ListStreamKeys");
      const { page } = await open("keynote-hall");
      const ingest = section(page, "ingest");
      await ingest.getByText("Not allowed to call ivs:ListStreamKeys").waitFor();
      await ingest
        .getByText(/^rtmps:/)
        .first()
        .waitFor();
    });

    it("the channel itself", async () => {
      denied("GetChannel");
      const { page } = await open(starving);
      await section(page, "ingest").getByText("Not allowed to call ivs:GetChannel").waitFor();
      await page.getByRole("slider").first().waitFor();
    });
  });

  describe("lists its sessions", () => {
    const rows = (page: Page) => section(page, "sessions").locator(".blocks > .table tbody tr");
    const toggle = (page: Page, at: number) =>
      rows(page)
        .nth(at)
        .getByRole("button", { name: /Open|Close/ });

    it("with what happened in each, by the keyboard alone", async () => {
      const { page } = await open(starving);
      await rows(page).first().waitFor();
      await toggle(page, 0).press("Enter");
      const sessions = section(page, "sessions");
      await sessions
        .getByText("Too little data arrives: viewers may see the stream stall.")
        .waitFor();
      await sessions.getByRole("heading", { level: 3 }).waitFor();
      await sessions.getByRole("slider").first().waitFor();
      assert.equal(await focused(page), "Close");
      await toggle(page, 0).press("Enter");
      await eventually(async () =>
        assert.equal(await sessions.getByRole("heading", { level: 3 }).count(), 0),
      );
      assert.equal(await focused(page), "Open");
    });

    it("two side by side, compared, and copied as reports without secrets", async () => {
      const { page } = await open(starving);
      await rows(page).first().waitFor();
      await toggle(page, 0).click();
      await toggle(page, 1).click();
      const sessions = section(page, "sessions");
      await sessions.getByText("Both sessions").waitFor();
      assert.equal(await sessions.locator(".column").count(), 2);
      await sessions.getByText("differs").first().waitFor();
      await sessions
        .locator(".column")
        .first()
        .getByRole("button", { name: "Copy Report" })
        .click();
      await eventually(async () =>
        assert.match(editor.clipboard, /^# Stream session of ice-rink-two/),
      );
      assert.doesNotMatch(editor.clipboard, /sk_/);
      await button(page, "Copy Comparison").click();
      await eventually(async () => assert.match(editor.clipboard, /^# Two stream sessions/));
    });

    it("a few at a time", async () => {
      const channel = world.channel("keynote-hall");
      for (let each = 0; each < 24; each++) {
        await world.stream("start", channel);
        await world.stream("stop", channel);
      }
      const { page } = await world.openPage(channel);
      await eventually(async () => assert.equal(await rows(page).count(), 10));
      await button(page, "Show More Sessions").press("Enter");
      await eventually(async () => assert.equal(await rows(page).count(), 20));
      await button(page, "Show More Sessions").press("Enter");
      await eventually(async () => assert.ok((await rows(page).count()) > 20));
    });

    it("with events that nobody has documented as they are", async () => {
      const channel = world.channel(starving);
      const [session] = [...world.region().sessions.values()].filter(
        ({ channelArn, state }) => channelArn === channel.arn && state === "LIVE",
      );
      session?.events.unshift({
        name: "<u>Unheard Of</u>",
        type: "IVS Something",
        eventTime: session.events[0]?.eventTime ?? new Date(),
        code: "NobodyKnows",
      } as never);
      const { page } = await open(starving);
      await rows(page).first().waitFor();
      await toggle(page, 0).click();
      await page.getByText("<u>Unheard Of</u> (NobodyKnows)").waitFor();
      assert.equal(await page.locator("u").count(), 0);
    });
  });

  describe("is watched", () => {
    const said = (pattern: RegExp) => editor.said.filter((each) => pattern.test(each)).length;

    it("while it is open: that it starves is said once, with a way to it", async () => {
      const channel = world.channel("keynote-hall");
      await world.stream("start", channel);
      await world.refresh();
      const { page } = await world.openPage(channel);
      await fact(page, "State").getByText(/^live/).waitFor();
      await world.stream("event", channel, { name: "Starvation Start" });
      await fact(page, "State")
        .getByText(/^starving/)
        .waitFor();
      await eventually(async () => assert.equal(said(/keynote-hall is starving/), 1));
      assert.deepEqual(editor.offered, ["Show"]);
      await new Promise((resolve) => setTimeout(resolve, 500));
      assert.equal(said(/is starving/), 1);
    });

    it("while nobody looks, over a reload, until it is not any more", async () => {
      const channel = world.channel("keynote-hall");
      const shown = await world.openPage(channel);
      await button(shown.page, "Watch").click();
      await button(shown.page, "Stop Watching").waitFor();
      const again: Shown = await world.reload(shown);
      again.panel.dispose();
      await world.refresh();
      await world.stream("start", channel);
      await eventually(async () =>
        assert.ok(world.connection().snapshot.streams?.items.has(channel.arn)),
      );
      await world.stream("event", channel, { name: "Starvation Start" });
      await eventually(async () => assert.equal(said(/keynote-hall is starving/), 1));
      // No data for 30 s ends a stream that starves.
      await world.stream("stop", channel);
      await eventually(async () =>
        assert.equal(said(/The stream of keynote-hall ended unexpectedly\. .*no data arrived/), 1),
      );
      const [watched] = world.window.watching.all;
      assert.equal(watched?.name, "keynote-hall");
      await world.window.watching.remove({ connection: world.connection().id, arn: channel.arn });
      const calls = world.calls("GetStream");
      await new Promise((resolve) => setTimeout(resolve, 500));
      assert.ok(world.calls("GetStream") <= calls + 1);
    });

    it("and its end as it should be is no news", async () => {
      const channel = world.channel("keynote-hall");
      await world.stream("start", channel);
      await world.refresh();
      const { page } = await world.openPage(channel);
      await fact(page, "State").getByText(/^live/).waitFor();
      await world.stream("stop", channel);
      await fact(page, "State").getByText("offline").waitFor();
      await new Promise((resolve) => setTimeout(resolve, 500));
      assert.equal(said(/ended unexpectedly/), 0);
    });
  });

  it("takes no message that it does not know", async () => {
    const { page } = await open("keynote-hall");
    await heading(page, "keynote-hall");
    for (const message of [
      null,
      "pin",
      { type: "act" },
      { type: "act", section: "head", id: 7 },
      { type: "act", section: "none", id: "edit" },
      { type: "copy", section: "head", id: "constructor" },
      { type: "choose", section: "health", id: "range", value: "99h" },
      { type: "reveal", section: "ingest", id: "x".repeat(1000) },
      { type: "seen", seen: "yes" },
    ])
      await page.evaluate(`window.toHost(${JSON.stringify(JSON.stringify(message))})`);
    assert.deepEqual(editor.ran, []);
    assert.match(await text(page), /keynote-hall/);
  });
});
