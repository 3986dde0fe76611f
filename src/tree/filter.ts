import type { Channel } from "../channels/model";
import type { Recording } from "../recordings/model";
import type { Stream } from "../streams/model";

/** Which rows to show. */
export interface Filter {
  /**
   * Words, all of which are found in a name, an id, a tag or a state, whatever their case; `is:`, `type:` and `tag:`
   * before a word say where.
   */
  readonly text: string;
  readonly live: boolean;
  readonly states: readonly Recording["state"][];
}

export const NO_FILTER: Filter = { text: "", live: false, states: [] };

export function isFiltering(filter: Filter): boolean {
  return filter.text.trim() !== "" || filter.live || filter.states.length > 0;
}

/** All that a thing is found by. */
export function textOf({ name, arn, tags }: Channel | Recording): string {
  let text = `${name}\n${arn.slice(arn.indexOf("/") + 1)}`;
  for (const key in tags) text += `\n${key}=${tags[key]}`;
  return text.toLowerCase();
}

/** What is known of a channel, to be found by. `text`: its `textOf`, which is made once. */
export interface Facts {
  readonly channel: Channel;
  readonly stream: Stream | undefined;
  readonly text: () => string;
}

/** The states that a channel can be found by, as `is:` names them. */
const OF_CHANNELS: Readonly<Record<string, (facts: Facts) => boolean>> = {
  live: ({ stream }) => stream !== undefined,
  offline: ({ stream }) => stream === undefined,
  starving: ({ stream }) => stream?.health === "STARVING",
  private: ({ channel }) => channel.authorized,
  recorded: ({ channel }) => channel.recordingArn !== "",
  unrecorded: ({ channel }) => channel.recordingArn === "",
};

/** Those of recording configurations. */
const OF_RECORDINGS: Readonly<Record<string, Recording["state"]>> = {
  active: "ACTIVE",
  creating: "CREATING",
  failed: "CREATE_FAILED",
};

/** The names of all states, as `is:` takes them. */
export const STATES: readonly string[] = [
  ...Object.keys(OF_CHANNELS),
  ...Object.keys(OF_RECORDINGS),
];

/** The states that are shown in words on a row: found by the word alone, too. */
const SHOWN = ["live", "starving", "private", ...Object.keys(OF_RECORDINGS)];

/** From so many letters on, the beginning of a state's word finds it: fewer are in too many names. */
const BEGINNING = 3;

/** One word of what was typed. */
interface Term {
  recording(recording: Recording, text: () => string): boolean;
  channel(facts: Facts): boolean;
}

/**
 * What was typed, word by word; every word is to be found in a channel or in the configuration that records it.
 * `local`: the words for states in the person's language, where it is another.
 */
export function termsOf(typed: string, local: Readonly<Record<string, string>> = {}): Term[] {
  return typed
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => term(word, local));
}

function term(word: string, local: Readonly<Record<string, string>>): Term {
  const [, where = "", what = ""] = /^(is|type|tag):(.+)$/.exec(word) ?? [];
  switch (where) {
    case "is":
      return stateTerm(STATES.filter((state) => state === what || lower(local[state]) === what));
    case "type":
      return {
        recording: () => false,
        channel: ({ channel }) => channel.type.toLowerCase().startsWith(what),
      };
    case "tag": {
      const [, key = "", value] = /^([^=]*)(?:=(.*))?$/.exec(what) ?? [];
      const has = ({ tags }: Channel | Recording) =>
        Object.entries(tags).some(
          ([k, v]) => k.toLowerCase() === key && (value === undefined || v.toLowerCase() === value),
        );
      return { recording: has, channel: ({ channel }) => has(channel) };
    }
    default: {
      const begins = (name: string) => word.length >= BEGINNING && name.startsWith(word);
      const state = stateTerm(SHOWN.filter((name) => begins(name) || begins(lower(local[name]))));
      return {
        recording: (recording, text) => text().includes(word) || state.recording(recording, text),
        channel: (facts) =>
          facts.text().includes(word) ||
          state.channel(facts) ||
          begins(facts.channel.type.toLowerCase()),
      };
    }
  }
}

function stateTerm(names: readonly string[]): Term {
  return {
    recording: ({ state }) => names.some((name) => OF_RECORDINGS[name] === state),
    channel: (facts) => names.some((name) => OF_CHANNELS[name]?.(facts)),
  };
}

function lower(text: string | undefined): string {
  return text?.toLowerCase() ?? "";
}
