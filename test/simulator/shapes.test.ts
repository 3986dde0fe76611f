import assert from "node:assert/strict";
import { ServiceError } from "../../src/simulator/errors";
import {
  flag,
  integer,
  list,
  map,
  oneOf,
  type Shape,
  structure,
  text,
  validate,
} from "../../src/simulator/shapes";

const refuses = (shape: Shape, value: unknown, path: string) =>
  assert.throws(
    () => validate(shape, value),
    (error: unknown) =>
      error instanceof ServiceError &&
      error.error === "ValidationException" &&
      error.message.includes(`Value at '${path}' `),
  );

describe("shapes", () => {
  const shape = structure(
    { s3: structure({ bucketName: text(3, 5, "[a-z0-9-.]+") }) },
    {
      mode: oneOf("ON", "OFF"),
      count: integer(0, 9),
      on: flag,
      arns: list(text(1), 1, 2),
      tags: map(text(1, 3), text(0, 4), 0, 2),
    },
  );
  const good = { s3: { bucketName: "abc" } };

  it("gives what it knows and leaves out the rest", () => {
    const extra = {
      ...good,
      count: 0,
      more: 1,
      s3: { bucketName: "abc", region: "x" },
      mode: null,
    };
    assert.deepEqual(validate(shape, extra), { ...good, count: 0 });
  });

  it("names the first faulty member by its path", () => {
    refuses(shape, {}, "s3");
    refuses(shape, { s3: null }, "s3");
    refuses(shape, { s3: {} }, "s3.bucketName");
    refuses(shape, { s3: { bucketName: "ab" }, mode: "?" }, "s3.bucketName");
    refuses(shape, { s3: { bucketName: "abcdef" } }, "s3.bucketName");
    refuses(shape, { s3: { bucketName: "ab_" } }, "s3.bucketName");
    refuses(shape, { ...good, mode: "on" }, "mode");
    refuses(shape, { ...good, count: -1 }, "count");
    refuses(shape, { ...good, count: 10 }, "count");
    refuses(shape, { ...good, arns: [] }, "arns");
    refuses(shape, { ...good, arns: ["a", "b", "c"] }, "arns");
    refuses(shape, { ...good, arns: ["a", ""] }, "arns[1]");
    refuses(shape, { ...good, tags: { abcd: "" } }, "tags key");
    refuses(shape, { ...good, tags: { a: "12345" } }, "tags.a");
    refuses(shape, { ...good, tags: { a: "", b: "", c: "" } }, "tags");
  });

  it("refuses a value of another type", () => {
    for (const [member, value] of [
      ["s3", "abc"],
      ["s3", ["abc"]],
      ["mode", 1],
      ["count", "1"],
      ["count", 1.5],
      ["on", "true"],
      ["arns", { 0: "a" }],
      ["tags", []],
    ] as const) {
      refuses(shape, { ...good, [member]: value }, member);
    }
  });

  it("matches the whole string, also before a line's end", () => {
    refuses(structure({ name: text(0, 9, "[a-z]*") }), { name: "abc\n" }, "name");
    refuses(structure({ arn: text(0, 9, "^$|^a:b$") }), { arn: "xa:b" }, "arn");
    assert.deepEqual(validate(structure({ arn: text(0, 9, "^$|^a:b$") }), { arn: "" }), {
      arn: "",
    });
  });

  it("counts characters, and knows the letters of every script", () => {
    const tag = text(0, 4, "([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)");
    assert.equal(validate(tag, "Ünï語"), "Ünï語");
    assert.equal(validate(text(0, 2), "🎥🎥"), "🎥🎥");
    assert.throws(() => validate(tag, "🎥"), ServiceError);
  });

  it("takes a key like __proto__ for a key", () => {
    const tags = validate(shape, JSON.parse('{"s3":{"bucketName":"abc"},"tags":{"a":"b"}}'));
    assert.deepEqual(tags, { ...good, tags: { a: "b" } });
    const odd = validate(map(text(), text()), JSON.parse('{"__proto__":"x"}')) as object;
    assert.deepEqual(Object.keys(odd), ["__proto__"]);
    assert.equal(Object.getPrototypeOf(odd), Object.prototype);
  });
});
