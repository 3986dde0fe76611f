import { type JsonBody, jsonFrontErrors, parseJson } from "../json";
import type { Call, Service } from "../service";
import { advance } from "../sessions";
import { invalid, validate } from "../shapes";
import { api, factsOf } from "./api";
import { modelledErrors } from "./errors";
import { operations } from "./operations";
import { pageJson } from "./pageJson";
import { findRoute, type Route } from "./routes";

/** How many calls of an operation the service takes in a second unless its documentation says else. */
const RATE = 5;

/** The low-latency API of Amazon IVS, version 2020-07-14, by REST and JSON. */
export const ivs: Service = {
  name: "ivs",
  operations: Object.keys(api),
  errors: { ...modelledErrors, TooManyRequestsException: 429 },
  frontErrors: jsonFrontErrors,
  requestIdHeader: "x-amzn-RequestId",
  maxBodyBytes: 1024 * 1024,
  operationOf: ({ method, path }) => findRoute(method, path)?.operation,
  rateOf: (operation) => factsOf(operation as keyof typeof api).rate ?? RATE,
  handle,
  /**
   * The text goes into both members: the model has one of them, and clients look for the other. The name is
   * in the body, too, for those that read no headers.
   */
  writeError: ({ error, status, message }) => ({
    status,
    headers: { "x-amzn-ErrorType": error },
    body: JSON.stringify({ __type: error, message, exceptionMessage: message }),
  }),
};

function handle({ request, world, region: regionName = "", authorize }: Call) {
  const route = findRoute(request.method, request.path) as Route;
  const { operation, label } = route;
  const facts = factsOf(operation);
  const region = world.region(regionName);
  const given: JsonBody = parseJson(request.body);
  if (label) given[label.member] = decode(label);
  if (facts.query) {
    const query = new URLSearchParams(request.query);
    for (const name of facts.query) given[name] = query.has(name) ? query.getAll(name) : undefined;
  }
  const resource = given.arn ?? given.channelArn ?? given.resourceArn ?? region.arn("*", "*");
  authorize(`ivs:${operation}`, `${resource}`);
  const input = validate(facts.input, given) as never;
  advance(region);
  const reads = /^(Get|BatchGet|List)/.test(operation);
  const output = operations[operation](reads ? region.seen : region, input);
  const body = output && facts.page ? pageJson(output, facts.page.member) : JSON.stringify(output);
  return { status: facts.status ?? 200, body };
}

function decode({ member, encoded }: NonNullable<Route["label"]>): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw invalid(member, "must be percent-encoded UTF-8");
  }
}
