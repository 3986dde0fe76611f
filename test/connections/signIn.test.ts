import "../vscode";
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import * as aws from "../../src/aws/index";
import { CHANNELS } from "../../src/channels/model";
import { type Connection, openConnection } from "../../src/connections/connection";
import { signIn } from "../../src/connections/signIn";
import { type Clock, systemClock } from "../../src/core/clock";
import { problemsOf, snapshotOf } from "../../src/core/store";
import { type Simulator, startSimulator } from "../../src/simulator/server";
import { Cancelled, UserError } from "../../src/ui/errors";
import { ROLE_KEY, useIdentityCenter } from "../aws/identityCenter";
import { editor } from "../vscode";

const profile = (name: string, account: string) =>
  `[profile ${name}]\nsso_session=corp\nsso_account_id=${account}\nsso_role_name=dev\n`;
const CONFIG =
  profile("work", "111122223333") +
  profile("other", "444455556666") +
  "[sso-session corp]\nsso_region=us-east-1\nsso_start_url=https://corp.example/start\n" +
  "[profile console]\nlogin_session=arn:aws:iam::111122223333:user/me\n" +
  "[profile keys]\naws_access_key_id=AK\naws_secret_access_key=SK\n" +
  "[profile half]\nsso_session=half\n" +
  "[profile program]\ncredential_process=/bin/false\n" +
  "[profile machine]\nrole_arn=arn:aws:iam::1:role/a\ncredential_source=Ec2InstanceMetadata\n";

/** What the row of a connection shows. */
const shown = ({ store }: Connection) =>
  problemsOf(store.state)[0]?.code ?? snapshotOf(store.state).channels?.items.size;

describe("signing in from a row", () => {
  const here = useIdentityCenter();
  let simulator: Simulator;
  let work: Connection;
  let other: Connection;
  /** The person is done in the browser: until then no poll is sent. */
  let done: () => void;
  let clock: Clock;
  before(async () => {
    simulator = await startSimulator({
      seed: "demo",
      keys: [{ ...ROLE_KEY, expires: "2999-01-01T00:00:00Z" }],
    });
  });
  after(() => simulator.close());

  const open = (name: string, region: string) => {
    const connect = (config: Parameters<typeof aws.connect>[0]) =>
      aws.connect(config, () => Promise.reject(new Error("nobody to ask")));
    const config = { region, profile: name, endpoint: simulator.url };
    return openConnection(config, { collections: [CHANNELS], connect, clock: systemClock });
  };
  const connections = {
    get all() {
      return [work, other];
    },
    async refresh(id?: string) {
      const some = this.all.filter((each) => !id || each.id === id);
      await Promise.all(some.map(({ loop }) => loop.poke()));
    },
  };
  const press = (on?: Connection) => {
    const signIn_: typeof aws.signIn = (session, more) => aws.signIn(session, { ...more, clock });
    return signIn(connections, async () => ({ ...aws, signIn: signIn_ }), on);
  };
  /** Signs in with a profile for which that says why not. */
  const refused = (name: string) =>
    press(open(name, "us-east-1")).then(
      () => assert.fail("it should have said why not"),
      (error) => (error instanceof UserError ? error.message : assert.fail(error)),
    );
  /** Resolves when the browser has been opened so many times. */
  const opened = (times: number) =>
    new Promise<void>((resolve) => {
      editor.onOpen = () => editor.opened.length === times && resolve();
    });

  beforeEach(async () => {
    editor.clear();
    here.config(CONFIG);
    const person = new Promise<void>((resolve) => {
      done = resolve;
    });
    clock = {
      now: Date.now,
      after(_ms, call) {
        let waits = true;
        void person.then(() => setImmediate(() => waits && call()));
        return () => {
          waits = false;
        };
      },
    };
    work = open("work", "us-east-1");
    other = open("other", "eu-west-1");
    await connections.refresh();
  });
  afterEach(() => {
    for (const { loop } of connections.all) loop.dispose();
  });

  it("is begun by no read, however often one fails", async () => {
    await connections.refresh();
    assert.deepEqual([shown(work), shown(other)], Array(2).fill("CredentialsProviderError"));
    assert.deepEqual(here.center.calls, []);
    assert.deepEqual(editor.said, []);
  });

  it("shows the code and mends all connections of the session", async () => {
    const browser = opened(1);
    const signingIn = press(work);
    await browser;
    const url = `${here.center.url}/device?user_code=WXYZ-ABCD`;
    assert.deepEqual(editor.opened, [url]);
    const [said = ""] = editor.said;
    assert.match(
      said,
      /^Signing in to corp: Check that the browser shows the code WXYZ\u2011ABCD, /,
    );

    // The links of the notification.
    const links = [...said.matchAll(/\[([\w ]+)\]\(command:([\w.]+)\)/g)];
    assert.deepEqual(
      links.map(([, name]) => name),
      ["Open Browser", "Copy Code"],
    );
    for (const [, , command = ""] of links) await editor.commands.get(command)?.();
    assert.deepEqual(editor.opened, [url, url]);
    assert.equal(editor.clipboard, "WXYZ-ABCD");

    here.center.allow();
    done();
    await signingIn;
    assert.deepEqual([shown(work), shown(other)], [10, 5]);
    assert.equal(editor.said.at(-1), "$(check) Signed in to corp");
    assert.equal(editor.commands.size, 0);
  });

  it("is done once where two wait for it: the second shows the same page again", async () => {
    const browser = opened(1);
    const first = press(work);
    await browser;
    await press(other);
    assert.equal(editor.opened.length, 2);
    assert.equal(editor.opened[0], editor.opened[1]);
    here.center.allow();
    done();
    await first;
    assert.deepEqual([shown(work), shown(other)], [10, 5]);
    assert.equal(here.center.count("/device_authorization"), 1);
    assert.equal(here.center.count("/token"), 1);
  });

  it("that two rows ask for in the same moment is begun once", async () => {
    const browser = opened(1);
    const both = [press(work), press(other)];
    await browser;
    here.center.allow();
    done();
    await Promise.all(both);
    assert.equal(here.center.count("/device_authorization"), 1);
  });

  it("from the palette is for the connection that waits for it", async () => {
    const { connections: all } = { connections: [open("keys", "us-east-1"), work] };
    const browser = opened(1);
    const palette = signIn({ all, refresh: async () => {} }, async () => aws, undefined);
    await browser;
    editor.cancel();
    await assert.rejects(palette, Cancelled);
    assert.match(editor.said[0] ?? "", /^Signing in to corp/);
  });

  it("that is cancelled says nothing more, and can be begun anew", async () => {
    for (const times of [1, 2]) {
      const browser = opened(times);
      const signingIn = press(work);
      await browser;
      editor.cancel();
      await assert.rejects(signingIn, Cancelled);
    }
    assert.equal(editor.said.length, 2);
    assert.equal(here.center.count("/token"), 0);
    const file = "ee0bfd2552fbd840c02cc48b6e823320543c450f.json";
    assert.ok(!existsSync(join(here.home, ".aws", "sso", "cache", file)));
    assert.equal(shown(work), "CredentialsProviderError");
  });

  it("says in one sentence why it failed, and no secret", async () => {
    done();
    here.center.polls = ["AccessDeniedException"];
    const said = [await refused("work")];
    here.center.polls = ["ExpiredTokenException"];
    said.push(await refused("work"));
    here.center.startError = "InvalidRequestException";
    said.push(await refused("work"));
    await here.center.stop();
    said.push(await refused("work"));
    await here.center.start();
    assert.deepEqual(said, [
      "The sign-in to corp was denied in the browser: start again if that was a mistake.",
      "The code was not confirmed in time: sign in to corp again.",
      "AWS IAM Identity Center could not sign you in to corp: It says invalid_request. (InvalidRequestException)",
      "AWS IAM Identity Center in us-east-1 does not answer: check the network and sso_region, then sign in again.",
    ]);
    const all = [...said, ...editor.said].join("\n");
    for (const secret of here.center.secrets) assert.ok(!all.includes(secret), secret);
  });

  it("with a profile of `aws login` says the command, and copies it", async () => {
    editor.answer = "Copy Command";
    await press(open("console", "us-east-1"));
    assert.deepEqual(editor.said, [
      "Profile console signs in with the AWS CLI: run “aws login --profile console” in a terminal, then retry.",
    ]);
    assert.equal(editor.clipboard, "aws login --profile console");
  });

  it("with any other profile says what to do instead", async () => {
    const names = ["keys", "machine", "program", "half", "none"];
    const said = [];
    for (const name of names) said.push(await refused(name));
    assert.deepEqual(said, [
      "Profile keys uses access keys, so there is nothing to sign in to: renew the keys, then retry.",
      "Profile machine assumes a role without a sign-in: renew the credentials it is assumed with, then retry.",
      "Profile program gets its credentials from a program (credential_process): sign in with that program, then retry.",
      "[sso-session half] in the AWS config file lacks sso_start_url or sso_region: add them, then sign in.",
      "The AWS config files do not say how to sign in to profile none: set it up, or choose another profile.",
    ]);
    assert.deepEqual(here.center.calls, []);
  });
});
