import type { GetMetricDataOutput, MetricDataResult } from "@aws-sdk/client-cloudwatch";
import { ACCOUNT_ID } from "../model";
import type { Region } from "../world";
import { invalid } from "./errors";
import { type Expression, parseExpression, type Series } from "./expressions";
import type { MetricDataInput } from "./input";
import { NAMESPACE } from "./metrics";
import { firstPeriod, pointsOf, type Range, type Statistic, statistics } from "./series";
import { type Place, readToken, writeToken } from "./tokens";

const MAX_QUERIES = 500;
/** How many points an answer may have, and how many periods an expression is worked out for. */
const MAX_POINTS = 100_800;
const SHORT_PERIODS = [1, 5, 10, 20, 30];

/**
 * GetMetricData: the points of each query, in pages. As in AWS a metric that is not there has no
 * points, a period without data is left out, and periods follow the (rounded) start of the request.
 * Refuses with ValidationException, and a wrong token with InvalidNextToken.
 */
export function getMetricData(
  region: Region,
  { NextToken, ...input }: MetricDataInput,
): GetMetricDataOutput {
  const { StartTime, EndTime, MaxDatapoints: max = MAX_POINTS, MetricDataQueries: queries } = input;
  if (StartTime >= EndTime) {
    throw invalid("The parameter StartTime must be less than the parameter EndTime.");
  }
  if (queries.length === 0 || queries.length > MAX_QUERIES) {
    throw invalid(`The parameter MetricDataQueries must have from 1 to ${MAX_QUERIES} members.`);
  }
  if (max < 1 || max > MAX_POINTS) {
    throw invalid(`The parameter MaxDatapoints must be from 1 to ${MAX_POINTS}.`);
  }
  const request = [region.name, input];
  const place: Place = NextToken
    ? readToken(NextToken, request)
    : { list: 0, offset: 0, now: region.world.clock() };
  const { now } = place;
  const range = { from: StartTime * 1000, to: EndTime * 1000, now };
  const pointsOfQuery = workOut(region, queries, range);

  // Query by query, and no further than the page goes: the rest need not be worked out.
  const results: MetricDataResult[] = [];
  let room = max;
  let next: Place | undefined;
  for (const [list, { Id, Label, MetricStat, ReturnData }] of queries.entries()) {
    if (ReturnData === false || list < place.list) continue;
    const all = room > 0 ? pointsOfQuery(Id) : [];
    const points = input.ScanBy === "TimestampAscending" ? all : all.toReversed();
    const offset = list === place.list ? place.offset : 0;
    const shown = points.slice(offset, offset + room);
    const isComplete = room > 0 && offset + shown.length === all.length;
    room -= shown.length;
    if (!isComplete) next ??= { list, offset: offset + shown.length, now };
    results.push({
      Id,
      Label: Label ?? MetricStat?.Metric.MetricName ?? Id,
      Timestamps: shown.map(({ at }) => new Date(at)),
      Values: shown.map(({ value }) => value),
      StatusCode: isComplete ? "Complete" : "PartialData",
      Messages: [],
    });
  }
  const more = next ? { NextToken: writeToken(next, request) } : {};
  return { MetricDataResults: results, ...more, Messages: [] };
}

type Query = MetricDataInput["MetricDataQueries"][number];

/** Checks the queries of a call; gives what works one out by its id: its points, the oldest first. */
function workOut(region: Region, queries: readonly Query[], range: Range) {
  const byId = new Map<string, Query>();
  const expressions = new Map<string, Expression>();
  for (const [index, query] of queries.entries()) {
    const { Id, Expression } = query;
    check(query, `MetricDataQueries.member.${index + 1}`);
    if (byId.has(Id)) {
      throw invalid(`The value ${Id} for parameter Id in MetricDataQueries is not unique.`);
    }
    byId.set(Id, query);
    if (Expression !== undefined) expressions.set(Id, parseExpression(Id, Expression));
  }
  for (const [id, { operand }] of expressions) {
    if (!byId.has(operand)) {
      throw invalid(`Error in expression '${id}': there is no query with the Id ${operand}`);
    }
    const path = new Set<string>();
    for (let at: string | undefined = id; at !== undefined; at = expressions.get(at)?.operand) {
      if (path.has(at)) throw invalid(`Error in expression '${id}': it refers to itself`);
      path.add(at);
    }
  }
  const known = new Map<string, Series>();
  const seriesOf = (id: string): Series => {
    const series = known.get(id) ?? newSeries(id);
    known.set(id, series);
    return series;
  };
  const newSeries = (id: string): Series => {
    const expression = expressions.get(id);
    const { MetricStat } = byId.get(id) ?? {};
    if (MetricStat) return seriesOfMetric(region, MetricStat, range);
    if (!expression) throw new Error(`${id} is neither a metric nor an expression`);
    const operand = seriesOf(expression.operand);
    const periods = periodsOf(id, range, operand.periodMs);
    return expression.apply({ ...operand, periods });
  };
  return (id: string) => seriesOf(id).points;
}

type MetricStat = NonNullable<Query["MetricStat"]>;

function seriesOfMetric(region: Region, stat: MetricStat, range: Range): Series {
  const { Namespace, MetricName = "", Dimensions = [] } = stat.Metric;
  const periodMs = stat.Period * 1000;
  if (Namespace !== NAMESPACE) return { periodMs, points: [] };
  const wanted = {
    metric: MetricName,
    dimensions: Dimensions,
    statistic: stat.Stat as Statistic,
    periodMs,
    unit: stat.Unit,
  };
  return { periodMs, points: pointsOf(region, wanted, range) };
}

/** When each period of a range begins, as far as it has begun. */
function periodsOf(id: string, range: Range, periodMs: number): number[] {
  const first = firstPeriod(range, periodMs);
  const count = Math.ceil((Math.min(range.to, range.now) - first) / periodMs);
  if (count > MAX_POINTS) {
    throw invalid(`Error in expression '${id}': it would have more than ${MAX_POINTS} points`);
  }
  return Array.from({ length: Math.max(0, count) }, (_, n) => first + n * periodMs);
}

/** Refuses a query that breaks a rule, in the service's own words where they are known. */
function check({ Id, Expression, MetricStat, AccountId = ACCOUNT_ID }: Query, path: string): void {
  if (!/^[a-z]\w*$/.test(Id)) {
    const pattern = "^[a-z][a-zA-Z0-9_]*$";
    throw invalid(
      `The value ${Id} for parameter ${path}.Id is not matching the expected pattern ${pattern}.`,
    );
  }
  if ((Expression === undefined) === (MetricStat === undefined)) {
    throw invalid(`The parameter ${path} must have either Expression or MetricStat.`);
  }
  if (AccountId !== ACCOUNT_ID) {
    throw invalid(`The parameter ${path}.AccountId must be ${ACCOUNT_ID}, the only account here.`);
  }
  if (!MetricStat) return;
  const { Metric, Period, Stat } = MetricStat;
  if (!Metric.Namespace || !Metric.MetricName) {
    throw invalid(`The parameter ${path}.MetricStat.Metric must have Namespace and MetricName.`);
  }
  if (!SHORT_PERIODS.includes(Period) && Period % 60 !== 0) {
    throw invalid(
      `The parameter ${path}.MetricStat.Period must be ${SHORT_PERIODS.join(", ")} or a multiple of 60.`,
    );
  }
  if (!statistics.includes(Stat as Statistic)) {
    throw invalid(
      `The value ${Stat} for parameter ${path}.MetricStat.Stat is not a valid statistic: the IVS simulator has ${statistics.join(", ")}.`,
    );
  }
}
