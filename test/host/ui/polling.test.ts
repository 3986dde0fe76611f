import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { control } from "../../control";
import { useFreshSession } from "../session";
import {
  chooseFromMenu,
  command,
  dialog,
  eventually,
  notification,
  openSidebar,
  press,
  row,
} from "../workbench";

/** Long enough for two reads, were anything read. */
const TWO_READS = 2500;

describe("what is read unasked, every second @both", () => {
  const session = useFreshSession({ env: { IVS_EXPLORER_POLL_SECONDS: "1" } });
  const says = (name: string) => row(session.page, name).getAttribute("aria-label");

  it("is nothing before the view is seen", async () => {
    await pause(TWO_READS);
    assert.deepEqual(await session.simulator.requests(), {});
  });

  it("is everything while it is seen, and nothing while it is hidden", async () => {
    const { page, simulator } = session;
    // Nothing that is CREATING: that is followed in any case.
    await control(simulator.url, "seed", { seed: "empty", channels: 1 });
    const name = "trial-000001";
    await openSidebar(page);
    await row(page, name).waitFor();
    const channelArn = await simulator.arnOf(name);
    await control(simulator.url, "streams/start", { channelArn });
    await eventually(async () => assert.match((await says(name)) ?? "", /, live/));
    await command(page, "View: Show Explorer");
    // A read may be under way.
    await pause(500);
    const before = await simulator.requests();
    await pause(TWO_READS);
    assert.deepEqual(await simulator.requests(), before);
    await control(simulator.url, "streams/stop", { channelArn });
    await openSidebar(page);
    await eventually(async () => assert.match((await says(name)) ?? "", /offline/));
  });

  it("is also what a change waits for: a live channel's stream to end, hidden or not, over a reload", async () => {
    const { page, simulator } = session;
    await openSidebar(page);
    const live = row(page, "harbour-stadium-main");
    const recordedBy = async () =>
      (await simulator.channel("harbour-stadium-main")).recordingConfigurationArn;
    const before = await recordedBy();
    await chooseFromMenu(page, live, "Detach from Recording");
    await press(dialog(page), "Apply When the Stream Ends");
    const waits = () =>
      eventually(async () =>
        assert.match((await live.textContent()) ?? "", /when the stream ends: detach/),
      );
    await waits();
    await session.reload();
    await openSidebar(page);
    await waits();
    assert.equal(await recordedBy(), before);
    await command(page, "View: Show Explorer");
    const channelArn = await simulator.arnOf("harbour-stadium-main");
    await control(simulator.url, "streams/stop", { channelArn });
    await notification(page, "ended; done: detach").waitFor();
    assert.equal(await recordedBy(), "");
  });
});
