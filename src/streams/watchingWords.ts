import * as vscode from "vscode";
import { l10n } from "vscode";
import type { Connections } from "../connections/connections";
import { at } from "../connections/words";
import { title } from "../core/arn";
import { pause } from "../core/clock";
import { rowId } from "../core/ref";
import { runCommand } from "../ui/manifest";
import { plain } from "../ui/words";
import { examine } from "./health";
import { findingWords } from "./healthWords";
import type { Alarm } from "./watching";

/** The service may tell of a stream's end before it tells why (ms from one look to the next). */
const LOOKS = [0, 3000, 10_000];

/** Says, with a way to the page, that a channel starves, or ended as it should not. */
export async function tellAlarm(
  alarm: Alarm,
  connections: Pick<Connections, "where">,
): Promise<void> {
  const { connection, ref, kind } = alarm;
  const known = connection.snapshot.channels?.items.get(ref.arn);
  const name = title({ arn: ref.arn, name: known?.name ?? "" });
  const why = kind === "ended" ? await whyEnded(alarm) : "";
  if (why === undefined) return;
  const sentence =
    kind === "starving"
      ? l10n.t("{0} is starving: less data arrives than the stream needs.", name)
      : l10n.t("The stream of {0} ended unexpectedly. {1}", name, why);
  const show = l10n.t("Show");
  const said = plain(at(connections.where(ref.connection), sentence));
  const answer = await vscode.window.showWarningMessage(said, show);
  if (answer === show) await runCommand("ivs.channel.openPage", rowId(ref.connection, ref.arn));
}

/** Why a stream ended that nobody meant to end, in a sentence; undefined when it ended as streams do. */
async function whyEnded({ connection, ref }: Alarm): Promise<string | undefined> {
  const { clock } = connection.writes;
  for (const wait of LOOKS) {
    await pause(clock, wait);
    const session = await connection
      .service()
      .then(({ sessions }) => sessions.get(ref.arn))
      // That it ended is seen; why is for the page to say.
      .catch(() => undefined);
    if (session?.endTime === undefined) continue;
    const now = clock.now();
    const range = { from: session.startTime ?? now, to: session.endTime };
    const [first] = examine({ range, now, sessions: [session] }).findings;
    return ["endedBy", "starvedOut", "endedByAge"].includes(first.kind)
      ? findingWords(first, now)
      : undefined;
  }
  return undefined;
}
