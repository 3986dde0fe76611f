import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  command,
  encoderLimits,
  MASKED,
  serverUrl,
  srtUrl,
  TOOLS,
} from "../../src/streamKeys/rules";

describe("what is run to stream to a channel", () => {
  const types = ["STANDARD", "BASIC", "ADVANCED_HD", "ADVANCED_SD"];
  const tools = TOOLS.filter((tool) => tool !== "obs");

  /** The words of a command, as a shell takes them. */
  const wordsOf = (text: string) =>
    execFileSync("sh", ["-c", `set -- ${text}\nfor word; do printf '%s\\0' "$word"; done`])
      .toString()
      .split("\0");

  it("keeps to what the channel's type takes", () => {
    for (const type of types) {
      const { width, height, videoBitrate, maxBitrate, keyframeInterval } = encoderLimits(type);
      assert.ok(width <= 1920 && width * height <= 2_100_000, type);
      assert.ok(videoBitrate < maxBitrate && keyframeInterval <= 2, type);
    }
  });

  it("is a command of a shell, whose address is one word", () => {
    for (const tool of tools)
      for (const url of ["rtmps://host:443/app/sk_key", "rtmps://h/app/it's; $(touch x) `y` &"]) {
        const words = wordsOf(command(tool, url, encoderLimits("STANDARD")));
        assert.ok(words.includes(url) || words.includes(`location=${url}`), `${tool}: ${words}`);
      }
  });

  it("has the key where it belongs, and masked where it is not asked for", () => {
    assert.equal(serverUrl("host", "rtmps"), "rtmps://host:443/app/");
    assert.equal(serverUrl("host", "rtmp"), "rtmp://host/app/");
    assert.equal(
      srtUrl("host", { key: "sk_1", passphrase: "p" }),
      "srt://host:9000?streamid=sk_1&passphrase=p",
    );
    assert.equal(srtUrl("host", { key: "sk_1" }), "srt://host:9000?streamid=sk_1");
    assert.ok(!/\w/.test(MASKED.key));
  });
});
