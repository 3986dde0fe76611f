import { connect } from "../../src/aws/connect";
import { openConnection } from "../../src/connections/connection";
import { REGIONS } from "../../src/core/arn";
import { systemClock } from "../../src/core/clock";
import { NO_FILTER } from "../../src/tree/filter";
import { Rows } from "../../src/tree/layout";
import { COLLECTIONS } from "../account";
import { control } from "../control";
import { startSimulator } from "../host/simulator";
import type { Runs } from "./figures";

const RUNS = 7;
const PROFILES = ["dev", "prod"];

/** First rows of two profiles in all regions; against their lists, one call each, all at once. */
export async function manyConnections(): Promise<Record<string, Runs>> {
  const simulator = await startSimulator("demo", ["--quiet"]);
  const configs = PROFILES.flatMap((profile) =>
    REGIONS.map((region) => ({
      profile,
      region,
      endpoint: simulator.url,
      simulator: true,
      // As two accounts: the simulator has one, whose rate its connections would share.
      unlimited: true,
    })),
  );
  for (const { region } of configs) await control(simulator.url, "seed", { region, channels: 50 });
  await control(simulator.url, "faults", { delayMs: 50, times: 0 });
  const noCode = () => Promise.reject(new Error("no MFA"));
  const ours: number[] = [];
  const against: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const services = await Promise.all(configs.map((config) => connect(config, noCode)));
    const bare = async () => {
      await Promise.all(
        services.flatMap((service) =>
          COLLECTIONS.map((collection) =>
            collection.list(service, new AbortController().signal)[Symbol.asyncIterator]().next(),
          ),
        ),
      );
    };
    // Code is loaded, and the way is known.
    await bare();
    against.push(await timed(bare));
    ours.push(
      await timed(async () => {
        const open = configs.map((config) =>
          openConnection(config, {
            collections: COLLECTIONS,
            connect: (wanted) => connect(wanted, noCode),
            clock: systemClock,
          }),
        );
        await Promise.all(
          open.map(({ id, config, store, loop }) => {
            const rows = new Rows({ id, config }, NO_FILTER);
            loop.show(true);
            return new Promise<void>((resolve) =>
              store.watch((state, changed) => {
                rows.update(state, changed);
                if (state.kind === "ready" && state.snapshot.channels && rows.top.length > 0)
                  resolve();
              }),
            );
          }),
        );
        for (const { loop } of open) loop.dispose();
      }),
    );
  }
  await simulator.stop();
  return { "connections-14": { unit: "ms", ours, against, aim: 1.5 } };
}

async function timed(act: () => Promise<void>): Promise<number> {
  const began = performance.now();
  await act();
  return performance.now() - began;
}
