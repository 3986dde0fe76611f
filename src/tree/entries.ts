import type { Channel } from "../channels/model";
import { type Arn, sortKey, title } from "../core/arn";

/* Channels in their order: what an update costs depends on how many came, changed or went. */

/** A channel at its place. What it is sorted and found by is made once. */
export interface Entry {
  readonly key: string;
  readonly channel: Channel;
  /** Made when first searched. */
  text: string | undefined;
}

/** A channel with the key of its place. `first`: it stands before those that are not. */
export function entryOf(channel: Channel, first: boolean): Entry {
  return { key: `${first ? 0 : 1}${sortKey(title(channel))}`, channel, text: undefined };
}

/** By name as people count; equal names stay in a stable order. */
export function byKey(a: Entry, b: Entry): number {
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  return a.channel.arn < b.channel.arn ? -1 : a.channel.arn > b.channel.arn ? 1 : 0;
}

/** Where an entry is in a sorted list, or belongs. */
export function placeOf(list: readonly Entry[], entry: Entry, end = list.length): number {
  let low = 0;
  let high = end;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (byKey(list[middle] as Entry, entry) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Adds a few entries to a list, both sorted: from the end, each of the list's own moves once. */
export function merged(list: Entry[], come: readonly Entry[]): Entry[] {
  let end = list.length;
  for (let left = come.length; left > 0; left--) {
    const entry = come[left - 1] as Entry;
    const place = placeOf(list, entry, end);
    for (let i = end - 1; i >= place; i--) list[i + left] = list[i] as Entry;
    list[place + left - 1] = entry;
    end = place;
  }
  return list;
}

/** A list without some of its entries. */
export function without(list: Entry[], gone: ReadonlySet<Arn>): Entry[] {
  return gone.size > 0 ? list.filter(({ channel }) => !gone.has(channel.arn)) : list;
}
