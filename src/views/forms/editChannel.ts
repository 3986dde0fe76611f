import { l10n } from "vscode";
import { insist, stopAndWait } from "../../model/acts";
import type { ChannelSettings } from "../../model/ivs";
import { parseArn, title } from "../../model/rules";
import { FORM, type Notice, type Values } from "../../shared/form";
import { quoted, streamWords } from "../words";
import {
  check,
  DEFAULTS,
  extrasOf,
  fields,
  MEMBERS,
  NO_EXTRAS,
  toSettings,
  toValues,
} from "./channel";
import {
  connected,
  type Deps,
  type FormAtWork,
  type Page,
  rowsOf,
  snapshotOf,
  tagsOf,
} from "./kind";
import { failure } from "./words";

/** A channel's settings and tags: all that the form for changing it changes. */
type Whole = ChannelSettings & { readonly tags: Readonly<Record<string, string>> };

/** The members in which two differ. */
function differences(a: Whole, b: Whole): (keyof Whole)[] {
  const keys = [...Object.keys(DEFAULTS), "tags"] as (keyof Whole)[];
  return keys.filter((key) => sorted(a[key]) !== sorted(b[key]));
}

function sorted(value: unknown): string {
  return value instanceof Object
    ? JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : JSON.stringify(value);
}

function wholeOf(values: Values): Whole {
  return { ...toSettings(values), tags: tagsOf(values) };
}

/** As the form would give it back if nothing were typed: what is compared must have the same shape. */
function asTyped(whole: Whole): Whole {
  return wholeOf({ ...toValues(whole), tags: rowsOf(whole.tags) });
}

/** Changes a channel: only what was changed is sent. */
export async function openEditChannel(page: Page, deps: Deps): Promise<FormAtWork> {
  const [arn = ""] = page.target.arns ?? [];
  const { region } = parseArn(arn);
  const read = async () => (await connected(deps, region).ivs()).channel(arn);
  const first = await read();
  /** The channel as the person saw it when typing. */
  let base = asTyped(first);
  /** The channel as it is now, when it was changed elsewhere meanwhile. */
  let theirs: Whole | undefined;
  let looking = false;
  let extras = NO_EXTRAS;
  void extrasOf(connected(deps, region)).then((found) => {
    extras = found;
    page.redraw();
  });

  const connection = () => deps.session.connection(region);
  const snapshot = () => {
    const open = connection();
    return open && snapshotOf(open);
  };
  const stream = () => snapshot()?.streams?.items.get(arn);
  const gone = () => {
    const channels = snapshot()?.channels;
    return channels?.complete === true && !channels.items.has(arn);
  };

  /** Notes what was changed elsewhere; true when something was. */
  function compare(now: Whole): boolean {
    theirs = differences(now, base).length > 0 ? now : undefined;
    return theirs !== undefined;
  }

  function notices(values: Values): Notice[] {
    if (gone())
      return [{ tone: "error", text: l10n.t("This channel no longer exists: it was deleted.") }];
    const all: Notice[] = [];
    if (theirs) all.push(conflict(wholeOf(values), base, theirs));
    const live = stream();
    if (live)
      all.push({
        tone: "warning",
        text: l10n.t(
          "This channel is {0}. While it is, the service refuses changes, except of tags.",
          streamWords(live),
        ),
        acts: [
          { id: "stop", label: l10n.t("Stop the Stream First") },
          { id: "later", label: l10n.t("Apply When the Stream Ends") },
        ],
      });
    return all;
  }

  /** Goes on from what is there now: with what was typed, save what only others changed, or with theirs. */
  function settle(values: Values, keepMine: boolean): void {
    if (!theirs) return;
    const mine = wholeOf(values);
    const mineChanged = keepMine ? differences(mine, base) : [];
    const taken = differences(theirs, base).filter((key) => !mineChanged.includes(key));
    const next = { ...mine, ...Object.fromEntries(taken.map((key) => [key, theirs?.[key]])) };
    base = theirs;
    theirs = undefined;
    page.set({ ...toValues(next as Whole), tags: rowsOf((next as Whole).tags) });
  }

  return {
    initial: { ...toValues(base), tags: rowsOf(base.tags) },
    draw: (values) => ({
      title: l10n.t("Edit {0}", title(first)),
      intro: l10n.t("Only what you change is sent."),
      notices: notices(values),
      fields: fields(values, connection(), extras),
      submit: l10n.t("Save Changes"),
      blocked: gone()
        ? l10n.t("There is nothing left to change.")
        : connection()
          ? undefined
          : l10n.t("Not connected to {0} any more.", region),
    }),
    check,
    changed() {
      const now = snapshot()?.channels?.items.get(arn);
      if (!now || looking || theirs) return;
      const seen = asTyped({ ...base, ...pick(now, base) });
      if (differences(seen, base).length === 0) return;
      looking = true;
      void read()
        .then((details) => compare(asTyped(details)))
        .catch(() => {})
        .finally(() => {
          looking = false;
          page.redraw();
        });
    },
    act(id, values) {
      if (id === "mine" || id === "theirs") settle(values, id === "mine");
      else if (id === "newRecording") page.open("createRecording", { region, back: page.address });
      else page.submit(values, id);
    },
    async run(values, work, how) {
      const open = connected(deps, region);
      const ivs = await open.ivs();
      const mine = wholeOf(values);
      try {
        work.progress(l10n.t("Reading the channel again…"));
        if (compare(asTyped(await ivs.channel(arn))))
          return {
            kind: "problems",
            problems: {
              [FORM]: l10n.t("It was changed elsewhere meanwhile: choose above what is to hold."),
            },
          };
        const keys = differences(mine, base);
        if (keys.length === 0) return { kind: "closed", said: l10n.t("Nothing was changed.") };
        const settings = keys.filter((key) => key !== "tags");
        const change = Object.fromEntries(
          settings.map((key) => [key, mine[key]]),
        ) as Partial<ChannelSettings>;
        const later = how === "later" && settings.length > 0 && stream() !== undefined;
        if (how === "stop" && stream()) {
          work.progress(l10n.t("Stopping the stream…"));
          await stopAndWait(ivs, arn);
        }
        work.progress(l10n.t("Saving…"));
        if (settings.length > 0 && !later) await insist(() => ivs.updateChannel(arn, change));
        if (keys.includes("tags")) {
          const removed = Object.keys(base.tags).filter((key) => !Object.hasOwn(mine.tags, key));
          const set = Object.entries(mine.tags).filter(([key, value]) => base.tags[key] !== value);
          await insist(() => ivs.tag(arn, Object.fromEntries(set), removed));
        }
        void open.loop.poke();
        if (!later)
          return { kind: "closed", said: l10n.t("{0} is saved.", title({ ...mine, arn })) };
        const label = settings.map(memberWord).join(", ");
        deps.later({ target: open.target, arn, change, label });
        return {
          kind: "closed",
          said: l10n.t("{0} will be changed when its stream ends.", title({ ...mine, arn })),
        };
      } catch (error) {
        void open.loop.poke();
        return { kind: "problems", problems: failure(error, open.target, MEMBERS) };
      }
    },
  };
}

/** What the list of channels tells of the members of another. */
function pick(from: object, like: Whole): Partial<Whole> {
  return Object.fromEntries(Object.entries(from).filter(([key]) => key in like));
}

function conflict(mine: Whole, base: Whole, theirs: Whole): Notice {
  const changed = differences(mine, base);
  return {
    tone: "warning",
    text: l10n.t("It was changed elsewhere while you were typing. What is to hold?"),
    lines: differences(theirs, base).map((key) =>
      changed.includes(key)
        ? l10n.t(
            "{0}: {1} elsewhere, {2} here",
            memberWord(key),
            valueWord(theirs[key]),
            valueWord(mine[key]),
          )
        : l10n.t("{0}: {1} elsewhere, not changed here", memberWord(key), valueWord(theirs[key])),
    ),
    acts: [
      { id: "mine", label: l10n.t("Keep Mine") },
      { id: "theirs", label: l10n.t("Take Theirs") },
    ],
  };
}

function memberWord(key: keyof Whole): string {
  const words: Record<keyof Whole, string> = {
    name: l10n.t("Name"),
    type: l10n.t("Type"),
    latencyMode: l10n.t("Latency"),
    recordingArn: l10n.t("Recording configuration"),
    authorized: l10n.t("Private playback"),
    insecureIngest: l10n.t("Take insecure ingest"),
    preset: l10n.t("Transcode preset"),
    containerFormat: l10n.t("Container format"),
    multitrack: l10n.t("Multitrack input"),
    playbackRestrictionPolicyArn: l10n.t("Playback restriction policy"),
    adConfigurationArn: l10n.t("Ad configuration"),
    tags: l10n.t("Tags"),
  };
  return words[key];
}

function valueWord(value: unknown): string {
  if (value === "") return l10n.t("none");
  if (value === true) return l10n.t("yes");
  if (value === false) return l10n.t("no");
  if (typeof value === "string")
    return quoted(value.startsWith("arn:") ? parseArn(value).id : value);
  const parts = Object.entries(value ?? {}).map(([key, each]) => `${key}=${each}`);
  return parts.join(", ") || l10n.t("none");
}
