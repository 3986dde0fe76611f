import type { PagePlace, SavedPage, ToHost } from "../shared/page";

/* What comes from a page is checked for its shape before anything is done with it: a page is not trusted. */

const LONGEST = 500;

/** A message of a page; undefined when it is none that we know. */
export function toHost(message: unknown): ToHost | undefined {
  if (!isRecord(message)) return undefined;
  const { type } = message;
  switch (type) {
    case "ready":
    case "pin":
      return { type };
    case "seen":
      return typeof message.seen === "boolean" ? { type, seen: message.seen } : undefined;
    case "act":
    case "copy":
    case "reveal": {
      const place = placeOf(message);
      return place && { type, ...place };
    }
    case "choose": {
      const place = placeOf(message);
      return place && isText(message.value) ? { type, ...place, value: message.value } : undefined;
    }
    default:
      return undefined;
  }
}

/** What a page saved over a reload; undefined when it can't be what we gave it to keep. */
export function toSaved(state: unknown): SavedPage | undefined {
  if (!isRecord(state)) return undefined;
  const { connection, arn, pinned } = state;
  return isText(connection) && isText(arn) && typeof pinned === "boolean"
    ? { connection, arn, pinned }
    : undefined;
}

function placeOf({ section, id }: Readonly<Record<string, unknown>>): PagePlace | undefined {
  return isText(section) && isText(id) ? { section, id } : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value.length > 0 && value.length <= LONGEST;
}
