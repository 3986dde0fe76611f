import type { HttpResponse } from "../http";
import { jsonFrontErrors } from "../json";
import type { Call, Service } from "../service";
import { advance } from "../sessions";
import { validate } from "../shapes";
import { errors } from "./errors";
import { getMetricData } from "./getMetricData";
import { inputs } from "./input";
import { listMetrics } from "./listMetrics";
import { protocolOf } from "./protocols";

type Operation = keyof typeof inputs;

/** How many calls the service takes in a second. */
const rates: Readonly<Record<Operation, number>> = { GetMetricData: 50, ListMetrics: 25 };

const operations = { GetMetricData: getMetricData, ListMetrics: listMetrics };

/** What IVS publishes in Amazon CloudWatch: version 2010-08-01 of its API, in all its protocols. */
export const cloudWatch: Service = {
  name: "monitoring",
  operations: Object.keys(inputs),
  errors,
  frontErrors: {
    ...jsonFrontErrors,
    throttled: { error: "ThrottlingException", status: 400 },
    failed: { error: "InternalServiceFault", status: 500 },
  },
  requestIdHeader: "x-amzn-RequestId",
  maxBodyBytes: 1024 * 1024,
  operationOf(request) {
    const asked = protocolOf(request).operationOf(request) ?? "";
    return Object.hasOwn(inputs, asked) ? asked : undefined;
  },
  askedFor: (request) => protocolOf(request).operationOf(request),
  rateOf: (operation) => rates[operation as Operation],
  handle,
  writeError: (error, requestId, request) =>
    protocolOf(request).writeError(error, requestId, request),
};

function handle(call: Call): HttpResponse {
  const operation = call.operation as Operation;
  call.authorize(`cloudwatch:${operation}`);
  const protocol = protocolOf(call.request);
  const input = validate(inputs[operation], protocol.read(call.request, inputs[operation]));
  const region = call.world.region(call.region ?? "");
  advance(region);
  return protocol.write(call, operations[operation](region, input as never));
}
