import { type Shape, structure } from "../../src/simulator/shapes";
import facts from "./model.json";

interface Facts {
  operations: Record<
    string,
    {
      method: string;
      path: string;
      status: number;
      errors: string[];
      input: string;
      output?: string;
      query?: string[];
      page?: string;
    }
  >;
  errors: Record<string, number>;
  shapes: Record<string, ModelShape>;
}

interface ModelShape {
  type: string;
  min?: number;
  max?: number;
  pattern?: string;
  enum?: string[];
  members?: Record<string, string>;
  required?: string[];
  member?: string;
  key?: string;
  value?: string;
}

/** Facts of the official API model (botocore's ivs/2020-07-14), all 41 operations of it. */
export const model: Facts = facts;

/** A shape of the official model, in the form in which the simulator writes shapes. */
export function shapeOf(name: string): Shape {
  const { type, members, required = [], member, key, value, ...limits } = shapeNamed(name);
  switch (type) {
    case "structure": {
      const entries = Object.entries(members ?? {}).map(
        ([member, shape]) => [member, shapeOf(shape)] as const,
      );
      return structure(
        Object.fromEntries(entries.filter(([member]) => required.includes(member))),
        Object.fromEntries(entries.filter(([member]) => !required.includes(member))),
      );
    }
    case "list":
      return { type, member: shapeOf(member ?? ""), ...limits };
    case "map":
      return { type, key: shapeOf(key ?? ""), value: shapeOf(value ?? ""), ...limits };
    case "timestamp":
      return { type: "string", pattern: "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ" };
    case "string":
      // The one pattern in which the model is wrong: no real ARN has it.
      return name === "ResourceArn" ? { type, min: 1, max: 128 } : { type, ...limits };
    case "integer":
    case "boolean":
      return { type, ...limits };
    default:
      throw new Error(`unknown type ${type}`);
  }
}

/** The names of a structure's members in the official model. */
export function membersOf(name: string): string[] {
  return Object.keys(shapeNamed(name).members ?? {}).sort();
}

function shapeNamed(name: string): ModelShape {
  const shape = model.shapes[name];
  if (!shape) throw new Error(`no shape ${name} in model.json`);
  return shape;
}
