import { ServiceError } from "./errors";

/** The limits of a member, as data. Patterns are the API model's own, and match the whole string. */
export type Shape =
  | { type: "string"; min?: number; max?: number; pattern?: string; enum?: readonly string[] }
  | { type: "integer" | "number"; min?: number; max?: number }
  | { type: "boolean" }
  | { type: "document" }
  | { type: "list"; member: Shape; min?: number; max?: number }
  | { type: "map"; key: Shape; value: Shape; min?: number; max?: number }
  | { type: "structure"; required: Members; optional: Members };

/** The members of a structure, by name. */
export type Members = Readonly<Record<string, Shape>>;

/** A string of so many characters, which as a whole matches the pattern. */
export const text = (min?: number, max?: number, pattern?: string): Shape => ({
  type: "string",
  min,
  max,
  pattern,
});
/** A string out of an enum. */
export const oneOf = (...values: string[]): Shape => ({ type: "string", enum: values });
/** A whole number within bounds. */
export const integer = (min?: number, max?: number): Shape => ({ type: "integer", min, max });
/** A number within bounds, whole or not: the API has none, the control routes do. */
export const number = (min?: number, max?: number): Shape => ({ type: "number", min, max });
/** true or false. */
export const flag: Shape = { type: "boolean" };
/** An object of any members, such as a policy. */
export const anything: Shape = { type: "document" };
/** A list of so many items. */
export const list = (member: Shape, min?: number, max?: number): Shape => ({
  type: "list",
  member,
  min,
  max,
});
/** An object whose keys are free, with so many entries. */
export const map = (key: Shape, value: Shape, min?: number, max?: number): Shape => ({
  type: "map",
  key,
  value,
  min,
  max,
});
/** An object with named members: those that it must have, and those that it may. */
export const structure = (required: Members, optional: Members = {}): Shape => ({
  type: "structure",
  required,
  optional,
});

/**
 * Checks a JSON value against a shape, and gives the part of it that the shape knows: unknown
 * members are left out and `null` counts as absent, as in AWS. Refuses with a ValidationException
 * that names the first faulty member by its path, e.g. `destinationConfiguration.s3.bucketName`.
 */
export function validate(shape: Shape, value: unknown, path = ""): unknown {
  switch (shape.type) {
    case "string": {
      if (typeof value !== "string") throw invalid(path, "must be a string");
      // Sizes count characters, as in the model: `length` counts an emoji twice.
      const length = /[\ud800-\udbff]/.test(value) ? [...value].length : value.length;
      checkSize(path, "length", shape, length);
      if (shape.enum && !shape.enum.includes(value)) {
        throw invalid(
          path,
          `must satisfy enum value set: [${shape.enum.filter(Boolean).join(", ")}]`,
        );
      }
      if (shape.pattern !== undefined && !wholly(shape.pattern).test(value)) {
        throw invalid(path, `must satisfy regular expression pattern: ${shape.pattern}`);
      }
      return value;
    }
    case "integer":
    case "number":
      if (shape.type === "integer" ? !Number.isInteger(value) : !Number.isFinite(value)) {
        throw invalid(path, `must be ${shape.type === "integer" ? "an integer" : "a number"}`);
      }
      checkSize(path, "value", shape, value as number);
      return value;
    case "boolean":
      if (typeof value !== "boolean") throw invalid(path, "must be a boolean");
      return value;
    case "document":
      return object(value, path);
    case "list":
      if (!Array.isArray(value)) throw invalid(path, "must be a list");
      checkSize(path, "length", shape, value.length);
      return value.map((item, index) => validate(shape.member, item, `${path}[${index}]`));
    case "map": {
      const entries = Object.entries(object(value, path));
      checkSize(path, "length", shape, entries.length);
      return Object.fromEntries(
        entries.map(([key, item]) => [
          validate(shape.key, key, `${path} key`),
          validate(shape.value, item, `${path}.${key}`),
        ]),
      );
    }
    case "structure": {
      const given = object(value, path);
      const known: Record<string, unknown> = {};
      for (const name in shape.required) {
        if ((given[name] ?? null) === null) throw invalid(join(path, name), "must not be null");
      }
      for (const members of [shape.required, shape.optional]) {
        for (const name in members) {
          if ((given[name] ?? null) !== null) {
            known[name] = validate(members[name] as Shape, given[name], join(path, name));
          }
        }
      }
      return known;
    }
    default:
      return shape satisfies never;
  }
}

/** The refusal of one member. Its value is left out of the text, for some values are secret. */
export function invalid(path: string, constraint: string): ServiceError {
  return new ServiceError(
    "ValidationException",
    400,
    `1 validation error detected: Value at '${path}' failed to satisfy constraint: Member ${constraint}`,
  );
}

function checkSize(
  path: string,
  what: "length" | "value",
  { min, max }: { min?: number; max?: number },
  size: number,
): void {
  if (min !== undefined && size < min) {
    throw invalid(path, `must have ${what} greater than or equal to ${min}`);
  }
  if (max !== undefined && size > max) {
    throw invalid(path, `must have ${what} less than or equal to ${max}`);
  }
}

function object(value: unknown, path: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw invalid(path, "must be an object");
  }
  return value as Record<string, unknown>;
}

const join = (path: string, name: string) => (path === "" ? name : `${path}.${name}`);

const compiled = new Map<string, RegExp>();

function wholly(pattern: string): RegExp {
  let regex = compiled.get(pattern);
  if (!regex) {
    // Only the tag patterns need Unicode mode; the others hold ranges like `9-_` that it forbids.
    regex = new RegExp(`^(?:${pattern})$`, pattern.includes("\\p") ? "u" : "");
    compiled.set(pattern, regex);
  }
  return regex;
}
