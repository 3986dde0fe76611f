import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { IConfiguration, ICruiseResult, IViolation } from "dependency-cruiser";

/** Who may import whom: .dependency-cruiser.js, on all of src, and each of its laws broken on a small house. */

const ROOT = join(__dirname, "..");
const { options, ...laws }: IConfiguration = require("../.dependency-cruiser.js");

/** What the laws forbid of the imports in `<root>/src`. */
async function violations(root: string): Promise<readonly IViolation[]> {
  // It can't be required.
  const { cruise } = await import("dependency-cruiser");
  const how = { ...options, baseDir: root, ruleSet: laws, validate: true };
  const { output } = await cruise(["src"], how);
  return (output as ICruiseResult).summary.violations;
}

const line = ({ rule, from, to, comment }: IViolation) =>
  `${rule.name}: ${from} → ${to} ${comment}`;

/** A house with every import that is allowed. */
const HOUSE: Record<string, string> = {
  "core/arn.ts": `export type Arn = string; export const parse = String;`,
  "core/store.ts": `import { type Arn, parse } from "./arn"; export const State = parse;`,
  "shared/wire.ts": `export const READY = "ready";`,
  "ui/words.ts": `import * as vscode from "vscode"; import { parse } from "../core/arn"; import "../shared/wire";
    export const say = () => vscode.l10n.t(parse("")); import "node:crypto";`,
  "connections/config.ts": `export interface Config { readonly profile: string }`,
  "connections/connections.ts": `import * as vscode from "vscode"; import { say } from "../ui/words"; import "node:fs";
    export type Aws = typeof import("../aws/index.js"); import type { connect } from "../aws"; import "../core/store";`,
  "resources/pick.ts": `import * as vscode from "vscode"; import "../connections/connections"; import "../core/arn"; import "../ui/words";
    import "../shared/wire"; export const pick = vscode;`,
  "channels/model.ts": `import type { Arn } from "../core/arn"; export interface Channel { arn: Arn }; export const MAX = 1;`,
  "channels/rules.ts": `import { MAX } from "./model"; import type { Recording } from "../recordings/model";`,
  "channels/operations.ts": `import "./rules"; import "../core/store"; import "../recordings/operations";`,
  "channels/row.ts": `import { say } from "../ui/words"; import "./model"; export const row = say;`,
  "channels/form.ts": `import { l10n } from "vscode"; import "../connections/connections"; import "../recordings/rules";
    import "../shared/wire"; import "./operations"; import "node:path"; import "../resources/pick"; import "../streams/words";`,
  "recordings/model.ts": `export interface Recording { name: string }`,
  "recordings/rules.ts": `import "./model";`,
  "recordings/operations.ts": `import "./rules";`,
  "recordings/form.ts": `import "../channels/operations";`,
  "streams/words.ts": `import { l10n } from "vscode"; export const words = l10n;`,
  "streams/row.ts": `import * as vscode from "vscode"; export const row = vscode;`,
  "tree/lazyTree.ts": `import * as vscode from "vscode"; import type { rows } from "./rows";`,
  "tree/rows.ts": `import "../channels/row"; import "../recordings/model"; import "../connections/connections"; import "../ui/words";
    import "../streams/words"; export const rows = 1;`,
  "export/fields.ts": `import "../channels/rules"; import "../connections/connections"; import "vscode";`,
  "editor/hover.ts": `import "../channels/model"; import "../ui/words"; import "vscode";`,
  "agent/tools.ts": `import "../channels/operations"; import "../core/store"; import "vscode";`,
  "aws/index.ts": `import { IvsClient } from "@aws-sdk/client-ivs"; import "@smithy/fetch-http-handler"; import "node:os";
    import type { Channel } from "../channels/model"; import type { Config } from "../connections/config"; import "../core/arn";
    export const connect = 1;`,
  "webview/form.ts": `import "@vscode-elements/elements/dist/vscode-button/index.js"; import "../shared/wire"; import "./dom";`,
  "webview/dom.ts": `export const dom = 1;`,
  "simulator/main.ts": `import "node:http"; import type { Channel } from "@aws-sdk/client-ivs"; import "./operations/streams";`,
  "simulator/operations/streams.ts": `import "node:crypto";`,
  // A room that is one file.
  "storage.ts": `import { l10n } from "vscode"; import "./channels/model"; import "./core/store";`,
  "commands.ts": `import "./channels/form"; import "./recordings/form"; import type { connect } from "./aws";`,
  "main.ts": `import * as vscode from "vscode"; import "./tree/rows"; import "./commands"; import "./storage";
    export const aws = () => import("./aws/index.js");`,
  "extension.ts": `import type * as vscode from "vscode"; import "./tree/lazyTree"; import("./main.js");`,
};

/** What a law forbids: a file that is added to the house. */
const FORBIDDEN: readonly [law: string, file: string, text: string][] = [
  ["core", "core/noun.ts", `import type { Channel } from "../channels/model";`],
  ["core", "core/editor.ts", `import type * as vscode from "vscode";`],
  ["core", "core/disk.ts", `import "node:fs";`],
  ["shared", "shared/core.ts", `import type { Arn } from "../core/arn";`],
  ["ui", "ui/noun.ts", `import type { Channel } from "../channels/model";`],
  ["ui", "ui/connection.ts", `import type { Config } from "../connections/config";`],
  ["connections", "connections/noun.ts", `export type C = import("../channels/model").Channel;`],
  ["resources", "resources/noun.ts", `import type { Channel } from "../channels/model";`],
  ["connections-aws", "connections/aws.ts", `import { connect } from "../aws";`],
  [
    "connections-aws",
    "connections/later.ts",
    `export const aws = () => import("../aws/index.js");`,
  ],
  ["noun", "channels/otherForm.ts", `import "../recordings/form";`],
  ["noun", "recordings/otherRow.ts", `export type { row } from "../channels/row";`],
  ["noun", "channels/tree.ts", `import type { rows } from "../tree/rows";`],
  ["noun", "channels/sdk.ts", `import type { Channel } from "@aws-sdk/client-ivs";`],
  ["noun", "channels/aws.ts", `export type Aws = typeof import("../aws/index.js");`],
  ["noun", "playback/commands.ts", `import "../channels/form";`],
  ["noun", "metadata.ts", `import "./channels/form";`],
  ["tree", "tree/operations.ts", `import type {} from "../channels/operations";`],
  ["tree", "tree/form.ts", `import "../channels/form";`],
  ["export", "export/form.ts", `import "../channels/form";`],
  ["editor", "editor/row.ts", `import "../channels/row";`],
  ["agent", "agent/form.ts", `import "../channels/form";`],
  ["aws", "aws/editor.ts", `import type { Uri } from "vscode";`],
  ["aws", "aws/rules.ts", `import type {} from "../channels/rules";`],
  ["aws-types", "aws/value.ts", `import { MAX } from "../channels/model";`],
  ["webview", "webview/core.ts", `import type { Arn } from "../core/arn";`],
  ["webview", "webview/disk.ts", `import "node:path";`],
  ["simulator", "simulator/noun.ts", `import type { Channel } from "../channels/model";`],
  ["simulator-types", "simulator/sdk.ts", `import { IvsClient } from "@aws-sdk/client-ivs";`],
  ["main", "main/sdk.ts", `import type { Channel } from "@aws-sdk/client-ivs";`],
  ["aws-later", "main/aws.ts", `import { connect } from "../aws";`],
  ["pure", "streams/rules.ts", `import type { row } from "./row";`],
  ["pure", "streams/operations.ts", `import "node:path";`],
  ["no-circles", "core/one.ts", `import type {} from "./two";`],
  ["no-circles", "core/two.ts", `export type One = import("./one").One;`],
];

describe("the import laws", () => {
  it("hold in src", async () => {
    assert.deepEqual((await violations(ROOT)).map(line), []);
  });

  describe("on a small house", () => {
    let house: string;
    let found: readonly IViolation[];

    before(async () => {
      house = mkdtempSync(join(tmpdir(), "ivs-laws-"));
      symlinkSync(join(ROOT, "node_modules"), join(house, "node_modules"), "junction");
      for (const [file, text] of Object.entries(HOUSE)) add(file, text);
      for (const [, file, text] of FORBIDDEN) add(file, text);
      found = await violations(house);
    });
    after(() => rmSync(house, { recursive: true }));

    function add(file: string, text: string): void {
      const path = join(house, "src", file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, `${text}\n`);
    }

    it("allow what is allowed", () => {
      const added = new Set(FORBIDDEN.map(([, file]) => `src/${file}`));
      assert.deepEqual(found.filter(({ from }) => !added.has(from)).map(line), []);
    });

    for (const [law, file, text] of FORBIDDEN) {
      it(`${law}: forbids ${text} in ${file}`, () => {
        const broken = found.filter(
          ({ from, cycle }) =>
            from === `src/${file}` || cycle?.some(({ name }) => name === `src/${file}`),
        );
        assert.deepEqual([...new Set(broken.map(({ rule }) => rule.name))], [law]);
      });
    }

    it("are each tried", () => {
      const names = laws.forbidden?.map(({ name }) => name);
      assert.deepEqual(new Set(FORBIDDEN.map(([law]) => law)), new Set(names));
    });
  });
});
