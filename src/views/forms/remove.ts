import { l10n } from "vscode";
import { deleteChannelStep, removalOf, remove, runSteps } from "../../model/acts";
import { type Connection, readNow, readOnce } from "../../model/connection";
import type { Arn, Channel, Recording } from "../../model/ivs";
import { parseArn, sortKey, title } from "../../model/rules";
import { type Field, FORM, type Notice, type Values } from "../../shared/form";
import { channelsWord, numberWord, say } from "../words";
import { shortened } from "./attach";
import {
  connected,
  type Deps,
  type End,
  type FormAtWork,
  type Page,
  snapshotOf,
  text,
} from "./kind";

/** A channel or recording configuration that is to go, and where it is. */
type Doomed = { readonly open: Connection } & (
  | { readonly kind: "channel"; readonly channel: Channel; readonly live: boolean }
  | { readonly kind: "recording"; readonly recording: Recording }
);

/** Deletes channels or recording configurations: says first, in order, what that brings with it. */
export async function openRemove(page: Page, deps: Deps): Promise<FormAtWork> {
  const arns = page.target.arns ?? [];
  const regions = [...new Set(arns.map((arn) => parseArn(arn).region))];
  for (const region of regions) await readOnce(connected(deps, region));
  const all = () => arns.flatMap((arn) => find(arn, deps) ?? []);
  const names = arns.map((arn) => nameOf(find(arn, deps), arn));
  const many = arns.length > 1;
  const recordings = arns.filter((arn) => parseArn(arn).type !== "channel").length;
  const what =
    recordings === 0
      ? channelsWord(arns.length)
      : recordings < arns.length
        ? l10n.t("{0} things", arns.length)
        : l10n.t("{0} recording configurations", arns.length);
  const name = many ? what : (names[0] ?? "");

  /** Whether more goes than one thing alone. */
  const isGrave = () =>
    many ||
    all().some(
      (each) => each.kind === "recording" && removalOf(each.open, each.recording).detach.length > 0,
    );

  function notices(): Notice[] {
    const left = all();
    const lines = left.flatMap(consequences);
    const missing = arns.length - left.length;
    const gone: Notice[] =
      missing > 0
        ? [{ tone: "info", text: l10n.t("{0} no longer exist.", numberWord(missing)) }]
        : [];
    if (left.length === 0) return gone;
    return [
      ...gone,
      {
        tone: "warning",
        text: l10n.t("This will happen, in this order. What is deleted can’t be brought back."),
        steps: shortened(lines),
      },
    ];
  }

  const fields = (): Field[] =>
    isGrave()
      ? [
          {
            id: "confirm",
            kind: "text",
            label: l10n.t("Type “{0}” to confirm", name),
          },
        ]
      : [];

  return {
    initial: { confirm: "" },
    draw: () => ({
      title: l10n.t("Delete {0}", name),
      notices: notices(),
      fields: fields(),
      submit: l10n.t("Delete {0}", name),
      blocked: all().length === 0 ? l10n.t("There is nothing left to delete.") : undefined,
    }),
    check(values: Values) {
      const typed = text(values, "confirm").trim();
      return isGrave() && typed !== name
        ? ({ confirm: l10n.t("Type “{0}” as it stands here.", name) } as Record<string, string>)
        : {};
    },
    async run(_values, work): Promise<End> {
      const shown = new Set(all().flatMap(consequences));
      const looked = new Set(all().flatMap(({ kind, open }) => (kind === "recording" ? open : [])));
      if (looked.size > 0) work.progress(l10n.t("Looking at what there is now…"));
      await Promise.all([...looked].map(readNow));
      const doomed = all();
      if (!doomed.flatMap(consequences).every((line) => shown.has(line))) {
        const text = l10n.t("Something has changed: nothing was deleted. Look again, then delete.");
        return { kind: "problems", problems: { [FORM]: text } };
      }
      const failed: string[] = [];
      for (const region of regions) {
        const open = connected(deps, region);
        const here = doomed.filter((each) => each.open === open);
        failed.push(...(await removeChannels(open, here, work)));
        // What is deleted need not be detached any more.
        if (new Set(here.map(({ kind }) => kind)).size > 1) await open.loop.poke();
        for (const each of here)
          if (each.kind === "recording" && !work.signal.aborted)
            failed.push(...(await removeRecording(open, each.recording, work)));
        await open.loop.poke();
      }
      if (work.signal.aborted) failed.push(l10n.t("Cancelled: the rest is as it was."));
      return failed.length > 0
        ? { kind: "problems", problems: { [FORM]: failed.join("\n") } }
        : { kind: "closed", said: l10n.t("{0} deleted.", name) };
    },
  };
}

function find(arn: Arn, { session }: Deps): Doomed | undefined {
  const open = session.connection(parseArn(arn).region);
  const snapshot = open && snapshotOf(open);
  const channel = snapshot?.channels?.items.get(arn);
  const recording = snapshot?.recordings?.items.get(arn);
  if (open && channel) {
    const live = snapshot?.streams?.items.has(arn) ?? false;
    return { open, kind: "channel", channel, live };
  }
  return open && recording && { open, kind: "recording", recording };
}

function nameOf(doomed: Doomed | undefined, arn: Arn): string {
  if (!doomed) return title({ arn, name: "" });
  return title(doomed.kind === "channel" ? doomed.channel : doomed.recording);
}

/** What happens, in order. */
function consequences(doomed: Doomed): string[] {
  if (doomed.kind === "channel") {
    const name = title(doomed.channel);
    const gone = l10n.t("{0} is deleted, and its stream key with it", name);
    return doomed.live
      ? [l10n.t("{0} is live: its stream is stopped, viewers are cut off", name), gone]
      : [gone];
  }
  const { stop, detach } = removalOf(doomed.open, doomed.recording);
  return [
    ...stop.map((channel) =>
      l10n.t("{0} is live: its stream is stopped, viewers are cut off", title(channel)),
    ),
    ...detach
      .map(title)
      .sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1))
      .map((name) => l10n.t("{0} is detached: it is no longer recorded", name)),
    l10n.t(
      "{0} is deleted; what it recorded stays in s3://{1}",
      title(doomed.recording),
      doomed.recording.bucket,
    ),
  ];
}

type Work = Parameters<FormAtWork["run"]>[1];

/** Deletes the channels among them; gives what failed, in words. */
async function removeChannels(
  open: Connection,
  doomed: readonly Doomed[],
  { progress, signal }: Work,
): Promise<string[]> {
  const steps = doomed.flatMap((each) =>
    each.kind === "channel" ? [deleteChannelStep(open, each.channel)] : [],
  );
  if (steps.length === 0) return [];
  const onProgress = (ended: number) =>
    progress(l10n.t("Deleting channels: {0} of {1}", ended, steps.length), true);
  onProgress(0);
  const { failed } = await runSteps(steps, { signal, onProgress });
  return failed.map(({ step, problem }) => `${step.name}: ${say(problem, open.target)}`);
}

async function removeRecording(
  open: Connection,
  recording: Recording,
  { progress, signal }: Work,
): Promise<string[]> {
  const removal = removalOf(open, recording);
  const steps = removal.stop.length + removal.detach.length + 1;
  const onProgress = (ended: number) =>
    progress(l10n.t("Deleting {0}: step {1} of {2}", title(recording), ended, steps), true);
  onProgress(0);
  const { deleted, problem, at, lost } = await remove(open, removal, { signal, onProgress });
  if (deleted) return [];
  const why = problem
    ? l10n.t("{0} was not deleted. {1}: {2}", title(recording), at ?? "", say(problem, open.target))
    : l10n.t("{0} was not deleted.", title(recording));
  const after =
    lost.length > 0
      ? l10n.t("These could not be attached again: {0}", lost.join(", "))
      : l10n.t("What had been detached is attached again.");
  return [why, removal.detach.length > 0 ? after : ""].filter(Boolean);
}
