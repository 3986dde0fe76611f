import "../vscode";
import assert from "node:assert/strict";
import type { Report, Step } from "../../src/core/operation";
import type { Problem } from "../../src/core/problem";
import { reportSentences } from "../../src/ui/runner";

describe("how an operation went, in sentences", () => {
  const step = (name: string): Step => ({
    arn: name,
    name,
    send: async () => {},
    look: async () => "before",
  });
  const steps = (...names: string[]) => names.map(step);
  const troubled = (problem: Partial<Problem>, ...names: string[]) =>
    steps(...names).map((one) => ({
      step: one,
      problem: { kind: "refused", code: "", detail: "Refused.", ...problem } as Problem,
    }));
  const nothing: Report = { done: [], sent: [], notDone: [], unknown: [], left: [] };
  const words = {
    doing: "Moving",
    row: () => "moving…",
    done: (count: number) => `Moved ${count}.`,
    notDone: (name: string) => `${name} was not moved`,
  };
  const say = (report: Partial<Report>) =>
    reportSentences(
      { connection: "c", phases: [], words },
      { ...nothing, ...report },
      (p) => p.detail,
    );

  it("say what was done, and nothing of what was not where all was", () => {
    assert.deepEqual(say({ done: steps("a", "b") }), ["Moved 2."]);
    assert.deepEqual(say({}), []);
  });

  it("say what was not done and why, each reason once", () => {
    assert.deepEqual(
      say({
        done: steps("a"),
        notDone: [
          ...troubled({}, "b"),
          ...troubled({ detail: "Changed since." }, "c"),
          ...troubled({}, "d", "e", "f"),
        ],
      }),
      ["Moved 1.", "b, d, e and 1 more was not moved: Refused.", "c was not moved: Changed since."],
    );
  });

  it("say of which nobody knows whether it was done, and never that it was or was not", () => {
    const told = say({ unknown: troubled({ unknown: true }, "a", "b") });
    assert.deepEqual(told, [
      "The answer was lost for a, b, and it could not be determined whether it was done: look again before you repeat it.",
    ]);
  });

  it("say how many were not begun", () => {
    assert.deepEqual(say({ left: steps("a") }), ["1 was not started."]);
    assert.deepEqual(say({ done: steps("a"), left: steps("b", "c") }), [
      "Moved 1.",
      "2 were not started.",
    ]);
  });
});
