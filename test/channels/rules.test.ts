import assert from "node:assert/strict";
import { channelViolations, DEFAULTS, differences } from "../../src/channels/rules";

describe("what the service accepts of a channel", () => {
  it("is its name, as of anything", () => {
    assert.deepEqual(channelViolations({ ...DEFAULTS, name: "a b" }), {
      name: { kind: "nameCharacters", found: " " },
    });
  });

  it("is what goes with what", () => {
    assert.deepEqual(channelViolations(DEFAULTS), {});
    const multitrack = { enabled: true, policy: "ALLOW", maximumResolution: "HD" };
    assert.deepEqual(channelViolations({ ...DEFAULTS, multitrack }), {
      containerFormat: { kind: "multitrackContainer" },
    });
    const fragmented = { ...DEFAULTS, containerFormat: "FRAGMENTED_MP4" };
    assert.deepEqual(channelViolations({ ...fragmented, multitrack }), {});
    assert.deepEqual(channelViolations({ ...fragmented, adConfigurationArn: "arn" }), {
      containerFormat: { kind: "adsContainer" },
    });
    assert.deepEqual(channelViolations({ ...DEFAULTS, adConfigurationArn: "arn" }), {});
  });
});

describe("the differences of two channels", () => {
  it("are the members of the first whose values differ, whatever the order of theirs", () => {
    const one = { name: "a", tags: { x: "1", y: "2" }, list: ["a", "b"] };
    assert.deepEqual(differences(one, { ...one, tags: { y: "2", x: "1" } }), []);
    assert.deepEqual(differences(one, { ...one, list: ["b", "a"] }), ["list"]);
    assert.deepEqual(differences({ name: "a" }, { ...one, name: "b" }), ["name"]);
    assert.deepEqual(differences(one, { ...one, tags: {} }), ["tags"]);
  });
});
