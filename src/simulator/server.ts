import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { control } from "./control";
import { Faults } from "./faults";
import { type Answer, parseBody, readBody, send } from "./http";
import { pageJson } from "./json";
import { operations } from "./operations";
import { Refusal } from "./refusal";
import { RequestLog } from "./requestLog";
import { findRoute, type Route } from "./routes";
import { answerS3 } from "./s3";
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
}

/** A running simulator. */
export interface Simulator {
  /** Its endpoint, for the clients of the IVS API. */
  readonly url: string;
  readonly world: World;
  readonly faults: Faults;
  readonly log: RequestLog;
  /** Goes back to how it started: state, faults and the log of requests. */
  reset(): void;
  /** Stops listening and cuts every connection. */
  close(): Promise<void>;
}

/** Starts a simulator on the loopback interface. Rejects if it can't listen on the port. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { port = 0, seed: firstSeed = "empty" } = options;
  const world = new World(options);
  const faults = new Faults();
  const log = new RequestLog();
  const reset = () => {
    seed(world, firstSeed);
    faults.waiting = [];
    log.clear();
  };
  reset();

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
    world,
    faults,
    log,
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
  const { method = "", url = "" } = request;
  const [rawPath = "", query] = url.split("?", 2);
  // Clients put two slashes before the operation when their endpoint ends in one.
  const path = rawPath.replace(/\/{2,}/g, "/");
  if (path.startsWith("/_simulator/")) {
    send(response, await control(simulator, `${method} ${path}`, request));
    return;
  }
  const { log, world } = simulator;
  const scope = scopeOf(request.headers.authorization ?? presigned(query));
  const forS3 = scope ? scope.service === "s3" : method === "HEAD";
  const route = forS3 ? undefined : findRoute(method, path);
  const logged = log.add(route?.operation ?? `${method} ${path}`, world.clock());
  let answer: Answer | undefined;
  try {
    const body = await readBody(request);
    const parameters = new URLSearchParams(query);
    if (forS3) {
      logged.region = scope?.region ?? null;
      const { range } = request.headers;
      answer = answerS3(world, { method, path, query: parameters, range, region: scope?.region });
    } else {
      if (!route) throw unknownOperation(method, path);
      logged.region = regionOf(request.headers.authorization, scope);
      answer = await perform(simulator, route, logged.region, body, parameters);
    }
  } catch (error) {
    if (!request.complete) throw error;
    answer = refused(error);
  }
  if (!answer) {
    response.destroy();
    return;
  }
  logged.status = answer.status;
  const idHeader = forS3 ? "x-amz-request-id" : "x-amzn-RequestId";
  answer.headers = { ...answer.headers, [idHeader]: randomUUID() };
  send(response, answer);
}

/** Does an operation, or what a fault makes of it; undefined if the connection is to be cut. */
async function perform(
  { world, faults }: Simulator,
  { operation, label }: Route,
  regionName: string,
  body: Buffer,
  query: URLSearchParams,
): Promise<Answer | undefined> {
  const fault = faults.take(operation, regionName);
  if (fault?.delayMs) await sleep(fault.delayMs, undefined, { ref: false });
  if (fault?.drop === "before") return undefined;
  if (fault?.error) return errorAnswer(fault.error);

  const facts = factsOf(operation);
  const region = world.region(regionName);
  if (world.limits && !region.mayCall(operation, facts.rate ?? 5)) {
    throw new Refusal("ThrottlingException", "Rate exceeded");
  }
  const given = parseBody(body);
  if (label) given[label.member] = decode(label);
  for (const name of facts.query ?? []) {
    given[name] = query.has(name) ? query.getAll(name) : undefined;
  }
  const input = read(facts.input, given) as never;
  advance(region);
  const reads = /^(Get|BatchGet|List)/.test(operation);
  const output = operations[operation](reads ? region.seen : region, input);

  if (fault?.drop === "after") return undefined;
  if (fault?.malformed) return { status: 200, body: '{"malformed' };
  const json = output && facts.page ? pageJson(output, facts.page.member) : JSON.stringify(output);
  return { status: facts.status ?? 200, body: json };
}

/** The credentials of a presigned URL, as a header would say them. */
function presigned(query: string | undefined): string | undefined {
  if (!query?.includes("X-Amz-Credential=")) return undefined;
  return `Credential=${new URLSearchParams(query).get("X-Amz-Credential")}`;
}

/** What a signature is for. */
interface Scope {
  region: string;
  service: string;
}

/** The credential scope of a signed request: `<date>/<region>/<service>`. */
function scopeOf(authorization = ""): Scope | undefined {
  const scope = /Credential=[^/\s]+\/\d{8}\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request/;
  const [, region, service] = scope.exec(authorization) ?? [];
  return region && service ? { region, service } : undefined;
}

/**
 * The region that a request is signed for. As AWS does, refuses a request that is not signed, or
 * signed for another service. Signatures themselves are not looked at: any credentials will do.
 */
function regionOf(authorization: string | undefined, scope: Scope | undefined): string {
  if (!authorization) {
    throw new Refusal("MissingAuthenticationTokenException", "Missing Authentication Token");
  }
  if (!scope) {
    throw new Refusal(
      "IncompleteSignatureException",
      "The Authorization header has no Credential=<key>/<date>/<region>/ivs/aws4_request",
    );
  }
  if (scope.service !== "ivs") {
    throw new Refusal(
      "InvalidSignatureException",
      "Credential should be scoped to correct service: 'ivs'.",
    );
  }
  return scope.region;
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
