import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { IdentityCenter } from "../../aws/identityCenter";
import { scratch } from "../processes";
import { useFreshSession } from "../session";
import { clipboard, eventually, notification, openSidebar, press, row } from "../workbench";

const CONFIG =
  "[profile work]\nsso_session=corp\nsso_account_id=111122223333\nsso_role_name=dev\n" +
  "[sso-session corp]\nsso_region=us-east-1\nsso_start_url=https://corp.example/start\n";

describe("signing in", () => {
  const center = new IdentityCenter();
  // Of the editor that is started before each test.
  const env: NodeJS.ProcessEnv = {
    AWS_ACCESS_KEY_ID: undefined,
    AWS_SECRET_ACCESS_KEY: undefined,
    AWS_PROFILE: "work",
  };
  const session = useFreshSession({ env });
  before(async () => {
    await center.start();
    center.interval = 1;
    env.HOME = scratch();
    env.AWS_CONFIG_FILE = path.join(env.HOME, "config");
    writeFileSync(env.AWS_CONFIG_FILE, CONFIG);
    Object.assign(env, center.env);
  });
  after(() => center.stop());

  it("shows the code, opens its page, and reads both regions once it is confirmed there", async () => {
    const { page } = session;
    await openSidebar(page);
    const expired = row(page, "Sign-in expired");
    // One row for both regions: one cause.
    await expired.waitFor();
    assert.deepEqual(center.calls, []);

    const code = notification(page, "Check that the browser shows the code WXYZ\u2011ABCD");
    const opening = page.context().waitForEvent("page");
    await expired.first().click();
    await code.waitFor();
    const browser = await opening;
    // On the web the editor passes on what is an address of its machine.
    assert.match(browser.url(), /\/device\?user_code=WXYZ-ABCD$/);
    await browser.close();

    await code.getByText("Copy Code").click();
    await eventually(async () => assert.equal(await clipboard(page), "WXYZ-ABCD"));
    await press(code, "Cancel");
    await code.waitFor({ state: "hidden" });
    assert.equal(await expired.count(), 1);

    await expired.first().click();
    await code.waitFor();
    center.allow();
    await row(page, "harbour-stadium-main").waitFor();
    await row(page, "dublin-arena-main").waitFor();
    await code.waitFor({ state: "hidden" });
  });
});
