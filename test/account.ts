import assert from "node:assert/strict";
import { connect } from "../src/aws/connect";
import { CHANNELS, type Channel } from "../src/channels/model";
import type { ConnectionConfig } from "../src/connections/config";
import {
  type Connection,
  type ConnectionParts,
  openConnection,
} from "../src/connections/connection";
import type { Clock } from "../src/core/clock";
import type { Collection, Service } from "../src/core/collection";
import { RECORDINGS, type Recording } from "../src/recordings/model";
import type { Fault } from "../src/simulator/faults";
import { type Simulator, type SimulatorOptions, startSimulator } from "../src/simulator/server";
import type { Region } from "../src/simulator/world";
import { STREAMS } from "../src/streams/model";
import { fastClock } from "./clock";

/** All that is polled, as main.ts names it. */
export const COLLECTIONS: readonly Collection[] = [RECORDINGS, CHANNELS, STREAMS];

/** What the service makes of a failure of its own, and of a denial. */
export const FAILURE = { name: "InternalServerException", status: 500, message: "on purpose" };
export const DENIAL = { name: "AccessDeniedException", status: 403, message: "on purpose" };

/** The real SDK on a simulator. */
export function serviceOf(
  simulator: Simulator,
  config: Partial<ConnectionConfig> = {},
): Promise<Service> {
  const simulated = { region: "us-east-1", endpoint: simulator.url, simulator: true };
  return connect({ ...simulated, unlimited: true, ...config }, () => assert.fail("no MFA"));
}

/** A connection to a simulator as the extension opens it, with the real SDK; dispose of its loop. */
export function openOn(
  simulator: Simulator,
  clock: Clock,
  config: Partial<ConnectionConfig> = {},
  parts: Partial<ConnectionParts> = {},
): Connection {
  const simulated = { region: "us-east-1", endpoint: simulator.url, simulator: true };
  return openConnection(
    { ...simulated, unlimited: true, ...config },
    {
      collections: COLLECTIONS,
      connect: (wanted) => serviceOf(simulator, wanted),
      clock,
      ...parts,
    },
  );
}

/** What a suite works with: the demo account in a simulator, as new before each test, and a connection that has read it. */
export interface Account {
  readonly simulator: Simulator;
  readonly connection: Connection;
  readonly clock: Clock;
  /** How things really are, in us-east-1. */
  readonly region: Region;
  /** As the connection read it. */
  channel(name: string): Channel;
  recording(name: string): Recording;
  /** As it is: the only channel of that name. */
  real(name: string): ReturnType<Region["channels"]["find"]>;
  /** What befalls the next call of an operation. */
  fault(operation: string, more: Partial<Fault>): void;
  /** How often an operation was called since the test began. */
  calls(operation: string): number;
  /** Another connection, as of somebody else, that has read the same. Closed after the test. */
  open(config?: Partial<ConnectionConfig>): Promise<Connection>;
}

/** Sets up such an account for the suite that is being described. Time runs a hundred times as fast, also the simulator's. */
export function account(options: SimulatorOptions = {}, clock = fastClock()): Account {
  let simulator: Simulator;
  let connection: Connection;
  let opened: Connection[] = [];
  const only = <T extends { readonly name?: string }>(all: Iterable<T>, name: string): T => {
    const [found, ...more] = [...all].filter((each) => each.name === name);
    assert.ok(found && more.length === 0, name);
    return found;
  };
  const open = async (config?: Partial<ConnectionConfig>) => {
    const another = openOn(simulator, clock, config);
    opened.push(another);
    await another.loop.poke();
    return another;
  };

  before(async () => {
    simulator = await startSimulator({
      seed: "demo",
      creatingMs: 4000,
      clock: clock.now,
      ...options,
    });
  });
  after(() => simulator.close());
  beforeEach(async () => {
    simulator.reset();
    connection = await open();
    simulator.log.clear();
  });
  afterEach(() => {
    for (const { loop } of opened) loop.dispose();
    opened = [];
  });

  return {
    get simulator() {
      return simulator;
    },
    get connection() {
      return connection;
    },
    clock,
    get region() {
      return simulator.world.region("us-east-1");
    },
    channel: (name) => only(connection.snapshot.channels?.items.values() ?? [], name),
    recording: (name) => only(connection.snapshot.recordings?.items.values() ?? [], name),
    real: (name) => only(simulator.world.region("us-east-1").channels.values(), name),
    fault(operation, more) {
      simulator.faults.waiting.push({ operation, times: 1, ...more });
    },
    calls: (operation) => simulator.log.counts[operation] ?? 0,
    open,
  };
}
