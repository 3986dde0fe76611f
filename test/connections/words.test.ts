import "../vscode";
import assert from "node:assert/strict";
import { type ConnectionConfig, configOfId, connectionId } from "../../src/connections/config";
import { connectionName, explain, shortly, usedOf } from "../../src/connections/words";
import { MFA_DECLINED, type Problem, problemOf } from "../../src/core/problem";
import { channel, ready } from "../make";
import { model } from "../simulator/model";

const HERE: ConnectionConfig = { region: "us-east-1" };
const WORK = { ...HERE, profile: "work" };
const SIMULATOR = { ...HERE, simulator: true };
const problem = (kind: Problem["kind"], more: Partial<Problem> = {}): Problem => ({
  kind,
  code: "Code",
  detail: "As AWS says it.",
  ...more,
});

describe("what connections are called", () => {
  const named = (all: readonly ConnectionConfig[]) =>
    all.map((config) => connectionName(config, all));
  const EAST = "us-east-1";
  const WEST = "eu-west-1";

  for (const [what, all, names] of [
    ["by their regions in one account", [{ region: EAST }, { region: WEST }], [EAST, WEST]],
    [
      "by the label, else the profile, else what they are, where there are several accounts",
      [
        { region: EAST, profile: "prod", label: "Production" },
        { region: WEST, profile: "prod", label: "Production" },
        { region: EAST, profile: "dev" },
        { region: EAST },
        { region: EAST, simulator: true },
      ],
      [
        "Production · us-east-1",
        "Production · eu-west-1",
        "dev · us-east-1",
        "Default · us-east-1",
        "Simulator · us-east-1",
      ],
    ],
    [
      "also by what tells them apart, where two are called the same",
      [
        { region: EAST, profile: "a", label: "Prod" },
        { region: EAST, profile: "b", label: "Prod" },
        { region: EAST },
        { region: EAST, endpoint: "http://me:secret@127.0.0.1:4566/" },
      ],
      [
        "Prod (a) · us-east-1",
        "Prod (b) · us-east-1",
        "Default · us-east-1",
        "Default (127.0.0.1:4566) · us-east-1",
      ],
    ],
  ] as const)
    it(what, () => assert.deepEqual(named(all), names));

  it("says also of one that is not open any more which account it was", () =>
    assert.equal(
      connectionName(configOfId(connectionId(WORK)), [{ region: WEST, profile: "play" }]),
      "work · us-east-1",
    ));
});

describe("what went wrong, in words", () => {
  const sso = { sso: true, code: "CredentialsProviderError" };
  const mfa = { waits: true, code: MFA_DECLINED };
  const none = { code: "CredentialsProviderError" };
  const denied = { action: "ivs:ListChannels" };
  for (const [what, config, sentence] of [
    [
      problem("readOnly"),
      { ...WORK, label: "Production", readOnly: true },
      "Production is read-only here: change readOnly in the setting ivs.connections.",
    ],
    [
      problem("readOnly"),
      HERE,
      "This connection is read-only: change readOnly in the setting ivs.connections.",
    ],
    [problem("credentials", sso), WORK, "The sign-in of profile work has expired: sign in again."],
    [
      problem("credentials", sso),
      HERE,
      "The sign-in of the default profile has expired: sign in again.",
    ],
    [
      problem("credentials", mfa),
      WORK,
      "No MFA code was given for profile work: retry to be asked again.",
    ],
    [
      problem("credentials", mfa),
      HERE,
      "No MFA code was given for the default credentials: retry to be asked again.",
    ],
    [
      problem("credentials", { code: "ExpiredTokenException" }),
      WORK,
      "The credentials of profile work have expired: renew them, then retry, or choose another profile.",
    ],
    [
      problem("credentials", { code: "ExpiredTokenException" }),
      HERE,
      "The default credentials have expired: renew them, then retry, or choose another profile.",
    ],
    [
      problem("credentials", none),
      WORK,
      "No AWS credentials were found for profile work: set them up, or choose another profile.",
    ],
    [
      problem("credentials", none),
      HERE,
      "No default AWS credentials were found: set them up, or choose a profile.",
    ],
    [
      problem("credentials", { code: "InvalidSignatureException" }),
      WORK,
      "AWS does not accept the credentials of profile work (InvalidSignatureException): renew them, then retry, or choose another profile.",
    ],
    [
      problem("credentials", { code: "InvalidSignatureException" }),
      HERE,
      "AWS does not accept the default credentials (InvalidSignatureException): renew them, then retry, or choose another profile.",
    ],
    [
      problem("denied", denied),
      WORK,
      "Not allowed to call ivs:ListChannels: add it to the IAM policy of profile work, then retry.",
    ],
    [
      problem("denied", denied),
      HERE,
      "Not allowed to call ivs:ListChannels: add it to the IAM policy of the default credentials, then retry.",
    ],
    [problem("offline"), SIMULATOR, "The simulator does not answer: start it again."],
    [
      problem("offline"),
      HERE,
      "Amazon IVS in us-east-1 does not answer: check the network, then retry.",
    ],
    [
      problem("offline"),
      { ...HERE, endpoint: "http://me:hunter2@host:4566/" },
      "http://host:4566/ does not answer: check that it runs, then retry.",
    ],
    [
      problem("redirected"),
      { ...HERE, endpoint: "http://me:hunter2@host:4566/" },
      "http://host:4566/ answers with a redirect, which is not followed: check the endpoint in your settings.",
    ],
    [problem("throttled"), HERE, "AWS is throttling calls: try again in a moment."],
    [
      problem("service", { code: "InternalServerException" }),
      HERE,
      "Amazon IVS failed (InternalServerException): try again in a moment.",
    ],
    [problem("changedSince"), HERE, "It has been changed elsewhere since."],
    [problem("stopped"), HERE, "Reading was stopped: what is shown may not be all."],
    [problem("stillLive"), HERE, "The stream did not end: its encoder may be connecting again."],
    [
      problem("refused", { code: "ConflictException" }),
      HERE,
      "Amazon IVS refused it as things are now (As AWS says it): refresh, then try again.",
    ],
    [
      problem("refused", { code: "ValidationException" }),
      HERE,
      "Amazon IVS does not accept a value: As AWS says it. Correct it, then try again.",
    ],
    [
      problem("refused", { code: "ResourceNotFoundException" }),
      HERE,
      "It no longer exists: refresh to see what does.",
    ],
    [
      problem("refused", { code: "ChannelNotBroadcasting" }),
      HERE,
      "The channel is not live: refresh to see what is.",
    ],
    [
      problem("refused", { code: "PendingVerification" }),
      HERE,
      "AWS is still verifying this account: try again when that is done, or ask AWS Support if it takes longer than a day.",
    ],
    [
      problem("service", { code: "StreamUnavailable" }),
      HERE,
      "The stream is not available just now: try again in a moment.",
    ],
    [
      problem("refused", { code: "ServiceQuotaExceededException", action: "ivs:CreateStreamKey" }),
      HERE,
      "The quota “Stream keys per channel” of us-east-1 is used up, and AWS does not raise it: delete what is not needed.",
    ],
    [problem("refused"), HERE, "As AWS says it. (Code)"],
    [problem("unexpected", { code: "Error" }), HERE, "As AWS says it."],
  ] as const)
    it(`is a sentence: ${sentence}`, () => assert.equal(explain(what, config), sentence));

  it("says which quota is used up, how much of it is, and where to ask for more", () => {
    const full = problem("refused", {
      code: "ServiceQuotaExceededException",
      action: "ivs:CreateChannel",
    });
    const { snapshot } = ready({ channels: [channel("a"), channel("b")] });
    assert.equal(
      explain(full, HERE, false, usedOf(full, snapshot)),
      "The quota “Channels” of us-east-1 is used up (2 in use): delete what is not needed, or ask for more at https://us-east-1.console.aws.amazon.com/servicequotas/home/services/ivs/quotas/L-C01DFF58",
    );
    assert.equal(usedOf(problem("refused"), snapshot), undefined);
  });

  it("has a sentence of its own, and none of AWS's raw, for every error that the service's model names", () => {
    for (const [code, status] of Object.entries(model.errors)) {
      const error = { name: code, message: "raw", $metadata: { httpStatusCode: status } };
      const told = problemOf(error, "ivs:GetChannel");
      const says = explain(told, HERE);
      assert.match(says, /: |; /, says);
      assert.doesNotMatch(says, /^raw/, code);
    }
  });

  it("is said in a few words, too, whatever it is", () => {
    const kinds = [
      "credentials",
      "denied",
      "offline",
      "redirected",
      "throttled",
      "service",
    ] as const;
    for (const kind of [
      ...kinds,
      "refused",
      "stopped",
      "changedSince",
      "stillLive",
      "unexpected",
    ] as const) {
      const short = shortly(problem(kind, denied), HERE);
      assert.ok(short.length <= 26, short);
    }
    assert.equal(
      shortly(problem("credentials", { code: "ExpiredToken" }), HERE),
      "Credentials expired",
    );
  });

  it("promises to try again only where that is so", () => {
    for (const kind of ["throttled", "service"] as const) {
      assert.match(explain(problem(kind), HERE, true), /trying again shortly\.$/);
      assert.doesNotMatch(explain(problem(kind), HERE), /trying again/);
    }
  });

  it("says of a lost answer that nobody could find out, whatever was in the way", () => {
    for (const kind of ["offline", "service", "denied"] as const)
      assert.equal(
        explain(problem(kind, { unknown: true }), WORK),
        "The answer was lost, and it could not be determined whether it was done.",
      );
  });

  it("is one line, in the order in which it was written, whatever AWS says", () => {
    const says = explain(problem("refused", { detail: "a\n\u202Eb\u2066c" }), HERE);
    assert.equal(says, "a b c (Code)");
  });
});
