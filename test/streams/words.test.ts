import "../vscode";
import assert from "node:assert/strict";
import { liveLook } from "../../src/streams/words";
import { clockTime } from "../../src/ui/words";
import { channel, stream } from "../make";

describe("whether a channel is live, on its row", () => {
  const live = stream(channel("live"), { viewers: 1842 });
  const asOf = new Date().setHours(6, 53, 0, 0);

  it("is told of what is so now, of what was so, and of what nobody knows, in words and by icons of their own", () => {
    const now = liveLook(live, "now");
    const then = liveLook(live, { asOf });
    const unknown = liveLook(undefined, "unknown");
    assert.equal(now.shows, "live, 1,842 viewers");
    assert.equal(then.shows, "was live at 06:53");
    assert.equal(liveLook(undefined, { asOf }).shows, "was offline at 06:53");
    assert.equal(unknown.shows, "live?");
    assert.equal(liveLook(undefined, "now").shows, undefined);
    const icons = [now, then, unknown, liveLook(undefined, "now")].map(({ icon }) => icon);
    assert.equal(new Set(icons).size, icons.length);
    assert.equal(then.color, undefined, "only what is live now is green");
  });

  it("is told with the day where that was not today", () => {
    const now = new Date(2026, 0, 2, 12).getTime();
    assert.equal(clockTime(new Date(2026, 0, 2, 6, 53).getTime(), now), "06:53");
    assert.equal(clockTime(new Date(2026, 0, 1, 6, 53).getTime(), now), "2026-01-01 06:53");
  });
});
