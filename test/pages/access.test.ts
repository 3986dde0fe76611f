import assert from "node:assert/strict";
import { inEveryTheme } from "../forms/everyTheme";
import { quickClock, useWorld } from "../forms/harness";
import { button, heading, select } from "../forms/person";

describe("the page of a channel: everybody can use it, in every theme", () => {
  const world = useWorld(quickClock);

  it("live, in a narrow panel", async () => {
    const { page } = await world.openPage(world.channel("ice-rink-two"));
    await page.setViewportSize({ width: 400, height: 900 });
    await page.getByRole("slider").first().waitFor();
    await select(page, "Encoder").selectOption({ label: "FFmpeg" });
    assert.deepEqual(await inEveryTheme(page), []);
    const wide = "document.documentElement.scrollWidth";
    assert.ok(Number(await page.evaluate(wide)) <= 400, "nothing sticks out");
  });

  it("after it starved, with two sessions open and all that can be shown, on a wide screen", async () => {
    const channel = world.channel("ice-rink-two");
    await world.stream("stop", channel);
    await world.refresh();
    const { page } = await world.openPage(channel);
    await page.setViewportSize({ width: 1600, height: 900 });
    await page.getByRole("slider").first().waitFor();
    for (const _ of [1, 2])
      await page.getByRole("button", { name: "Open", exact: true }).first().click();
    await page.getByText("Both sessions").waitFor();
    await page.getByText("Show as table").first().click();
    await page.locator(".scroll td").first().waitFor();
    assert.deepEqual(await inEveryTheme(page), []);
  });

  it("offline, without a key", async () => {
    for (const { arn } of [...world.region().streamKeys.values()])
      world.region().streamKeys.delete(arn);
    const { page } = await world.openPage(world.channel("keynote-hall"));
    await heading(page, "keynote-hall");
    await button(page, "Edit…").waitFor();
    await page.getByText("Range").waitFor();
    assert.deepEqual(await inEveryTheme(page), []);
  });

  it("of which nothing may be read", async () => {
    for (const operation of [
      "GetChannel",
      "GetStreamSession",
      "ListStreamSessions",
      "GetMetricData",
    ])
      world.fault(operation, {
        error: { name: "AccessDeniedException", status: 403, message: "no" },
        times: 0,
      });
    const { page } = await world.openPage(world.channel("ice-rink-two"));
    await page.getByText("Not allowed to call ivs:ListStreamSessions").waitFor();
    await page.getByText("Not allowed to call ivs:GetChannel").waitFor();
    assert.deepEqual(await inEveryTheme(page), []);
  });

  it("that is gone", async () => {
    const { arn } = world.channel("keynote-hall");
    world.region().channels.delete(arn);
    await world.refresh();
    const { page } = await world.openPage({ arn });
    await page.getByText("does not exist any more").waitFor();
    assert.deepEqual(await inEveryTheme(page), []);
  });
});
