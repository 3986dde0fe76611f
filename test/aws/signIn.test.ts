import assert from "node:assert/strict";
import dns from "node:dns";
import { chmodSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { inspect } from "node:util";
import { fromNodeProviderChain } from "@aws-sdk/credential-providers";
import { connect } from "../../src/aws/connect";
import {
  type SignInOptions,
  type SignInOutcome,
  type SsoSession,
  signIn,
  signInWay,
  type UserCode,
} from "../../src/aws/signIn";
import { type Problem, problemOf } from "../../src/core/problem";
import { startSimulator } from "../../src/simulator/server";
import { impatientClock } from "../clock";
import { IdentityCenter, ROLE_KEY, useIdentityCenter } from "./identityCenter";

const here = useIdentityCenter();

const corp = (more = "") =>
  here.config(
    "[profile work]\nsso_session=corp\nsso_account_id=111122223333\nsso_role_name=dev\n" +
      "[profile other]\nsso_session=corp\nsso_account_id=444455556666\nsso_role_name=dev\n" +
      "[sso-session corp]\nsso_region=eu-central-1\nsso_start_url=https://corp.example/start\n" +
      more,
  );
const LEGACY =
  "[profile old]\nsso_start_url=https://corp.example/start\nsso_region=eu-central-1\n" +
  "sso_account_id=111122223333\nsso_role_name=dev\n";

const cache = () => join(here.home, ".aws", "sso", "cache");
/** The names that the AWS CLI and the SDKs look for: `printf corp | sha1sum`, and that of the start URL. */
const CORP_FILE = "ee0bfd2552fbd840c02cc48b6e823320543c450f.json";
const LEGACY_FILE = "f7c9b39d0b4c7a7d82c79307585f77e1c5e74378.json";
const cached = (file = CORP_FILE) => JSON.parse(readFileSync(join(cache(), file), "utf8"));
const changeCached = (change: object, file = CORP_FILE) =>
  writeFileSync(join(cache(), file), JSON.stringify({ ...cached(file), ...change }));
const LONG_AGO = "2020-01-01T00:00:00Z";

async function sessionOf(profile: string): Promise<SsoSession> {
  const way = await signInWay(profile);
  return way.kind === "sso" ? way.session : assert.fail(JSON.stringify(way));
}

/** Signs in; at the code the person does what is said. */
async function signInTo(
  profile: string,
  atCode: (code: UserCode) => void = () => here.center.allow(),
  more: Partial<SignInOptions> = {},
): Promise<SignInOutcome> {
  const { signal } = new AbortController();
  const session = await sessionOf(profile);
  return signIn(session, { show: atCode, signal, clock: impatientClock(), ...more });
}

const nobody = () => Promise.reject(new Error("nobody to ask"));

/** Reads a list with a profile; gives the problem that this has. */
async function problemOfReading(profile: string, endpoint: string): Promise<Problem> {
  const { channels } = await connect({ region: "us-east-1", profile, endpoint }, nobody);
  const pages = channels.list(new AbortController().signal);
  return pages[Symbol.asyncIterator]()
    .next()
    .then(() => assert.fail("it should have failed"), problemOf);
}

describe("signing in", () => {
  it("mends a profile whose session has expired: the SDK's own chain finds the token", async () => {
    const keys = [{ ...ROLE_KEY, expires: "2999-01-01T00:00:00Z" }];
    const simulator = await startSimulator({ seed: "demo", keys });
    const channels = async () => {
      const there = { region: "us-east-1", profile: "work", endpoint: simulator.url };
      const service = await connect(there, nobody);
      let count = 0;
      for await (const page of service.channels.list(new AbortController().signal))
        count += page.length;
      return count;
    };
    corp();
    const first = await problemOfReading("work", simulator.url);
    assert.deepEqual([first.kind, first.sso], ["credentials", true]);
    assert.deepEqual(await signInTo("work"), { kind: "signedIn" });
    assert.equal(await channels(), 10);
    // Signed in to once, for all profiles of the session; for the AWS CLI and other programs, too.
    const { accessKeyId } = await fromNodeProviderChain({ profile: "other" })();
    assert.equal(accessKeyId, ROLE_KEY.accessKeyId);
    await simulator.close();
  });

  it("helps where the token looks good but was ended at AWS, and after `aws login`", async () => {
    corp("[profile console]\nlogin_session=arn:aws:iam::111122223333:user/me\n");
    await signInTo("work");
    here.center.revoke();
    for (const profile of ["work", "console"]) {
      const { kind, sso } = await problemOfReading(profile, here.center.url);
      assert.deepEqual([profile, kind, sso], [profile, "credentials", true]);
    }
  });

  it("is to the region of the session, and so is asking for credentials, wherever IVS is", async () => {
    corp("[profile admin]\nrole_arn=arn:aws:iam::1:role/a\nsource_profile=keys\n");
    const keys = "[keys]\naws_access_key_id=AK\naws_secret_access_key=SK\n";
    writeFileSync(join(here.home, ".aws", "credentials"), keys);
    await signInTo("work");
    for (const name of Object.keys(here.center.env)) delete process.env[name];
    rmSync(join(cache(), readdirSync(cache()).find((file) => file !== CORP_FILE) ?? ""));
    const { lookup } = dns;
    const asked = new Set<string>();
    // In place of the network.
    dns.lookup = ((host: string, _options: object, call: (error: Error) => void) => {
      asked.add(host);
      call(Object.assign(new Error("no network"), { code: "ENOTFOUND" }));
    }) as typeof lookup;
    try {
      for (const profile of ["work", "admin"])
        await problemOfReading(profile, "http://127.0.0.1:9");
      changeCached({ refreshToken: undefined });
      assert.equal((await signInTo("work", () => {})).kind, "failed");
    } finally {
      dns.lookup = lookup;
    }
    assert.deepEqual(
      [...asked],
      [
        "portal.sso.eu-central-1.amazonaws.com",
        "sts.us-east-1.amazonaws.com",
        "oidc.eu-central-1.amazonaws.com",
      ],
    );
  });

  it("shows the code and its page, and registers by our name for what the session says", async () => {
    corp("sso_registration_scopes = sso:account:access, codewhisperer:completions\n");
    const shown: UserCode[] = [];
    await signInTo("work", (code) => {
      shown.push(code);
      here.center.allow();
    });
    const url = `${here.center.url}/device?user_code=WXYZ-ABCD`;
    assert.deepEqual(shown, [{ code: "WXYZ-ABCD", url }]);
    const [register, start, poll] = here.center.calls;
    assert.deepEqual(register?.body, {
      clientName: "IVS Explorer",
      clientType: "public",
      scopes: ["sso:account:access", "codewhisperer:completions"],
    });
    assert.equal(start?.body.startUrl, "https://corp.example/start");
    assert.equal(poll?.body.grantType, "urn:ietf:params:oauth:grant-type:device_code");
    assert.equal(here.center.calls.length, 3);
  });

  it("keeps the token where the AWS CLI keeps it, for this user alone", async () => {
    corp();
    await signInTo("work");
    const { startUrl, region, expiresAt, registrationExpiresAt, ...rest } = cached();
    assert.deepEqual([startUrl, region], ["https://corp.example/start", "eu-central-1"]);
    assert.deepEqual(Object.keys(rest).sort(), [
      "accessToken",
      "clientId",
      "clientSecret",
      "refreshToken",
    ]);
    for (const time of [expiresAt, registrationExpiresAt])
      assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    assert.ok(Date.parse(expiresAt) > Date.now() + 3000_000, expiresAt);
    if (process.platform === "win32") return;
    for (const file of readdirSync(cache()))
      assert.equal(statSync(join(cache(), file)).mode & 0o777, 0o600, file);
  });

  it("replaces what was cached as a whole: who reads it meanwhile reads the old to its end", async () => {
    corp();
    await signInTo("work");
    const before = readFileSync(join(cache(), CORP_FILE), "utf8");
    chmodSync(join(cache(), CORP_FILE), 0o644);
    const reader = await open(join(cache(), CORP_FILE));
    await signInTo("work");
    assert.equal((await reader.readFile()).toString(), before);
    await reader.close();
    assert.notEqual(readFileSync(join(cache(), CORP_FILE), "utf8"), before);
    assert.equal(statSync(join(cache(), CORP_FILE)).mode & 0o077, 0);
    // The token and our registration; no drafts.
    assert.equal(readdirSync(cache()).length, 2);
  });

  it("to a profile without an sso-session is for its start URL, and the SDK finds that, too", async () => {
    here.config(LEGACY);
    assert.deepEqual(await signInTo("old"), { kind: "signedIn" });
    assert.equal(here.center.calls[0]?.body.scopes, undefined);
    assert.equal(cached(LEGACY_FILE).startUrl, "https://corp.example/start");
    const { accessKeyId } = await fromNodeProviderChain({ profile: "old" })();
    assert.equal(accessKeyId, ROLE_KEY.accessKeyId);
  });

  it("asks no oftener than the service says, and more slowly when told to", async () => {
    corp();
    here.center.polls = ["AuthorizationPendingException", "SlowDownException", "SlowDownException"];
    here.center.polls.push("AuthorizationPendingException", "token");
    here.center.interval = 2;
    const clock = impatientClock();
    assert.deepEqual(await signInTo("work", () => {}, { clock }), { kind: "signedIn" });
    assert.deepEqual(clock.waits, [2000, 2000, 7000, 12_000, 12_000]);
  });

  it("asks every five seconds where the service does not say, and goes on after it failed", async () => {
    corp();
    const failed = "InternalServerException";
    // The SDK tries each call three times.
    here.center.polls = [failed, failed, failed, "token"];
    here.center.interval = undefined;
    const clock = impatientClock();
    assert.deepEqual(await signInTo("work", () => {}, { clock }), { kind: "signedIn" });
    assert.deepEqual(clock.waits, [5000, 10_000]);
  });

  it("ends when the person denies it, and when the code has expired", async () => {
    corp();
    const answer = (name: string) => () => {
      here.center.polls = [name];
    };
    const denied = await signInTo("work", answer("AccessDeniedException"));
    assert.deepEqual(denied, { kind: "denied" });
    const expired = await signInTo("work", answer("ExpiredTokenException"));
    assert.deepEqual(expired, { kind: "expired" });
    here.center.expiresIn = 12;
    const clock = impatientClock();
    const slept = await signInTo("work", answer("AuthorizationPendingException"), { clock });
    assert.deepEqual(slept, { kind: "expired" });
    assert.equal(clock.waits.length, 3);
    assert.throws(() => cached(), /ENOENT/);
  });

  it("that is cancelled stops asking at once and writes nothing", async () => {
    corp();
    const atCode = new AbortController();
    const { signal } = atCode;
    const waiting = impatientClock();
    const never = { ...waiting, after: () => () => {} };
    const one = signInTo("work", () => atCode.abort(), { signal, clock: never });
    assert.deepEqual(await one, { kind: "cancelled" });
    assert.equal(here.center.count("/token"), 0);

    // While an answer is on its way, be it the token.
    const atPoll = new AbortController();
    here.center.polls = ["token"];
    here.center.onPoll = () => atPoll.abort();
    const another = await signInTo("work", () => {}, { signal: atPoll.signal });
    assert.deepEqual(another, { kind: "cancelled" });
    assert.equal(here.center.count("/token"), 1);
    assert.throws(() => cached(), /ENOENT/);
  });

  it("needs no browser where the last sign-in can be refreshed", async () => {
    corp();
    await signInTo("work");
    const { accessToken, refreshToken } = cached();
    changeCached({ expiresAt: LONG_AGO, kept: "by others" });
    const shown = () => assert.fail("no code is needed");
    assert.deepEqual(await signInTo("work", shown), { kind: "signedIn" });
    const now = cached();
    assert.notEqual(now.accessToken, accessToken);
    assert.notEqual(now.refreshToken, refreshToken);
    assert.ok(Date.parse(now.expiresAt) > Date.now());
    const { accessKeyId } = await fromNodeProviderChain({ profile: "work" })();
    assert.equal(accessKeyId, ROLE_KEY.accessKeyId);
  });

  it("goes to the browser where that is not taken any more", async () => {
    corp();
    await signInTo("work");
    here.center.revoke();
    const again = await signInTo("work");
    assert.deepEqual(again, { kind: "signedIn" });
    assert.equal(here.center.count("/token", "refresh_token"), 1);
    assert.equal(here.center.count("/device_authorization"), 2);
    assert.equal(here.center.count("/client/register"), 1);
  });

  it("registers anew when its registration is about to end, or is not known any more", async () => {
    corp();
    const signInAnew = async () => {
      assert.deepEqual(await signInTo("work"), { kind: "signedIn" });
      rmSync(join(cache(), CORP_FILE));
    };
    await signInAnew();
    const [registration = ""] = readdirSync(cache());
    await signInAnew();
    assert.equal(here.center.count("/client/register"), 1);
    changeCached(
      { registrationExpiresAt: new Date(Date.now() + 1000).toISOString() },
      registration,
    );
    await signInAnew();
    assert.equal(here.center.count("/client/register"), 2);
    changeCached({ clientSecret: "of another time" }, registration);
    await signInAnew();
    assert.equal(here.center.count("/client/register"), 3);
  });

  it("says what the service said", async () => {
    corp();
    here.center.startError = "InvalidRequestException";
    const outcome = await signInTo("work");
    assert.equal(outcome.kind, "failed");
    const { code, detail } = outcome.kind === "failed" ? outcome.problem : assert.fail();
    assert.deepEqual([code, detail], ["InvalidRequestException", "It says invalid_request."]);
  });

  it("says that nobody answers, and that the cache can't be written, before it shows a code", async () => {
    corp();
    const never = () => assert.fail("there is no code to show");
    const gone = await new IdentityCenter().start();
    Object.assign(process.env, gone.env);
    await gone.stop();
    const silent = await signInTo("work", never);
    assert.equal(silent.kind === "failed" && silent.problem.kind, "offline");
    Object.assign(process.env, here.center.env);
    writeFileSync(join(here.home, ".aws", "sso"), "a file where a folder should be");
    const notKept = await signInTo("work", never);
    assert.equal(notKept.kind === "notKept" && notKept.reason, "ENOTDIR");
  });

  it("gives away no secret, however it ends", async () => {
    corp();
    const said: unknown[] = [];
    const code = (shown: UserCode) => said.push(shown);
    for (const polls of [["AccessDeniedException"], ["InvalidGrantException"], ["token"]]) {
      here.center.polls = polls;
      said.push(await signInTo("work", code));
    }
    here.center.revoke();
    here.center.startError = "InternalServerException";
    said.push(await signInTo("work", code));
    assert.equal(said.length, 7);
    const text = inspect(said, { depth: 10, showHidden: true });
    for (const secret of here.center.secrets) assert.ok(!text.includes(secret), secret);
  });
});

describe("how a profile is signed in to", () => {
  const kindOf = async (profile: string | undefined, text: string) => {
    here.config(text);
    return signInWay(profile);
  };

  it("is by its sso-session or start URL, also where a role has it as its source", async () => {
    const corp = "[sso-session corp]\nsso_region=eu-central-1\nsso_start_url=https://corp/start\n";
    const work = "[profile work]\nsso_session=corp\n";
    const role = "[profile admin]\nrole_arn=arn:aws:iam::1:role/a\nsource_profile=work\n";
    const session = {
      id: "corp",
      startUrl: "https://corp/start",
      region: "eu-central-1",
      scopes: ["sso:account:access"],
    };
    const all = corp + work + role;
    assert.deepEqual(await kindOf("work", all), { kind: "sso", session });
    assert.deepEqual(await kindOf("admin", all), { kind: "sso", session });
    process.env.AWS_PROFILE = "work";
    assert.deepEqual(await kindOf(undefined, all), { kind: "sso", session });
    const url = "https://corp.example/start";
    const legacy = { id: url, startUrl: url, region: "eu-central-1" };
    assert.deepEqual(await kindOf("old", LEGACY), { kind: "sso", session: legacy });
  });

  it("is said to be incomplete, and where", async () => {
    const incomplete = (section: string) => ({ kind: "incomplete", section });
    const work = "[profile work]\nsso_session=corp\n";
    assert.deepEqual(await kindOf("work", work), incomplete("sso-session corp"));
    const half = `${work}[sso-session corp]\nsso_region=eu-central-1\n`;
    assert.deepEqual(await kindOf("work", half), incomplete("sso-session corp"));
    const legacy = "[profile old]\nsso_start_url=https://corp.example/start\n";
    assert.deepEqual(await kindOf("old", legacy), incomplete("profile old"));
  });

  it("is by no browser for keys, roles and programs, and by the AWS CLI after `aws login`", async () => {
    const text =
      "[profile console]\nlogin_session=arn:aws:iam::1:user/me\n" +
      "[profile keys]\naws_access_key_id=AK\naws_secret_access_key=SK\n" +
      "[profile program]\ncredential_process=/bin/true\n" +
      "[profile machine]\nrole_arn=arn:aws:iam::1:role/a\ncredential_source=Ec2InstanceMetadata\n" +
      "[profile admin]\nrole_arn=arn:aws:iam::1:role/a\nsource_profile=keys\n" +
      "[profile self]\nrole_arn=arn:aws:iam::1:role/a\nsource_profile=self\naws_access_key_id=AK\n" +
      "[profile lost]\nrole_arn=arn:aws:iam::1:role/a\nsource_profile=lost\n";
    const found = await Promise.all(
      ["console", "keys", "program", "machine", "admin", "self", "lost", "none"].map((profile) =>
        kindOf(profile, text),
      ),
    );
    assert.deepEqual(found, [
      { kind: "login", profile: "console" },
      { kind: "keys", profile: "keys" },
      { kind: "process", profile: "program" },
      { kind: "role", profile: "machine" },
      { kind: "keys", profile: "keys" },
      { kind: "keys", profile: "self" },
      { kind: "role", profile: "lost" },
      { kind: "unknown", profile: "none" },
    ]);
  });

  it("is not known of default credentials that no file says", async () => {
    assert.deepEqual(await kindOf(undefined, ""), { kind: "unknown" });
    process.env.AWS_ACCESS_KEY_ID = "AK";
    assert.deepEqual(await kindOf(undefined, "[default]\nsso_session=corp\n"), { kind: "unknown" });
  });
});
