import * as vscode from "vscode";
import { l10n } from "vscode";
import type { Connections } from "../connections/connections";
import { parseArn, REGIONS, title } from "../core/arn";
import type { RowId } from "../core/ref";
import type { Pick } from "../resources/pick";
import { Cancelled, UserError } from "../ui/errors";
import type { Forms } from "../ui/formPanel";
import { plain } from "../ui/words";

/**
 * Says why a recording configuration most likely could not be created. The service gives no reason, so what can be
 * looked at is looked at again: where its bucket is.
 */
export async function explainFailure(
  {
    connections,
    pick,
    forms,
  }: { readonly connections: Connections; readonly pick: Pick; readonly forms: Forms },
  rows: readonly RowId[],
): Promise<void> {
  const [{ connection, item: recording }] = await pick.some("recordings", rows);
  if (recording.state !== "CREATE_FAILED")
    throw new UserError(l10n.t("{0} did not fail.", title(recording)));
  const ref = { connection: connection.id, arn: recording.arn };
  const { region } = parseArn(recording.arn);
  const found = await (await connection.service()).recordings.locateBucket(recording.bucket);
  const name = plain(title(recording));
  const bucket = plain(recording.bucket);
  const other = l10n.t("Another Bucket…");
  const remove = l10n.t("Delete…");
  const answers = [other, remove];
  let cause: string;
  if (found.kind === "missing") {
    cause = l10n.t("Its bucket {0} does not exist any more, or never did.", bucket);
  } else if (found.kind === "unchecked") {
    cause = l10n.t(
      "The region of its bucket {0} could not be determined ({1}). Most often the bucket is in another region, or the caller may not create the role that writes to it (iam:CreateServiceLinkedRole).",
      bucket,
      plain(found.why),
    );
  } else if (found.region !== region) {
    cause = l10n.t(
      "Its bucket {0} is in {1}, but the configuration is in {2}.",
      bucket,
      found.region,
      region,
    );
    if (REGIONS.includes(found.region)) answers.unshift(l10n.t("Create in {0}…", found.region));
  } else {
    cause = l10n.t(
      "Its bucket {0} is where it should be. Most likely the bucket is encrypted with a KMS key, belongs to another account, or the caller may not create the role that writes to it (iam:CreateServiceLinkedRole).",
      bucket,
    );
  }
  const answer = await vscode.window.showWarningMessage(
    l10n.t(
      "{0} could not be created. {1} Whatever you choose, the failed one is deleted in the end.",
      name,
      cause,
    ),
    ...answers,
  );
  if (!answer) throw new Cancelled();
  if (answer === remove) return forms.open("delete", { refs: [ref] });
  if (answer === other) return forms.open("changeRecording", { refs: [ref] });
  if (found.kind !== "in") return;
  const there = await connections.beside(connection.id, found.region);
  forms.open("createRecording", {
    refs: [ref],
    connection: there.id,
    replaces: true,
  });
}
