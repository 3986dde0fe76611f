import assert from "node:assert/strict";
import type { IvsServiceException } from "@aws-sdk/client-ivs";
import { api, factsOf, type OperationName } from "../../src/simulator/ivs/api";
import type { Shape } from "../../src/simulator/shapes";
import { bench } from "./support";

/** An input with one member at the edge of what is allowed, or just beyond it. */
interface Variant {
  value: unknown;
  /** The path of the member that must be named, when it is at fault. */
  fault?: string;
}

describe("every constraint of the table, at both sides of its edges", () => {
  const one = bench();

  for (const operation of Object.keys(api) as OperationName[]) {
    it(operation, async () => {
      const { input, path = "" } = factsOf(operation);
      let checked = 0;
      for (const { value, fault } of variants(input, "")) {
        // The SDK itself refuses to send a call with nothing in its path.
        const label = /\{(\w+)\}/.exec(path)?.[1];
        if (label && !(value as Record<string, unknown>)[label]) continue;
        const error = await failure(operation, value);
        const given = `${operation} with ${JSON.stringify(value).slice(0, 300)}`;
        if (fault !== undefined) {
          assert.equal(error?.name, "ValidationException", given);
          assert.equal(error.$metadata.httpStatusCode, 400);
          assert.ok(error.message.includes(`Value at '${fault}' `), `${given}: ${error.message}`);
        } else {
          assert.doesNotMatch(error?.message ?? "", /Value at '|UnknownError/, given);
        }
        checked++;
      }
      assert.ok(checked > 0);
    });
  }

  async function failure(operation: OperationName, input: unknown) {
    const method = `${operation[0]?.toLowerCase()}${operation.slice(1)}` as "getChannel";
    try {
      await one.ivs[method](input as never);
      return undefined;
    } catch (error) {
      return error as IvsServiceException;
    }
  }
});

/** Something that the shape admits. */
function sample(shape: Shape): unknown {
  switch (shape.type) {
    case "string":
      return shape.enum?.[0] ?? word(shape, Math.min(90, shape.max ?? 90));
    case "integer":
    case "number":
      return shape.min ?? 0;
    case "document":
      return {};
    case "boolean":
      return true;
    case "list":
      return [sample(shape.member)];
    case "map":
      return { [sample(shape.key) as string]: sample(shape.value) };
    case "structure":
      return Object.fromEntries(
        Object.entries(shape.required).map(([name, member]) => [name, sample(member)]),
      );
  }
}

function* variants(shape: Shape, path: string): Generator<Variant> {
  const good = (value: unknown): Variant => ({ value });
  const bad = (value: unknown): Variant => ({ value, fault: path });
  switch (shape.type) {
    case "string": {
      const { min = 0, max, pattern } = shape;
      for (const value of shape.enum ?? []) yield good(value);
      if (shape.enum) yield bad("NEITHER");
      if (shape.enum) yield bad(`${shape.enum[0]} `);
      if (max !== undefined) yield good(word(shape, max));
      if (max !== undefined) yield bad(`${word(shape, max)}a`);
      if (min > 0) yield bad("a".repeat(min - 1));
      if (pattern?.startsWith("arn:")) yield bad(`x${word(shape, 90)}`);
      // A character that no pattern of the API allows.
      if (pattern) yield bad(`${word(shape, (max ?? 90) - 1)}~`);
      return;
    }
    case "integer":
    case "number": {
      const { min, max } = shape;
      if (min !== undefined) yield* [good(min), bad(min - 1)];
      if (max !== undefined) yield* [good(max), bad(max + 1)];
      return;
    }
    case "boolean":
      yield* [good(true), good(false)];
      return;
    case "list": {
      const { min = 0, max } = shape;
      const of = (length: number) => Array.from({ length }, () => sample(shape.member));
      if (min > 0) yield* [good(of(min)), bad(of(min - 1))];
      if (max !== undefined) yield* [good(of(max)), bad(of(max + 1))];
      for (const { value, fault } of variants(shape.member, `${path}[1]`)) {
        yield { value: [sample(shape.member), value], fault };
      }
      return;
    }
    case "map": {
      const { max = 0 } = shape;
      const of = (size: number) =>
        Object.fromEntries(
          Array.from({ length: size }, (_, index) => [`key-${index}`, sample(shape.value)]),
        );
      yield* [good({}), good(of(max)), bad(of(max + 1))];
      for (const { value, fault } of variants(shape.key, `${path} key`)) {
        yield { value: { [value as string]: sample(shape.value) }, fault };
      }
      for (const { value, fault } of variants(shape.value, `${path}.key`)) {
        yield { value: { key: value }, fault };
      }
      return;
    }
    case "structure": {
      const whole = sample(shape) as Record<string, unknown>;
      const at = (name: string) => (path === "" ? name : `${path}.${name}`);
      yield good(whole);
      for (const name of Object.keys(shape.required)) {
        yield { value: { ...whole, [name]: undefined }, fault: at(name) };
      }
      for (const [name, member] of Object.entries({ ...shape.required, ...shape.optional })) {
        for (const { value, fault } of variants(member, at(name))) {
          yield { value: { ...whole, [name]: value }, fault };
        }
      }
      return;
    }
  }
}

/** A string of that length which the pattern admits. */
function word({ pattern = "" }: Shape & { type: "string" }, length: number): string {
  const [, service, type] = /arn:aws:([a-z]+):.*:(?:\(\?:)?([a-zA-Z-]+)[/|]/.exec(pattern) ?? [];
  const start = type ? `arn:aws:${service}:us-east-1:111122223333:${type}/` : "";
  return (pattern.startsWith("st-") ? "st-" : start).padEnd(length, "a");
}
