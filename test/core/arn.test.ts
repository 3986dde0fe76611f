import assert from "node:assert/strict";
import { consoleUrl, parseArn, sortKey, title } from "../../src/core/arn";
import { channel } from "../make";

describe("an ARN", () => {
  it("takes ARNs apart, and survives what is none", () => {
    assert.deepEqual(parseArn("arn:aws:ivs:eu-west-1:111122223333:channel/abcdABCDefgh"), {
      region: "eu-west-1",
      account: "111122223333",
      type: "channel",
      id: "abcdABCDefgh",
    });
    assert.equal(parseArn("odd").id, "odd");
    assert.equal(parseArn("").id, "");
  });

  it("calls a thing by its name, else by its id", () => {
    assert.equal(title(channel("main")), "main");
    assert.equal(title({ ...channel("main"), name: "" }), "main");
  });

  it("sorts names as people count", () => {
    const names = ["cam-10", "Cam-1", "cam-2", "b", "_"];
    names.sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
    assert.deepEqual(names, ["_", "b", "Cam-1", "cam-2", "cam-10"]);
  });

  it("opens any ARN in its region's console", () => {
    const url = new URL(consoleUrl(channel("a").arn));
    assert.equal(url.searchParams.get("region"), "us-east-1");
    assert.equal(url.searchParams.get("arn"), channel("a").arn);
  });
});
