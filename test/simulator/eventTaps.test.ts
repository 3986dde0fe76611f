import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EventBridgeEvent } from "../../src/simulator/events/event";
import { EventFeed } from "../../src/simulator/events/feed";
import { openTap, type Tap } from "../../src/simulator/events/taps";

const PROGRAM = join(__dirname, "../../dist/simulator.js");

const anEvent = (id: string): EventBridgeEvent => ({
  version: "0",
  id,
  "detail-type": "IVS Stream State Change",
  source: "aws.ivs",
  account: "111122223333",
  time: "2026-03-01T12:00:00Z",
  region: "us-east-1",
  resources: [],
  detail: { event_name: "Stream Start" },
});

describe("a feed of events", () => {
  it("keeps the latest 500, and tells who listens of each", () => {
    const feed = new EventFeed(() => {});
    const heard: string[] = [];
    const stop = feed.listen(({ event }) => heard.push(event.id));
    for (let index = 1; index <= 510; index++) feed.add(anEvent(`${index}`));
    stop();
    feed.add(anEvent("511"));
    assert.deepEqual([heard.length, heard[0], heard.at(-1)], [510, "1", "510"]);
    const kept = feed.after(0);
    assert.deepEqual([kept.length, kept[0]?.event.id, kept.at(-1)?.event.id], [500, "12", "511"]);
    assert.deepEqual(
      feed.after(509).map(({ number, event }) => [number, event.id]),
      [
        [510, "510"],
        [511, "511"],
      ],
    );
    feed.clear();
    assert.deepEqual(feed.after(0), []);
    feed.add(anEvent("512"));
    assert.deepEqual(
      feed.after(0).map(({ number }) => number),
      [512],
    );
  });

  it("lets happen what is due before it says what happened", () => {
    const feed: EventFeed = new EventFeed(() => feed.add(anEvent("due")));
    assert.deepEqual(
      feed.after(0).map(({ event }) => event.id),
      ["due"],
    );
  });
});

describe("a tap of events", () => {
  const directory = mkdtempSync(join(tmpdir(), "ivs-events-"));
  after(() => rmSync(directory, { recursive: true }));
  const open: { close(): unknown }[] = [];
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });
  const tapOf = (target: string): Tap => {
    const tap = openTap(target);
    open.push(tap);
    return tap;
  };
  /** A server that answers with one status after the other, the last one for good. */
  const listener = async (...statuses: number[]) => {
    const taken: { id: string; type?: string; method?: string }[] = [];
    const tries: string[] = [];
    let changed = () => {};
    const server: Server = createServer((request, response) => {
      let text = "";
      request.on("data", (chunk) => {
        text += chunk;
      });
      request.on("end", () => {
        const status = (statuses.length > 1 ? statuses.shift() : statuses[0]) ?? 200;
        const { id } = JSON.parse(text);
        tries.push(id);
        if (status < 300) {
          taken.push({ id, type: request.headers["content-type"], method: request.method });
        }
        response.writeHead(status, { location: "http://127.0.0.1:1/" }).end("thanks");
        changed();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    open.push({
      close: () => {
        server.closeAllConnections();
        server.close();
      },
    });
    const { port } = server.address() as AddressInfo;
    const until = async (isSo: () => boolean) => {
      while (!isSo()) {
        await new Promise<void>((resolve) => {
          changed = resolve;
        });
      }
    };
    return { url: `http://127.0.0.1:${port}/hook`, taken, tries, until };
  };

  it("appends to a file, a line for each event", async () => {
    const file = join(directory, "events.ndjson");
    writeFileSync(file, "before\n");
    const tap = openTap(file);
    for (const id of ["one", "two\nlines", "three"]) tap.take(anEvent(id));
    await tap.close();
    const [before, ...lines] = readFileSync(file, "utf8").trimEnd().split("\n");
    assert.equal(before, "before");
    assert.deepEqual(
      lines.map((line) => JSON.parse(line)),
      ["one", "two\nlines", "three"].map(anEvent),
    );
  });

  it("posts to a URL, in order, and again until each is taken", async () => {
    const { url, taken, tries, until } = await listener(200, 500, 429, 302, 200);
    const tap = tapOf(url);
    const ids = ["one", "two", "three"];
    for (const id of ids) tap.take(anEvent(id));
    await until(() => taken.length === 3);
    assert.deepEqual(
      taken,
      ids.map((id) => ({ id, type: "application/json", method: "POST" })),
    );
    assert.deepEqual(tries, ["one", "two", "two", "two", "two", "three"]);
  });

  it("makes nobody wait for a URL where nobody is, and is closed all the same", async () => {
    const { url } = await listener();
    for (const one of open.splice(0)) await one.close();
    const tap = openTap(url);
    tap.take(anEvent("one"));
    tap.take(anEvent("two"));
    await tap.close();
    tap.take(anEvent("three"));
  });

  it("is what the program is given, as many as there are", async () => {
    const { url, taken, until } = await listener(200);
    const files = ["one.ndjson", "other.ndjson"].map((name) => join(directory, name));
    const targets = [...files, url].flatMap((target) => ["--events", target]);
    const child = spawn(process.execPath, [PROGRAM, "--port", "0", ...targets]);
    open.push({ close: () => child.kill("SIGKILL") });
    const [line] = await once(child.stdout, "data");
    const endpoint = `${line}`.trim().split(" ").at(-1);
    // The demo's own channel; what a seed says to be past is not told.
    const channelArn = "arn:aws:ivs:us-east-1:111122223333:channel/ME5m4qdlAChg";
    const body = JSON.stringify({ channelArn });
    await fetch(`${endpoint}/_simulator/streams/stop`, { method: "POST", body });
    await until(() => taken.length >= 2);
    child.kill("SIGTERM");
    await once(child, "close");
    const names = files.map((file) =>
      readFileSync(file, "utf8")
        .trimEnd()
        .split("\n")
        .map(
          (line) => JSON.parse(line).detail.event_name ?? JSON.parse(line).detail.recording_status,
        ),
    );
    assert.deepEqual(names[0]?.slice(0, 2), ["Stream End", "Session Ended"]);
    assert.deepEqual(names[1], names[0]);
    const refused = spawn(process.execPath, [PROGRAM, "--events", "http://example.com/"]);
    const [message] = await once(refused.stderr, "data");
    assert.match(`${message}`, /^IVS simulator: --events http:\/\/example\.com\/: must be .*\n$/);
    const [code] = await once(refused, "close");
    assert.equal(code, 2);
  });

  it("is a file or a URL of this machine, nothing else", () => {
    for (const target of [
      "https://127.0.0.1/",
      "http://example.com/",
      "http://127.0.0.1.example.com/",
      "http://user@example.com:80/127.0.0.1",
      "http://169.254.169.254/",
      "ftp://127.0.0.1/",
      "http://",
    ]) {
      assert.throws(() => openTap(target), /a file, or an http URL of this machine/, target);
    }
    assert.throws(() => openTap(join(directory, "none", "file")), /no such file/);
    assert.throws(() => openTap(directory), /directory/);
    for (const host of ["localhost", "127.0.0.1", "[::1]"]) tapOf(`http://${host}:1/`);
  });
});
