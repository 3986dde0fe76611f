import type { Channel } from "../channels/model";
import type { Recording } from "../recordings/model";

/** Which rows to show. */
export interface Filter {
  /** Found in a name, an id or a tag; whatever its case. */
  readonly text: string;
  readonly live: boolean;
  readonly states: readonly Recording["state"][];
}

export const NO_FILTER: Filter = { text: "", live: false, states: [] };

export function isFiltering(filter: Filter): boolean {
  return filter.text !== "" || filter.live || filter.states.length > 0;
}

/** All that a thing is found by. */
export function textOf({ name, arn, tags }: Channel | Recording): string {
  let text = `${name}\n${arn.slice(arn.indexOf("/") + 1)}`;
  for (const key in tags) text += `\n${key}=${tags[key]}`;
  return text.toLowerCase();
}

/** What is looked for, as `textOf` writes it. */
export function wantedText(typed: string): string {
  return typed.trim().toLowerCase();
}
