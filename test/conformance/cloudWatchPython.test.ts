import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { devNull } from "node:os";
import { promisify } from "node:util";
import { aChannel, bench } from "./support";

const exec = promisify(execFile);

/** Asks boto3 for as much as the CLI is asked for, and prints what matters of it. */
const SCRIPT = `
import boto3, datetime, json, sys
from botocore.exceptions import ClientError
url, channel, start = sys.argv[1], sys.argv[2], float(sys.argv[3])
cloudwatch = boto3.client("cloudwatch", endpoint_url=url)
begin = datetime.datetime.fromtimestamp(start, datetime.timezone.utc)
metric = {"Namespace": "AWS/IVS", "MetricName": "IngestFramerate",
          "Dimensions": [{"Name": "Channel", "Value": channel}]}
query = {"Id": "fps", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "SampleCount"}}
times = {"StartTime": begin, "EndTime": begin + datetime.timedelta(minutes=2)}
pages = cloudwatch.get_paginator("get_metric_data").paginate(MetricDataQueries=[query], **times)
data = pages.build_full_result()["MetricDataResults"][0]
names = [m["MetricName"] for m in cloudwatch.list_metrics(Namespace="AWS/IVS")["Metrics"]]
try:
    cloudwatch.get_metric_data(MetricDataQueries=[{"Id": "e", "Expression": "fps * 2"}], **times)
except ClientError as error:
    code = error.response["Error"]["Code"]
times = [time.timestamp() for time in data["Timestamps"]]
print(json.dumps({"times": times, "values": data["Values"], "names": sorted(set(names)), "code": code}))
`;

describe("CloudWatch for clients in Python, where there are any", function () {
  this.timeout(60_000);
  // Verified signatures: their signer is another than the SDK's.
  const keys = [{ accessKeyId: "simulator", secretAccessKey: "simulator" }];
  let now = 0;
  const one = bench({ keys, clock: () => now });
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_"));
  const env = {
    ...Object.fromEntries(kept),
    AWS_ACCESS_KEY_ID: "simulator",
    AWS_SECRET_ACCESS_KEY: "simulator",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_CONFIG_FILE: devNull,
    AWS_SHARED_CREDENTIALS_FILE: devNull,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_PAGER: "",
    AWS_DEFAULT_OUTPUT: "json",
  };
  const isThere = (...command: [string, ...string[]]) =>
    exec(command[0], command.slice(1), { timeout: 15_000 }).then(
      () => true,
      () => false,
    );

  /** A channel that went live at a full minute, two minutes before the clients ask. */
  const live = async () => {
    now = Math.floor(Date.now() / 60_000) * 60_000 - 120_000;
    const start = now;
    const { arn: channelArn } = await aChannel(one.ivs);
    await one.control("streams/start", { channelArn });
    now = Date.now();
    return { channel: channelArn.split("/")[1] ?? "", start };
  };

  it("boto3 reads it", async function () {
    if (!(await isThere("python3", "-c", "import boto3"))) this.skip();
    const { channel, start } = await live();
    const args = ["-c", SCRIPT, one.simulator.url, channel, `${start / 1000}`];
    const { stdout } = await exec("python3", args, { env });
    const { times, values, names, code } = JSON.parse(stdout);
    assert.deepEqual(times, [start / 1000 + 60, start / 1000]);
    assert.deepEqual(values[1], 12);
    assert.ok(names.includes("KeyframeInterval") && names.includes("ConcurrentStreams"));
    assert.equal(code, "ValidationError");
  });

  it("the AWS CLI reads it", async function () {
    if (!(await isThere("aws", "--version"))) this.skip();
    const { channel, start } = await live();
    const aws = async (...args: string[]) => {
      const { stdout } = await exec(
        "aws",
        ["cloudwatch", ...args, "--endpoint-url", one.simulator.url],
        { env },
      );
      return JSON.parse(stdout);
    };
    const metric = {
      Namespace: "AWS/IVS",
      MetricName: "IngestFramerate",
      Dimensions: [{ Name: "Channel", Value: channel }],
    };
    const query = { Id: "fps", MetricStat: { Metric: metric, Period: 60, Stat: "SampleCount" } };
    const times = [
      ...["--start-time", new Date(start).toISOString()],
      ...["--end-time", new Date(start + 60_000).toISOString()],
    ];
    const ask = (queries: object[]) =>
      aws("get-metric-data", ...times, "--metric-data-queries", JSON.stringify(queries));
    const [{ Id, Values, Timestamps, StatusCode }] = (await ask([query])).MetricDataResults;
    assert.deepEqual([Id, Values, StatusCode], ["fps", [12], "Complete"]);
    // Some versions print what the protocol has, in seconds.
    assert.equal(Number(Timestamps[0]) * 1000 || Date.parse(Timestamps[0]), start);
    const { Metrics } = await aws("list-metrics", "--dimensions", `Name=Channel,Value=${channel}`);
    assert.equal(Metrics.length, 12);
    await assert.rejects(
      ask([{ Id: "e", Expression: "fps * 2" }]),
      /\(ValidationError\).*only FILL/,
    );
  });
});
