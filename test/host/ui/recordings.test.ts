import assert from "node:assert/strict";
import { CreateRecordingConfigurationCommand } from "@aws-sdk/client-ivs";
import { control } from "../../control";
import { button, clientOf, field, form } from "../form";
import { useSession } from "../session";
import {
  choice,
  chooseFromMenu,
  command,
  eventually,
  notification,
  openSidebar,
  press,
  row,
  tree,
} from "../workbench";

describe("changing recording configurations", () => {
  const session = useSession({ simulatorArgs: ["--creating-seconds=0.5"] });
  const recordings = async () =>
    (await tree(session.page)).filter((line) => /^ {2}\S/.test(line)).map((line) => line.trim());

  async function change(name: string) {
    await chooseFromMenu(session.page, row(session.page, name), "Change Recording Configuration…");
    return form(session.page, `Change Recording Configuration ${name}`);
  }

  it("says what will be done, then does it: the channels move and the old one goes @both", async () => {
    const shown = await change("conference-vod");
    await shown.getByText("Move 3 channels to it, each in one call").waitFor();
    await shown.getByText("Delete conference-vod").waitFor();
    await field(shown, "Name").fill("conference-vod-2");
    await button(shown, "Change Recording Configuration").click();
    await notification(session.page, "Changed conference-vod: 3 channels moved").waitFor({
      timeout: 30_000,
    });
    await eventually(async () => {
      const all = await recordings();
      assert.ok(
        all.some((line) => line.startsWith("conference-vod-2 3 channels")),
        `${all}`,
      );
      assert.ok(!all.some((line) => line.startsWith("conference-vod ")), `${all}`);
    });
  });

  it("survives a reload in the middle, and is taken back", async () => {
    const error = { name: "AccessDeniedException", message: "no" };
    await control(session.simulator.url, "faults", { operation: "UpdateChannel", times: 0, error });
    const shown = await change("cup-final-vod");
    await field(shown, "Name").fill("cup-final-vod-2");
    await button(shown, "Change Recording Configuration").click();
    await notification(session.page, "The change of cup-final-vod stopped.").waitFor({
      timeout: 30_000,
    });
    await session.reload();
    await openSidebar(session.page);
    const told = notification(session.page, "This was not finished: Changing cup-final-vod.");
    await told.waitFor();
    await fetch(`${session.simulator.url}/_simulator/faults`, { method: "DELETE" });
    await told.hover();
    await press(told, "Resume…");
    await choice(session.page, "Take it back: settings return to what they were").click();
    await notification(session.page, "Taken back: cup-final-vod is as it was.").waitFor({
      timeout: 20_000,
    });
    await eventually(async () => {
      const all = await recordings();
      assert.ok(
        all.some((line) => line.startsWith("cup-final-vod 2 channels")),
        `${all}`,
      );
      assert.ok(!all.some((line) => line.startsWith("cup-final-vod-2")), `${all}`);
    });
  });

  it("says why one failed, and leads to creating it where its bucket is", async () => {
    await chooseFromMenu(session.page, row(session.page, "frankfurt-archive"), "Why Did It Fail?");
    const told = notification(
      session.page,
      "Its bucket northshore-archive-frankfurt is in eu-central-1, but the configuration is in us-east-1.",
    );
    await told.waitFor();
    await told.hover();
    await press(told, "Create in eu-central-1…");
    const shown = await form(session.page, "Duplicate Recording Configuration");
    await button(shown, "Create Recording Configuration").click();
    await command(session.page, "IVS: Refresh");
    await eventually(async () => {
      const all = await tree(session.page);
      const at = all.findIndex((line) => line.startsWith("eu-central-1"));
      assert.match(all[at + 1] ?? "", /frankfurt-archive-copy/);
      assert.equal(await row(session.page, "frankfurt-archive").count(), 0, "it is deleted");
    });
  });

  it("deletes what is selected by the Delete key", async () => {
    const s3 = { bucketName: "northshore-spare" };
    await clientOf(session.simulator).send(
      new CreateRecordingConfigurationCommand({
        name: "spare",
        destinationConfiguration: { s3 },
      }),
    );
    await command(session.page, "IVS: Refresh");
    const spare = row(session.page, "spare");
    await eventually(async () =>
      assert.match((await spare.getAttribute("aria-label")) ?? "", /, active/),
    );
    await spare.click();
    await session.page.keyboard.press("Delete");
    const shown = await form(session.page, "Delete spare");
    await button(shown, "Delete spare").click();
    await eventually(async () => assert.equal(await spare.count(), 0));
  });
});
