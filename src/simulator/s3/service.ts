import type { Bucket } from "../buckets";
import type { HttpRequest, HttpResponse } from "../http";
import { ACCOUNT_ID } from "../model";
import { writeRecordings } from "../recordingSessions";
import type { Call, Service } from "../service";
import { advance } from "../sessions";
import { xmlDocument } from "../xml";
import { errors, failure } from "./errors";
import { listObjects } from "./listObjects";
import { getObject, putObject } from "./objects";

const SKEWED = "The difference between the request time and the current time is too large.";
const NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';

interface Operation {
  method: string;
  on: "bucket" | "object";
  /** The parameter that tells it from the others of its method. */
  parameter?: string;
  /** The parameters that it understands, as far as they are not part of every signed URL. */
  others?: readonly string[];
  /** What it needs the permission for. */
  action: string;
}

const overrides = [
  "response-cache-control",
  "response-content-disposition",
  "response-content-encoding",
  "response-content-language",
  "response-content-type",
  "response-expires",
];

const operations: Readonly<Record<string, Operation>> = {
  HeadBucket: { method: "HEAD", on: "bucket", action: "s3:ListBucket" },
  GetBucketLocation: {
    method: "GET",
    on: "bucket",
    parameter: "location",
    action: "s3:GetBucketLocation",
  },
  GetBucketEncryption: {
    method: "GET",
    on: "bucket",
    parameter: "encryption",
    action: "s3:GetEncryptionConfiguration",
  },
  GetBucketPolicy: {
    method: "GET",
    on: "bucket",
    parameter: "policy",
    action: "s3:GetBucketPolicy",
  },
  GetBucketLifecycleConfiguration: {
    method: "GET",
    on: "bucket",
    parameter: "lifecycle",
    action: "s3:GetLifecycleConfiguration",
  },
  GetBucketOwnershipControls: {
    method: "GET",
    on: "bucket",
    parameter: "ownershipControls",
    action: "s3:GetBucketOwnershipControls",
  },
  ListObjectsV2: {
    method: "GET",
    on: "bucket",
    parameter: "list-type",
    others: [
      "prefix",
      "delimiter",
      "continuation-token",
      "start-after",
      "max-keys",
      "encoding-type",
      "fetch-owner",
    ],
    action: "s3:ListBucket",
  },
  HeadObject: { method: "HEAD", on: "object", others: overrides, action: "s3:GetObject" },
  GetObject: { method: "GET", on: "object", others: overrides, action: "s3:GetObject" },
  PutObject: { method: "PUT", on: "object", action: "s3:PutObject" },
};

/** As much of Amazon S3 as a client needs to look into buckets and recordings, with path-style addresses. */
export const s3: Service = {
  name: "s3",
  operations: Object.keys(operations),
  errors,
  frontErrors: {
    missing: { error: "AccessDenied", status: 403, message: "Access Denied" },
    incomplete: {
      error: "AuthorizationHeaderMalformed",
      status: 400,
      message: "The authorization header that you provided is not valid.",
    },
    unknownKey: {
      error: "InvalidAccessKeyId",
      status: 403,
      message: "The AWS Access Key Id you provided does not exist in our records.",
    },
    badSignature: {
      error: "SignatureDoesNotMatch",
      status: 403,
      message:
        "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    },
    expired: { error: "RequestTimeTooSkewed", status: 403, message: SKEWED },
    expiredUrl: { error: "AccessDenied", status: 403 },
    notYet: { error: "RequestTimeTooSkewed", status: 403, message: SKEWED },
    expiredToken: {
      error: "ExpiredToken",
      status: 400,
      message: "The provided token has expired.",
    },
    wrongService: { error: "AuthorizationHeaderMalformed", status: 400 },
    unknownOperation: {
      error: "NotImplemented",
      status: 501,
      message: "The IVS simulator does not do this part of S3",
    },
    tooLarge: {
      error: "EntityTooLarge",
      status: 400,
      message: "Your proposed upload exceeds the maximum allowed size",
    },
    throttled: { error: "SlowDown", status: 503, message: "Please reduce your request rate." },
    denied: { error: "AccessDenied", status: 403 },
    failed: { error: "InternalError", status: 500 },
  },
  requestIdHeader: "x-amz-request-id",
  maxBodyBytes: 64 * 1024 * 1024,
  takesUnsigned: true,
  claims: ({ method, query }) => method === "HEAD" || isOldPresigned(query),
  operationOf,
  rateOf: () => 5500,
  handle,
  writeError: ({ error, status, message, details }, requestId) => ({
    status,
    headers: { ...details.headers, "Content-Type": "application/xml" },
    body: xmlDocument("Error", {
      Code: error,
      Message: message,
      ...details.elements,
      RequestId: requestId,
    }),
  }),
};

/** Whether a URL is signed by Signature Version 2, as boto3 does unless it is told otherwise. */
function isOldPresigned(query: string): boolean {
  const parameters = new URLSearchParams(query);
  return parameters.has("AWSAccessKeyId") && parameters.has("Signature");
}

/** The bucket and the key that a path names. In a key, slashes count. */
function addressOf({ rawPath }: HttpRequest): { bucket: string; key: string } {
  const [, bucket = "", ...rest] = rawPath.replace(/^\/+/, "/").split("/");
  return { bucket, key: rest.join("/") };
}

function operationOf(request: HttpRequest): string | undefined {
  const { method, query } = request;
  const { bucket, key } = addressOf(request);
  const on = key === "" ? "bucket" : "object";
  // An old signature says nothing that would be in the way of finding the operation.
  const asked = [...new URLSearchParams(query).keys()].filter(
    (name) => !/^(x-id|X-Amz-.*|AWSAccessKeyId|Signature|Expires)$/i.test(name),
  );
  if (bucket === "") return undefined;
  const found = Object.entries(operations).find(
    ([, one]) =>
      one.method === method &&
      one.on === on &&
      (one.parameter === undefined || asked.includes(one.parameter)) &&
      asked.every((name) => name === one.parameter || one.others?.includes(name)),
  );
  return found?.[0];
}

function handle(call: Call): HttpResponse {
  const { operation, request, world, region, authorize } = call;
  const { query, headers: sent } = request;
  if (isOldPresigned(query)) {
    throw failure(
      "InvalidRequest",
      "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
    );
  }
  const { bucket: name, key: encoded } = addressOf(request);
  const key = decode(encoded);
  authorize(operations[operation]?.action ?? "", `arn:aws:s3:::${name}${key && `/${key}`}`);
  for (const one of world.regions()) {
    // A stream may have ended since the last call, and its recording with it.
    advance(one);
    if (world.objects) writeRecordings(one);
  }
  if (!/^[a-z0-9.-]{3,63}$/.test(name)) {
    throw failure("InvalidBucketName", "The specified bucket is not valid.", {
      elements: { BucketName: name },
    });
  }
  const bucket = world.buckets.find(name, region ?? "us-east-1");
  if (!bucket) {
    throw failure("NoSuchBucket", "The specified bucket does not exist", {
      elements: { BucketName: name },
    });
  }
  const headers = { "x-amz-bucket-region": bucket.region };
  const expected = sent["x-amz-expected-bucket-owner"];
  if (
    bucket.owner !== ACCOUNT_ID ||
    (expected !== undefined && expected !== bucket.owner) ||
    (region === undefined && operation !== "HeadBucket")
  ) {
    throw failure("AccessDenied", "Access Denied", { headers });
  }
  if (operation === "GetBucketLocation") {
    const location = bucket.region === "us-east-1" ? "" : bucket.region;
    return xml("LocationConstraint", location, headers);
  }
  if (region !== undefined && region !== bucket.region) {
    throw failure(
      "PermanentRedirect",
      `The bucket is in ${bucket.region}: use the endpoint of that region`,
      { headers, elements: { Bucket: name } },
    );
  }
  switch (operation) {
    case "HeadBucket":
      return { status: 200, headers };
    case "ListObjectsV2":
      return xml("ListBucketResult", listObjects(world.objects, name, query), headers);
    case "HeadObject":
    case "GetObject":
      return getObject(call, name, key, bucket);
    case "PutObject":
      return putObject(call, name, key, bucket);
    default:
      return describe(operation, name, bucket, headers);
  }
}

/** What is said of a bucket itself. */
function describe(
  operation: string,
  name: string,
  { encryption, policy, lifecycle, ownership }: Bucket,
  headers: Record<string, string>,
): HttpResponse {
  const elements = { BucketName: name };
  switch (operation) {
    case "GetBucketEncryption":
      return xml(
        "ServerSideEncryptionConfiguration",
        {
          Rule: {
            ApplyServerSideEncryptionByDefault: { SSEAlgorithm: encryption },
            BucketKeyEnabled: encryption === "aws:kms",
          },
        },
        headers,
      );
    case "GetBucketPolicy":
      if (!policy) {
        throw failure("NoSuchBucketPolicy", "The bucket policy does not exist", { elements });
      }
      return { status: 200, headers, body: JSON.stringify(policy) };
    case "GetBucketLifecycleConfiguration":
      if (!lifecycle) {
        throw failure(
          "NoSuchLifecycleConfiguration",
          "The lifecycle configuration does not exist",
          { elements },
        );
      }
      return xml(
        "LifecycleConfiguration",
        // Without a filter it would be a rule of the old kind.
        { Rule: lifecycle.map((rule) => ({ Filter: {}, ...rule })) },
        headers,
      );
    case "GetBucketOwnershipControls":
      return xml("OwnershipControls", { Rule: { ObjectOwnership: ownership } }, headers);
    default:
      throw new Error(`S3 has no ${operation} here`);
  }
}

function xml(
  name: string,
  content: Parameters<typeof xmlDocument>[1],
  headers: Record<string, string>,
): HttpResponse {
  return {
    status: 200,
    headers: { ...headers, "Content-Type": "application/xml" },
    body: xmlDocument(name, content, NAMESPACE),
  };
}

function decode(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw failure("InvalidURI", "Couldn't parse the specified URI.");
  }
}
