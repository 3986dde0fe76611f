import assert from "node:assert/strict";
import { createRequire } from "node:module";
import * as vscode from "vscode";
import { endpointOf } from "./connected";

// One order matters: nothing may have used the extension before the first test.
describe("activation", () => {
  const extension = vscode.extensions.getExtension("ivs-explorer.ivs-explorer");

  it("waits until a view or a command of ours is used", () => {
    assert.ok(extension);
    assert.equal(extension.isActive, false);
  });

  it("takes a moment: it loads no SDK and asks nobody anything", async () => {
    const endpoint = endpointOf();
    const began = performance.now();
    await extension?.activate();
    const took = performance.now() - began;
    console.log(`\u200b      activate: ${took.toFixed(1)} ms`);
    const loaded = Object.keys(createRequire(__filename).cache);
    assert.ok(
      loaded.some((file) => /dist.extension\.js$/.test(file)),
      "the extension is loaded",
    );
    assert.ok(!loaded.some((file) => /dist.aws.index\.js$/.test(file)), "the SDK is not");
    const { counts } = (await (await fetch(`${endpoint}/_simulator/requests`)).json()) as {
      counts: object;
    };
    assert.deepEqual(counts, {});
  });

  it("registers every command of the manifest", async () => {
    const all = new Set(await vscode.commands.getCommands(true));
    for (const { command } of extension?.packageJSON.contributes.commands ?? [])
      assert.ok(all.has(command), command);
  });
});
