import assert from "node:assert/strict";
import { useSession } from "../session";
import { choice, chooseFromMenu, command, eventually, notification, row, tree } from "../workbench";

describe("the simulator, from the editor", () => {
  const session = useSession();
  const says = (name: string) => row(session.page, name).getAttribute("aria-label");

  it("goes live on a channel, and ends the stream", async () => {
    await chooseFromMenu(
      session.page,
      row(session.page, "regatta-drone"),
      "Simulator",
      "Simulator: Go Live…",
    );
    await choice(session.page, "Starving").click();
    await eventually(async () =>
      assert.match((await says("regatta-drone")) ?? "", /live, starving/),
    );
    await chooseFromMenu(
      session.page,
      row(session.page, "regatta-drone"),
      "Simulator",
      "Simulator: End Stream",
    );
    await eventually(async () => assert.match((await says("regatta-drone")) ?? "", /offline/));
  });

  it("makes the next call fail", async () => {
    await command(session.page, "IVS: Simulator: Make the Next Call Fail…");
    await choice(session.page, "GetChannel").click();
    await choice(session.page, "AccessDeniedException").click();
    await chooseFromMenu(
      session.page,
      row(session.page, "keynote-hall"),
      "Copy",
      "Copy Playback URL",
    );
    await notification(session.page, "Not allowed to call ivs:GetChannel").waitFor();
  });

  it("is emptied", async () => {
    await command(session.page, "IVS: Simulator: Seed…");
    await choice(session.page, "Empty").click();
    await eventually(async () =>
      assert.deepEqual(await tree(session.page), ["us-east-1 0 channels", "eu-west-1 0 channels"]),
    );
  });
});
