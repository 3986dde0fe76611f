import "../vscode";
import assert from "node:assert/strict";
import { examine } from "../../src/streams/health";
import type { ChannelSeries } from "../../src/streams/metrics";
import {
  compareSessions,
  comparisonReport,
  type Reported,
  sessionReport,
} from "../../src/streams/report";
import { MAX_EVENTS, type Session } from "../../src/streams/sessions";
import { at, audio, CHANNEL_ARN, event, START, series, session, video } from "./make";

const NOW = at(60);
const CHANNEL = { arn: CHANNEL_ARN, name: "main" };

function reported(one: Session, known?: ChannelSeries): Reported {
  const range = { from: START, to: one.endTime ?? NOW };
  const health = examine({ range, now: NOW, sessions: [one], series: known });
  return { session: one, health, ...(known && { series: known }) };
}

const starved = session({
  endTime: at(8),
  recording: {
    arn: "arn:aws:ivs:us-east-1:111122223333:recording-configuration/Rec000000000",
    name: "archive",
    bucket: "main-archive",
    state: "ACTIVE",
    tags: { owner: "priya@example.com" },
    reconnectWindowSeconds: 0,
    thumbnails: { mode: "DISABLED", intervalSeconds: 60, resolution: "", storage: [] },
    renditions: { selection: "ALL", list: [] },
  },
  events: [
    event(2, "Starvation Start"),
    event(3, "Starvation End"),
    event(8, "Stream End"),
    event(8, "Session Ended", "NewReason"),
  ],
});

/** The rows of the table below a heading. */
function rows(report: string, heading: string): string[][] {
  const [, section = ""] = report.split(`## ${heading}\n`);
  const lines = section.split(/\n## /)[0]?.split("\n") ?? [];
  const table = lines.filter((line) => line.startsWith("|"));
  return table
    .slice(2)
    .map((line) => line.split(" | ").map((cell) => cell.replace(/^\| | \|$/g, "")));
}

describe("the report of a session", () => {
  it("says what it was, how it went, what was sent and what happened", () => {
    const report = sessionReport(CHANNEL, reported(starved, series(8)), NOW);
    assert.match(
      report,
      /^# Stream session of main\n\n- Channel: arn:aws:ivs:.*\n- Session: st-1A2b3C\n/,
    );
    for (const line of [
      "- Duration: 8 min",
      "- Starving: once, 1 min",
      "- Recording configuration: archive, bucket main-archive",
      "- Resolution: 1280 × 720",
      "- Most viewers: 12",
    ])
      assert.ok(report.includes(`${line}\n`), line);
    assert.match(
      report,
      /## Health\n\n- At .+: Amazon IVS ended the session and gave the code NewReason/,
    );
    assert.deepEqual(rows(report, "Measurements")[1], ["Frame rate", "30 fps", "30 fps", "30 fps"]);
    assert.deepEqual(rows(report, "Encoder")[0], ["Video codec", "avc1.64001F", "H.264", ""]);
    const events = rows(report, "Events");
    assert.equal(events.length, starved.events.length);
    assert.match(events[0]?.[0] ?? "", /^2026-03-01 \d\d:\d\d:00$/);
    assert.equal(events.at(-1)?.[1], "Session Ended (NewReason)");
    assert.match(report, /- Times: local, UTC[+-]\d\d:\d\d/);
  });

  it("leaves out what is not known", () => {
    const early = { streamId: "st-1", events: [event(9, "Session Created")] };
    const report = sessionReport(CHANNEL, reported(early), NOW);
    for (const absent of ["Measurements", "## Encoder", "Started", "Channel type", "undefined"])
      assert.ok(!report.includes(absent), absent);
    assert.match(report, /Events/);
  });

  it("says when there were more events", () => {
    const many = Array.from({ length: MAX_EVENTS }, () => event(1, "Ad Break Inserted"));
    assert.match(sessionReport(CHANNEL, reported(session({ events: many })), NOW), /more events/);
    assert.doesNotMatch(sessionReport(CHANNEL, reported(session()), NOW), /more events/);
  });

  it("holds no secret, wherever one was written", () => {
    const secrets = [
      "sk_us-east-1_AbCdEfGhIjKl_0123456789abcdefghijklmnopqrst",
      "sk_us-west-2_abcd1234efgh5678ijkl",
      "eyJhbGciOiJFUzM4NCJ9.eyJhd3M6Y2hhbm5lbC1hcm4iOiIifQ.c2lnbmF0dXJl",
      "9u8fZyA7longPassphrase",
    ];
    const [key, other, token, passphrase] = secrets;
    const url = `srt://x.srt.live-video.net:9000?streamid=${other}&passphrase=${passphrase}`;
    const leaky = session({
      streamId: key,
      endTime: at(5),
      ingest: {
        video: [video({ encoder: `ffmpeg rtmps://x:443/app/${key}`, profile: url })],
        audio: [audio({ codec: `?token=${token}` })],
      },
      events: [event(1, `failed ${key}`, `${token}`), event(5, "Session Ended", key)],
    });
    const channel = { ...CHANNEL, name: `main ${other}` };
    const one = reported(leaky, series(5));
    for (const report of [
      sessionReport(channel, one, NOW),
      comparisonReport(channel, one, reported(starved), NOW),
    ]) {
      for (const secret of secrets) assert.ok(!report.includes(secret), secret);
      // Escaped as Markdown they would be as good.
      for (const secret of secrets) assert.ok(!report.replace(/\\/g, "").includes(secret), secret);
      assert.ok(report.includes("••••"));
      // Nor what is of no use to the reader: tags name people, addresses of ingest and playback are the channel's own.
      assert.doesNotMatch(report, /priya|live-video\.net\/x|global-contribute/);
    }
  });

  it("takes foreign text as text: no markup, link, mention, or row of its own", () => {
    const evil = "a|b\n# c [d](https://e.example) <img src=x> `f` **g** @h www.i.example &lt;";
    const hostile = session({
      endTime: at(5),
      ingest: { video: [video({ encoder: evil, track: evil, codec: evil })], audio: [audio()] },
      events: [event(1, evil, evil)],
    });
    const report = sessionReport({ ...CHANNEL, name: evil }, reported(hostile), NOW);
    assert.equal(rows(report, "Events").length, hostile.events.length);
    for (const line of report.split("\n")) {
      const heading = /^#+ (.*)/.exec(line)?.[1];
      if (heading) assert.ok(!/^c /.test(heading), heading);
    }
    const bare = report.replace(/\\[\\`*_[\]<>|~&#]/g, "");
    assert.doesNotMatch(bare, /[`*[\]<>~&]|@h|:\/\/|www\.i/);
  });
});

describe("two sessions side by side", () => {
  it("differ where they differ", () => {
    const other = session({
      streamId: "st-2",
      endTime: at(8),
      ingest: { video: [video({ width: 1920, height: 1080 }), video()], audio: [audio()] },
      events: [event(8, "Stream End")],
    });
    const compared = compareSessions(reported(starved, series(8)), reported(other), NOW);
    const by = new Map(compared.map((line) => [line.label, line]));
    assert.deepEqual(by.get("Resolution"), {
      label: "Resolution",
      one: "1280 × 720",
      other: "1920 × 1080",
      differs: true,
    });
    assert.deepEqual(
      ["Duration", "Starving", "Video tracks", "Recording configuration", "Most viewers"].map(
        (label) => [by.get(label)?.one, by.get(label)?.other, by.get(label)?.differs],
      ),
      [
        ["8 min", "8 min", false],
        ["once, 1 min", "never", true],
        ["1", "2", true],
        ["archive, bucket main-archive", "none", true],
        ["12", "", true],
      ],
    );
    const report = comparisonReport(CHANNEL, reported(starved, series(8)), reported(other), NOW);
    assert.match(report, /^# Two stream sessions of main\n\n\| {2}\| st-1A2b3C \| st-2 \|\n/);
    assert.ok(report.includes("| Resolution | **1280 × 720** | **1920 × 1080** |"));
    assert.ok(report.includes("| Duration | 8 min | 8 min |"));
    assert.ok(report.includes("| Most viewers | **12** |  |"));
  });
});
