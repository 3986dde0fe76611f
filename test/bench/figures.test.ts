import assert from "node:assert/strict";
import { figure, quantile, regressions, table } from "./figures";

describe("the figures of a benchmark", () => {
  const runs = (ours: number[], against: number[]) =>
    figure({ unit: "ms", ours, against, aim: 1.5 });

  it("are medians, and ratios of what was measured side by side", () => {
    const { ours, against, ratio, spread } = runs([10, 40, 30], [10, 20, 10]);
    assert.deepEqual([ours, against, ratio, spread], [30, 10, 2, [1.5, 2.5]]);
  });

  it("are 1 where nothing was needed and nothing done, and without end where something was", () => {
    assert.equal(runs([0], [0]).ratio, 1);
    assert.equal(runs([3], [0]).ratio, Number.POSITIVE_INFINITY);
  });

  it("lie between values where a quartile does", () => {
    assert.equal(quantile([4, 1, 3, 2], 0.5), 2.5);
    assert.equal(quantile([7], 0.25), 7);
  });

  it("are worse only beyond the spread of both", () => {
    const before = { load: runs([10, 11, 12], [10, 10, 10]) };
    assert.deepEqual(regressions(before, { load: runs([11, 12, 13], [10, 10, 10]) }), []);
    assert.equal(regressions(before, { load: runs([20, 21, 22], [10, 10, 10]) }).length, 1);
    assert.deepEqual(regressions({}, before), []);
  });

  it("say in the table which aims are missed", () => {
    const lines = table({ good: runs([1], [1]), bad: runs([2], [1]) }).split("\n");
    assert.match(lines[2] ?? "", /^\| good .*: met \|/);
    assert.match(lines[3] ?? "", /^\| bad .*missed/);
  });
});
