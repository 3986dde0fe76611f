import { mkdirSync, readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type AccountFile, readAccountFile } from "./buckets";
import { type AccessKey, readKeys } from "./credentials";
import { openTap, type Tap } from "./events/taps";
import { type SeedName, seeds } from "./seed";
import { type SimulatorOptions, startSimulator } from "./server";

const HELP = `A simulator of Amazon IVS: point any AWS client's endpoint at it.

Usage: ivs-simulator [options]

  --port N              the port to listen on, 0 for any free one (default 4599)
  --seed demo|empty     what it starts with (default demo)
  --limits              hold to the service's rates of calls and quotas
  --creating-seconds N  how long a new recording configuration is CREATING (default 3)
  --stream-seconds N    how long a stream takes to start, and to end (default 0)
  --lag-seconds N       how long Get and List do not show what was written (default 0)
  --bucket NAME=REGION  the region of an S3 bucket; may be given many times. Other buckets
                        are in the region of the request, save those called missing-…
                        (there are none) and private-… (they are someone else's)
  --buckets FILE        what else is said of buckets, the role that IVS records with and quotas
  --recordings DIR      write what is recorded to DIR/<bucket>, and serve it as S3 does
  --data FILE           keep the state in FILE: what is there takes the place of the seed
  --credentials FILE    take only calls that are signed with a key of FILE, as it allows
  --events FILE|URL     send what EventBridge would be told to FILE, a line of JSON for each event,
                        or POST it to a URL of this machine; may be given many times
  --fault-seed N        what the chances of faults are drawn from (default 1)
  --quiet               print no line for each call
  --help                show this`;

/** A fault of whoever started the program: told in one line. */
class UsageError extends Error {}

function readOptions(args: string[]): SimulatorOptions | "help" {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: "string", default: "4599" },
      seed: { type: "string", default: "demo" },
      limits: { type: "boolean", default: false },
      "creating-seconds": { type: "string", default: "3" },
      "stream-seconds": { type: "string", default: "0" },
      "lag-seconds": { type: "string", default: "0" },
      bucket: { type: "string", multiple: true, default: [] },
      buckets: { type: "string" },
      recordings: { type: "string" },
      data: { type: "string" },
      credentials: { type: "string" },
      events: { type: "string", multiple: true, default: [] },
      "fault-seed": { type: "string", default: "1" },
      quiet: { type: "boolean", default: false },
      help: { type: "boolean" },
    },
  });
  if (values.help) return "help";
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65535) {
    throw new UsageError(`--port must be a number from 0 to 65535, not "${values.port}"`);
  }
  if (!seeds.includes(values.seed as SeedName)) {
    throw new UsageError(`--seed must be ${seeds.join(" or ")}, not "${values.seed}"`);
  }
  const milliseconds = (name: "creating-seconds" | "stream-seconds" | "lag-seconds") => {
    if (!/^\d+(\.\d+)?$/.test(values[name])) {
      throw new UsageError(`--${name} must be a number, not "${values[name]}"`);
    }
    return Number(values[name]) * 1000;
  };
  if (!/^\d{1,9}$/.test(values["fault-seed"])) {
    throw new UsageError(`--fault-seed must be a whole number, not "${values["fault-seed"]}"`);
  }
  const buckets = values.bucket.map((given) => {
    const [, name, region] = /^([^=]+)=([a-z0-9-]+)$/.exec(given) ?? [];
    if (!name || !region) throw new UsageError(`--bucket must be NAME=REGION, not "${given}"`);
    return [name, { region }] as const;
  });
  return {
    port,
    seed: values.seed as SeedName,
    limits: values.limits,
    creatingMs: milliseconds("creating-seconds"),
    streamMs: milliseconds("stream-seconds"),
    lagMs: milliseconds("lag-seconds"),
    account: accountOf(values.buckets, Object.fromEntries(buckets)),
    recordings: values.recordings === undefined ? undefined : folderOf(values.recordings),
    data: values.data,
    keys: values.credentials === undefined ? undefined : keysOf(values.credentials),
    taps: values.events.map(tapOf),
    faultSeed: Number(values["fault-seed"]),
    print: values.quiet ? undefined : printer(),
  };
}

function keysOf(file: string): AccessKey[] {
  try {
    return readKeys(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UsageError(`--credentials ${file}: ${(error as Error).message}`);
  }
}

function tapOf(target: string): Tap {
  try {
    return openTap(target);
  } catch (error) {
    throw new UsageError(`--events ${target}: ${(error as Error).message}`);
  }
}

function accountOf(file: string | undefined, buckets: AccountFile["buckets"]): AccountFile {
  if (file === undefined) return { buckets };
  try {
    const account = readAccountFile(readFileSync(file, "utf8"));
    return { ...account, buckets: { ...buckets, ...account.buckets } };
  } catch (error) {
    throw new UsageError(`--buckets ${file}: ${(error as Error).message}`);
  }
}

function folderOf(directory: string): string {
  try {
    mkdirSync(directory, { recursive: true });
  } catch (error) {
    throw new UsageError(`--recordings ${directory}: ${(error as Error).message}`);
  }
  return directory;
}

/** Writes lines on stderr, those of a moment at once: each write would cost as much as a call does. */
function printer(): (line: string) => void {
  let waiting = "";
  const flush = () => {
    process.stderr.write(waiting);
    waiting = "";
  };
  process.on("exit", () => waiting && flush());
  return (line) => {
    if (waiting === "") setTimeout(flush, 20).unref();
    waiting += `${line}\n`;
  };
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options === "help") {
    console.log(HELP);
    return;
  }
  const simulator = await startSimulator(options);
  console.log(`IVS simulator listening on ${simulator.url}`);
  const stop = () => simulator.close().then(() => process.exit(0));
  process.on("SIGTERM", stop).on("SIGINT", stop);
  // A parent that talks to us over a channel may be gone without having sent a signal.
  process.on("disconnect", stop);
}

main().catch((error: NodeJS.ErrnoException) => {
  const busy = error.code === "EADDRINUSE";
  const usage = error instanceof UsageError || error.code?.startsWith("ERR_PARSE_ARGS");
  const message = busy
    ? "the port is in use; choose another with --port"
    : usage
      ? `${error.message.split("\n")[0]} (see --help)`
      : error.message;
  console.error(`IVS simulator: ${message}`);
  process.exit(usage ? 2 : 1);
});
