import { type Bucket, bucketShape } from "../buckets";
import { ServiceError } from "../errors";
import type { Fault } from "../faults";
import type { HttpRequest, HttpResponse } from "../http";
import { broadcast, findStream } from "../ivs/operations/streams";
import { parseJson } from "../json";
import type { Encoder } from "../model";
import { isForLoopback } from "../origins";
import { addManyChannels, type SeedName, seed, seeds } from "../seed";
import { services } from "../services";
import { eventNames } from "../sessionEvents";
import { addEvent, advance, change, disconnect, openSession, type Sent } from "../sessions";
import {
  flag,
  integer,
  invalid,
  number,
  oneOf,
  type Shape,
  structure,
  text,
  validate,
} from "../shapes";
import type { Simulator } from "../simulator";
import type { Region, World } from "../world";
import { controlPage } from "./page";

/** The only route whose answer has no end: the server hands it to `streamEvents`. */
export const EVENTS_ROUTE = "GET /_simulator/events";

/** What an encoder can be told to send. */
const encoderMembers = {
  width: integer(16, 7680),
  height: integer(16, 7680),
  framerate: number(1, 240),
  videoBitrate: integer(1, 1_000_000_000),
  audioBitrate: integer(0, 10_000_000),
  keyframeInterval: number(0.1, 60),
  codec: text(1, 64),
};

/*
 * What a hand or a test may do to the simulator, outside the IVS API. JSON in and out, unsigned.
 *
 * GET    /_simulator/                                               a page for people
 * POST   /_simulator/streams/start {channelArn, health?, viewers?, priority?, width?, height?, framerate?,
 *                                   videoBitrate?, audioBitrate?, keyframeInterval?, codec?}
 *                                                                   go live; change it while live, or
 *                                                                   with a priority take it over
 * POST   /_simulator/streams/stop  {channelArn}                     the encoder disconnects
 * POST   /_simulator/streams/event {channelArn, name, code?}        an event of an open session: Session
 *                                                                   Ended and Starvation really happen
 * POST   /_simulator/buckets       {name, region?, owner?, encryption?, ownership?, policy?, lifecycle?,
 *                                   deleted?}                       say something of a bucket
 * POST   /_simulator/reset                                          as it was at the start
 * POST   /_simulator/seed          {seed?, channels?, region?}      replace all by a seed; then add
 *                                                                   so many channels (us-east-1)
 * GET    /_simulator/faults                                         those that wait for a call
 * POST   /_simulator/faults        {operation?, region?, times?, probability?, delayMs?, jitterMs?,
 *                                   slowMs?, error? | drop? | malformed? | truncated?}
 *            times: 1 by default, 0 until cleared, as with a probability; error: {name, status?,
 *            message?}; drop: "before" or "after" the work is done; malformed, truncated: true
 * DELETE /_simulator/faults                                         clear them
 * GET    /_simulator/requests                                       what clients asked since a reset
 * GET    /_simulator/events                                         what EventBridge would be told, as
 *                                                                   Server-Sent Events: see events.ts
 */
const routes: Readonly<Record<string, ControlRoute>> = {
  "POST /_simulator/streams/start": route<{ channelArn: string } & Sent & Partial<Encoder>>(
    structure(
      { channelArn: text() },
      {
        // -1 is what the service gives when its count timed out.
        health: oneOf("HEALTHY", "STARVING", "UNKNOWN"),
        viewers: integer(-1),
        priority: integer(1, 2_147_483_647),
        ...encoderMembers,
      },
    ),
    ({ world }, { channelArn, health, viewers, priority, ...encoder }) => ({
      stream: broadcast(regionOf(world, channelArn), channelArn, {
        health,
        viewers,
        priority,
        encoder: Object.keys(encoder).length > 0 ? encoder : undefined,
      }),
    }),
  ),
  "POST /_simulator/streams/stop": route<{ channelArn: string }>(
    structure({ channelArn: text() }),
    ({ world }, { channelArn }) => {
      const region = regionOf(world, channelArn);
      const session = openSession(region, channelArn);
      // With no session there is no stream either: this refuses with the reason.
      if (!session) findStream(region, channelArn);
      else disconnect(region, session);
      return {};
    },
  ),
  "POST /_simulator/streams/event": route<{ channelArn: string; name: string; code?: string }>(
    structure({ channelArn: text(), name: oneOf(...eventNames) }, { code: text(1) }),
    ({ world }, { channelArn, name, code }) => {
      const region = regionOf(world, channelArn);
      const session = openSession(region, channelArn);
      if (!session) findStream(region, channelArn);
      else if (name === "Session Ended") disconnect(region, session, code);
      else if (/^Starvation (Start|End)$/.test(name)) {
        change(region, session, { health: name.endsWith("Start") ? "STARVING" : "HEALTHY" });
      } else addEvent(region, session, name, { code });
      return {};
    },
  ),
  "POST /_simulator/buckets": route<{ name: string } & Partial<Bucket>>(
    bucketShape,
    ({ world }, { name, ...facts }) => {
      world.buckets.set(name, facts);
      return { bucket: world.buckets.find(name, "us-east-1") ?? null };
    },
  ),
  "POST /_simulator/reset": route(structure({}), (simulator) => {
    simulator.reset();
    return {};
  }),
  "POST /_simulator/seed": route<{ seed?: SeedName; channels?: number; region?: string }>(
    structure({}, { seed: oneOf(...seeds), channels: integer(1, 100_000), region: text(1) }),
    ({ world }, input) => {
      if (input.seed) seed(world, input.seed);
      if (input.channels)
        addManyChannels(world.region(input.region ?? "us-east-1"), input.channels);
      return {};
    },
  ),
  "GET /_simulator/faults": route(structure({}), ({ faults }) => ({ faults: faults.waiting })),
  "POST /_simulator/faults": route<FaultInput>(
    structure(
      {},
      {
        operation: oneOf(...services.flatMap(({ operations }) => operations)),
        region: text(1),
        times: integer(0),
        probability: number(0, 1),
        delayMs: integer(0, 600_000),
        jitterMs: integer(0, 600_000),
        slowMs: integer(0, 600_000),
        error: structure({ name: text(1) }, { status: integer(400, 599), message: text() }),
        drop: oneOf("before", "after"),
        malformed: flag,
        truncated: flag,
      },
    ),
    ({ faults }, input) => {
      faults.waiting.push(faultOf(input));
      return { faults: faults.waiting };
    },
  ),
  "DELETE /_simulator/faults": route(structure({}), ({ faults }) => {
    faults.clear();
    return {};
  }),
  "GET /_simulator/requests": route(structure({}), ({ log: { counts, recent } }) => ({
    counts,
    recent,
  })),
};

interface ControlRoute {
  input: Shape;
  run(simulator: Simulator, input: never): object;
}

function route<Input>(
  input: Shape,
  run: (simulator: Simulator, input: Input) => object,
): ControlRoute {
  return { input, run };
}

type FaultInput = Omit<Fault, "times" | "error"> & {
  times?: number;
  error?: { name: string; status?: number; message?: string };
};

/** Answers a control route; `request` is undefined if it was too large. */
export function answerControl(
  simulator: Simulator,
  request: HttpRequest | undefined,
): HttpResponse {
  try {
    if (!request) return json(413, { message: "The request's body is too large" });
    if (!mayControl(request)) {
      return json(403, { message: "Control routes are for programs of this machine only" });
    }
    const methodAndPath = `${request.method} ${request.path}`;
    if (methodAndPath === "GET /_simulator/") {
      for (const region of simulator.world.regions()) advance(region);
      return controlPage(simulator);
    }
    const found = routes[methodAndPath];
    if (!found) {
      const known = [...Object.keys(routes), EVENTS_ROUTE].join(", ");
      const message = `No such control route: ${methodAndPath}. There are: ${known}`;
      return json(404, { message });
    }
    const input = validate(found.input, parseJson(request.body));
    return json(200, found.run(simulator, input as never));
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return json(error.status, { message: error.message });
  }
}

/** Whether a request may control: not one of another web page, though it be of this machine. */
export function mayControl(request: HttpRequest): boolean {
  const { host, origin } = request.headers;
  return isForLoopback(request) && (origin === undefined || origin === `http://${host}`);
}

function json(status: number, value: object): HttpResponse {
  return { status, body: JSON.stringify(value) };
}

/** The region that an ARN names, as it is now. */
function regionOf(world: World, arn: string): Region {
  const region = world.region(arn.split(":")[3] ?? "");
  advance(region);
  return region;
}

function faultOf({ error, ...fault }: FaultInput): Fault {
  const { drop, malformed, truncated, delayMs, jitterMs, slowMs, probability } = fault;
  const endings = [error, drop, malformed, truncated].filter(Boolean).length;
  const times = fault.times ?? (probability === undefined ? 1 : 0);
  if (endings > 1 || (endings === 0 && (delayMs ?? jitterMs ?? slowMs) === undefined)) {
    throw invalid(
      "fault",
      "must have delayMs, jitterMs or slowMs, or one of error, drop, malformed and truncated, or both",
    );
  }
  if (!error) return { ...fault, times };
  const status = error.status ?? statusOf(error.name);
  if (status === undefined)
    throw invalid("error.status", "must be given for an error unknown here");
  return {
    ...fault,
    times,
    error: { name: error.name, status, message: error.message ?? "Injected fault" },
  };
}

/** The HTTP status that goes with an error's name in the first service that has it. */
function statusOf(name: string): number | undefined {
  for (const { errors, frontErrors } of services) {
    const known = Object.values(frontErrors).find(({ error }) => error === name);
    const status = Object.hasOwn(errors, name) ? errors[name] : known?.status;
    if (status !== undefined) return status;
  }
  return undefined;
}
