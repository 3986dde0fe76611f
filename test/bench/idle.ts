import { setTimeout as sleep } from "node:timers/promises";
import { connect } from "../../src/aws/connect";
import { openConnection } from "../../src/connections/connection";
import { FAST, SLOW } from "../../src/core/loop";
import { COLLECTIONS } from "../account";
import { TestClock } from "../clock";
import { type Simulator, startSimulator } from "../host/simulator";
import type { Runs } from "./figures";

const HOUR = 3_600_000;
const LISTS = COLLECTIONS.length;

/** Requests in an hour of a clock that is moved by hand; real ones, counted by the simulator. */
export async function idleCalls(): Promise<Record<string, Runs>> {
  // For as long as it runs, what was CREATING is.
  const simulator = await startSimulator("demo", ["--creating-seconds", "1000000"]);
  // eu-west-1 has nothing that is CREATING; us-east-1 has.
  const hidden = await hour(simulator, "eu-west-1", { visible: false });
  const settled = await hour(simulator, "eu-west-1", { visible: true });
  const creating = await hour(simulator, "us-east-1", { visible: true });
  await simulator.stop();
  const slow = (HOUR / SLOW) * LISTS;
  // Only the configurations' list tells of CREATING; every 30 s it is read with the others.
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

async function hour(
  simulator: Simulator,
  region: string,
  { visible }: { visible: boolean },
): Promise<number> {
  const clock = new TestClock();
  const config = { region, endpoint: simulator.url, simulator: true, unlimited: true };
  const noCode = () => Promise.reject(new Error("no MFA"));
  const { loop } = openConnection(config, {
    collections: COLLECTIONS,
    connect: () => connect(config, noCode),
    clock,
  });
  const total = async () =>
    Object.values(await simulator.requests()).reduce((sum, count) => sum + count, 0);
  // Read once, as when the view is first seen; the hour begins after.
  await loop.poke();
  loop.show(visible);
  const before = await total();
  // A read ends by setting the next timer.
  while (clock.next(HOUR)) while (clock.waiting === 0) await sleep(1);
  loop.dispose();
  return (await total()) - before;
}
