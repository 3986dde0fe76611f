import type { FormRef, FormTarget, SavedForm, Tag, ToHost, Value, Values } from "../shared/form";

/*
 * What comes from a page is checked for its shape before anything is done with it: a page is not trusted. What is
 * malformed, unknown or too big is nothing.
 */

const LONGEST_TEXT = 5000;
const LONGEST_LIST = 1000;
const MOST_FIELDS = 100;
const ID = /^[a-zA-Z][\w.-]{0,63}$/;
/** Names that every object has: no field is called so. */
const RESERVED_KEYS = new Set(Object.getOwnPropertyNames(Object.prototype));

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
    case "action": {
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

/** What a page saved over a reload; undefined when it can't be what we gave it to keep. */
export function toSaved(state: unknown): SavedForm | undefined {
  if (!isRecord(state) || !isId(state.kind)) return undefined;
  const target = targetOf(state.target);
  if (!target) return undefined;
  const typed = valuesOf(state.typed);
  const draft = valuesOf(state.draft);
  return {
    kind: state.kind,
    target,
    ...(typed && { typed }),
    ...(draft && { draft }),
    busy: state.busy === true,
    done: state.done === true,
  };
}

function targetOf(target: unknown): FormTarget | undefined {
  if (!isRecord(target)) return undefined;
  const { connection, refs, recording, replaces, detach, back } = target;
  return {
    ...(isText(connection) && { connection }),
    ...(isList(refs, isRef) && { refs: refs.map(({ connection, arn }) => ({ connection, arn })) }),
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
  return typeof value === "string" && ID.test(value) && !RESERVED_KEYS.has(value);
}

function isRef(value: unknown): value is FormRef {
  return isRecord(value) && isText(value.connection) && isText(value.arn);
}

function isTag(value: unknown): value is Tag {
  return isRecord(value) && isText(value.key) && isText(value.value);
}

function isList<T>(value: unknown, is: (each: unknown) => each is T): value is T[] {
  return Array.isArray(value) && value.length <= LONGEST_LIST && value.every(is);
}
