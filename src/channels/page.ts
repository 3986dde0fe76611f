import { l10n } from "vscode";
import type { Connections } from "../connections/connections";
import { parseArn, title } from "../core/arn";
import { type Disposer, systemClock } from "../core/clock";
import type { Ref } from "../core/ref";
import type { Recording } from "../recordings/model";
import type { Block, PageFact, PageSection } from "../shared/page";
import type { Stream } from "../streams/model";
import { viewersWord } from "../streams/words";
import type { LinkedCommand } from "../ui/manifest";
import {
  type OpenPage,
  type OpenSections,
  type PageHost,
  repeat,
  type SectionController,
} from "../ui/page";
import { tagLines } from "../ui/words";
import type { Channel } from "./model";
import { latencyWord } from "./words";

/** What the page of a channel needs of the rest of the extension. */
export interface ChannelPageDeps {
  readonly connections: Pick<Connections, "find" | "name">;
  /** What will be done to the channel when its stream ends, in words. */
  waiting(ref: Ref): string | undefined;
  isWatched(ref: Ref): boolean;
  /** Selects a row in the tree. */
  reveal(ref: Ref, focus: boolean): Promise<void>;
  /** What other rooms show of a channel, below what it is. */
  readonly sections: readonly OpenSections[];
}

/** The page of a channel: what it is, and below that what other rooms have to say of it. */
export function openChannelPage(deps: ChannelPageDeps): OpenPage {
  return (host) => {
    const head = new Head(host, deps);
    return {
      title: () => head.title,
      sections: [head, ...deps.sections.flatMap((open) => open(host))],
    };
  };
}

/** What is known of a channel now. */
export interface ChannelNow {
  readonly channel: Channel;
  readonly stream?: Stream;
  /** False when it is not known which channels are live. */
  readonly liveKnown: boolean;
  readonly recording?: Recording;
  readonly waiting?: string;
  readonly watched: boolean;
}

/** How things stand for a channel: what was read of it, or why nothing is. */
export type Standing =
  | { readonly kind: "disconnected" }
  | { readonly kind: "reading" }
  | { readonly kind: "gone" }
  | ({ readonly kind: "there" } & ChannelNow);

/** Its buttons: the commands that they run. */
const COMMANDS: Readonly<Record<string, LinkedCommand>> = {
  edit: "ivs.channel.edit",
  attach: "ivs.channel.attachRecording",
  stop: "ivs.channel.stopStream",
  playbackUrl: "ivs.channel.copyPlaybackUrl",
  ingestEndpoint: "ivs.channel.copyIngestEndpoint",
  arn: "ivs.resource.copyArn",
  json: "ivs.resource.showJson",
  console: "ivs.resource.openInConsole",
  cancelWaiting: "ivs.pending.cancel",
  connect: "ivs.connect",
};

/** How often what a page shows is read while it is seen (ms). */
const SEEN_EVERY = 15_000;

class Head implements SectionController {
  /** What it was called when it was last seen. */
  #name: string | undefined;
  #stop: Disposer = () => {};

  constructor(
    private readonly host: PageHost,
    private readonly deps: ChannelPageDeps,
  ) {}

  get title(): string {
    const standing = this.#standing();
    if (standing.kind === "there") this.#name = title(standing.channel);
    return this.#name ?? parseArn(this.host.ref.arn).id;
  }

  draw(): PageSection {
    const { ref } = this.host;
    const where = this.deps.connections.name(ref.connection);
    const blocks = headBlocks(this.#standing(), ref, where);
    return { id: "head", heading: "", ...(blocks && { blocks }) };
  }

  /** While it is seen, its stream is read as often as what is told of it: more often than the tree's. */
  seen(seen: boolean): void {
    this.#stop();
    if (!seen) return;
    const { ref } = this.host;
    const clock = this.deps.connections.find(ref.connection)?.writes.clock ?? systemClock;
    this.#stop = repeat(clock, SEEN_EVERY, async () => {
      await this.deps.connections.find(ref.connection)?.readAgain("streams", [ref.arn]);
    });
  }

  dispose(): void {
    this.#stop();
  }

  async act(id: string): Promise<void> {
    const command = COMMANDS[id];
    if (command) return this.host.command(command);
    if (id === "watch")
      return this.host.command(
        this.deps.isWatched(this.host.ref) ? "ivs.channel.unwatch" : "ivs.channel.watch",
      );
    const standing = this.#standing();
    if (id === "recording" && standing.kind === "there" && standing.recording)
      await this.deps.reveal(
        { connection: this.host.ref.connection, arn: standing.recording.arn },
        true,
      );
  }

  #standing(): Standing {
    const { ref } = this.host;
    const connection = this.deps.connections.find(ref.connection);
    if (!connection) return { kind: "disconnected" };
    const { channels, streams, recordings } = connection.snapshot;
    const channel = channels?.items.get(ref.arn);
    if (!channel) return { kind: channels?.complete ? "gone" : "reading" };
    return {
      kind: "there",
      channel,
      stream: streams?.items.get(ref.arn),
      liveKnown: streams?.complete ?? false,
      recording: recordings?.items.get(channel.recordingArn),
      waiting: this.deps.waiting(ref),
      watched: this.deps.isWatched(ref),
    };
  }
}

/** What stands at the top of the page; undefined while nothing is known. `where`: what its connection is called. */
export function headBlocks(
  standing: Standing,
  { arn }: Ref,
  where: string,
): readonly Block[] | undefined {
  const notice = (tone: "warning" | "error", text: string, label?: string): readonly Block[] => [
    {
      kind: "notice",
      id: "standing",
      tone,
      text,
      ...(label && { actions: [{ id: "connect", label }] }),
    },
    { kind: "facts", id: "facts", facts: [{ id: "arn", label: l10n.t("ARN"), value: arn }] },
  ];
  switch (standing.kind) {
    case "reading":
      return undefined;
    case "disconnected":
      return notice(
        "warning",
        l10n.t("Not connected to {0} any more: connect again.", where),
        l10n.t("Connect…"),
      );
    case "gone":
      return notice(
        "warning",
        l10n.t(
          "This channel does not exist any more. What is known of its last sessions stands below.",
        ),
      );
    case "there":
      return thereBlocks(standing, where);
    default:
      return standing satisfies never;
  }
}

function thereBlocks(now: ChannelNow, where: string): readonly Block[] {
  const { channel, stream, waiting, watched } = now;
  const blocks: Block[] = [{ kind: "facts", id: "facts", facts: facts(now, where) }];
  if (waiting)
    blocks.push({
      kind: "notice",
      id: "waiting",
      tone: "info",
      text: l10n.t("When the stream ends: {0}", waiting),
      actions: [{ id: "cancelWaiting", label: l10n.t("Do Not Make This Change") }],
    });
  const actions = [
    { id: "edit", label: l10n.t("Edit…") },
    { id: "attach", label: l10n.t("Attach Recording…") },
    ...(stream ? [{ id: "stop", label: l10n.t("Stop Stream…") }] : []),
    {
      id: "watch",
      label: watched ? l10n.t("Stop Watching") : l10n.t("Watch"),
    },
    { id: "playbackUrl", label: l10n.t("Copy Playback URL") },
    { id: "ingestEndpoint", label: l10n.t("Copy Ingest Server") },
    { id: "arn", label: l10n.t("Copy ARN") },
    { id: "json", label: l10n.t("Show as JSON") },
    { id: "console", label: l10n.t("Open in AWS Console") },
  ];
  blocks.push({ kind: "actions", id: "acts", actions });
  const tags = tagLines(channel.tags);
  if (tags.length > 0)
    blocks.splice(1, 0, { kind: "text", id: "tags", text: l10n.t("Tags: {0}", tags.join(", ")) });
  return blocks;
}

function facts({ channel, stream, liveKnown, recording }: ChannelNow, where: string): PageFact[] {
  const { account } = parseArn(channel.arn);
  const all: PageFact[] = [stateFact(stream, liveKnown)];
  if (stream)
    all.push({
      id: "viewers",
      label: l10n.t("Viewers"),
      value: stream.viewers >= 0 ? viewersWord(stream.viewers) : l10n.t("not counted in time"),
    });
  all.push(
    { id: "where", label: l10n.t("Account and region"), value: `${account} · ${where}` },
    {
      id: "type",
      label: l10n.t("Type"),
      value: [channel.type, latencyWord(channel.latencyMode)].join(", "),
    },
    recording
      ? {
          id: "recording",
          label: l10n.t("Recorded by"),
          value: title(recording),
          link: "recording",
          ...(recording.state !== "ACTIVE" && { tone: "warning" as const }),
        }
      : {
          id: "recording",
          label: l10n.t("Recorded by"),
          value: channel.recordingArn
            ? l10n.t("its recording configuration {0} is unknown", channel.recordingArn)
            : l10n.t("nothing"),
          ...(channel.recordingArn && { tone: "warning" as const }),
        },
    {
      id: "access",
      label: l10n.t("Playback"),
      value: channel.authorized ? l10n.t("private: it needs a token") : l10n.t("public"),
    },
  );
  return all;
}

function stateFact(stream: Stream | undefined, liveKnown: boolean): PageFact {
  const state = { id: "state", label: l10n.t("State") };
  if (!stream)
    return {
      ...state,
      value: liveKnown ? l10n.t("offline") : l10n.t("live or not is unknown"),
    };
  const started = Date.parse(stream.startTime);
  const since = Number.isFinite(started) && { since: started };
  return stream.health === "STARVING"
    ? {
        ...state,
        ...since,
        tone: "warning",
        value: since ? l10n.t("starving, live for {0}", "{0}") : l10n.t("starving"),
      }
    : {
        ...state,
        ...since,
        tone: "good",
        value: since ? l10n.t("live for {0}", "{0}") : l10n.t("live"),
      };
}
