import { l10n } from "vscode";
import { moveSteps, type Outcome, runSteps, stopAndWait } from "../../model/acts";
import { type Connection, readOnce } from "../../model/connection";
import type { Arn, Channel } from "../../model/ivs";
import { parseArn, title } from "../../model/rules";
import { type Field, FORM, type Notice, type Values } from "../../shared/form";
import { channelsWord, numberWord, say, stateWord } from "../words";
import { recordingOptions } from "./choices";
import {
  connected,
  type Deps,
  type End,
  type FormAtWork,
  type Page,
  snapshotOf,
  text,
} from "./kind";

/** No list in a notice is longer; the rest is counted. */
const LINES = 30;

/** Lines as far as they can be taken in. */
export function shortened(lines: readonly string[]): string[] {
  const more = lines.length - LINES;
  return more > 0
    ? [...lines.slice(0, LINES), l10n.t("and {0} more", numberWord(more))]
    : [...lines];
}

/** Attaches channels to a recording configuration, or detaches them. They are of one region. */
export async function openAttach(page: Page, deps: Deps): Promise<FormAtWork> {
  const arns = page.target.arns ?? [];
  const region = parseArn(arns[0] ?? "").region;
  const own = arns.filter((arn) => parseArn(arn).region === region);
  const connection = () => deps.session.connection(region);
  await readOnce(connected(deps, region));

  const channels = (): Channel[] => {
    const open = connection();
    const items = open && snapshotOf(open)?.channels?.items;
    return own.flatMap((arn) => items?.get(arn) ?? []);
  };
  const isLive = (arn: Arn) => {
    const open = connection();
    return Boolean(open && snapshotOf(open)?.streams?.items.has(arn));
  };
  const recordedBy = (open: Connection | undefined, arn: Arn) =>
    (open && snapshotOf(open)?.recordings?.items.get(arn)) || { arn, name: "" };
  const common = [...new Set(channels().map(({ recordingArn }) => recordingArn))];

  function notices(values: Values): Notice[] {
    const open = connection();
    const all: Notice[] = [];
    const here = channels();
    const wanted = text(values, "recordingArn");
    if (here.length < own.length)
      all.push({
        tone: "warning",
        text: l10n.t("{0} no longer exist.", channelsWord(own.length - here.length)),
      });
    if (own.length < arns.length)
      all.push({
        tone: "info",
        text: l10n.t(
          "Only the channels of {0} are changed: a recording configuration records those of its own region.",
          region,
        ),
      });
    const recording = open && snapshotOf(open)?.recordings?.items.get(wanted);
    if (recording && recording.state !== "ACTIVE")
      all.push({
        tone: "warning",
        text: l10n.t(
          "{0} is not active ({1}): nothing is recorded unless it becomes so.",
          title(recording),
          stateWord(recording.state),
        ),
      });
    all.push({
      tone: "info",
      text: l10n.t("As it is now:"),
      lines: shortened(
        here.map((channel) => {
          const now = channel.recordingArn
            ? l10n.t("recorded by {0}", title(recordedBy(open, channel.recordingArn)))
            : l10n.t("not recorded");
          return isLive(channel.arn)
            ? l10n.t("{0}: {1}, live", title(channel), now)
            : l10n.t("{0}: {1}", title(channel), now);
        }),
      ),
    });
    return all;
  }

  function fields(values: Values): Field[] {
    const live = channels().filter(({ arn }) => isLive(arn));
    const all: Field[] = [
      {
        id: "recordingArn",
        kind: "choice",
        label: l10n.t("Recording configuration"),
        options: [
          {
            value: "",
            label: l10n.t("Not recorded"),
            description: l10n.t("The channels are detached: nothing of later streams is kept."),
          },
          ...recordingOptions(connection(), text(values, "recordingArn")),
        ],
        act: { id: "newRecording", label: l10n.t("Create New…") },
      },
    ];
    if (live.length > 0)
      all.push({
        id: "live",
        kind: "choice",
        label: l10n.t("Channels that are live ({0})", live.length),
        description: l10n.t("The service refuses to change a channel while it is live."),
        options: [
          { value: "later", label: l10n.t("Change them when their streams end") },
          {
            value: "stop",
            label: l10n.t("Stop their streams first"),
            description: l10n.t("Viewers are cut off. Encoders often connect again by themselves."),
          },
          { value: "leave", label: l10n.t("Leave them as they are") },
        ],
      });
    return all;
  }

  return {
    initial: {
      recordingArn: page.target.detach ? "" : common.length === 1 ? (common[0] ?? "") : "",
      live: "later",
    },
    draw: (values) => ({
      title: page.target.detach ? l10n.t("Detach Recording") : l10n.t("Attach Recording"),
      intro: channelsWord(channels().length),
      notices: notices(values),
      fields: fields(values),
      submit: text(values, "recordingArn")
        ? l10n.t("Attach {0}", channelsWord(channels().length))
        : l10n.t("Detach {0}", channelsWord(channels().length)),
      blocked:
        channels().length === 0
          ? l10n.t("There is nothing left to change.")
          : connection()
            ? undefined
            : l10n.t("Not connected to {0} any more.", region),
    }),
    check: () => ({}),
    act(id) {
      if (id === "newRecording") page.open("createRecording", { region, back: page.address });
    },
    async run(values, work): Promise<End> {
      const open = connected(deps, region);
      const ivs = await open.ivs();
      const wanted = text(values, "recordingArn");
      const how = text(values, "live");
      const moved = channels().filter(({ recordingArn }) => recordingArn !== wanted);
      const live = moved.filter(({ arn }) => isLive(arn));
      const now = how === "stop" ? moved : moved.filter((channel) => !live.includes(channel));
      const steps = moveSteps(open, now, wanted).map((step) => ({
        ...step,
        async run() {
          if (live.some(({ arn }) => arn === step.id)) await stopAndWait(ivs, step.id);
          await step.run();
        },
      }));
      const say = (ended: number) =>
        work.progress(l10n.t("Changing channels: {0} of {1}", ended, steps.length), true);
      say(0);
      const outcome = await runSteps(steps, { signal: work.signal, onProgress: say });
      if (how === "later") {
        const label = wanted
          ? l10n.t("attach to {0}", title(recordedBy(open, wanted)))
          : l10n.t("detach from its recording configuration");
        for (const { arn } of live)
          deps.later({ target: open.target, arn, change: { recordingArn: wanted }, label });
      }
      await open.loop.poke();
      return ended(outcome, how === "later" ? live.length : 0, open);
    },
  };
}

function ended({ done, failed, left }: Outcome, later: number, { target }: Connection): End {
  const parts = [l10n.t("{0} changed.", channelsWord(done.length))];
  if (later > 0) parts.push(l10n.t("{0} will be when their streams end.", channelsWord(later)));
  if (failed.length === 0 && left.length === 0) return { kind: "closed", said: parts.join(" ") };
  parts.push(...failed.map(({ step, problem }) => `${step.name}: ${say(problem, target)}`));
  if (left.length > 0) parts.push(l10n.t("{0} not begun.", channelsWord(left.length)));
  return { kind: "problems", problems: { [FORM]: parts.join("\n") } };
}
