import assert from "node:assert/strict";
import { control } from "../../control";
import { useSession } from "../session";
import { eventually, openSidebar, row } from "../workbench";

describe("the sidebar, in a window that is opened again", () => {
  const session = useSession({ seed: "demo", settings: { "ivs.regions": ["us-east-1"] } });

  it("shows at once what was there last, says since when, and gives way to what is there now", async () => {
    const { page, simulator } = session;
    await openSidebar(page);
    await row(page, "ice-rink-two").waitFor();
    // Written after the rows are drawn.
    await page.waitForTimeout(3000);
    await control(simulator.url, "seed", { channels: 3 });
    await control(simulator.url, "faults", { delayMs: 4000, times: 0 });
    await session.reload();
    await openSidebar(page);

    const since = page.getByText(/As it was on \d{4}-\d\d-\d\d \d\d:\d\d; reading…/);
    await since.waitFor();
    const label = () => row(page, "ice-rink-two").getAttribute("aria-label");
    assert.doesNotMatch((await label()) ?? "", /live/);
    assert.equal(await row(page, "trial-000001").count(), 0);

    await row(page, "trial-000001").waitFor({ timeout: 30_000 });
    await eventually(async () => assert.match((await label()) ?? "", /live/), 15_000);
    await since.waitFor({ state: "hidden" });
  });
});
