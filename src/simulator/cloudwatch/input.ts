import type { GetMetricDataInput, ListMetricsInput } from "@aws-sdk/client-cloudwatch";
import type { Checked } from "../ivs/operations/operation";
import { flag, integer, list, number, oneOf, type Shape, structure, text } from "../shapes";

/** A point in time: in seconds since 1970, however the protocol writes it. */
export const timestamp: Shape = number();

type Times = "StartTime" | "EndTime";
export type MetricDataInput = Checked<Omit<GetMetricDataInput, Times>> & Record<Times, number>;
export type MetricsInput = Checked<ListMetricsInput>;

const name = text(1, 255);

const metric = structure(
  {},
  {
    Namespace: name,
    MetricName: name,
    Dimensions: list(structure({ Name: name, Value: text(1, 1024) }), 0, 30),
  },
);

const query = structure(
  { Id: name },
  {
    MetricStat: structure({ Metric: metric, Period: integer(1), Stat: text() }, { Unit: text() }),
    Expression: text(1, 2048),
    Label: text(),
    ReturnData: flag,
    Period: integer(1),
    AccountId: name,
  },
);

/** The inputs of the operations that are here, as the model has them. */
export const inputs = {
  GetMetricData: structure(
    { MetricDataQueries: list(query), StartTime: timestamp, EndTime: timestamp },
    {
      NextToken: text(),
      ScanBy: oneOf("TimestampDescending", "TimestampAscending"),
      MaxDatapoints: integer(),
      LabelOptions: structure({}, { Timezone: text() }),
    },
  ),
  ListMetrics: structure(
    {},
    {
      Namespace: name,
      MetricName: name,
      Dimensions: list(structure({ Name: name }, { Value: text(1, 1024) }), 0, 10),
      NextToken: text(),
      RecentlyActive: oneOf("PT3H"),
      IncludeLinkedAccounts: flag,
      OwningAccount: name,
    },
  ),
} as const;
