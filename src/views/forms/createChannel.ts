import { l10n } from "vscode";
import { createChannel } from "../../model/acts";
import type { Connection } from "../../model/connection";
import type { Arn, ChannelDetails, ChannelSettings } from "../../model/ivs";
import { parseArn, title } from "../../model/rules";
import type { Values } from "../../shared/form";
import {
  check,
  DEFAULTS,
  type Extras,
  extrasOf,
  fields,
  MEMBERS,
  NO_EXTRAS,
  toSettings,
  toValues,
} from "./channel";
import { regionField } from "./choices";
import {
  connected,
  type Deps,
  type End,
  type FormAtWork,
  type Page,
  rowsOf,
  tagsOf,
  text,
} from "./kind";
import { failure } from "./words";

/** Creates a channel; with an ARN in the target, as a copy of that one. */
export async function openCreateChannel(page: Page, deps: Deps): Promise<FormAtWork> {
  const { session } = deps;
  const [source] = page.target.arns ?? [];
  const first =
    (source && parseArn(source).region) || page.target.region || session.regions[0] || "";
  const copied = source ? await (await connected(deps, first).ivs()).channel(source) : undefined;
  const extras = new Map<string, Extras>();
  const connectionOf = (values: Values) => session.connection(text(values, "region") || first);

  /** Asks each region once what it has. */
  function read(values: Values): void {
    const connection = connectionOf(values);
    const region = connection?.target.region;
    if (!connection || !region || extras.has(region)) return;
    extras.set(region, NO_EXTRAS);
    void extrasOf(connection).then(
      (found) => {
        extras.set(region, found);
        page.redraw();
      },
      () => extras.delete(region),
    );
  }

  return {
    initial: {
      ...toValues({ ...DEFAULTS, ...copied, name: copied?.name ? `${copied.name}-copy` : "" }),
      ...(page.target.recording && { recordingArn: page.target.recording }),
      tags: copied ? rowsOf(copied.tags) : [],
      region: first,
    },
    typed: read,
    draw(values) {
      const connection = connectionOf(values);
      return {
        title: copied ? l10n.t("Duplicate Channel") : l10n.t("Create Channel"),
        intro: copied
          ? l10n.t(
              "A new channel with the settings of {0}, and a stream key of its own.",
              title(copied),
            )
          : l10n.t("Its stream key is made with it."),
        notices: [],
        fields: [
          ...regionField(session.connections),
          ...fields(values, connection, extras.get(connection?.target.region ?? "") ?? NO_EXTRAS),
        ],
        submit: l10n.t("Create Channel"),
        blocked: connection ? undefined : l10n.t("Not connected to {0} any more.", first),
      };
    },
    check,
    act(id, values) {
      if (id !== "newRecording") return;
      const region = text(values, "region") || first;
      page.open("createRecording", { region, back: page.address });
    },
    async run(values, work) {
      const connection = connected(deps, text(values, "region") || first);
      work.progress(l10n.t("Creating the channel…"));
      try {
        const settings = withoutForeign(toSettings(values), connection.target.region);
        const { arn, found } = await createChannel(connection, settings, tagsOf(values));
        // It is created, whatever becomes of reading it: a failure here must not invite to create another.
        const ivs = await connection.ivs();
        const channel = await ivs.channel(arn).catch(() => ({ ...settings, arn }));
        // The tree shows it once it was read.
        void connection.loop.poke().then(() => deps.reveal(arn));
        return created(connection, channel, found, deps);
      } catch (error) {
        return { kind: "problems", problems: failure(error, connection.target, MEMBERS) };
      }
    },
  };
}

/** References to things of another region than the channel's, chosen before the region was, do not count. */
function withoutForeign(settings: ChannelSettings, region: string): ChannelSettings {
  const own = (arn: Arn) => (parseArn(arn).region === region ? arn : "");
  return {
    ...settings,
    recordingArn: own(settings.recordingArn),
    playbackRestrictionPolicyArn: own(settings.playbackRestrictionPolicyArn),
    adConfigurationArn: own(settings.adConfigurationArn),
  };
}

/** `channel`: with its addresses, if they could be read. */
function created(
  connection: Connection,
  channel: ChannelSettings & Pick<ChannelDetails, "arn"> & Partial<ChannelDetails>,
  found: boolean,
  deps: Deps,
): End {
  const { ingestEndpoint, playbackUrl } = channel;
  return {
    kind: "done",
    result: {
      title: l10n.t("Channel Created"),
      text: found
        ? l10n.t(
            "The answer of the service was lost, so it was looked for: {0} is there, once.",
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
      acts: [{ id: "reveal", label: l10n.t("Show in the Tree") }],
    },
    secret: async () => (await connection.ivs()).streamKey(channel.arn),
    act: () => deps.reveal(channel.arn),
  };
}
