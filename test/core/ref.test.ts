import assert from "node:assert/strict";
import fc from "fast-check";
import { connectionId } from "../../src/connections/config";
import { parseRowId, refOf, rowId } from "../../src/core/ref";
import { channel } from "../make";

describe("a row's id", () => {
  const connection = connectionId({ region: "us-east-1", profile: "my profile" });
  const { arn } = channel("main");

  it("says which connection it is of, and which row in it", () => {
    assert.equal(rowId(connection), connection);
    assert.deepEqual(parseRowId(rowId(connection)), { connection, key: "" });
    for (const key of [arn, "unrecorded", "problem/denied/ivs:ListChannels", `${arn}#after`])
      assert.deepEqual(parseRowId(rowId(connection, key)), { connection, key });
  });

  it("is taken apart as it was made, whatever the profile is called and whatever the key holds", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (profile, key) => {
        const id = connectionId({ region: "us-east-1", profile });
        assert.deepEqual(parseRowId(rowId(id, key)), { connection: id, key });
      }),
    );
  });

  it("is of a resource only where its row shows one", () => {
    assert.deepEqual(refOf(rowId(connection, arn)), { connection, arn });
    for (const key of [undefined, "unrecorded", "missing", "problem/offline/", `${arn}#before`])
      assert.equal(refOf(rowId(connection, key)), undefined, key);
  });

  it("is another's for the same resource through another connection", () =>
    assert.notEqual(rowId(connection, arn), rowId(connectionId({ region: "us-east-1" }), arn)));
});
