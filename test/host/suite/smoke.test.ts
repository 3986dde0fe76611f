import assert from "node:assert/strict";
import * as vscode from "vscode";

describe("the extension", () => {
  it("is found and can be activated", async () => {
    const extension = vscode.extensions.getExtension("ivs-explorer.ivs-explorer");
    assert.ok(extension);
    await extension.activate();
    assert.ok(extension.isActive);
  });
});
