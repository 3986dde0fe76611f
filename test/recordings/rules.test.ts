import assert from "node:assert/strict";
import { bucketViolation, DEFAULTS, recordingViolations } from "../../src/recordings/rules";

describe("what the service accepts of a recording configuration", () => {
  it("is a bucket's name, by the rules of S3: needed, 3 to 63 of a–z, digits, - and .", () => {
    for (const bucket of ["abc", "a.b-9", "x".repeat(63)])
      assert.equal(bucketViolation(bucket), undefined);
    assert.deepEqual(bucketViolation(""), { kind: "missing" });
    assert.deepEqual(bucketViolation("ab"), { kind: "short", min: 3 });
    assert.deepEqual(bucketViolation("x".repeat(64)), { kind: "long", max: 63, length: 64 });
    assert.deepEqual(bucketViolation("aBc"), { kind: "bucketCharacters", found: "B" });
    assert.deepEqual(bucketViolation("a_b"), { kind: "bucketCharacters", found: "_" });
  });

  it("is what must be chosen", () => {
    const recording = { ...DEFAULTS, bucket: "bucket" };
    assert.deepEqual(recordingViolations(recording), {});
    const thumbnails = { ...recording.thumbnails, storage: [] };
    assert.deepEqual(recordingViolations({ ...recording, thumbnails }), {
      storage: { kind: "noneChosen" },
    });
    const off = { ...thumbnails, mode: "DISABLED" };
    assert.deepEqual(recordingViolations({ ...recording, thumbnails: off }), {});
    const renditions = { selection: "CUSTOM", list: [] };
    assert.deepEqual(recordingViolations({ ...recording, renditions }), {
      renditions: { kind: "noneChosen" },
    });
  });
});
