import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { control } from "../../control";
import { useSession } from "../session";
import {
  chooseFromMenu,
  command,
  dialog,
  eventually,
  notification,
  openSidebar,
  press,
  row,
  webview,
} from "../workbench";

describe("the page of a channel in the editor", () => {
  const session = useSession({ env: { IVS_EXPLORER_POLL_SECONDS: "1" } });
  const heading = (page: Page, name: string) =>
    webview(page).getByRole("heading", { name, level: 1, exact: true });

  /** Clicks a row until its page is there: a redraw may eat a click. */
  async function clickOpens(page: Page, name: string): Promise<void> {
    await eventually(async () => {
      await row(page, name).click({ timeout: 3000 });
      await heading(page, name).waitFor({ timeout: 5000 });
    });
  }

  it("comes up on a click, follows the selection, and leaves the keyboard to the tree @both", async () => {
    const { page } = session;
    await clickOpens(page, "keynote-hall");
    await webview(page).getByText("offline", { exact: true }).waitFor();
    const focus = () =>
      page.evaluate("document.activeElement.closest('.sidebar') !== null") as Promise<boolean>;
    assert.ok(await focus(), "the tree has the keyboard");
    // By the keyboard, too.
    await eventually(async () => {
      await row(page, "keynote-hall").click({ timeout: 3000 });
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await heading(page, "members-only-replay").waitFor({ timeout: 3000 });
    });
    assert.equal(await page.locator(".editor-group-container .tab").count(), 1);
    assert.ok(await focus(), "the tree still has the keyboard");
  });

  it("can be pinned, and is as it was after a reload", async () => {
    const { page } = session;
    await clickOpens(page, "keynote-hall");
    await webview(page).getByRole("button", { name: "Pin", exact: true }).click();
    await webview(page).getByRole("button", { name: "Pinned", exact: true }).waitFor();
    await clickOpens(page, "ice-rink-two");
    const tabs = page.locator(".editor-group-container .tab");
    assert.equal(await tabs.count(), 2);
    await session.reload();
    await heading(page, "ice-rink-two").waitFor();
    await webview(page)
      .getByText(/^starving, live for/)
      .waitFor();
    await tabs.filter({ hasText: "keynote-hall" }).click();
    await heading(page, "keynote-hall").waitFor();
    await webview(page).getByRole("button", { name: "Pinned", exact: true }).waitFor();
    await openSidebar(page);
  });

  it("opens from the menu and the palette, with its charts", async () => {
    const { page } = session;
    await chooseFromMenu(page, row(page, "ice-rink-two"), "Open Channel Page");
    await heading(page, "ice-rink-two").waitFor();
    await webview(page).getByRole("slider").nth(4).waitFor();
    await command(page, "IVS: Open Channel Page");
    await page.locator(".quick-input-list .monaco-list-row").first().waitFor();
    await page.keyboard.press("Escape");
  });

  it("tells once that a watched channel starves, and shows it", async () => {
    const { page, simulator } = session;
    await chooseFromMenu(page, row(page, "keynote-hall"), "Watch This Channel");
    const channelArn = await simulator.arnOf("keynote-hall");
    await control(simulator.url, "streams/start", { channelArn });
    await eventually(async () =>
      assert.match((await row(page, "keynote-hall").getAttribute("aria-label")) ?? "", /live/),
    );
    await control(simulator.url, "streams/event", { channelArn, name: "Starvation Start" });
    const said = notification(page, "keynote-hall is starving");
    await said.waitFor();
    // One of the configurations of the demo failed.
    await page.locator(".activitybar .badge-content", { hasText: "2" }).waitFor();
    await press(said, "Show");
    await heading(page, "keynote-hall").waitFor();
    await webview(page).getByRole("button", { name: "Stop Watching" }).click();
    await page.locator(".activitybar .badge-content", { hasText: "1" }).waitFor();
  });

  it("rotates a key and locks an encoder out", async () => {
    const { page, simulator } = session;
    await clickOpens(page, "ice-rink-two");
    await webview(page).getByRole("button", { name: "Rotate Stream Key…" }).click();
    await press(dialog(page), "Rotate Stream Key");
    await notification(page, "ice-rink-two has a new stream key").waitFor();
    // Shown once.
    await webview(page)
      .getByText(/^sk_us-east-1_/)
      .waitFor();
    await webview(page).getByRole("button", { name: "Lock the Encoder Out…" }).click();
    await press(dialog(page), "Lock Out");
    await notification(page, "the encoder can’t come back").waitFor();
    await webview(page).getByText("offline", { exact: true }).waitFor();
    const { DeleteStreamKey, CreateStreamKey, StopStream } = await simulator.requests();
    assert.deepEqual([DeleteStreamKey, CreateStreamKey, StopStream], [2, 2, 1]);
  });
});
