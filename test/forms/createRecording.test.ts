import assert from "node:assert/strict";
import { addRecordingConfiguration } from "../../src/simulator/ivs/operations/recordingConfigurations";
import { editor } from "../vscode";
import { useWorld } from "./harness";
import {
  box,
  button,
  choose,
  chooseByKeys,
  eventually,
  field,
  focused,
  heading,
  problem,
  select,
  tabTo,
  unfold,
  whole,
} from "./person";

describe("the form for creating a recording configuration", () => {
  const world = useWorld();
  async function open(target?: Parameters<typeof world.open>[1]) {
    const shown = await world.open("createRecording", target);
    const verb = target?.refs ? "Duplicate" : "Create";
    await heading(shown.page, `${verb} Recording Configuration`);
    return shown;
  }

  it("sets every field, by the keyboard alone", async () => {
    const { page } = await open();
    const keys = page.keyboard;
    await eventually(async () => assert.equal(await focused(page), "Name"));
    await keys.type("archive-2027");
    await tabTo(page, "S3 bucket");
    await keys.type("northshore-archive-2027");
    await tabTo(page, "Reconnect window");
    await keys.press("ControlOrMeta+a");
    await keys.type("120");
    await tabTo(page, "Thumbnail interval");
    await keys.press("ControlOrMeta+a");
    await keys.type("15");
    await tabTo(page, "Renditions to record");
    await chooseByKeys(page, 1);
    await box(page, "HD (up to 720p)").waitFor();
    await tabTo(page, "HD (up to 720p)");
    await keys.press("Space");
    await tabTo(page, "SD (up to 480p)");
    await keys.press("Space");
    await tabTo(page, "More");
    await keys.press("Enter");
    await tabTo(page, "Thumbnail resolution");
    await chooseByKeys(page, 3);
    await tabTo(page, "Keep the latest, always under the same key");
    await keys.press("Space");
    await tabTo(page, "Create Recording Configuration");
    await keys.press("Enter");
    await heading(page, "Recording Configuration Created");
    const made = world.recording("archive-2027");
    assert.equal(made.destinationConfiguration.s3?.bucketName, "northshore-archive-2027");
    assert.equal(made.recordingReconnectWindowSeconds, 120);
    assert.deepEqual(made.thumbnailConfiguration, {
      recordingMode: "INTERVAL",
      targetIntervalSeconds: 15,
      resolution: "SD",
      storage: ["SEQUENTIAL", "LATEST"],
    });
    assert.deepEqual(made.renditionConfiguration, {
      renditionSelection: "CUSTOM",
      renditions: ["HD", "SD"],
    });
    await page.getByText("s3://northshore-archive-2027").waitFor();
    await button(page, "Copy: ARN").click();
    await eventually(() => assert.equal(editor.clipboard, made.arn));
    const ref = { connection: world.connection().id, arn: made.arn };
    await eventually(() => assert.deepEqual(world.window.revealed, [ref]));
  });

  it("says each limit at its field", async () => {
    const { page } = await open();
    await field(page, "S3 bucket").fill("No_Capitals");
    await problem(page, "bucket").getByText("“N” is not allowed").waitFor();
    await field(page, "Reconnect window").fill("301");
    await problem(page, "reconnect").getByText("A whole number from 0 to 300").waitFor();
    await field(page, "Thumbnail interval").fill("0");
    await problem(page, "interval").getByText("A whole number from 1 to 60").waitFor();
    await choose(page, "Renditions to record", "Some");
    await button(page, "Create Recording Configuration").click();
    await problem(page, "renditions").getByText("Choose at least one").waitFor();
    await eventually(async () => assert.equal(await focused(page), "S3 bucket"));
    await choose(page, "Renditions to record", "All");
    await page.getByRole("group", { name: "Renditions" }).waitFor({ state: "detached" });
    await choose(page, "Thumbnails", "None");
    await field(page, "Thumbnail interval").waitFor({ state: "detached" });
    await field(page, "Reconnect window").fill("0");
    await field(page, "S3 bucket").fill("northshore-fresh");
    await button(page, "Create Recording Configuration").click();
    await heading(page, "Recording Configuration Created");
    const made = world.recording("");
    assert.equal(made.thumbnailConfiguration.recordingMode, "DISABLED");
    assert.equal(made.recordingReconnectWindowSeconds, 0);
  });

  it("asks for a bucket before anything is sent", async () => {
    const { page } = await open();
    await button(page, "Create Recording Configuration").click();
    await problem(page, "bucket").waitFor();
    assert.equal(world.calls("CreateRecordingConfiguration"), 0);
  });

  it("says where a bucket is before anything is created, and goes there", async () => {
    const { page } = await open();
    await field(page, "Name").fill("from-frankfurt");
    await field(page, "S3 bucket").fill("missing-archive");
    await problem(page, "bucket").getByText("There is no bucket of that name.").waitFor();
    await field(page, "S3 bucket").fill("northshore-archive-frankfurt");
    await problem(page, "bucket").getByText("This bucket is in eu-central-1").waitFor();
    await page.getByText("to which you are not connected yet").waitFor();
    await button(page, "Create Recording Configuration").click();
    await eventually(async () => assert.equal(await focused(page), "S3 bucket"));
    await field(page, "Name").focus();
    await button(page, "Choose Another Bucket").click();
    await eventually(async () => assert.equal(await focused(page), "S3 bucket"));
    assert.equal(world.calls("CreateRecordingConfiguration"), 0);
    await button(page, "Create in eu-central-1 Instead").click();
    await problem(page, "bucket").waitFor({ state: "detached" });
    assert.deepEqual(
      world.window.connections.all.map(({ config }) => config.region),
      ["us-east-1", "eu-west-1", "eu-central-1"],
    );
    await button(page, "Create Recording Configuration").click();
    await heading(page, "Recording Configuration Created");
    world.recording("from-frankfurt", "eu-central-1");
  });

  it("looks where the bucket is although nobody waited for it", async () => {
    const { page } = await open();
    await field(page, "S3 bucket").fill("missing-archive");
    await field(page, "S3 bucket").press("Enter");
    await problem(page, "bucket").getByText("There is no bucket of that name.").waitFor();
    assert.equal(world.calls("CreateRecordingConfiguration"), 0);
  });

  it("is prefilled for a duplicate", async () => {
    const first = world.recording("conference-vod");
    const { page } = await open(world.on(first));
    assert.equal(await field(page, "Name").inputValue(), "conference-vod-copy");
    assert.equal(await field(page, "Reconnect window").inputValue(), "60");
    assert.ok(await box(page, "SD (up to 480p)").isChecked());
    await button(page, "Create Recording Configuration").click();
    await heading(page, "Recording Configuration Created");
    const made = world.recording("conference-vod-copy");
    assert.deepEqual(made.thumbnailConfiguration, first.thumbnailConfiguration);
    assert.deepEqual(made.renditionConfiguration, first.renditionConfiguration);
    assert.deepEqual(made.tags, first.tags);
  });

  describe("in place of one that failed", () => {
    const replacing = () => ({
      ...world.on(world.recording("frankfurt-archive")),
      replaces: true,
    });

    it("deletes that once the new one is created", async () => {
      const { page } = await open(replacing());
      await problem(page, "bucket").waitFor({ state: "detached" });
      await field(page, "Name").fill("second-try");
      await field(page, "S3 bucket").fill("northshore-fresh");
      await button(page, "Create Recording Configuration").click();
      await heading(page, "Recording Configuration Created");
      await page.getByText("The one that failed is deleted.").waitFor();
      world.recording("second-try");
      assert.equal(world.recordings("frankfurt-archive").length, 0);
    });

    it("says that it is still there where it can't be deleted", async () => {
      const { page } = await open(replacing());
      await field(page, "S3 bucket").fill("northshore-fresh");
      world.refuse("DeleteRecordingConfiguration", "not now");
      await button(page, "Create Recording Configuration").click();
      await page.getByText(/^The one that failed is still there\. .*not now/).waitFor();
      world.recording("frankfurt-archive");
    });

    it("keeps it where the new one may be somebody else's", async () => {
      const { page } = await open(replacing());
      await field(page, "S3 bucket").fill("northshore-fresh");
      world.fault("CreateRecordingConfiguration", { drop: "after" });
      await button(page, "Create Recording Configuration").click();
      await heading(page, "Recording Configuration Probably Created");
      world.recording("frankfurt-archive");
      assert.equal(await page.getByText("is deleted").count(), 0);
    });
  });

  it("says how many are left when few are, and that none is", async () => {
    const fill = async (count: number) => {
      const s3 = { bucketName: "northshore-many" };
      while (world.region().recordings.size < count)
        addRecordingConfiguration(world.region(), { destinationConfiguration: { s3 } });
      await world.refresh();
    };
    const { page } = await open();
    assert.equal(await page.getByText("of the 20").count(), 0);
    await fill(18);
    await page.getByText("us-east-1 has 18 of the 20").waitFor();
    await page.getByText("2 are left").waitFor();
    await fill(19);
    await page.getByText("1 is left").waitFor();
    await fill(20);
    await page.getByText("one more is refused unless your quota was raised").waitFor();
  });

  it("says why the service refused, and loses nothing", async () => {
    const { page } = await open();
    await field(page, "S3 bucket").fill("northshore-fresh");
    await field(page, "Reconnect window").fill("7");
    world.refuse("CreateRecordingConfiguration", "<b>no</b> more");
    await button(page, "Create Recording Configuration").click();
    await whole(page).getByText("<b>no</b> more").waitFor();
    const message = "Value of recordingReconnectWindowSeconds is odd";
    world.fault("CreateRecordingConfiguration", {
      error: { name: "ValidationException", status: 400, message },
    });
    await button(page, "Create Recording Configuration").click();
    await problem(page, "reconnect").getByText("is odd").waitFor();
    await eventually(async () => assert.equal(await focused(page), "Reconnect window"));
    assert.equal(await field(page, "Reconnect window").inputValue(), "7");
    await button(page, "Create Recording Configuration").click();
    await heading(page, "Recording Configuration Created");
  });

  it("keeps all that is typed while its tab is hidden", async () => {
    const { panel, page } = await open();
    await field(page, "S3 bucket").fill("northshore-fresh");
    await choose(page, "Renditions to record", "Some");
    await page.getByRole("group", { name: "Renditions" }).getByText("SD (up to 480p)").click();
    await unfold(page);
    await choose(page, "Thumbnail resolution", "HD (up to 720p)");
    await button(page, "Add Tag").click();
    await field(page, "Key 1").fill("team");
    await panel.hide();
    await panel.show();
    await heading(page, "Create Recording Configuration");
    assert.equal(await field(page, "S3 bucket").inputValue(), "northshore-fresh");
    assert.ok(await box(page, "SD (up to 480p)").isChecked());
    await unfold(page);
    assert.match((await select(page, "Thumbnail resolution").textContent()) ?? "", /720p/);
    assert.equal(await field(page, "Key 1").inputValue(), "team");
  });

  describe("when the answer is lost", () => {
    for (const [how, fault] of [
      ["on the way", { drop: "after" }],
      ["in what can't be read", { malformed: true }],
    ] as const)
      it(`${how}, finds the configuration, and says so`, async () => {
        const { page } = await open();
        await field(page, "Name").fill("lost-and-found");
        await field(page, "S3 bucket").fill("northshore-fresh");
        world.fault("CreateRecordingConfiguration", fault);
        await button(page, "Create Recording Configuration").click();
        await heading(page, "Recording Configuration Probably Created");
        await page.getByText(world.recording("lost-and-found").arn).waitFor();
        assert.equal(world.calls("CreateRecordingConfiguration"), 1);
      });

    it("and nobody can look, creates none before somebody could", async () => {
      const { page } = await open();
      await field(page, "Name").fill("in-doubt");
      await field(page, "S3 bucket").fill("northshore-fresh");
      world.fault("CreateRecordingConfiguration", { drop: "after" });
      world.refuse("ListRecordingConfigurations", "not now", { times: 0 });
      await button(page, "Create Recording Configuration").click();
      await whole(page).getByText("it could not be determined whether it was done").waitFor();
      await page.getByText("Look again before you create another.").waitFor();
      await button(page, "Look Again").click();
      await page.locator(".status", { hasText: "checking whether it was created" }).waitFor();
      await page.locator(".progress").waitFor({ state: "hidden" });
      world.simulator.faults.clear();
      await button(page, "Look Again").click();
      await heading(page, "Recording Configuration Probably Created");
      world.recording("in-doubt");
      assert.equal(world.calls("CreateRecordingConfiguration"), 1);
    });
  });
});
