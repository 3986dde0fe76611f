import "../vscode";
import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "../../src/aws/connect";
import { metricsPort } from "../../src/aws/metrics";
import type { ConnectionConfig } from "../../src/connections/config";
import type { Arn } from "../../src/core/arn";
import type { Service } from "../../src/core/collection";
import { type Problem, problemOf } from "../../src/core/problem";
import { type Simulator, startSimulator } from "../../src/simulator/server";
import { examine } from "../../src/streams/health";
import { findingWords } from "../../src/streams/healthWords";
import { METRICS, queryOf, readSeries, recentRange, sessionRange } from "../../src/streams/metrics";
import { sessionReport } from "../../src/streams/report";
import type { Session } from "../../src/streams/sessions";
import { control } from "../control";

const MINUTE = 60_000;

async function problem(call: Promise<unknown>): Promise<Problem> {
  const error = await call.then(
    () => assert.fail("it should have failed"),
    (error: unknown) => error,
  );
  assert.equal((error as Error).name, "ServiceError");
  return problemOf(error);
}

describe("sessions and metrics, over HTTP against the simulator", () => {
  let simulator: Simulator;
  let service: Service;
  let skew = 0;
  const now = () => Date.now() + skew;
  before(async () => {
    simulator = await startSimulator({ seed: "demo", clock: now });
  });
  after(() => simulator.close());
  beforeEach(async () => {
    skew = 0;
    simulator.reset();
    service = await open();
  });
  afterEach(() => {
    delete process.env.AWS_ENDPOINT_URL_CLOUDWATCH;
  });

  function open(more: Partial<ConnectionConfig> = {}): Promise<Service> {
    const config = { region: "us-east-1", endpoint: simulator.url, simulator: true };
    const noMfa = () => Promise.reject(new Error("nobody to ask"));
    return connect({ ...config, unlimited: true, ...more }, noMfa);
  }

  async function channelNamed(name: string, of = service): Promise<Arn> {
    for await (const page of of.channels.list(new AbortController().signal))
      for (const channel of page) if (channel.name === name) return channel.arn;
    throw new Error(name);
  }

  async function latest(channelArn: Arn): Promise<Session> {
    const session = await service.sessions.get(channelArn);
    assert.ok(session);
    return session;
  }

  async function said(channelArn: Arn): Promise<string> {
    const range = recentRange("15min", now());
    const [session, series] = await Promise.all([
      latest(channelArn),
      readSeries(service, channelArn, range, now()),
    ]);
    const { findings } = examine({ range, now: now(), sessions: [session], series });
    return findingWords(findings[0], now());
  }

  it("lists a channel's sessions, the latest first, a page at a time", async () => {
    const arn = await channelNamed("harbour-stadium-main");
    const { sessions, next } = await service.sessions.page(arn);
    assert.equal(next, undefined);
    assert.equal(sessions.length, 3);
    const [live, ...past] = sessions;
    assert.equal(live?.endTime, undefined);
    assert.ok(past.every(({ startTime = 0, endTime = 0 }) => startTime < endTime));
    assert.ok(
      sessions.every(({ startTime = 0 }, n) => startTime > (sessions[n + 1]?.startTime ?? 0)),
    );
    assert.ok(sessions.every(({ hasErrorEvent }) => !hasErrorEvent));
  });

  it("goes on to the next page", async () => {
    const arn = await channelNamed("regatta-drone");
    for (let n = 0; n < 120; n++) {
      skew += MINUTE;
      await control(simulator.url, "streams/start", { channelArn: arn });
      skew += MINUTE;
      await control(simulator.url, "streams/stop", { channelArn: arn });
    }
    const first = await service.sessions.page(arn);
    assert.equal(first.sessions.length, 100);
    const second = await service.sessions.page(arn, first.next);
    assert.equal(second.sessions.length, 20);
    assert.equal(second.next, undefined);
    const ids = [...first.sessions, ...second.sessions].map(({ streamId }) => streamId);
    assert.equal(new Set(ids).size, 120);
  });

  it("gives a whole session: events from the oldest on, what it was then, what was sent", async () => {
    const arn = await channelNamed("harbour-stadium-main");
    const { sessions } = await service.sessions.page(arn);
    const session = await service.sessions.get(arn, sessions[1]?.streamId);
    assert.ok(session);
    const { hasErrorEvent, ...times } = sessions[1] ?? assert.fail();
    assert.deepEqual({ ...session, ...times }, session);
    assert.deepEqual(
      session.events.map(({ name }) => name),
      [
        "Session Created",
        "Stream Start",
        "Recording Start",
        "Starvation Start",
        "Starvation End",
        "Stream End",
        "Session Ended",
        "Recording End",
      ],
    );
    assert.equal(session.channel?.name, "harbour-stadium-main");
    assert.equal(session.recording?.bucket, "northshore-match-archive");
    const [video] = session.ingest?.video ?? [];
    assert.deepEqual(
      [video?.width, video?.height, video?.targetFramerate, video?.profile, video?.level],
      [1920, 1080, 30, "High", "4.0"],
    );
    assert.equal(session.ingest?.audio[0]?.sampleRate, 48_000);
  });

  it("gives every track of multitrack input", async () => {
    const dublin = await open({ region: "eu-west-1" });
    const channelArn = await channelNamed("dublin-arena-multitrack", dublin);
    await control(simulator.url, "streams/start", { channelArn });
    const session = await dublin.sessions.get(channelArn);
    assert.deepEqual(
      session?.ingest?.video.map(({ track, height }) => [track, height]),
      [
        ["Track0", 1080],
        ["Track1", 720],
        ["Track2", 480],
      ],
    );
  });

  it("knows of no session where there is none, and says who may not look", async () => {
    const arn = await channelNamed("regatta-drone");
    assert.equal(await service.sessions.get(arn), undefined);
    assert.equal(await service.sessions.get(arn, `st-${"0".repeat(23)}`), undefined);
    assert.deepEqual(await service.sessions.page(arn), { sessions: [] });
    const error = { name: "AccessDeniedException", status: 403, message: "no" };
    await control(simulator.url, "faults", { operation: "ListStreamSessions", error });
    const { kind, action } = await problem(service.sessions.page(arn));
    assert.deepEqual([kind, action], ["denied", "ivs:ListStreamSessions"]);
  });

  it("reads the five series by one call, each with its period", async () => {
    const arn = await channelNamed("harbour-stadium-main");
    const range = recentRange("1h", now());
    const series = await readSeries(service, arn, range, now());
    assert.equal(simulator.log.counts.GetMetricData, 1);
    assert.deepEqual(Object.keys(series), [...METRICS]);
    for (const name of METRICS) {
      const { period, points } = series[name];
      assert.equal(period, name === "viewers" ? MINUTE : 5000);
      // Live for longer than that; the newest are not there yet.
      assert.ok(points.length > (MINUTE * 57) / period, `${name}: ${points.length}`);
      assert.ok(points.every(({ at }, n) => n === 0 || at - (points[n - 1]?.at ?? 0) === period));
      assert.ok(points.every(({ at }) => at >= range.from - period && at < range.to));
    }
    const rates = series.frameRate.points.map(({ value }) => value);
    assert.ok(rates.every((value) => Math.abs(value - 30) < 1));
  });

  it("reads a session that is past by longer periods, and none of the time around it", async () => {
    const arn = await channelNamed("harbour-stadium-main");
    const { sessions } = await service.sessions.page(arn);
    const old = sessions.at(-1) ?? assert.fail();
    const range = sessionRange(old, now()) ?? assert.fail();
    const { frameRate, viewers } = await readSeries(service, arn, range, now());
    assert.equal(frameRate.period, MINUTE);
    assert.ok(Math.abs(frameRate.points.length - 118) <= 1, `${frameRate.points.length}`);
    assert.ok(viewers.points.some(({ value }) => value > 2000));
  });

  it("has no points of a channel that is offline", async () => {
    const arn = await channelNamed("regatta-drone");
    const series = await readSeries(service, arn, recentRange("3h", now()), now());
    for (const name of METRICS) assert.deepEqual(series[name].points, []);
  });

  it("puts pages together", async () => {
    const arn = await channelNamed("harbour-stadium-main");
    // A simulator's pages are as large as CloudWatch's, and this has five times 2,160 points: so another pages.
    const paging = createServer((request, response) => {
      let body = "";
      request.on("data", (data) => {
        body += data;
      });
      request.on("end", async () => {
        const answer = await fetch(simulator.url, {
          method: "POST",
          headers: {
            "content-type": request.headers["content-type"] ?? "",
            "x-amz-target": String(request.headers["x-amz-target"]),
            authorization: request.headers.authorization ?? "",
            "x-amz-date": String(request.headers["x-amz-date"]),
          },
          body: JSON.stringify({ ...JSON.parse(body), MaxDatapoints: 1000 }),
        });
        response.writeHead(answer.status, { "content-type": "application/x-amz-json-1.0" });
        response.end(await answer.text());
      });
    });
    await new Promise<void>((listening) => paging.listen(0, "127.0.0.1", listening));
    try {
      const { port } = paging.address() as AddressInfo;
      const time = now();
      const whole = await readSeries(service, arn, recentRange("1h", time), time);
      const before = simulator.log.counts.GetMetricData ?? 0;
      const paged = await open({ endpoint: `http://127.0.0.1:${port}` });
      const series = await readSeries(paged, arn, recentRange("1h", time), time);
      assert.ok((simulator.log.counts.GetMetricData ?? 0) - before > 2);
      assert.deepEqual(series, whole);
    } finally {
      paging.closeAllConnections();
      paging.close();
    }
  });

  it("can be stopped", async () => {
    const arn = await channelNamed("harbour-stadium-main");
    const stopped = AbortSignal.abort();
    const query = queryOf(recentRange("1h", now()), now());
    await assert.rejects(service.metrics.read(arn, query, stopped));
    assert.equal(simulator.log.counts.GetMetricData, undefined);
  });

  it("says which action is missing and what failed, and leaves the rest as it is", async () => {
    const arn = await channelNamed("harbour-stadium-main");
    const read = () => readSeries(service, arn, recentRange("1h", now()), now());
    const fault = (name: string, status: number) =>
      control(simulator.url, "faults", {
        operation: "GetMetricData",
        times: 3,
        error: { name, status, message: "on purpose" },
      });
    await fault("AccessDeniedException", 403);
    const { kind, action, detail } = await problem(read());
    assert.deepEqual([kind, action, detail], ["denied", "cloudwatch:GetMetricData", "on purpose"]);
    await control(simulator.url, "reset");
    await fault("InternalServiceFault", 500);
    assert.equal((await problem(read())).kind, "service");
    await control(simulator.url, "reset");
    // What is said of IVS goes on: the page stands without its charts.
    assert.ok(await service.sessions.get(arn));
  });

  it("names the action that the service named", async () => {
    const key = { accessKeyId: "simulator", secretAccessKey: "simulator", allow: ["ivs:*"] };
    const strict = await startSimulator({ seed: "demo", keys: [key] });
    try {
      const some = await open({ endpoint: strict.url });
      const arn = await channelNamed("harbour-stadium-main", some);
      const { kind, action } = await problem(
        readSeries(some, arn, recentRange("1h", now()), now()),
      );
      assert.deepEqual([kind, action], ["denied", "cloudwatch:GetMetricData"]);
    } finally {
      await strict.close();
    }
  });

  it("asks CloudWatch where the environment says, and not at an endpoint that is of IVS alone", async () => {
    const hosts: string[] = [];
    const requestHandler = {
      metadata: { handlerProtocol: "http/1.1" },
      async handle({ hostname }: { hostname: string }) {
        hosts.push(hostname);
        throw Object.assign(new Error("not asked"), { name: "NotAsked" });
      },
    };
    const ask = (endpoint: string, config: Partial<ConnectionConfig> = {}) => {
      const credentials = { accessKeyId: "a", secretAccessKey: "b" };
      const sdk = { region: "us-east-1", endpoint, credentials, requestHandler };
      const port = metricsPort(sdk as never, { region: "us-east-1", unlimited: true, ...config });
      const query = queryOf(recentRange("1h", now()), now());
      return problem(port.read("arn:aws:ivs:us-east-1:1:channel/a", query));
    };
    const aws = "monitoring.us-east-1.amazonaws.com";
    await ask("https://vpce-1a2b.ivs.us-east-1.vpce.amazonaws.com");
    await ask("https://localhost.example.com");
    await ask("http://127.0.0.1:4599");
    await ask("http://localhost:4599");
    await ask("http://[::1]:4599");
    assert.deepEqual(hosts, [aws, aws, "127.0.0.1", "localhost", "[::1]"]);
    process.env.AWS_ENDPOINT_URL_CLOUDWATCH = "http://user:secret@metrics.example";
    await ask("https://vpce-1a2b.ivs.us-east-1.vpce.amazonaws.com");
    await ask("http://127.0.0.1:4599");
    // Our own simulator has credentials of its own, which are nobody else's to see.
    await ask("http://127.0.0.1:4599", { simulator: true });
    assert.deepEqual(hosts.slice(5), ["metrics.example", "metrics.example", "127.0.0.1"]);
  });

  it("tell that a stream starves, as the demo's does", async () => {
    const sentence = await said(await channelNamed("ice-rink-two"));
    assert.match(
      sentence,
      /^Starving since .+: only \d+ kbps of 1\.4 Mbps, [\d.]+ of 30 fps arrive\./,
    );
  });

  it("tell that a stream is fine, then why it is not, then that it ended", async () => {
    const channelArn = await channelNamed("harbour-stadium-main");
    assert.match(
      await said(channelArn),
      /^All is well: [\d.]+ of 30 fps and [\d.]+ Mbps arrive\.$/,
    );
    await control(simulator.url, "streams/start", { channelArn, framerate: 11 });
    skew += 3 * MINUTE;
    assert.match(
      await said(channelArn),
      /^Frame rate fell to (?:1[01]|11\.1|10\.9) of 30 fps since .+: the encoder is overloaded/,
    );
    await control(simulator.url, "streams/event", { channelArn, name: "Starvation Start" });
    skew += MINUTE;
    assert.match(await said(channelArn), /^Starving since/);
    await control(simulator.url, "streams/stop", { channelArn });
    skew += MINUTE;
    assert.match(await said(channelArn), /^The stream ended at .+ no data arrived any more/);
  });

  it("tell why a stream that is too much for its channel was ended", async () => {
    const channelArn = await channelNamed("regatta-drone");
    const body = { channelArn, width: 1920, height: 1080, videoBitrate: 6_000_000 };
    await control(simulator.url, "streams/start", body);
    assert.match(await said(channelArn), /The bitrate exceeded the limit of the channel type/);
    const { sessions } = await service.sessions.page(channelArn);
    assert.equal(sessions[0]?.hasErrorEvent, true);
  });

  it("make a report without the keys of the channel", async () => {
    const arn = await channelNamed("harbour-stadium-main");
    const session = await latest(arn);
    const range = recentRange("3h", now());
    const series = await readSeries(service, arn, range, now());
    const health = examine({ range, now: now(), sessions: [session], series });
    const report = sessionReport({ arn, name: "stadium" }, { session, series, health }, now());
    const key = (await service.channels.streamKey(arn)) ?? assert.fail();
    assert.ok(!report.includes(key) && !JSON.stringify(session).includes(key));
    assert.doesNotMatch(JSON.stringify(session), /passphrase/);
    assert.match(report, /## Measurements/);
  });
});
