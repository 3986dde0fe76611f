import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import {
  checkSignature,
  presigned,
  regionOf,
  type Scope,
  s3Problems,
  scopeOf,
} from "./authentication";
import { control } from "./control";
import { isAllowed, type Key, type SignedRequest, userArn, verify } from "./credentials";
import { Faults } from "./faults";
import { type Answer, parseBody, readBody, send } from "./http";
import { pageJson } from "./json";
import { KeptState } from "./keptState";
import { operations } from "./operations";
import { Refusal } from "./refusal";
import { nameOf, RequestLog } from "./requestLog";
import { findRoute, type Route } from "./routes";
import { answerS3, failure, s3Action } from "./s3";
import { type SeedName, seed } from "./seed";
import { advance } from "./sessions";
import { invalid, read } from "./shapes";
import { factsOf } from "./wire";
import { World, type WorldOptions } from "./world";

export interface SimulatorOptions extends WorldOptions {
  /** 0, the default, is any free port. */
  port?: number;
  /** What it starts with, and what a reset goes back to; `empty` by default. */
  seed?: SeedName;
  /** The keys that calls must be signed with; any will do if there are none. */
  keys?: readonly Key[];
  /** The file that the state is kept in. */
  data?: string;
  /** What the chances of faults are drawn from. */
  faultSeed?: number;
  /** Takes a line for each call. */
  print?: (line: string) => void;
}

/** A running simulator. */
export interface Simulator {
  /** Its endpoint, for the clients of the IVS API. */
  readonly url: string;
  readonly options: SimulatorOptions;
  readonly world: World;
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly kept?: KeptState;
  /** Goes back to how it started: state, faults and the log of requests. */
  reset(): void;
  /** Stops listening and cuts every connection. */
  close(): Promise<void>;
}

/** Starts a simulator on the loopback interface. Rejects if it can't listen on the port. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { port = 0, seed: firstSeed = "empty" } = options;
  const world = new World(options);
  const faults = new Faults(options.faultSeed);
  const log = new RequestLog();
  const reset = () => {
    seed(world, firstSeed);
    faults.clear();
    log.clear();
  };
  const kept = options.data === undefined ? undefined : new KeptState(options.data, world);
  if (!kept?.load()) reset();
  await kept?.save();

  const server = createServer((request, response) => {
    serve(simulator, request, response).catch((error: unknown) => {
      // A client that went away while it was sending has nobody left to answer.
      if (request.complete) console.error(error);
      response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, "127.0.0.1", resolve);
  });
  const simulator: Simulator = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    options,
    world,
    faults,
    log,
    kept,
    reset,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return simulator;
}

async function serve(
  simulator: Simulator,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const start = performance.now();
  const { method = "", url = "", headers } = request;
  const [rawPath = "", query = ""] = url.split("?", 2);
  // Clients put two slashes before the operation when their endpoint ends in one.
  const path = rawPath.replace(/\/{2,}/g, "/");
  if (path.startsWith("/_simulator/")) {
    const answer = await control(simulator, `${method} ${path}`, request);
    await simulator.kept?.save();
    await send(response, answer);
    return;
  }
  const { log, world, options } = simulator;
  const scope = scopeOf(headers.authorization ?? presigned(query));
  const forS3 = scope ? scope.service === "s3" : method === "HEAD";
  const route = forS3 ? undefined : findRoute(method, path);
  const operation = route?.operation ?? nameOf(method, path);
  const logged = log.add(operation, world.clock());
  const id = randomUUID();
  let answer: Answer | undefined;
  try {
    const body = await readBody(request);
    const service = scope?.service ?? "";
    const call: SignedRequest = { method, path: rawPath, query, headers, body, service };
    if (forS3) {
      logged.region = scope?.region ?? null;
      answer = performS3(simulator, call, path, scope);
    } else {
      if (!route) throw unknownOperation(method, path);
      logged.region = regionOf(headers.authorization, scope);
      answer = await perform(simulator, call, route, logged.region);
    }
    await simulator.kept?.save();
  } catch (error) {
    if (!request.complete) throw error;
    answer = refused(error);
  }
  logged.status = answer?.status ?? null;
  const took = (performance.now() - start).toFixed(1);
  const what = route ? `${method} ${operation}` : operation;
  options.print?.(`${what} ${answer?.status ?? "cut"} ${took} ms ${id}`);
  if (!answer) {
    response.destroy();
    return;
  }
  answer.headers = { ...answer.headers, [forS3 ? "x-amz-request-id" : "x-amzn-RequestId"]: id };
  await send(response, answer);
}

/** Does an operation, or what a fault makes of it; undefined if the connection is to be cut. */
async function perform(
  { world, faults, options }: Simulator,
  call: SignedRequest,
  { operation, label }: Route,
  regionName: string,
): Promise<Answer | undefined> {
  const key = options.keys && checkSignature(options.keys, call, world.clock());
  const fault = faults.take(operation, regionName);
  const delayMs = (fault?.delayMs ?? 0) + (fault?.jitterMs ?? 0) * faults.random();
  if (delayMs > 0) await sleep(delayMs, undefined, { ref: false });
  if (fault?.drop === "before") return undefined;
  if (fault?.error) return { ...errorAnswer(fault.error), slowMs: fault.slowMs };

  const facts = factsOf(operation);
  const region = world.region(regionName);
  if (world.limits && !region.mayCall(operation, facts.rate ?? 5)) {
    throw new Refusal("ThrottlingException", "Rate exceeded");
  }
  const given = parseBody(call.body);
  if (label) given[label.member] = decode(label);
  if (facts.query) {
    const query = new URLSearchParams(call.query);
    for (const name of facts.query) given[name] = query.has(name) ? query.getAll(name) : undefined;
  }
  if (key && !isAllowed(key, `ivs:${operation}`)) {
    const resource = given.arn ?? given.channelArn ?? given.resourceArn ?? region.arn("*", "*");
    throw new Refusal(
      "AccessDeniedException",
      `User: ${userArn(key)} is not authorized to perform: ivs:${operation} on resource: ${resource}`,
    );
  }
  const input = read(facts.input, given) as never;
  advance(region);
  const reads = /^(Get|BatchGet|List)/.test(operation);
  const output = operations[operation](reads ? region.seen : region, input);

  if (fault?.drop === "after") return undefined;
  if (fault?.malformed) return { status: 200, body: '{"malformed', slowMs: fault.slowMs };
  const json = output && facts.page ? pageJson(output, facts.page.member) : JSON.stringify(output);
  const { truncated, slowMs } = fault ?? {};
  return { status: facts.status ?? 200, body: json, truncated, slowMs };
}

function performS3(
  { world, options }: Simulator,
  call: SignedRequest,
  path: string,
  scope: Scope | undefined,
): Answer {
  const { method, headers } = call;
  const query = new URLSearchParams(call.query);
  const request = { method, path, query, range: headers.range, region: scope?.region };
  if (options.keys && scope) {
    const key = verify(options.keys, call, world.clock());
    if (typeof key === "string") return s3Problems[key];
    const action = s3Action(request);
    if (!isAllowed(key, action)) {
      const message = `User: ${userArn(key)} is not authorized to perform: ${action}`;
      return failure(403, "AccessDenied", message);
    }
  }
  return answerS3(world, request);
}

function decode({ member, encoded }: NonNullable<Route["label"]>): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw invalid(member, "must be percent-encoded UTF-8");
  }
}

function unknownOperation(method: string, path: string): Refusal {
  const name = method === "POST" ? path.slice(1) : `${method} ${path}`;
  return new Refusal(
    "UnknownOperationException",
    `The IVS simulator does not have the operation ${name}`,
  );
}

function refused(error: unknown): Answer {
  if (error instanceof Refusal) {
    return errorAnswer({ name: error.error, status: error.status, message: error.message });
  }
  console.error(error);
  return errorAnswer({
    name: "InternalServerException",
    status: 500,
    message: "A fault of the simulator: see its log",
  });
}

/** The text goes into both members: the model has one of them, and clients look for the other. */
function errorAnswer(error: { name: string; status: number; message: string }): Answer {
  const { name, status, message } = error;
  return {
    status,
    headers: { "x-amzn-ErrorType": name },
    body: JSON.stringify({ message, exceptionMessage: message }),
  };
}
