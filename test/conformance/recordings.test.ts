import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { send, signed } from "../simulator/http";
import { aChannel, bench, START } from "./support";

const directory = mkdtempSync(join(tmpdir(), "ivs-recordings-"));

describe("recordings", () => {
  const one = bench({ recordings: directory });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  type Input = Parameters<typeof one.ivs.createRecordingConfiguration>[0];
  const aRecordedChannel = async (input: Partial<Input> = {}, channel: object = {}) => {
    const { recordingConfiguration } = await one.ivs.createRecordingConfiguration({
      destinationConfiguration: { s3: { bucketName: "a-bucket" } },
      ...input,
    });
    one.pass(3000);
    const recordingConfigurationArn = recordingConfiguration?.arn;
    return aChannel(one.ivs, { recordingConfigurationArn, ...channel });
  };
  const record = async (channelArn: string, seconds: number) => {
    await one.control("streams/start", { channelArn });
    one.pass(seconds * 1000);
    await one.ivs.stopStream({ channelArn });
  };
  const files = () =>
    readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.path, entry.name).slice(directory.length + 1))
      .sort();
  const prefixOf = (channelArn: string) => {
    const [file = ""] = files().filter((name) => name.endsWith("recording-started.json"));
    const [, prefix = ""] = /^a-bucket\/(.*)\/events\//.exec(file) ?? [];
    assert.match(
      prefix,
      new RegExp(`^ivs/v1/111122223333/${channelArn.split("/")[1]}/2026/3/1/12/0/[A-Za-z0-9]{12}$`),
    );
    return prefix;
  };
  const read = (prefix: string, name: string) =>
    readFileSync(join(directory, "a-bucket", prefix, name), "utf8");
  const s3 = (path: string, headers: Record<string, string> = {}, method = "GET") =>
    send(`${one.simulator.url}/${path}`, {
      method,
      headers: { ...signed("us-east-1", "s3"), ...headers },
    });

  it("are laid out as the service does", async () => {
    const { arn } = await aRecordedChannel({
      thumbnailConfiguration: {
        recordingMode: "INTERVAL",
        targetIntervalSeconds: 10,
        storage: ["SEQUENTIAL", "LATEST"],
      },
    });
    await one.control("streams/start", { channelArn: arn });
    const prefix = prefixOf(arn);
    assert.deepEqual(files(), [`a-bucket/${prefix}/events/recording-started.json`]);
    one.pass(25_000);
    await one.ivs.stopStream({ channelArn: arn });

    const heights = ["1080p30", "160p30", "360p30", "480p30", "720p30"];
    const names = ["0.ts", "1.ts", "2.ts", "byte-range-variant.m3u8", "playlist.m3u8"];
    const thumbnails = ["thumb0.jpg", "thumb1.jpg", "thumb2.jpg"];
    assert.deepEqual(
      files(),
      [
        "events/recording-ended.json",
        "events/recording-started.json",
        ...heights.flatMap((height) => names.map((name) => `media/hls/${height}/${name}`)),
        "media/hls/byte-range-multivariant.m3u8",
        "media/hls/master.m3u8",
        "media/latest_thumbnail/thumb.jpg",
        ...thumbnails.map((name) => `media/thumbnails/${name}`),
      ]
        .map((name) => `a-bucket/${prefix}/${name}`)
        .sort(),
    );

    const started = JSON.parse(read(prefix, "events/recording-started.json"));
    const ended = JSON.parse(read(prefix, "events/recording-ended.json"));
    assert.deepEqual(
      [started.recording_status, started.channel_arn, started.media.hls.duration_ms],
      ["RECORDING_STARTED", arn, undefined],
    );
    assert.deepEqual(ended, {
      ...started,
      recording_status: "RECORDING_ENDED",
      recording_ended_at: new Date(START + 28_000).toISOString(),
      media: { ...started.media, hls: { duration_ms: 25_000, ...started.media.hls } },
    });
    assert.equal(ended.media.latest_thumbnail.path, "media/latest_thumbnail/thumb.jpg");
    assert.deepEqual(ended.media.thumbnails, {
      path: "media/thumbnails",
      resolution_height: 1080,
      resolution_width: 1920,
    });

    // As a player would: from the event to the multivariant playlist, its variants and segments.
    const { hls } = ended.media;
    const master = read(prefix, `${hls.path}/${hls.playlist}`);
    assert.match(master, /^#EXTM3U\n#EXT-X-SESSION-DATA:DATA-ID="net.live-video.content.id"/);
    for (const rendition of hls.renditions) {
      const folder = `${hls.path}/${rendition.path}`;
      assert.ok(master.includes(`\n${rendition.path}/${rendition.playlist}\n`));
      const playlist = read(prefix, `${folder}/${rendition.playlist}`);
      assert.match(playlist, /#EXT-X-TARGETDURATION:10\n[\s\S]*#EXT-X-ENDLIST\n$/);
      const durations = [...playlist.matchAll(/#EXTINF:([\d.]+),\n(\d)\.ts/g)];
      assert.deepEqual(
        durations.map(([, duration]) => Number(duration)),
        [10, 10, 5],
      );
      const ranged = read(prefix, `${folder}/${rendition.byte_range_playlist}`);
      const [, bytes] = /#EXT-X-BYTERANGE:(\d+)@0\n0\.ts/.exec(ranged) ?? [];
      const segment = readFileSync(join(directory, "a-bucket", prefix, folder, "0.ts"));
      assert.equal(segment.length, Number(bytes));
    }
  });

  it("hold the renditions and thumbnails that the configuration asks for", async () => {
    const renditionsOf = async (input: Partial<Input>, channel: object = {}) => {
      rmSync(directory, { recursive: true, force: true });
      const { arn } = await aRecordedChannel(input, channel);
      await record(arn, 5);
      const [ended = ""] = files().filter((name) => name.endsWith("recording-ended.json"));
      const { media } = JSON.parse(readFileSync(join(directory, ended), "utf8"));
      const names = media.hls.renditions.map((one: { path: string }) => one.path).join(" ");
      return `${names}; thumbnails ${media.thumbnails?.resolution_height}`;
    };
    const thumbnails = (thumbnailConfiguration: Input["thumbnailConfiguration"]) => ({
      thumbnailConfiguration,
    });
    const chosen = (renditions: ("SD" | "HD" | "FULL_HD" | "LOWEST_RESOLUTION")[]) => ({
      renditionConfiguration: { renditionSelection: "CUSTOM" as const, renditions },
    });
    for (const [input, channel, expected] of [
      [chosen(["HD", "SD"]), {}, "720p30 480p30; thumbnails 1080"],
      [chosen(["LOWEST_RESOLUTION"]), {}, "360p30 160p30; thumbnails 1080"],
      [chosen(["FULL_HD"]), { type: "BASIC" }, "480p30; thumbnails 480"],
      [{ renditionConfiguration: { renditionSelection: "NONE" } }, {}, "; thumbnails 1080"],
      [
        { renditionConfiguration: { renditionSelection: "NONE" } },
        { type: "BASIC" },
        "; thumbnails 480",
      ],
      [
        thumbnails({ recordingMode: "DISABLED" }),
        { type: "ADVANCED_SD" },
        "480p30 360p30 160p30; thumbnails undefined",
      ],
      [
        thumbnails({ resolution: "SD" }),
        { type: "ADVANCED_HD" },
        "720p30 480p30 360p30 160p30; thumbnails 480",
      ],
    ] as [Partial<Input>, object, string][]) {
      assert.equal(await renditionsOf(input, channel), expected);
    }
  });

  it("stay within bounds, however long", async () => {
    const { arn } = await aRecordedChannel({
      thumbnailConfiguration: { targetIntervalSeconds: 1 },
      renditionConfiguration: { renditionSelection: "CUSTOM", renditions: ["SD"] },
    });
    await one.control("streams/start", { channelArn: arn });
    one.pass(49 * 3600_000);
    // Nobody stopped it: it ended by itself, which the first call after that finds out.
    await s3("a-bucket?list-type=2");
    assert.ok(files().length < 1000, `${files().length} files`);
    const [ended = ""] = files().filter((name) => name.endsWith("recording-ended.json"));
    const { media } = JSON.parse(readFileSync(join(directory, ended), "utf8"));
    assert.equal(media.hls.duration_ms, 48 * 3600_000);
  });

  it("that cannot be written do not begin, and the stream goes on", async () => {
    const { arn } = await aRecordedChannel();
    writeFileSync(directory, "a file where the directory should be");
    const { error } = console;
    const told: string[] = [];
    console.error = (text: string) => told.push(text);
    try {
      await record(arn, 5);
    } finally {
      console.error = error;
    }
    assert.match(told.join("\n"), /cannot write a recording/);
    const { streamSession } = await one.ivs.getStreamSession({ channelArn: arn });
    assert.deepEqual(streamSession?.truncatedEvents?.map(({ name }) => name).slice(0, 3), [
      "Session Ended",
      "Stream End",
      "Recording Start Failure",
    ]);
  });

  it("can be listed and read by S3 clients", async () => {
    const { arn } = await aRecordedChannel();
    await record(arn, 20);
    const prefix = prefixOf(arn);
    const texts = (xml: string, name: string) =>
      [...xml.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, "g"))].map(([, text]) => text);
    const list = async (query: string) => (await s3(`a-bucket?list-type=2&${query}`)).body;

    const hls = `${prefix}/media/hls/`;
    const folder = await list(`prefix=${encodeURIComponent(hls)}&delimiter=%2F`);
    assert.deepEqual(texts(folder, "Key"), [
      `${hls}byte-range-multivariant.m3u8`,
      `${hls}master.m3u8`,
    ]);
    assert.deepEqual(
      texts(folder, "Prefix").slice(1),
      ["1080p30", "160p30", "360p30", "480p30", "720p30"].map((name) => `${hls}${name}/`),
    );
    assert.deepEqual([texts(folder, "KeyCount"), texts(folder, "IsTruncated")], [["7"], ["false"]]);

    // By pages, whatever their size, everything comes once and in order.
    const every = texts(await list(""), "Key");
    assert.equal(every.length, files().length);
    assert.deepEqual(every, [...every].sort());
    for (const query of [
      "max-keys=4",
      `max-keys=2&delimiter=%2F&prefix=${encodeURIComponent(hls)}`,
    ]) {
      const seen: (string | undefined)[] = [];
      let token = "";
      do {
        const page = await list(
          token ? `${query}&continuation-token=${encodeURIComponent(token)}` : query,
        );
        const found = [...texts(page, "Key"), ...texts(page, "CommonPrefixes")];
        assert.ok(found.length <= 4);
        seen.push(...found);
        [token = ""] = texts(page, "NextContinuationToken") as string[];
      } while (token);
      assert.equal(seen.length, query.includes("delimiter") ? 7 : every.length);
      assert.equal(new Set(seen).size, seen.length);
    }
    assert.equal(texts(await list(`start-after=${every[3]}`), "Key")[0], every[4]);

    const key = `a-bucket/${hls}1080p30/1.ts`;
    const whole = await s3(key);
    assert.deepEqual([whole.status, whole.headers["content-type"]], [200, "video/MP2T"]);
    const size = readFileSync(join(directory, key)).length;
    const head = await s3(key, {}, "HEAD");
    assert.deepEqual(
      [head.status, head.headers["content-length"], head.headers.etag, head.body],
      [200, `${size}`, whole.headers.etag, ""],
    );
    const part = await s3(key, { range: "bytes=188-375" });
    assert.deepEqual([part.status, part.headers["content-range"]], [206, `bytes 188-375/${size}`]);
    assert.equal(part.headers["content-length"], "188");
    assert.equal((await s3(key, { range: "bytes=-188" })).headers["content-length"], "188");
    assert.equal((await s3(key, { range: `bytes=${size}-` })).status, 416);
  });

  it("are all that can be read", async () => {
    const { arn } = await aRecordedChannel();
    await record(arn, 1);
    writeFileSync(join(directory, "secret"), "x");
    for (const path of [
      "a-bucket/%2e%2e%2fsecret",
      "a-bucket/..%5csecret",
      "a-bucket/ivs",
      "a-bucket/ivs//v1",
      "a-bucket/nothing%00",
      "other-bucket/ivs",
    ]) {
      const { status, body } = await s3(path);
      assert.equal(status, 404, path);
      assert.match(body, /<Code>NoSuchKey<\/Code>/);
    }
    for (const path of ["a-bucket/../secret?list-type=2", "secret?list-type=2"]) {
      assert.match((await s3(path)).body, /<KeyCount>0</);
    }
    // Paths that a URL would not let pass.
    for (const [path, status] of [
      ["/../?list-type=2", 400],
      ["/a-bucket/../secret", 404],
      ["/a-bucket/%2e%2e/secret", 404],
    ] as const) {
      const raw = request(one.simulator.url, { path, headers: signed("us-east-1", "s3") });
      const [{ statusCode }] = await once(raw.end(), "response");
      assert.equal(statusCode, status, path);
    }
    assert.equal((await s3("a-bucket/%zz")).status, 400);
    assert.equal((await s3("a-bucket/x", {}, "DELETE")).status, 501);
    const unsigned = await send(`${one.simulator.url}/a-bucket/ivs`, { method: "HEAD" });
    assert.equal(unsigned.status, 403);
    assert.ok(existsSync(join(directory, "secret")));
  });
});
