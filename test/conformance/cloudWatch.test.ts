import assert from "node:assert/strict";
import {
  CloudWatch,
  type CloudWatchServiceException,
  type GetMetricDataCommandInput,
  type MetricDataQuery,
  paginateGetMetricData,
  paginateListMetrics,
} from "@aws-sdk/client-cloudwatch";
import {
  AwsJson1_0Protocol,
  AwsQueryProtocol,
  AwsSmithyRpcV2CborProtocol,
} from "@aws-sdk/core/protocols";
import { send, signed } from "../simulator/http";
import { aChannel, bench, credentials, many, START } from "./support";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Every protocol of the service, as the SDK speaks it. */
const protocols = {
  "AWS JSON 1.0": AwsJson1_0Protocol,
  "RPC v2 CBOR": AwsSmithyRpcV2CborProtocol,
  Query: AwsQueryProtocol,
} as const;

describe("CloudWatch", () => {
  const one = bench();
  const clients: CloudWatch[] = [];
  const clientOf = (protocol: keyof typeof protocols, more: object = {}) => {
    const client = new CloudWatch({
      endpoint: one.simulator.url,
      region: "us-east-1",
      credentials,
      maxAttempts: 1,
      protocol: protocols[protocol],
      ...more,
    });
    clients.push(client);
    return client;
  };
  let cloudWatch: CloudWatch;
  before(() => {
    cloudWatch = clientOf("AWS JSON 1.0");
  });
  after(() => {
    for (const client of clients) client.destroy();
  });

  /** A channel that has been live for so long. */
  const live = async (ms: number) => {
    const { arn } = await aChannel(one.ivs);
    await one.control("streams/start", { channelArn: arn, viewers: 20 });
    one.pass(ms);
    return arn.split("/")[1] ?? "";
  };
  const query = (
    MetricName: string,
    channel?: string,
    {
      Period = 5,
      Stat = "Average",
      ...more
    }: { Period?: number; Stat?: string; Unit?: "Count" } = {},
  ): MetricDataQuery => ({
    Id: MetricName[0]?.toLowerCase() + MetricName.slice(1),
    MetricStat: {
      Metric: {
        Namespace: "AWS/IVS",
        MetricName,
        Dimensions: channel === undefined ? [] : [{ Name: "Channel", Value: channel }],
      },
      ...{ Period, Stat, ...more },
    },
  });
  /** The hour that begins at the start. */
  const hour = { StartTime: new Date(START), EndTime: new Date(START + HOUR) };
  const ask = (input: Partial<GetMetricDataCommandInput>) =>
    cloudWatch.getMetricData({ ...hour, MetricDataQueries: [], ...input });
  const asked = async (
    queries: MetricDataQuery[],
    input: Partial<GetMetricDataCommandInput> = {},
  ) => {
    const answer = await ask({ MetricDataQueries: queries, ...input });
    return answer.MetricDataResults ?? [];
  };
  const refusedAs = async (call: Promise<unknown>, code: string, text: RegExp, status = 400) => {
    await assert.rejects(
      call,
      (error: CloudWatchServiceException & { Error?: { Code?: string } }) => {
        assert.equal(error.Error?.Code, code, error.message);
        assert.match(error.message, text);
        assert.equal(error.$metadata.httpStatusCode, status);
        return true;
      },
    );
  };

  for (const protocol of Object.keys(protocols) as (keyof typeof protocols)[]) {
    it(`answers GetMetricData by ${protocol}`, async () => {
      const channel = await live(2 * MINUTE);
      const client = clientOf(protocol);
      const answer = await client.getMetricData({
        ...hour,
        ScanBy: "TimestampAscending",
        MetricDataQueries: [
          query("IngestFramerate", channel),
          { ...query("ConcurrentViews", channel, { Period: 60, Stat: "Maximum" }), Label: "<&>" },
          { ...query("IngestVideoBitrate", channel), ReturnData: false },
          query("IngestAudioBitrate", "NotThere0000"),
        ],
      });
      const [fps, views, missing, ...none] = answer.MetricDataResults ?? [];
      assert.deepEqual(none, []);
      assert.deepEqual(answer.Messages, []);
      assert.equal(answer.NextToken, undefined);
      assert.deepEqual([fps?.Id, fps?.Label], ["ingestFramerate", "IngestFramerate"]);
      assert.deepEqual([fps?.StatusCode, fps?.Messages], ["Complete", []]);
      assert.deepEqual(
        fps?.Timestamps,
        Array.from({ length: 19 }, (_, index) => new Date(START + index * 5000)),
      );
      assert.equal(fps?.Values?.length, 19);
      for (const value of fps?.Values ?? []) assert.ok(value > 29.6 && value < 30.4, `${value}`);
      assert.deepEqual(views, {
        Id: "concurrentViews",
        Label: "<&>",
        StatusCode: "Complete",
        Timestamps: [new Date(START), new Date(START + MINUTE)],
        Values: [20, 20],
        Messages: [],
      });
      assert.deepEqual([missing?.Timestamps, missing?.Values], [[], []]);
      assert.match(answer.$metadata.requestId ?? "", /^[0-9a-f-]{36}$/);
    });

    it(`answers ListMetrics by ${protocol}`, async () => {
      const channel = await live(2 * MINUTE);
      const { Metrics = [], NextToken } = await clientOf(protocol).listMetrics({
        Namespace: "AWS/IVS",
        MetricName: "IngestFramerate",
        Dimensions: [{ Name: "Channel", Value: channel }],
        RecentlyActive: "PT3H",
      });
      assert.equal(NextToken, undefined);
      const common = { Namespace: "AWS/IVS", MetricName: "IngestFramerate" };
      const byChannel = { Name: "Channel", Value: channel };
      assert.deepEqual(Metrics, [
        { ...common, Dimensions: [byChannel] },
        { ...common, Dimensions: [byChannel, { Name: "Track", Value: "Track0" }] },
      ]);
    });

    it(`refuses by ${protocol} what it does not do, with the service's codes`, async () => {
      const client = clientOf(protocol);
      const backwards = { StartTime: hour.EndTime, EndTime: hour.StartTime, MetricDataQueries: [] };
      await refusedAs(client.getMetricData(backwards), "ValidationError", /StartTime.*EndTime/);
      const token = { ...hour, MetricDataQueries: [query("IngestFramerate", "x")], NextToken: "x" };
      await refusedAs(client.getMetricData(token), "InvalidNextToken", /NextToken/);
      const math = { ...hour, MetricDataQueries: [{ Id: "e", Expression: "SUM(METRICS())" }] };
      await refusedAs(client.getMetricData(math), "ValidationError", /'e'.*no|only FILL/);
      await refusedAs(
        client.describeAlarms({}),
        "InvalidAction",
        /does not have the operation DescribeAlarms/,
        404,
      );
      const { counts = {} } = await one.control("requests");
      assert.deepEqual(Object.keys(counts), ["GetMetricData", "DescribeAlarms"]);
    });
  }

  it("says the newest first unless asked for the oldest", async () => {
    const channel = await live(2 * MINUTE);
    const [newest] = await asked([query("IngestFramerate", channel)]);
    const [oldest] = await asked([query("IngestFramerate", channel)], {
      ScanBy: "TimestampAscending",
    });
    assert.deepEqual(newest?.Timestamps?.[0], new Date(START + 90_000));
    assert.deepEqual(newest?.Timestamps?.toReversed(), oldest?.Timestamps);
    assert.deepEqual(newest?.Values?.toReversed(), oldest?.Values);
  });

  it("gives pages that join to the whole, though time goes on", async () => {
    const channel = await live(10 * MINUTE);
    const queries = [
      query("IngestFramerate", channel),
      query("IngestVideoBitrate", "NotThere0000"),
      query("IngestAudioBitrate", channel),
    ];
    const whole = await asked(queries);
    const pages = paginateGetMetricData(
      { client: cloudWatch },
      { ...hour, MetricDataQueries: queries, MaxDatapoints: 50 },
    );
    const joined = new Map<string, number[]>();
    let count = 0;
    for await (const { MetricDataResults = [] } of pages) {
      count++;
      one.pass(5000);
      const all = MetricDataResults.flatMap(({ Values = [] }) => Values);
      assert.ok(all.length <= 50);
      for (const { Id = "", Values = [], Timestamps } of MetricDataResults) {
        assert.equal(Values.length, Timestamps?.length);
        joined.set(Id, [...(joined.get(Id) ?? []), ...Values]);
      }
    }
    assert.equal(count, Math.ceil((2 * 115) / 50));
    assert.deepEqual(
      [...joined],
      whole.map(({ Id, Values }) => [Id, Values]),
    );
    const first = await ask({ MetricDataQueries: queries, MaxDatapoints: 50 });
    assert.deepEqual(
      first.MetricDataResults?.map(({ StatusCode }) => StatusCode),
      ["PartialData", "PartialData", "PartialData"],
    );
    const other = { MetricDataQueries: queries.slice(1), MaxDatapoints: 50 };
    await refusedAs(
      ask({ ...other, NextToken: first.NextToken }),
      "InvalidNextToken",
      /this request/,
    );
  });

  it("fills gaps, and draws a line through the mean", async () => {
    const { arn: channelArn } = await aChannel(one.ivs);
    const channel = channelArn.split("/")[1];
    for (const viewers of [10, 28]) {
      await one.control("streams/start", { channelArn, viewers });
      one.pass(2 * MINUTE);
      await one.control("streams/stop", { channelArn });
      one.pass(2 * MINUTE);
    }
    const views = { ...query("ConcurrentViews", channel, { Period: 60 }), ReturnData: false };
    const expressions = {
      zero: "FILL(concurrentViews, 0)",
      repeat: "FILL( concurrentViews , REPEAT )",
      linear: "FILL(concurrentViews,LINEAR)",
      mean: "TIME_SERIES(AVG(concurrentViews))",
      most: "TIME_SERIES(MAX(concurrentViews))",
      total: "TIME_SERIES(SUM(zero))",
    };
    const found = await asked(
      [views, ...Object.entries(expressions).map(([Id, Expression]) => ({ Id, Expression }))],
      { EndTime: new Date(START + 8 * MINUTE), ScanBy: "TimestampAscending" },
    );
    assert.deepEqual(Object.fromEntries(found.map(({ Id, Values }) => [Id, Values])), {
      zero: [10, 10, 0, 0, 28, 28, 0, 0],
      repeat: [10, 10, 10, 10, 28, 28, 28, 28],
      linear: [10, 10, 16, 22, 28, 28],
      mean: Array(8).fill(19),
      most: Array(8).fill(28),
      total: Array(8).fill(76),
    });
    for (const { Timestamps } of found) {
      assert.deepEqual(Timestamps?.[1], new Date(START + MINUTE));
    }
  });

  it("refuses all other metric math, and queries that break a rule", async () => {
    const fps = query("IngestFramerate", "x");
    for (const [queries, text] of [
      [[{ Id: "e", Expression: "ingestFramerate / 2" }, fps], /'e'.*only FILL/],
      [[{ Id: "e", Expression: "SEARCH('{AWS/IVS,Channel}', 'Average')" }], /only FILL/],
      [[{ Id: "e", Expression: "FILL(other, 0)" }], /'e'.*no query with the Id other/],
      [[{ Id: "e", Expression: "FILL(e, 0)" }], /'e'.*itself/],
      [
        [
          { Id: "e", Expression: "FILL(f, 0)" },
          { Id: "f", Expression: "FILL(e, 0)" },
        ],
        /itself/,
      ],
      [[{ Id: "e" }], /either Expression or MetricStat/],
      [[{ ...fps, Expression: "FILL(x, 0)" }], /either Expression or MetricStat/],
      [[{ ...fps, Id: "Fps" }], /value Fps .*member\.1\.Id.*\^\[a-z\]/],
      [[fps, fps], /not unique/],
      [[], /MetricDataQueries/],
      [Array.from({ length: 501 }, (_, index) => ({ ...fps, Id: `q${index}` })), /500/],
      [[query("IngestFramerate", "x", { Stat: "Mean" })], /value Mean .*not a valid statistic/],
      [[query("IngestFramerate", "x", { Stat: "p99" })], /not a valid statistic/],
      [[query("IngestFramerate", "x", { Period: 7 })], /Period/],
      [[query("IngestFramerate", "x", { Period: 90 })], /Period/],
      [[{ ...fps, AccountId: "999999999999" }], /AccountId/],
      [[{ ...fps, MetricStat: { ...fps.MetricStat, Metric: { MetricName: "x" } } }], /Namespace/],
    ] as [MetricDataQuery[], RegExp][]) {
      await refusedAs(asked(queries), "ValidationError", text);
    }
    for (const MaxDatapoints of [0, 100_801]) {
      await refusedAs(asked([fps], { MaxDatapoints }), "ValidationError", /MaxDatapoints/);
    }
    const [known] = await asked([{ ...fps, AccountId: "111122223333" }]);
    assert.deepEqual(known?.Values, []);
  });

  it("keeps regions apart", async () => {
    const channel = await live(2 * MINUTE);
    const elsewhere = clientOf("AWS JSON 1.0", { region: "eu-west-1" });
    const answer = await elsewhere.getMetricData({
      ...hour,
      MetricDataQueries: [query("IngestFramerate", channel)],
    });
    assert.deepEqual(answer.MetricDataResults?.[0]?.Values, []);
    assert.deepEqual((await elsewhere.listMetrics({})).Metrics, []);
  });

  it("lists metrics in pages of 500", async () => {
    await many(80, async () => {
      const { arn: channelArn } = await aChannel(one.ivs);
      await one.control("streams/start", { channelArn });
    });
    one.pass(2 * MINUTE);
    const seen = new Set<string>();
    const sizes: number[] = [];
    for await (const { Metrics = [] } of paginateListMetrics({ client: cloudWatch }, {})) {
      sizes.push(Metrics.length);
      for (const metric of Metrics) seen.add(JSON.stringify(metric));
    }
    assert.deepEqual(sizes, [500, 467]);
    assert.equal(
      seen.size,
      sizes.reduce((sum, size) => sum + size, 0),
    );
  });

  it("is answered also where a form is sent by GET, or by clients that send little", async () => {
    const channel = await live(2 * MINUTE);
    const form = new URLSearchParams({
      Action: "GetMetricData",
      Version: "2010-08-01",
      StartTime: new Date(START).toISOString(),
      EndTime: "2026-03-01T12:01:00Z",
      "MetricDataQueries.member.1.Id": "fps",
      "MetricDataQueries.member.1.MetricStat.Metric.Namespace": "AWS/IVS",
      "MetricDataQueries.member.1.MetricStat.Metric.MetricName": "IngestFramerate",
      "MetricDataQueries.member.1.MetricStat.Metric.Dimensions.member.1.Name": "Channel",
      "MetricDataQueries.member.1.MetricStat.Metric.Dimensions.member.1.Value": channel,
      "MetricDataQueries.member.1.MetricStat.Period": "60",
      "MetricDataQueries.member.1.MetricStat.Stat": "SampleCount",
    });
    const headers = signed("us-east-1", "monitoring");
    const {
      status,
      headers: answered,
      body,
    } = await send(`${one.simulator.url}/?${form}`, {
      method: "GET",
      headers,
    });
    assert.equal(status, 200);
    assert.match(answered["content-type"] ?? "", /^text\/xml/);
    assert.equal(
      body,
      '<?xml version="1.0" encoding="UTF-8"?>\n<GetMetricDataResponse xmlns="http://monitoring.amazonaws.com/doc/2010-08-01/">' +
        "<GetMetricDataResult><MetricDataResults><member><Id>fps</Id>" +
        "<Label>IngestFramerate</Label>" +
        "<Timestamps><member>2026-03-01T12:00:00Z</member></Timestamps>" +
        "<Values><member>12</member></Values><StatusCode>Complete</StatusCode>" +
        "<Messages></Messages></member></MetricDataResults><Messages></Messages>" +
        `</GetMetricDataResult><ResponseMetadata><RequestId>${answered["x-amzn-requestid"]}` +
        "</RequestId></ResponseMetadata></GetMetricDataResponse>",
    );
    const missing = await send(`${one.simulator.url}/`, { headers, body: "Action=GetMetricData" });
    assert.equal(missing.status, 400);
    assert.match(
      missing.body,
      /<Type>Sender<\/Type><Code>ValidationError<\/Code><Message>.*&#39;MetricDataQueries&#39;/,
    );
    const nothing = await send(`${one.simulator.url}/`, { headers });
    assert.equal(nothing.status, 404);
    assert.match(nothing.body, /<Code>InvalidAction<\/Code>/);
    for (const [contentType, path, body] of [
      ["application/x-amz-json-1.0", "/", "{"],
      [
        "application/cbor",
        "/service/GraniteServiceVersion20100801/operation/GetMetricData",
        "\u00bf",
      ],
    ] as const) {
      const { status, body: text } = await send(`${one.simulator.url}${path}`, {
        headers: {
          ...headers,
          "content-type": contentType,
          "x-amz-target": path === "/" ? "GraniteServiceVersion20100801.GetMetricData" : "",
        },
        body,
      });
      assert.equal(status, 400);
      assert.match(text, /SerializationException/);
    }
  });
});

describe("CloudWatch with keys, limits and faults", () => {
  const secret = { accessKeyId: "AKID", secretAccessKey: "secret" };
  // Signatures have the machine's time; within a test it stands still, so that a rate fills no further.
  let now = 0;
  beforeEach(() => {
    now = Date.now();
  });
  const one = bench({
    clock: () => now,
    limits: true,
    keys: [
      { ...secret, user: "all" },
      { ...secret, accessKeyId: "AKVIEW", user: "viewer", allow: ["cloudwatch:List*"] },
    ],
  });
  const clientOf = (accessKeyId: string, protocol: keyof typeof protocols, key = "secret") =>
    new CloudWatch({
      endpoint: one.simulator.url,
      region: "us-east-1",
      credentials: { accessKeyId, secretAccessKey: key },
      maxAttempts: 1,
      protocol: protocols[protocol],
    });
  const input = {
    StartTime: new Date(START),
    EndTime: new Date(START + HOUR),
    MetricDataQueries: [{ Id: "e", Expression: "FILL(e, 0)" }],
  };
  const codeOf = async (call: Promise<unknown>) => {
    const error = await call.then(
      () => undefined,
      (reason: CloudWatchServiceException & { Error?: { Code?: string } }) => reason,
    );
    return error && [error.Error?.Code, error.$metadata.httpStatusCode];
  };

  it("takes what is signed and allowed, by every protocol", async () => {
    for (const protocol of Object.keys(protocols) as (keyof typeof protocols)[]) {
      assert.equal(await codeOf(clientOf("AKID", protocol).listMetrics({})), undefined);
      assert.equal(await codeOf(clientOf("AKVIEW", protocol).listMetrics({})), undefined);
      for (const [client, code] of [
        [clientOf("AKVIEW", protocol), "AccessDenied"],
        [clientOf("AKNONE", protocol), "InvalidClientTokenId"],
        [clientOf("AKID", protocol, "x"), "SignatureDoesNotMatch"],
      ] as const) {
        assert.deepEqual(await codeOf(client.getMetricData(input)), [code, 403]);
      }
    }
  });

  it("is called at the rates of the service", async () => {
    const calls = Array.from({ length: 26 }, () =>
      clientOf("AKID", "AWS JSON 1.0").listMetrics({}),
    );
    const codes = await Promise.all(calls.map(codeOf));
    assert.deepEqual(
      codes.filter((code) => code !== undefined),
      [["Throttling", 400]],
    );
  });

  it("takes the faults of its operations", async () => {
    const client = clientOf("AKID", "RPC v2 CBOR");
    await one.control("faults", {
      operation: "GetMetricData",
      error: { name: "InternalServiceFault", message: "on purpose" },
    });
    assert.equal(await codeOf(client.listMetrics({})), undefined);
    assert.deepEqual(await codeOf(client.getMetricData(input)), ["InternalServiceError", 500]);
    assert.deepEqual(await codeOf(client.getMetricData(input)), ["ValidationError", 400]);
  });
});
