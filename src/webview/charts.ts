import type { Chart, ChartLine, Charts, PageWords } from "../shared/page";
import { arrange, make } from "./dom";

/*
 * Charts as SVG: one for each metric, over one time axis. It is the page's own text and shapes, so themes, high contrast
 * and screen readers have it for nothing. A chart is a slider along the time: arrow keys move a cursor that all charts
 * share, and what stands there is its value text.
 */

const NS = "http://www.w3.org/2000/svg";
const HEIGHT = 132;
const LEFT = 48;
const RIGHT = 10;
const TOP = 8;
const BOTTOM = 20;

/** Makes an element of SVG. Text is always set as text. */
function shape(
  tag: string,
  attributes: Readonly<Record<string, string | number>>,
  text?: string,
): SVGElement {
  const element = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, `${value}`);
  if (text !== undefined) element.textContent = text;
  return element;
}

/** How moments are written. */
export interface Times {
  /** 12:03:05 */
  readonly time: Intl.DateTimeFormat;
  /** 12:03, on an axis. */
  readonly short: Intl.DateTimeFormat;
}

/** All charts of a section, with the cursor that they share and their table. */
export function drawCharts(first: Charts, words: PageWords, times: Times) {
  let data = first;
  /** Where the cursor is (ms since the epoch); undefined: nowhere. */
  let cursor: number | undefined;
  const all = new Map<string, ReturnType<typeof drawChart>>();
  const plots = make("div", "charts");
  const table = make("div", "table scroll");
  table.tabIndex = 0;
  table.role = "region";
  table.ariaLabel = words.table;
  const details = make("details", "as-table", make("summary", "", words.table), table);
  details.addEventListener("toggle", redrawTable);
  const element = make("div", "", plots, details);

  function move(to: number | undefined): void {
    cursor = to === undefined ? undefined : Math.min(Math.max(to, data.from), data.to - 1);
    for (const chart of all.values()) chart.moveTo(cursor);
  }
  function redrawTable(): void {
    if (details.open) table.replaceChildren(tableOf(data, words, times));
    else table.replaceChildren();
  }
  function update(now: Charts): void {
    data = now;
    for (const id of all.keys()) if (!now.charts.some((chart) => chart.id === id)) all.delete(id);
    for (const chart of now.charts) {
      const drawn = all.get(chart.id) ?? drawChart(words, times, move);
      all.set(chart.id, drawn);
      drawn.update(chart, now);
      drawn.moveTo(cursor);
    }
    arrange(
      plots,
      now.charts.flatMap(({ id }) => all.get(id)?.element ?? []),
    );
    redrawTable();
  }
  update(first);
  return { element, update };
}

function drawChart(words: PageWords, times: Times, move: (to: number | undefined) => void) {
  let chart: Chart;
  let charts: Charts;
  let cursor: number | undefined;
  let width = 0;
  /** What the axis ends with, and the lines that are drawn. */
  let top = 1;
  let lines: readonly ChartLine[] = [];
  const name = make("span", "name");
  const read = make("span", "read");
  const svg = document.createElementNS(NS, "svg");
  svg.setAttribute("role", "slider");
  svg.setAttribute("tabindex", "0");
  const still = shape("g", {});
  const line = shape("line", { class: "cursor", y1: TOP, y2: HEIGHT - BOTTOM });
  const dot = shape("circle", { class: "dot", r: 3 });
  svg.append(still, line, dot);
  const element = make("figure", "chart", make("figcaption", "", name, read));
  element.append(svg);

  const x = (at: number) =>
    LEFT + ((at - charts.from) / (charts.to - charts.from)) * (width - LEFT - RIGHT);
  const at = (px: number) =>
    charts.from + ((px - LEFT) / (width - LEFT - RIGHT)) * (charts.to - charts.from);
  const y = (value: number) => HEIGHT - BOTTOM - (value / top) * (HEIGHT - TOP - BOTTOM);

  function redraw(): void {
    svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    svg.setAttribute("height", `${HEIGHT}`);
    const parts: SVGElement[] = [];
    for (const { from, to } of charts.bands) {
      const [left, right] = [Math.max(x(from), LEFT), Math.min(x(to), width - RIGHT)];
      if (right <= left) continue;
      const box = { x: left, width: right - left, y: TOP, height: HEIGHT - TOP - BOTTOM };
      parts.push(shape("rect", { class: "band", ...box }));
    }
    for (const value of [0, top / 2, top]) {
      parts.push(
        shape("line", { class: "grid", x1: LEFT, x2: width - RIGHT, y1: y(value), y2: y(value) }),
        shape("text", { x: LEFT - 6, y: y(value) + 4, "text-anchor": "end" }, brief(value)),
      );
    }
    const moments = Math.max(2, Math.min(6, Math.floor((width - LEFT) / 110)));
    for (let each = 0; each < moments; each++) {
      const when = charts.from + ((charts.to - charts.from) * each) / (moments - 1);
      const anchor = each === 0 ? "start" : each === moments - 1 ? "end" : "middle";
      const place = { x: x(when), y: HEIGHT - 5, "text-anchor": anchor };
      parts.push(shape("text", place, times.short.format(when)));
    }
    for (const { at: when, tone } of charts.ticks) {
      if (when < charts.from || when > charts.to) continue;
      const [left, bottom] = [x(when), HEIGHT - BOTTOM];
      parts.push(shape("line", { class: `tick ${tone}`, x1: left, x2: left, y1: TOP, y2: bottom }));
      // By its shape, too, an error is told from what is usual.
      const mark =
        tone === "error" || tone === "warning"
          ? `M${left - 4} ${TOP}h8l-4 6z`
          : `M${left - 2} ${TOP}h4v4h-4z`;
      parts.push(shape("path", { class: `mark ${tone}`, d: mark }));
    }
    for (const { value, label, kind } of lines) {
      const place = { class: kind, x1: LEFT, x2: width - RIGHT, y1: y(value), y2: y(value) };
      const above = y(value) > TOP + 14;
      // Apart, where the two are close to each other.
      const [side, anchor] = kind === "limit" ? [width - RIGHT, "end"] : [LEFT + 4, "start"];
      const text = { class: kind, x: side, y: y(value) + (above ? -4 : 12), "text-anchor": anchor };
      parts.push(shape("line", place), shape("text", text, label));
    }
    parts.push(shape("path", { class: "series", d: pathOf(chart, charts.from, width, x, y) }));
    still.replaceChildren(...parts);
    drawCursor();
  }

  function drawCursor(): void {
    const shown = cursor ?? lastOf(chart);
    const value = shown === undefined ? undefined : valueAt(chart, shown);
    read.textContent = value === undefined ? words.none : `${figure(value, chart)} ${chart.unit}`;
    const known = cursor !== undefined;
    line.toggleAttribute("hidden", !known);
    dot.toggleAttribute("hidden", !known || value === undefined);
    const steps = Math.max(1, Math.round((charts.to - charts.from) / chart.period / 1000));
    svg.setAttribute("aria-valuemin", "0");
    svg.setAttribute("aria-valuemax", `${steps}`);
    const now = cursor ?? charts.to;
    svg.setAttribute("aria-valuenow", `${Math.round((now - charts.from) / chart.period / 1000)}`);
    if (cursor === undefined) {
      svg.setAttribute("aria-valuetext", chart.summary);
      return;
    }
    line.setAttribute("x1", `${x(cursor)}`);
    line.setAttribute("x2", `${x(cursor)}`);
    dot.setAttribute("cx", `${x(cursor)}`);
    dot.setAttribute("cy", `${y(value ?? 0)}`);
    const marks = marksAt(charts, cursor, chart.period * 1000);
    const text = [times.time.format(cursor), read.textContent, ...marks].join(", ");
    svg.setAttribute("aria-valuetext", text);
    read.textContent = text;
  }

  svg.addEventListener("pointermove", (event) => move(at(event.offsetX)));
  svg.addEventListener("pointerleave", () => {
    if (document.activeElement !== svg) move(undefined);
  });
  svg.addEventListener("blur", () => move(undefined));
  svg.addEventListener("keydown", (event) => {
    const step = chart.period * 1000;
    const from = cursor ?? lastOf(chart) ?? charts.to;
    const to: Readonly<Record<string, number | undefined>> = {
      ArrowLeft: from - step,
      ArrowDown: from - step,
      ArrowRight: from + step,
      ArrowUp: from + step,
      PageUp: from + 12 * step,
      PageDown: from - 12 * step,
      Home: charts.from,
      End: charts.to,
    };
    if (event.key === "Escape" && cursor !== undefined) move(undefined);
    else if (event.key in to) move(to[event.key]);
    else return;
    event.preventDefault();
  });
  new ResizeObserver(() => {
    const now = Math.round(svg.getBoundingClientRect().width);
    if (now === width || now === 0) return;
    width = now;
    redraw();
  }).observe(svg);

  return {
    element,
    update(now: Chart, all: Charts) {
      chart = now;
      charts = all;
      const most = mostOf(now.values);
      lines = shownLines(now, most);
      top = topOf(Math.max(most, ...lines.map(({ value }) => value)));
      name.textContent = now.label;
      svg.setAttribute("aria-label", `${now.label}. ${words.keys}`);
      if (width > 0) redraw();
    },
    moveTo(to: number | undefined) {
      cursor = to;
      drawCursor();
    },
  };
}

/** The lines that matter: a limit far above all values would flatten them. */
function shownLines({ lines }: Chart, most: number): readonly ChartLine[] {
  return lines.filter(({ kind, value }) => kind === "target" || most === 0 || value <= 2.5 * most);
}

function mostOf(values: readonly (number | null)[]): number {
  let most = 0;
  for (const value of values) if (value !== null && value > most) most = value;
  return most;
}

/** The top of the axis: a round number with room above all that is drawn. */
function topOf(most: number): number {
  if (most === 0) return 1;
  const magnitude = 10 ** Math.floor(Math.log10(most * 1.1));
  const steps = [1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10];
  const step = steps.find((each) => each * magnitude >= most * 1.1) ?? 10;
  return step * magnitude;
}

/** A number of the axis, in few figures: 3 M, 160 k. */
function brief(value: number): string {
  const [divisor, unit] = value >= 1e6 ? [1e6, " M"] : value >= 1e4 ? [1e3, " k"] : [1, ""];
  return `${Number((value / divisor).toFixed(1))}${unit}`;
}

function figure(value: number, { digits }: Chart): string {
  return value.toFixed(digits);
}

function valueAt({ start, period, values }: Chart, at: number): number | undefined {
  return values[Math.floor((at - start) / (period * 1000))] ?? undefined;
}

/** When the last value is. */
function lastOf({ start, period, values }: Chart): number | undefined {
  const last = values.findLastIndex((value) => value !== null);
  return last < 0 ? undefined : start + last * period * 1000;
}

/** The bands and ticks at a moment. */
function marksAt({ bands, ticks }: Charts, at: number, within: number): string[] {
  return [
    ...bands.filter(({ from, to }) => from <= at && at < to).map(({ label }) => label),
    ...ticks.filter((tick) => tick.at >= at && tick.at < at + within).map(({ label }) => label),
  ];
}

/** The line of a chart: no more points than the eye can tell apart, the least and the most of each column of pixels. */
function pathOf(
  { start, period, values }: Chart,
  first: number,
  width: number,
  x: (at: number) => number,
  y: (value: number) => number,
): string {
  let path = "";
  let pen = false;
  const point = (at: number, value: number) => {
    path += `${pen ? "L" : "M"}${x(at).toFixed(1)} ${y(value).toFixed(1)}`;
    pen = true;
  };
  const each = Math.max(1, Math.floor(values.length / Math.max(1, width - LEFT - RIGHT)));
  for (let from = 0; from < values.length; from += each) {
    let [least, most]: (number | undefined)[] = [];
    for (let at = from; at < Math.min(from + each, values.length); at++) {
      const value = values[at] ?? null;
      if (value === null) {
        // A gap is a gap: what is after it begins a new line.
        flush(from);
        pen = false;
        continue;
      }
      least = least === undefined ? value : Math.min(least, value);
      most = most === undefined ? value : Math.max(most, value);
    }
    flush(from);

    function flush(column: number): void {
      if (least === undefined || most === undefined) return;
      // The first period may begin before the axis does.
      const when = Math.max(start + column * period * 1000, first);
      // A point by itself is drawn, too.
      if (!pen) path += `M${x(when).toFixed(1)} ${y(least).toFixed(1)}h0.1`;
      pen = true;
      point(when, least);
      if (most !== least) point(when, most);
      least = undefined;
      most = undefined;
    }
  }
  return path;
}

function tableOf({ charts, from, to }: Charts, words: PageWords, times: Times): HTMLElement {
  const head = make("tr", "", headCell(words.time));
  head.append(...charts.map(({ label, unit }) => headCell(unit ? `${label} (${unit})` : label)));
  const step = Math.min(...charts.map(({ period }) => period)) * 1000;
  const body = make("tbody");
  const begin = Math.min(...charts.map(({ start }) => start));
  for (let at = begin; at < to; at += step) {
    if (at + step <= from) continue;
    const cells = charts.map((chart) => {
      const isOwn = (at - chart.start) % (chart.period * 1000) === 0;
      const value = isOwn ? valueAt(chart, at) : undefined;
      return make("td", "", value === undefined ? "" : figure(value, chart));
    });
    if (cells.every(({ textContent }) => textContent === "")) continue;
    body.append(make("tr", "", make("td", "", times.time.format(at)), ...cells));
  }
  return make("table", "", make("thead", "", head), body);
}

function headCell(text: string): HTMLElement {
  const cell = make("th", "", text);
  cell.scope = "col";
  return cell;
}
