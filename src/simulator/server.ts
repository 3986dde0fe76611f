import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { streamEvents } from "./control/events";
import { answerControl, EVENTS_ROUTE, mayControl } from "./control/routes";
import { isAllowed } from "./credentials";
import { DataFile } from "./dataFile";
import { ServiceError } from "./errors";
import { EventFeed } from "./events/feed";
import { Faults } from "./faults";
import { frontError } from "./frontError";
import { type HttpRequest, type HttpResponse, readBody, send } from "./http";
import { crossOriginHeaders, isForLoopback, isFromLoopback, preflight } from "./origins";
import { writeRecordings } from "./recordingSessions";
import { nameOf, RequestLog } from "./requestLog";
import { seed } from "./seed";
import type { Service } from "./service";
import { serviceOf } from "./services";
import { advance } from "./sessions";
import { type Scope, scopeOf, verify } from "./signature";
import type { Simulator, SimulatorOptions } from "./simulator";
import { World } from "./world";

export type { Simulator, SimulatorOptions } from "./simulator";

/** How often recordings are written while they grow. */
const WRITE_MS = 1000;
const KEEP_ALIVE_MS = 60_000;
const MAX_CONTROL_BYTES = 1024 * 1024;

/** Starts a simulator on the loopback interface. Rejects if it can't listen on the port. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { port = 0, seed: firstSeed = "empty" } = options;
  const filled = new World(options);
  let isFilled = false;
  const faults = new Faults(options.faultSeed);
  const log = new RequestLog();
  const events = new EventFeed(() => {
    for (const region of filled.regions()) advance(region);
  });
  for (const tap of options.taps ?? []) events.listen(({ event }) => tap.take(event));
  filled.onEvent = (event) => events.add(event);
  const fill = () => {
    isFilled = true;
    seed(filled, firstSeed);
  };
  const dataFile = options.data === undefined ? undefined : new DataFile(options.data, filled);
  try {
    if (dataFile?.load()) isFilled = true;
    else if (dataFile) fill();
    await dataFile?.save();
  } catch (error) {
    await dataFile?.close();
    throw error;
  }

  const server = createServer((request, response) => {
    serve(simulator, request, response).catch((error: unknown) => {
      // A client that went away while it was sending has nobody left to answer.
      if (request.complete) console.error(error);
      response.destroy();
    });
  });
  // Longer than clients keep theirs: a call must not meet a connection that is just being closed.
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, "127.0.0.1", resolve);
  }).catch(async (error: unknown) => {
    await dataFile?.close();
    throw error;
  });
  // Nobody need ask for a recording to grow.
  const writing = setInterval(() => {
    if (options.recordings === undefined) return;
    for (const region of simulator.world.regions()) {
      advance(region);
      writeRecordings(region);
    }
  }, WRITE_MS).unref();
  const simulator: Simulator = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    options,
    // Made when somebody first looks: the demo takes as long as all else that a start does.
    get world() {
      if (!isFilled) fill();
      return filled;
    },
    faults,
    log,
    events,
    dataFile,
    reset() {
      fill();
      faults.clear();
      log.clear();
      events.clear();
    },
    async close() {
      clearInterval(writing);
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      events.close();
      await Promise.all(options.taps?.map((tap) => tap.close()) ?? []);
      await dataFile?.close();
    },
  };
  return simulator;
}

async function serve(
  simulator: Simulator,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const start = performance.now();
  const { method = "", url = "", headers } = incoming;
  const [rawPath = ""] = url.split("?", 1);
  const query = url.slice(rawPath.length + 1);
  const path = rawPath.replace(/\/{2,}/g, "/");
  const head = { method, rawPath, path, query, headers, body: Buffer.alloc(0) };
  if (path.startsWith("/_simulator/")) {
    if (`${method} ${path}` === EVENTS_ROUTE && mayControl(head)) {
      streamEvents(simulator, incoming, response);
      return;
    }
    const body = await readBody(incoming, MAX_CONTROL_BYTES);
    let answer = answerControl(simulator, body && { ...head, body });
    try {
      await simulator.dataFile?.save();
    } catch (error) {
      const { message } = error as Error;
      answer = { status: 500, body: JSON.stringify({ message }) };
    }
    await send(response, answer);
    return;
  }
  const early = preflight(head);
  if (early && isForLoopback(head) && isFromLoopback(head)) {
    await send(response, early);
    return;
  }
  const { log, world, options } = simulator;
  const scope = scopeOf(head);
  const service = serviceOf(head, scope);
  const body = await readBody(incoming, service.maxBodyBytes);
  const request = body ? { ...head, body } : head;
  const operation = service.operationOf(request);
  const asked = operation ?? /^[\w.]{1,100}$/.exec(service.askedFor?.(request) ?? "")?.[0];
  const name = asked ?? nameOf(method, path);
  const logged = log.add(name, world.clock());
  const id = randomUUID();
  let answer: HttpResponse | undefined;
  try {
    const isOwn = service.isOpenToOrigins || isFromLoopback(head);
    if (!isOwn || !isForLoopback(head)) throw foreign(service);
    if (!operation) {
      const named = asked ?? (method === "POST" ? path.slice(1) : `${method} ${path}`);
      throw frontError(service, "unknownOperation", { operation: named });
    }
    logged.region = scope?.region ?? null;
    if (!body) throw frontError(service, "tooLarge");
    answer = await perform(simulator, service, request, operation, scope, id);
    await simulator.dataFile?.save();
  } catch (error) {
    if (!(error instanceof ServiceError)) console.error(error);
    const told = error instanceof ServiceError ? error : frontError(service, "failed");
    answer = service.writeError(told, id, request);
  }
  logged.status = answer?.status ?? null;
  const took = (performance.now() - start).toFixed(1);
  const what = asked ? `${method} ${asked}` : name;
  options.print?.(`${what} ${answer?.status ?? "cut"} ${took} ms ${id}`);
  if (!answer) {
    response.destroy();
    return;
  }
  answer.headers = {
    ...(!service.isOpenToOrigins && isFromLoopback(head) && crossOriginHeaders(head)),
    ...answer.headers,
    [service.requestIdHeader]: id,
  };
  await send(response, answer);
}

function foreign({ frontErrors: { denied } }: Service): ServiceError {
  const message =
    "The IVS simulator answers programs and web pages of this machine only: reach it by 127.0.0.1 or localhost";
  return new ServiceError(denied.error, denied.status, message);
}

/** Does an operation, or what a fault makes of it; undefined if the connection is to be cut. */
async function perform(
  { world, faults, options }: Simulator,
  service: Service,
  request: HttpRequest,
  operation: string,
  scope: Scope | undefined,
  id: string,
): Promise<HttpResponse | undefined> {
  if (!scope && !service.takesUnsigned) {
    throw frontError(service, request.headers.authorization ? "incomplete" : "missing");
  }
  if (scope && scope.service !== service.name) throw frontError(service, "wrongService");
  const now = world.clock();
  const key = scope && options.keys && verify(options.keys, request, now);
  if (typeof key === "string") {
    throw frontError(service, key, { sent: `${request.headers["x-amz-date"]}`, now });
  }

  const fault = faults.take(operation, scope?.region);
  const delayMs = (fault?.delayMs ?? 0) + (fault?.jitterMs ?? 0) * faults.random();
  if (delayMs > 0) await sleep(delayMs, undefined, { ref: false });
  if (fault?.drop === "before") return undefined;
  const { truncated, slowMs } = fault ?? {};
  if (fault?.error) {
    const { name, status, message } = fault.error;
    return { ...service.writeError(new ServiceError(name, status, message), id, request), slowMs };
  }
  const { name } = service;
  if (world.limits && scope) {
    const mayCall = world
      .region(scope.region)
      .mayCall(`${name}:${operation}`, service.rateOf(operation));
    if (!mayCall) throw frontError(service, "throttled");
  }
  const answer = service.handle({
    operation,
    request,
    world,
    region: scope?.region,
    key,
    requestId: id,
    authorize(action, resource) {
      if (key && !isAllowed(key, action)) {
        throw frontError(service, "denied", { key, action, resource });
      }
    },
  });
  if (fault?.drop === "after") return undefined;
  if (fault?.malformed) return { status: 200, body: '{"malformed', slowMs };
  return { ...answer, truncated, slowMs };
}
