import { l10n } from "vscode";
import { type Named, title } from "../core/arn";
import { copy } from "../resources/commands";
import type { Block, PageFact, PageSection } from "../shared/page";
import { type PageHost, Reading, type SectionController } from "../ui/page";
import { chartsBlock, findingsBlock } from "./charts";
import { encoderBlocks } from "./encoderBlocks";
import { examine } from "./health";
import { durationWord } from "./healthWords";
import { type ChannelSeries, readSeries, sessionRange } from "./metrics";
import type { PageData } from "./pageData";
import { compareSessions, comparisonReport, type Reported, sessionReport } from "./report";
import { eventWords } from "./sessionEvents";
import { MAX_EVENTS, type Session, type SessionSummary } from "./sessions";

/** Two sessions can be looked at side by side. */
const MOST_OPEN = 2;
/** So many more of the list are shown at a time. */
const SHOWN = 10;

/** A session that is looked at. */
interface Opened {
  readonly streamId: string;
  readonly session: Reading<Session>;
  readonly series: Reading<ChannelSeries | undefined>;
}

/** The sessions of a channel, a page of them at a time, and those that are open. */
export class SessionsSection implements SectionController {
  readonly #list: Reading<readonly SessionSummary[]>;
  /** How to ask for those that come after the ones that are known. */
  #next: string | undefined;
  #further: readonly SessionSummary[] = [];
  #opened: readonly Opened[] = [];
  #shown = SHOWN;
  /** The stream as it was when the list was read. */
  #stream: string | undefined;

  constructor(
    private readonly host: PageHost,
    private readonly data: PageData,
  ) {
    this.#list = new Reading(host, async () => {
      this.#stream = data.stream?.startTime;
      const page = await (await this.#service()).sessions.page(host.ref.arn);
      this.#next = page.next;
      this.#further = [];
      return page.sessions;
    });
  }

  draw(): PageSection {
    const blocks = this.#list.draw((sessions) => this.#blocks(sessions), l10n.t("Retry"));
    return { id: "sessions", heading: l10n.t("Sessions"), ...(blocks && { blocks }) };
  }

  seen(seen: boolean): void {
    if (seen && !this.#list.value) void this.#list.again();
  }

  /** A stream that began or ended is another session, or the end of one. */
  changed(): void {
    if (!this.host.seen || !this.#list.value) return;
    if (this.data.stream?.startTime !== this.#stream) void this.#list.again();
  }

  async act(id: string): Promise<void> {
    const [verb, streamId = ""] = id.split(" ");
    const opened = this.#opened.find((each) => each.streamId === streamId);
    switch (verb) {
      case "retry":
        if (streamId === "") await this.#list.again();
        else await Promise.all([opened?.session.again(), opened?.series.again()]);
        return;
      case "more":
        return this.#more();
      case "toggle":
        if (opened) this.#opened = this.#opened.filter((each) => each !== opened);
        else this.#open(streamId);
        return;
      case "report": {
        const reported = opened && this.#reported(opened);
        if (!reported) return;
        const text = sessionReport(this.#channel, reported, this.data.now);
        return copy(text, l10n.t("Report copied as Markdown."));
      }
      case "comparison": {
        const [one, other] = this.#opened.map((each) => this.#reported(each));
        if (!one || !other) return;
        const text = comparisonReport(this.#channel, one, other, this.data.now);
        return copy(text, l10n.t("Report copied as Markdown."));
      }
    }
  }

  async #service() {
    const { connection } = this.data;
    if (!connection) throw new Error("Not connected.");
    return connection.service();
  }

  get #channel(): Named {
    const { arn } = this.host.ref;
    const known = this.data.connection?.snapshot.channels?.items.get(arn);
    return { arn, name: known?.name ?? "" };
  }

  /** Shows more of the list, and asks for the next page of it when there is no more. */
  async #more(): Promise<void> {
    this.#shown += SHOWN;
    const known = (this.#list.value?.length ?? 0) + this.#further.length;
    if (this.#next === undefined || known >= this.#shown) return;
    const page = await (await this.#service()).sessions.page(this.host.ref.arn, this.#next);
    this.#next = page.next;
    this.#further = [...this.#further, ...page.sessions];
  }

  #open(streamId: string): void {
    const { arn } = this.host.ref;
    const session = new Reading<Session>(this.host, async () => {
      const found = await (await this.#service()).sessions.get(arn, streamId);
      if (!found) throw new Error(l10n.t("Amazon IVS does not know this session any more."));
      return found;
    });
    const series = new Reading<ChannelSeries | undefined>(this.host, async () => {
      const range = session.value && sessionRange(session.value, this.data.now);
      return range && readSeries(await this.#service(), arn, range, this.data.now);
    });
    void session.again().then(() => series.again());
    this.#opened = [...this.#opened.slice(1 - MOST_OPEN), { streamId, session, series }];
  }

  /** What is known of a session that is open; of the latest one, what was read last. */
  #reported({ session: read, series }: Opened): Reported | undefined {
    const { latest, now, stream } = this.data;
    const session = read.value?.streamId === latest?.streamId ? latest : read.value;
    if (!session) return undefined;
    const range = sessionRange(session, now) ?? { from: now, to: now };
    const live = session.endTime === undefined;
    const health = examine({
      range,
      now,
      sessions: [session],
      ...(series.value && { series: series.value }),
      ...(live && stream && { streamHealth: stream.health }),
    });
    return { session, health, ...(series.value && { series: series.value }) };
  }

  #blocks(first: readonly SessionSummary[]): readonly Block[] {
    const sessions = [...first, ...this.#further];
    if (sessions.length === 0)
      return [
        {
          kind: "text",
          id: "none",
          text: l10n.t("This channel was not live in the last 60 days."),
        },
      ];
    const blocks: Block[] = [
      {
        kind: "table",
        id: "list",
        caption: l10n.t("Sessions of the last 60 days, the latest first"),
        columns: [l10n.t("Started"), l10n.t("Duration"), l10n.t("Errors"), l10n.t("Session")],
        rows: sessions.slice(0, this.#shown).map((session) => this.#row(session)),
      },
    ];
    if (this.#next !== undefined || sessions.length > this.#shown)
      blocks.push({
        kind: "actions",
        id: "more",
        actions: [{ id: "more", label: l10n.t("Show More Sessions") }],
      });
    const [one, other] = this.#opened.map((each) => this.#reported(each));
    if (one && other) blocks.push(...this.#comparison(one, other));
    if (this.#opened.length > 0) {
      const columns = this.#opened.map((opened) => ({
        id: opened.streamId,
        blocks: this.#column(opened),
      }));
      blocks.push({ kind: "columns", id: "opened", columns });
    }
    return blocks;
  }

  #row({ streamId, startTime, endTime, hasErrorEvent }: SessionSummary) {
    const open = this.#opened.some((each) => each.streamId === streamId);
    const label = open ? l10n.t("Close") : l10n.t("Open");
    const error = { text: l10n.t("errors"), tone: "error" as const };
    return {
      id: streamId,
      cells: [
        startTime === undefined ? l10n.t("not started") : { at: startTime },
        startTime === undefined
          ? ""
          : endTime === undefined
            ? { text: l10n.t("live"), tone: "good" as const }
            : durationWord(endTime - startTime),
        hasErrorEvent ? error : "",
        { actions: [{ id: `toggle ${streamId}`, label }] },
      ],
    };
  }

  #column(opened: Opened): readonly Block[] {
    const { streamId, session: reading, series } = opened;
    const close = { id: `toggle ${streamId}`, label: l10n.t("Close Session") };
    const blocks: Block[] = [
      { kind: "heading", id: "heading", text: l10n.t("Session {0}", streamId) },
    ];
    const reported = this.#reported(opened);
    if (!reported) {
      blocks.push(
        reading.problem
          ? { kind: "notice", id: "problem", tone: "warning", text: reading.problem }
          : { kind: "text", id: "reading", text: l10n.t("Reading…") },
        { kind: "actions", id: "acts", actions: [close] },
      );
      return blocks;
    }
    const { session, health } = reported;
    const report = { id: `report ${streamId}`, label: l10n.t("Copy Report") };
    blocks.push(
      { kind: "actions", id: "acts", actions: [report, close] },
      findingsBlock("findings", health, this.data.now),
      { kind: "facts", id: "then", facts: factsOf(session) },
    );
    if (series.problem)
      blocks.push({
        kind: "notice",
        id: "problem",
        tone: "warning",
        text: series.problem,
        actions: [{ id: `retry ${streamId}`, label: l10n.t("Retry") }],
      });
    const range = sessionRange(session, this.data.now);
    if (series.value && range) blocks.push(chartsBlock("charts", range, series.value, health));
    blocks.push(...eventBlocks(session), ...encoderBlocks("encoder", session));
    return blocks;
  }

  #comparison(one: Reported, other: Reported): readonly Block[] {
    const rows = compareSessions(one, other, this.data.now).map((line, at) => ({
      id: `${at}`,
      cells: [line.label, line.one, line.other, line.differs ? l10n.t("differs") : ""],
    }));
    return [
      { kind: "heading", id: "compared", text: l10n.t("Both sessions") },
      {
        kind: "table",
        id: "comparison",
        caption: l10n.t("The two sessions compared"),
        columns: [
          l10n.t("Member"),
          one.session.streamId,
          other.session.streamId,
          l10n.t("Difference"),
        ],
        rows,
      },
      {
        kind: "actions",
        id: "comparing",
        actions: [{ id: "comparison", label: l10n.t("Copy Comparison") }],
      },
    ];
  }
}

/** What the channel and its recording were when the stream started. */
function factsOf({ channel, recording }: Session): PageFact[] {
  if (!channel) return [];
  return [
    { id: "type", label: l10n.t("Channel type then"), value: channel.type },
    { id: "latency", label: l10n.t("Latency then"), value: channel.latencyMode },
    {
      id: "recorded",
      label: l10n.t("Recorded by then"),
      value: recording
        ? l10n.t("{0}, bucket {1}", title(recording), recording.bucket)
        : l10n.t("nothing"),
    },
  ];
}

function eventBlocks({ events }: Session): readonly Block[] {
  const rows = events.map((event, at) => {
    const { tone, name, happened, advice, code } = eventWords(event);
    const known = code ? `${name} (${code})` : name;
    const said = [happened === name ? "" : happened, advice].filter(Boolean).join(" ");
    return {
      id: `${at}`,
      cells: [{ at: event.at }, tone === "neutral" ? known : { text: known, tone }, said],
    };
  });
  const blocks: Block[] = [
    {
      kind: "table",
      id: "events",
      caption: l10n.t("What happened in the session"),
      columns: [l10n.t("Time"), l10n.t("Event"), l10n.t("What it means, and what to do")],
      rows,
    },
  ];
  if (events.length >= MAX_EVENTS)
    blocks.push({
      kind: "text",
      id: "truncated",
      text: l10n.t("There were more events than Amazon IVS keeps."),
    });
  return blocks;
}
