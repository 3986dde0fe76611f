import { l10n } from "vscode";
import type { Connection } from "../connections/connection";
import { connectionField } from "../connections/connectionField";
import type { Connections } from "../connections/connections";
import { readCreated, readWritten } from "../connections/readWritten";
import { title } from "../core/arn";
import { type Creation, perform } from "../core/operation";
import type { Ref } from "../core/ref";
import type { Notice, Values } from "../shared/form";
import { doubtNotice, lookingLine } from "../ui/creation";
import type { FormController, FormDone, FormEnd, FormHost } from "../ui/form";
import { rowsOf, tagsOf, text } from "../ui/formValues";
import { problemAtField } from "../ui/formWords";
import { numberWord, plural } from "../ui/words";
import { Buckets, bucketNotices, bucketProblem, inThisRegion } from "./bucketCheck";
import { check, fields, MEMBERS, toSettings, toValues } from "./fields";
import type { RecordingSettings } from "./model";
import { createRecording, deleteStep } from "./operations";
import { DEFAULTS, QUOTA } from "./rules";

export interface CreateRecordingDeps {
  readonly connections: Connections;
  /** Selects a row in the tree once it is there. */
  reveal(ref: Ref, focus: boolean): Promise<void>;
}

/** Creates a recording configuration; with a ref in the target, as a copy of that one. */
export async function openCreateRecording(
  host: FormHost,
  { connections, reveal }: CreateRecordingDeps,
): Promise<FormController> {
  const [source] = host.target.refs ?? [];
  const first = host.target.connection ?? source?.connection ?? connections.ofRow(undefined);
  const copied = source
    ? await (await connections.get(source.connection).service()).recordings.get(source.arn)
    : undefined;
  const buckets = new Buckets(host.redraw);
  const connectionOf = (values: Values) => connections.find(text(values, "connection") || first);
  /** The answer to a create was lost, and nobody could look: none is sent before somebody could, where it was sent. */
  let doubt:
    | {
        readonly creation: Extract<Creation, { kind: "unknown" }>;
        readonly connection: Connection;
        readonly settings: RecordingSettings;
      }
    | undefined;

  async function end(
    creation: Creation,
    connection: Connection,
    settings: RecordingSettings,
    report: (text: string) => void,
  ): Promise<FormEnd> {
    doubt = creation.kind === "unknown" ? { creation, connection, settings } : undefined;
    if (creation.kind === "notDone" || creation.kind === "unknown") {
      const sentence = connections.explainProblem(creation.problem, connection.id);
      return {
        kind: "problems",
        problems: problemAtField(creation.problem, sentence, MEMBERS),
      };
    }
    const arn = creation.kind === "created" ? creation.arn : (creation.arns[0] ?? "");
    const read = readCreated(connection, "recordings", arn);
    const back = host.back();
    if (back) {
      await read;
      back.set({ recordingArn: arn });
      back.reveal();
      return { kind: "closed", said: l10n.t("{0} is being created.", title({ ...settings, arn })) };
    }
    const ref = { connection: connection.id, arn };
    // Where it could not be read, nobody need know.
    void read.then(() => reveal(ref, false)).catch(() => {});
    const done = created({ ...settings, arn }, creation.kind === "likely");
    const lines: string[] = [];
    if (host.target.replaces && source && creation.kind === "created") {
      report(l10n.t("Deleting the one that failed…"));
      lines.push(await deleteFailed(connections, source));
    }
    return {
      ...done,
      result: { ...done.result, lines },
      action: () => reveal(ref, true),
    };
  }

  return {
    initial: {
      ...toValues({ ...DEFAULTS, ...copied, name: copied?.name ? `${copied.name}-copy` : "" }),
      tags: copied ? rowsOf(copied.tags) : [],
      connection: first,
    },
    dispose: buckets.dispose,
    typed(values) {
      const connection = connectionOf(values);
      if (connection) buckets.look(toSettings(values).bucket, connection);
    },
    draw(values) {
      const connection = connectionOf(values);
      const region = connection?.config.region ?? "";
      const found = buckets.known(toSettings(values).bucket);
      const shown = connections.regionsOf(connection?.id ?? first);
      const notices = bucketNotices(found, region, shown);
      return {
        title: copied
          ? l10n.t("Duplicate Recording Configuration")
          : l10n.t("Create Recording Configuration"),
        about: [copied && title(copied), connections.where(connection?.id ?? first)]
          .filter(Boolean)
          .join(" · "),
        intro: l10n.t("It can record any number of channels, and can’t be changed later."),
        notices: [
          ...(doubt ? [doubtNotice()] : []),
          // What waits for it is in this region: another one is no way out.
          ...(host.target.back ? notices.map(inThisRegion) : notices),
          ...(connection ? quotaNotices(connection) : []),
        ],
        // A form that waits for it is in its own region.
        fields: [...(host.target.back ? [] : connectionField(connections.all)), ...fields(values)],
        doubtful: doubt !== undefined,
        submit: doubt ? l10n.t("Look Again") : l10n.t("Create Recording Configuration"),
        blocked: connection ? undefined : l10n.t("Not connected any more: connect again."),
      };
    },
    check: (values) => check(values, buckets, connectionOf(values)?.config.region ?? ""),
    async action(id, values) {
      if (id === "bucket") return host.focus("bucket");
      const found = buckets.known(toSettings(values).bucket);
      if (found?.kind !== "in") return;
      const from = text(values, "connection") || first;
      host.set({ connection: (await connections.beside(from, found.region)).id });
    },
    async run(values, { report, signal }) {
      if (doubt) {
        const { creation, connection, settings } = doubt;
        report(lookingLine());
        return end(await creation.lookAgain(), connection, settings, report);
      }
      const connection = connections.get(text(values, "connection") || first);
      const { region } = connection.config;
      const wanted = toSettings(values);
      report(l10n.t("Checking where the bucket is…"));
      const wrong = bucketProblem(await buckets.find(wanted.bucket, connection), region);
      if (wrong) return { kind: "problems", problems: { bucket: wrong } };
      report(l10n.t("Creating the recording configuration…"));
      const creation = await createRecording(connection, wanted, tagsOf(values), {
        signal,
        onDoubt: () => report(lookingLine()),
      });
      return end(creation, connection, wanted, report);
    },
  };
}

/** Says how many are left when there are few. */
function quotaNotices({ snapshot, config: { region } }: Connection): Notice[] {
  const count = snapshot.recordings?.items.size ?? 0;
  const left = QUOTA - count;
  if (left > 3) return [];
  return [
    left > 0
      ? {
          tone: "info",
          text: plural(
            left,
            l10n.t(
              "{0} has {1} of the {2} recording configurations that AWS allows by default: 1 is left.",
              region,
              numberWord(count),
              QUOTA,
            ),
            l10n.t(
              "{0} has {1} of the {2} recording configurations that AWS allows by default: {3} are left.",
              region,
              numberWord(count),
              QUOTA,
              left,
            ),
          ),
        }
      : {
          tone: "warning",
          text: l10n.t(
            "{0} has {1} recording configurations. AWS allows {2} by default: one more is refused unless your quota was raised.",
            region,
            numberWord(count),
            QUOTA,
          ),
        },
  ];
}

/** Deletes a configuration that failed, now that another takes its place; says how that went. */
async function deleteFailed(connections: Connections, ref: Ref): Promise<string> {
  const connection = connections.get(ref.connection);
  const step = deleteStep(connection, { arn: ref.arn, name: "" });
  const word = l10n.t("deleting…");
  const end = await connection.writes.underWay.during([ref.arn], word, async () => {
    const ended = await perform(step, connection.writes);
    await readWritten(connection, "recordings", ref.arn, ended.kind === "done" ? [step] : []);
    return ended;
  });
  if (end.kind === "done") return l10n.t("The one that failed is deleted.");
  const why = connections.explainProblem(end.problem, connection.id);
  return end.kind === "notDone"
    ? l10n.t("The one that failed is still there. {0}", why)
    : l10n.t("It is unknown whether the one that failed is deleted. {0}", why);
}

/** `likely`: the answer was lost, and this looks like it. */
function created(
  recording: RecordingSettings & { readonly arn: string },
  likely: boolean,
): FormDone {
  return {
    kind: "done",
    result: {
      title: likely
        ? l10n.t("Recording Configuration Probably Created")
        : l10n.t("Recording Configuration Created"),
      text: likely
        ? l10n.t(
            "The answer was lost. A recording configuration {0} with exactly these settings has appeared since: this is probably it.",
            title(recording),
          )
        : l10n.t(
            "{0} is being created; it is usable once it is active, within seconds. The tree and the status bar follow it.",
            title(recording),
          ),
      facts: [
        { id: "bucket", label: l10n.t("Records to"), value: `s3://${recording.bucket}` },
        { id: "arn", label: l10n.t("ARN"), value: recording.arn },
      ],
      actions: [{ id: "reveal", label: l10n.t("Show in the Tree") }],
    },
  };
}
