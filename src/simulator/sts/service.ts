import { userArn } from "../credentials";
import { ACCOUNT_ID } from "../model";
import { parametersOf, queryError, queryFrontErrors, queryResult } from "../query";
import type { Service } from "../service";

const NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";

/** As much of AWS STS as tells who calls. */
export const sts: Service = {
  name: "sts",
  operations: ["GetCallerIdentity"],
  errors: {},
  frontErrors: queryFrontErrors,
  requestIdHeader: "x-amzn-RequestId",
  maxBodyBytes: 64 * 1024,
  operationOf: (request) =>
    parametersOf(request).get("Action") === "GetCallerIdentity" ? "GetCallerIdentity" : undefined,
  askedFor: (request) => parametersOf(request).get("Action") ?? undefined,
  rateOf: () => 600,
  // It needs no permission. Where the simulator was given no keys, everybody is the same user.
  handle: (call) =>
    queryResult(call, NAMESPACE, {
      Arn: userArn(call.key ?? { accessKeyId: "simulator", secretAccessKey: "" }),
      UserId: "AIDAIVSSIMULATOR00001",
      Account: ACCOUNT_ID,
    }),
  writeError: (error, requestId) => queryError(error, NAMESPACE, requestId),
};
