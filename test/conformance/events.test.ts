import assert from "node:assert/strict";
import type { EventBridgeEvent } from "../../src/simulator/events/event";
import { seed } from "../../src/simulator/seed";
import { send } from "../simulator/http";
import { aChannel, anAdConfiguration, aRecording, bench, START } from "./support";

/** Reads Server-Sent Events as a browser does. */
class Reader {
  readonly events: { id: string; event: EventBridgeEvent }[] = [];
  #changed = () => {};
  readonly #abort = new AbortController();

  static async open(url: string, headers: Record<string, string> = {}): Promise<Reader> {
    const reader = new Reader();
    const response = await fetch(url, { headers, signal: reader.#abort.signal });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("content-type"), "text/event-stream");
    assert.ok(response.body);
    reader.#read(response.body).catch(() => {});
    return reader;
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    let text = "";
    for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) {
        const [, id = "", data = ""] = /^id: (\d+)\ndata: (.*)$/.exec(block) ?? [];
        this.events.push({ id, event: JSON.parse(data) });
      }
      this.#changed();
    }
  }

  /** Waits until there are so many. */
  async until(count: number): Promise<EventBridgeEvent[]> {
    while (this.events.length < count) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
    return this.events.map(({ event }) => event);
  }

  close(): void {
    this.#abort.abort();
  }
}

describe("events as EventBridge delivers them", () => {
  const one = bench({ limits: true });
  const readers: Reader[] = [];
  afterEach(() => {
    for (const reader of readers.splice(0)) reader.close();
  });
  const read = async (headers?: Record<string, string>) => {
    const reader = await Reader.open(`${one.simulator.url}/_simulator/events`, headers);
    readers.push(reader);
    return reader;
  };
  const start = (channelArn: string, more: object = {}) =>
    one.control("streams/start", { channelArn, ...more });
  const event = (channelArn: string, name: string, code?: string) =>
    one.control("streams/event", { channelArn, name, code });
  const streamId = async (channelArn: string) =>
    (await one.ivs.getStreamSession({ channelArn })).streamSession?.streamId ?? "";
  /** What is said of an event, and when it happened, in seconds from the start. */
  const said = (all: EventBridgeEvent[]) =>
    all.map(({ detail, time }) => [
      detail.event_name ?? detail.recording_status ?? detail.limit_name,
      (Date.parse(time) - START) / 1000,
    ]);

  it("tell of a stream from its start to its end, in order and with its times", async () => {
    const reader = await read();
    const { arn: channelArn } = await aChannel(one.ivs, { name: "main" });
    await start(channelArn);
    one.pass(60_500);
    await start(channelArn, { health: "STARVING" });
    one.pass(5000);
    await start(channelArn, { health: "HEALTHY" });
    one.pass(1000);
    await one.ivs.stopStream({ channelArn });
    const stream_id = await streamId(channelArn);
    const events = await reader.until(6);
    assert.deepEqual(said(events), [
      ["Session Created", 0],
      ["Stream Start", 0],
      ["Starvation Start", 60],
      ["Starvation End", 65],
      ["Stream End", 66],
      ["Session Ended", 66],
    ]);
    const { id, ...first } = events[0] ?? {};
    assert.match(id ?? "", /^[0-9a-f]{8}-[0-9a-f-]{27}$/);
    assert.deepEqual(first, {
      version: "0",
      "detail-type": "IVS Stream State Change",
      source: "aws.ivs",
      account: "111122223333",
      time: "2026-03-01T12:00:00Z",
      region: "us-east-1",
      resources: [channelArn],
      detail: { event_name: "Session Created", channel_name: "main", stream_id },
    });
    assert.equal(events[2]?.["detail-type"], "IVS Stream Health Change");
    assert.equal(new Set(events.map(({ id }) => id)).size, 6);
  });

  it("say the name that the channel had, and the code of an event", async () => {
    const { arn: channelArn } = await aChannel(one.ivs, { name: "before" });
    await start(channelArn);
    await event(channelArn, "Stream Takeover Failure", "StreamTakeoverMediaMismatch");
    await event(channelArn, "Stream Failure");
    const stream_id = await streamId(channelArn);
    const about = { channel_name: "before", stream_id };
    const events = await (await read()).until(4);
    assert.deepEqual(events[2]?.detail, {
      event_name: "Stream Takeover Failure",
      ...about,
      code: "StreamTakeoverMediaMismatch",
    });
    assert.deepEqual(events[3]?.detail, {
      event_name: "Stream Failure",
      ...about,
      reason: "Transcode capacity exceeded. Please try again.",
    });
  });

  it("tell of recordings", async () => {
    const recording = await aRecording(one.ivs, "archive");
    one.pass(3000);
    const { arn: channelArn } = await aChannel(one.ivs, {
      name: "main",
      recordingConfigurationArn: recording.arn,
    });
    await start(channelArn);
    one.pass(70_000);
    await one.control("streams/stop", { channelArn });
    const stream_id = await streamId(channelArn);
    const events = await (await read()).until(6);
    const [begun, ended] = events.filter(
      (one) => one["detail-type"] === "IVS Recording State Change",
    );
    const id = channelArn.split("/")[1];
    const { recording_session_id, recording_s3_key_prefix } = begun?.detail ?? {};
    assert.match(`${recording_session_id}`, /^[A-Za-z0-9]{16}$/);
    const prefix = new RegExp(`^ivs/v1/111122223333/${id}/2026/3/1/12/0/[A-Za-z0-9]{12}$`);
    assert.match(`${recording_s3_key_prefix}`, prefix);
    const common = {
      channel_name: "main",
      stream_id,
      recording_status_reason: "",
      recording_s3_bucket_name: "a-bucket",
      recording_s3_key_prefix,
      recording_session_id,
    };
    assert.deepEqual(begun?.detail, {
      ...common,
      recording_status: "Recording Start",
      recording_duration_ms: 0,
    });
    assert.deepEqual(ended?.detail, {
      ...common,
      recording_status: "Recording End",
      recording_duration_ms: 70_000,
      recording_session_stream_ids: [stream_id],
    });
  });

  it("tell of a recording that went on with another stream as of one", async () => {
    const { recordingConfiguration } = await one.ivs.createRecordingConfiguration({
      destinationConfiguration: { s3: { bucketName: "a-bucket" } },
      recordingReconnectWindowSeconds: 60,
    });
    one.pass(3000);
    const { arn: channelArn } = await aChannel(one.ivs, {
      recordingConfigurationArn: recordingConfiguration?.arn,
    });
    const ids: string[] = [];
    for (let turn = 0; turn < 2; turn++) {
      await start(channelArn);
      ids.push(await streamId(channelArn));
      one.pass(20_000);
      await one.control("streams/stop", { channelArn });
      one.pass(30_000);
    }
    one.pass(30_000);
    const events = await (await read()).until(10);
    const recorded = events.filter(({ detail }) => detail.recording_status);
    assert.deepEqual(said(recorded), [
      ["Recording Start", 3],
      ["Recording End", 133],
    ]);
    const [begun, ended] = recorded.map(({ detail }) => detail);
    assert.equal(ended?.stream_id, ids[1]);
    assert.deepEqual(ended?.recording_session_stream_ids, ids);
    assert.equal(ended?.recording_duration_ms, 40_000);
    for (const same of ["recording_session_id", "recording_s3_key_prefix"] as const) {
      assert.equal(ended?.[same], begun?.[same]);
    }
  });

  it("tell of recordings that fail", async () => {
    // CREATING still.
    const { arn } = await aRecording(one.ivs, "archive", "the-bucket");
    const { arn: channelArn } = await aChannel(one.ivs, { recordingConfigurationArn: arn });
    await start(channelArn);
    await event(channelArn, "Recording End Failure");
    const events = await (await read()).until(4);
    const [begun, ended] = events.slice(2).map(({ detail }) => detail);
    assert.deepEqual(
      [begun?.recording_status, begun?.recording_status_reason, begun?.recording_s3_key_prefix],
      ["Recording Start Failure", "ValidationException", ""],
    );
    assert.equal(begun?.recording_s3_bucket_name, "the-bucket");
    assert.deepEqual(
      [ended?.recording_status, ended?.recording_status_reason, ended?.recording_duration_ms],
      ["Recording End Failure", "InternalServerException", 0],
    );
    assert.equal("recording_session_stream_ids" in (ended ?? {}), false);
  });

  it("tell of limits, those of a stream and those of the account", async () => {
    const { arn: channelArn } = await aChannel(one.ivs, { type: "BASIC", name: "main" });
    await start(channelArn, { viewers: 15_011 });
    for (const name of ["Ingest Bitrate", "Ingest Resolution", "Concurrent Viewers"]) {
      await event(channelArn, name);
    }
    const stream_id = await streamId(channelArn);
    const about = { channel_name: "main", stream_id };
    const events = (await (await read()).until(5)).slice(2);
    assert.deepEqual(
      events.map(({ resources, detail }) => [resources, detail]),
      [
        [
          [channelArn],
          {
            limit_name: "Ingest Bitrate",
            limit_value: 1_500_000,
            exceeded_by: 150_000,
            limit_unit: "bits per second",
            ...about,
          },
        ],
        [
          [channelArn],
          {
            limit_name: "Ingest Resolution",
            limit_value: 2_100_000,
            exceeded_by: 210_000,
            limit_unit: "total pixels",
            ...about,
          },
        ],
        [
          [],
          {
            limit_name: "Concurrent Viewers",
            limit_value: 15_000,
            exceeded_by: 11,
            limit_unit: "viewers",
          },
        ],
      ],
    );
    for (const one of events) assert.equal(one["detail-type"], "IVS Limit Breach");
  });

  it("tell of what an encoder sent too much of, for which its stream ended", async () => {
    for (const [encoder, limit] of [
      [{ videoBitrate: 9_000_000 }, ["Ingest Bitrate", 8_500_000, 500_000, "bits per second"]],
      [{ width: 1200, height: 1900 }, ["Ingest Resolution", 2_100_000, 180_000, "total pixels"]],
      [{ width: 2560, height: 720 }, ["Ingest Resolution", 1920, 640, "pixels per edge"]],
    ] as const) {
      one.simulator.reset();
      const { arn: channelArn } = await aChannel(one.ivs);
      await start(channelArn, encoder);
      const events = await (await read()).until(5);
      const [, , breach, end] = events;
      assert.deepEqual(
        ["limit_name", "limit_value", "exceeded_by", "limit_unit"].map(
          (one) => breach?.detail[one],
        ),
        limit,
      );
      assert.equal(end?.detail.event_name, "Stream End");
    }
  });

  it("tell of a stream too many for the account", async () => {
    await one.control("seed", { channels: 101 });
    const arns: string[] = [];
    for (let nextToken: string | undefined, first = true; first || nextToken; first = false) {
      const page = await one.ivs.listChannels({ nextToken, maxResults: 100 });
      arns.push(...(page.channels ?? []).map(({ arn = "" }) => arn));
      nextToken = page.nextToken;
    }
    for (const channelArn of arns.slice(0, 100)) await start(channelArn);
    await assert.rejects(start(arns[100] ?? ""), /100 streams/);
    const events = await (await read()).until(201);
    assert.deepEqual(events[200]?.resources, []);
    assert.deepEqual(events[200]?.detail, {
      limit_name: "Concurrent Broadcasts",
      limit_value: 100,
      exceeded_by: 1,
      limit_unit: "active streams",
    });
  });

  it("tell of ad breaks", async () => {
    const { arn: adConfigurationArn } = await anAdConfiguration(one.ivs);
    const { arn: channelArn } = await aChannel(one.ivs, { adConfigurationArn, name: "main" });
    await start(channelArn);
    const { adBreakId } = await one.ivs.insertAdBreak({ channelArn, durationSeconds: 45 });
    const [, , inserted] = await (await read()).until(3);
    assert.equal(inserted?.["detail-type"], "IVS Ad Break State Change");
    assert.deepEqual(inserted?.detail, {
      event_name: "Ad Break Inserted",
      channel_name: "main",
      stream_id: await streamId(channelArn),
      ad_break_id: adBreakId,
      duration_seconds: 45,
      target_start_time: "2026-03-01T12:00:10Z",
    });
  });

  it("come to each who listens, and again from where one was", async () => {
    const [reader, other] = [await read(), await read()];
    const { arn: channelArn } = await aChannel(one.ivs);
    await start(channelArn);
    await one.control("streams/stop", { channelArn });
    await reader.until(4);
    assert.deepEqual(await other.until(4), await reader.until(4));
    const second = reader.events[1]?.id ?? "";
    reader.close();
    const again = await read({ "last-event-id": second });
    await again.until(2);
    assert.deepEqual(again.events, other.events.slice(2));
    await one.control("reset", {});
    await start((await aChannel(one.ivs)).arn);
    const afterReset = await read();
    assert.deepEqual(said(await afterReset.until(2)), [
      ["Session Created", 0],
      ["Stream Start", 0],
    ]);
  });

  it("are silent about what a seed says to be past", async () => {
    const reader = await read();
    seed(one.simulator.world, "demo");
    const { channels } = await one.ivs.listChannels({ filterByName: "harbour-stadium-main" });
    await one.control("streams/stop", { channelArn: channels?.[0]?.arn });
    assert.deepEqual(said(await reader.until(3)).slice(0, 2), [
      ["Stream End", 0],
      ["Session Ended", 0],
    ]);
  });

  it("are for programs of this machine only", async () => {
    const url = `${one.simulator.url}/_simulator/events`;
    for (const headers of [{ origin: "https://example.com" }, { host: "example.com" }] as Record<
      string,
      string
    >[]) {
      const { status, body } = await send(url, { method: "GET", headers });
      assert.equal(status, 403);
      assert.match(body, /this machine/);
    }
    assert.equal((await send(url)).status, 404);
  });
});

describe("events of a stream that takes its time", () => {
  const one = bench({ clock: Date.now, streamMs: 300 });

  it("come when it starts, though nobody calls", async function () {
    this.timeout(10_000);
    const reader = await Reader.open(`${one.simulator.url}/_simulator/events`);
    const { arn: channelArn } = await aChannel(one.ivs);
    await one.control("streams/start", { channelArn });
    const events = await reader.until(2);
    reader.close();
    assert.deepEqual(
      events.map(({ detail }) => detail.event_name),
      ["Session Created", "Stream Start"],
    );
  });
});
