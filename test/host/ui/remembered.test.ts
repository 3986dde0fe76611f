import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ListRecordingConfigurationsCommand, UpdateChannelCommand } from "@aws-sdk/client-ivs";
import { control } from "../../control";
import { clientOf } from "../form";
import { useFreshSession } from "../session";
import { chooseFromMenu, command, eventually, openSidebar, row } from "../workbench";

describe("the sidebar, in a window that is opened again", () => {
  const session = useFreshSession({ connection: { regions: ["us-east-1"] } });

  // What is there is written a moment after it was drawn.
  beforeEach(async () => {
    await openSidebar(session.page);
    await row(session.page, "ice-rink-two").waitFor();
    await eventually(async () =>
      assert.ok(readdirSync(join(session.editor.storage, "lists")).length > 0),
    );
  });

  const since = (rest: string) =>
    session.page.getByText(new RegExp(`As it was on \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d${rest}`));

  /** Opens the window again: on a service that is slow to answer. */
  async function openAgain(fault: object): Promise<void> {
    await control(session.simulator.url, "faults", { ...fault, times: 0 });
    await session.reload();
    await openSidebar(session.page);
  }
  const heal = () => fetch(`${session.simulator.url}/_simulator/faults`, { method: "DELETE" });

  it("shows at once what was there last, says since when, and gives way to what is there now", async () => {
    const { page, simulator } = session;
    await control(simulator.url, "seed", { channels: 3 });
    await openAgain({ delayMs: 2000 });

    await since("; reading…").waitFor();
    const label = () => row(page, "ice-rink-two").getAttribute("aria-label");
    assert.match((await label()) ?? "", /live or not is unknown/);
    assert.equal(await row(page, "trial-000001").count(), 0);

    await row(page, "trial-000001").waitFor({ timeout: 30_000 });
    await eventually(async () => assert.match((await label()) ?? "", /, live,/), 15_000);
    await since("").waitFor({ state: "hidden" });
    await heal();
  });

  it("does nothing by what is only remembered: reads it first", async () => {
    const { page, simulator } = session;
    const client = clientOf(simulator);
    const { recordingConfigurations = [] } = await client.send(
      new ListRecordingConfigurationsCommand(),
    );
    const arnOf = (wanted: string) => recordingConfigurations.find(({ name }) => name === wanted);
    const other = arnOf("conference-vod")?.arn ?? assert.fail();
    const recordedBy = async () =>
      (await simulator.channel("centre-court-umpire")).recordingConfigurationArn;
    assert.equal(await recordedBy(), arnOf("match-archive")?.arn);
    const arn = await simulator.arnOf("centre-court-umpire");
    await client.send(new UpdateChannelCommand({ arn, recordingConfigurationArn: other }));

    await openAgain({ operation: "ListChannels", delayMs: 2000 });
    await since("; reading…").waitFor();
    const remembered = row(page, "centre-court-umpire");
    assert.match((await remembered.getAttribute("aria-label")) ?? "", /match-archive/);
    await chooseFromMenu(page, remembered, "Detach from Recording");
    await eventually(async () => assert.equal(await recordedBy(), ""));
    await heal();
    await command(page, "IVS: Undo Last Change");
    await eventually(async () => assert.equal(await recordedBy(), other));
  });

  it("goes on saying since when it is as shown while the service can't be read", async () => {
    const { page } = session;
    const error = { name: "AccessDeniedException", status: 403, message: "no" };
    await openAgain({ operation: "ListChannels", error });
    await row(page, "Not allowed: ListChannels").waitFor();
    await since("\\.").waitFor();
    await row(page, "ice-rink-two").waitFor();
    await heal();
    await command(page, "IVS: Refresh");
    await since("").waitFor({ state: "hidden" });
  });
});
