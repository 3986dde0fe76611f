import { l10n } from "vscode";
import { createChannel, insist, stopAndWait } from "../../model/acts";
import type { Connection } from "../../model/connection";
import type { Arn, ChannelDetails, ChannelSettings, Named } from "../../model/ivs";
import { channelFaults, hasMultitrack, hasPreset, MAX_TAGS, tagsFault } from "../../model/limits";
import { parseArn, title } from "../../model/rules";
import { type Field, FORM, type Notice, type Option, type Values } from "../../shared/form";
import { quoted, streamWords } from "../words";
import {
  latencyOptions,
  recordingOptions,
  regionField,
  resolutionLabel,
  typeOptions,
} from "./choices";
import {
  connected,
  type Deps,
  type End,
  type FormAtWork,
  type Page,
  rowsOf,
  snapshotOf,
  tagRows,
  tagsOf,
  text,
  ticked,
} from "./kind";
import { failure, faultsWords } from "./words";

/** Field ids by the service's names of members. */
const MEMBERS = {
  name: "name",
  type: "type",
  latencyMode: "latencyMode",
  recordingConfigurationArn: "recordingArn",
  preset: "preset",
  containerFormat: "containerFormat",
  multitrackInputConfiguration: "multitrack",
  playbackRestrictionPolicyArn: "playbackRestrictionPolicyArn",
  adConfigurationArn: "adConfigurationArn",
  tags: "tags",
} as const;

const DEFAULTS: ChannelSettings = {
  name: "",
  type: "STANDARD",
  latencyMode: "LOW",
  recordingArn: "",
  authorized: false,
  insecureIngest: false,
  preset: "",
  containerFormat: "TS",
  multitrack: { enabled: false, policy: "ALLOW", maximumResolution: "FULL_HD" },
  playbackRestrictionPolicyArn: "",
  adConfigurationArn: "",
};
const DEFAULT_PRESET = "HIGHER_BANDWIDTH_DELIVERY";

/** What an account has besides, that a channel can refer to. */
interface Extras {
  readonly policies: readonly Named[];
  readonly ads: readonly Named[];
}
const NO_EXTRAS: Extras = { policies: [], ads: [] };

/** Reads what is offered only when there is any; who may not list it is not offered it. */
async function extrasOf(connection: Connection): Promise<Extras> {
  const ivs = await connection.ivs();
  const [policies, ads] = await Promise.all([
    ivs.playbackRestrictionPolicies().catch(() => []),
    ivs.adConfigurations().catch(() => []),
  ]);
  return { policies, ads };
}

function toValues(settings: ChannelSettings): Values {
  const { multitrack, ...rest } = settings;
  return {
    ...rest,
    preset: settings.preset || DEFAULT_PRESET,
    multitrack: multitrack.enabled,
    multitrackPolicy: multitrack.policy || "ALLOW",
    multitrackResolution: multitrack.maximumResolution || "FULL_HD",
  };
}

/** The settings that are typed; fields that do not count for the type are as if they were not there. */
function toSettings(values: Values): ChannelSettings {
  const type = text(values, "type");
  return {
    name: text(values, "name"),
    type,
    latencyMode: text(values, "latencyMode"),
    recordingArn: text(values, "recordingArn"),
    authorized: ticked(values, "authorized"),
    insecureIngest: ticked(values, "insecureIngest"),
    preset: hasPreset(type) ? text(values, "preset") : "",
    containerFormat: text(values, "containerFormat"),
    multitrack: {
      enabled: hasMultitrack(type) && ticked(values, "multitrack"),
      policy: text(values, "multitrackPolicy"),
      maximumResolution: text(values, "multitrackResolution"),
    },
    playbackRestrictionPolicyArn: text(values, "playbackRestrictionPolicyArn"),
    adConfigurationArn: text(values, "adConfigurationArn"),
  };
}

function check(values: Values) {
  const tags = tagsFault(tagRows(values));
  return faultsWords({ ...channelFaults(toSettings(values)), tags });
}

function fields(
  values: Values,
  connection: Connection | undefined,
  { policies, ads }: Extras,
): Field[] {
  const { type, multitrack, recordingArn } = toSettings(values);
  const more: Field[] = [
    {
      id: "insecureIngest",
      kind: "check",
      label: l10n.t("Take insecure ingest"),
      description: l10n.t(
        "Also takes RTMP, which is not encrypted, and SRT without a passphrase: for encoders that can do no better.",
      ),
    },
  ];
  if (hasPreset(type))
    more.push({
      id: "preset",
      kind: "choice",
      label: l10n.t("Transcode preset"),
      options: [
        {
          value: DEFAULT_PRESET,
          label: l10n.t("Higher bandwidth delivery"),
          description: l10n.t("The better picture, for viewers with good networks."),
        },
        {
          value: "CONSTRAINED_BANDWIDTH_DELIVERY",
          label: l10n.t("Constrained bandwidth delivery"),
          description: l10n.t("Lower bitrates, for viewers with poor networks."),
        },
      ],
    });
  more.push({
    id: "containerFormat",
    kind: "choice",
    label: l10n.t("Container format"),
    options: [
      {
        value: "TS",
        label: l10n.t("MPEG-TS"),
        description: l10n.t("What every player takes; ad insertion needs it."),
      },
      {
        value: "FRAGMENTED_MP4",
        label: l10n.t("Fragmented MP4"),
        description: l10n.t("What multitrack input needs."),
      },
    ],
  });
  if (hasMultitrack(type))
    more.push({
      id: "multitrack",
      kind: "check",
      label: l10n.t("Multitrack input"),
      description: l10n.t(
        "The encoder itself sends several qualities. Needs type Standard, Fragmented MP4 and an encoder that can do it.",
      ),
    });
  if (multitrack.enabled)
    more.push(
      {
        id: "multitrackPolicy",
        kind: "choice",
        label: l10n.t("Multitrack policy"),
        options: [
          { value: "ALLOW", label: l10n.t("Allow: one track or several") },
          { value: "REQUIRE", label: l10n.t("Require: several tracks only") },
        ],
      },
      {
        id: "multitrackResolution",
        kind: "choice",
        label: l10n.t("Largest track"),
        options: ["FULL_HD", "HD", "SD"].map((value) => ({ value, label: resolutionLabel(value) })),
      },
    );
  more.push(
    ...references(
      "playbackRestrictionPolicyArn",
      l10n.t("Playback restriction policy"),
      l10n.t("By country and origin. It has no effect on a private channel."),
      policies,
      values,
    ),
    ...references(
      "adConfigurationArn",
      l10n.t("Ad configuration"),
      l10n.t("Needs MPEG-TS."),
      ads,
      values,
    ),
    { id: "tags", kind: "tags", label: l10n.t("Tags"), max: MAX_TAGS },
  );
  return [
    {
      id: "name",
      kind: "text",
      label: l10n.t("Name"),
      description: l10n.t("Letters, digits, - and _. It may be empty and need not be unique."),
    },
    { id: "type", kind: "choice", label: l10n.t("Type"), options: typeOptions() },
    { id: "latencyMode", kind: "choice", label: l10n.t("Latency"), options: latencyOptions() },
    {
      id: "recordingArn",
      kind: "choice",
      label: l10n.t("Recording configuration"),
      options: [
        {
          value: "",
          label: l10n.t("Not recorded"),
          description: l10n.t("Nothing of its streams is kept."),
        },
        ...recordingOptions(connection, recordingArn),
      ],
      act: { id: "newRecording", label: l10n.t("Create New…") },
    },
    {
      id: "authorized",
      kind: "check",
      label: l10n.t("Private playback"),
      description: l10n.t("Only viewers with a token that you sign can watch."),
    },
    ...more.map((field) => ({ ...field, more: true })),
  ];
}

/** A choice of something that the account may have: offered when it has any, or when one is chosen. */
function references(
  id: string,
  label: string,
  description: string,
  all: readonly Named[],
  values: Values,
): Field[] {
  const now = text(values, id);
  if (all.length === 0 && !now) return [];
  const known = all.some(({ arn }) => arn === now) || !now ? all : [...all, { arn: now, name: "" }];
  const options: Option[] = known.map((each) => ({ value: each.arn, label: title(each) }));
  return [
    {
      id,
      kind: "choice",
      label,
      description,
      options: [{ value: "", label: l10n.t("None") }, ...options],
    },
  ];
}

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

/** A channel's settings and tags: all that the form for changing it changes. */
type Whole = ChannelSettings & { readonly tags: Readonly<Record<string, string>> };

/** The members in which two differ. */
function differences(a: Whole, b: Whole): (keyof Whole)[] {
  const keys = [...Object.keys(DEFAULTS), "tags"] as (keyof Whole)[];
  return keys.filter((key) => sorted(a[key]) !== sorted(b[key]));
}

function sorted(value: unknown): string {
  return value instanceof Object
    ? JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : JSON.stringify(value);
}

function wholeOf(values: Values): Whole {
  return { ...toSettings(values), tags: tagsOf(values) };
}

/** As the form would give it back if nothing were typed: what is compared must have the same shape. */
function asTyped(whole: Whole): Whole {
  return wholeOf({ ...toValues(whole), tags: rowsOf(whole.tags) });
}

/** Changes a channel: only what was changed is sent. */
export async function openEditChannel(page: Page, deps: Deps): Promise<FormAtWork> {
  const [arn = ""] = page.target.arns ?? [];
  const { region } = parseArn(arn);
  const read = async () => (await connected(deps, region).ivs()).channel(arn);
  const first = await read();
  /** The channel as the person saw it when typing. */
  let base = asTyped(first);
  /** The channel as it is now, when it was changed elsewhere meanwhile. */
  let theirs: Whole | undefined;
  let looking = false;
  let extras = NO_EXTRAS;
  void extrasOf(connected(deps, region)).then((found) => {
    extras = found;
    page.redraw();
  });

  const connection = () => deps.session.connection(region);
  const snapshot = () => {
    const open = connection();
    return open && snapshotOf(open);
  };
  const stream = () => snapshot()?.streams?.items.get(arn);
  const gone = () => {
    const channels = snapshot()?.channels;
    return channels?.complete === true && !channels.items.has(arn);
  };

  /** Notes what was changed elsewhere; true when something was. */
  function compare(now: Whole): boolean {
    theirs = differences(now, base).length > 0 ? now : undefined;
    return theirs !== undefined;
  }

  function notices(values: Values): Notice[] {
    if (gone())
      return [{ tone: "error", text: l10n.t("This channel no longer exists: it was deleted.") }];
    const all: Notice[] = [];
    if (theirs) all.push(conflict(wholeOf(values), base, theirs));
    const live = stream();
    if (live)
      all.push({
        tone: "warning",
        text: l10n.t(
          "This channel is {0}. While it is, the service refuses changes, except of tags.",
          streamWords(live),
        ),
        acts: [
          { id: "stop", label: l10n.t("Stop the Stream First") },
          { id: "later", label: l10n.t("Apply When the Stream Ends") },
        ],
      });
    return all;
  }

  /** Goes on from what is there now: with what was typed, save what only others changed, or with theirs. */
  function settle(values: Values, keepMine: boolean): void {
    if (!theirs) return;
    const mine = wholeOf(values);
    const mineChanged = keepMine ? differences(mine, base) : [];
    const taken = differences(theirs, base).filter((key) => !mineChanged.includes(key));
    const next = { ...mine, ...Object.fromEntries(taken.map((key) => [key, theirs?.[key]])) };
    base = theirs;
    theirs = undefined;
    page.set({ ...toValues(next as Whole), tags: rowsOf((next as Whole).tags) });
  }

  return {
    initial: { ...toValues(base), tags: rowsOf(base.tags) },
    draw: (values) => ({
      title: l10n.t("Edit {0}", title(first)),
      intro: l10n.t("Only what you change is sent."),
      notices: notices(values),
      fields: fields(values, connection(), extras),
      submit: l10n.t("Save Changes"),
      blocked: gone()
        ? l10n.t("There is nothing left to change.")
        : connection()
          ? undefined
          : l10n.t("Not connected to {0} any more.", region),
    }),
    check,
    changed() {
      const now = snapshot()?.channels?.items.get(arn);
      if (!now || looking || theirs) return;
      const seen = asTyped({ ...base, ...pick(now, base) });
      if (differences(seen, base).length === 0) return;
      looking = true;
      void read()
        .then((details) => compare(asTyped(details)))
        .catch(() => {})
        .finally(() => {
          looking = false;
          page.redraw();
        });
    },
    act(id, values) {
      if (id === "mine" || id === "theirs") settle(values, id === "mine");
      else if (id === "newRecording") page.open("createRecording", { region, back: page.address });
      else page.submit(values, id);
    },
    async run(values, work, how) {
      const open = connected(deps, region);
      const ivs = await open.ivs();
      const mine = wholeOf(values);
      try {
        work.progress(l10n.t("Reading the channel again…"));
        if (compare(asTyped(await ivs.channel(arn))))
          return {
            kind: "problems",
            problems: {
              [FORM]: l10n.t("It was changed elsewhere meanwhile: choose above what is to hold."),
            },
          };
        const keys = differences(mine, base);
        if (keys.length === 0) return { kind: "closed", said: l10n.t("Nothing was changed.") };
        const settings = keys.filter((key) => key !== "tags");
        const change = Object.fromEntries(
          settings.map((key) => [key, mine[key]]),
        ) as Partial<ChannelSettings>;
        const later = how === "later" && settings.length > 0 && stream() !== undefined;
        if (how === "stop" && stream()) {
          work.progress(l10n.t("Stopping the stream…"));
          await stopAndWait(ivs, arn);
        }
        work.progress(l10n.t("Saving…"));
        if (settings.length > 0 && !later) await insist(() => ivs.updateChannel(arn, change));
        if (keys.includes("tags")) {
          const removed = Object.keys(base.tags).filter((key) => !Object.hasOwn(mine.tags, key));
          const set = Object.entries(mine.tags).filter(([key, value]) => base.tags[key] !== value);
          await insist(() => ivs.tag(arn, Object.fromEntries(set), removed));
        }
        void open.loop.poke();
        if (!later)
          return { kind: "closed", said: l10n.t("{0} is saved.", title({ ...mine, arn })) };
        deps.later(arn, change, settings.map(memberWord).join(", "));
        return {
          kind: "closed",
          said: l10n.t("{0} will be changed when its stream ends.", title({ ...mine, arn })),
        };
      } catch (error) {
        void open.loop.poke();
        return { kind: "problems", problems: failure(error, open.target, MEMBERS) };
      }
    },
  };
}

/** What the list of channels tells of the members of another. */
function pick(from: object, like: Whole): Partial<Whole> {
  return Object.fromEntries(Object.entries(from).filter(([key]) => key in like));
}

function conflict(mine: Whole, base: Whole, theirs: Whole): Notice {
  const changed = differences(mine, base);
  return {
    tone: "warning",
    text: l10n.t("It was changed elsewhere while you were typing. What is to hold?"),
    lines: differences(theirs, base).map((key) =>
      changed.includes(key)
        ? l10n.t(
            "{0}: {1} elsewhere, {2} here",
            memberWord(key),
            valueWord(theirs[key]),
            valueWord(mine[key]),
          )
        : l10n.t("{0}: {1} elsewhere, not changed here", memberWord(key), valueWord(theirs[key])),
    ),
    acts: [
      { id: "mine", label: l10n.t("Keep Mine") },
      { id: "theirs", label: l10n.t("Take Theirs") },
    ],
  };
}

function memberWord(key: keyof Whole): string {
  const words: Record<keyof Whole, string> = {
    name: l10n.t("Name"),
    type: l10n.t("Type"),
    latencyMode: l10n.t("Latency"),
    recordingArn: l10n.t("Recording configuration"),
    authorized: l10n.t("Private playback"),
    insecureIngest: l10n.t("Take insecure ingest"),
    preset: l10n.t("Transcode preset"),
    containerFormat: l10n.t("Container format"),
    multitrack: l10n.t("Multitrack input"),
    playbackRestrictionPolicyArn: l10n.t("Playback restriction policy"),
    adConfigurationArn: l10n.t("Ad configuration"),
    tags: l10n.t("Tags"),
  };
  return words[key];
}

function valueWord(value: unknown): string {
  if (value === "") return l10n.t("none");
  if (value === true) return l10n.t("yes");
  if (value === false) return l10n.t("no");
  if (typeof value === "string")
    return quoted(value.startsWith("arn:") ? parseArn(value).id : value);
  const parts = Object.entries(value ?? {}).map(([key, each]) => `${key}=${each}`);
  return parts.join(", ") || l10n.t("none");
}
