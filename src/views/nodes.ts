import type { Target } from "../model/connection";
import type { Arn, Channel, Recording, Stream } from "../model/ivs";
import { type Problem, sameProblem } from "../model/problem";
import { parseArn, sortKey, title } from "../model/rules";
import { type Changed, problemsOf, type State } from "../model/store";

/** Names a row: an ARN, a region, or `<region>/…` for a group or a problem. */
export type Id = string;

/** What one row of the tree shows. */
export type Node =
  | {
      readonly kind: "connection";
      readonly id: Id;
      readonly target: Target;
      /** Undefined: not known yet, or not allowed to know. */
      readonly channels?: number;
      readonly reading: boolean;
      readonly problem?: Problem;
    }
  | {
      readonly kind: "problem";
      readonly id: Id;
      readonly target: Target;
      readonly problem: Problem;
      /** When what still stands beside it was read (ms since the epoch); undefined when nothing does. */
      readonly readAt?: number;
    }
  | {
      readonly kind: "recording";
      readonly id: Arn;
      /** Undefined while the list of configurations is unknown: its channels alone tell that it exists. */
      readonly recording?: Recording;
      readonly channels?: number;
    }
  /** Channels that no configuration records. */
  | { readonly kind: "unrecorded"; readonly id: Id; readonly channels: number }
  /** Channels whose configuration no longer exists. */
  | { readonly kind: "missing"; readonly id: Id; readonly channels: number }
  | {
      readonly kind: "channel";
      readonly id: Arn;
      readonly channel: Channel;
      readonly stream?: Stream;
      /** False when it is not known which channels are live. */
      readonly liveKnown: boolean;
      readonly recording?: Recording;
    };

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

/** One connection's rows: which there are, in their order. What a row shows is made when it is asked for. */
export interface Outline {
  readonly target: Target;
  readonly state: State;
  /** Ids of the rows below the connection. */
  readonly top: readonly Id[];
  /** Ids of the channels of each configuration and group. */
  readonly groups: ReadonlyMap<Id, readonly Arn[]>;
  /** How many channels pass the filter. */
  readonly shown: number;
}

/** The region that a row belongs to. */
export function regionOf(id: Id): string {
  return id.startsWith("arn:") ? parseArn(id).region : (id.split("/", 1)[0] ?? "");
}

/** Lays out a connection's state: configurations by name, each with its channels by name, then the groups. */
export function outline(target: Target, state: State, filter: Filter): Outline {
  const problems = problemsOf(state).map((problem) => problemId(target, problem));
  if (state.kind !== "ready") return { target, state, top: problems, groups: new Map(), shown: 0 };

  const { recordings, channels, streams } = state.snapshot;
  const matches = matcher(filter);
  const groups = new Map<Id, Channel[]>();
  let shown = 0;
  for (const channel of channels?.items.values() ?? []) {
    const recording = recordings?.items.get(channel.recordingArn);
    if (filter.states.length > 0 && !(recording && filter.states.includes(recording.state)))
      continue;
    if (filter.live && !streams?.items.has(channel.arn)) continue;
    if (!matches(channel) && !(recording && matches(recording))) continue;
    const id = groupOf(target, state, channel);
    const group = groups.get(id);
    if (group) group.push(channel);
    else groups.set(id, [channel]);
    shown++;
  }

  const rows: { arn: Arn; name: string }[] = [];
  for (const recording of recordings?.items.values() ?? []) {
    const passes =
      !filter.live &&
      matches(recording) &&
      (filter.states.length === 0 || filter.states.includes(recording.state));
    if (passes || groups.has(recording.arn)) rows.push(recording);
    if (passes && channels && !groups.has(recording.arn)) groups.set(recording.arn, []);
  }
  for (const id of groups.keys()) {
    if (id.startsWith("arn:") && !recordings?.items.has(id)) rows.push({ arn: id, name: "" });
  }
  // Where there are configurations, there is a place for what they do not record.
  const unrecorded = `${target.region}/unrecorded`;
  if (rows.length > 0 && channels && !isFiltering(filter) && !groups.has(unrecorded))
    groups.set(unrecorded, []);

  const below = ["unrecorded", "missing"].map((group) => `${target.region}/${group}`);
  return {
    target,
    state,
    top: [...problems, ...sorted(rows), ...below.filter((id) => groups.has(id))],
    groups: new Map([...groups].map(([id, group]) => [id, sorted(group)])),
    shown,
  };
}

/** What a row shows; undefined when there is no such row any more. */
export function nodeOf({ target, state, groups }: Outline, id: Id): Node | undefined {
  if (id === target.region) {
    const channels = state.kind === "ready" ? state.snapshot.channels : undefined;
    return {
      kind: "connection",
      id,
      target,
      channels: channels?.items.size,
      reading: state.kind === "empty" || channels?.complete === false,
      problem: problemsOf(state)[0],
    };
  }
  const problem = problemsOf(state).find((p) => problemId(target, p) === id);
  if (problem) {
    const readAt = state.kind === "ready" ? state.readAt : undefined;
    return { kind: "problem", id, target, problem, readAt };
  }
  if (state.kind !== "ready") return undefined;

  const group = groups.get(id);
  if (id === `${target.region}/unrecorded`)
    return group && { kind: "unrecorded", id, channels: group.length };
  if (id === `${target.region}/missing`)
    return group && { kind: "missing", id, channels: group.length };

  const { recordings, channels, streams } = state.snapshot;
  const channel = channels?.items.get(id);
  if (channel) {
    return {
      kind: "channel",
      id,
      channel,
      stream: streams?.items.get(id),
      liveKnown: streams !== undefined,
      recording: recordings?.items.get(channel.recordingArn),
    };
  }
  const recording = recordings?.items.get(id);
  return recording || group
    ? { kind: "recording", id, recording, channels: group?.length }
    : undefined;
}

/** The row above a row; undefined for the connection itself. */
export function parentOf({ target, state }: Outline, id: Id): Id | undefined {
  if (id === target.region) return undefined;
  const channel = state.kind === "ready" ? state.snapshot.channels?.items.get(id) : undefined;
  return channel ? groupOf(target, state, channel) : target.region;
}

/**
 * Which rows to draw again, given what changed. A row is drawn with all that is below it, so the fewest and lowest
 * are named; the connection's own id stands for everything. `alone`: the connection itself has no row.
 */
export function redraws(
  before: Outline,
  after: Outline,
  changed: Changed,
  alone: boolean,
): readonly Id[] {
  const { region } = after.target;
  if (!sameList(before.top, after.top)) return [region];
  if (!alone && headline(before) !== headline(after)) return [region];

  const groups = new Set<Id>();
  for (const id of new Set([...before.groups.keys(), ...after.groups.keys()])) {
    const was = before.groups.get(id);
    const is = after.groups.get(id);
    if (!was || !is || !sameList(was, is) || changed.has(id)) groups.add(id);
  }
  const rows = [...changed].filter((arn) => {
    if (groups.has(arn) || !nodeOf(after, arn)) return false;
    const parent = parentOf(after, arn);
    return parent === region || (parent !== undefined && !groups.has(parent));
  });
  const problems = problemsOf(after.state)
    .filter((p, i) => !sameProblem(p, problemsOf(before.state)[i]))
    .map((p) => problemId(after.target, p));
  return [...groups, ...rows, ...problems];
}

/** What the connection's own row shows, as one value to compare. */
function headline(rows: Outline): string {
  const node = nodeOf(rows, rows.target.region);
  return node?.kind === "connection"
    ? `${node.channels} ${node.reading} ${node.problem?.kind}`
    : "";
}

function problemId(target: Target, problem: Problem): Id {
  return `${target.region}/problem/${problem.kind}/${problem.action ?? ""}`;
}

function groupOf(target: Target, state: State, channel: Channel): Id {
  if (!channel.recordingArn) return `${target.region}/unrecorded`;
  const recordings = state.kind === "ready" ? state.snapshot.recordings : undefined;
  const gone = recordings?.complete && !recordings.items.has(channel.recordingArn);
  return gone ? `${target.region}/missing` : channel.recordingArn;
}

function sorted(things: readonly { readonly arn: Arn; readonly name: string }[]): Arn[] {
  return things
    .map((thing) => ({ arn: thing.arn, key: sortKey(title(thing)) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.arn < b.arn ? -1 : 1))
    .map(({ arn }) => arn);
}

function matcher(filter: Filter): (thing: Channel | Recording) => boolean {
  const text = filter.text.trim().toLowerCase();
  if (!text) return () => true;
  return (thing) =>
    title(thing).toLowerCase().includes(text) ||
    parseArn(thing.arn).id.toLowerCase().includes(text) ||
    Object.entries(thing.tags).some(([key, value]) =>
      `${key}=${value}`.toLowerCase().includes(text),
    );
}

function sameList(a: readonly Id[], b: readonly Id[]): boolean {
  return a.length === b.length && a.every((id, i) => id === b[i]);
}
