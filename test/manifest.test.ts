import "./vscode";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { commands } from "../src/commands";
import { COLORS } from "../src/connections/config";
import { type Entry, readEntries } from "../src/connections/entries";
import { REGIONS } from "../src/core/arn";
import { rowId } from "../src/core/ref";
import type { Node } from "../src/tree/node";
import { inConnection, lookOf } from "../src/tree/rows";
import { CONTEXT_KEYS, LINKED_COMMANDS, WALKTHROUGH } from "../src/ui/manifest";
import { toTreeItem } from "../src/ui/row";
import { channel, recording, stream } from "./make";

/** package.json ⇄ command table ⇄ contextValues ⇄ menus ⇄ words. */

const ROOT = join(__dirname, "..");
const text = (path: string) => readFileSync(join(ROOT, path), "utf8");
const manifest = JSON.parse(text("package.json"));
const words: Record<string, string> = JSON.parse(text("package.nls.json"));
const { contributes } = manifest;

/** An entry of the setting with all that it can say of an account at AWS. */
const FULL: Entry = {
  profile: "prod",
  regions: ["us-east-1"],
  label: "Production",
  readOnly: true,
  color: "red",
  endpointUrl: "http://127.0.0.1:4566",
  callRate: "unlimited",
};

interface MenuItem {
  /** Absent where a submenu is offered. */
  readonly command?: string;
  readonly submenu?: string;
  readonly when?: string;
  readonly group?: string;
}
/** Of a walkthrough. */
interface Step {
  readonly media: { readonly svg: string };
  readonly completionEvents: readonly string[];
}
const menus = contributes.menus as Record<string, MenuItem[]>;
const contributed: string[] = contributes.commands.map((c: { command: string }) => c.command);

const table = Object.keys(commands);

/** All rows that there can be, drawn. */
const rows = nodes().map((node) =>
  toTreeItem(
    inConnection(lookOf(node, { waiting: "to be done" }), {
      region: "us-east-1",
      simulator: true,
      readOnly: true,
    }),
  ),
);

function nodes(): Node[] {
  const config = { region: "us-east-1" };
  const simulated = { ...config, simulator: true };
  const problem = { kind: "offline", detail: "", code: "" } as const;
  const problems = [
    { problem, config },
    { problem, config: simulated },
    { problem: { ...problem, kind: "credentials" }, config },
    { problem: { ...problem, kind: "credentials", sso: true }, config },
  ] as const;
  const live = channel("live", { authorized: true, recordingArn: recording("active").arn });
  const recordings = (["ACTIVE", "CREATING", "CREATE_FAILED"] as const).map((state) =>
    recording(state, { state }),
  );
  const id = rowId("us-east-1", "row");
  return [
    { kind: "connection", id, config: simulated, reading: false, problem },
    ...problems.map((one) => ({ kind: "problem", id, ...one }) as const),
    ...[...recordings, undefined].map(
      (recording) =>
        ({
          kind: "recording",
          id,
          recording,
          channels: 1,
          reading: false,
          freshness: "now",
        }) as const,
    ),
    { kind: "unrecorded", id, channels: 1 },
    { kind: "missing", id, channels: 1 },
    { kind: "channel", id, channel: live, stream: stream(live), freshness: "now" },
    { kind: "more", id, where: "after", hidden: 1, next: 1 },
  ];
}

describe("the manifest", () => {
  it("contributes exactly the commands of the table", () => {
    assert.deepEqual([...contributed].sort(), table.sort());
  });

  it("puts every command of the category IVS, with a title, under a name of the form ivs.noun.verb", () => {
    for (const { command, category, title } of contributes.commands) {
      assert.match(command, /^ivs(\.[a-z]+)?\.[a-z]\w*$/i);
      assert.equal(category, "IVS");
      assert.match(title, /^%.+%$/);
    }
  });

  it("offers in menus, welcome views and code only commands that exist", () => {
    const used = Object.values(menus).flatMap((items) =>
      items.flatMap(({ command }) => command ?? []),
    );
    for (const content of Object.values(words))
      for (const [, id] of content.matchAll(/command:([\w.]+)/g)) used.push(id ?? "");
    used.push(...LINKED_COMMANDS);
    const builtIn = contributes.views.ivs.map((view: { id: string }) => `${view.id}.focus`);
    for (const id of used) assert.ok([...contributed, ...builtIn].includes(id), id);
  });

  it("offers in submenus what they have, and opens every one of them from a menu", () => {
    const submenus = contributes.submenus.map(({ id }: { id: string }) => id);
    const opened = Object.values(menus).flatMap((items) => items.flatMap((i) => i.submenu ?? []));
    assert.deepEqual(opened.sort(), [...submenus].sort());
    for (const id of submenus) assert.ok((menus[id] ?? []).length > 1, id);
  });

  it("offers what acts on one channel or configuration only where one row is selected", () => {
    // What is inline is pressed on its row; a submenu may say it for all that it has.
    const offered = (menu: string) =>
      (menus[menu] ?? []).filter(({ group }) => !group?.startsWith("inline"));
    const isSingle = ({ when = "" }: MenuItem) => when.includes("!listMultiSelection");
    const several = /\\b\(?(channel|recording|failed|live|unrecorded)\b/;
    let checked = 0;
    for (const item of offered("view/item/context")) {
      const below = item.submenu ? offered(item.submenu) : [item];
      for (const { command = "", when } of below) {
        const { forOne } = (commands as Record<string, { forOne?: true }>)[command] ?? {};
        if (!forOne || !several.test(`${item.when} ${when}`)) continue;
        assert.ok(isSingle(item) || isSingle({ when }), command);
        checked++;
      }
    }
    assert.ok(checked > 10, `${checked}`);
  });

  it("reaches every command: from the palette, or from a menu", () => {
    const hidden = new Set(
      menus.commandPalette?.filter(({ when }) => when === "false").map(({ command }) => command),
    );
    const inMenus = Object.entries(menus)
      .filter(([menu]) => menu !== "commandPalette")
      .flatMap(([, items]) => items.map(({ command }) => command));
    for (const id of contributed) assert.ok(!hidden.has(id) || inMenus.includes(id), id);
  });

  it("asks rows only for words that rows have", () => {
    const known = new Set(rows.flatMap(({ contextValue = "" }) => contextValue.split(" ")));
    for (const { when = "" } of menus["view/item/context"] ?? []) {
      const asked = [...when.matchAll(/viewItem =~ \/\\b\(?([\w|]+)\)?\\b\//g)];
      assert.ok(asked.length > 0, when);
      for (const [, alternatives = ""] of asked)
        for (const word of alternatives.split("|")) assert.ok(known.has(word), word);
    }
  });

  it("goes by exactly the context keys that the code sets", () => {
    const conditions = [
      ...Object.values(menus).flat(),
      ...contributes.viewsWelcome,
      ...contributes.keybindings,
      ...contributes.walkthroughs.flatMap(({ steps }: { steps: Step[] }) =>
        steps.flatMap(({ completionEvents }) =>
          completionEvents.flatMap((event) =>
            event.startsWith("onContext:") ? { when: event } : [],
          ),
        ),
      ),
    ];
    const used = conditions.flatMap(({ when = "" }: MenuItem) =>
      [...when.matchAll(/(?<![\w=] ?)\bivs\.\w+/g)].map(([key]) => key),
    );
    const keys = new Set(used.filter((key) => key !== "ivs.channels"));
    assert.deepEqual([...keys].sort(), [...CONTEXT_KEYS].sort());
  });

  it("has at most three inline icons on a row and shows icons for what is inline", () => {
    const inline = (menus["view/item/context"] ?? []).filter((i) => i.group?.startsWith("inline"));
    for (const { command = "" } of inline) {
      const { icon } = contributes.commands.find((c: { command: string }) => c.command === command);
      assert.ok(icon, command);
    }
    assert.ok(inline.length <= 5);
  });

  it("leads through four steps, which are done when what they say was done, and opens by itself nowhere", () => {
    const [{ id, when, steps }, ...more] = contributes.walkthroughs;
    assert.equal(more.length, 0);
    assert.equal(WALKTHROUGH, `${manifest.publisher}.${manifest.name}#${id}`);
    // What is installed just now has set no key yet: the editor would open it.
    assert.match(when, /\bivs\.connected\b/);
    assert.equal(steps.length, 4);
    for (const { media, completionEvents } of steps as Step[]) {
      const picture = text(media.svg);
      assert.doesNotMatch(picture, /#[0-9a-f]{3,8}\b/i, "colours are the theme's");
      assert.match(picture, /var\(--vscode-/);
      for (const event of completionEvents) {
        const [kind, what = ""] = event.split(/:(.*)/s);
        if (kind === "onCommand") assert.ok(contributed.includes(what), what);
        else
          for (const [key] of what.matchAll(/ivs\.\w+/g))
            assert.ok((CONTEXT_KEYS as readonly string[]).includes(key), key);
      }
    }
  });

  it("has all its words, and no word too many", () => {
    const used = new Set([...text("package.json").matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key));
    assert.deepEqual([...used].sort(), Object.keys(words).sort());
  });

  it("lets no workspace say where credentials go", () => {
    const { properties } = contributes.configuration;
    const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    for (const [name, { scope }] of Object.entries<{ scope: string }>(properties)) {
      assert.equal(scope, "machine", name);
      assert.ok(restrictedConfigurations.includes(name), name);
    }
  });

  it("offers nothing that changes anything on a row that is read-only", () => {
    const writes = [
      ...["create", "edit", "duplicate", "rename", "moveTo", "detach", "attachRecording"].map(
        (verb) => `ivs.channel.${verb}`,
      ),
      ...["create", "change", "duplicate"].map((verb) => `ivs.recording.${verb}`),
      "ivs.resource.delete",
    ];
    const offered = menus["view/item/context"] ?? [];
    for (const write of writes) {
      const items = offered.filter(({ command }) => command === write);
      assert.ok(items.length > 0, write);
      for (const { when = "" } of items) assert.match(when, /!\(viewItem =~ \/\\breadOnly\\b\/\)/);
    }
  });

  it("offers the regions and colours that the code knows, and nothing that it does not read", () => {
    const entry = contributes.configuration.properties["ivs.connections"].items.properties;
    const whole = { ...FULL, simulator: undefined };
    assert.deepEqual(Object.keys(entry).sort(), Object.keys(whole).sort());
    const [{ at: _, ...read } = assert.fail()] = readEntries([FULL]).entries;
    assert.deepEqual(read, whole);

    assert.deepEqual(entry.regions.items.enum, REGIONS);
    assert.deepEqual(entry.color.enum, COLORS);
  });

  it("activates by its views and commands, and for the forms and pages that a reload brings back", () =>
    assert.deepEqual(manifest.activationEvents, [
      "onWebviewPanel:ivs.form",
      "onWebviewPanel:ivs.page",
    ]));
});
