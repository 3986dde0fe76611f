import { setTimeout as sleep } from "node:timers/promises";
import { CreateRecordingConfigurationCommand } from "@aws-sdk/client-ivs";
import { connect } from "../../src/aws/connect";
import { CHANNELS } from "../../src/channels/model";
import { openConnection } from "../../src/connections/connection";
import type { Service } from "../../src/core/collection";
import { FAST, SLOW } from "../../src/core/loop";
import { COLLECTIONS } from "../account";
import { settle, TestClock } from "../clock";
import { control } from "../control";
import { type Simulator, startSimulator } from "../host/simulator";
import type { Runs } from "./figures";
import { bareClient } from "./probe/bare";

const HOUR = 3_600_000;
const LISTS = COLLECTIONS.length;

/** Requests in an hour of a clock that is moved by hand; real ones, counted by the simulator. */
export async function idleCalls(): Promise<Record<string, Runs>> {
  // For as long as it runs, what is created is CREATING.
  const simulator = await startSimulator("demo", ["--creating-seconds", "1000000"]);
  // eu-west-1 has nothing that is CREATING; us-east-1 has.
  const hidden = await hour(simulator, "eu-west-1", { visible: false });
  const settled = await hour(simulator, "eu-west-1", { visible: true });
  const client = bareClient(simulator.url);
  const s3 = { bucketName: "a-bucket" };
  await client.send(new CreateRecordingConfigurationCommand({ destinationConfiguration: { s3 } }));
  client.destroy();
  const creating = await hour(simulator, "us-east-1", { visible: true });
  await simulator.stop();
  const slow = (HOUR / SLOW) * LISTS;
  // One call tells of what is CREATING; every 30 s that is the list.
  const fast = HOUR / FAST + (HOUR / SLOW) * (LISTS - 1);
  return {
    "idle-calls": {
      unit: "calls",
      ours: [hidden + settled + creating],
      against: [slow + fast],
      // The sum could hide that one state asks too much: none may.
      aim: hidden > 0 || settled > slow || creating > fast ? 0 : 1,
      seen: `hidden ${hidden} of 0, visible ${settled} of ${slow}, CREATING ${creating} of ${fast}`,
    },
  };
}

/** ListChannels calls in an hour in which 5,000 channels are looked at and nothing happens; against a fifth of the rate. */
export async function idleLarge(): Promise<Record<string, Runs>> {
  const simulator = await startSimulator("empty", ["--quiet"]);
  await control(simulator.url, "seed", { channels: 5000 });
  const before = (await simulator.requests()).ListChannels ?? 0;
  await hour(simulator, "us-east-1", { visible: true, unlimited: false });
  const { ListChannels = 0 } = await simulator.requests();
  await simulator.stop();
  // Read once, page by page, before the hour begins.
  const ours = [ListChannels - before - 50];
  const against = [((HOUR / 1000) * CHANNELS.rate) / 5];
  return { "idle-5000": { unit: "calls", ours, against, aim: 1 } };
}

async function hour(
  simulator: Simulator,
  region: string,
  { visible, unlimited = true }: { visible: boolean; unlimited?: boolean },
): Promise<number> {
  const clock = new TestClock();
  const config = { region, endpoint: simulator.url, simulator: true, unlimited };
  const noCode = () => Promise.reject(new Error("no MFA"));
  const calls = { underWay: 0 };
  const { loop } = openConnection(config, {
    collections: COLLECTIONS,
    // The limiter goes by the real clock, in which this is a moment.
    connect: async () => counted(await connect({ ...config, unlimited: true }, noCode), calls),
    clock,
  });
  const total = async () =>
    Object.values(await simulator.requests()).reduce((sum, count) => sum + count, 0);
  // Read once, as when the view is first seen; the hour begins after.
  await loop.poke();
  loop.show(visible);
  const before = await total();
  do {
    await settled();
    // Time stands still while a call is on its way.
    while (calls.underWay > 0) {
      await sleep(1);
      await settled();
    }
  } while (clock.next(HOUR));
  loop.dispose();
  return (await total()) - before;
}

/** Lets what was answered be taken in: what follows from it is under way, or set in the clock, then. */
async function settled(): Promise<void> {
  for (let i = 0; i < 5; i++) await settle();
}

/** Counts the calls of a service that are on their way. */
function counted(service: Service, calls: { underWay: number }): Service {
  const during = async <T>(act: () => Promise<T>, change: 1 | -1): Promise<T> => {
    calls.underWay += change;
    try {
      return await act();
    } finally {
      calls.underWay -= change;
    }
  };
  const countedCall =
    (call: (...args: unknown[]) => AsyncGenerator | Promise<unknown>) =>
    (...args: unknown[]) => {
      // Who waits for a turn is not on the way.
      const inside = args.map((arg) =>
        typeof arg === "function" ? () => during(() => arg(), -1) : arg,
      );
      const made = call(...inside);
      if (made instanceof Promise) return during(() => made, 1);
      return { [Symbol.asyncIterator]: () => ({ next: () => during(() => made.next(), 1) }) };
    };
  const wrap = (port: object) =>
    Object.fromEntries(Object.entries(port).map(([name, call]) => [name, countedCall(call)]));
  return Object.fromEntries(
    Object.entries(service).map(([name, port]) => [name, wrap(port)]),
  ) as unknown as Service;
}
