// The licenses of what others wrote and we ship, from esbuild's metafiles: what is in a bundle is named, nothing else.
const { readdirSync, readFileSync } = require("node:fs");

/**
 * The text of THIRD_PARTY_NOTICES.txt: the npm packages with any byte in a bundle, under the texts of their LICENSE and
 * NOTICE files, each text once. Fails if there is none for a package.
 * @param {readonly import("esbuild").Metafile[]} metafiles
 */
function notices(metafiles) {
  /** @type {Map<string, string[]>} */
  const packagesOf = new Map();
  const packages = bundled(metafiles);
  for (const one of packages) {
    const text = one.text || textOfSibling(one, packages);
    packagesOf.set(text, [...(packagesOf.get(text) ?? []), one.name]);
  }
  const parts = [...packagesOf].map(([text, names]) => `${names.join("\n")}\n\n${text}`);
  return `IVS Explorer contains code of these packages.\n\n${parts.join(`\n\n${"=".repeat(80)}\n\n`)}\n`;
}

/** The packages with any byte in a bundle. */
function bundled(metafiles) {
  const folders = metafiles
    .flatMap(({ outputs }) => Object.values(outputs))
    .flatMap(({ inputs }) => Object.entries(inputs))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([file]) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? "");
  return [...new Set(folders)].filter(Boolean).sort().map(read);
}

/** A package, and the texts of its LICENSE and NOTICE files: empty if it has none. */
function read(folder) {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  const text = readdirSync(folder)
    .filter((file) => /^(?:licen[cs]e|notice|copying)/i.test(file))
    .map((file) => readFileSync(`${folder}/${file}`, "utf8").replace(/\r/g, "").trimEnd())
    .join("\n\n");
  return { name: `${name} ${version} (${license})`, scope: name.split("/")[0], license, text };
}

/** Some of the SDK's packages come without the text that the others have. */
function textOfSibling({ name, scope, license }, packages) {
  const sibling = packages.find((p) => p.text && p.scope === scope && p.license === license);
  if (!sibling) throw new Error(`${name} has no LICENSE file: THIRD_PARTY_NOTICES.txt needs one.`);
  return sibling.text;
}

module.exports = { notices };
