import assert from "node:assert/strict";
import { MFA_DECLINED, mayHaveHappened, problemOf, ServiceError } from "../../src/core/problem";

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
    ["an answer that is none of the service's", { name: "SyntaxError", message: "<" }, "service"],
    ["a redirect", { name: "302", message: "", $metadata: { httpStatusCode: 302 } }, "redirected"],
    ["an old name of a denial", { name: "AccessDenied", message: "no" }, "denied"],
    ["an old name of too many calls", { name: "Throttling", message: "slow" }, "throttled"],
    [
      "an old name of no signature",
      { name: "MissingAuthenticationToken", message: "" },
      "credentials",
    ],
    ["a denial", { name: "AccessDeniedException", message: "no" }, "denied"],
    [
      "a refusal",
      { name: "ConflictException", message: "live", $metadata: { httpStatusCode: 409 } },
      "refused",
    ],
    ["a mistake of ours", new TypeError("x is undefined"), "unexpected"],
  ];
  for (const [name, error, kind] of cases) {
    it(`is understood: ${name}`, () => assert.equal(problemOf(error).kind, kind));
  }

  it("names the IAM action of a denied call: the message's, else the operation's", () => {
    const denied = { name: "AccessDeniedException", message: "no" };
    assert.equal(problemOf(denied, "ivs:ListStreams").action, "ivs:ListStreams");
    const named = {
      ...denied,
      message: "User: arn:aws:iam::1:user/a is not authorized to perform: ivs:ListChannels on *",
    };
    assert.equal(problemOf(named, "ivs:ListStreams").action, "ivs:ListChannels");
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
    assert.equal(problemOf(new ServiceError(problem, undefined)), problem);
    for (const odd of [undefined, null, 7, {}]) assert.equal(problemOf(odd).kind, "unexpected");
  });

  it("leaves open whether it was done when the call may have arrived, and only then", () => {
    const network = (code: string) => ({ name: "Error", code, message: "" });
    for (const error of [
      network("ECONNRESET"),
      network("ETIMEDOUT"),
      network("EPIPE"),
      { name: "TimeoutError", message: "" },
      { name: "SyntaxError", message: "" },
      { name: "InternalServerException", message: "", $metadata: { httpStatusCode: 500 } },
    ])
      assert.ok(mayHaveHappened(problemOf(error)), JSON.stringify(error));
    for (const error of [
      network("ECONNREFUSED"),
      network("ENOTFOUND"),
      { name: "ThrottlingException", message: "", $metadata: { httpStatusCode: 429 } },
      { name: "ConflictException", message: "", $metadata: { httpStatusCode: 409 } },
      { name: "AccessDeniedException", message: "" },
      { name: "302", message: "", $metadata: { httpStatusCode: 302 } },
      { name: "ExpiredTokenException", message: "" },
    ])
      assert.ok(!mayHaveHappened(problemOf(error)), JSON.stringify(error));
  });
});
