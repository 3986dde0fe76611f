import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { type ChannelSummary, IvsClient, ListChannelsCommand } from "@aws-sdk/client-ivs";
import { launch, root, scratch } from "./processes";

/** What the simulator starts with. */
export type Seed = "demo" | "empty";

/** A running simulator. */
export interface Simulator {
  readonly url: string;
  stop(): Promise<void>;
  /** Starts it again where it was, after a stop. */
  restart(): Promise<void>;
  /** How often each operation was called. */
  requests(): Promise<Record<string, number>>;
  /** A channel by its name, as it is; us-east-1 if not said otherwise. */
  channel(name: string, region?: string): Promise<ChannelSummary>;
  arnOf(channel: string, region?: string): Promise<string>;
}

/** Starts the built simulator on a free port; `more`: arguments of its program. */
export async function startSimulator(seed: Seed, more: readonly string[] = []): Promise<Simulator> {
  let { url, stop } = await start(seed, 0, more);
  async function channel(name: string, region = "us-east-1"): Promise<ChannelSummary> {
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const client = new IvsClient({ endpoint: url, region, credentials });
    const { channels } = await client.send(new ListChannelsCommand({ filterByName: name }));
    return channels?.[0] ?? assert.fail(`no channel ${name}`);
  }
  return {
    url,
    stop: () => stop(),
    async restart() {
      ({ url, stop } = await start(seed, Number(new URL(url).port), more));
    },
    async requests() {
      const answer = await fetch(`${url}/_simulator/requests`);
      const { counts } = (await answer.json()) as { counts: Record<string, number> };
      return counts;
    },
    channel,
    arnOf: async (name, region) => (await channel(name, region)).arn ?? "",
  };
}

async function start(
  seed: Seed,
  port: number,
  more: readonly string[],
): Promise<{ url: string; stop(): Promise<void> }> {
  const program = path.join(root, "dist", "simulator.js");
  const args = [program, "--port", String(port), "--seed", seed, ...more];
  const ready = /listening on (http:\/\/\S+)/;
  const { found, stop } = await launch("The simulator", process.execPath, args, ready);
  return { url: found, stop };
}

/** The settings that point the extension at a simulator; `more`: members of its entry in them. */
export const settingsFor = ({ url }: Simulator, more: object = {}): Record<string, unknown> => ({
  "ivs.connections": [{ regions: ["us-east-1", "eu-west-1"], endpointUrl: url, ...more }],
});

/**
 * This process's environment for an editor that must not touch a person's own AWS account: nothing of
 * theirs, made-up keys, empty config files. Also without what a VS Code terminal adds, which would make
 * the new editor talk to the one it was started from.
 */
export function simulatedEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(AWS|VSCODE|ELECTRON)_/.test(name),
  );
  const empty = path.join(scratch(), "empty");
  writeFileSync(empty, "");
  return {
    ...Object.fromEntries(kept),
    AWS_ACCESS_KEY_ID: "simulator",
    AWS_SECRET_ACCESS_KEY: "simulator",
    AWS_CONFIG_FILE: empty,
    AWS_SHARED_CREDENTIALS_FILE: empty,
    AWS_EC2_METADATA_DISABLED: "true",
  };
}
