import { l10n } from "vscode";
import type { Connection } from "../connections/connection";
import type { Block, PageSection } from "../shared/page";
import type { OpenSections, PageHost, SectionController } from "../ui/page";
import { chartsBlock, findingsBlock } from "./charts";
import { encoderBlocks } from "./encoderBlocks";
import { PageData, SHOWN, type Shown } from "./pageData";
import { SessionsSection } from "./sessionsSection";

/** How a channel's stream is, what its encoder sends, and how its sessions went. */
export function openStreamSections(find: (id: string) => Connection | undefined): OpenSections {
  return (host) => {
    const data = new PageData(host, find);
    return [
      new HealthSection(host, data),
      new EncoderSection(data),
      new SessionsSection(host, data),
    ];
  };
}

const retry = () => l10n.t("Retry");

class HealthSection implements SectionController {
  constructor(
    private readonly host: PageHost,
    private readonly data: PageData,
  ) {}

  draw(): PageSection {
    const blocks = this.#blocks();
    return { id: "health", heading: l10n.t("Health"), ...(blocks && { blocks }) };
  }

  changed(): void {
    this.data.changed();
  }

  seen(seen: boolean): void {
    this.data.seen(seen);
  }

  act(id: string): void {
    if (id === "retry") void this.data.again();
  }

  choose(id: string, value: string): void {
    const shown = SHOWN.find((each) => each === value);
    if (id === "range" && shown) this.data.show(shown);
    this.host.redraw();
  }

  dispose(): void {
    this.data.dispose();
  }

  #blocks(): readonly Block[] | undefined {
    const { sessions, series, now } = this.data;
    const health = this.data.health();
    const problem = [sessions.problem, series.problem].filter((each) => each !== undefined);
    if (!health && problem.length === 0) return undefined;
    const blocks: Block[] = health ? [findingsBlock("findings", health, now)] : [];
    // One refusal may be of both.
    new Set(problem).forEach((text) => {
      const actions = [{ id: "retry", label: retry() }];
      blocks.push({ kind: "notice", id: `problem ${text}`, tone: "warning", text, actions });
    });
    if (!health || (sessions.value?.length === 0 && series.value === undefined)) return blocks;
    blocks.push({
      kind: "choice",
      id: "range",
      label: l10n.t("Range"),
      options: SHOWN.map((value) => ({ value, label: shownWord(value) })),
      chosen: this.data.shown,
    });
    if (series.value)
      blocks.push(chartsBlock("charts", series.value.range, series.value.series, health));
    blocks.push({
      kind: "text",
      id: "cost",
      text: l10n.t(
        "While this page is seen and the channel is live, its measurements are read every 15 seconds. Amazon CloudWatch bills that: about 1 US cent an hour.",
      ),
    });
    return blocks;
  }
}

function shownWord(shown: Shown): string {
  switch (shown) {
    case "15min":
      return l10n.t("Last 15 minutes");
    case "1h":
      return l10n.t("Last hour");
    case "3h":
      return l10n.t("Last 3 hours");
    case "session":
      return l10n.t("Latest session");
    default:
      return shown satisfies never;
  }
}

class EncoderSection implements SectionController {
  constructor(private readonly data: PageData) {}

  draw(): PageSection {
    const blocks = this.data.sessions.draw(([latest]) => encoderBlocks("encoder", latest), retry());
    return {
      id: "encoder",
      heading: l10n.t("Encoder and Channel"),
      ...(blocks && { blocks }),
    };
  }

  act(id: string): void {
    if (id === "retry") void this.data.again();
  }
}
