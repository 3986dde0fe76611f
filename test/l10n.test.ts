import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { getL10nJson } from "@vscode/l10n-dev";

/** The words of the sources ⇄ the bundle of all words ⇄ each language's bundle, and likewise those of the manifest. */

const ROOT = join(__dirname, "..");
type Words = Readonly<Record<string, string>>;
const read = (path: string): Words => JSON.parse(readFileSync(join(ROOT, path), "utf8"));

/** The words that the sources show, by the tool that collects them for translators. */
async function wordsOfSources(): Promise<Words> {
  const files = readdirSync(join(ROOT, "src"), { recursive: true, withFileTypes: true });
  const sources = files.filter((file) => file.isFile() && file.name.endsWith(".ts"));
  const words = await getL10nJson(
    sources.map(({ parentPath, name }) => ({
      extension: ".ts",
      contents: readFileSync(join(parentPath, name), "utf8"),
    })),
  );
  return Object.fromEntries(
    Object.entries(words).map(([key, word]) => [
      key,
      typeof word === "string" ? word : word.message,
    ]),
  );
}

/** Asserts that two have the same keys; says which are missing, and which too many. */
function sameKeys(actual: Words, wanted: Words, where: string, help: string): void {
  const missing = Object.keys(wanted).filter((key) => !Object.hasOwn(actual, key));
  const extra = Object.keys(actual).filter((key) => !Object.hasOwn(wanted, key));
  const lines = [
    ...missing.map((key) => `  missing: ${JSON.stringify(key)}`),
    ...extra.map((key) => `  not used any more: ${JSON.stringify(key)}`),
  ];
  if (lines.length > 0) assert.fail(`${where}: ${help}\n${lines.join("\n")}`);
}

/** What of a text a translation must keep as it is: placeholders, links to commands, code, icons. */
const KEPT = /\{\d+\}|\]\([^)]*\)|`[^`]*`|\$\([^)]*\)/g;

/** Asserts that each word has one, and loses nothing that is filled in. */
function translated(actual: Words, original: Words, where: string): void {
  const wrong = Object.entries(original).flatMap(([key, text]) => {
    const translation = actual[key] ?? "";
    const kept = (of: string) => [...new Set(of.match(KEPT))].sort().join(" ");
    const edges = (of: string) => [/^\s*/, /\s*$/].map((edge) => edge.exec(of)?.[0]).join("|");
    if (translation.trim() === "") return [`${JSON.stringify(key)} is empty`];
    if (kept(translation) !== kept(text))
      return [`${JSON.stringify(key)} has “${kept(translation)}” in place of “${kept(text)}”`];
    if (edges(translation) !== edges(text))
      return [`${JSON.stringify(key)} begins or ends with other spaces`];
    return [];
  });
  assert.deepEqual(wrong, [], where);
}

/** The languages that there are files of: `bundle.l10n.de.json` is of "de". */
function languages(folder: string, name: RegExp): string[] {
  return readdirSync(join(ROOT, folder)).flatMap((file) => name.exec(file)?.[1] ?? []);
}

describe("the words", () => {
  let sources: Words;
  before(async function () {
    // All sources are parsed.
    this.timeout(60_000);
    sources = await wordsOfSources();
  });

  it("are found in the sources, and taken from where the manifest says", () => {
    assert.ok(Object.keys(sources).length > 300);
    const { l10n } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    assert.equal(l10n, "./l10n");
  });

  it("are all in the bundle that translators start from", () => {
    const help = "run `npx vscode-l10n-dev export -o l10n src`, then `npm run format`";
    sameKeys(read("l10n/bundle.l10n.json"), sources, "l10n/bundle.l10n.json", help);
    assert.deepEqual(read("l10n/bundle.l10n.json"), sources);
  });

  it("are never the same but for spaces around them", () => {
    const seen = new Map<string, string>();
    for (const key of Object.keys(sources)) {
      const trimmed = key.trim();
      assert.equal(seen.get(trimmed) ?? key, key);
      seen.set(trimmed, key);
    }
  });

  it("are whole in each language that ships, with what is filled in", () => {
    const bundles = languages("l10n", /^bundle\.l10n\.(.+)\.json$/);
    assert.ok(bundles.includes("de"));
    // A language is both or none: half of it would mix two.
    assert.deepEqual(bundles.sort(), languages("", /^package\.nls\.(.+)\.json$/).sort());
    for (const language of bundles) {
      const bundle = `l10n/bundle.l10n.${language}.json`;
      sameKeys(read(bundle), sources, bundle, "translate what is missing");
      translated(read(bundle), sources, bundle);
      const manifest = `package.nls.${language}.json`;
      const original = read("package.nls.json");
      sameKeys(read(manifest), original, manifest, "translate what is missing");
      translated(read(manifest), original, manifest);
    }
  });

  it("are one German word for one thing", () => {
    // The terms by which a person finds a thing again, in whatever form it is met.
    const terms: readonly [english: RegExp, german: RegExp][] = [
      [/\bchannels?\b/i, /kan(al|äle)/i],
      [/\brecording configurations?\b/i, /aufzeichnungskonfiguration|konfiguration/i],
      [/\bstream keys?\b/i, /streamschlüssel/i],
      [
        /\b(attach|attached|attaching)\b/i,
        /zuordne|zuzuordnen|zugeordnet|zuordnung|ordnen sie .* zu/i,
      ],
      [/\b(detach|detached|detaching)\b/i, /trenn/i],
      [/\bstarving\b/i, /unterversorgt/i],
      [/\bplayback url\b/i, /wiedergabe-url/i],
      [/\bingest server\b/i, /ingest-server/i],
    ];
    const pairs = [
      ...Object.entries(read("l10n/bundle.l10n.de.json")),
      ...Object.entries(read("package.nls.json")).map(
        ([key, text]) => [text, read("package.nls.de.json")[key] ?? ""] as const,
      ),
    ];
    const strays = pairs.filter(([text, german]) =>
      terms.some(([english, wanted]) => english.test(text) && !wanted.test(german)),
    );
    assert.deepEqual(strays, []);
  });
});
