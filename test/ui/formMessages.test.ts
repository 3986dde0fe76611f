import assert from "node:assert/strict";
import fc from "fast-check";
import type { ToHost, Value } from "../../src/shared/form";
import { toHost, toSaved } from "../../src/ui/formMessages";

const id = fc.stringMatching(/^[a-zA-Z]\w{0,20}$/).filter((name) => !(name in {}));
const tag = fc.record({ key: fc.string(), value: fc.string() });
const value: fc.Arbitrary<Value> = fc.oneof(
  fc.string(),
  fc.boolean(),
  fc.array(fc.string(), { maxLength: 20 }),
  fc.array(tag, { maxLength: 60 }),
);
const values = fc.dictionary(id, value, { maxKeys: 30 });
const message: fc.Arbitrary<ToHost> = fc.oneof(
  fc.record({ type: fc.constant("ready" as const), typed: values }),
  fc.record({ type: fc.constantFrom("changed" as const, "submit" as const), values }),
  fc.record({ type: fc.constant("action" as const), id, values }),
  fc.record({ type: fc.constantFrom("copy" as const, "reveal" as const), id }),
  fc.record({ type: fc.constantFrom("cancel" as const, "close" as const) }),
);
/** As it comes over the wire. */
const sent = (what: unknown) => JSON.parse(JSON.stringify(what));

describe("the messages of a form's page", () => {
  it("are understood as they were meant", () => {
    fc.assert(
      fc.property(message, (meant) => assert.deepEqual(sent(toHost(sent(meant))), sent(meant))),
    );
  });

  it("are nothing, or of a known shape, whatever comes", () => {
    const types = ["ready", "changed", "submit", "action", "copy", "reveal", "cancel", "close"];
    const odd = fc.oneof(
      fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }),
      fc.record({
        type: fc.oneof(fc.constantFrom(...types), fc.anything()),
        id: fc.oneof(id, fc.anything()),
        values: fc.oneof(
          fc.dictionary(fc.string(), fc.anything()),
          fc.dictionary(id, fc.oneof(value, fc.anything())),
        ),
        typed: fc.anything(),
      }),
    );
    fc.assert(
      fc.property(odd, (what) => {
        const known = toHost(what);
        if (!known) return;
        assert.ok(types.includes(known.type));
        const given = "values" in known ? known.values : "typed" in known ? known.typed : {};
        for (const each of Object.values(given ?? {}))
          assert.ok(
            typeof each === "string" ||
              typeof each === "boolean" ||
              (Array.isArray(each) &&
                each.every(
                  (one) =>
                    typeof one === "string" ||
                    (typeof one.key === "string" && typeof one.value === "string"),
                )),
          );
      }),
      { numRuns: 2000 },
    );
  });

  it("set no prototype and take no reserved name for a field", () => {
    for (const name of ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"]) {
      const text = `{"type":"submit","values":{"${name}":"x"}}`;
      const known = toHost(JSON.parse(text));
      if (name === "prototype") assert.ok(known);
      else assert.equal(known, undefined, name);
      assert.equal(toHost({ type: "copy", id: name }) === undefined, name !== "prototype");
    }
    assert.equal(({} as { x?: string }).x, undefined);
    const tags = JSON.parse('[{"key":"__proto__","value":"x","more":1}]');
    assert.deepEqual(toHost({ type: "submit", values: { tags } }), {
      type: "submit",
      values: { tags: [{ key: "__proto__", value: "x" }] },
    });
  });

  it("are not too big", () => {
    const submit = (values: object) => toHost({ type: "submit", values });
    assert.equal(submit({ name: "x".repeat(5001) }), undefined);
    assert.equal(submit({ list: Array(1001).fill("x") }), undefined);
    const fields = Array.from({ length: 101 }, (_, at) => [`f${at}`, ""]);
    assert.equal(submit(Object.fromEntries(fields)), undefined);
    assert.ok(submit({ name: "x".repeat(5000) }));
  });
});

describe("what a page kept over a reload", () => {
  it("is what it was given to keep, and nothing else", () => {
    const kept = {
      kind: "attach",
      target: {
        connection: "us-east-1",
        refs: [{ connection: "us-east-1~work", arn: "a" }],
        recording: "r",
        replaces: true,
        detach: true,
        back: "x",
      },
      typed: { name: "x" },
      busy: true,
      done: false,
    };
    assert.deepEqual(toSaved(sent(kept)), kept);
    assert.deepEqual(
      toSaved({ kind: "attach", target: { refs: [{ arn: 1 }], connection: {}, evil: 1 } }),
      {
        kind: "attach",
        target: {},
        busy: false,
        done: false,
      },
    );
    fc.assert(fc.property(fc.anything(), (state) => void toSaved(state)));
    for (const state of [undefined, null, "x", {}, { kind: "attach" }, { target: {} }])
      assert.equal(toSaved(state), undefined);
    assert.equal(toSaved({ kind: "constructor", target: {} }), undefined);
  });
});
