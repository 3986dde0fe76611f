import {
  CloudWatchClient,
  type CloudWatchClientConfig,
  type MetricDataQuery,
  paginateGetMetricData,
} from "@aws-sdk/client-cloudwatch";
import type { IvsClientConfig } from "@aws-sdk/client-ivs";
import { parseArn } from "../core/arn";
import { isOnThisMachine, withoutCredentials } from "../core/endpoint";
import { ServiceError } from "../core/problem";
import type { ChannelSeries, MetricName, Metrics, Point, Query } from "../streams/model";
import { prepared, type Target } from "./client";
import { configuredEndpoint } from "./credentials";

const ACTION = "cloudwatch:GetMetricData";

/** What IVS calls its metrics, which it publishes by the id of a channel. */
const NAMES: Readonly<Record<MetricName, string>> = {
  videoBitrate: "IngestVideoBitrate",
  frameRate: "IngestFramerate",
  audioBitrate: "IngestAudioBitrate",
  keyframeInterval: "KeyframeInterval",
  viewers: "ConcurrentViews",
};

/** The port of metrics on the official client, which is set up as the one of IVS (`sdk`), save for its endpoint. */
export function metricsPort(sdk: IvsClientConfig, target: Target): Metrics {
  let opened: Promise<CloudWatchClient> | undefined;
  const open = async () => {
    const { region, profile, credentials, requestHandler } = sdk;
    const endpoint = await endpointOf(sdk, target);
    const settings = {
      region,
      profile,
      credentials,
      requestHandler,
      ...(endpoint && { endpoint }),
    };
    return prepared(
      new CloudWatchClient(settings as CloudWatchClientConfig),
      "cloudwatch",
      sdk,
      target,
    );
  };
  return {
    async read(channelArn, query, abortSignal) {
      opened ??= open().catch((error) => {
        opened = undefined;
        throw error;
      });
      const client = await opened;
      const points = new Map<string, Point[]>();
      const input = {
        StartTime: new Date(query.from),
        EndTime: new Date(query.to),
        ScanBy: "TimestampAscending" as const,
        MetricDataQueries: queriesOf(parseArn(channelArn).id, query),
      };
      for await (const page of paginateGetMetricData({ client }, input, { abortSignal })) {
        for (const {
          Id = "",
          Timestamps = [],
          Values = [],
          StatusCode,
        } of page.MetricDataResults ?? []) {
          if (StatusCode === "Forbidden" || StatusCode === "InternalError")
            throw failed(StatusCode, target);
          const some = Timestamps.map((at, index) => ({ at: +at, value: Values[index] ?? 0 }));
          points.set(Id, [...(points.get(Id) ?? []), ...some]);
        }
      }
      const series = Object.keys(NAMES).map((name) => [
        name,
        { period: periodOf(name, query), points: points.get(name) ?? [] },
      ]);
      return Object.fromEntries(series) as ChannelSeries;
    },
  };
}

/**
 * Where CloudWatch is asked. What takes the place of IVS on this machine, as our simulator does, is asked for metrics,
 * too; any other endpoint is of IVS alone.
 */
async function endpointOf(
  { endpoint }: IvsClientConfig,
  { simulator, profile }: Target,
): Promise<string | undefined> {
  const ofIvs = typeof endpoint === "string" ? endpoint : undefined;
  if (simulator) return ofIvs;
  const configured = await configuredEndpoint("cloudwatch", profile);
  if (configured) return withoutCredentials(configured);
  return ofIvs && isOnThisMachine(ofIvs) ? ofIvs : undefined;
}

function queriesOf(channel: string, query: Query): MetricDataQuery[] {
  return Object.entries(NAMES).map(([name, MetricName]) => ({
    Id: name,
    MetricStat: {
      Metric: {
        Namespace: "AWS/IVS",
        MetricName,
        Dimensions: [{ Name: "Channel", Value: channel }],
      },
      Period: periodOf(name, query) / 1000,
      Stat: "Average",
    },
  }));
}

function periodOf(name: string, { ingestPeriod, viewersPeriod }: Query): number {
  return name === "viewers" ? viewersPeriod : ingestPeriod;
}

/** A metric that CloudWatch did not give, in an answer that is otherwise well. */
function failed(code: "Forbidden" | "InternalError", { id }: Target): ServiceError {
  const kind = code === "Forbidden" ? "denied" : "service";
  return new ServiceError({ kind, code, detail: code, action: ACTION }, undefined, id);
}
