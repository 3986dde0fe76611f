import { invalid } from "./errors";
import type { Point } from "./series";

/** The points of a query, the oldest first. */
export interface Series {
  periodMs: number;
  points: readonly Point[];
}

/** What an expression is about: another series, and when each period of the range begins. */
export interface Operand extends Series {
  periods: readonly number[];
}

const ID = "[a-z][a-zA-Z0-9_]*";
const FILL = new RegExp(`^FILL\\(\\s*(${ID})\\s*,\\s*(REPEAT|LINEAR|-?\\d+(?:\\.\\d+)?)\\s*\\)$`);
const TIME_SERIES = new RegExp(`^TIME_SERIES\\(\\s*(AVG|MAX|MIN|SUM)\\(\\s*(${ID})\\s*\\)\\s*\\)$`);

/** An expression that was understood. */
export interface Expression {
  /** The id of the query that it is about. */
  operand: string;
  apply(operand: Operand): Series;
}

/**
 * Understands the expression of a query. Of metric math there are the two functions that charts of a
 * stream's health use: FILL, and TIME_SERIES of one number. Refuses all else with a
 * ValidationException.
 */
export function parseExpression(id: string, text: string): Expression {
  const [, filled, by] = FILL.exec(text.trim()) ?? [];
  if (filled && by) return { operand: filled, apply: (operand) => fill(operand, by) };
  const [, name, summed] = TIME_SERIES.exec(text.trim()) ?? [];
  if (name && summed) return { operand: summed, apply: (operand) => constant(operand, name) };
  const known = "FILL(id, REPEAT | LINEAR | a number) and TIME_SERIES(AVG | MAX | MIN | SUM(id))";
  throw invalid(
    `Error in expression '${id}': of metric math, the IVS simulator does only ${known}`,
  );
}

/** A point for every period: where there was none, a number, or what lies before or between. */
function fill({ points, periods, periodMs }: Operand, by: string): Series {
  const filled: Point[] = [];
  let next = 0;
  for (const at of periods) {
    const point = points[next];
    if (point?.at === at) {
      filled.push(point);
      next++;
      continue;
    }
    const before = points[next - 1];
    if (by === "REPEAT") {
      if (before) filled.push({ at, value: before.value });
    } else if (by === "LINEAR") {
      if (!before || !point) continue;
      const part = (at - before.at) / (point.at - before.at);
      filled.push({ at, value: before.value + (point.value - before.value) * part });
    } else {
      filled.push({ at, value: Number(by) });
    }
  }
  return { periodMs, points: filled };
}

/** The same number for every period, if there is one. */
function constant({ points, periods, periodMs }: Operand, name: string): Series {
  if (points.length === 0) return { periodMs, points };
  const values = points.map((point) => point.value);
  const sum = values.reduce((all, value) => all + value, 0);
  const value =
    name === "SUM"
      ? sum
      : name === "AVG"
        ? sum / values.length
        : values.reduce((one, other) => Math[name === "MAX" ? "max" : "min"](one, other));
  return { periodMs, points: periods.map((at) => ({ at, value })) };
}
