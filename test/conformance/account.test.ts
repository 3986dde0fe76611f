import assert from "node:assert/strict";
import { IAM, type IAMServiceException } from "@aws-sdk/client-iam";
import { ServiceQuotas } from "@aws-sdk/client-service-quotas";
import { STS } from "@aws-sdk/client-sts";
import { aRecording, bench, START } from "./support";

/** Asserts that a call is refused with that error and status. */
async function refused(call: Promise<unknown>, name: string, status: number, text = /./) {
  await assert.rejects(call, (error: IAMServiceException) => {
    assert.deepEqual([error.name, error.$metadata.httpStatusCode], [name, status], error.message);
    assert.match(error.message, text);
    return true;
  });
}

const RoleName = "AWSServiceRoleForIVSRecordToS3";

describe("IAM, by its SDK client", () => {
  const one = bench();
  let iam: IAM;
  before(() => {
    iam = one.client(IAM);
  });

  it("has the role that IVS records with, once there is something to record to", async () => {
    await refused(iam.getRole({ RoleName }), "NoSuchEntityException", 404, /cannot be found/);
    await aRecording(one.ivs, "", "a-bucket");
    await aRecording(one.in("eu-west-1"), "", "b-bucket");
    const { Role } = await iam.getRole({ RoleName });
    assert.equal(
      Role?.Arn,
      `arn:aws:iam::111122223333:role/aws-service-role/ivs.amazonaws.com/${RoleName}`,
    );
    assert.equal(Role.CreateDate?.getTime(), START);
    const trust = JSON.parse(decodeURIComponent(Role.AssumeRolePolicyDocument ?? ""));
    assert.deepEqual(trust.Statement[0].Principal, { Service: "ivs.amazonaws.com" });
    const { PolicyNames = [], IsTruncated } = await iam.listRolePolicies({ RoleName });
    assert.deepEqual([PolicyNames.length, IsTruncated], [2, false]);
    const resources = [];
    for (const PolicyName of PolicyNames) {
      const policy = await iam.getRolePolicy({ RoleName, PolicyName });
      assert.equal(policy.PolicyName, PolicyName);
      const document = JSON.parse(decodeURIComponent(policy.PolicyDocument ?? ""));
      assert.deepEqual(document.Statement[0].Action, ["s3:PutObject"]);
      resources.push(...document.Statement[0].Resource);
    }
    assert.deepEqual(resources, ["arn:aws:s3:::a-bucket/ivs/*", "arn:aws:s3:::b-bucket/ivs/*"]);
    const unknown = iam.getRolePolicy({ RoleName, PolicyName: "other" });
    await refused(unknown, "NoSuchEntityException", 404, /other/);
    await refused(iam.getRole({ RoleName: "Admin" }), "NoSuchEntityException", 404, /Admin/);
  });

  it("refuses what it does not do, and what lacks a member", async () => {
    await refused(iam.listRoles({}), "InvalidAction", 400, /does not have the operation ListRoles/);
    const nameless = iam.getRole({ RoleName: undefined as never });
    await refused(nameless, "ValidationError", 400, /'roleName'/);
  });

  it("fails as every service", async () => {
    await one.control("faults", { operation: "GetRole", error: { name: "Throttling" } });
    await refused(iam.getRole({ RoleName }), "Throttling", 400);
  });
});

describe("the role, where it was deleted", () => {
  const one = bench({ seed: "demo", account: { buckets: {}, role: false } });

  it("comes back with the next recording configuration", async () => {
    const iam = one.client(IAM);
    await refused(iam.getRole({ RoleName }), "NoSuchEntityException", 404);
    await aRecording(one.ivs);
    await iam.getRole({ RoleName });
  });
});

describe("Service Quotas, by its SDK client", () => {
  const one = bench({ limits: true, account: { buckets: {}, quotas: { "L-90ABAB37": 1 } } });
  let quotas: ServiceQuotas;
  before(() => {
    quotas = one.client(ServiceQuotas);
  });
  beforeEach(() => one.pass(1000));

  it("tells a quota, which then holds", async () => {
    const ServiceCode = "ivs";
    const { Quota } = await quotas.getServiceQuota({ ServiceCode, QuotaCode: "L-90ABAB37" });
    assert.deepEqual(
      [Quota?.QuotaName, Quota?.Value, Quota?.Adjustable],
      ["Recording configurations", 1, true],
    );
    await aRecording(one.ivs);
    await refused(aRecording(one.ivs), "ServiceQuotaExceededException", 402);
    const unknown = quotas.getServiceQuota({ ServiceCode, QuotaCode: "L-00000000" });
    await refused(unknown, "NoSuchResourceException", 400);
    const other = quotas.getServiceQuota({ ServiceCode: "ec2", QuotaCode: "L-00000000" });
    await refused(other, "NoSuchResourceException", 400, /ivs only/);
    await refused(quotas.listServices({}), "UnknownOperationException", 404);
  });

  it("lists them page by page", async () => {
    const names: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const page = await quotas.listServiceQuotas({ ServiceCode: "ivs", MaxResults: 4, NextToken });
      names.push(...(page.Quotas ?? []).map(({ QuotaName }) => QuotaName));
      ({ NextToken } = page);
    } while (NextToken);
    assert.equal(new Set(names).size, 9);
    assert.ok(names.includes("Channels") && names.includes("Concurrent streams"));
    const wrong = quotas.listServiceQuotas({ ServiceCode: "ivs", NextToken: "x" });
    await refused(wrong, "InvalidPaginationTokenException", 400);
  });

  it("may be asked so often only", async () => {
    const calls = Array.from({ length: 12 }, () =>
      quotas.listServiceQuotas({ ServiceCode: "ivs" }),
    );
    const results = await Promise.allSettled(calls);
    const failed = results.filter((result) => result.status === "rejected");
    assert.ok(failed.length > 0);
    for (const { reason } of failed) assert.equal(reason.name, "TooManyRequestsException");
  });
});

describe("STS, by its SDK client", () => {
  const secretAccessKey = "wJalrXUtnFEMI";
  const one = bench({
    clock: Date.now,
    keys: [
      { accessKeyId: "AKIAREADER", secretAccessKey, user: "reader", allow: ["ivs:*"] },
      { accessKeyId: "AKIADOCTOR", secretAccessKey, allow: ["iam:GetRole", "servicequotas:*"] },
    ],
  });
  const as = (accessKeyId: string, secret = secretAccessKey) => ({
    credentials: { accessKeyId, secretAccessKey: secret },
  });

  it("tells who calls, whatever they may do", async () => {
    const { Account, Arn, UserId } = await one.client(STS, as("AKIAREADER")).getCallerIdentity({});
    assert.equal(Account, "111122223333");
    assert.equal(Arn, "arn:aws:iam::111122223333:user/reader");
    assert.match(UserId ?? "", /^AIDA/);
  });

  it("refuses wrong signatures and what a key does not allow, as do IAM and Service Quotas", async () => {
    const wrong = as("AKIAREADER", "guess");
    await refused(one.client(STS, wrong).getCallerIdentity({}), "SignatureDoesNotMatch", 403);
    const unknown = one.client(STS, as("AKIANOBODY")).getCallerIdentity({});
    await refused(unknown, "InvalidClientTokenId", 403);
    const role = one.client(IAM, as("AKIAREADER")).getRole({ RoleName });
    await refused(role, "AccessDenied", 403, /iam:GetRole on resource: arn:aws:iam/);
    const doctor = as("AKIADOCTOR");
    await refused(one.client(IAM, doctor).getRole({ RoleName }), "NoSuchEntityException", 404);
    await one.client(ServiceQuotas, doctor).listServiceQuotas({ ServiceCode: "ivs" });
    const quotas = one.client(ServiceQuotas, as("AKIAREADER"));
    const denied = quotas.listServiceQuotas({ ServiceCode: "ivs" });
    await refused(denied, "AccessDeniedException", 403, /servicequotas:ListServiceQuotas/);
  });
});
