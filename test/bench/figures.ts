/** What one benchmark measured: several runs, ours and the bare alternative side by side in each. */
export interface Runs {
  readonly unit: string;
  readonly ours: readonly number[];
  readonly against: readonly number[];
  /** The largest ratio that is well. */
  readonly aim: number;
  /** More that was seen, for the table. */
  readonly seen?: string;
}

/** One line of the results. */
export interface Figure {
  /** Medians. */
  readonly ours: number;
  readonly against: number;
  readonly ratio: number;
  readonly unit: string;
  /** Of the ratios of the runs: from the first quartile to the third. */
  readonly spread: readonly [number, number];
  readonly runs: number;
  readonly aim: number;
  readonly seen?: string;
}

export type Results = Readonly<Record<string, Figure>>;

/** Sums up the runs of a benchmark. A ratio is that of one run: what slows the machine slows both sides of it. */
export function figure({ unit, ours, against, aim, seen }: Runs): Figure {
  const ratios = ours.map((value, i) => ratio(value, against[i] ?? Number.NaN));
  return {
    ours: round(quantile(ours, 0.5)),
    against: round(quantile(against, 0.5)),
    ratio: round(quantile(ratios, 0.5)),
    unit,
    spread: [round(quantile(ratios, 0.25)), round(quantile(ratios, 0.75))],
    runs: ours.length,
    aim,
    ...(seen && { seen }),
  };
}

/** Nothing where nothing is needed is 1. */
function ratio(ours: number, against: number): number {
  return ours === against ? 1 : ours / against;
}

/** The value below which a share of the values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)] ?? Number.NaN;
  const above = sorted[Math.ceil(at)] ?? Number.NaN;
  return above === below ? below : below + (above - below) * (at % 1);
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}

/** What got worse than it was by more than both spreads. */
export function regressions(before: Results, now: Results): string[] {
  return Object.entries(now).flatMap(([name, { ratio, spread }]) => {
    const last = before[name];
    return last && spread[0] > last.spread[1] && ratio > last.ratio
      ? [
          `${name}: ratio ${ratio} (${spread.join("–")}), was ${last.ratio} (${last.spread.join("–")})`,
        ]
      : [];
  });
}

/** The results as a Markdown table. */
export function table(results: Results): string {
  const rows = Object.entries(results).map(([name, f]) => {
    const met = f.ratio <= f.aim ? "met" : "**missed**";
    const cells = [
      name,
      `${f.ours} ${f.unit}`,
      `${f.against} ${f.unit}`,
      `${f.ratio} (${f.spread.join("–")})`,
      `≤ ${f.aim}: ${met}`,
      f.runs,
      f.seen ?? "",
    ];
    return `| ${cells.join(" | ")} |`;
  });
  return [
    "| name | ours | against | ratio (its quartiles) | aim | runs | seen |",
    "|---|---|---|---|---|---|---|",
    ...rows,
  ].join("\n");
}
