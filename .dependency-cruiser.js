// Who may import whom, types included. test/laws.test.ts runs it; so does `npx depcruise src`.
// A room is a folder of src, or one file. A room that is not in this list is a noun's: adding one edits nothing here.

const OTHERS = [
  ...["core", "ui", "connections", "resources", "shared", "webview", "aws", "simulator", "tree"],
  ...["export", "editor", "agent", "extension", "main", "commands"],
];

const END = "(?:/|[.]ts$)";
const rooms = (...names) => `^src/(?:${names.join("|")})${END}`;
const NOUN = `^src/(?!(?:${OTHERS.join("|")})${END})([^/.]+)`;
const ofNouns = (...files) => `${NOUN}/(?:${files.join("|")})[.]ts$`;
const PURE = ["model", "rules", "operations"];
/** What a noun shows to other nouns. */
const PUBLIC = [...PURE, "words", "choices"];

const VSCODE = "(?:^|/)@types/vscode/";
const SDK = "(?:^|/)node_modules/@(?:aws-sdk|smithy)/";
const WIDGETS = "(?:^|/)node_modules/@vscode-elements/";

/** Imports that are gone when the code runs: `import type`, `import("…").Type`, `typeof import("…")`. */
const TYPES = ["type-only", "type-import"];

/** The law of one room: all that it may import, its own files aside. Node's modules are said by `node`. */
function law(name, comment, may, { from = rooms(name), own = from, node = true } = {}) {
  return {
    name,
    comment,
    severity: "error",
    from: { path: from },
    to: { pathNot: [own, ...may], ...(node && { dependencyTypesNot: ["core"] }) },
  };
}

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    law("core", "core imports nothing.", [], { node: false }),
    law("shared", "shared imports nothing.", [], { node: false }),
    law("ui", "ui imports core, shared and the editor: it knows no noun.", [
      rooms("core", "shared"),
      VSCODE,
    ]),
    law("connections", "connections import core, ui, shared, the editor, and types of aws.", [
      rooms("core", "ui", "shared", "aws"),
      VSCODE,
    ]),
    law(
      "resources",
      "resources import core, ui, connections, shared and the editor: they know no noun.",
      [rooms("core", "ui", "connections", "shared"), VSCODE],
    ),
    law(
      "noun",
      "A noun's room imports core, ui, connections, resources, shared and the editor; of another noun only what it shows.",
      [rooms("core", "ui", "connections", "resources", "shared"), ofNouns(...PUBLIC), VSCODE],
      { from: NOUN, own: `^src/$1${END}` },
    ),
    law(
      "tree",
      "tree imports core, ui, connections and the editor; of nouns model, row and words.",
      [rooms("core", "ui", "connections"), ofNouns("model", "row", "words"), VSCODE],
    ),
    ...["export", "editor", "agent"].map((name) =>
      law(
        name,
        `${name} imports core, ui, connections and the editor; of nouns only model, rules and operations.`,
        [rooms("core", "ui", "connections"), ofNouns(...PURE), VSCODE],
      ),
    ),
    law("aws", "aws imports core, types of connections and of nouns' models, and the SDK.", [
      rooms("core", "connections"),
      ofNouns("model"),
      SDK,
    ]),
    {
      name: "aws-types",
      comment: "Of connections and nouns, aws imports types only.",
      severity: "error",
      from: { path: rooms("aws") },
      to: { path: `^src/(?!(?:aws|core)${END})`, dependencyTypesNot: TYPES },
    },
    law(
      "webview",
      "The pages import shared and the editor's widgets.",
      [rooms("shared"), WIDGETS],
      {
        node: false,
      },
    ),
    law("simulator", "The simulator imports itself, Node, and types of the SDK.", [SDK]),
    {
      name: "simulator-types",
      comment: "Of the SDK the simulator imports types only: it is another company's server.",
      severity: "error",
      from: { path: rooms("simulator") },
      to: { path: "@aws-sdk/client", dependencyTypesNot: TYPES },
    },
    law("main", "main imports what is in src, and the editor.", ["^src/", VSCODE], {
      from: rooms("main", "commands", "extension"),
    }),
    {
      name: "aws-later",
      comment: 'aws is loaded when it is first needed: by `import("./aws/index.js")`.',
      severity: "error",
      from: { path: rooms("main", "commands", "extension") },
      to: { path: rooms("aws"), dependencyTypesNot: ["dynamic-import", ...TYPES] },
    },
    {
      name: "connections-aws",
      comment: "connections know the types of aws; main loads it.",
      severity: "error",
      from: { path: rooms("connections") },
      to: { path: rooms("aws"), dependencyTypesNot: TYPES },
    },
    {
      name: "pure",
      comment: "model, rules and operations run without the editor, the SDK and Node.",
      severity: "error",
      from: { path: `^src/(?!simulator/)[^/]+/(?:${PURE.join("|")})[.]ts$` },
      to: { path: "^(?!src/)", reachable: true },
    },
    {
      name: "no-circles",
      comment: "Modules that import each other can't be read, tested or moved one by one.",
      severity: "error",
      from: { path: "^src/" },
      to: { circular: true },
    },
  ],
  options: {
    // Types count. To read them it needs TypeScript 6: 7 has no API yet.
    tsPreCompilationDeps: true,
    doNotFollow: { path: "(?:^|/)node_modules/" },
  },
};
