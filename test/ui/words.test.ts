import "../vscode";
import assert from "node:assert/strict";
import {
  numberWord,
  oneLine,
  plain,
  plural,
  shortened,
  someNames,
  stamp,
  tagLines,
} from "../../src/ui/words";

describe("words", () => {
  it("are one line of foreign text, that can't reorder the words around it", () => {
    assert.equal(oneLine("two\r\nlines\tand a tab"), "two lines and a tab");
    for (const mark of "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u0000\u001b\u007f")
      assert.equal(oneLine(`a${mark}b`), "a b", mark.codePointAt(0)?.toString(16));
    // What languages are written with stays.
    for (const text of ["عربى", "עברית", "a\u200db", "naïve — “x”"])
      assert.equal(oneLine(text), text);
  });

  it("draw no icon and make no link where the editor reads them", () => {
    assert.doesNotMatch(plain("$(alert) $(x)"), /\$\(/);
    assert.doesNotMatch(plain("[here](command:evil)"), /\]\(/);
    assert.equal(plain("$(alert)").replaceAll("\u200b", ""), "$(alert)", "it is shown as it is");
    assert.equal(plain("a\u202eb\n"), "a b ");
    assert.equal(plain("costs $5 (more) [x]"), "costs $5 (more) [x]");
  });

  it("are singular for one, and plural for none and several", () => {
    assert.deepEqual(
      [0, 1, 2].map((count) => plural(count, "one", "several")),
      ["several", "one", "several"],
    );
  });

  it("write numbers and times as all read them", () => {
    assert.deepEqual([0, 999, 1204].map(numberWord), ["0", "999", "1,204"]);
    assert.equal(stamp(new Date(2026, 10, 1, 8, 5).getTime()), "2026-11-01 08:05");
  });

  it("name a few, and count the rest", () => {
    assert.equal(someNames(["a"]), "a");
    assert.equal(someNames(["a", "b", "c"]), "a, b, c");
    assert.equal(someNames(["a", "b", "c", "d", "e"]), "a, b, c and 2 more");
    const lines = Array.from({ length: 31 }, (_, i) => `${i}`);
    assert.deepEqual(shortened(lines.slice(1)), lines.slice(1));
    assert.deepEqual(shortened(lines), [...lines.slice(0, 30), "and 1 more"]);
    assert.deepEqual(tagLines({ a: "1", b: "" }), ["a = 1", "b = "]);
  });
});
