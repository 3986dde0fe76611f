import assert from "node:assert/strict";
import { useSession } from "../session";
import { eventually, openSidebar, tree } from "../workbench";

describe("the sidebar", () => {
  const session = useSession();

  it("shows channels", async () => {
    await openSidebar(session.page);
    await eventually(async () => assert.notDeepEqual(await tree(session.page), []));
  });
});
