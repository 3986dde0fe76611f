import assert from "node:assert/strict";
import { STATES, termsOf, textOf } from "../../src/tree/filter";
import { channel, recording, stream } from "../make";

describe("what is typed into the filter", () => {
  const main = channel("harbour-main", {
    type: "BASIC",
    authorized: true,
    tags: { Team: "Sports", env: "prod" },
    recordingArn: recording("vod").arn,
  });
  const facts = { channel: main, stream: stream(main), text: () => textOf(main) };
  const other = channel("live-stage");
  const offline = { channel: other, stream: undefined, text: () => textOf(other) };
  const finds = (typed: string, what: typeof facts | typeof offline = facts) =>
    termsOf(typed).every((term) => term.channel(what));
  const failed = recording("archive", { state: "CREATE_FAILED" });
  const findsRecording = (typed: string, what = failed) =>
    termsOf(typed).every((term) => term.recording(what, () => textOf(what)));

  for (const typed of [
    "HARBOUR",
    "live",
    "Liv",
    "private",
    "basic",
    "is:live",
    "is:private is:recorded",
    "type:BASIC",
    "type:bas",
    "tag:team",
    "tag:team=sports",
    "tag:TEAM=Sports is:live harbour",
    "team=sports",
  ])
    it(`finds the live channel: ${typed}`, () => assert.ok(finds(typed)));

  for (const typed of [
    "is:offline",
    "is:starving",
    "is:unrecorded",
    "is:active",
    "is:nothing",
    "type:standard",
    "tag:team=sport",
    "tag:live",
    "tag:prod",
    "harbour offline",
  ])
    it(`does not find it: ${typed}`, () => assert.ok(!finds(typed)));

  it("tells a state from a name only where it is asked to", () => {
    assert.ok(finds("live", offline), "its name says so");
    assert.ok(!finds("is:live", offline));
    assert.ok(!finds("is:live", { ...offline, channel: { ...other, name: "is-live" } }));
    assert.ok(finds("is:offline is:unrecorded", offline));
  });

  it("finds configurations by their states", () => {
    assert.ok(findsRecording("failed") && findsRecording("is:failed") && findsRecording("fail"));
    assert.ok(!findsRecording("active") && !findsRecording("is:live") && !findsRecording("type:b"));
  });

  it("is found by too short a word only in names", () => assert.ok(!finds("li", { ...facts })));

  it("is found by the words of the person's language, too", () => {
    const german = (typed: string) =>
      termsOf(typed, { private: "privat", failed: "Erstellung fehlgeschlagen" });
    assert.ok(german("privat").every((term) => term.channel(facts)));
    assert.ok(german("is:private").every((term) => term.channel(facts)));
    assert.ok(german("Erst").every((term) => term.recording(failed, () => "")));
  });

  it("has every state that is told of", () => {
    for (const state of STATES) assert.equal(termsOf(`is:${state}`).length, 1);
  });
});
