import assert from "node:assert/strict";
import { runTask } from "./run";

/*
 * A sample of what `npm run test:faults` runs whole. Workers do it: the editor's API and the timers are replaced in
 * their processes, and in no other.
 */

const told = (all: readonly { readonly name: string; readonly wrong: readonly string[] }[]) =>
  all.map(({ name, wrong }) => `${name}\n    ${wrong.join("\n    ")}`).join("\n");

describe("what is said of a write is so", () => {
  it("whatever befalls its calls: 300 runs, drawn by chance", async function () {
    this.timeout(240_000);
    const { runs, contradictions } = await runTask(
      { kind: "matrix", seed: 1, draw: 300, only: "" },
      2,
    );
    assert.equal(runs, 300);
    assert.equal(contradictions.length, 0, told(contradictions));
  });

  it("where two people act at once: 20 runs", async function () {
    this.timeout(120_000);
    const task = { kind: "interleavings", seed: 1, draw: 20, only: "" } as const;
    const { runs, contradictions } = await runTask(task, 2);
    assert.equal(runs, 20);
    assert.equal(contradictions.length, 0, told(contradictions));
  });

  it("where it once was not", async function () {
    this.timeout(120_000);
    const { runs, contradictions } = await runTask({ kind: "points", seed: 1, only: "" }, 2);
    assert.ok(runs > 25);
    assert.equal(contradictions.length, 0, told(contradictions));
  });
});
