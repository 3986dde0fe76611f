import assert from "node:assert/strict";
import { nameViolation, numberViolation, tagsViolation } from "../../src/core/validation";

/** As of a reconnect window. */
const SECONDS = { min: 0, max: 300 };
const many = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ key: `k${at}`, value: "" }));

describe("what the service accepts of anything", () => {
  it("names: letters, digits, - and _, 128 of them, or none", () => {
    for (const name of ["", "a", "A-b_9", "x".repeat(128)])
      assert.equal(nameViolation(name), undefined);
    assert.deepEqual(nameViolation("x".repeat(129)), { kind: "long", max: 128, length: 129 });
    for (const [name, found] of [
      ["two words", " "],
      ["café", "é"],
      ["a.b", "."],
      ["<b>", "<"],
      ["go 🎬", " "],
      ["🎬", "🎬"],
      ["\u202Ename", "\u202E"],
    ] as const)
      assert.deepEqual(nameViolation(name), { kind: "nameCharacters", found });
  });

  it("numbers: whole, and within their limits", () => {
    for (const text of ["0", "300", " 7 "]) assert.equal(numberViolation(text, SECONDS), undefined);
    for (const text of ["", "-1", "301", "1.5", "1e2", "ten", "0x10", "9".repeat(400)])
      assert.deepEqual(numberViolation(text, SECONDS), { kind: "range", min: 0, max: 300 });
    assert.equal(numberViolation("0", { min: 1, max: 60 })?.kind, "range");
    assert.equal(numberViolation("61", { min: 1, max: 60 })?.kind, "range");
  });

  it("tags: 50, each key once and not AWS's own, lengths in characters, no emoji", () => {
    assert.equal(tagsViolation(many(50)), undefined);
    assert.equal(tagsViolation([...many(50), { key: "", value: "" }]), undefined);
    assert.deepEqual(tagsViolation(many(51)), { kind: "tooManyTags", max: 50, count: 51 });
    const of = (key: string, value = "") => tagsViolation([{ key, value }])?.kind;
    assert.equal(of("ключ", "значение + = @ / : ."), undefined);
    assert.equal(of("", "lonely"), "keyMissing");
    assert.equal(of("aws:owner"), "keyReserved");
    assert.equal(of("AWS:owner"), "keyReserved");
    assert.equal(of("x".repeat(128), "y".repeat(256)), undefined);
    assert.equal(of("x".repeat(129)), "keyLong");
    assert.equal(of("x", "y".repeat(257)), "valueLong");
    // 128 letters that take two places each in a string.
    assert.equal(of("𝒳".repeat(128)), undefined);
    assert.equal(of("🎬"), "keyCharacters");
    assert.equal(of("x", "<b>"), "valueCharacters");
    assert.equal(of("x", "\u200F"), "valueCharacters");
    assert.equal(of("__proto__", "polluted"), undefined);
    const twice = [
      { key: "a", value: "1" },
      { key: "a", value: "2" },
    ];
    assert.deepEqual(tagsViolation(twice), { kind: "keyTwice", key: "a" });
  });
});
