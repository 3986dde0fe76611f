import "../vscode";
import assert from "node:assert/strict";
import { type Examined, examine, type Finding } from "../../src/streams/health";
import { durationWord, findingWords, timeWord } from "../../src/streams/healthWords";
import type { ChannelSeries } from "../../src/streams/metrics";
import { MAX_EVENTS, type Session } from "../../src/streams/sessions";
import { at, audio, event, MINUTE, START, series, session, video } from "./make";

/** Ten minutes into a stream. */
const NOW = at(10);
const range = { from: START - 5 * MINUTE, to: NOW };
const time = (minute: number) => timeWord(at(minute), NOW);

/** From a minute on, or between two, a value; else the steady one. */
const from = (minute: number, value: number | undefined, steady: number, until = 99) => {
  return (now: number) => (now >= minute && now < until ? value : steady);
};

function health(
  one: Session | undefined,
  known: ChannelSeries | undefined,
  more: Partial<Examined> = {},
) {
  return examine({ range, now: NOW, sessions: one ? [one] : [], series: known, ...more });
}

const basic = (more: Partial<Session> = {}): Session => {
  const { channel, ...rest } = session(more);
  return { ...rest, ...(channel && { channel: { ...channel, type: "BASIC" } }) };
};

interface Case {
  readonly session?: Session;
  readonly series?: ChannelSeries;
  readonly more?: Partial<Examined>;
  /** The findings' kinds, in their order. */
  readonly kinds: readonly Finding["kind"][];
  readonly severity: Finding["severity"];
  /** The sentence on top. */
  readonly says: string;
}

const CASES: Readonly<Record<string, Case>> = {
  "all is fine": {
    session: session(),
    series: series(9.5),
    kinds: ["fine"],
    severity: "ok",
    says: "All is well: 30 of 30 fps and 3 Mbps arrive.",
  },
  "the encoder is overloaded": {
    session: session(),
    series: series(9.5, { frameRate: from(3, 11, 30) }),
    kinds: ["frameRate"],
    severity: "error",
    says: `Frame rate fell to 11 of 30 fps since ${time(3)}, while the bitrate held: the encoder is overloaded; use a faster preset.`,
  },
  "the network is too slow": {
    session: session(),
    series: series(9.5, {
      frameRate: from(3, 20, 30),
      videoBitrate: from(3, 1_500_000, 3_000_000),
    }),
    kinds: ["frameRate"],
    severity: "warning",
    says: `Frame rate fell to 20 of 30 fps since ${time(3)}, and the bitrate with it: the network is too slow; lower the encoder’s bitrate.`,
  },
  "frames are lost, and nobody knows what the bitrate should be": {
    session: session({ ingest: { video: [video({ targetBitrate: 0 })], audio: [audio()] } }),
    series: series(9.5, { frameRate: from(3, 20, 30) }),
    kinds: ["frameRate"],
    severity: "warning",
    says: `Frame rate fell to 20 of 30 fps since ${time(3)}: use a faster encoder preset, or lower the bitrate.`,
  },
  "frames were lost, but that is over": {
    session: session(),
    series: series(9.5, { frameRate: from(3, 11, 30, 5) }),
    kinds: ["fine", "frameRate"],
    severity: "ok",
    says: "All is well: 30 of 30 fps and 3 Mbps arrive.",
  },
  "one odd point says nothing": {
    session: session(),
    series: series(9.5, { frameRate: from(3, 2, 30, 3.05) }),
    kinds: ["fine"],
    severity: "ok",
    says: "All is well: 30 of 30 fps and 3 Mbps arrive.",
  },
  "the bitrate is over the limit": {
    session: basic({
      ingest: {
        video: [video({ width: 852, height: 480, targetBitrate: 1_400_000 })],
        audio: [audio()],
      },
    }),
    series: series(9.5, { videoBitrate: from(2, 1_800_000, 1_400_000) }),
    kinds: ["bitrateOver"],
    severity: "error",
    says: `The video bitrate has been 1.8 Mbps since ${time(2)}, but a channel of type BASIC takes at most 1.5 Mbps: lower it before Amazon IVS ends the stream.`,
  },
  "the bitrate falls": {
    session: session(),
    series: series(9.5, { videoBitrate: from(4, 900_000, 3_000_000) }),
    kinds: ["bitrateLow"],
    severity: "warning",
    says: `The video bitrate fell to 900 kbps of 3 Mbps at ${time(4)}: use a constant bitrate (CBR), and at most 80% of the upload speed.`,
  },
  // At 720p, BASIC takes 3.5 Mbps.
  "the encoder means to send more than the channel takes": {
    session: basic({ ingest: { video: [video({ targetBitrate: 6_000_000 })], audio: [audio()] } }),
    series: series(9.5, { videoBitrate: () => 3_400_000 }),
    kinds: ["breach", "bitrateLow"],
    severity: "error",
    says: "The video bitrate is 6 Mbps, but a channel of type BASIC takes at most 3.5 Mbps: lower it in the encoder.",
  },
  "it starves": {
    session: session({ events: [event(6, "Starvation Start")] }),
    series: series(9.5, {
      frameRate: from(6, 21, 30),
      videoBitrate: from(6, 1_400_000, 3_000_000),
      keyframeInterval: from(6, 3.2, 2),
    }),
    kinds: ["starving"],
    severity: "error",
    says: `Starving since ${time(6)}: only 1.4 Mbps of 3 Mbps, 21 of 30 fps arrive. Set the bitrate to at most 80% of the upload speed, use a cable, and choose a faster encoder preset if the CPU is busy.`,
  },
  "it starves, and there are no metrics": {
    session: session({ events: [event(6, "Starvation Start")] }),
    kinds: ["starving"],
    severity: "error",
    says: `Starving since ${time(6)}: less data arrives than the stream needs. Set the bitrate to at most 80% of the upload speed, use a cable, and choose a faster encoder preset if the CPU is busy.`,
  },
  "it starves, and only the stream tells": {
    session: session(),
    series: series(9.5),
    more: { streamHealth: "STARVING" },
    kinds: ["starving"],
    severity: "error",
    says: "Starving: less data arrives than the stream needs. Set the bitrate to at most 80% of the upload speed, use a cable, and choose a faster encoder preset if the CPU is busy.",
  },
  "it starved, but recovered": {
    session: session({ events: [event(3, "Starvation Start"), event(5, "Starvation End")] }),
    series: series(9.5, { frameRate: from(3, 21, 30, 5), videoBitrate: from(3, 1, 3_000_000, 5) }),
    kinds: ["fine", "starved"],
    severity: "ok",
    says: "All is well: 30 of 30 fps and 3 Mbps arrive.",
  },
  "keyframes are far apart": {
    session: session(),
    series: series(9.5, { keyframeInterval: () => 4 }),
    kinds: ["keyframes"],
    severity: "warning",
    says: `Keyframes have come 4 s apart since ${time(0)}, which delays viewers: set the encoder’s keyframe interval to 2 s.`,
  },
  "keyframes are too far apart": {
    session: session(),
    series: series(9.5, { keyframeInterval: from(2, 8, 2) }),
    kinds: ["keyframes"],
    severity: "error",
    says: `Keyframes have come 8 s apart since ${time(2)}, which delays viewers: set the encoder’s keyframe interval to 2 s.`,
  },
  "the sound stops": {
    session: session(),
    series: series(9.5, { audioBitrate: from(4, undefined, 160_000) }),
    kinds: ["noAudio"],
    severity: "error",
    says: `No audio has arrived since ${time(4)}: check the encoder’s audio source and that its audio codec is AAC-LC.`,
  },
  "there never was any sound": {
    session: session({ ingest: { video: [video()], audio: [] } }),
    series: series(9.5, { audioBitrate: () => undefined }),
    kinds: ["noAudio"],
    severity: "error",
    says: `No audio has arrived since ${time(0)}: check the encoder’s audio source and that its audio codec is AAC-LC.`,
  },
  "the newest of the sound is not there yet": {
    session: session(),
    series: series(9.5, { audioBitrate: from(9.2, undefined, 160_000) }),
    kinds: ["fine"],
    severity: "ok",
    says: "All is well: 30 of 30 fps and 3 Mbps arrive.",
  },
  "the range begins before the stream does": {
    session: session({ startTime: at(7.02) }),
    series: series(9.5, {
      // The period in which it started is not a whole one.
      frameRate: (minute) => (minute < 7 ? undefined : minute < 7.1 ? 4 : 30),
      videoBitrate: (minute) => (minute < 7 ? undefined : 3_000_000),
      audioBitrate: (minute) => (minute < 7 ? undefined : 160_000),
    }),
    kinds: ["fine"],
    severity: "ok",
    says: "All is well: 30 of 30 fps and 3 Mbps arrive.",
  },
  "there is no data yet": {
    session: session({ startTime: at(9.5) }),
    series: series(0),
    kinds: ["noData"],
    severity: "info",
    says: "CloudWatch has no measurements yet: the first ones come within two minutes.",
  },
  "there is no data any more": {
    session: session(),
    series: series(5),
    kinds: ["silent"],
    severity: "warning",
    says: `CloudWatch has no measurements after ${time(5)}, although the channel is live: look again in a minute, then check the encoder.`,
  },
  "metrics are denied": {
    session: session(),
    kinds: ["fine"],
    severity: "ok",
    says: "The stream is live; nothing is known to be wrong.",
  },
  "the recording failed": {
    session: session({ events: [event(0, "Recording Start Failure")] }),
    series: series(9.5),
    kinds: ["event"],
    severity: "warning",
    says: `At ${time(0)}: Recording could not start: the stream goes on without it. Check that the bucket exists in this region, is encrypted by SSE-S3, is no access point, and that its policy lets Amazon IVS write.`,
  },
  "nobody took it over": {
    session: session({
      events: [event(4, "Stream Takeover Failure", "StreamTakeoverInvalidPriority")],
    }),
    series: series(9.5),
    kinds: ["fine", "event"],
    severity: "ok",
    says: "All is well: 30 of 30 fps and 3 Mbps arrive.",
  },
  "an encoder is there, but no stream": {
    session: { streamId: "st-1", events: [event(9, "Session Created")] },
    series: series(0),
    kinds: ["starting"],
    severity: "info",
    says: `An encoder has been connected since ${time(9)}, but the stream has not started: it starts with the first keyframe.`,
  },
  "it was never live": {
    series: series(0),
    kinds: ["neverLive"],
    severity: "info",
    says: "This channel was not live in the last 60 days.",
  },
  "it ended as streams do": {
    session: session({
      endTime: at(8),
      events: [event(8, "Stream End"), event(8, "Session Ended")],
    }),
    series: series(8),
    kinds: ["ended", "fine"],
    severity: "info",
    says: `The stream ended at ${time(8)}.`,
  },
  "it ended for a reason": {
    session: session({
      endTime: at(8),
      events: [event(8, "Stream End"), event(8, "Session Ended", "MultitrackInputNotAllowed")],
    }),
    kinds: ["endedBy"],
    severity: "error",
    says: `At ${time(8)}: The encoder sent several video tracks, but the channel takes one. Turn multitrack video off in the encoder, or turn multitrack input on in the channel.`,
  },
  "a limit ended it": {
    session: session({
      endTime: at(0.1),
      events: [event(0, "Ingest Bitrate"), event(0.1, "Stream End"), event(0.1, "Session Ended")],
    }),
    series: series(0),
    kinds: ["endedBy", "noData"],
    severity: "error",
    says: `At ${time(0)}: The bitrate exceeded the limit of the channel type, so the stream was ended. Lower the encoder’s bitrate, or change the channel type.`,
  },
  "it starved until it ended": {
    session: session({
      endTime: at(8),
      events: [event(7, "Starvation Start"), event(8, "Stream End"), event(8, "Session Ended")],
    }),
    series: series(7.5),
    kinds: ["starvedOut"],
    severity: "error",
    says: `The stream ended at ${time(8)} because no data arrived any more; it had been starving since ${time(7)}: check the encoder and its network.`,
  },
  "it was as long as a stream can be": {
    session: session({ startTime: NOW - 49 * 60 * MINUTE, endTime: NOW - 60 * MINUTE }),
    kinds: ["endedByAge"],
    severity: "info",
    says: `The stream ended at ${time(-50)} because it had been live for 48 hours: start it again.`,
  },
  "it starved in a session that is past": {
    session: session({
      endTime: at(8),
      events: [
        event(2, "Starvation Start"),
        event(3, "Starvation End"),
        event(4, "Starvation Start"),
        event(5.5, "Starvation End"),
        event(8, "Stream End"),
      ],
    }),
    series: series(8),
    kinds: ["starved", "ended"],
    severity: "warning",
    says: "The stream was starving 2 times, for 2 min 30 s in all: set the bitrate to at most 80% of the upload speed.",
  },
  "frames were lost in a session that is past": {
    session: session({ endTime: at(8), events: [event(8, "Stream End")] }),
    series: series(8, { frameRate: from(3, 11, 30, 5) }),
    kinds: ["frameRate", "ended"],
    severity: "error",
    says: `Frame rate was 11 of 30 fps from ${time(3)} to ${time(5)}, while the bitrate held: the encoder was overloaded; use a faster preset.`,
  },
};
describe("the health of a channel", () => {
  for (const [name, { session, series, more, kinds, severity, says }] of Object.entries(CASES))
    it(`says so when ${name}`, () => {
      const { findings } = health(session, series, more);
      assert.deepEqual(
        findings.map(({ kind }) => kind),
        kinds,
      );
      assert.equal(findings[0].severity, severity);
      assert.equal(findingWords(findings[0], NOW), says);
    });

  it("is judged the same by points of a minute", () => {
    const by = (period: number) => {
      const known = series(9, { frameRate: from(3, 11, 30) }, period);
      return findingWords(health(session(), known).findings[0], NOW);
    };
    assert.equal(by(MINUTE), by(5000));
  });

  it("is that of the latest session, and what is left of the one before is not taken for its own", () => {
    const before = session({ streamId: "st-0", startTime: at(-4), endTime: at(-1) });
    const known = series(9.5);
    const low = Array.from({ length: 36 }, (_, n) => ({ at: at(-4) + n * 5000, value: 11 }));
    const points = [...low, ...known.frameRate.points];
    const all = { ...known, frameRate: { ...known.frameRate, points } };
    const { findings } = health(undefined, all, { sessions: [session(), before] });
    assert.deepEqual(
      findings.map(({ kind }) => kind),
      ["fine"],
    );
  });

  it("is judged of a session that is shorter than a period, too", () => {
    const short = session({ startTime: at(1), endTime: at(4), events: [event(4, "Stream End")] });
    const { findings } = health(short, series(5, {}, 5 * MINUTE));
    assert.deepEqual(
      findings.map(({ kind }) => kind),
      ["ended", "fine"],
    );
  });

  it("has the times in which it starved, of all sessions in the range", () => {
    const before = session({
      streamId: "st-0",
      startTime: at(-4),
      endTime: at(-1),
      events: [event(-3, "Starvation Start"), event(-1, "Stream End")],
    });
    const long = session({
      streamId: "st-9",
      startTime: at(-90),
      endTime: at(-60),
      events: [event(-80, "Starvation Start"), event(-70, "Starvation End")],
    });
    const live = session({
      events: [
        event(2, "Starvation Start"),
        event(3, "Starvation End"),
        event(6, "Starvation Start"),
      ],
    });
    const { bands, ticks } = health(undefined, undefined, { sessions: [live, before, long] });
    assert.deepEqual(bands, [
      { from: at(-3), to: at(-1), open: false },
      { from: at(2), to: at(3), open: false },
      { from: at(6), to: NOW, open: true },
    ]);
    assert.ok(ticks.every((tick, index) => tick.at >= (ticks[index - 1]?.at ?? range.from)));
    assert.equal(ticks.filter(({ name }) => name === "Stream End").length, 1);
  });

  it("knows that events were truncated", () => {
    const middle = Array.from({ length: MAX_EVENTS - 3 }, (_, n) => event(2, `Event ${n}`));
    const truncated = session({ endTime: at(8), events: [] });
    const events = [
      event(1, "Starvation End"),
      ...middle,
      event(7, "Stream Takeover"),
      event(8, "Stream End"),
    ];
    const { findings, bands } = health({ ...truncated, events }, undefined);
    // It starved at the oldest event that is left.
    assert.deepEqual(bands, [{ from: at(1), to: at(1), open: false }]);
    assert.match(findingWords(findings[0], NOW), /starving at least once/);
  });

  it("draws what the encoder means to send, and what the channel takes at most", () => {
    const { lines } = health(session(), undefined);
    assert.deepEqual(lines, {
      videoBitrate: [
        { kind: "target", value: 3_000_000 },
        { kind: "limit", value: 8_500_000 },
      ],
      frameRate: [{ kind: "target", value: 30 }],
      audioBitrate: [
        { kind: "target", value: 160_000 },
        { kind: "limit", value: 320_000 },
      ],
      keyframeInterval: [
        { kind: "advised", value: 2 },
        { kind: "limit", value: 5 },
      ],
      viewers: [],
    });
    // Of several tracks nobody says which is measured.
    const several = session({
      ingest: { video: [video(), video({ track: "Track1" })], audio: [audio()] },
    });
    assert.deepEqual(health(several, undefined).lines.videoBitrate, [
      { kind: "limit", value: 15_000_000 },
    ]);
    assert.deepEqual(health(undefined, undefined).lines.videoBitrate, []);
  });

  it("takes hostile text as text", () => {
    const hostile = "$(alert) [x](command:evil)\n<script>\u202e";
    const odd = session({
      endTime: at(8),
      events: [event(4, hostile, hostile), event(8, "Session Ended", hostile)],
      ingest: { video: [video({ codec: hostile, track: hostile })], audio: [audio()] },
    });
    const { findings } = health(odd, series(8));
    const said = findings.map((finding) => findingWords(finding, NOW));
    assert.ok(said.some((sentence) => sentence.includes("<script>")));
    for (const sentence of said) assert.doesNotMatch(sentence, /[\n\u202e]/);
  });

  it("tells times of other days with their day, and durations in two units", () => {
    assert.match(timeWord(at(0), at(0)), /^\d\d:\d\d$/);
    assert.match(timeWord(at(0), at(72 * 60)), /^2026-0\d-\d\d \d\d:\d\d$/);
    assert.deepEqual([40_000, 60_000, 90_000, 72 * MINUTE].map(durationWord), [
      "40 s",
      "1 min",
      "1 min 30 s",
      "1 h 12 min",
    ]);
  });
});
