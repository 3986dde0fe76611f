import { l10n } from "vscode";
import { removalOf } from "../../model/acts";
import { parseArn, title } from "../../model/rules";
import { FORM, type Notice } from "../../shared/form";
import { channelsWord } from "../words";
import {
  connected,
  type Deps,
  type End,
  type FormAtWork,
  type Page,
  rowsOf,
  snapshotOf,
  tagsOf,
  text,
} from "./kind";
import {
  Buckets,
  bucketNotices,
  bucketProblem,
  check,
  fields,
  inThisRegion,
  toSettings,
  toValues,
} from "./recording";

/**
 * Changes a recording configuration. The service cannot, so the form says what will be done instead: a new one with
 * the changes takes over its channels, and the old one is deleted.
 */
export async function openChangeRecording(page: Page, deps: Deps): Promise<FormAtWork> {
  const [arn = ""] = page.target.arns ?? [];
  const { region } = parseArn(arn);
  const before = await (await connected(deps, region).ivs()).recording(arn);
  const buckets = new Buckets(page.redraw);
  const name = title(before);
  const initial = { ...toValues(before), tags: rowsOf(before.tags), live: "wait" };
  const now = () => {
    const connection = deps.session.connection(region);
    const recording = connection && snapshotOf(connection)?.recordings?.items.get(arn);
    return connection && recording && { connection, recording };
  };

  return {
    initial,
    dispose: buckets.dispose,
    typed: (values) => buckets.look(toSettings(values).bucket, connected(deps, region)),
    draw(values) {
      const there = now();
      const removal = there && removalOf(there.connection, there.recording);
      const live = removal?.stop ?? [];
      return {
        title: l10n.t("Change Recording Configuration {0}", name),
        intro: l10n.t(
          "Amazon IVS can’t change a recording configuration, so a new one takes its place.",
        ),
        notices: [
          plan(name, removal?.detach.length ?? 0, live.map(title)),
          // Its channels are of this region: another one is no way out here.
          ...bucketNotices(buckets.known(toSettings(values).bucket), region, deps).map(
            inThisRegion,
          ),
        ],
        fields: [...(live.length > 0 ? [liveField()] : []), ...fields(values)],
        submit: l10n.t("Change Recording Configuration"),
        blocked: there
          ? undefined
          : l10n.t("It no longer exists, or is not connected to any more."),
      };
    },
    check: (values) => check(values, buckets, region),
    act: () => page.focus("bucket"),
    async run(values, work): Promise<End> {
      const there = now();
      if (!there) return { kind: "problems", problems: { [FORM]: gone() } };
      const wanted = toSettings(values);
      work.progress(l10n.t("Looking where the bucket is…"));
      const wrong = bucketProblem(await buckets.find(wanted.bucket, there.connection), region);
      if (wrong) return { kind: "problems", problems: { bucket: wrong } };
      deps.change(
        there.recording,
        wanted,
        tagsOf(values),
        text(values, "live") === "wait" ? "wait" : "leave",
      );
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

function liveField() {
  return {
    id: "live",
    kind: "choice" as const,
    label: l10n.t("Channels that are live"),
    options: [
      { value: "wait", label: l10n.t("Move each when its stream ends") },
      { value: "leave", label: l10n.t("Leave them with the old configuration") },
    ],
  };
}

function gone(): string {
  return l10n.t("It no longer exists, or is not connected to any more.");
}
