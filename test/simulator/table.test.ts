import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { ServiceError } from "../../src/simulator/errors";
import { Table } from "../../src/simulator/table";

const sign = (text: string) => createHash("sha256").update(text).digest("base64url");

describe("a table's pages", () => {
  const page = <T>(items: Table<T>, maxResults: number, nextToken?: string) =>
    items.page("ListChannels", { maxResults, nextToken }, (item) => item);

  it("neither repeat nor skip when others come and go between pages", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 1, max: 7 }),
        fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 30 }),
        (count, size, deletions) => {
          const items = new Table<string>(sign);
          for (let number = 0; number < count; number++) items.add(`${number}`, `${number}`);
          const kept = items.values().filter((item) => !deletions.includes(Number(item)));
          const seen: string[] = [];
          let next: string | undefined;
          let added = count;
          let turn = 0;
          do {
            const { items: some, nextToken } = page(items, size, next);
            assert.ok(some.length <= size);
            seen.push(...some);
            next = nextToken;
            const deletion = deletions[turn++];
            if (deletion !== undefined) items.delete(`${deletion}`);
            if (added < count + 5) items.add(`${added}`, `${added++}`);
          } while (next);
          assert.equal(new Set(seen).size, seen.length, "an item was repeated");
          assert.deepEqual(
            seen.filter((item) => kept.includes(item)),
            kept,
            "an item was skipped or out of order",
          );
        },
      ),
    );
  });

  it("end without a token, also when the last page is full", () => {
    const items = new Table<string>(sign);
    for (const item of ["a", "b", "c", "d"]) items.add(item, item);
    const first = page(items, 2);
    assert.deepEqual(first.items, ["a", "b"]);
    assert.match(first.nextToken ?? "", /^[a-zA-Z0-9+/=_-]+$/);
    assert.deepEqual(page(items, 2, first.nextToken), { items: ["c", "d"] });
    assert.deepEqual(page(items, 4), { items: ["a", "b", "c", "d"] });
    assert.deepEqual(page(items, 4, "").items.length, 4);
  });

  it("count only what matches", () => {
    const items = new Table<number>(sign);
    for (let number = 0; number < 10; number++) items.add(`${number}`, number);
    const odd = (number: number) => number % 2 === 1;
    const first = items.page("ListChannels", { maxResults: 3 }, (item) => item, odd);
    assert.deepEqual(first.items, [1, 3, 5]);
    const rest = items.page(
      "ListChannels",
      { nextToken: first.nextToken, maxResults: 3 },
      (item) => item,
      odd,
    );
    assert.deepEqual(rest, { items: [7, 9] });
  });

  it("refuse a token of another list, and what is no token", () => {
    const items = new Table<string>(sign);
    for (const item of ["a", "b"]) items.add(item, item);
    const { nextToken } = page(items, 1);
    assert.throws(() => items.page("ListStreams", { nextToken }, (item) => item), ServiceError);
    const filtered = { nextToken, maxResults: 1, filterByName: "a" };
    assert.throws(() => items.page("ListChannels", filtered, (item) => item), ServiceError);
    for (const token of ["x", `${nextToken}A`, "////", "TGlzdENoYW5uZWxzOg"]) {
      assert.throws(() => page(items, 1, token), ServiceError, token);
    }
  });

  it("are as quick at the end of 50,000 as at the start", () => {
    const items = new Table<number>(sign);
    let looked = 0;
    for (let number = 0; number < 50_000; number++) items.add(`${number}`, number);
    const { nextToken } = page(items, 49_990);
    const { items: last } = items.page(
      "ListChannels",
      { nextToken, maxResults: 10 },
      (item) => item,
      () => ++looked > 0,
    );
    assert.equal(last.length, 10);
    assert.equal(looked, 10);
  });

  it("are kept as long as nothing can have changed", () => {
    const items = new Table<{ name: string }>(sign);
    const kept = (nextToken?: string) =>
      items.keptPage("ListChannels", { maxResults: 2, nextToken }, ({ name }) => name);
    for (const name of ["a", "b", "c"]) items.add(name, { name });
    const first = kept();
    assert.equal(kept(), first);
    assert.deepEqual(kept(first.nextToken).items, ["c"]);
    Object.assign(items.get("b") ?? assert.fail(), { name: "x" });
    assert.deepEqual(kept().items, ["a", "x"]);
    items.delete("a");
    assert.deepEqual(kept().items, ["x", "c"]);
    items.add("d", { name: "d" });
    assert.deepEqual(kept(kept().nextToken).items, ["d"]);
  });
});
