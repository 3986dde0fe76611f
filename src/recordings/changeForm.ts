import { l10n } from "vscode";
import type { WhenLive } from "../channels/operations";
import { channelsWord } from "../channels/words";
import type { Connections } from "../connections/connections";
import { title } from "../core/arn";
import type { Field, Notice } from "../shared/form";
import type { FormController, FormEnd, FormHost } from "../ui/form";
import { rowsOf, tagsOf, text } from "../ui/formValues";
import { Buckets, bucketNotices, bucketProblem, inThisRegion } from "./bucketCheck";
import { check, fields, toSettings, toValues } from "./fields";
import { readRecorded, removalOf } from "./operations";
import type { Replacements } from "./replacements";

export interface ChangeRecordingDeps {
  readonly connections: Connections;
  readonly replacements: Replacements;
}

/**
 * Changes a recording configuration. The service cannot, so the form says what will be done instead: a new one with
 * the changes takes over its channels, and the old one is deleted.
 */
export async function openChangeRecording(
  host: FormHost,
  { connections, replacements }: ChangeRecordingDeps,
): Promise<FormController> {
  const [{ connection: id, arn } = { connection: "", arn: "" }] = host.target.refs ?? [];
  const [before] = await Promise.all([
    (await connections.get(id).service()).recordings.get(arn),
    readRecorded(connections.get(id), arn),
  ]);
  const buckets = new Buckets(host.redraw);
  const name = title(before);
  const { region } = connections.get(id).config;
  const now = () => {
    const connection = connections.find(id);
    const recording = connection?.snapshot.recordings?.items.get(arn);
    return connection && recording && { connection, recording };
  };

  return {
    initial: {
      ...toValues(before),
      tags: rowsOf(before.tags),
      live: "whenEnded" satisfies WhenLive,
    },
    dispose: buckets.dispose,
    typed(values) {
      const connection = connections.find(id);
      if (connection) buckets.look(toSettings(values).bucket, connection);
    },
    draw(values) {
      const there = now();
      const removal = there && removalOf(there.connection, there.recording);
      const live = removal?.stop ?? [];
      const found = buckets.known(toSettings(values).bucket);
      return {
        title: l10n.t("Change Recording Configuration {0}", name),
        intro: l10n.t(
          "Amazon IVS can’t change a recording configuration, so a new one takes its place.",
        ),
        notices: [
          plan(name, removal?.detach.length ?? 0, live.map(title)),
          // Its channels are of this region: another one is no way out here.
          ...bucketNotices(found, region, connections.regionsOf(id)).map(inThisRegion),
        ],
        fields: [...(live.length > 0 ? [liveField()] : []), ...fields(values)],
        submit: l10n.t("Change Recording Configuration"),
        blocked: there ? undefined : l10n.t("It no longer exists, or is no longer connected."),
      };
    },
    check: (values) => check(values, buckets, region),
    action: () => host.focus("bucket"),
    async run(values, { report }): Promise<FormEnd> {
      const connection = connections.get(id);
      const wanted = toSettings(values);
      report(l10n.t("Checking where the bucket is…"));
      const wrong = bucketProblem(await buckets.find(wanted.bucket, connection), region);
      if (wrong) return { kind: "problems", problems: { bucket: wrong } };
      report(l10n.t("Checking what there is now…"));
      await readRecorded(connection, arn);
      // What stands in the way is said here, where nothing typed is lost; what follows, in the view.
      const whenLive = text(values, "live") === "whenEnded" ? "whenEnded" : "skip";
      await replacements.begin(connection, arn, name, wanted, tagsOf(values), whenLive);
      return {
        kind: "closed",
        said: l10n.t("Changing {0}: the sidebar shows how far it is.", name),
      };
    },
  };
}

function plan(name: string, channels: number, live: readonly string[]): Notice {
  return {
    tone: live.length > 0 ? "warning" : "info",
    text: l10n.t("What will be done, in this order; it can be taken back until the last step."),
    steps: [
      l10n.t("Create a new recording configuration with the settings below"),
      l10n.t("Wait until it is active"),
      l10n.t(
        "Move {0} to it, each in one call: none is without recording for a moment",
        channelsWord(channels - live.length),
      ),
      ...(live.length > 0
        ? [
            l10n.t(
              "Live now, so not moved yet: {0}. Until they are, {1} is kept",
              live.join(", "),
              name,
            ),
          ]
        : [l10n.t("Delete {0}", name)]),
    ],
  };
}

function liveField(): Field {
  return {
    id: "live",
    kind: "choice",
    label: l10n.t("Channels that are live"),
    options: [
      { value: "whenEnded", label: l10n.t("Move each when its stream ends") },
      { value: "skip", label: l10n.t("Leave them with the old configuration") },
    ],
  };
}
