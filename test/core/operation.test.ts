import assert from "node:assert/strict";
import {
  type Creation,
  create,
  insist,
  isComplete,
  LAG,
  type Operation,
  perform,
  type RunOptions,
  reversed,
  runOperation,
  runSteps,
  type Standing,
  type Step,
  type StepEnd,
  stillThere,
  type Writes,
} from "../../src/core/operation";
import { type Problem, problemOf, ServiceError } from "../../src/core/problem";
import { UnderWay } from "../../src/core/underWay";
import { TestClock } from "../clock";

const LOST = { name: "Error", code: "ECONNRESET", message: "cut" };
const UNREACHED = { name: "Error", code: "ECONNREFUSED", message: "nobody" };
const FAILED = {
  name: "InternalServerException",
  message: "sorry",
  $metadata: { httpStatusCode: 500 },
};
const REFUSED = { name: "ConflictException", message: "live", $metadata: { httpStatusCode: 409 } };
const THROTTLED = { name: "ThrottlingException", message: "", $metadata: { httpStatusCode: 429 } };
const GONE = {
  name: "ResourceNotFoundException",
  message: "none",
  $metadata: { httpStatusCode: 404 },
};

/** What becomes of a call: it throws this, with the work done or undone. */
interface Call {
  readonly error?: object;
  readonly done?: boolean;
}

/** A service of values by name, whose reads lag behind, and whose next calls go wrong as told. */
class Values {
  /** What becomes of the next writes, and the next looks: those that are not told go well. */
  writes: Call[] = [];
  looks: Call[] = [];
  lag = 0;
  sent = 0;
  /** How many writes were under way at once. */
  most = 0;
  #underWay = 0;
  readonly #history = new Map<string, { readonly at: number; readonly value: string }[]>();

  constructor(private readonly clock: TestClock) {}

  set(name: string, value: string): void {
    const history = this.#history.get(name) ?? [];
    this.#history.set(name, [...history, { at: this.clock.now(), value }]);
  }

  /** How it is. */
  of(name: string): string | undefined {
    return this.#history.get(name)?.at(-1)?.value;
  }

  async read(name: string): Promise<string | undefined> {
    const { error } = this.looks.shift() ?? {};
    if (error) throw new ServiceError(problemOf(error), error);
    const seen = this.#history
      .get(name)
      ?.findLast(({ at }, i) => i === 0 || at + this.lag <= this.clock.now());
    return seen?.value;
  }

  async write(name: string, value: string): Promise<void> {
    this.sent++;
    this.most = Math.max(this.most, ++this.#underWay);
    const { error, done = !error } = this.writes.shift() ?? {};
    await Promise.resolve();
    this.#underWay--;
    if (done) this.set(name, value);
    if (error) throw new ServiceError(problemOf(error), error);
  }

  /** Changes a value from what it was to another. */
  step(name: string, before: string, after: string): Step {
    return {
      arn: `arn:${name}`,
      name,
      send: () => this.write(name, after),
      look: async () => {
        const now = await this.read(name);
        return now === after ? "after" : now === before ? "before" : "other";
      },
      reverse: () => this.step(name, after, before),
    };
  }
}

describe("what is done to the service", () => {
  let clock: TestClock;
  let values: Values;
  let writes: Writes;
  beforeEach(() => {
    clock = new TestClock();
    values = new Values(clock);
    writes = { clock, at: new Map(), inDoubt: new Set(), underWay: new UnderWay() };
    values.set("a", "old");
  });

  const run = (step: Step, options?: RunOptions) => clock.until(perform(step, writes, options));
  const change = () => values.step("a", "old", "new");
  /** What a step that is not done says. */
  const codeOf = (end: StepEnd) =>
    `${end.kind} ${end.kind === "done" ? end.sent : end.problem.code}`;

  describe("a step", () => {
    it("is sent once, and reversed by another", async () => {
      assert.deepEqual(await run(change()), { kind: "done", sent: true });
      assert.equal(values.of("a"), "new");
      const back = change().reverse?.() ?? assert.fail();
      assert.deepEqual(await run(back), { kind: "done", sent: true });
      assert.equal(values.of("a"), "old");
      assert.equal(values.sent, 2);
    });

    it("sends nothing where things are as wanted, nor where somebody else has changed them", async () => {
      values.set("a", "new");
      assert.deepEqual(await run(change()), { kind: "done", sent: false });
      values.set("a", "theirs");
      assert.equal(codeOf(await run(change())), "notDone ChangedSince");
      assert.equal(values.sent, 0);
      assert.equal(values.of("a"), "theirs");
    });

    it("sends nothing where nobody can say how things stand", async () => {
      values.looks = [{ error: REFUSED }];
      assert.equal(codeOf(await run(change())), "notDone ConflictException");
      assert.equal(values.sent, 0);
    });

    it("clears its way once it is known to be needed, and goes no further where that fails", async () => {
      let cleared = 0;
      const step = { ...change(), prepare: async () => void cleared++ };
      await run(step);
      await run(step);
      assert.equal(cleared, 1);
      const stuck = (problem: Problem) => ({
        ...values.step("a", "new", "newer"),
        prepare: () => Promise.reject(new ServiceError(problem, undefined)),
      });
      const problem: Problem = { kind: "stillLive", code: "StillLive", detail: "" };
      assert.equal(codeOf(await run(stuck(problem))), "notDone StillLive");
      assert.equal(codeOf(await run(stuck({ ...problem, unknown: true }))), "unknown StillLive");
      assert.equal(values.of("a"), "new");
    });

    it("that is refused is not done, and not tried again", async () => {
      values.writes = [{ error: REFUSED }];
      assert.equal(codeOf(await run(change())), "notDone ConflictException");
      assert.equal(values.sent, 1);
    });

    for (const [what, error] of [
      ["asked for fewer calls", THROTTLED],
      ["not reached", UNREACHED],
    ] as const)
      it(`is sent again where it was ${what}, but not for ever`, async () => {
        values.writes = [{ error }, { error }];
        assert.deepEqual(await run(change()), { kind: "done", sent: true });
        values.writes = [{ error }, { error }, { error }];
        const end = await run(values.step("a", "new", "newer"));
        assert.equal(codeOf(end), `notDone ${problemOf(error).code}`);
        assert.equal(values.of("a"), "new");
      });

    describe("whose answer is lost", () => {
      for (const [what, error] of [
        ["cut off", LOST],
        ["a failure of the service's own", FAILED],
      ] as const) {
        it(`(${what}) is done if it is seen to be, and is not sent again`, async () => {
          const doubts: string[] = [];
          values.writes = [{ error, done: true }];
          const end = await run(change(), { onDoubt: ({ name }) => doubts.push(name) });
          assert.deepEqual(end, { kind: "done", sent: true });
          assert.equal(values.sent, 1);
          assert.deepEqual(doubts, ["a"]);
        });

        it(`(${what}) is sent again if it was not`, async () => {
          values.writes = [{ error }];
          assert.deepEqual(await run(change()), { kind: "done", sent: true });
          assert.equal(values.sent, 2);
        });
      }

      it("is waited for longer than an answer may take, or a read may lag, before it is sent again", async () => {
        values.lag = 9000;
        values.writes = [{ error: LOST, done: true }];
        assert.deepEqual(await run(change()), { kind: "done", sent: true });
        assert.equal(values.sent, 1);
        // One that arrives late.
        values.lag = 0;
        values.writes = [{ error: LOST }];
        clock.after(25_000, () => values.set("a", "newer"));
        writes.at.clear();
        assert.deepEqual(await run(values.step("a", "new", "newer")), { kind: "done", sent: true });
        assert.equal(values.sent, 2);
      });

      it("three times, and never took effect, is not done", async () => {
        values.writes = Array(3).fill({ error: LOST });
        const began = clock.now();
        assert.equal(codeOf(await run(change())), "notDone ECONNRESET");
        assert.equal(values.sent, 3);
        assert.ok(clock.now() - began > 3 * 30_000);
      });

      it("is not done where somebody else has changed things meanwhile", async () => {
        values.writes = [{ error: LOST }];
        clock.after(3000, () => values.set("a", "theirs"));
        assert.equal(codeOf(await run(change())), "notDone ChangedSince");
        assert.equal(values.of("a"), "theirs");
      });

      it("is unknown where nobody can look, and says so", async () => {
        for (const done of [false, true]) {
          values.set("a", "old");
          writes.at.clear();
          values.sent = 0;
          values.writes = [{ error: LOST, done }];
          // The look before the write goes well.
          values.looks = [{}, ...Array(10).fill({ error: UNREACHED })];
          const end = await run(change());
          values.looks = [];
          assert.equal(codeOf(end), "unknown ECONNRESET");
          assert.ok(end.kind === "unknown" && end.problem.unknown);
          assert.equal(values.sent, 1);
        }
      });

      it("is found out all the same where only some looks fail", async () => {
        values.writes = [{ error: LOST, done: true }];
        values.looks = [{}, { error: FAILED }, { error: UNREACHED }, { error: REFUSED }];
        assert.deepEqual(await run(change()), { kind: "done", sent: true });
      });

      it("is unknown when cancelled before it was found out", async () => {
        const abort = new AbortController();
        values.writes = [{ error: LOST }];
        clock.after(3000, () => abort.abort());
        assert.equal(codeOf(await run(change(), { signal: abort.signal })), "unknown ECONNRESET");
        assert.equal(values.sent, 1);
      });

      it("and that is refused when sent again, was not done", async () => {
        values.writes = [{ error: LOST }, { error: REFUSED }];
        assert.equal(codeOf(await run(change())), "notDone ConflictException");
        assert.equal(values.of("a"), "old");
      });
    });

    describe("that deletes", () => {
      let there: boolean;
      let calls: Call[];
      let lag: number;
      let goneAt: number;
      beforeEach(() => {
        there = true;
        calls = [];
        lag = 0;
        goneAt = 0;
      });
      const step = (): Step => ({
        arn: "arn:a",
        name: "a",
        async send() {
          const { error, done = !error } = calls.shift() ?? {};
          if (!error && !there) throw new ServiceError(problemOf(GONE), GONE);
          if (done) {
            there = false;
            goneAt = clock.now();
          }
          if (error) throw new ServiceError(problemOf(error), error);
        },
        look: () =>
          stillThere(async () => {
            if (!there && clock.now() >= goneAt + lag)
              throw new ServiceError(problemOf(GONE), GONE);
          }),
      });

      it("is done when it is gone, and says by whom", async () => {
        assert.deepEqual(await run(step()), { kind: "done", sent: true });
        assert.deepEqual(await run(step()), { kind: "done", sent: false });
      });

      it("is done when somebody else was a moment earlier", async () => {
        calls = [{ error: GONE, done: true }];
        assert.deepEqual(await run(step()), { kind: "done", sent: false });
      });

      it("is done by us when the answer was lost and it is found gone only when sent again", async () => {
        lag = 60_000;
        calls = [{ error: LOST, done: true }];
        const late = clock.until(perform(step(), writes));
        clock.after(31_000, () => {
          lag = 0;
        });
        assert.deepEqual(await late, { kind: "done", sent: true });
      });

      it("is not done when it can't be looked for", async () => {
        const denied = { ...REFUSED, name: "AccessDeniedException" };
        const blind = { ...step(), look: () => Promise.reject(denied) };
        assert.equal(codeOf(await run(blind)), "notDone AccessDeniedException");
        assert.ok(there);
      });
    });
  });

  describe("after a write of ours", () => {
    it("reads that lag are not taken for somebody else's change", async () => {
      values.lag = 8000;
      await run(change());
      assert.equal(await values.read("a"), "old");
      const back = change().reverse?.() ?? assert.fail();
      assert.deepEqual(await run(back), { kind: "done", sent: true });
      assert.equal(values.of("a"), "old");
      // "old" is what is read, since before the change, and what is wanted: it is no proof.
      assert.equal(values.sent, 2);
    });

    it("what was just made is waited for until it shows; what never does is gone", async () => {
      const one = change();
      const look = async (fresh: boolean) => {
        if (clock.now() < 5000) throw new ServiceError(problemOf(GONE), GONE);
        return one.look(fresh);
      };
      assert.equal(codeOf(await run({ ...one, look })), `notDone ${GONE.name}`);
      assert.equal(clock.now(), 0);
      writes.at.set(one.arn, clock.now());
      assert.deepEqual(await run({ ...one, look }), { kind: "done", sent: true });
      const never = { ...one, look: () => Promise.reject(new ServiceError(problemOf(GONE), GONE)) };
      assert.equal(codeOf(await run(never)), `notDone ${GONE.name}`);
    });

    it("somebody else's change is seen once no read may lag any more", async () => {
      await run(change());
      clock.after(1000, () => values.set("a", "theirs"));
      await clock.advance(1000);
      const back = change().reverse?.() ?? assert.fail();
      assert.equal(codeOf(await run(back)), "notDone ChangedSince");
      assert.ok(clock.now() >= LAG);
      assert.equal(values.of("a"), "theirs");
    });

    it("another thing is compared at once", async () => {
      values.set("b", "theirs");
      await run(change());
      assert.equal(codeOf(await run(values.step("b", "old", "new"))), "notDone ChangedSince");
      assert.equal(clock.now(), 0);
    });

    it("asks to be read as it is now, not a moment ago", async () => {
      const asked: boolean[] = [];
      const step = (from: string, to: string): Step => {
        const one = values.step("a", from, to);
        const look = (fresh: boolean) => {
          asked.push(fresh);
          return one.look(fresh);
        };
        return { ...one, look };
      };
      await run(step("old", "new"));
      await run(step("new", "newer"));
      await clock.advance(LAG);
      await run(step("newer", "newest"));
      assert.deepEqual(asked, [false, true, false]);
    });
  });

  describe("many steps", () => {
    const names = Array.from({ length: 12 }, (_, i) => `s${i}`);
    const steps = () => names.map((name) => values.step(name, "old", "new"));
    beforeEach(() => {
      for (const name of names) values.set(name, "old");
    });

    it("are done a few at once, and say how far they are", async () => {
      const ended: number[] = [];
      const onProgress = (count: number) => ended.push(count);
      const outcome = await clock.until(runSteps(steps(), writes, { onProgress }));
      assert.equal(outcome.done.length, 12);
      assert.ok(isComplete(outcome));
      assert.deepEqual(
        ended,
        names.map((_, i) => i + 1),
      );
      assert.ok(values.most > 1 && values.most <= 5, `${values.most}`);
    });

    it("end each in one list: done by us or found so, not done, unknown, not begun", async () => {
      values.set("s1", "new");
      values.set("s2", "theirs");
      const abort = new AbortController();
      const all = steps().map((step, i) =>
        i === 3 ? { ...step, look: () => Promise.reject(REFUSED) } : step,
      );
      const onProgress = (count: number) => count === 5 && abort.abort();
      const outcome = await clock.until(
        runSteps(all, writes, { onProgress, signal: abort.signal }),
      );
      const { done, sent, notDone, unknown, left } = outcome;
      const of = (some: readonly Step[]) => some.map(({ name }) => name);
      assert.equal(done.length + notDone.length + unknown.length + left.length, 12);
      assert.deepEqual(of(notDone.map(({ step }) => step)).sort(), ["s2", "s3"]);
      assert.ok(of(done).includes("s1") && !of(sent).includes("s1"));
      assert.ok(left.length > 0 && !isComplete(outcome));
      for (const name of of(left)) assert.equal(values.of(name), "old");
      for (const name of of(sent)) assert.equal(values.of(name), "new");
    });

    it("are reversed where they can be", () => {
      const { reverse: _, ...last } = values.step("b", "old", "new");
      assert.deepEqual(
        reversed([change(), last]).map(({ name }) => name),
        ["a"],
      );
    });
  });

  describe("an operation", () => {
    const words = { doing: "", row: () => "", done: () => "", notDone: () => "" };
    const operation = (phases: Step[][], reverses = false): Operation => ({
      connection: "c",
      phases,
      words,
      ...(reverses && { allOrNothing: { reversed: () => "", lasting: () => "" } }),
    });
    const go = (what: Operation, options?: RunOptions) =>
      clock.until(runOperation(what, writes, options));
    const step = (name: string) => values.step(name, "old", "new");
    beforeEach(() => {
      for (const name of ["b", "c", "d"]) values.set(name, "old");
    });

    it("goes phase by phase, and tells its progress over all of them", async () => {
      const seen: string[] = [];
      const report = await go(operation([[step("a"), step("b")], [step("c")]]), {
        onProgress: (ended, { name }) => seen.push(`${ended} ${name}`),
      });
      assert.deepEqual(seen, ["1 a", "2 b", "3 c"]);
      assert.ok(isComplete(report));
      assert.equal(report.reversal, undefined);
    });

    it("begins no phase when the one before did not end well", async () => {
      values.set("b", "theirs");
      const report = await go(operation([[step("a"), step("b")], [step("c")], [step("d")]]));
      assert.deepEqual(
        report.left.map(({ name }) => name),
        ["c", "d"],
      );
      assert.deepEqual([values.of("a"), values.of("c")], ["new", "old"]);
      assert.equal(report.reversal, undefined);
    });

    it("brings back what it had done, if it is to be all or nothing", async () => {
      values.set("c", "theirs");
      const report = await go(operation([[step("a"), step("b")], [step("c")]], true));
      assert.deepEqual([values.of("a"), values.of("b"), values.of("c")], ["old", "old", "theirs"]);
      assert.equal(report.reversal?.done.length, 2);
      assert.ok(report.reversal && isComplete(report.reversal));
    });

    it("does not bring back what it had found as wanted", async () => {
      values.set("a", "new");
      values.set("c", "theirs");
      await go(operation([[step("a"), step("b")], [step("c")]], true));
      assert.deepEqual([values.of("a"), values.of("b")], ["new", "old"]);
    });

    for (const done of [true, false])
      it(`brings back also what nobody knows of, ${done ? "done" : "not done"} as it was`, async () => {
        let blind = 0;
        const one = step("b");
        const doubtful: Step = {
          ...one,
          send: () => {
            blind = 6;
            return one.send();
          },
          look: (fresh) => (blind-- > 0 ? Promise.reject(problemOf(UNREACHED)) : one.look(fresh)),
        };
        values.writes = [{}, { error: LOST, done }];
        const report = await go(operation([[step("a")], [doubtful], [step("c")]], true));
        assert.deepEqual(
          report.unknown.map(({ step }) => step.name),
          ["b"],
        );
        assert.deepEqual([values.of("a"), values.of("b"), values.of("c")], ["old", "old", "old"]);
        assert.ok(report.reversal && isComplete(report.reversal));
        assert.deepEqual(
          report.reversal.sent.map(({ name }) => name),
          done ? ["b", "a"] : ["a"],
        );
      });

    it("says what it could not bring back", async () => {
      const one = step("a");
      const stuck: Step = {
        ...one,
        reverse: () => ({ ...values.step("a", "new", "old"), send: () => Promise.reject(REFUSED) }),
      };
      values.set("c", "theirs");
      const report = await go(operation([[stuck, step("b")], [step("c")]], true));
      assert.deepEqual(
        report.reversal?.notDone.map(({ step, problem }) => [step.name, problem.code]),
        [["a", "ConflictException"]],
      );
      assert.deepEqual([values.of("a"), values.of("b")], ["new", "old"]);
    });

    it("brings back what it had done when it is cancelled", async () => {
      const abort = new AbortController();
      const report = await go(operation([[step("a")], [step("b")]], true), {
        signal: abort.signal,
        onProgress: () => abort.abort(),
      });
      assert.deepEqual([values.of("a"), values.of("b")], ["old", "old"]);
      assert.deepEqual(
        report.left.map(({ name }) => name),
        ["b"],
      );
    });
  });

  describe("a create", () => {
    let made: string[];
    let found: () => Promise<readonly string[]>;
    let sends: number;
    beforeEach(() => {
      made = [];
      sends = 0;
      found = async () => made;
    });
    const go = (call: Call = {}, options?: Parameters<typeof create>[2]): Promise<Creation> =>
      clock.until(
        create(
          {
            async send() {
              sends++;
              const { error, done = !error } = call;
              if (done) made.push("arn:new");
              if (error) throw new ServiceError(problemOf(error), error);
              return "arn:new";
            },
            find: () => found(),
          },
          writes,
          options,
        ),
      );

    it("gives what it made", async () =>
      assert.deepEqual(await go(), { kind: "created", arn: "arn:new" }));

    it("that was refused, or did not leave, is not done", async () => {
      for (const error of [REFUSED, THROTTLED, UNREACHED])
        assert.equal((await go({ error })).kind, "notDone");
      assert.equal(clock.now(), 0);
    });

    it("whose answer was lost offers what came since as likely, not as its own", async () => {
      let doubts = 0;
      const creation = await go({ error: LOST, done: true }, { onDoubt: () => doubts++ });
      assert.deepEqual(creation, { kind: "likely", arns: ["arn:new"] });
      assert.equal(doubts, 1);
    });

    it("whose answer was lost is not done once it had time to show, and is never sent again", async () => {
      const creation = await go({ error: FAILED });
      assert.ok(creation.kind === "notDone" && creation.problem.code === FAILED.name);
      assert.ok(clock.now() > 30_000);
      assert.equal(sends, 1);
    });

    it("of which nobody can find out is unknown, until somebody looks again", async () => {
      found = () => Promise.reject(problemOf(UNREACHED));
      const creation = await go({ error: LOST, done: true });
      assert.ok(creation.kind === "unknown" && creation.problem.unknown);
      const still = await clock.until(creation.lookAgain());
      assert.ok(still.kind === "unknown");
      found = async () => made;
      assert.deepEqual(await clock.until(still.lookAgain()), { kind: "likely", arns: ["arn:new"] });
      made = [];
      assert.equal((await clock.until(still.lookAgain())).kind, "notDone");
      assert.equal(sends, 1);
    });

    it("is unknown when cancelled while it is looked for; looking again is not", async () => {
      const abort = new AbortController();
      clock.after(5000, () => abort.abort());
      const creation = await go({ error: LOST }, { signal: abort.signal });
      assert.ok(creation.kind === "unknown");
      assert.equal((await clock.until(creation.lookAgain())).kind, "notDone");
    });
  });

  it("insists: throws what kept a step from being done", async () => {
    await clock.until(insist(change(), writes));
    values.set("a", "theirs");
    writes.at.clear();
    const standing: Standing = await change().look(true);
    assert.equal(standing, "other");
    await assert.rejects(
      clock.until(insist(change(), writes)),
      (error) => problemOf(error).kind === "changedSince",
    );
  });
});
