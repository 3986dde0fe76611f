import type { AccessKey } from "./credentials";
import type { DataFile } from "./dataFile";
import type { EventFeed } from "./events/feed";
import type { Tap } from "./events/taps";
import type { Faults } from "./faults";
import type { RequestLog } from "./requestLog";
import type { SeedName } from "./seed";
import type { World, WorldOptions } from "./world";

export interface SimulatorOptions extends WorldOptions {
  /** 0, the default, is any free port. */
  port?: number;
  /** What it starts with, and what a reset goes back to; `empty` by default. */
  seed?: SeedName;
  /** The keys that calls must be signed with; any will do if there are none. */
  keys?: readonly AccessKey[];
  /** The file that the state is kept in. */
  data?: string;
  /** What the chances of faults are drawn from. */
  faultSeed?: number;
  /** Where events go, besides to whoever reads them from the simulator. */
  taps?: readonly Tap[];
  /** Takes a line for each call. */
  print?: (line: string) => void;
}

/** A running simulator. */
export interface Simulator {
  /** Its endpoint, for the clients of every service. */
  readonly url: string;
  readonly options: SimulatorOptions;
  readonly world: World;
  readonly faults: Faults;
  readonly log: RequestLog;
  /** What EventBridge would be told. */
  readonly events: EventFeed;
  readonly dataFile?: DataFile;
  /** Goes back to how it started: state, faults, events and the log of requests. */
  reset(): void;
  /** Stops listening and cuts every connection. */
  close(): Promise<void>;
}
