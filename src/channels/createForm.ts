import { l10n } from "vscode";
import type { Connection } from "../connections/connection";
import { connectionField } from "../connections/connectionField";
import type { Connections } from "../connections/connections";
import { readCreated } from "../connections/readWritten";
import { type Arn, parseArn, title } from "../core/arn";
import type { Creation } from "../core/operation";
import type { ConnectionId, Ref } from "../core/ref";
import type { Values } from "../shared/form";
import { doubtNotice, lookingLine } from "../ui/creation";
import type { FormController, FormDone, FormEnd, FormHost } from "../ui/form";
import { rowsOf, tagsOf, text } from "../ui/formValues";
import { problemAtField } from "../ui/formWords";
import { contextKey } from "../ui/manifest";
import {
  check,
  type Extras,
  extrasOf,
  fields,
  MEMBERS,
  NO_EXTRAS,
  toSettings,
  toValues,
} from "./fields";
import type { ChannelDetails, ChannelSettings } from "./model";
import { createChannel } from "./operations";
import { DEFAULTS } from "./rules";

export interface CreateChannelDeps {
  readonly connections: Connections;
  /** Selects a row in the tree once it is there. */
  reveal(ref: Ref, focus: boolean): Promise<void>;
}

/** Creates a channel; with a ref in the target, as a copy of that one. */
export async function openCreateChannel(
  host: FormHost,
  { connections, reveal }: CreateChannelDeps,
): Promise<FormController> {
  const [source] = host.target.refs ?? [];
  const first = source?.connection ?? host.target.connection ?? connections.ofRow(undefined);
  const copied = source
    ? await (await connections.get(first).service()).channels.get(source.arn)
    : undefined;
  const extras = new Map<ConnectionId, Extras>();
  const idOf = (values: Values) => text(values, "connection") || first;
  /** The answer to a create was lost, and nobody could look: none is sent before somebody could, where it was sent. */
  let doubt:
    | {
        readonly creation: Extract<Creation, { kind: "unknown" }>;
        readonly connection: Connection;
        readonly settings: ChannelSettings;
      }
    | undefined;

  /** Asks each connection once what it has. */
  function read(values: Values): void {
    const connection = connections.find(idOf(values));
    if (!connection || extras.has(connection.id)) return;
    extras.set(connection.id, NO_EXTRAS);
    void extrasOf(connection).then(
      (found) => {
        extras.set(connection.id, found);
        host.redraw();
      },
      () => extras.delete(connection.id),
    );
  }

  function end(
    creation: Creation,
    connection: Connection,
    settings: ChannelSettings,
  ): FormEnd | Promise<FormEnd> {
    doubt = creation.kind === "unknown" ? { creation, connection, settings } : undefined;
    switch (creation.kind) {
      case "created":
        return created(connection, creation.arn, settings, false);
      case "likely":
        return created(connection, creation.arns[0] ?? "", settings, true);
      case "notDone":
      case "unknown": {
        const { problem } = creation;
        const sentence = connections.explainProblem(problem, connection.id);
        return { kind: "problems", problems: problemAtField(problem, sentence, MEMBERS) };
      }
      default:
        return creation satisfies never;
    }
  }

  async function created(
    connection: Connection,
    arn: Arn,
    settings: ChannelSettings,
    likely: boolean,
  ): Promise<FormEnd> {
    // A step of the walkthrough.
    contextKey("ivs.created")(true);
    const ref = { connection: connection.id, arn };
    // The tree shows it once it was read; where it could not be, nobody need know.
    void readCreated(connection, "channels", arn)
      .then(() => reveal(ref, false))
      .catch(() => {});
    // It is created, whatever becomes of reading it: a failure here must not invite to create another.
    const { channels } = await connection.service();
    const channel = await channels.get(arn).catch(() => ({ ...settings, arn }));
    return {
      ...result(channel, likely),
      secret: () => channels.streamKey(arn),
      action: () => reveal(ref, true),
    };
  }

  return {
    initial: {
      ...toValues({ ...DEFAULTS, ...copied, name: copied?.name ? `${copied.name}-copy` : "" }),
      ...(host.target.recording && { recordingArn: host.target.recording }),
      tags: copied ? rowsOf(copied.tags) : [],
      connection: first,
    },
    typed: read,
    draw(values) {
      const connection = connections.find(idOf(values));
      return {
        title: copied ? l10n.t("Duplicate Channel") : l10n.t("Create Channel"),
        about: [
          copied ? title(copied) : recordedBy(values, connection),
          connections.where(idOf(values)),
        ]
          .filter(Boolean)
          .join(" · "),
        intro: copied
          ? l10n.t(
              "A new channel with the settings of {0}, and a stream key of its own.",
              title(copied),
            )
          : l10n.t("A stream key is created with it."),
        notices: doubt ? [doubtNotice()] : [],
        fields: [
          ...connectionField(connections.all),
          ...fields(values, connection, extras.get(connection?.id ?? "") ?? NO_EXTRAS),
        ],
        doubtful: doubt !== undefined,
        submit: doubt ? l10n.t("Look Again") : l10n.t("Create Channel"),
        blocked: connection ? undefined : l10n.t("Not connected any more: connect again."),
      };
    },
    check,
    action(id, values) {
      if (id === "newRecording")
        host.open("createRecording", { connection: idOf(values), back: host.address });
    },
    async run(values, progress) {
      if (doubt) {
        const { creation, connection, settings } = doubt;
        progress.report(lookingLine());
        return end(await creation.lookAgain(), connection, settings);
      }
      const connection = connections.get(idOf(values));
      const settings = withoutForeign(toSettings(values), connection);
      progress.report(l10n.t("Creating the channel…"));
      const creation = await createChannel(connection, settings, tagsOf(values), {
        signal: progress.signal,
        onDoubt: () => progress.report(lookingLine()),
      });
      return end(creation, connection, settings);
    },
  };
}

/** What the configuration that is to record a new channel is called; undefined when none is. */
function recordedBy(values: Values, connection: Connection | undefined): string | undefined {
  const arn = text(values, "recordingArn");
  const recording = connection?.snapshot.recordings?.items.get(arn);
  return recording && title(recording);
}

/** References to things of another region or account than the channel's, chosen before those were, do not count. */
function withoutForeign(
  settings: ChannelSettings,
  { config, account }: Connection,
): ChannelSettings {
  const own = (arn: Arn) => {
    const { region, account: owner } = parseArn(arn);
    return region === config.region && owner === (account ?? owner) ? arn : "";
  };
  return {
    ...settings,
    recordingArn: own(settings.recordingArn),
    playbackRestrictionPolicyArn: own(settings.playbackRestrictionPolicyArn),
    adConfigurationArn: own(settings.adConfigurationArn),
  };
}

/** `channel`: with its addresses, if they could be read. `likely`: the answer was lost, and this looks like it. */
function result(
  channel: ChannelSettings & Pick<ChannelDetails, "arn"> & Partial<ChannelDetails>,
  likely: boolean,
): FormDone {
  const { ingestEndpoint, playbackUrl } = channel;
  return {
    kind: "done",
    result: {
      title: likely ? l10n.t("Channel Probably Created") : l10n.t("Channel Created"),
      text: likely
        ? l10n.t(
            "The answer was lost. A channel {0} with exactly these settings has appeared since: this is probably it.",
            title(channel),
          )
        : l10n.t("{0} is ready to be streamed to.", title(channel)),
      facts: [
        ...(ingestEndpoint
          ? [
              {
                id: "ingest",
                label: l10n.t("Ingest server"),
                value: `rtmps://${ingestEndpoint}:443/app/`,
              },
            ]
          : []),
        { id: "key", label: l10n.t("Stream key") },
        ...(playbackUrl
          ? [{ id: "playback", label: l10n.t("Playback URL"), value: playbackUrl }]
          : []),
      ],
      actions: [{ id: "reveal", label: l10n.t("Show in the Tree") }],
    },
  };
}
