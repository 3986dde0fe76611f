import { l10n } from "vscode";
import { type Named, title } from "../core/arn";
import { numberWord, oneLine, plural, stamp } from "../ui/words";
import { encoderFacts } from "./encoder";
import { bandsOf, type Health } from "./health";
import {
  bitrateWord,
  durationWord,
  type FactWords,
  factWords,
  findingWords,
  metricWord,
  valueWord,
} from "./healthWords";
import { type ChannelSeries, METRICS, type Series } from "./metrics";
import { eventWords } from "./sessionEvents";
import { MAX_EVENTS, type Session } from "./sessions";

/* What is told of sessions outside the editor: Markdown, in which all foreign text is text, and no secret is. */

/** What is known of a session. */
export interface Reported {
  readonly session: Session;
  /** Of its own time; undefined when it could not be read. */
  readonly series?: ChannelSeries;
  readonly health: Health;
}

/** A report of a session as Markdown. `now`: when it is made. */
export function sessionReport(channel: Named, reported: Reported, now: number): string {
  const { session, series, health } = reported;
  const { ingest, channel: then } = session;
  const parts = [
    `# ${l10n.t("Stream session of {0}", markdown(title(channel)))}`,
    list([
      [l10n.t("Channel"), channel.arn],
      [l10n.t("Session"), session.streamId],
      ...Object.values(about(reported, now)),
      [l10n.t("Times"), l10n.t("local, {0}", zone(now))],
    ]),
    `## ${l10n.t("Health")}`,
    health.findings.map((finding) => `- ${markdown(findingWords(finding, now))}`).join("\n"),
  ];
  if (series) parts.push(`## ${l10n.t("Measurements")}`, measurements(series));
  if (ingest && then) {
    const facts = encoderFacts(ingest, then).map((fact) => factWords(fact, then.type));
    parts.push(`## ${l10n.t("Encoder")}`, encoderTable(facts));
  }
  parts.push(`## ${l10n.t("Events")}`, eventTable(session));
  if (session.events.length >= MAX_EVENTS)
    parts.push(l10n.t("There were more events than Amazon IVS keeps."));
  return `${parts.join("\n\n")}\n`;
}

/** A line of a comparison of two sessions. All of it is plain text. */
export interface Compared {
  readonly label: string;
  readonly one: string;
  readonly other: string;
  readonly differs: boolean;
}

/** Two sessions side by side: what they were, what their encoders sent, and how it went. */
export function compareSessions(one: Reported, other: Reported, now: number): Compared[] {
  const sides = [about(one, now), about(other, now)] as const;
  const members = [...new Set(sides.flatMap((side) => Object.keys(side)))];
  return members.map((member) => {
    const [left, right] = sides.map((side) => side[member]);
    const label = (left ?? right)?.[0] ?? "";
    const texts = [left?.[1] ?? "", right?.[1] ?? ""] as const;
    return { label, one: texts[0], other: texts[1], differs: texts[0] !== texts[1] };
  });
}

/** The same as Markdown; what differs is bold. */
export function comparisonReport(
  channel: Named,
  one: Reported,
  other: Reported,
  now: number,
): string {
  const bold = (text: string) => (text ? `**${markdown(text)}**` : "");
  const rows = compareSessions(one, other, now).map(({ label, one, other, differs }) =>
    differs ? [markdown(label), bold(one), bold(other)] : [label, one, other].map(markdown),
  );
  const head = ["", one.session.streamId, other.session.streamId].map(markdown);
  const parts = [
    `# ${l10n.t("Two stream sessions of {0}", markdown(title(channel)))}`,
    table(head, rows),
    l10n.t("Times are local, {0}.", markdown(zone(now))),
  ];
  return `${parts.join("\n\n")}\n`;
}

type Line = readonly [label: string, text: string];

/** What two sessions can be compared by. What is not known of a session is left out. */
function about({ session, series, health }: Reported, now: number): Record<string, Line> {
  const { startTime, endTime, channel, recording, ingest, events } = session;
  const lines: Record<string, Line> = {};
  const bands = bandsOf(session, now);
  const say = (member: string, label: string, text: string | undefined) => {
    if (text) lines[member] = [label, text];
  };
  say("started", l10n.t("Started"), startTime === undefined ? undefined : secondWord(startTime));
  say("ended", l10n.t("Ended"), endTime === undefined ? l10n.t("live") : secondWord(endTime));
  if (startTime !== undefined)
    say("duration", l10n.t("Duration"), durationWord((endTime ?? now) - startTime));
  say("finding", l10n.t("Most important"), findingWords(health.findings[0], now));
  const starved = bands.reduce((sum, { from, to }) => sum + to - from, 0);
  say(
    "starving",
    l10n.t("Starving"),
    bands.length > 0
      ? plural(
          bands.length,
          l10n.t("once, {0}", durationWord(starved)),
          l10n.t("{0} times, {1}", numberWord(bands.length), durationWord(starved)),
        )
      : events.length < MAX_EVENTS
        ? l10n.t("never")
        : undefined,
  );
  if (channel) {
    say("type", l10n.t("Channel type"), channel.type);
    say("latency", l10n.t("Latency"), channel.latencyMode);
  }
  say(
    "recording",
    l10n.t("Recording configuration"),
    recording
      ? l10n.t("{0}, bucket {1}", title(recording), recording.bucket)
      : channel && l10n.t("none"),
  );
  const [video] = ingest?.video ?? [];
  if (video) {
    say("encoder", l10n.t("Encoder"), video.encoder);
    say(
      "codec",
      l10n.t("Video codec"),
      [video.codec, video.profile, video.level].filter(Boolean).join(" "),
    );
    say("resolution", l10n.t("Resolution"), video.width ? `${video.width} × ${video.height}` : "");
    say(
      "targetBitrate",
      l10n.t("Target bitrate"),
      video.targetBitrate ? bitrateWord(video.targetBitrate) : "",
    );
    say(
      "targetFramerate",
      l10n.t("Target frame rate"),
      video.targetFramerate ? valueWord("frameRate", video.targetFramerate) : "",
    );
    say("tracks", l10n.t("Video tracks"), numberWord(ingest?.video.length ?? 0));
  }
  for (const name of METRICS) {
    const summary = series && summaryOf(series[name]);
    if (!summary) continue;
    const label =
      name === "viewers" ? l10n.t("Most viewers") : l10n.t("{0} (average)", metricWord(name));
    say(name, label, valueWord(name, name === "viewers" ? summary.most : summary.average));
  }
  return lines;
}

function summaryOf({ points }: Series) {
  if (points.length === 0) return undefined;
  let [least, most, sum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (const { value } of points) {
    least = Math.min(least, value);
    most = Math.max(most, value);
    sum += value;
  }
  return { least, most, average: sum / points.length };
}

function measurements(series: ChannelSeries): string {
  const head = ["", l10n.t("Least"), l10n.t("Average"), l10n.t("Most")];
  const rows = METRICS.map((name) => {
    const summary = summaryOf(series[name]);
    const values = summary
      ? [summary.least, summary.average, summary.most].map((value) => valueWord(name, value))
      : ["–", "–", "–"];
    return [metricWord(name), ...values].map(markdown);
  });
  return table(head, rows);
}

function encoderTable(facts: readonly FactWords[]): string {
  const head = ["", l10n.t("Arrives"), l10n.t("The channel takes"), l10n.t("What is wrong")];
  return table(
    head,
    facts.map(({ label, arrives, limit, breach }) => [label, arrives, limit, breach].map(markdown)),
  );
}

function eventTable({ events }: Session): string {
  const head = [l10n.t("Time"), l10n.t("Event"), l10n.t("What happened"), l10n.t("What to do")];
  const rows = events.map((event) => {
    const { name, code, happened, advice } = eventWords(event);
    const known = code ? `${name} (${code})` : name;
    return [secondWord(event.at), known, happened, advice].map(markdown);
  });
  return table(head, rows);
}

function list(lines: readonly Line[]): string {
  return lines.map(([label, text]) => `- ${markdown(label)}: ${markdown(text)}`).join("\n");
}

/** A table of cells that are Markdown already. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

/** Text as Markdown that shows it as it stands, less secrets: it is no markup, no link, and no mention of anybody. */
function markdown(text: string): string {
  return withoutSecrets(oneLine(text))
    .replace(/[\\`*_[\]<>|~&#]/g, "\\$&")
    .replace(/@/g, "@\u200b")
    .replace(/:\/\//g, ":\u200b//")
    .replace(/www\./gi, "$&\u200b");
}

/** Text without what lets somebody stream or watch: people and encoders write keys where names belong. */
function withoutSecrets(text: string): string {
  const mask = "••••••••";
  return text
    .replace(/\bsk_[a-z]{2}-[a-z-]+-\d_\w+/g, mask)
    .replace(/\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/g, mask)
    .replace(/\b((?:passphrase|streamid|token)=)[^\s&]+/gi, `$1${mask}`);
}

/** A time to the second: 2026-11-21 18:20:05. */
function secondWord(at: number): string {
  return `${stamp(at)}:${String(new Date(at).getSeconds()).padStart(2, "0")}`;
}

/** The offset of the local time: "UTC+01:00". */
function zone(now: number): string {
  const minutes = -new Date(now).getTimezoneOffset();
  const two = (value: number) => String(value).padStart(2, "0");
  const size = Math.abs(minutes);
  return `UTC${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
