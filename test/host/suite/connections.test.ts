import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import * as vscode from "vscode";
import { control } from "../../control";
import { connectTo, endpointOf } from "./connected";

const PAGES = 20;

describe("calls to the service", () => {
  const endpoint = endpointOf();
  const { executeCommand } = vscode.commands;
  /** Passes everything on, and counts what is opened. */
  let opened = 0;
  const between = createServer((client) => {
    opened++;
    const server = connect(Number(new URL(endpoint).port), "127.0.0.1");
    client.pipe(server).pipe(client);
    client.on("error", () => server.destroy());
    server.on("error", () => client.destroy());
  });

  before(async () => {
    await control(endpoint, "seed", { channels: PAGES * 100 });
    between.listen(0, "127.0.0.1");
    await once(between, "listening");
  });
  after(async () => {
    await connectTo(endpoint);
    await control(endpoint, "reset");
    between.close();
  });

  it("share connections: each of its own would mean a handshake a call", async function () {
    // The oldest editor's own fetch opens one a call.
    if (vscode.version.startsWith("1.103.")) this.skip();
    const { port } = between.address() as AddressInfo;
    await connectTo(`http://127.0.0.1:${port}`, { callRate: "unlimited" });
    await executeCommand("ivs.refresh");
    // Three lists of two regions at once, and a look whether it is a simulator; each answer is followed by the next page.
    const { counts } = (await (await fetch(`${endpoint}/_simulator/requests`)).json()) as {
      counts: Record<string, number>;
    };
    assert.ok((counts.ListChannels ?? 0) >= PAGES, `${counts.ListChannels} calls`);
    assert.ok(opened > 0 && opened < PAGES / 2, `${opened} connections`);
  });
});
