import { ServiceError } from "../errors";
import type { HttpResponse } from "../http";
import { jsonFrontErrors, parseJson } from "../json";
import { ACCOUNT_ID } from "../model";
import { type QuotaName, quotas, quotaValue } from "../quotas";
import type { Call, Service } from "../service";
import { integer, structure, text, validate } from "../shapes";

const TARGET = "ServiceQuotasV20190624.";
const MAX_RESULTS = 100;

const errors = {
  IllegalArgumentException: 400,
  InvalidPaginationTokenException: 400,
  NoSuchResourceException: 400,
  ServiceException: 500,
  TooManyRequestsException: 400,
} as const;

const serviceCode = text(1, 63, "[a-zA-Z][a-zA-Z0-9-]{1,63}");
const inputs = {
  GetServiceQuota: structure({
    ServiceCode: serviceCode,
    QuotaCode: text(1, 128, "[a-zA-Z][a-zA-Z0-9-]{1,128}"),
  }),
  ListServiceQuotas: structure(
    { ServiceCode: serviceCode },
    { NextToken: text(0, 2048), MaxResults: integer(1, 100) },
  ),
};

/** As much of Service Quotas as tells how many resources of IVS an account may have. */
export const serviceQuotas: Service = {
  name: "servicequotas",
  operations: Object.keys(inputs),
  errors,
  frontErrors: {
    ...jsonFrontErrors,
    throttled: { error: "TooManyRequestsException", status: 400 },
    failed: { error: "ServiceException", status: 500 },
  },
  requestIdHeader: "x-amzn-RequestId",
  maxBodyBytes: 64 * 1024,
  operationOf: ({ headers }) => {
    const target = `${headers["x-amz-target"]}`;
    return Object.keys(inputs).find((name) => target === `${TARGET}${name}`);
  },
  askedFor: ({ headers }) => headers["x-amz-target"]?.toString(),
  rateOf: () => 5,
  handle,
  writeError: ({ error, status, message }) =>
    json(status, { __type: error, message, Message: message }, { "x-amzn-ErrorType": error }),
};

function handle({ operation, request, world, region = "", authorize }: Call): HttpResponse {
  authorize(`servicequotas:${operation}`, "*");
  const given = parseJson(request.body);
  const input = validate(inputs[operation as keyof typeof inputs], given) as {
    ServiceCode: string;
    QuotaCode?: string;
    NextToken?: string;
    MaxResults?: number;
  };
  if (input.ServiceCode !== "ivs") {
    throw failure("NoSuchResourceException", "The IVS simulator knows the quotas of ivs only");
  }
  const all = (Object.keys(quotas) as QuotaName[]).map((name) => ({
    ServiceCode: "ivs",
    ServiceName: "Amazon Interactive Video Service",
    QuotaArn: `arn:aws:servicequotas:${region}:${ACCOUNT_ID}:ivs/${quotas[name].code}`,
    QuotaCode: quotas[name].code,
    QuotaName: quotas[name].name,
    Value: quotaValue(name, world.account.quotas),
    Unit: "None",
    Adjustable: quotas[name].adjustable,
    GlobalQuota: false,
    QuotaAppliedAtLevel: "ACCOUNT",
  }));
  if (operation === "GetServiceQuota") {
    const quota = all.find(({ QuotaCode }) => QuotaCode === input.QuotaCode);
    if (!quota) throw failure("NoSuchResourceException", `There is no quota ${input.QuotaCode}`);
    return json(200, { Quota: quota });
  }
  const start = input.NextToken ? readToken(input.NextToken, all.length) : 0;
  const end = start + (input.MaxResults ?? MAX_RESULTS);
  return json(200, {
    Quotas: all.slice(start, end),
    ...(end < all.length && { NextToken: writeToken(end) }),
  });
}

const writeToken = (start: number) => Buffer.from(`quotas:${start}`).toString("base64url");

function readToken(token: string, count: number): number {
  const start = Number(Buffer.from(token, "base64url").toString().split(":")[1]);
  if (token !== writeToken(start) || !(start < count)) {
    throw failure("InvalidPaginationTokenException", "Invalid NextToken");
  }
  return start;
}

function json(status: number, value: object, headers: Record<string, string> = {}): HttpResponse {
  return {
    status,
    headers: { ...headers, "Content-Type": "application/x-amz-json-1.1" },
    body: JSON.stringify(value),
  };
}

function failure(error: keyof typeof errors, message: string): ServiceError {
  return new ServiceError(error, errors[error], message);
}
