import "../vscode";
import assert from "node:assert/strict";
import { DEFAULTS } from "../../src/channels/rules";
import { encoderFacts, type IngestRules } from "../../src/streams/encoder";
import { factWords } from "../../src/streams/healthWords";
import type { AudioTrack, Ingest, VideoTrack } from "../../src/streams/sessions";
import { audio, video } from "./make";

const channel = (type: string, multitrack?: Partial<IngestRules["multitrack"]>): IngestRules => ({
  type,
  multitrack: { ...DEFAULTS.multitrack, enabled: multitrack !== undefined, ...multitrack },
});

function breaches(ingest: Ingest, rules: IngestRules): string[] {
  return encoderFacts(ingest, rules).flatMap((fact) => factWords(fact, rules.type).breach || []);
}

const of = (v: Partial<VideoTrack>, a: Partial<AudioTrack> = {}): Ingest => ({
  video: [video(v)],
  audio: [audio(a)],
});
const small = { width: 852, height: 480 };
const full = { width: 1920, height: 1080 };
const several = (...heights: number[]): Ingest => ({
  video: heights.map((height, index) =>
    video({ track: `Track${index}`, height, width: Math.round((height * 16) / 9) }),
  ),
  audio: [audio()],
});

/** What is sent to which channel, and what is said of it; nothing when it fits. */
const CASES: readonly [name: string, Ingest, IngestRules, ...said: RegExp[]][] = [
  ["720p", of({}), channel("STANDARD")],
  [
    "1080p60 of 8.5 Mbps",
    of({ ...full, targetBitrate: 8_500_000, targetFramerate: 60 }),
    channel("STANDARD"),
  ],
  ["upright 1080p", of({ width: 1080, height: 1920 }), channel("ADVANCED_HD")],
  [
    "8.6 Mbps",
    of({ targetBitrate: 8_600_000 }),
    channel("ADVANCED_SD"),
    /8\.6 Mbps.*ADVANCED_SD.*8\.5 Mbps/,
  ],
  ["480p of 1.5 Mbps", of({ ...small, targetBitrate: 1_500_000 }), channel("BASIC")],
  [
    "480p of 1.6 Mbps",
    of({ ...small, targetBitrate: 1_600_000 }),
    channel("BASIC"),
    /1\.6 Mbps.*BASIC.*1\.5 Mbps/,
  ],
  ["720p of 3.5 Mbps", of({ targetBitrate: 3_500_000 }), channel("BASIC")],
  [
    "720p of 3.6 Mbps",
    of({ targetBitrate: 3_600_000 }),
    channel("BASIC"),
    /3\.6 Mbps.*BASIC.*3\.5 Mbps/,
  ],
  ["1440p", of({ width: 2560, height: 1440 }), channel("STANDARD"), /2560 × 1440.*1080p/],
  ["too wide", of({ width: 2000, height: 500 }), channel("STANDARD"), /2000 × 500/],
  ["120 fps", of({ targetFramerate: 120 }), channel("STANDARD"), /120 fps.*60 fps/],
  ["HEVC", of({ codec: "hvc1.1.6.L93.B0" }), channel("STANDARD"), /hvc1.*H\.264/],
  ["HEVC where it may be", of({ codec: "hvc1.1.6.L93.B0" }), channel("STANDARD", {})],
  ["VP9", of({ codec: "vp09" }), channel("STANDARD", {}), /vp09.*H\.264, HEVC/],
  ["HE-AAC", of({}, { codec: "mp4a.40.5" }), channel("STANDARD"), /mp4a\.40\.5.*AAC-LC/],
  ["loud sound", of({}, { targetBitrate: 384_000 }), channel("STANDARD"), /384 kbps.*320 kbps/],
  ["96 kHz", of({}, { sampleRate: 96_000 }), channel("STANDARD"), /96 kHz.*44\.1 kHz, 48 kHz/],
  ["5.1 sound", of({}, { channels: 6 }), channel("STANDARD"), /6 channels.*at most 2/],
  [
    "nothing known",
    of(
      { codec: "", width: 0, height: 0, targetBitrate: 0, targetFramerate: 0 },
      { codec: "", targetBitrate: 0, sampleRate: 0, channels: 0 },
    ),
    channel("BASIC"),
  ],
  ["no picture", { video: [], audio: [audio()] }, channel("STANDARD"), /audio alone/],
  ["several tracks", several(1080, 720, 480), channel("STANDARD", {})],
  [
    "several tracks that may not be",
    several(720, 480),
    channel("STANDARD"),
    /2 video tracks.*takes one/,
  ],
  [
    "one track that may not be",
    of({}),
    channel("STANDARD", { policy: "REQUIRE" }),
    /One video track/,
  ],
  [
    "a track that is too large",
    several(1080, 480),
    channel("STANDARD", { maximumResolution: "HD" }),
    /1920 × 1080.*720p/,
  ],
  ["tracks that fit", several(720, 480), channel("STANDARD", { maximumResolution: "HD" })],
  ["a small track that fits", several(480, 360), channel("STANDARD", { maximumResolution: "SD" })],
  [
    "tracks that are too much together",
    {
      ...several(1080, 720, 480),
      video: several(1080, 720, 480).video.map((one) => ({ ...one, targetBitrate: 6_000_000 })),
    },
    channel("STANDARD", {}),
    /18 Mbps.*15 Mbps/,
  ],
];

describe("what an encoder sends, beside what its channel takes", () => {
  for (const [name, ingest, rules, ...said] of CASES)
    it(`${name}: ${said.length > 0 ? said : "fits"}`, () => {
      const found = breaches(ingest, rules);
      assert.equal(found.length, said.length, found.join("\n"));
      for (const [index, sentence] of found.entries()) {
        assert.match(sentence, said[index] ?? /^$/);
        assert.match(sentence, /\.$/);
      }
    });

  it("is a row each, of each track of several", () => {
    const rows = (ingest: Ingest, rules: IngestRules) =>
      encoderFacts(ingest, rules).map((fact) => {
        const { label, arrives, limit } = factWords(fact, rules.type);
        return [label, arrives, limit].join(" | ");
      });
    assert.deepEqual(rows(of({}), channel("STANDARD")), [
      "Video codec | avc1.64001F | H.264",
      "Profile | High | ",
      "Level | 3.1 | ",
      "Resolution | 1280 × 720 | at most 1080p",
      "Frame rate | 30 fps | at most 60 fps",
      "Video bitrate | 3 Mbps | at most 8.5 Mbps",
      "Encoder | obs-output module (libobs version 30.1.2) | ",
      "Audio codec | mp4a.40.2 | AAC-LC",
      "Audio bitrate | 160 kbps | at most 320 kbps",
      "Sample rate | 48 kHz | 44.1 kHz, 48 kHz",
      "Audio channels | 2 | at most 2",
    ]);
    const all = rows(several(1080, 480), channel("STANDARD", {}));
    assert.ok(all.includes("Video tracks | 2 | any number"));
    assert.ok(all.includes("Resolution (Track1) | 853 × 480 | at most 1080p"));
    assert.ok(all.includes("Video bitrate of all tracks | 6 Mbps | at most 15 Mbps"));
    const silent = rows({ video: [video({ profile: "" })], audio: [] }, channel("STANDARD"));
    assert.ok(silent.includes("Audio | none | "));
    assert.ok(silent.includes("Profile | not known | "));
  });
});
