import { IvsClient, paginateListChannels } from "@aws-sdk/client-ivs";
import { connect } from "../../src/aws/connect";
import { CHANNELS as LIST } from "../../src/channels/model";
import { systemClock } from "../../src/core/clock";
import { refresh } from "../../src/core/refresh";
import { Store, snapshotOf } from "../../src/core/store";
import { control } from "../control";
import { startSimulator } from "../host/simulator";
import type { Runs } from "./figures";

const CHANNELS = 5000;
const PAGES = CHANNELS / 100;
const CALLS_PER_SECOND = 5;
const RUNS = 3;

/** Reads an account of the largest usual size while the service's rate holds; against the rate itself. */
export async function limits(): Promise<Record<string, Runs>> {
  const simulator = await startSimulator("empty", ["--limits"]);
  await control(simulator.url, "seed", { channels: CHANNELS });
  const ours: number[] = [];
  let refused = 0;
  for (let run = 0; run < RUNS; run++) {
    await anotherSecond();
    const before = (await simulator.requests()).ListChannels ?? 0;
    const began = performance.now();
    await readAll(simulator.url);
    ours.push(performance.now() - began);
    refused += ((await simulator.requests()).ListChannels ?? 0) - before - PAGES;
  }
  await anotherSecond();
  const bare = await paginated(simulator.url);
  await simulator.stop();
  const limit = (PAGES / CALLS_PER_SECOND) * 1000;
  return {
    "load-5000-limits": {
      unit: "ms",
      ours,
      against: ours.map(() => limit),
      // One call too many is too many.
      aim: refused > 0 ? 0 : 1.05,
      seen: `${refused} refused; the SDK's paginator: ${bare}`,
    },
  };
}

async function readAll(endpoint: string): Promise<void> {
  const config = { region: "us-east-1", endpoint, simulator: true };
  const service = await connect(config, () => Promise.reject(new Error("no MFA")));
  const store = new Store();
  const never = new AbortController().signal;
  await refresh(async () => service, store, [LIST], systemClock.now, never);
  const found = snapshotOf(store.state).channels?.items.size ?? 0;
  if (found !== CHANNELS) throw new Error(`read ${found} of ${CHANNELS} channels`);
}

/** What the SDK's own paginator makes of the same, with its defaults. */
async function paginated(endpoint: string): Promise<string> {
  const credentials = { accessKeyId: "simulator", secretAccessKey: "simulator" };
  const client = new IvsClient({ endpoint, region: "us-east-1", credentials });
  let refused = 0;
  client.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      const { statusCode } = answer.response as { statusCode?: number };
      if (statusCode === 429) refused++;
      return answer;
    },
    { step: "deserialize", priority: "low" },
  );
  const began = performance.now();
  let pages = 0;
  let end = "";
  try {
    for await (const _ of paginateListChannels({ client, pageSize: 100 }, {})) pages++;
  } catch (error) {
    end = `, then ${(error as Error).name}`;
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  client.destroy();
  return `${pages} pages in ${seconds} s, ${refused} refused${end}`;
}

/** Lets the allowance fill up again. */
function anotherSecond(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 1500));
}
