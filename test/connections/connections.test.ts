import "../vscode";
import assert from "node:assert/strict";
import { accountOf } from "../../src/aws/account";
import { connect } from "../../src/aws/connect";
import { CHANNELS } from "../../src/channels/model";
import { connectionId } from "../../src/connections/config";
import { Connections } from "../../src/connections/connections";
import type { Entry } from "../../src/connections/entries";
import { systemClock } from "../../src/core/clock";
import { ServiceError } from "../../src/core/problem";
import { rowId } from "../../src/core/ref";
import { type Simulator, startSimulator } from "../../src/simulator/server";
import { UserError } from "../../src/ui/errors";
import { settingOf } from "../setting";

describe("the connections", () => {
  let dev: Simulator;
  let prod: Simulator;
  let opened: Connections | undefined;
  const kept = { ...process.env };
  before(async () => {
    [dev, prod] = await Promise.all([startSimulator(), startSimulator({ seed: "demo" })]);
  });
  after(() => Promise.all([dev.close(), prod.close()]));
  beforeEach(() => {
    for (const { reset } of [dev, prod]) reset();
    for (const name of Object.keys(process.env))
      if (name.startsWith("AWS_")) delete process.env[name];
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: "AK", AWS_SECRET_ACCESS_KEY: "SK" });
  });
  afterEach(() => {
    opened?.dispose();
    process.env = { ...kept };
  });

  const devEntry = (): Entry => ({
    regions: ["us-east-1", "eu-west-1"],
    endpointUrl: dev.url,
    callRate: "unlimited",
    label: "Dev",
  });
  const prodEntry = (): Entry => ({
    regions: ["us-east-1"],
    endpointUrl: prod.url,
    callRate: "unlimited",
    label: "Production",
    readOnly: true,
  });

  function open(...entries: unknown[]) {
    const setting = settingOf(entries as object[]);
    const lines: string[] = [];
    const nobody = () => assert.fail("nobody asks for a code");
    const connections = new Connections(
      setting,
      { warn: (line) => lines.push(line) },
      {
        collections: [CHANNELS],
        connect: (config) => connect(config, nobody),
        accountOf: (config) => accountOf(config, nobody),
        clock: systemClock,
      },
    );
    opened = connections;
    return {
      connections,
      setting,
      lines,
      names: () => connections.all.map(({ id }) => connections.name(id)),
    };
  }
  const read = ({ loop }: Connections["all"][number]) => loop.poke();
  const of = (entry: Entry, region = "us-east-1") =>
    connectionId({ region, endpoint: entry.endpointUrl });

  it("stand side by side, in the order of the setting, and each is read by itself", async () => {
    const { connections, names } = open(prodEntry(), devEntry());
    assert.deepEqual(names(), ["Production · us-east-1", "Dev · us-east-1", "Dev · eu-west-1"]);
    await connections.refresh();
    assert.deepEqual(
      connections.all.map(({ snapshot }) => snapshot.channels?.items.size),
      [10, 0, 0],
    );
  });

  it("go on where another fails, which says so itself", async () => {
    const { url: endpointUrl, close } = await startSimulator();
    await close();
    const gone = { ...devEntry(), endpointUrl, regions: ["us-east-1"] };
    const { connections } = open(gone, prodEntry());
    await connections.refresh();
    const [first, second] = connections.all;
    assert.ok(first?.store.state.kind === "failed");
    assert.equal(first.store.state.problem.kind, "offline");
    assert.equal(second?.snapshot.channels?.items.size, 10);
  });

  it("say where only if there are several accounts", () => {
    const { connections, names } = open(devEntry());
    assert.deepEqual(names(), ["us-east-1", "eu-west-1"]);
    assert.equal(connections.where(of(devEntry())), undefined);
    assert.equal(connections.where(of(prodEntry())), "Default · us-east-1");
    const both = open(devEntry(), prodEntry());
    assert.equal(both.connections.where(of(prodEntry())), "Production · us-east-1");
  });

  it("follow the setting: what stays keeps what it read, what can't be understood is logged once", async () => {
    const { connections, setting, lines, names } = open(7, prodEntry());
    const [first] = connections.all;
    assert.ok(first);
    await read(first);
    await setting.set([devEntry(), 7, prodEntry()]);
    assert.deepEqual(names(), ["Dev · us-east-1", "Dev · eu-west-1", "Production · us-east-1"]);
    assert.equal(connections.all[2], first);
    assert.equal(lines.length, 2, `${lines}`);
    await setting.set([devEntry(), 7]);
    assert.equal(lines.length, 2, `${lines}`);
  });

  it("are changed by one write each", async () => {
    const { connections, setting, names } = open(devEntry());
    const dev = of(devEntry());
    const acts = [
      () => connections.add(prodEntry()),
      () => connections.change(connections.entryOf(dev).at, { label: "Play" }),
      () => connections.move(dev, 1),
      () => connections.remove([dev]),
    ];
    for (const [at, act] of acts.entries()) {
      await act();
      assert.equal(setting.writes, at + 1);
    }
    assert.deepEqual(names(), ["Play · eu-west-1", "Production · us-east-1"]);
  });

  it("find the same account in another region, and show it there if it was not", async () => {
    const { connections, setting } = open(devEntry(), { ...prodEntry(), regions: ["eu-west-1"] });
    const there = await connections.beside(of(devEntry()), "eu-west-1");
    assert.equal(there.id, of(devEntry(), "eu-west-1"));
    assert.equal(setting.writes, 0);
    const more = await connections.beside(of(prodEntry(), "eu-west-1"), "us-west-2");
    assert.equal(more.config.label, "Production");
    assert.deepEqual(connections.regionsOf(more.id), ["eu-west-1", "us-west-2"]);
    assert.deepEqual(connections.regionsOf(there.id), ["us-east-1", "eu-west-1"]);
  });

  it("offer for what is new first what may be changed, and the row's own where there is one", () => {
    const { connections } = open(prodEntry(), devEntry());
    assert.equal(connections.ofRow(undefined), of(devEntry()));
    assert.equal(connections.ofRow(rowId(of(prodEntry()), "unrecorded")), of(prodEntry()));
    const [locked, free] = connections.all;
    assert.ok(locked && free);
    assert.throws(() => connections.checkWritable(locked), UserError);
    connections.checkWritable(free);
  });

  it("explain a failure as that of the connection it comes from", async () => {
    const { connections } = open(devEntry(), prodEntry());
    const id = of(prodEntry());
    const problem = { kind: "readOnly", code: "", detail: "" } as const;
    assert.equal(
      connections.explain(new ServiceError(problem, undefined, id), undefined),
      "Production · us-east-1: Production is read-only here: change readOnly in the setting ivs.connections.",
    );
  });

  it("ask whose account it is only where nothing that was read says so, and there are several", async () => {
    const empty = await startSimulator();
    const fresh = { ...devEntry(), endpointUrl: empty.url };
    const { connections, setting } = open(fresh);
    await connections.refresh();
    assert.equal(empty.log.counts.GetCallerIdentity, undefined);
    await setting.set([fresh, prodEntry()]);
    let told = 0;
    connections.onDidChange(() => told++);
    await connections.refresh();
    // It is asked beside, and what shows it is told.
    while (told < 2) await new Promise((wait) => setTimeout(wait, 20));
    assert.deepEqual(
      connections.all.map(({ account }) => account),
      ["111122223333", "111122223333", "111122223333"],
    );
    assert.equal(empty.log.counts.GetCallerIdentity, 1);
    assert.equal(prod.log.counts.GetCallerIdentity, undefined);
    await empty.close();
  });
});
