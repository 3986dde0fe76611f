import type { ChannelSettings, RecordingSettings } from "./ivs";

/*
 * What the service accepts, as it declares it: told before it is asked. Faults are data; their words are in
 * views/forms/words.ts.
 */

/** What is wrong with one field. */
export type Fault =
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
    }
  | { readonly kind: "multitrackContainer" | "adsContainer" };

export const NAME_LENGTH = 128;
export const MAX_TAGS = 50;
const KEY_LENGTH = 128;
const VALUE_LENGTH = 256;
export const RECONNECT = { min: 0, max: 300 } as const;
export const INTERVAL = { min: 1, max: 60 } as const;
/** How many recording configurations a region may have, unless AWS raised it. */
export const RECORDINGS_QUOTA = 20;

/** The channel types. */
export const TYPES = ["STANDARD", "BASIC", "ADVANCED_HD", "ADVANCED_SD"] as const;
export const RENDITIONS = ["FULL_HD", "HD", "SD", "LOWEST_RESOLUTION"] as const;

/** Only the ADVANCED types have presets. */
export function hasPreset(type: string): boolean {
  return type.startsWith("ADVANCED_");
}

/** Only STANDARD channels take multitrack input. */
export function hasMultitrack(type: string): boolean {
  return type === "STANDARD";
}

/** The name of any resource; it may be empty, and need not be unique. */
export function nameFault(name: string): Fault | undefined {
  const [found] = /[^a-zA-Z0-9-_]/u.exec(name) ?? [];
  if (found) return { kind: "nameCharacters", found };
  return longFault(name, NAME_LENGTH);
}

export function bucketFault(bucket: string): Fault | undefined {
  if (!bucket) return { kind: "missing" };
  const [found] = /[^a-z0-9.-]/u.exec(bucket) ?? [];
  if (found) return { kind: "bucketCharacters", found };
  if (bucket.length < 3) return { kind: "short", min: 3 };
  return longFault(bucket, 63);
}

/** A whole number, given as text, within limits. */
export function numberFault(
  text: string,
  { min, max }: { readonly min: number; readonly max: number },
): Fault | undefined {
  const value = Number(text);
  const whole = /^\d{1,9}$/.test(text.trim());
  return whole && value >= min && value <= max ? undefined : { kind: "range", min, max };
}

/** The first fault of a list of tags. A row with neither key nor value is none. */
export function tagsFault(
  rows: readonly { readonly key: string; readonly value: string }[],
): Fault | undefined {
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

/** What is wrong with a channel's settings, by member: each by itself, and all together. */
export function channelFaults(
  settings: ChannelSettings,
): Partial<Record<keyof ChannelSettings, Fault>> {
  const { name, multitrack, containerFormat, adConfigurationArn } = settings;
  return pruned({
    name: nameFault(name),
    containerFormat:
      multitrack.enabled && containerFormat !== "FRAGMENTED_MP4"
        ? { kind: "multitrackContainer" }
        : adConfigurationArn && containerFormat !== "TS"
          ? { kind: "adsContainer" }
          : undefined,
  });
}

/** What is wrong with the choices of a recording configuration, by member. Its numbers are checked as typed. */
export function recordingFaults({
  name,
  bucket,
  thumbnails,
  renditions,
}: RecordingSettings): Partial<Record<"name" | "bucket" | "storage" | "renditions", Fault>> {
  return pruned({
    name: nameFault(name),
    bucket: bucketFault(bucket),
    storage:
      thumbnails.mode === "INTERVAL" && thumbnails.storage.length === 0
        ? { kind: "noneChosen" }
        : undefined,
    renditions:
      renditions.selection === "CUSTOM" && renditions.list.length === 0
        ? { kind: "noneChosen" }
        : undefined,
  });
}

function longFault(text: string, max: number): Fault | undefined {
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

function pruned<K extends string>(
  faults: Readonly<Record<K, Fault | undefined>>,
): Partial<Record<K, Fault>> {
  const entries = Object.entries(faults).filter(([, fault]) => fault);
  return Object.fromEntries(entries) as Partial<Record<K, Fault>>;
}
