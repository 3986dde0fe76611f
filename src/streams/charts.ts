import { l10n } from "vscode";
import type { Block, Chart, ChartLine, Tone } from "../shared/page";
import type { Finding, Health, Line } from "./health";
import { findingWords, metricWord, valueWord } from "./healthWords";
import { type ChannelSeries, METRICS, type MetricName, type Range, type Series } from "./metrics";
import { eventWords } from "./sessionEvents";

/** How the values of a metric are drawn: in another unit than they are read. */
const SCALES: Readonly<
  Record<MetricName, { readonly divisor: number; readonly unit: string; readonly digits: number }>
> = {
  videoBitrate: { divisor: 1_000_000, unit: "Mbps", digits: 2 },
  frameRate: { divisor: 1, unit: "fps", digits: 1 },
  audioBitrate: { divisor: 1000, unit: "kbps", digits: 0 },
  keyframeInterval: { divisor: 1, unit: "s", digits: 1 },
  viewers: { divisor: 1, unit: "", digits: 0 },
};

/** The five series of a range as charts, with what is marked in them. */
export function chartsBlock(
  id: string,
  range: Range,
  series: ChannelSeries,
  { bands, ticks, lines }: Health,
): Block {
  return {
    kind: "charts",
    id,
    from: range.from,
    // A session may be over as soon as it began.
    to: Math.max(range.to, range.from + 1000),
    charts: METRICS.map((name) => chartOf(name, range, series[name], lines[name])),
    bands: bands.map(({ from, to }) => ({ from, to, label: l10n.t("starving") })),
    ticks: ticks.map((event) => {
      const { tone, name } = eventWords(event);
      return { at: event.at, label: name, tone: tone === "neutral" ? "info" : tone };
    }),
  };
}

function chartOf(
  name: MetricName,
  range: Range,
  { period, points }: Series,
  lines: readonly Line[],
): Chart {
  const { divisor, unit, digits } = SCALES[name];
  const start = Math.floor(range.from / period) * period;
  // One a period, so that a period without a value is a gap.
  const count = Math.max(0, Math.ceil((range.to - start) / period));
  const values = new Array<number | null>(count).fill(null);
  for (const { at, value } of points) {
    const index = Math.round((at - start) / period);
    if (index >= 0 && index < count) values[index] = Number((value / divisor).toFixed(digits + 1));
  }
  return {
    id: name,
    label: metricWord(name),
    unit,
    digits,
    period: period / 1000,
    start,
    values,
    lines: lines.map((line) => lineOf(name, line, divisor)),
    summary: summaryOf(name, points),
  };
}

function lineOf(name: MetricName, { kind, value }: Line, divisor: number): ChartLine {
  const word = valueWord(name, value);
  return {
    value: value / divisor,
    kind: kind === "limit" ? "limit" : "target",
    label:
      kind === "target"
        ? l10n.t("target {0}", word)
        : kind === "advised"
          ? l10n.t("advised {0}", word)
          : l10n.t("limit {0}", word),
  };
}

function summaryOf(name: MetricName, points: Series["points"]): string {
  let [least, most, sum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (const { value } of points) {
    least = Math.min(least, value);
    most = Math.max(most, value);
    sum += value;
  }
  const last = points.at(-1);
  if (!last) return l10n.t("no data");
  return l10n.t(
    "last {0}, on average {1}, from {2} to {3}",
    ...[last.value, sum / points.length, least, most].map((value) => valueWord(name, value)),
  );
}

/** What is to be said above the charts: what is most urgent, and the rest below it. */
export function findingsBlock(id: string, { findings }: Health, now: number): Block {
  const [first, ...more] = findings;
  return {
    kind: "notice",
    id,
    tone: toneOfFinding(first),
    text: findingWords(first, now),
    ...(more.length > 0 && { lines: more.map((finding) => findingWords(finding, now)) }),
  };
}

function toneOfFinding({ severity }: Finding): Tone {
  return severity === "ok" ? "good" : severity;
}
