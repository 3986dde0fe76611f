import assert from "node:assert/strict";
import { IvsError, MFA_DECLINED, problemOf } from "../../src/model/problem";

describe("a problem", () => {
  const cases: [string, object, string][] = [
    [
      "an unreachable endpoint",
      { name: "Error", code: "ECONNREFUSED", message: "connect" },
      "offline",
    ],
    ["an unknown host", { name: "Error", code: "ENOTFOUND", message: "" }, "offline"],
    ["a time-out", { name: "TimeoutError", message: "slow" }, "offline"],
    ["no credentials", { name: "CredentialsProviderError", message: "none" }, "credentials"],
    ["an expired token", { name: "ExpiredTokenException", message: "old" }, "credentials"],
    ["too many calls", { name: "ThrottlingException", message: "slow" }, "throttled"],
    [
      "a failing service",
      { name: "Odd", message: "", $metadata: { httpStatusCode: 503 } },
      "service",
    ],
    ["anything else", { name: "ConflictException", message: "live" }, "other"],
  ];
  for (const [name, error, kind] of cases) {
    it(`is understood: ${name}`, () => assert.equal(problemOf(error).kind, kind));
  }

  it("names the IAM action of a denied call: the message's, else the operation's", () => {
    const denied = { name: "AccessDeniedException", message: "no" };
    assert.equal(problemOf(denied, "ListStreams").action, "ivs:ListStreams");
    const named = {
      ...denied,
      message: "User: arn:aws:iam::1:user/a is not authorized to perform: ivs:ListChannels on *",
    };
    assert.equal(problemOf(named, "ListStreams").action, "ivs:ListChannels");
  });

  it("takes IVS's exceptionMessage before the SDK's UnknownError", () => {
    const error = { name: "ConflictException", message: "UnknownError", exceptionMessage: "live" };
    assert.equal(problemOf(error).detail, "live");
  });

  it("knows that an SSO session is to be signed in to again", () => {
    const message = "The SSO session associated with this profile has expired.";
    assert.equal(problemOf({ name: "CredentialsProviderError", message }).sso, true);
  });

  it("waits for the person who gave no MFA code", () => {
    assert.equal(problemOf({ name: MFA_DECLINED, message: "" }).waits, true);
  });

  it("keeps one that is already understood, and takes anything thrown", () => {
    const problem = problemOf("words");
    assert.equal(problem.detail, "words");
    assert.equal(problemOf(new IvsError(problem, undefined)), problem);
    for (const odd of [undefined, null, 7, {}]) assert.equal(problemOf(odd).kind, "other");
  });
});
