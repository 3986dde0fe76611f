import { l10n } from "vscode";
import { readOnce } from "../connections/connection";
import type { Connections } from "../connections/connections";
import { type Arn, title as titleOf } from "../core/arn";
import { isComplete } from "../core/operation";
import { recordingField } from "../recordings/choices";
import { stateWord } from "../recordings/words";
import { type Field, FORM, type Notice, type Values } from "../shared/form";
import { isLive } from "../streams/operations";
import type { FormController, FormEnd, FormHost } from "../ui/form";
import { text } from "../ui/formValues";
import { type Runner, reportSentences } from "../ui/runner";
import { numberWord, plural, shortened, someNames } from "../ui/words";
import type { Channel } from "./model";
import { movedElsewhere, planMove, type WhenLive } from "./operations";
import { changeOperation } from "./plans";
import type { WaitingChanges } from "./waiting";
import { channelsWord, movedLines, planTitle } from "./words";

export interface AttachDeps {
  readonly connections: Connections;
  readonly runner: Runner;
  readonly waiting: WaitingChanges;
}

/** Attaches channels to a recording configuration, or detaches them. They are of one connection. */
export async function openAttach(
  host: FormHost,
  { connections, runner, waiting }: AttachDeps,
): Promise<FormController> {
  const refs = host.target.refs ?? [];
  const id = refs[0]?.connection ?? "";
  const own = refs.filter((ref) => ref.connection === id).map(({ arn }) => arn);
  await readOnce(connections.get(id), "channels");
  await connections.get(id).readAgain("channels", own);

  const snapshot = () => connections.find(id)?.snapshot;
  const channels = (): Channel[] =>
    own.flatMap((arn) => snapshot()?.channels?.items.get(arn) ?? []);
  const live = (arn: Arn) => snapshot()?.streams?.items.has(arn) ?? false;
  const recordingOf = (arn: Arn) => snapshot()?.recordings?.items.get(arn) ?? { arn, name: "" };
  /** What recorded each channel when the person last saw it change by themselves, or opened the form. */
  let seen = new Map<Arn, Arn>();
  const look = () => {
    seen = new Map(channels().map(({ arn, recordingArn }) => [arn, recordingArn]));
  };
  look();
  const common = [...new Set(channels().map(({ recordingArn }) => recordingArn))];

  function notices(values: Values): Notice[] {
    const all: Notice[] = [];
    const here = channels();
    const missing = own.length - here.length;
    if (missing > 0)
      all.push({
        tone: "warning",
        text: plural(
          missing,
          l10n.t("1 channel no longer exists."),
          l10n.t("{0} channels no longer exist.", numberWord(missing)),
        ),
      });
    if (own.length < refs.length)
      all.push({
        tone: "info",
        text: l10n.t(
          "Only the channels of {0} are changed: a recording configuration records those of its own account and region.",
          connections.name(id),
        ),
      });
    const recording = snapshot()?.recordings?.items.get(text(values, "recordingArn"));
    if (recording && recording.state !== "ACTIVE")
      all.push({
        tone: "warning",
        text: l10n.t(
          "{0} is not active ({1}): nothing is recorded unless it becomes so.",
          titleOf(recording),
          stateWord(recording.state),
        ),
      });
    const changed = here.filter(
      ({ arn, recordingArn }) => seen.has(arn) && seen.get(arn) !== recordingArn,
    );
    if (changed.length > 0)
      all.push({
        tone: "warning",
        text: l10n.t("Changed elsewhere since this form was opened:"),
        lines: shortened(changed.map(titleOf)),
      });
    all.push({
      tone: "info",
      text: l10n.t("As it is now:"),
      lines: shortened(
        here.map((channel) => {
          const now = channel.recordingArn
            ? l10n.t("recorded by {0}", titleOf(recordingOf(channel.recordingArn)))
            : l10n.t("not recorded");
          return live(channel.arn)
            ? l10n.t("{0}: {1}, live", titleOf(channel), now)
            : l10n.t("{0}: {1}", titleOf(channel), now);
        }),
      ),
    });
    return all;
  }

  function fields(values: Values): Field[] {
    const present = [...new Set(channels().map(({ recordingArn }) => recordingArn))];
    const alive = channels().filter(({ arn }) => live(arn));
    const all: Field[] = [
      recordingField(
        connections.find(id),
        text(values, "recordingArn"),
        l10n.t("The channels are detached: later streams are not recorded."),
        present.length === 1 ? present[0] : undefined,
      ),
    ];
    if (alive.length > 0)
      all.push({
        id: "live",
        kind: "choice",
        label: l10n.t("Channels that are live ({0})", numberWord(alive.length)),
        description: l10n.t("The service refuses to change a channel while it is live."),
        options: [
          { value: "whenEnded", label: l10n.t("Change them when their streams end") },
          {
            value: "stopFirst",
            label: l10n.t("Stop their streams first"),
            description: l10n.t("Viewers are cut off. Encoders often connect again by themselves."),
          },
          { value: "skip", label: l10n.t("Leave them as they are") },
        ],
      });
    return all;
  }

  /** Why nothing can be done now; undefined when something can. */
  function blocked(wanted: Arn): string | undefined {
    const here = channels();
    if (here.length === 0) return l10n.t("There is nothing left to change.");
    if (!connections.find(id)) return l10n.t("Not connected any more: connect again.");
    if (here.some(({ recordingArn }) => recordingArn !== wanted)) return undefined;
    return l10n.t("This is how it is now: choose another configuration to change it.");
  }

  return {
    initial: {
      recordingArn: host.target.detach ? "" : common.length === 1 ? (common[0] ?? "") : "",
      live: "whenEnded" satisfies WhenLive,
    },
    draw: (values) => ({
      title: host.target.detach ? l10n.t("Detach Recording") : l10n.t("Attach Recording"),
      about: [someNames(channels().map(titleOf)), connections.where(id)]
        .filter(Boolean)
        .join(" · "),
      intro: channelsWord(channels().length),
      notices: notices(values),
      fields: fields(values),
      submit: text(values, "recordingArn")
        ? l10n.t("Attach {0}", channelsWord(channels().length))
        : l10n.t("Detach {0}", channelsWord(channels().length)),
      blocked: blocked(text(values, "recordingArn")),
    }),
    check: () => ({}),
    action(action) {
      if (action === "newRecording")
        host.open("createRecording", { connection: id, back: host.address });
    },
    async run(values, { report, signal }): Promise<FormEnd> {
      const connection = connections.get(id);
      const wanted = text(values, "recordingArn");
      const some = channels();
      if (some.length > 1) report(l10n.t("Checking what there is now…"));
      // That of a single one is seen by its step.
      const moved = some.length > 1 ? await movedElsewhere(connection, some) : [];
      if (moved.length > 0) {
        const lines = shortened(movedLines(connection, moved));
        const said = l10n.t("Changed elsewhere meanwhile; nothing was changed here. Look again:");
        return { kind: "problems", problems: { [FORM]: [said, ...lines].join("\n") } };
      }
      const anyLive = channels().some(({ arn }) => isLive(connection, arn));
      const whenLive = anyLive ? whenLiveOf(text(values, "live")) : "refuse";
      const plan = planMove(connection, channels(), wanted, whenLive);
      const name = wanted ? titleOf(recordingOf(wanted)) : undefined;
      const data = { changes: plan.changes, to: name };
      const title = planTitle(plan.changes.length, name);
      const operation = changeOperation(id, plan.steps, data, title);
      const face = { signal, progress: (line: string) => report(line, true) };
      const outcome = await runner.runIn(face, operation);
      const label = name
        ? l10n.t("attach to {0}", name)
        : l10n.t("detach from its recording configuration");
      waiting.addAll(connection, plan.waiting, { recordingArn: wanted }, label);
      look();
      const later = plan.waiting.length;
      const sentences = [
        ...reportSentences(operation, outcome, (problem) =>
          connections.explainProblem(problem, id),
        ),
        ...(later > 0
          ? [
              plural(
                later,
                l10n.t("1 channel is changed when its stream ends."),
                l10n.t("{0} channels are changed when their streams end.", numberWord(later)),
              ),
            ]
          : []),
      ];
      if (sentences.length === 0) sentences.push(l10n.t("Nothing was changed."));
      return isComplete(outcome)
        ? { kind: "closed", said: sentences.join(" ") }
        : { kind: "problems", problems: { [FORM]: sentences.join("\n") } };
    },
  };
}

function whenLiveOf(value: string): WhenLive {
  return value === "stopFirst" || value === "skip" ? value : "whenEnded";
}
