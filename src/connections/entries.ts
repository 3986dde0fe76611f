import { REGIONS } from "../core/arn";
import type { ConnectionId } from "../core/ref";
import { COLORS, type Color, type ConnectionConfig, connectionId } from "./config";

/*
 * The list in the setting `ivs.connections`: an entry an account. People write it by hand, too, so an entry that can't
 * be understood stays where it is, and what we change of others is no more than was asked for.
 */

/** An account in some regions. */
export interface Entry {
  /** Undefined: the default credential chain. */
  readonly profile?: string;
  readonly regions: readonly string[];
  readonly label?: string;
  readonly readOnly?: boolean;
  readonly color?: Color;
  readonly endpointUrl?: string;
  readonly callRate?: "service" | "unlimited";
  /** Our own simulator. */
  readonly simulator?: boolean;
}

/** An entry with its place in the list. */
export interface PlacedEntry extends Entry {
  readonly at: number;
}

/** What the setting holds, as it was read. */
export type List = readonly unknown[];

export function listOf(setting: unknown): List {
  return Array.isArray(setting) ? setting : [];
}

/** The entries that can be understood, and a line about each thing that can't. */
export function readEntries(list: List): {
  readonly entries: readonly PlacedEntry[];
  readonly faults: readonly string[];
} {
  const entries: PlacedEntry[] = [];
  const faults: string[] = [];
  for (const [at, value] of list.entries()) {
    const say = (what: string) => faults.push(`ivs.connections, entry ${at + 1}: ${what}`);
    if (!(value instanceof Object)) {
      say("left out: it is not an object.");
      continue;
    }
    const entry = value as Record<string, unknown>;
    const wrong = mistyped(entry);
    if (wrong) {
      say(`left out: ${wrong}.`);
      continue;
    }
    const named = Array.isArray(entry.regions) ? [...new Set(entry.regions)] : [];
    const regions = named.filter((region) => REGIONS.includes(region));
    if (regions.length === 0) {
      say("left out: it names no region of Amazon IVS.");
      continue;
    }
    if (regions.length < named.length) say("some of its regions are none of Amazon IVS.");
    const color = COLORS.find((each) => each === entry.color);
    if (entry.color !== undefined && !color) say("its color is not known.");
    const text = (key: string) => (entry[key] as string | undefined)?.trim() || undefined;
    entries.push({
      at,
      regions,
      profile: text("profile"),
      label: text("label"),
      endpointUrl: text("endpointUrl"),
      readOnly: entry.readOnly === true || undefined,
      simulator: entry.simulator === true || undefined,
      callRate: entry.callRate === "unlimited" ? "unlimited" : undefined,
      color,
    });
  }
  return { entries, faults };
}

const TEXTS = ["profile", "label", "endpointUrl"];
const SWITCHES = ["readOnly", "simulator"];

/** What is wrong with the types of an entry's members; undefined when nothing is. */
function mistyped(entry: Record<string, unknown>): string | undefined {
  const isNot = (type: string) => (key: string) =>
    entry[key] !== undefined && typeof entry[key] !== type;
  const text = TEXTS.find(isNot("string"));
  if (text) return `${text} is not a string`;
  const toggle = SWITCHES.find(isNot("boolean"));
  return toggle && `${toggle} is not true or false`;
}

/** The connection to one region of an entry. */
export function configOf(entry: Entry, region: string): ConnectionConfig {
  const { profile, label, readOnly, color, endpointUrl, callRate, simulator } = entry;
  const own: ConnectionConfig = simulator
    ? { region, simulator, unlimited: true }
    : {
        region,
        ...(profile && { profile }),
        ...(endpointUrl && { endpoint: endpointUrl }),
        ...(callRate === "unlimited" && { unlimited: true }),
      };
  return {
    ...own,
    ...(label && { label }),
    ...(readOnly && { readOnly }),
    ...(color && { color }),
  };
}

/**
 * All connections that the entries name, in their order. What two entries name is one: as the first has it, and
 * read-only if either says so.
 */
export function configsOf(
  entries: readonly PlacedEntry[],
): ReadonlyMap<ConnectionId, { readonly entry: PlacedEntry; readonly config: ConnectionConfig }> {
  const all = new Map<ConnectionId, { entry: PlacedEntry; config: ConnectionConfig }>();
  for (const entry of entries)
    for (const region of entry.regions) {
      const config = configOf(entry, region);
      const id = connectionId(config);
      const first = all.get(id);
      if (!first) all.set(id, { entry, config });
      else if (config.readOnly) first.config = { ...first.config, readOnly: true };
    }
  return all;
}

/** The list with an entry at its end. */
export function added(list: List, entry: Entry): List {
  return [...list, pruned(entry)];
}

/** The list with some members of an entry changed; undefined takes a member away. */
export function changed(list: List, at: number, change: Partial<Entry>): List {
  return list.map((value, i) => (i === at ? pruned({ ...(value as object), ...change }) : value));
}

/** The list without some connections: an entry that has no region left goes. */
export function without(list: List, gone: readonly ConnectionId[]): List {
  const left = new Map<number, readonly string[]>();
  for (const entry of readEntries(list).entries)
    left.set(
      entry.at,
      entry.regions.filter((region) => !gone.includes(connectionId(configOf(entry, region)))),
    );
  return list.flatMap((value, at) => {
    const regions = left.get(at);
    if (!regions) return [value];
    return regions.length > 0 ? [{ ...(value as object), regions }] : [];
  });
}

/**
 * The list with a region one place up (-1) or down (1) among the regions of its entry, and at their edge the whole
 * entry among the entries.
 */
export function moved(list: List, entry: PlacedEntry, region: string, by: -1 | 1): List {
  const from = entry.regions.indexOf(region);
  const to = from + by;
  if (to >= 0 && to < entry.regions.length)
    return changed(list, entry.at, { regions: swapped(entry.regions, from, to) });
  const { entries } = readEntries(list);
  const other = entries[entries.findIndex(({ at }) => at === entry.at) + by];
  return other ? swapped(list, entry.at, other.at) : list;
}

function swapped<T>(list: readonly T[], one: number, other: number): T[] {
  const copy = [...list];
  [copy[one], copy[other]] = [copy[other] as T, copy[one] as T];
  return copy;
}

/** Without what is not said: it is not written to people's settings. */
function pruned(entry: object): object {
  return Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined));
}
