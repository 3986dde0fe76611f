import type { Kept, Tag, Target, ToHost, Value, Values } from "../../shared/form";

/*
 * What comes from a page is checked for its shape before anything is done with it: a page is not trusted. What is
 * malformed, unknown or too big is nothing.
 */

const LONGEST_TEXT = 5000;
const LONGEST_LIST = 1000;
const MOST_FIELDS = 100;
const ID = /^[a-zA-Z][\w.-]{0,63}$/;
/** Names that objects have by birth: no field is called so. */
const BORN = new Set(Object.getOwnPropertyNames(Object.prototype));

/** A message of a page; undefined when it is none that we know. */
export function toHost(message: unknown): ToHost | undefined {
  if (!isRecord(message)) return undefined;
  const { type } = message;
  switch (type) {
    case "ready": {
      const typed = valuesOf(message.typed);
      return typed ? { type, typed } : { type };
    }
    case "changed":
    case "submit": {
      const values = valuesOf(message.values);
      return values && { type, values };
    }
    case "act": {
      const values = valuesOf(message.values);
      return values && isId(message.id) ? { type, id: message.id, values } : undefined;
    }
    case "copy":
    case "reveal":
      return isId(message.id) ? { type, id: message.id } : undefined;
    case "cancel":
    case "close":
      return { type };
    default:
      return undefined;
  }
}

/** What a page kept over a reload; undefined when it can't be what we gave it to keep. */
export function toKept(state: unknown): Kept | undefined {
  if (!isRecord(state) || !isId(state.kind)) return undefined;
  const target = targetOf(state.target);
  if (!target) return undefined;
  const typed = valuesOf(state.typed);
  return {
    kind: state.kind,
    target,
    ...(typed && { typed }),
    busy: state.busy === true,
    done: state.done === true,
  };
}

function targetOf(target: unknown): Target | undefined {
  if (!isRecord(target)) return undefined;
  const { region, arns, recording, replaces, detach, back } = target;
  return {
    ...(isText(region) && { region }),
    ...(isList(arns, isText) && { arns }),
    ...(isText(recording) && { recording }),
    ...(replaces === true && { replaces }),
    ...(detach === true && { detach }),
    ...(isText(back) && { back }),
  };
}

function valuesOf(values: unknown): Values | undefined {
  if (!isRecord(values)) return undefined;
  const entries = Object.entries(values);
  if (entries.length > MOST_FIELDS) return undefined;
  const clean: [string, Value][] = [];
  for (const [id, value] of entries) {
    if (!isId(id)) return undefined;
    if (isText(value) || typeof value === "boolean" || isList(value, isText))
      clean.push([id, value]);
    else if (isList(value, isTag))
      clean.push([id, value.map((tag) => ({ key: tag.key, value: tag.value }))]);
    else return undefined;
  }
  return Object.fromEntries(clean);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.length <= LONGEST_TEXT;
}

function isId(value: unknown): value is string {
  return typeof value === "string" && ID.test(value) && !BORN.has(value);
}

function isTag(value: unknown): value is Tag {
  return isRecord(value) && isText(value.key) && isText(value.value);
}

function isList<T>(value: unknown, is: (each: unknown) => each is T): value is T[] {
  return Array.isArray(value) && value.length <= LONGEST_LIST && value.every(is);
}
