import * as vscode from "vscode";
import { l10n } from "vscode";
import { title } from "../core/arn";
import { rowId } from "../core/ref";
import { runCommand } from "../ui/manifest";
import { plain } from "../ui/words";
import type { Alarm } from "./watching";

/** Says, with a way to the page, that a channel starves or ended as it should not. */
export async function tellAlarm({ connection, ref, kind }: Alarm): Promise<void> {
  const name = plain(title({ arn: ref.arn, name: nameOf(connection, ref.arn) }));
  const sentence = kind === "starving" ? l10n.t("{0} is starving.", name) : undefined;
  if (!sentence) return;
  const show = l10n.t("Show");
  const answer = await vscode.window.showWarningMessage(sentence, show);
  if (answer === show) await runCommand("ivs.channel.openPage", rowId(ref.connection, ref.arn));
}

function nameOf({ snapshot }: Alarm["connection"], arn: string): string {
  return snapshot.channels?.items.get(arn)?.name ?? "";
}
