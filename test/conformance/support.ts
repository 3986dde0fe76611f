import assert from "node:assert/strict";
import { Ivs, type IvsServiceException } from "@aws-sdk/client-ivs";
import { type Simulator, type SimulatorOptions, startSimulator } from "../../src/simulator/server";

/** The time at which every test begins, on the simulator's clock. */
export const START = Date.parse("2026-03-01T12:00:00Z");

export const credentials = { accessKeyId: "simulator", secretAccessKey: "simulator" };

/** What a suite works with: one simulator of its own, as new before each test. */
export interface Bench {
  simulator: Simulator;
  /** The real SDK in us-east-1, which tries a call once only. */
  ivs: Ivs;
  in(region: string, maxAttempts?: number): Ivs;
  /** A client of another service, made with the same settings; `options` come on top. */
  client<C extends { destroy(): void }>(type: new (options: never) => C, options?: object): C;
  /** Lets time pass on the simulator's clock. */
  pass(ms: number): void;
  control(path: string, body?: object, method?: string): Promise<Record<string, never>>;
}

/** Starts a simulator for the suite that is being described. */
export function bench(options: SimulatorOptions = {}): Bench {
  let now = START;
  const clients = new Map<string, Ivs>();
  const others: { destroy(): void }[] = [];
  const one = {
    in(region: string, maxAttempts = 1) {
      const key = `${region}/${maxAttempts}`;
      const client =
        clients.get(key) ??
        new Ivs({ endpoint: one.simulator.url, region, credentials, maxAttempts });
      clients.set(key, client);
      return client;
    },
    client(type, options) {
      const { url: endpoint } = one.simulator;
      const settings = { endpoint, region: "us-east-1", credentials, maxAttempts: 1, ...options };
      const client = new type(settings as never);
      others.push(client);
      return client;
    },
    pass(ms: number) {
      now += ms;
    },
    async control(path: string, body?: object, method = body ? "POST" : "GET") {
      const url = `${one.simulator.url}/_simulator/${path}`;
      const response = await fetch(url, { method, body: body && JSON.stringify(body) });
      const value = await response.json();
      assert.equal(response.status, 200, JSON.stringify(value));
      return value;
    },
  } as Bench;

  before(async () => {
    one.simulator = await startSimulator({ clock: () => now, ...options });
    one.ivs = one.in("us-east-1");
  });
  beforeEach(() => {
    now = START;
    one.simulator.reset();
  });
  after(async () => {
    for (const client of [...clients.values(), ...others]) client.destroy();
    await one.simulator.close();
  });
  return one;
}

/** Asserts that a call is refused with that error and status, and says why in both its texts. */
export async function refused(
  call: Promise<unknown>,
  name: string,
  status: number,
  text = /./,
): Promise<void> {
  await assert.rejects(call, (error: IvsServiceException & { exceptionMessage?: string }) => {
    assert.equal(error.name, name, error.message);
    assert.equal(error.$metadata.httpStatusCode, status);
    assert.match(error.message, text);
    assert.equal(error.exceptionMessage ?? error.message, error.message);
    return true;
  });
}

/** An ARN as the simulator would make it. */
export const arn = (type: string, id = "NotThere0000", region = "us-east-1") =>
  `arn:aws:ivs:${region}:111122223333:${type}/${id}`;

/** A channel made for a test, with its ARN and its key's. */
export async function aChannel(ivs: Ivs, input: Parameters<Ivs["createChannel"]>[0] = {}) {
  const { channel, streamKey } = await ivs.createChannel(input);
  assert.ok(channel?.arn && streamKey?.arn);
  return { channel, streamKey, arn: channel.arn, keyArn: streamKey.arn };
}

/** A recording configuration made for a test. */
export async function aRecording(ivs: Ivs, name = "", bucketName = "a-bucket") {
  const { recordingConfiguration } = await ivs.createRecordingConfiguration({
    name,
    destinationConfiguration: { s3: { bucketName } },
  });
  assert.ok(recordingConfiguration?.arn);
  return { ...recordingConfiguration, arn: recordingConfiguration.arn };
}

/** What an ad configuration names. */
export const mediaTailor = (id: string) => ({
  playbackConfigurationArn: `arn:aws:mediatailor:us-east-1:111122223333:playbackConfiguration/${id}`,
});

/** An ad configuration made for a test. */
export async function anAdConfiguration(
  ivs: Ivs,
  input: Partial<Parameters<Ivs["createAdConfiguration"]>[0]> = {},
) {
  const { adConfiguration } = await ivs.createAdConfiguration({
    mediaTailorPlaybackConfigurations: [mediaTailor("one")],
    ...input,
  });
  assert.ok(adConfiguration?.arn);
  return { ...adConfiguration, arn: adConfiguration.arn };
}

/** A number of one thing, made one after the other. */
export async function many<T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> {
  const made: T[] = [];
  for (let index = 0; index < count; index++) made.push(await make(index));
  return made;
}
