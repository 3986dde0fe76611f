// npm run bench -- [--only NAME]… [--json FILE] [--keep]
// Measures what docs/benchmarks.md lists and prints it as a table; says what got worse than the last results kept in
// the repository. --keep makes these the last ones, in data and in the document.
import { readFileSync, writeFileSync } from "node:fs";
import { availableParallelism, release, totalmem, type } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { root } from "../host/processes";
import { versionOf } from "../host/provision";
import { activation } from "./activation";
import { actAtOnce, removeAtOnce } from "./atOnce";
import { manyConnections } from "./connections";
import { figure, type Results, type Runs, regressions, table } from "./figures";
import { firstRows } from "./firstRows";
import { formOpen } from "./formOpen";
import { idleCalls, idleLarge } from "./idle";
import { large } from "./large";
import { limits } from "./limits";
import { memory } from "./memory";
import { pageCharts, pageHour, pageOpen } from "./page";
import { vsix } from "./vsix";

/** Each gives the figures of one or several names. */
const benches: readonly [names: readonly string[], run: () => Promise<Record<string, Runs>>][] = [
  [["activation"], activation],
  [["first-rows", "first-rows-cold"], firstRows],
  [["load-5000-limits"], limits],
  [["load-50000", "block-50000", "redraw-one", "filter-50000"], large],
  [["memory-50000"], memory],
  [["idle-calls"], idleCalls],
  [["idle-5000"], idleLarge],
  [["act-5000"], actAtOnce],
  [["remove-5000"], removeAtOnce],
  [["connections-14"], manyConnections],
  [["form-open"], formOpen],
  [["page-open"], pageOpen],
  [["page-charts"], pageCharts],
  [["page-hour"], pageHour],
  [["vsix"], vsix],
];

const kept = path.join(__dirname, "results.json");
const document = path.join(root, "docs", "benchmarks.md");

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: "string", multiple: true, default: [] },
      json: { type: "string" },
      keep: { type: "boolean", default: false },
    },
  });
  const { only } = values;
  const unknown = only.find((name) => !benches.some(([names]) => names.includes(name)));
  if (unknown)
    throw new Error(`There is no benchmark ${unknown}: ${benches.flatMap(([n]) => n).join(", ")}`);
  const wanted = (name: string) => only.length === 0 || only.includes(name);

  const results: Record<string, Results[string]> = {};
  for (const [names, run] of benches) {
    if (!names.some(wanted)) continue;
    console.error(`… ${names.filter(wanted).join(", ")}`);
    for (const [name, runs] of Object.entries(await run()))
      if (wanted(name)) results[name] = figure(runs);
  }
  console.log(`${machine()}\n\n${table(results)}`);
  if (values.json) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);

  const before = JSON.parse(readFileSync(kept, "utf8")) as Results;
  for (const line of regressions(before, results)) console.log(`\nWORSE ${line}`);
  if (values.keep) keep({ ...before, ...results });
}

function keep(results: Results): void {
  writeFileSync(kept, `${JSON.stringify(results, null, 2)}\n`);
  const text = readFileSync(document, "utf8");
  const between = /(<!-- results -->\n)[\s\S]*(<!-- end of results -->)/;
  writeFileSync(
    document,
    text.replace(between, (_, begin, end) => `${begin}${machine()}\n\n${table(results)}\n${end}`),
  );
}

function machine(): string {
  const memory = Math.round(totalmem() / 2 ** 30);
  const system = `${type()} ${release().split("-")[0]}`;
  return `${availableParallelism()} cores, ${memory} GiB, ${system}, Node ${process.versions.node}, VS Code ${versionOf("newest")}.`;
}

main().then(
  () => process.exit(0),
  (error: Error) => {
    console.error(error);
    process.exit(1);
  },
);
