import "../vscode";
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import {
  BatchGetChannelCommand,
  CreateChannelCommand,
  CreateRecordingConfigurationCommand,
  DeleteChannelCommand,
  DeleteRecordingConfigurationCommand,
  GetRecordingConfigurationCommand,
  type IvsClient,
  ListChannelsCommand,
  ListStreamsCommand,
  UpdateChannelCommand,
} from "@aws-sdk/client-ivs";
import { connect } from "../../src/aws/connect";
import { channelKind } from "../../src/channels/kind";
import { createChannel, planChange, planMove } from "../../src/channels/operations";
import { DEFAULTS } from "../../src/channels/rules";
import { moveWords, renameWords } from "../../src/channels/words";
import type { Connection } from "../../src/connections/connection";
import { Connections } from "../../src/connections/connections";
import { readCreated } from "../../src/connections/readWritten";
import type { ConnectionsSetting } from "../../src/connections/settings";
import { systemClock } from "../../src/core/clock";
import type { Journal } from "../../src/core/journal";
import type { Operation } from "../../src/core/operation";
import { rowId } from "../../src/core/ref";
import { recordingKind } from "../../src/recordings/kind";
import { openDelete } from "../../src/resources/deleteForm";
import { readAgain } from "../../src/resources/kind";
import { Pick } from "../../src/resources/pick";
import { NO_FILTER } from "../../src/tree/filter";
import { Rows } from "../../src/tree/layout";
import type { FormHost } from "../../src/ui/form";
import { Runner } from "../../src/ui/runner";
import { COLLECTIONS } from "../account";
import { control } from "../control";
import { type Simulator, startSimulator } from "../host/simulator";
import { quantile, type Runs } from "./figures";
import { bareClient } from "./probe/bare";

const CHANNELS = 5000;
/** An answer of the service takes so long (ms). */
const ANSWER = 50;
const RUNS = 7;
/** Of what takes half a minute. */
const FEW = 3;

interface Both {
  readonly ours: number[];
  readonly against: number[];
}

/** One window on an account of 5,000 channels that holds to the service's limits, all of it read. */
interface Window {
  readonly simulator: Simulator;
  readonly client: IvsClient;
  readonly connections: Connections;
  readonly connection: Connection;
  readonly runner: Runner;
  /** What the tree shows. */
  readonly rows: Rows;
  /** Resolves as soon as the tree shows that something is so. */
  shows(isSo: () => boolean): Promise<void>;
}

const nothing = () => {};

async function openWindow(): Promise<Window> {
  const simulator = await startSimulator("demo", ["--limits", "--quiet"]);
  await control(simulator.url, "seed", { channels: CHANNELS - 20 });
  await control(simulator.url, "faults", { delayMs: ANSWER, times: 0 });
  const list = [{ profile: "dev", regions: ["us-east-1"], endpointUrl: simulator.url }];
  const setting: ConnectionsSetting = {
    get: () => list,
    set: async () => {},
    onDidChange: () => ({ dispose: nothing }),
  };
  const log = { error: nothing, warn: nothing, info: nothing } as never;
  const connections = new Connections(setting, log, {
    collections: COLLECTIONS,
    connect: (config) =>
      connect({ ...config, simulator: true }, () => Promise.reject(new Error("no MFA"))),
    clock: systemClock,
  });
  const [connection] = connections.all;
  assert.ok(connection);
  const { writes, store, config, id } = connection;
  const rows = new Rows({ id, config }, NO_FILTER);
  const watchers = new Set<() => void>();
  store.watch((state, changed) => {
    rows.update(state, changed);
    for (const watcher of watchers) watcher();
  });
  await connections.refresh();
  const kinds = [channelKind, recordingKind];
  const runner = new Runner(
    () => ({
      writes,
      explain: ({ detail }) => detail,
      readAgain: (arns) => readAgain(connection, kinds, arns),
    }),
    { save: async () => {}, forget: async () => {} } as unknown as Journal,
    nothing,
    log,
  );
  const client = bareClient(simulator.url);
  await client.send(new ListStreamsCommand({}));
  return {
    simulator,
    client,
    connections,
    connection,
    runner,
    rows,
    shows: (isSo) =>
      new Promise((resolve) => {
        const look = () => {
          if (!isSo()) return;
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        look();
      }),
  };
}

async function close({ connections, client, simulator }: Window): Promise<void> {
  connections.dispose();
  client.destroy();
  await simulator.stop();
}

async function timed(act: () => Promise<unknown>): Promise<number> {
  // The allowance fills up again.
  await sleep(1200);
  const began = performance.now();
  await act();
  return performance.now() - began;
}

/** From an act on one channel among 5,000 to its row in the tree; against the write and one read of what it wrote to. */
export async function actAtOnce(): Promise<Record<string, Runs>> {
  const window = await openWindow();
  const { client, connection, runner, rows, shows } = window;
  const channel = (name: string) =>
    [...(connection.snapshot.channels?.items.values() ?? [])].find((one) => one.name === name) ??
    assert.fail(name);
  const shown = (arn: string) => {
    const node = rows.node(rowId(connection.id, arn));
    return node?.kind === "channel" ? node.channel : undefined;
  };
  const recordingArn =
    [...(connection.snapshot.recordings?.items.values() ?? [])].find(
      ({ name }) => name === "conference-vod",
    )?.arn ?? assert.fail();
  const { arn } = channel("regatta-drone");
  const other = channel("commentary-booth-test").arn;
  const run = (operation: Omit<Operation, "connection">) => {
    // What is said at its end comes after the row.
    void runner.run({ connection: connection.id, ...operation });
  };
  const update = async (change: object) => {
    await client.send(new UpdateChannelCommand({ arn: other, ...change }));
    await client.send(new BatchGetChannelCommand({ arns: [other] }));
  };
  let at = 0;
  const created: string[] = [];
  const bareCreated: string[] = [];
  const acts: Record<string, { ours(): Promise<unknown>; bare(): Promise<unknown> }> = {
    rename: {
      async ours() {
        const name = `renamed-${++at}`;
        const now = shown(arn) ?? assert.fail();
        const { steps } = planChange(connection, [now], { name }, "refuse");
        run({ phases: [steps], words: renameWords(now, name) });
        await shows(() => shown(arn)?.name === name);
      },
      bare: () => update({ name: `renamed-${at}` }),
    },
    attach: {
      async ours() {
        const { steps } = planMove(
          connection,
          [shown(arn) ?? assert.fail()],
          recordingArn,
          "refuse",
        );
        run({ phases: [steps], words: moveWords("conference-vod") });
        await shows(() => shown(arn)?.recordingArn === recordingArn);
      },
      bare: () => update({ recordingConfigurationArn: recordingArn }),
    },
    detach: {
      async ours() {
        const { steps } = planMove(connection, [shown(arn) ?? assert.fail()], "", "refuse");
        run({ phases: [steps], words: moveWords(undefined) });
        await shows(() => shown(arn)?.recordingArn === "");
      },
      bare: () => update({ recordingConfigurationArn: "" }),
    },
    create: {
      async ours() {
        const made = await createChannel(connection, { ...DEFAULTS, name: "made" }, {});
        assert.ok(made.kind === "created");
        created.push(made.arn);
        void readCreated(connection, "channels", made.arn);
        await shows(() => shown(made.arn) !== undefined);
      },
      async bare() {
        const { channel } = await client.send(new CreateChannelCommand({ name: "made" }));
        const arns = [channel?.arn ?? ""];
        bareCreated.push(...arns);
        await client.send(new BatchGetChannelCommand({ arns }));
      },
    },
    delete: {
      async ours() {
        const gone = created.pop() ?? assert.fail();
        const [operation] = channelKind.deletion.operations(connection, [
          shown(gone) ?? assert.fail(),
        ]);
        run(operation ?? assert.fail());
        await shows(() => shown(gone) === undefined);
      },
      async bare() {
        const gone = bareCreated.pop() ?? "";
        await client.send(new DeleteChannelCommand({ arn: gone }));
        await client.send(new BatchGetChannelCommand({ arns: [gone] }));
      },
    },
  };
  const all = new Map<string, Both>(
    Object.keys(acts).map((name) => [name, { ours: [], against: [] }]),
  );
  for (let i = 0; i < RUNS; i++)
    for (const [name, { ours, bare }] of Object.entries(acts)) {
      all.get(name)?.ours.push(await timed(ours));
      all.get(name)?.against.push(await timed(bare));
    }
  await close(window);
  return { "act-5000": { unit: "ms", ...worst(all), aim: 1.5 } };
}

/** The one whose ratio is the largest, and what was seen of each. */
function worst(all: ReadonlyMap<string, Both>): Both & { readonly seen: string } {
  const ratio = ({ ours, against }: Both) =>
    quantile(
      ours.map((value, i) => value / (against[i] ?? Number.NaN)),
      0.5,
    );
  const sorted = [...all].sort(([, a], [, b]) => ratio(b) - ratio(a));
  const [, first] = sorted[0] ?? assert.fail();
  return {
    ...first,
    seen: sorted.map(([name, one]) => `${name} ${ratio(one).toFixed(2)}`).join(", "),
  };
}

/** The form that deletes a configuration that records 4 of 5,000 channels; against the calls that this needs. */
export async function removeAtOnce(): Promise<Record<string, Runs>> {
  const window = await openWindow();
  const { client, connections, connection, runner, shows } = window;
  const pick = new Pick(connections, [channelKind, recordingKind]);
  const free = [...(connection.snapshot.channels?.items.values() ?? [])]
    .filter(({ name }) => name.startsWith("trial-"))
    .slice(0, 4)
    .map(({ arn }) => arn);
  const all = new Map<string, Both>([
    ["opened", { ours: [], against: [] }],
    ["deleted", { ours: [], against: [] }],
  ]);
  for (let i = 0; i < FEW; i++) {
    for (const side of ["ours", "against"] as const) {
      const arn = await prepare(window, `bench-${i}-${side}`, free);
      const bare = {
        async opened() {
          await Promise.all([
            client.send(new GetRecordingConfigurationCommand({ arn })),
            client.send(new ListStreamsCommand({})),
            client
              .send(new ListChannelsCommand({ filterByRecordingConfigurationArn: arn }))
              .then(() => client.send(new BatchGetChannelCommand({ arns: free }))),
          ]);
        },
        async deleted() {
          const began = performance.now();
          await Promise.all(
            free.map(async (channel, at) => {
              await sleep(at * 200 - (performance.now() - began));
              const input = { arn: channel, recordingConfigurationArn: "" };
              await client.send(new UpdateChannelCommand(input));
            }),
          );
          await client.send(new DeleteRecordingConfigurationCommand({ arn }));
          await Promise.all([
            client.send(new BatchGetChannelCommand({ arns: free })),
            client.send(new GetRecordingConfigurationCommand({ arn })).catch(() => {}),
          ]);
        },
      };
      if (side === "against") {
        all.get("opened")?.against.push(await timed(bare.opened));
        all.get("deleted")?.against.push(await timed(bare.deleted));
        continue;
      }
      let form: Awaited<ReturnType<typeof openDelete>> | undefined;
      const opened = async () => {
        const host = {
          target: { refs: [{ connection: connection.id, arn }] },
        } as unknown as FormHost;
        form = await openDelete(host, { connections, pick, runner });
      };
      const deleted = async () => {
        const { signal } = new AbortController();
        const values = { confirm: `bench-${i}-${side}` };
        void form?.run(values, { signal, report: () => {} });
        await shows(
          () =>
            !connection.snapshot.recordings?.items.has(arn) &&
            free.every((one) => connection.snapshot.channels?.items.get(one)?.recordingArn === ""),
        );
      };
      all.get("opened")?.ours.push(await timed(opened));
      all.get("deleted")?.ours.push(await timed(deleted));
      await sleep(1200);
    }
  }
  await close(window);
  return { "remove-5000": { unit: "ms", ...worst(all), aim: 1.5 } };
}

/** Makes a configuration that records these channels, which the window has seen. */
async function prepare(
  { client, connection }: Window,
  name: string,
  channels: readonly string[],
): Promise<string> {
  const { recordingConfiguration } = await client.send(
    new CreateRecordingConfigurationCommand({
      name,
      destinationConfiguration: { s3: { bucketName: "a-bucket" } },
    }),
  );
  const arn = recordingConfiguration?.arn ?? assert.fail();
  for (const channel of channels) {
    await sleep(250);
    await client.send(new UpdateChannelCommand({ arn: channel, recordingConfigurationArn: arn }));
  }
  await sleep(4000);
  await connection.readAgain("recordings", [arn]);
  await connection.readAgain("channels", channels);
  return arn;
}
