import assert from "node:assert/strict";
import { perform, type Step, type Writes } from "../../src/core/operation";
import { type Problem, ServiceError } from "../../src/core/problem";
import { UnderWay } from "../../src/core/underWay";

describe("a write that nobody could find out about", () => {
  const failure = (kind: Problem["kind"], code: string) =>
    new ServiceError({ kind, code, detail: code }, undefined);
  const lost = failure("offline", "ECONNRESET");
  const denied = failure("denied", "AccessDeniedException");

  it("stays unknown while nobody can look, and is what it is once somebody could", async () => {
    let now = 0;
    const writes: Writes = {
      clock: {
        now: () => now,
        after(ms, call) {
          now += ms;
          setImmediate(call);
          return () => {};
        },
      },
      at: new Map(),
      inDoubt: new Set(),
      underWay: new UnderWay(),
    };
    let done = false;
    let looking = true;
    const step: Step = {
      arn: "arn",
      name: "keynote",
      async send() {
        done = true;
        looking = false;
        throw lost;
      },
      async look() {
        if (!looking) throw denied;
        return done ? "after" : "before";
      },
    };
    assert.equal((await perform(step, writes)).kind, "unknown");
    // It was done: "not done" would be false, though all that is refused now is to look.
    assert.equal((await perform(step, writes)).kind, "unknown");
    looking = true;
    assert.deepEqual(await perform(step, writes), { kind: "done", sent: false });
    // From here on who may not look has not begun.
    looking = false;
    assert.equal((await perform(step, writes)).kind, "notDone");
  });
});
