import assert from "node:assert/strict";
import { api, factsOf, type OperationName } from "../../src/simulator/ivs/api";
import { modelledErrors } from "../../src/simulator/ivs/errors";
import { model, shapeOf } from "./model";

const names = Object.keys(api) as OperationName[];

describe("the table of operations says what the official model says", () => {
  for (const name of names) {
    it(name, () => {
      const expected = model.operations[name];
      assert.ok(expected, `${name} is no operation of the API`);
      const { method = "POST", path = `/${name}`, status = 200, ...facts } = factsOf(name);
      assert.deepEqual(
        { method, path, status, query: facts.query, page: facts.page?.member },
        {
          method: expected.method,
          path: expected.path,
          status: expected.status,
          query: expected.query,
          page: expected.page,
        },
      );
      assert.deepEqual([...facts.errors].sort(), [...expected.errors].sort());
      assert.deepEqual(plain(facts.input), plain(shapeOf(expected.input)));
    });
  }

  it("has each operation that the facts were taken for", () => {
    assert.deepEqual(names, Object.keys(model.operations));
  });

  it("has the page sizes that the API's reference gives, where none is asked for", () => {
    const sizes = names.map((name) => [name, factsOf(name).page?.size] as const);
    assert.deepEqual(Object.fromEntries(sizes.filter(([, size]) => size)), {
      ListAdConfigurations: 20,
      ListChannels: 100,
      ListPlaybackKeyPairs: 3,
      ListPlaybackRestrictionPolicies: 1,
      ListRecordingConfigurations: 20,
      ListStreamKeys: 1,
      ListStreamSessions: 100,
      ListStreams: 100,
    });
  });

  it("has the rates of calls that the service's quotas give", () => {
    const byRate: Record<number, string[]> = {};
    for (const name of names) {
      const rate = factsOf(name).rate ?? 5;
      byRate[rate] = [...(byRate[rate] ?? []), name];
    }
    const { 3: three = [], 5: five = [], ...others } = byRate;
    assert.deepEqual(others, {
      1: ["InsertAdBreak"],
      2: ["BatchStartViewerSessionRevocation"],
      10: ["ListTagsForResource", "StartViewerSessionRevocation", "TagResource", "UntagResource"],
      155: ["PutMetadata"],
    });
    assert.deepEqual(
      [...five, ...three].filter((name) => /RecordingConf|KeyPair|AdConf/.test(name)),
      three,
    );
    assert.equal(three.length, 13);
  });

  it("gives every modelled error its status", () => {
    assert.deepEqual({ ...modelledErrors }, model.errors);
  });
});

/** Without the members that are undefined, and the one pattern that is not the model's. */
function plain(shape: unknown): unknown {
  return JSON.parse(
    JSON.stringify(shape, (key, value) => {
      if (key === "resourceArn") return { ...value, pattern: undefined };
      // The model's text has "" for no preset; its enum has not.
      return key === "enum" ? value.filter(Boolean) : value;
    }),
  );
}
