import assert from "node:assert/strict";
import {
  CreateRecordingConfigurationCommand,
  GetRecordingConfigurationCommand,
  ListRecordingConfigurationsCommand,
} from "@aws-sdk/client-ivs";
import {
  box,
  button,
  choose,
  chooseByKeys,
  clientOf,
  field,
  focused,
  form,
  problem,
  tabTo,
} from "../form";
import { useSession } from "../session";
import { choice, command, eventually, row } from "../workbench";

describe("forms: creating a recording configuration", () => {
  const session = useSession();
  async function recording(name: string, region = "us-east-1") {
    const client = clientOf(session.simulator, region);
    const all = await client.send(new ListRecordingConfigurationsCommand());
    const arn = all.recordingConfigurations?.find((each) => each.name === name)?.arn;
    const answer = await client.send(new GetRecordingConfigurationCommand({ arn }));
    return answer.recordingConfiguration ?? assert.fail();
  }
  /** The editor itself does it, a moment later. */
  async function selectAll() {
    await session.page.keyboard.press("ControlOrMeta+a");
    await session.page.waitForTimeout(300);
  }
  async function open() {
    await command(session.page, "IVS: Create Recording Configuration…");
    return form(session.page, "Create Recording Configuration");
  }

  it("sets every field, by the keyboard alone @both", async () => {
    const { page } = session;
    const keys = page.keyboard;
    const shown = await open();
    await eventually(async () => assert.equal(await focused(shown), "Name"));
    await keys.type("archive-2027");
    await tabTo(page, shown, "S3 bucket");
    await keys.type("northshore-archive-2027");
    await tabTo(page, shown, "Reconnect window");
    await selectAll();
    await keys.type("120");
    await tabTo(page, shown, "Thumbnail interval");
    await selectAll();
    await keys.type("15");
    await tabTo(page, shown, "Renditions to record");
    await chooseByKeys(page, 1);
    await tabTo(page, shown, "HD (up to 720p)");
    await keys.press("Space");
    await tabTo(page, shown, "SD (up to 480p)");
    await keys.press("Space");
    await tabTo(page, shown, "More");
    await keys.press("Enter");
    await tabTo(page, shown, "Thumbnail resolution");
    await chooseByKeys(page, 3);
    await tabTo(page, shown, "Keep the latest, always under the same key");
    await keys.press("Space");
    assert.equal(await field(shown, "Reconnect window").inputValue(), "120");
    await tabTo(page, shown, "Create Recording Configuration");
    await keys.press("Enter");
    await form(page, "Recording Configuration Created");
    const made = await recording("archive-2027");
    assert.equal(made.destinationConfiguration?.s3?.bucketName, "northshore-archive-2027");
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
    await row(page, "archive-2027").waitFor();
  });

  it("says each limit at its field", async () => {
    const shown = await open();
    await field(shown, "S3 bucket").fill("No_Capitals");
    await problem(shown, "bucket").getByText("“N” is not allowed").waitFor();
    await field(shown, "Reconnect window").fill("301");
    await problem(shown, "reconnect").getByText("A whole number from 0 to 300").waitFor();
    await field(shown, "Thumbnail interval").fill("0");
    await problem(shown, "interval").getByText("A whole number from 1 to 60").waitFor();
    await choose(shown, "Renditions to record", "Some");
    await button(shown, "Create Recording Configuration").click();
    await problem(shown, "renditions").getByText("Choose at least one").waitFor();
    await eventually(async () => assert.equal(await focused(shown), "S3 bucket"));
    await choose(shown, "Renditions to record", "All");
    await shown.getByRole("group", { name: "Renditions" }).waitFor({ state: "detached" });
    await choose(shown, "Thumbnails", "None");
    await field(shown, "Reconnect window").fill("0");
    await field(shown, "Thumbnail interval").waitFor({ state: "detached" });
    await field(shown, "Name").fill("no-thumbnails");
    await field(shown, "S3 bucket").fill("northshore-archive-2027");
    await button(shown, "Create Recording Configuration").click();
    await form(session.page, "Recording Configuration Created");
    const made = await recording("no-thumbnails");
    assert.equal(made.thumbnailConfiguration?.recordingMode, "DISABLED");
  });

  it("says where a bucket is before anything is created, and goes there", async () => {
    const { page } = session;
    const shown = await open();
    const before = await session.simulator.requests();
    await field(shown, "Name").fill("from-frankfurt");
    await field(shown, "S3 bucket").fill("missing-archive");
    await problem(shown, "bucket").getByText("There is no bucket of that name.").waitFor();
    await field(shown, "S3 bucket").fill("northshore-archive-frankfurt");
    await problem(shown, "bucket").getByText("This bucket is in eu-central-1").waitFor();
    await button(shown, "Create Recording Configuration").click();
    await eventually(async () => assert.equal(await focused(shown), "S3 bucket"));
    await button(shown, "Choose Another Bucket").click();
    await eventually(async () => assert.equal(await focused(shown), "S3 bucket"));
    const after = await session.simulator.requests();
    assert.equal(after.CreateRecordingConfiguration, before.CreateRecordingConfiguration);
    await button(shown, "Create in eu-central-1 Instead").click();
    await eventually(async () => assert.ok(await problem(shown, "bucket").isHidden()));
    await row(page, "eu-central-1").waitFor();
    await button(shown, "Create Recording Configuration").click();
    await form(page, "Recording Configuration Created");
    await recording("from-frankfurt", "eu-central-1");
  });

  it("is prefilled for a duplicate", async () => {
    const { page } = session;
    await clientOf(session.simulator).send(
      new CreateRecordingConfigurationCommand({
        name: "archive-2027",
        destinationConfiguration: { s3: { bucketName: "northshore-archive-2027" } },
        recordingReconnectWindowSeconds: 120,
        thumbnailConfiguration: { targetIntervalSeconds: 15, storage: ["LATEST"] },
        renditionConfiguration: { renditionSelection: "CUSTOM", renditions: ["HD", "SD"] },
      }),
    );
    await command(page, "IVS: Refresh");
    await row(page, "archive-2027").waitFor();
    await command(page, "IVS: Duplicate Recording Configuration…");
    await choice(page, "archive-2027").click();
    const shown = await form(page, "Duplicate Recording Configuration");
    assert.equal(await field(shown, "Name").inputValue(), "archive-2027-copy");
    assert.equal(await field(shown, "Reconnect window").inputValue(), "120");
    assert.ok(await box(shown, "SD (up to 480p)").isChecked());
    await button(shown, "Create Recording Configuration").click();
    await form(page, "Recording Configuration Created");
    const [made, first] = [await recording("archive-2027-copy"), await recording("archive-2027")];
    assert.deepEqual(made.thumbnailConfiguration, first.thumbnailConfiguration);
    assert.deepEqual(made.renditionConfiguration, first.renditionConfiguration);
  });

  it("says how many are left when few are", async () => {
    const client = clientOf(session.simulator);
    const { recordingConfigurations = [] } = await client.send(
      new ListRecordingConfigurationsCommand(),
    );
    const s3 = { bucketName: "northshore-many" };
    for (let count = recordingConfigurations.length; count < 18; count++)
      await client.send(
        new CreateRecordingConfigurationCommand({ destinationConfiguration: { s3 } }),
      );
    await command(session.page, "IVS: Refresh");
    const shown = await open();
    await shown.getByText("us-east-1 has 18 of the 20").waitFor();
    await shown.getByText("2 are left").waitFor();
  });
});
