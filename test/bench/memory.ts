import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { connect } from "../../src/aws/connect";
import { connectionId } from "../../src/connections/config";
import { systemClock } from "../../src/core/clock";
import { refresh } from "../../src/core/refresh";
import { Store } from "../../src/core/store";
import { NO_FILTER } from "../../src/tree/filter";
import { Rows } from "../../src/tree/layout";
import { COLLECTIONS } from "../account";
import { control } from "../control";
import { startSimulator } from "../host/simulator";
import type { Runs } from "./figures";

const CHANNELS = 50_000;
const RUNS = 3;

/** What the snapshot and the tree's rows keep of a very large account, against its pages as parsed JSON. */
export async function memory(): Promise<Record<string, Runs>> {
  const simulator = await startSimulator("demo");
  const config = {
    region: "us-east-1",
    endpoint: simulator.url,
    simulator: true,
    unlimited: true,
  };
  const service = await connect(config, () => Promise.reject(new Error("no MFA")));
  async function read(): Promise<object> {
    const store = new Store();
    const rows = new Rows({ id: connectionId(config), config }, NO_FILTER);
    store.watch((state, changed) => rows.update(state, changed));
    const never = new AbortController().signal;
    await refresh(async () => service, store, COLLECTIONS, systemClock.now, never);
    return { store, rows };
  }
  // What code and connections keep is there before.
  await read();
  await pages(simulator.url);
  await control(simulator.url, "seed", { channels: CHANNELS });
  const ours: number[] = [];
  const against: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    against.push(await kept(() => pages(simulator.url)));
    ours.push(await kept(read));
  }
  await simulator.stop();
  return { "memory-50000": { unit: "MB", ours, against, aim: 1.5 } };
}

/** The pages as a bare program has them. */
async function pages(endpoint: string): Promise<object[]> {
  const all: object[] = [];
  const scope = "simulator/20260101/us-east-1/ivs/aws4_request";
  let nextToken: string | undefined;
  do {
    const answer = await fetch(`${endpoint}/ListChannels`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "x-amz-date": "20260101T000000Z",
        authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
      },
      body: JSON.stringify({ maxResults: 100, nextToken }),
    });
    const page = JSON.parse(await answer.text()) as { nextToken?: string; channels: object[] };
    if (!answer.ok) throw new Error(JSON.stringify(page));
    all.push(page);
    nextToken = page.nextToken;
  } while (nextToken);
  return all;
}

/** Megabytes of heap that what is made keeps. */
async function kept(make: () => Promise<object>): Promise<number> {
  const before = await heap();
  const made = await make();
  const after = await heap();
  // Read after the measurement: it must be alive until here.
  return made ? (after - before) / 1e6 : 0;
}

async function heap(): Promise<number> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  // Sockets and timers let go of what they hold in their own time.
  for (let i = 0; i < 3; i++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    collect();
  }
  return process.memoryUsage().heapUsed;
}
