import type { ListMetricsOutput } from "@aws-sdk/client-cloudwatch";
import type { Region } from "../world";
import type { MetricsInput } from "./input";
import { NAMESPACE } from "./metrics";
import { publishedIn } from "./series";
import { type Place, readToken, writeToken } from "./tokens";

const PAGE = 500;
const HOUR_MS = 3600_000;

/**
 * ListMetrics: a page of the metrics that had data in the last two weeks or, if so asked, in the last
 * three hours. A filter by one dimension also gives the metrics that have others beside it.
 */
export function listMetrics(
  region: Region,
  { NextToken, ...input }: MetricsInput,
): ListMetricsOutput {
  const request = [region.name, input];
  const { offset, now }: Place = NextToken
    ? readToken(NextToken, request)
    : { list: 0, offset: 0, now: region.world.clock() };
  const since = now - (input.RecentlyActive ? 3 * HOUR_MS : 14 * 24 * HOUR_MS);
  const found = publishedIn(region, { from: since, to: now, now }).filter(
    ({ name, dimensions }) =>
      (input.Namespace ?? NAMESPACE) === NAMESPACE &&
      (input.MetricName ?? name) === name &&
      (input.Dimensions ?? []).every(({ Name, Value }) =>
        dimensions.some((one) => one.Name === Name && (Value ?? one.Value) === one.Value),
      ),
  );
  const page = found.slice(offset, offset + PAGE);
  const isLast = offset + PAGE >= found.length;
  return {
    Metrics: page.map(({ name, dimensions }) => ({
      Namespace: NAMESPACE,
      MetricName: name,
      Dimensions: dimensions,
    })),
    ...(!isLast && { NextToken: writeToken({ list: 0, offset: offset + PAGE, now }, request) }),
  };
}
