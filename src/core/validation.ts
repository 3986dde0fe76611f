/*
 * What the service accepts of any resource, as it declares it: told before it is asked. Violations are data; their
 * words are in ui/formWords.ts.
 */

/** What is wrong with one field. */
export type Violation =
  | { readonly kind: "missing" }
  | { readonly kind: "short"; readonly min: number }
  | { readonly kind: "long"; readonly max: number; readonly length: number }
  /** `found`: the first character that is not allowed. */
  | { readonly kind: "nameCharacters" | "bucketCharacters"; readonly found: string }
  | { readonly kind: "range"; readonly min: number; readonly max: number }
  | { readonly kind: "noneChosen" }
  | { readonly kind: "tooManyTags"; readonly max: number; readonly count: number }
  | { readonly kind: "keyMissing"; readonly value: string }
  | { readonly kind: "keyTwice" | "keyReserved"; readonly key: string }
  | { readonly kind: "keyLong" | "valueLong"; readonly key: string; readonly max: number }
  | {
      readonly kind: "keyCharacters" | "valueCharacters";
      readonly key: string;
      readonly found: string;
    };

const NAME_LENGTH = 128;
export const MAX_TAGS = 50;
const KEY_LENGTH = 128;
const VALUE_LENGTH = 256;

/** What is wrong with the name of any resource; it may be empty, and need not be unique. */
export function nameViolation(name: string): Violation | undefined {
  const [found] = /[^a-zA-Z0-9-_]/u.exec(name) ?? [];
  if (found) return { kind: "nameCharacters", found };
  return longViolation(name, NAME_LENGTH);
}

/** What is wrong with a whole number within limits, given as text. */
export function numberViolation(
  text: string,
  { min, max }: { readonly min: number; readonly max: number },
): Violation | undefined {
  const value = Number(text);
  const whole = /^\d{1,9}$/.test(text.trim());
  return whole && value >= min && value <= max ? undefined : { kind: "range", min, max };
}

/** The first violation in a list of tags. A row with neither key nor value is no tag. */
export function tagsViolation(
  rows: readonly { readonly key: string; readonly value: string }[],
): Violation | undefined {
  const tags = rows.filter(({ key, value }) => key || value);
  if (tags.length > MAX_TAGS) return { kind: "tooManyTags", max: MAX_TAGS, count: tags.length };
  const seen = new Set<string>();
  for (const { key, value } of tags) {
    if (!key) return { kind: "keyMissing", value };
    if (seen.has(key)) return { kind: "keyTwice", key };
    seen.add(key);
    if (/^aws:/i.test(key)) return { kind: "keyReserved", key };
    const inKey = strange(key);
    if (inKey) return { kind: "keyCharacters", key, found: inKey };
    if (length(key) > KEY_LENGTH) return { kind: "keyLong", key, max: KEY_LENGTH };
    const inValue = strange(value);
    if (inValue) return { kind: "valueCharacters", key, found: inValue };
    if (length(value) > VALUE_LENGTH) return { kind: "valueLong", key, max: VALUE_LENGTH };
  }
  return undefined;
}

/** What is wrong with the length of a text of which the service takes so many characters. */
export function longViolation(text: string, max: number): Violation | undefined {
  return length(text) > max ? { kind: "long", max, length: length(text) } : undefined;
}

/** The service counts characters, where a string's own length counts some of them twice. */
function length(text: string): number {
  return [...text].length;
}

/** The first character that the service takes in no tag. */
function strange(text: string): string | undefined {
  return /[^\p{L}\p{Z}\p{N}_.:/=+\-@]/u.exec(text)?.[0];
}

/** Without the members that are all right. */
export function pruned<K extends string, V = Violation>(
  all: Partial<Record<K, V | undefined>>,
): Partial<Record<K, V>> {
  const entries = Object.entries(all).filter(([, violation]) => violation);
  return Object.fromEntries(entries) as Partial<Record<K, V>>;
}
