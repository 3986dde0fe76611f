import { l10n } from "vscode";
import { planId } from "../connections/planId";
import { byTitle, title } from "../core/arn";
import type { ResourceKind } from "../resources/kind";
import { numberWord, plural, someNames } from "../ui/words";
import { RECORDINGS } from "./model";
import { readRecorded, removalOf, removalPhases } from "./operations";
import { REMOVAL_PLAN, type RemovalData } from "./plans";
import { stateWord } from "./words";

/** "1 recording configuration", "3 recording configurations". */
function recordingsWord(count: number): string {
  return plural(
    count,
    l10n.t("1 recording configuration"),
    l10n.t("{0} recording configurations", numberWord(count)),
  );
}

/** Recording configurations among the kinds of resources. */
export const recordingKind: ResourceKind<"recordings"> = {
  collection: RECORDINGS,
  arnType: "recording-configuration",
  words: {
    choose: () => l10n.t("Choose a recording configuration"),
    chooseOnly: () => l10n.t("Choose recording configurations."),
    count: recordingsWord,
  },
  choice: ({ state, bucket }) => ({
    icon: "archive",
    description: stateWord(state),
    detail: `s3://${bucket}`,
  }),
  document: ({ recordings }, arn) => recordings.document(arn),
  deletion: {
    consequences(connection, recording) {
      const { stop, detach } = removalOf(connection, recording);
      return [
        ...stop.map((channel) =>
          l10n.t("{0} is live: its stream is stopped, viewers are cut off", title(channel)),
        ),
        ...[...detach]
          .sort(byTitle)
          .map((channel) => l10n.t("{0} is detached: it is no longer recorded", title(channel))),
        l10n.t(
          "{0} is deleted; what it recorded stays in s3://{1}",
          title(recording),
          recording.bucket,
        ),
      ];
    },
    needsConfirmation: (connection, recording) =>
      removalOf(connection, recording).detach.length > 0,
    async readFirst(connection, { arn }) {
      await Promise.all([connection.readAgain("recordings", [arn]), readRecorded(connection, arn)]);
    },
    operations: (connection, recordings) =>
      recordings.map((recording) => {
        const name = title(recording);
        const removal = removalOf(connection, recording);
        return {
          connection: connection.id,
          phases: removalPhases(connection, recording, removal),
          plan: {
            // Going on with one that broke off is the same plan: it ends with it.
            id: planId("remove", { connection: connection.id, arn: recording.arn }),
            kind: REMOVAL_PLAN,
            title: l10n.t("Deleting {0}", name),
            data: {
              ref: { connection: connection.id, arn: recording.arn },
              detached: removal.detach.map((channel) => ({
                arn: channel.arn,
                name: channel.name,
                before: { recordingArn: recording.arn },
                change: { recordingArn: "" },
              })),
              name,
            } satisfies RemovalData,
          },
          words: {
            doing: l10n.t("Deleting {0}", name),
            row: (arn) => (arn === recording.arn ? l10n.t("deleting…") : l10n.t("detaching…")),
            done: () => l10n.t("{0} deleted.", name),
            notDone: (at) =>
              at === name
                ? l10n.t("{0} was not deleted", name)
                : l10n.t("{0} was not deleted, because of {1}", name, at),
          },
          allOrNothing: {
            reversed: (count) =>
              plural(
                count,
                l10n.t("The channel that had been detached is attached to it again."),
                l10n.t("The channels that had been detached are attached to it again."),
              ),
            // Of its steps, only stopping a stream can't be reversed.
            lasting: (names) =>
              plural(
                names.length,
                l10n.t(
                  "The stream of {0} stays off until its encoder connects again.",
                  someNames(names),
                ),
                l10n.t(
                  "The streams of {0} stay off until their encoders connect again.",
                  someNames(names),
                ),
              ),
          },
        };
      }),
  },
};
