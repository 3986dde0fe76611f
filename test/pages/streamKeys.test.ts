import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { quickClock, useWorld } from "../forms/harness";
import { button, heading, select } from "../forms/person";
import { eventually } from "../host/workbench";
import { editor } from "../vscode";

describe("stream keys on the page of a channel", () => {
  const world = useWorld(quickClock);
  const NAME = "keynote-hall";
  const ingest = (page: Page) => page.locator(".section-ingest");
  const keys = () => {
    const { arn } = world.channel(NAME);
    return [...world.region().streamKeys.values()].filter(({ channelArn }) => channelArn === arn);
  };
  const key = () => keys()[0]?.value ?? "no key";
  const open = async () => {
    const shown = await world.openPage(world.channel(NAME));
    await button(shown.page, "Rotate Stream Key…").waitFor();
    return shown;
  };
  const shownKey = (page: Page) => ingest(page).getByText(key(), { exact: true });
  const named = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

  it("are masked, shown when asked for, and masked again when the page is hidden", async () => {
    const { page, panel } = await open();
    assert.ok(!(await page.content()).includes(key()));
    await named(page, "Show: Stream key").click();
    await shownKey(page).waitFor();
    await named(page, "Hide: Stream key").click();
    await shownKey(page).waitFor({ state: "detached" });
    await named(page, "Show: Stream key").click();
    await shownKey(page).waitFor();
    await panel.hide();
    await panel.show();
    await button(page, "Rotate Stream Key…").waitFor();
    assert.ok(!(await page.content()).includes(key()));
  });

  it("are masked again after half a minute", async () => {
    const { page } = await open();
    await page.clock.install();
    await named(page, "Show: Stream key").click();
    await shownKey(page).waitFor();
    await page.clock.fastForward(29_000);
    assert.equal(await shownKey(page).count(), 1);
    await page.clock.fastForward(2000);
    await shownKey(page).waitFor({ state: "detached" });
  });

  it("are copied without being shown", async () => {
    const { page } = await open();
    await named(page, "Copy: Stream key").click();
    await eventually(async () => assert.equal(editor.clipboard, key()));
    assert.ok(!(await page.content()).includes(key()));
  });

  it("stand masked in commands, which are copied whole", async () => {
    const { page } = await open();
    await select(page, "Encoder").selectOption({ label: "FFmpeg" });
    const code = ingest(page).locator("pre");
    await code.getByText("-g 60").waitFor();
    assert.match(await code.innerText(), /rtmps:\/\/.*\/app\/••••/);
    await named(page, "Copy: Sends a test picture with FFmpeg").click();
    await eventually(async () => assert.ok(editor.clipboard.includes(`/app/${key()}'`)));
    await named(page, "Show: Sends a test picture with FFmpeg").click();
    await code.getByText(key()).waitFor();
    // Another command has none of it.
    await select(page, "Encoder").selectOption({ label: "FFmpeg (SRT)" });
    await code.getByText("srt://").waitFor();
    assert.ok(!(await page.content()).includes(key()));
    await named(page, "Copy: Sends a test picture with FFmpeg (SRT)").click();
    await eventually(async () => assert.match(editor.clipboard, /streamid=sk_.*&passphrase=\w/));
  });

  it("can go by RTMP only where insecure ingest is on", async () => {
    const { page } = await open();
    assert.equal(await select(page, "Protocol").count(), 0);
    world.channel(NAME).insecureIngest = true;
    await world.refresh();
    await select(page, "Encoder").selectOption({ label: "GStreamer" });
    await select(page, "Protocol").selectOption({ label: "RTMP: not encrypted" });
    await ingest(page).locator("pre").getByText("rtmp://").waitFor();
    assert.equal(await named(page, "Show: SRT passphrase").count(), 0);
  });

  it("never reach what the page keeps", async () => {
    const { page, panel } = await open();
    await named(page, "Show: Stream key").click();
    await shownKey(page).waitFor();
    assert.deepEqual(Object.keys(await panel.state()).sort(), ["arn", "connection", "pinned"]);
    assert.ok(!JSON.stringify(await panel.state()).includes("sk_"));
  });

  it("are rotated once that was confirmed, and the new one is shown once", async () => {
    const { page } = await open();
    const before = key();
    await button(page, "Rotate Stream Key…").click();
    await eventually(async () =>
      assert.deepEqual(editor.said, [`Rotate the stream key of ${NAME}?`]),
    );
    assert.equal(key(), before);
    editor.answer = "Rotate Stream Key";
    await button(page, "Rotate Stream Key…").click();
    const said = `${NAME} has a new stream key: give it to its encoders.`;
    await eventually(async () => assert.equal(editor.said.at(-1), said));
    assert.notEqual(key(), before);
    await shownKey(page).waitFor();
    assert.equal(keys().length, 1);
  });

  it("rotated half, are said to be gone; it goes on over a reload", async () => {
    const shown = await open();
    world.fault("CreateStreamKey", {
      error: { name: "AccessDeniedException", status: 403, message: "no" },
    });
    editor.answer = "Rotate Stream Key";
    await button(shown.page, "Rotate Stream Key…").click();
    await eventually(async () =>
      assert.match(
        editor.said.at(-1) ?? "",
        /^keynote-hall has no stream key now, so nobody can start streaming to it\. Not allowed to call ivs:CreateStreamKey/,
      ),
    );
    assert.deepEqual(editor.offered, ["Try Again"]);
    assert.deepEqual(keys(), []);
    await button(shown.page, "Create Stream Key").waitFor();
    editor.answer = undefined;
    const again = await world.reload(shown);
    await button(again.page, "Create Stream Key").waitFor();
    editor.answer = "Resume…";
    await world.window.unfinished.tell();
    assert.match(editor.said.at(-1) ?? "", /Rotating the stream key of keynote-hall/);
    assert.deepEqual(editor.ran, [["ivs.recording.resumeChange"]]);
  });

  it("are tried again on request", async () => {
    const { page } = await open();
    world.fault("CreateStreamKey", {
      error: { name: "AccessDeniedException", status: 403, message: "no" },
    });
    const before = key();
    editor.answer = ["Rotate Stream Key", "Try Again"];
    await button(page, "Rotate Stream Key…").click();
    await eventually(async () => {
      assert.notEqual(key(), before);
      assert.match(key(), /^sk_/);
    });
    await shownKey(page).waitFor();
    const { journal } = world.window;
    await eventually(async () => assert.deepEqual(await journal.own(), []));
  });

  it("lock an encoder out", async () => {
    await world.stream("start", world.channel(NAME));
    await world.refresh();
    const { page } = await open();
    const before = key();
    editor.answer = "Lock Out";
    await button(page, "Lock the Encoder Out…").click();
    await page.getByText("offline", { exact: true }).waitFor();
    await eventually(async () => assert.notEqual(key(), before));
    await eventually(async () =>
      assert.ok(editor.said.at(-1)?.includes("the encoder can’t come back"), `${editor.said}`),
    );
    assert.ok(!editor.said.some((each) => /unexpectedly/.test(each)));
  });

  it("are offered when a stream is stopped, since encoders come back", async () => {
    await world.stream("start", world.channel(NAME));
    await world.refresh();
    const { page } = await open();
    await button(page, "Stop Stream…").click();
    await eventually(async () =>
      assert.deepEqual(editor.offered.slice(-2), ["Stop Stream", "Stop and Lock Out…"]),
    );
    editor.answer = "Stop Stream";
    await button(page, "Stop Stream…").click();
    await page.getByText("offline", { exact: true }).waitFor();
  });

  it("of a channel that has none can be created", async () => {
    world.region().streamKeys.delete(keys()[0]?.arn ?? "");
    const { page } = await world.openPage(world.channel(NAME));
    await heading(page, NAME);
    await page.getByText("none: nobody can start streaming").waitFor();
    await button(page, "Create Stream Key").press("Enter");
    await button(page, "Rotate Stream Key…").waitFor();
    await shownKey(page).waitFor();
  });
});
