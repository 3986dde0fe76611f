import { l10n } from "vscode";
import type { Connections } from "../connections/connections";
import { readWritten } from "../connections/readWritten";
import { parseArn, type Tags, title } from "../core/arn";
import { perform, type Step } from "../core/operation";
import { FORM, type Notice, type Values } from "../shared/form";
import { isLive, stopAndWait } from "../streams/operations";
import type { FormController, FormEnd, FormHost } from "../ui/form";
import { rowsOf, tagsOf } from "../ui/formValues";
import { problemAtField } from "../ui/formWords";
import { quoted } from "../ui/words";
import { check, extrasOf, fields, MEMBERS, NO_EXTRAS, toSettings, toValues } from "./fields";
import type { ChannelSettings } from "./model";
import { changeSteps, membersOf, tagStep } from "./operations";
import { differences } from "./rules";
import type { WaitingChanges } from "./waiting";

export interface EditChannelDeps {
  readonly connections: Connections;
  readonly waiting: WaitingChanges;
}

/** A channel's settings and tags: all that the form for changing it changes. */
type Whole = ChannelSettings & { readonly tags: Tags };

function wholeOf(values: Values): Whole {
  return { ...toSettings(values), tags: tagsOf(values) };
}

/** As the form would give it back if nothing were typed: what is compared must have the same shape. */
function asTyped(whole: Whole): Whole {
  return wholeOf({ ...toValues(whole), tags: rowsOf(whole.tags) });
}

/** Changes a channel: only what was changed is sent. */
export async function openEditChannel(
  host: FormHost,
  { connections, waiting }: EditChannelDeps,
): Promise<FormController> {
  const [{ connection: id, arn } = { connection: "", arn: "" }] = host.target.refs ?? [];
  const read = async () => (await connections.get(id).service()).channels.get(arn);
  const first = await read();
  /** The channel as the person saw it when typing. */
  let base = asTyped(first);
  /** The channel as it is now, when it was changed elsewhere meanwhile. */
  let theirs: Whole | undefined;
  let looking = false;
  let extras = NO_EXTRAS;
  void extrasOf(connections.get(id)).then(
    (found) => {
      extras = found;
      host.redraw();
    },
    () => {},
  );

  const snapshot = () => connections.find(id)?.snapshot;
  const stream = () => snapshot()?.streams?.items.get(arn);
  const gone = () => {
    const channels = snapshot()?.channels;
    return channels?.complete === true && !channels.items.has(arn);
  };

  /** Notes what was changed elsewhere. */
  function compare(now: Whole): void {
    theirs = differences(now, base).length > 0 ? now : undefined;
  }

  /** What was changed elsewhere, and is not what is typed here anyhow. */
  function conflicts(mine: Whole): (keyof Whole)[] {
    return theirs ? differences(theirs, base).filter((key) => isOther(key, mine)) : [];
  }
  function isOther(key: keyof Whole, mine: Whole): boolean {
    if (!theirs) return false;
    if (key !== "tags") return differences({ [key]: theirs[key] }, { [key]: mine[key] }).length > 0;
    // Tags are set and removed by two calls: some may be as before, and others as wanted.
    const { tags } = theirs;
    const keys = Object.keys({ ...base.tags, ...tags, ...mine.tags });
    return keys.some((each) => ![base.tags[each], mine.tags[each]].includes(tags[each]));
  }

  function notices(values: Values): Notice[] {
    if (gone())
      return [{ tone: "error", text: l10n.t("This channel no longer exists: it was deleted.") }];
    const all: Notice[] = [];
    const mine = wholeOf(values);
    const keys = conflicts(mine);
    if (theirs && keys.length > 0) all.push(conflict(keys, mine, base, theirs));
    if (stream())
      all.push({
        tone: "warning",
        text: l10n.t(
          "This channel is live: the service refuses changes until its stream ends, except to tags.",
        ),
        actions: [
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
    host.set({ ...toValues(next as Whole), tags: rowsOf((next as Whole).tags) });
  }

  return {
    initial: { ...toValues(base), tags: rowsOf(base.tags) },
    draw: (values) => ({
      title: l10n.t("Edit {0}", title(first)),
      intro: l10n.t("Only what you change is sent."),
      notices: notices(values),
      fields: fields(values, connections.find(id), extras),
      submit: l10n.t("Save Changes"),
      blocked: gone()
        ? l10n.t("There is nothing left to change.")
        : connections.find(id)
          ? undefined
          : l10n.t("Not connected any more: connect again."),
    }),
    check,
    changed() {
      const now = snapshot()?.channels?.items.get(arn);
      if (!now || looking || theirs) return;
      const seen = asTyped({ ...base, ...membersLike(base, now) });
      if (differences(seen, base).length === 0) return;
      looking = true;
      void read()
        .then((details) => compare(asTyped(details)))
        .catch(() => {})
        .finally(() => {
          looking = false;
          host.redraw();
        });
    },
    action(action, values) {
      if (action === "mine" || action === "theirs") settle(values, action === "mine");
      else if (action === "newRecording")
        host.open("createRecording", { connection: id, back: host.address });
      else host.submit(values, action);
    },
    async run(values, progress, how): Promise<FormEnd> {
      const open = connections.get(id);
      const mine = wholeOf(values);
      progress.report(l10n.t("Reading the channel again…"));
      compare(asTyped(await read()));
      if (conflicts(mine).length > 0)
        return {
          kind: "problems",
          problems: {
            [FORM]: l10n.t(
              "It was changed elsewhere meanwhile: choose above which values to keep.",
            ),
          },
        };
      // What was changed elsewhere to what is typed here is done.
      if (theirs) base = theirs;
      theirs = undefined;
      const keys = differences(mine, base);
      if (keys.length === 0) return { kind: "closed", said: l10n.t("Nothing was changed.") };
      const settings = keys.filter((key) => key !== "tags");
      const change = Object.fromEntries(
        settings.map((key) => [key, mine[key]]),
      ) as Partial<ChannelSettings>;
      const later = how === "later" && settings.length > 0 && isLive(open, arn);
      const channel = { arn, name: first.name };
      const name = title({ ...mine, arn });
      const steps: Step[] = [];
      if (settings.length > 0 && !later) {
        const stop = how === "stop" && isLive(open, arn);
        const edit = { ...channel, before: membersOf(base, change), change };
        for (const step of changeSteps(open, [edit]))
          steps.push(stop ? { ...step, prepare: () => stopAndWait(open, arn) } : step);
      }
      // Tags are set and removed by two calls, each of which may fail by itself.
      const all = { ...base.tags, ...mine.tags };
      const sets = differences({ tags: all }, { tags: base.tags }).length > 0;
      const removes = differences({ tags: all }, { tags: mine.tags }).length > 0;
      if (sets) steps.push(tagStep(open, channel, base.tags, all));
      if (removes) steps.push(tagStep(open, channel, all, mine.tags));
      progress.report(how === "stop" ? l10n.t("Stopping the stream…") : l10n.t("Saving…"));
      const onDoubt = () =>
        progress.report(l10n.t("The answer was lost: checking whether it was saved…"));
      const save = async () => {
        for (const [at, step] of steps.entries()) {
          const end = await perform(step, open.writes, { signal: progress.signal, onDoubt });
          if (end.kind === "done") continue;
          void readWritten(open, "channels", arn, steps.slice(0, at));
          return { at, ...end };
        }
        await readWritten(open, "channels", arn, steps);
        return undefined;
      };
      const failed = await open.writes.underWay.during([arn], l10n.t("saving…"), save);
      if (failed) {
        const { at, kind, problem } = failed;
        // What was saved before is how the channel is now: it is not somebody else's change.
        const removal = removes && at === steps.length - 1;
        if (at > 0) base = { ...base, ...change, ...(removal && { tags: all }) };
        const sentence = connections.explainProblem(problem, id);
        const told = at > 0 ? halfSaved(kind, removal, sentence) : sentence;
        return { kind: "problems", problems: problemAtField(problem, told, MEMBERS) };
      }
      if (!later) return { kind: "closed", said: l10n.t("{0} is saved.", name) };
      const label = settings.map(memberWord).join(", ");
      waiting.add({
        connection: id,
        arn,
        name: first.name,
        change,
        before: membersOf(base, change),
        label,
        since: open.writes.clock.now(),
      });
      return { kind: "closed", said: l10n.t("{0} will be changed when its stream ends.", name) };
    },
  };
}

/** That all but tags was saved; `removal`: those that were to be removed. */
function halfSaved(kind: "notDone" | "unknown", removal: boolean, sentence: string): string {
  if (kind === "unknown")
    return removal
      ? l10n.t("Saved, but the answer was lost when tags were removed. Save again to make sure.")
      : l10n.t("Saved, but the answer was lost when tags were set. Save again to make sure.");
  return removal
    ? l10n.t("Saved, except for the tags to be removed: {0}", sentence)
    : l10n.t("Saved, except for the tags: {0}", sentence);
}

/** The members of one thing that another has, too. */
function membersLike(like: Whole, from: object): Partial<Whole> {
  return Object.fromEntries(Object.entries(from).filter(([key]) => key in like));
}

function conflict(keys: readonly (keyof Whole)[], mine: Whole, base: Whole, theirs: Whole): Notice {
  const changed = differences(mine, base);
  return {
    tone: "warning",
    text: l10n.t(
      "It was changed elsewhere while you were typing. Which values do you want to keep?",
    ),
    lines: keys.map((key) =>
      changed.includes(key)
        ? l10n.t(
            "{0}: {1} elsewhere, {2} here",
            memberWord(key),
            valueWord(theirs[key]),
            valueWord(mine[key]),
          )
        : l10n.t("{0}: {1} elsewhere, not changed here", memberWord(key), valueWord(theirs[key])),
    ),
    actions: [
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
    insecureIngest: l10n.t("Allow insecure ingest"),
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
