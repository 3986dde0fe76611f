import { l10n } from "vscode";
import type { Block } from "../shared/page";
import { encoderFacts } from "./encoder";
import { factWords } from "./healthWords";
import type { Session } from "./sessions";

/** What an encoder sends beside what the channel took then. */
export function encoderBlocks(id: string, session: Session | undefined): readonly Block[] {
  const { ingest, channel } = session ?? {};
  if (!ingest || !channel)
    return [
      {
        kind: "text",
        id,
        text: session
          ? l10n.t("What the encoder sends is not known: the stream has not started.")
          : l10n.t("No encoder was connected in the last 60 days."),
      },
    ];
  const rows = encoderFacts(ingest, channel).map((fact, at) => {
    const { label, arrives, limit, breach } = factWords(fact, channel.type);
    const wrong = breach ? { text: breach, tone: "error" as const } : "";
    return { id: `${at}`, cells: [label, arrives, limit, wrong] };
  });
  return [
    {
      kind: "table",
      id,
      caption: l10n.t("What the encoder sends, and what the channel takes"),
      columns: [
        l10n.t("Member"),
        l10n.t("Arrives"),
        l10n.t("The channel takes"),
        l10n.t("What is wrong"),
      ],
      rows,
    },
  ];
}
