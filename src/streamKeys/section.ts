import { l10n } from "vscode";
import type { Connections } from "../connections/connections";
import type { Block, PageFact } from "../shared/page";
import { isLive } from "../streams/operations";
import { UserError } from "../ui/errors";
import { type OpenSections, type PageHost, Reading, type SectionController } from "../ui/page";
import { numberWord } from "../ui/words";
import type { Ingest } from "./model";
import {
  command,
  type EncoderLimits,
  encoderLimits,
  MASKED,
  type Protocol,
  type Secrets,
  serverUrl,
  srtUrl,
  TOOLS,
  type Tool,
} from "./rules";

/** The id of the section, and of the key in it. */
export const INGEST = "ingest";
export const KEY = "key";

export interface IngestDeps {
  readonly connections: Connections;
  /** Calls back when a stream key was rotated or created. */
  readonly onKeysChanged: (changed: () => void) => { dispose(): void };
}

/** "Stream to it": the addresses and the key, and what to run or set in encoders. */
export function openIngestSection(deps: IngestDeps): OpenSections {
  return (host) => [new IngestSection(host, deps)];
}

class IngestSection implements SectionController {
  readonly #addresses: Reading<Ingest>;
  /** Whether the channel has a key. */
  readonly #key: Reading<boolean>;
  readonly #rotated: { dispose(): void };
  #tool: Tool = "obs";
  #protocol: Protocol = "rtmps";

  constructor(
    private readonly host: PageHost,
    private readonly deps: IngestDeps,
  ) {
    const { arn } = host.ref;
    this.#addresses = new Reading(host, async () => (await this.#keys()).ingest(arn));
    this.#key = new Reading(host, async () => (await (await this.#keys()).find(arn)) !== undefined);
    this.#rotated = deps.onKeysChanged(() => void this.#key.again());
  }

  draw() {
    const channel = this.#channel;
    if (!channel) return undefined;
    const retry = l10n.t("Retry");
    const limits = encoderLimits(channel.type);
    const blocks = this.#addresses.draw((ingest) => {
      const protocols = this.#protocols(channel.insecureIngest);
      return [
        { kind: "facts", id: "addresses", facts: this.#facts(ingest, protocols) },
        ...(this.#key.problem
          ? [{ kind: "notice", id: "noKey", tone: "warning", text: this.#key.problem } as const]
          : []),
        { kind: "actions", id: "keys", actions: this.#actions() },
        { kind: "text", id: "limits", text: limitsSentence(channel.type, limits) },
        ...this.#kit(ingest, limits, protocols),
        { kind: "text", id: "priority", text: prioritySentence() },
      ];
    }, retry);
    return { id: INGEST, heading: l10n.t("Stream to It"), ...(blocks && { blocks }) };
  }

  seen(seen: boolean): void {
    if (!seen || !this.#channel) return;
    if (!this.#addresses.value) void this.#addresses.again();
    if (this.#key.value === undefined) void this.#key.again();
  }

  act(id: string): void {
    if (id === "retry") {
      void this.#addresses.again();
      void this.#key.again();
    }
    if (id === "create") this.host.command("ivs.streamKey.create");
    if (id === "rotate") this.host.command("ivs.streamKey.rotate");
    if (id === "lockOut") this.host.command("ivs.streamKey.lockOut");
  }

  choose(id: string, value: string): void {
    const tool = TOOLS.find((each) => each === value);
    if (id === "tool" && tool) this.#tool = tool;
    if (id === "protocol") this.#protocol = value === "rtmp" ? "rtmp" : "rtmps";
  }

  async text(id: string): Promise<string | undefined> {
    const ingest = this.#addresses.value;
    const { arn } = this.host.ref;
    switch (id) {
      case "rtmps":
      case "rtmp":
        return ingest && serverUrl(ingest.server, id);
      case "srt":
        return ingest && `srt://${ingest.srtServer}:9000`;
      case "playback":
        return ingest?.playbackUrl;
      case KEY:
        return this.#value();
      case "passphrase":
        return (await this.#keys()).passphrase(arn);
      case "command": {
        const channel = this.#channel;
        if (!ingest || !channel || this.#tool === "obs") return undefined;
        const key = await this.#value();
        const passphrase =
          this.#tool === "srt" ? await (await this.#keys()).passphrase(arn) : undefined;
        const secrets = { key, ...(passphrase !== undefined && { passphrase }) };
        return this.#command(this.#tool, ingest, encoderLimits(channel.type), secrets);
      }
      default:
        return undefined;
    }
  }

  dispose(): void {
    this.#rotated.dispose();
  }

  get #channel() {
    const { connection, arn } = this.host.ref;
    return this.deps.connections.find(connection)?.snapshot.channels?.items.get(arn);
  }

  async #keys() {
    const connection = this.deps.connections.get(this.host.ref.connection);
    return (await connection.service()).streamKeys;
  }

  /** The secret value, read now: it is kept nowhere. */
  async #value(): Promise<string> {
    const keys = await this.#keys();
    const arn = await keys.find(this.host.ref.arn);
    if (arn === undefined)
      throw new UserError(
        l10n.t("This channel has no stream key: create one before anybody can stream to it."),
      );
    return keys.value(arn);
  }

  #protocols(insecure: boolean): readonly Protocol[] {
    if (insecure) return ["rtmps", "rtmp"];
    this.#protocol = "rtmps";
    return ["rtmps"];
  }

  #facts(ingest: Ingest, protocols: readonly Protocol[]): PageFact[] {
    const facts: PageFact[] = protocols.map((protocol) => ({
      id: protocol,
      label: protocol === "rtmps" ? l10n.t("Ingest server") : l10n.t("Ingest server (RTMP)"),
      value: serverUrl(ingest.server, protocol),
      copy: true,
    }));
    if (this.#key.value) facts.push({ id: KEY, label: l10n.t("Stream key"), copy: true });
    if (this.#key.value === false)
      facts.push({
        id: "none",
        label: l10n.t("Stream key"),
        value: l10n.t("none: nobody can start streaming"),
        tone: "warning",
      });
    if (ingest.srtServer) {
      const value = `srt://${ingest.srtServer}:9000`;
      facts.push({ id: "srt", label: l10n.t("SRT server"), value, copy: true });
      if (protocols.length === 1)
        facts.push({ id: "passphrase", label: l10n.t("SRT passphrase"), copy: true });
    }
    return facts;
  }

  #actions() {
    if (this.#key.value === false)
      return [{ id: "create", label: l10n.t("Create Stream Key"), primary: true }];
    if (!this.#key.value) return [];
    const { connection, arn } = this.host.ref;
    const open = this.deps.connections.find(connection);
    return [
      { id: "rotate", label: l10n.t("Rotate Stream Key…") },
      ...(open && isLive(open, arn)
        ? [{ id: "lockOut", label: l10n.t("Lock the Encoder Out…") }]
        : []),
    ];
  }

  #kit(ingest: Ingest, limits: EncoderLimits, protocols: readonly Protocol[]): Block[] {
    const tools = TOOLS.filter((tool) => tool !== "srt" || ingest.srtServer);
    const tool = tools.includes(this.#tool) ? this.#tool : "obs";
    const blocks: Block[] = [
      {
        kind: "choice",
        id: "tool",
        label: l10n.t("Encoder"),
        options: tools.map((value) => ({ value, label: toolWord(value) })),
        chosen: tool,
      },
    ];
    if (protocols.length > 1 && tool !== "srt")
      blocks.push({
        kind: "choice",
        id: "protocol",
        label: l10n.t("Protocol"),
        options: [
          { value: "rtmps", label: l10n.t("RTMPS: encrypted") },
          { value: "rtmp", label: l10n.t("RTMP: not encrypted") },
        ],
        chosen: this.#protocol,
      });
    if (tool === "obs") blocks.push({ kind: "facts", id: "obs", facts: this.#obs(ingest, limits) });
    else
      blocks.push({
        kind: "code",
        id: "command",
        label: l10n.t("Sends a test picture with {0}", toolWord(tool)),
        text: this.#command(tool, ingest, limits, MASKED),
        secret: true,
      });
    return blocks;
  }

  #command(
    tool: Exclude<Tool, "obs">,
    { server, srtServer }: Ingest,
    limits: EncoderLimits,
    secrets: Secrets,
  ): string {
    const insecure = this.#channel?.insecureIngest ?? false;
    const { key } = secrets;
    const url =
      tool === "srt"
        ? srtUrl(srtServer, insecure ? { key } : secrets)
        : `${serverUrl(server, this.#protocol)}${key}`;
    return command(tool, url, limits);
  }

  #obs(ingest: Ingest, limits: EncoderLimits): PageFact[] {
    const { width, height, framerate, videoBitrate, audioBitrate, keyframeInterval } = limits;
    return [
      {
        id: "obs.service",
        label: l10n.t("Settings › Stream › Service"),
        value: ingest.multitrack ? "Amazon IVS" : l10n.t("Custom…"),
      },
      {
        id: "obs.server",
        label: l10n.t("Server"),
        value: serverUrl(ingest.server, this.#protocol),
      },
      {
        id: "obs.video",
        label: l10n.t("Settings › Video"),
        value: l10n.t("{0} × {1}, {2} fps", width, height, framerate),
      },
      {
        id: "obs.output",
        label: l10n.t("Settings › Output"),
        value: l10n.t(
          "CBR, {0} Kbps, keyframe interval {1} s, preset veryfast, profile main, audio {2} Kbps",
          numberWord(videoBitrate / 1000),
          keyframeInterval,
          audioBitrate / 1000,
        ),
      },
    ];
  }
}

function toolWord(tool: Tool): string {
  switch (tool) {
    case "obs":
      return "OBS Studio";
    case "ffmpeg":
      return "FFmpeg";
    case "gstreamer":
      return "GStreamer";
    case "srt":
      return "FFmpeg (SRT)";
    default:
      return tool satisfies never;
  }
}

function limitsSentence(type: string, { maxBitrate, keyframeInterval }: EncoderLimits): string {
  const most = (maxBitrate / 1_000_000).toFixed(1);
  return type === "BASIC"
    ? l10n.t(
        "A {0} channel takes up to 1080p60 at {1} Mbps, and 1.5 Mbps up to 480p; more ends the stream. Send H.264 and AAC, with a keyframe every {2} seconds at most.",
        type,
        most,
        keyframeInterval,
      )
    : l10n.t(
        "A {0} channel takes up to 1080p60 at {1} Mbps; more ends the stream. Send H.264 and AAC, with a keyframe every {2} seconds at most.",
        type,
        most,
        keyframeInterval,
      );
}

function prioritySentence(): string {
  return l10n.t(
    "To take over from an encoder that is streaming, for example after its network changed, add ?priority=1 to the key of RTMPS, and a higher number each time (SRT: streamid=#!::u=<key>,priority=1). Without it a second encoder is refused while the first is connected, for up to 30 seconds after it is gone.",
  );
}
