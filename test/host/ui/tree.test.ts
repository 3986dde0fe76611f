import assert from "node:assert/strict";
import { CreateRecordingConfigurationCommand } from "@aws-sdk/client-ivs";
import { control } from "../../control";
import { clientOf } from "../form";
import { useFreshSession, useSession } from "../session";
import {
  choice,
  chooseFromMenu,
  clipboard,
  command,
  contextMenu,
  eventually,
  expand,
  notification,
  openSidebar,
  row,
  statusBar,
  tree,
  type,
  viewAction,
} from "../workbench";

describe("the sidebar, on the demo account @both", () => {
  const session = useSession();
  const says = (name: string) => row(session.page, name).getAttribute("aria-label");

  it("shows channels under the configurations that record them, region by region", async () => {
    const demo = [
      "us-east-1 10 channels",
      "  conference-vod 3 channels · northshore-conference-vod",
      "    breakout-room-a ADVANCED_SD · standard latency",
      "    keynote-hall ADVANCED_HD · standard latency",
      "    members-only-replay private · STANDARD · ultra-low latency",
      "  frankfurt-archive creation failed · 0 channels · northshore-archive-frankfurt",
      "  highlights-2026 creating · 0 channels · northshore-highlights-2026",
      "  match-archive 4 channels · northshore-match-archive",
      "    centre-court-umpire ADVANCED_SD · ultra-low latency",
      "    harbour-stadium-main live, 1,842 viewers · STANDARD · ultra-low latency",
      "    harbour-stadium-tactical STANDARD · ultra-low latency",
      "    ice-rink-two live, starving, 37 viewers · BASIC · ultra-low latency",
      "  Not recorded 2 channels",
      "    commentary-booth-test BASIC · ultra-low latency",
      "    regatta-drone BASIC · ultra-low latency",
      "  Configuration missing 1 channel",
      "    spring-derby-2024 STANDARD · ultra-low latency",
      "eu-west-1 5 channels",
      "  cup-final-vod 2 channels · northshore-dublin-vod",
      "    dublin-arena-main STANDARD · ultra-low latency",
      "    dublin-arena-multitrack STANDARD · ultra-low latency",
      "  Rn2Y1NheyYuC 1 channel · northshore-choirs",
      "    choir-festival ADVANCED_HD · ultra-low latency",
      "  Not recorded 2 channels",
      "    galway-half-marathon BASIC · ultra-low latency",
      "    Kypqqpj3W1XI BASIC · ultra-low latency",
    ];
    await eventually(async () => assert.deepEqual(await tree(session.page), demo));
  });

  it("follows a configuration that is CREATING to ACTIVE, in tree and status bar, and says so once", async () => {
    await statusBar(session.page, "2 live · 4 active · 1 creating · 1 failed").waitFor();
    const s3 = { bucketName: "northshore-finals" };
    await clientOf(session.simulator).send(
      new CreateRecordingConfigurationCommand({
        name: "finals-archive",
        destinationConfiguration: { s3 },
      }),
    );
    await command(session.page, "IVS: Refresh");
    await eventually(async () => assert.match((await says("finals-archive")) ?? "", /creating/));
    const told = notification(session.page, "finals-archive (us-east-1) is active");
    await told.waitFor();
    await statusBar(session.page, "5 active").waitFor();
    await eventually(async () =>
      assert.match(
        (await says("finals-archive")) ?? "",
        /^Recording configuration finals-archive, active/,
      ),
    );
    assert.equal(await told.count(), 1);
  });

  it("says in words what a row shows", async () => {
    assert.equal(
      await says("harbour-stadium-main"),
      "Channel harbour-stadium-main, live, 1,842 viewers, STANDARD, ultra-low latency, recorded by match-archive",
    );
    assert.equal(
      await says("members-only-replay"),
      "Channel members-only-replay, offline, STANDARD, ultra-low latency, private, recorded by conference-vod",
    );
    assert.equal(
      await says("frankfurt-archive"),
      "Recording configuration frankfurt-archive, creation failed, bucket northshore-archive-frankfurt, 0 channels",
    );
  });

  it("counts what failed long ago in the status bar, warns of what fails now until it was looked at", async () => {
    const item = statusBar(session.page, /\d failed/);
    const isWarning = async () => /warning-kind/.test((await item.getAttribute("class")) ?? "");
    assert.equal(await isWarning(), false);
    const s3 = { bucketName: "northshore-archive-frankfurt" };
    await clientOf(session.simulator).send(
      new CreateRecordingConfigurationCommand({ name: "no-use", destinationConfiguration: { s3 } }),
    );
    await command(session.page, "IVS: Refresh");
    await statusBar(session.page, "2 failed").waitFor();
    await eventually(async () => assert.ok(await isWarning()));
    await item.click();
    await choice(session.page, "no-use").click();
    await eventually(async () =>
      assert.match((await row(session.page, "no-use").getAttribute("class")) ?? "", /selected/),
    );
    await eventually(async () => assert.equal(await isWarning(), false));
  });

  it("shows a stream that starts and one that ends", async () => {
    const channelArn = await session.simulator.arnOf("regatta-drone");
    await control(session.simulator.url, "streams/start", { channelArn, viewers: 3 });
    await viewAction(session.page, "Refresh").click();
    await eventually(async () =>
      assert.match((await says("regatta-drone")) ?? "", /live, 3 viewers/),
    );
    await control(session.simulator.url, "streams/stop", { channelArn });
    await command(session.page, "IVS: Refresh");
    await eventually(async () => assert.match((await says("regatta-drone")) ?? "", /offline/));
  });

  const from = (name: string, ...path: string[]) =>
    chooseFromMenu(session.page, row(session.page, name), ...path);

  it("offers in the context menu what fits the row", async () => {
    const offered = await contextMenu(session.page, row(session.page, "frankfurt-archive"));
    assert.ok(
      offered.includes("Duplicate Recording Configuration…") && !offered.includes("Rename…"),
      `${offered}`,
    );
    await session.page.keyboard.press("Escape");
  });
  it("offers in the context menu to copy the ARN and the name", async () => {
    await from("keynote-hall", "Copy", "Copy ARN");
    await eventually(async () =>
      assert.match(await clipboard(session.page), /^arn:aws:ivs:us-east-1:\d{12}:channel\/\w{12}$/),
    );
    await from("keynote-hall", "Copy", "Copy Name");
    await eventually(async () => assert.equal(await clipboard(session.page), "keynote-hall"));
  });
  it("offers in the context menu to copy the addresses", async () => {
    await from("keynote-hall", "Copy", "Copy Playback URL");
    await eventually(async () => assert.match(await clipboard(session.page), /^https:.+\.m3u8$/));
    await from("keynote-hall", "Copy", "Copy Ingest Server");
    await eventually(async () =>
      assert.match(await clipboard(session.page), /^rtmps:\/\/.+:443\/app\/$/),
    );
  });
  it("offers in the context menu to copy the stream key, which is shown nowhere", async () => {
    await from("keynote-hall", "Copy", "Copy Stream Key");
    await eventually(async () => assert.match(await clipboard(session.page), /^sk_us-east-1_/));
    const key = await clipboard(session.page);
    assert.ok(!(await session.page.locator("body").textContent())?.includes(key));
  });
  it("offers in the context menu and says that a channel has no stream key", async () => {
    await from("commentary-booth-test", "Copy", "Copy Stream Key");
    await notification(session.page, "has no stream key").waitFor();
  });
  it("offers in the context menu to show it as JSON, secrets masked, read-only", async () => {
    await from("keynote-hall", "Show as JSON");
    const text = session.page.locator(".editor-instance .view-lines");
    await eventually(async () =>
      assert.match((await text.textContent()) ?? "", /"ingestEndpoint"/),
    );
    await command(session.page, "View: Close All Editors");
  });

  it("finds any channel by name and shows it in the tree", async () => {
    await command(session.page, "IVS: Go to Channel…");
    await type(session.page, "choir");
    await choice(session.page, "choir-festival").click();
    await eventually(async () =>
      assert.match(
        (await row(session.page, "choir-festival").getAttribute("class")) ?? "",
        /focused/,
      ),
    );
  });

  it("filters by text while typing, says that it does, keeps it over a reload, and clears it in one act", async () => {
    await viewAction(session.page, "Filter…").click();
    await type(session.page, "dublin");
    const wanted = [
      "us-east-1 0 of 10 channels",
      "eu-west-1 2 of 5 channels",
      "  cup-final-vod 2 of 2 channels · northshore-dublin-vod",
      "    dublin-arena-main STANDARD · ultra-low latency",
      "    dublin-arena-multitrack STANDARD · ultra-low latency",
    ];
    await eventually(async () => assert.deepEqual(await tree(session.page), wanted));
    await session.page.keyboard.press("Enter");
    const message = session.page.getByText("Filter: “dublin”. 2 of 15 channels.");
    await message.waitFor();
    await session.reload();
    await message.waitFor();
    await eventually(async () => assert.deepEqual(await tree(session.page), wanted));
    await viewAction(session.page, "Clear Filter").click();
    await row(session.page, "keynote-hall").waitFor();
  });
  it("filters by what is live, and brings back what was on Escape", async () => {
    await command(session.page, "IVS: Filter…");
    await choice(session.page, "Live now").click();
    await eventually(async () =>
      assert.deepEqual(await tree(session.page), [
        "us-east-1 2 of 10 channels",
        "  match-archive 2 of 4 channels · northshore-match-archive",
        "    harbour-stadium-main live, 1,842 viewers · STANDARD · ultra-low latency",
        "    ice-rink-two live, starving, 37 viewers · BASIC · ultra-low latency",
        "eu-west-1 0 of 5 channels",
      ]),
    );
    await session.page.keyboard.press("Escape");
    await row(session.page, "keynote-hall").waitFor();
  });

  it("stands, marked stale with the reason, when the service dies, and heals when it is back", async () => {
    await session.simulator.stop();
    await command(session.page, "IVS: Refresh");
    const reason = row(session.page, "No answer");
    await reason.first().waitFor();
    assert.ok(await row(session.page, "keynote-hall").isVisible());
    await eventually(async () =>
      assert.deepEqual(
        (await tree(session.page)).slice(0, 2),
        [
          `No answer ${session.simulator.url} does not answer: check that it runs, then retry.`,
          "us-east-1 stale · 10 channels",
        ],
        "one row says it for both regions",
      ),
    );
    assert.match((await says("harbour-stadium-main")) ?? "", /, was live at \d\d:\d\d,/);
    assert.match((await says("keynote-hall")) ?? "", /, was offline at \d\d:\d\d,/);
    assert.match((await says("match-archive")) ?? "", /, was active at \d\d:\d\d,/);
    await session.simulator.restart();
    await eventually(async () => assert.equal(await reason.count(), 0), 20_000);
    await eventually(async () =>
      assert.equal((await tree(session.page))[0], "us-east-1 10 channels"),
    );
  });

  it("names the action that the person's policy lacks, and shows the rest", async () => {
    const error = { name: "AccessDeniedException", message: "no" };
    const fault = {
      operation: "ListRecordingConfigurations",
      region: "eu-west-1",
      times: 0,
      error,
    };
    await control(session.simulator.url, "faults", fault);
    await command(session.page, "IVS: Refresh");
    const told = row(session.page, "Not allowed: ListRecordingConfigurations");
    await told.getByText("add it to the IAM policy of the default credentials").waitFor();
    await expand(session.page, "eu-west-1");
    await row(session.page, "dublin-arena-main").waitFor();
  });

  it("says which channels were live, and calls no region stale, where only that may not be read any more", async () => {
    const error = { name: "AccessDeniedException", message: "no" };
    const fault = { operation: "ListStreams", times: 0, error };
    await control(session.simulator.url, "faults", fault);
    await command(session.page, "IVS: Refresh");
    await row(session.page, "Not allowed: ListStreams").waitFor();
    await eventually(async () => {
      const rows = await tree(session.page);
      assert.equal(rows[1], "us-east-1 10 channels");
      assert.ok(rows.some((line) => /harbour-stadium-main was live at \d\d:\d\d · /.test(line)));
    });
  });

  it("offers to choose another profile when credentials have expired", async () => {
    const error = { name: "ExpiredTokenException", status: 403, message: "old" };
    await control(session.simulator.url, "faults", { times: 0, error });
    await command(session.page, "IVS: Refresh");
    const expired = row(session.page, "Credentials expired").first();
    // The second region's failure redraws the tree, perhaps under the click.
    await eventually(async () => {
      await expired.click();
      await choice(session.page, "Default credentials").waitFor({ timeout: 3000 });
    });
    await session.page.keyboard.press("Escape");
  });
});

describe("the sidebar, on a large account", () => {
  const session = useFreshSession();

  it("starts with long groups shut, opens what a filter finds, and keeps what a person opened", async () => {
    const { page, simulator } = session;
    await control(simulator.url, "seed", { channels: 300, region: "us-east-1" });
    await openSidebar(page);
    const group = row(page, "Not recorded").first();
    await group.waitFor();
    await eventually(async () => assert.equal(await group.getAttribute("aria-expanded"), "false"));
    await command(page, "IVS: Filter…");
    await type(page, "commentary");
    await row(page, "commentary-booth-test").waitFor();
    await page.keyboard.press("Escape");
    await eventually(async () => assert.equal(await group.getAttribute("aria-expanded"), "false"));
    await group.locator(".monaco-tl-twistie").click();
    await row(page, "commentary-booth-test").waitFor();
    await command(page, "IVS: Filter…");
    await type(page, "live");
    await row(page, "ice-rink-two").waitFor();
    await page.keyboard.press("Escape");
    await row(page, "commentary-booth-test").waitFor();
  });

  it("sorts what is live first", async () => {
    const { page } = session;
    await openSidebar(page);
    await row(page, "ice-rink-two").waitFor();
    await command(page, "IVS: Sort Live Channels First");
    await eventually(async () => {
      const rows = await tree(page);
      const at = rows.findIndex((line) => line.includes("match-archive"));
      assert.match(rows[at + 1] ?? "", /harbour-stadium-main/);
      assert.match(rows[at + 2] ?? "", /ice-rink-two/);
    });
    await session.reload();
    await openSidebar(page);
    await eventually(async () => {
      const rows = await tree(page);
      const at = rows.findIndex((line) => line.includes("match-archive"));
      assert.match(rows[at + 1] ?? "", /harbour-stadium-main/);
    });
  });

  it("is shut as a whole, regions included, by Collapse All", async () => {
    const { page } = session;
    await openSidebar(page);
    await row(page, "Kypqqpj3W1XI").waitFor();
    await viewAction(page, "Collapse All").click();
    await eventually(async () =>
      assert.deepEqual(await tree(page), ["us-east-1 10 channels", "eu-west-1 5 channels"]),
    );
  });
});
