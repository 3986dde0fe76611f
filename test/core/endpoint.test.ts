import assert from "node:assert/strict";
import { withoutCredentials } from "../../src/core/endpoint";

describe("an address that is shown", () => {
  it("has no user name and no password in it, whatever else it is", () => {
    for (const [address, shown] of [
      ["http://me:secret@host:4566/path?q=1", "http://host:4566/path?q=1"],
      ["https://me@host", "https://host/"],
      ["https://:secret@host/", "https://host/"],
      // Not an address that could be reached, but shown all the same.
      ["http://me:secret@host:notaport", "http://host:notaport"],
      ["//me:secret@host", "//host"],
    ] as const)
      assert.equal(withoutCredentials(address), shown);
  });

  it("is as it was where it has none", () => {
    for (const address of ["http://127.0.0.1:4566", "https://host/a@b", "", "odd"])
      assert.equal(withoutCredentials(address), address);
  });
});
