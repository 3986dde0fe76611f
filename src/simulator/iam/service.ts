import { ROLE_ARN, ROLE_NAME, ROLE_PATH } from "../bucketPolicy";
import { ServiceError } from "../errors";
import type { HttpResponse } from "../http";
import { Timestamp } from "../model";
import { parametersOf, queryError, queryFrontErrors, queryResult } from "../query";
import type { Call, Service } from "../service";
import type { World } from "../world";

const NAMESPACE = "https://iam.amazonaws.com/doc/2010-05-08/";
const POLICY_PREFIX = "IVSRecordToS3-";

const errors = { NoSuchEntity: 404, ValidationError: 400, ServiceFailure: 500 } as const;
const operations = ["GetRole", "ListRolePolicies", "GetRolePolicy"];

/** As much of IAM as tells whether IVS can write recordings: its role for them, the only one there is. */
export const iam: Service = {
  name: "iam",
  operations,
  errors,
  frontErrors: queryFrontErrors,
  requestIdHeader: "x-amzn-RequestId",
  maxBodyBytes: 64 * 1024,
  operationOf: (request) => operations.find((name) => name === parametersOf(request).get("Action")),
  askedFor: (request) => parametersOf(request).get("Action") ?? undefined,
  rateOf: () => 15,
  handle,
  writeError: (error, requestId) => queryError(error, NAMESPACE, requestId),
};

function handle(call: Call): HttpResponse {
  const { operation, request, world, authorize } = call;
  const parameters = parametersOf(request);
  const name = required(parameters, "RoleName");
  const isRecordingRole = name === ROLE_NAME;
  authorize(`iam:${operation}`, isRecordingRole ? ROLE_ARN : `role ${name}`);
  if (!isRecordingRole || !world.recordingRole) {
    throw failure("NoSuchEntity", `The role with name ${name} cannot be found.`);
  }
  const buckets = recordedBuckets(world);
  switch (operation) {
    case "GetRole":
      return queryResult(call, NAMESPACE, { Role: roleOf(world.recordingRole) });
    case "ListRolePolicies":
      return queryResult(call, NAMESPACE, {
        PolicyNames: { member: buckets.map((bucket) => `${POLICY_PREFIX}${bucket}`) },
        IsTruncated: false,
      });
    default: {
      const policy = required(parameters, "PolicyName");
      const bucket = buckets.find((one) => policy === `${POLICY_PREFIX}${one}`);
      if (!bucket) {
        throw failure("NoSuchEntity", `The role policy with name ${policy} cannot be found.`);
      }
      return queryResult(call, NAMESPACE, {
        RoleName: ROLE_NAME,
        PolicyName: policy,
        PolicyDocument: documentOf({
          Effect: "Allow",
          Action: ["s3:PutObject"],
          Resource: [`arn:aws:s3:::${bucket}/ivs/*`],
        }),
      });
    }
  }
}

function roleOf({ createdAt }: { createdAt: number }) {
  return {
    Path: ROLE_PATH,
    RoleName: ROLE_NAME,
    RoleId: "AROAIVSSIMULATOR00001",
    Arn: ROLE_ARN,
    CreateDate: new Timestamp(createdAt).toJSON(),
    AssumeRolePolicyDocument: documentOf({
      Effect: "Allow",
      Principal: { Service: "ivs.amazonaws.com" },
      Action: "sts:AssumeRole",
    }),
    MaxSessionDuration: 3600,
  };
}

/** The buckets that the role may write to: IVS grants it each that a recording configuration names. */
function recordedBuckets(world: World): string[] {
  const named = world
    .regions()
    .flatMap(({ recordings }) => recordings.values())
    .map(({ destinationConfiguration }) => destinationConfiguration.s3?.bucketName ?? "");
  return [...new Set(named)].sort();
}

/** A policy document as IAM answers it: percent-encoded JSON. */
function documentOf(statement: object): string {
  return encodeURIComponent(JSON.stringify({ Version: "2012-10-17", Statement: [statement] }));
}

function required(parameters: URLSearchParams, name: string): string {
  const value = parameters.get(name);
  if (!value) {
    const member = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
    throw failure(
      "ValidationError",
      `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
    );
  }
  return value;
}

function failure(error: keyof typeof errors, message: string): ServiceError {
  return new ServiceError(error, errors[error], message);
}
