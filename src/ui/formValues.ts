import { ownTags, type Tags } from "../core/arn";
import type { Tag, Values } from "../shared/form";

/* What the fields of a form hold, read safely: what comes from a page may be anything. */

/** The text of a field; "" when it is not there or not text. */
export function text(values: Values, id: string): string {
  const value = Object.hasOwn(values, id) ? values[id] : undefined;
  return typeof value === "string" ? value : "";
}

/** Whether a field is ticked. */
export function ticked(values: Values, id: string): boolean {
  return Object.hasOwn(values, id) && values[id] === true;
}

/** The values chosen in a field of several. */
export function chosen(values: Values, id: string): string[] {
  const value = Object.hasOwn(values, id) ? values[id] : undefined;
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

/** The rows of a field of tags, without those that are empty. */
export function tagRows(values: Values): Tag[] {
  const value = Object.hasOwn(values, "tags") ? values.tags : undefined;
  const rows = Array.isArray(value) ? value : [];
  return rows.filter((row): row is Tag => typeof row === "object" && Boolean(row.key || row.value));
}

/** The tags of a field, as the service takes them. */
export function tagsOf(values: Values): Tags {
  return Object.fromEntries(tagRows(values).map(({ key, value }) => [key, value]));
}

/** Tags as the rows of a field: those that people gave. */
export function rowsOf(tags: Tags): Tag[] {
  return Object.entries(ownTags(tags)).map(([key, value]) => ({ key, value }));
}
