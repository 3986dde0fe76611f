import "../vscode";
import assert from "node:assert/strict";
import { eventNames } from "../../src/simulator/sessionEvents";
import { eventWords } from "../../src/streams/sessionEvents";
import { event } from "./make";

/** The tone of each event that has no code, and whether there is something to do about it. */
const NAMES: Readonly<Record<string, readonly [tone: string, advises: boolean]>> = {
  "Session Created": ["neutral", false],
  "Stream Start": ["neutral", false],
  "Stream End": ["neutral", false],
  "Session Ended": ["neutral", false],
  "Starvation Start": ["error", true],
  "Starvation End": ["good", false],
  "Stream Failure": ["error", true],
  "Ingest Bitrate": ["error", true],
  "Ingest Resolution": ["error", true],
  "Concurrent Broadcasts": ["error", true],
  "Concurrent Viewers": ["error", true],
  "Recording Start": ["neutral", false],
  "Recording End": ["neutral", false],
  "Recording Start Failure": ["error", true],
  "Recording End Failure": ["error", true],
  "Stream Takeover": ["neutral", false],
  "Stream Takeover Failure": ["error", true],
  "Ad Break Inserted": ["neutral", false],
};

/** What is said of each code. */
const CODES: readonly [name: string, code: string, happened: RegExp, advice: RegExp][] = [
  ["Session Ended", "MultitrackInputNotAllowed", /channel takes one/, /multitrack video off/],
  ["Session Ended", "MultitrackInputRequired", /multitrack input only/, /ALLOW/],
  [
    "Session Ended",
    "InvalidGetClientConfigurationStreamKey",
    /wrong, damaged or expired/,
    /stream key/,
  ],
  ["Session Ended", "GetClientConfigurationStreamKeyRequired", /without asking/, /Amazon IVS/],
  ["Session Ended", "InvalidMultitrackInputTrackCount", /number of tracks/, /automatic/],
  [
    "Session Ended",
    "InvalidMultitrackInputVideoTrackMediaProperties",
    /codec, resolution, bitrate or frame rate/,
    /maximum resolution/,
  ],
  ["Stream Takeover Failure", "StreamTakeoverMediaMismatch", /something else/, /same codec/],
  ["Stream Takeover Failure", "StreamTakeoverInvalidPriority", /too low/, /2,147,483,647/],
  ["Stream Takeover Failure", "StreamTakeoverLimitBreached", /too often/, /start it again/],
];

describe("the words of events", () => {
  it("are there for all that a session can have", () => {
    assert.deepEqual(Object.keys(NAMES).sort(), [...eventNames].sort());
    const said = new Set(eventNames.map((name) => eventWords(event(0, name)).happened));
    assert.equal(said.size, eventNames.length, "each says something of its own");
  });

  for (const [name, [tone, advises]] of Object.entries(NAMES))
    it(`${name}: ${tone}${advises ? ", and what to do" : ""}`, () => {
      const words = eventWords(event(0, name));
      assert.equal(words.tone, tone);
      assert.equal(words.name, name);
      assert.notEqual(words.happened, name);
      assert.match(words.happened, /^[A-Z].+\.$/);
      assert.equal(words.advice !== "", advises);
    });

  for (const [name, code, happened, advice] of CODES)
    it(`${code}: why, and what to do`, () => {
      const words = eventWords(event(0, name, code));
      assert.equal(words.tone, "error");
      assert.equal(words.code, code);
      assert.match(words.happened, happened);
      assert.match(words.advice, advice);
    });

  it("show what nobody has documented as it is", () => {
    assert.deepEqual(eventWords(event(0, "Slate Shown", "SlateReason")), {
      tone: "neutral",
      name: "Slate Shown",
      happened: "Slate Shown",
      advice: "",
      code: "SlateReason",
    });
    const ended = eventWords(event(0, "Session Ended", "NewReason"));
    assert.equal(ended.tone, "error");
    assert.match(ended.happened, /NewReason/);
    const limit = eventWords(event(0, "Ingest Tracks", "", "IVS Limit Breach"));
    assert.deepEqual([limit.tone, limit.happened], ["error", "Ingest Tracks"]);
    // A known name keeps its words whatever its code is.
    const failure = eventWords(event(0, "Recording Start Failure", "Odd"));
    assert.deepEqual([failure.code, failure.advice !== ""], ["Odd", true]);
  });

  it("are one line of text, whatever the service sends", () => {
    const words = eventWords(event(0, "a\n\u202eb", "c\r\n\u0000d"));
    assert.deepEqual([words.name, words.happened, words.code], ["a b", "a b", "c d"]);
    for (const name of ["constructor", "__proto__", "toString", ""])
      assert.equal(eventWords(event(0, name, name)).happened, name);
  });
});
