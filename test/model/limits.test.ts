import assert from "node:assert/strict";
import type { ChannelSettings, RecordingSettings } from "../../src/model/ivs";
import {
  bucketFault,
  channelFaults,
  INTERVAL,
  nameFault,
  numberFault,
  RECONNECT,
  recordingFaults,
  tagsFault,
} from "../../src/model/limits";

const CHANNEL: ChannelSettings = {
  name: "",
  type: "STANDARD",
  latencyMode: "LOW",
  recordingArn: "",
  authorized: false,
  insecureIngest: false,
  preset: "",
  containerFormat: "TS",
  multitrack: { enabled: false, policy: "ALLOW", maximumResolution: "FULL_HD" },
  playbackRestrictionPolicyArn: "",
  adConfigurationArn: "",
};
const RECORDING: RecordingSettings = {
  name: "",
  bucket: "bucket",
  reconnectWindowSeconds: 60,
  thumbnails: { mode: "INTERVAL", intervalSeconds: 60, resolution: "", storage: ["SEQUENTIAL"] },
  renditions: { selection: "ALL", list: [] },
};
const many = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ key: `k${at}`, value: "" }));

describe("the limits of the service", () => {
  it("names: letters, digits, - and _, 128 of them, or none", () => {
    for (const name of ["", "a", "A-b_9", "x".repeat(128)])
      assert.equal(nameFault(name), undefined);
    assert.deepEqual(nameFault("x".repeat(129)), { kind: "long", max: 128, length: 129 });
    for (const [name, found] of [
      ["two words", " "],
      ["café", "é"],
      ["a.b", "."],
      ["<b>", "<"],
      ["go 🎬", " "],
      ["🎬", "🎬"],
      ["\u202Ename", "\u202E"],
    ] as const)
      assert.deepEqual(nameFault(name), { kind: "nameCharacters", found });
  });

  it("buckets: needed, 3 to 63 of a–z, digits, - and .", () => {
    for (const bucket of ["abc", "a.b-9", "x".repeat(63)])
      assert.equal(bucketFault(bucket), undefined);
    assert.deepEqual(bucketFault(""), { kind: "missing" });
    assert.deepEqual(bucketFault("ab"), { kind: "short", min: 3 });
    assert.deepEqual(bucketFault("x".repeat(64)), { kind: "long", max: 63, length: 64 });
    assert.deepEqual(bucketFault("aBc"), { kind: "bucketCharacters", found: "B" });
    assert.deepEqual(bucketFault("a_b"), { kind: "bucketCharacters", found: "_" });
  });

  it("numbers: whole, and within their limits", () => {
    for (const text of ["0", "300", " 7 "]) assert.equal(numberFault(text, RECONNECT), undefined);
    for (const text of ["", "-1", "301", "1.5", "1e2", "ten", "0x10", "9".repeat(400)])
      assert.deepEqual(numberFault(text, RECONNECT), { kind: "range", min: 0, max: 300 });
    assert.equal(numberFault("0", INTERVAL)?.kind, "range");
    assert.equal(numberFault("61", INTERVAL)?.kind, "range");
  });

  it("tags: 50, each key once and not AWS's own, lengths in characters, no emoji", () => {
    assert.equal(tagsFault(many(50)), undefined);
    assert.equal(tagsFault([...many(50), { key: "", value: "" }]), undefined);
    assert.deepEqual(tagsFault(many(51)), { kind: "tooManyTags", max: 50, count: 51 });
    const of = (key: string, value = "") => tagsFault([{ key, value }])?.kind;
    assert.equal(of("ключ", "значение + = @ / : ."), undefined);
    assert.equal(of("", "lonely"), "keyMissing");
    assert.equal(of("aws:owner"), "keyReserved");
    assert.equal(of("AWS:owner"), "keyReserved");
    assert.equal(of("x".repeat(128), "y".repeat(256)), undefined);
    assert.equal(of("x".repeat(129)), "keyLong");
    assert.equal(of("x", "y".repeat(257)), "valueLong");
    // 128 letters that take two places each in a string.
    assert.equal(of("𝒳".repeat(128)), undefined);
    assert.equal(of("🎬"), "keyCharacters");
    assert.equal(of("x", "<b>"), "valueCharacters");
    assert.equal(of("x", "\u200F"), "valueCharacters");
    assert.equal(of("__proto__", "polluted"), undefined);
    const twice = [
      { key: "a", value: "1" },
      { key: "a", value: "2" },
    ];
    assert.deepEqual(tagsFault(twice), { kind: "keyTwice", key: "a" });
  });

  it("channels: what goes with what", () => {
    assert.deepEqual(channelFaults(CHANNEL), {});
    const multitrack = { enabled: true, policy: "ALLOW", maximumResolution: "HD" };
    assert.deepEqual(channelFaults({ ...CHANNEL, multitrack }), {
      containerFormat: { kind: "multitrackContainer" },
    });
    const fragmented = { ...CHANNEL, containerFormat: "FRAGMENTED_MP4" };
    assert.deepEqual(channelFaults({ ...fragmented, multitrack }), {});
    assert.deepEqual(channelFaults({ ...fragmented, adConfigurationArn: "arn" }), {
      containerFormat: { kind: "adsContainer" },
    });
    assert.deepEqual(channelFaults({ ...CHANNEL, adConfigurationArn: "arn" }), {});
  });

  it("recording configurations: what must be chosen", () => {
    assert.deepEqual(recordingFaults(RECORDING), {});
    const thumbnails = { ...RECORDING.thumbnails, storage: [] };
    assert.deepEqual(recordingFaults({ ...RECORDING, thumbnails }), {
      storage: { kind: "noneChosen" },
    });
    const off = { ...thumbnails, mode: "DISABLED" };
    assert.deepEqual(recordingFaults({ ...RECORDING, thumbnails: off }), {});
    const renditions = { selection: "CUSTOM", list: [] };
    assert.deepEqual(recordingFaults({ ...RECORDING, renditions }), {
      renditions: { kind: "noneChosen" },
    });
  });
});
