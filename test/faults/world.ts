import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { addChannel } from "../../src/simulator/ivs/operations/channels";
import { addRecordingConfiguration } from "../../src/simulator/ivs/operations/recordingConfigurations";
import { broadcast } from "../../src/simulator/ivs/operations/streams";
import { type Simulator, startSimulator } from "../../src/simulator/server";
import { disconnect, openSession } from "../../src/simulator/sessions";
import type { Region } from "../../src/simulator/world";
import { connectTo, Network } from "./network";
import { context, VirtualTime } from "./time";
import { EditorWindow } from "./window";

/** One run: a simulator, a way to it, and the windows of people who work on the same things. */
export class Run {
  readonly time = new VirtualTime();
  readonly folder = mkdtempSync(path.join(tmpdir(), "ivs-faults-"));
  readonly windows: EditorWindow[] = [];
  readonly network: Network;

  private constructor(
    readonly simulator: Simulator,
    readonly regionName: string,
    setTime: (clock: () => number) => void,
  ) {
    setTime(this.time.now);
    simulator.reset();
    this.network = new Network(simulator, this.time);
    connectTo(simulator.url, this.network);
  }

  static async begin(regionName: string, lagMs: number): Promise<Run> {
    const { simulator, setTime } = await simulatorOf(lagMs);
    return new Run(simulator, regionName, setTime);
  }

  get region(): Region {
    return this.simulator.world.region(this.regionName);
  }

  recording(name: string, bucketName = `bucket-${name}`): string {
    const destinationConfiguration = { s3: { bucketName } };
    const made = addRecordingConfiguration(this.region, { name, destinationConfiguration });
    made.settling.since = 0;
    return made.arn;
  }

  channel(name: string, recordingConfigurationArn = "", tags: Record<string, string> = {}): string {
    return addChannel(this.region, { name, recordingConfigurationArn, tags }).channel.arn;
  }

  goLive(channelArn: string): void {
    broadcast(this.region, channelArn, {});
    this.region.settle();
  }

  endStream(channelArn: string): void {
    const session = openSession(this.region, channelArn);
    if (session) disconnect(this.region, session);
  }

  /** Opens a window and shows its view. */
  async window(): Promise<EditorWindow> {
    this.region.settle();
    const { url } = this.simulator;
    const opened = context.run(
      { time: this.time },
      () => new EditorWindow(this.time, url, this.regionName, this.folder),
    );
    this.windows.push(opened);
    await this.time.until(opened.in(() => opened.show()));
    return opened;
  }

  /** Does something in a window, and lets time run until it has ended. */
  do<T>(window: EditorWindow, act: () => Promise<T>): Promise<T> {
    return this.time.until(window.in(act));
  }

  /** Ends the run once whatever is still on its way has arrived. */
  async end(): Promise<void> {
    for (const window of this.windows) window.close();
    this.network.trouble = () => undefined;
    while (this.network.underway > 0) await this.time.pass(1000);
    this.time.clear();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const simulators = new Map<
  number,
  Promise<{ simulator: Simulator; setTime: (clock: () => number) => void }>
>();

/** A simulator with such a lag: each process has one. */
function simulatorOf(lagMs: number) {
  let known = simulators.get(lagMs);
  if (!known) {
    let now = () => 0;
    const setTime = (clock: () => number) => {
      now = clock;
    };
    known = startSimulator({ clock: () => now(), lagMs, creatingMs: 3000 }).then((simulator) => ({
      simulator,
      setTime,
    }));
    simulators.set(lagMs, known);
  }
  return known;
}

export async function closeSimulators(): Promise<void> {
  for (const known of simulators.values()) await (await known).simulator.close();
}
