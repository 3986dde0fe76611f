import { l10n } from "vscode";
import { createRecording } from "../../model/acts";
import type { Connection } from "../../model/connection";
import type { Arn, BucketFound, RecordingSettings } from "../../model/ivs";
import {
  bucketFault,
  INTERVAL,
  MAX_TAGS,
  numberFault,
  RECONNECT,
  RECORDINGS_QUOTA,
  RENDITIONS,
  recordingFaults,
  tagsFault,
} from "../../model/limits";
import { problemOf } from "../../model/problem";
import { parseArn, REGIONS, title } from "../../model/rules";
import type { Disposer } from "../../model/store";
import type { Field, Notice, Problems, Values } from "../../shared/form";
import { say } from "../words";
import { regionField, resolutionLabel } from "./choices";
import {
  chosen,
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
} from "./kind";
import { failure, faultsWords } from "./words";

/** Field ids by the service's names of members. */
export const MEMBERS = {
  name: "name",
  destinationConfiguration: "bucket",
  bucketName: "bucket",
  recordingReconnectWindowSeconds: "reconnect",
  thumbnailConfiguration: "thumbnails",
  targetIntervalSeconds: "interval",
  renditionConfiguration: "renditions",
  tags: "tags",
} as const;

const DEFAULTS: RecordingSettings = {
  name: "",
  bucket: "",
  reconnectWindowSeconds: 60,
  thumbnails: { mode: "INTERVAL", intervalSeconds: 60, resolution: "", storage: ["SEQUENTIAL"] },
  renditions: { selection: "ALL", list: [] },
};

/** Settings as what the fields hold. */
export function toValues({ name, bucket, ...rest }: RecordingSettings): Values {
  return {
    name,
    bucket,
    reconnect: String(rest.reconnectWindowSeconds),
    thumbnails: rest.thumbnails.mode,
    interval: String(rest.thumbnails.intervalSeconds),
    resolution: rest.thumbnails.resolution,
    storage: rest.thumbnails.storage,
    selection: rest.renditions.selection,
    renditions: rest.renditions.list,
  };
}

/** What the fields hold, as settings. */
export function toSettings(values: Values): RecordingSettings {
  return {
    name: text(values, "name"),
    bucket: text(values, "bucket").trim(),
    reconnectWindowSeconds: Number(text(values, "reconnect")),
    thumbnails: {
      mode: text(values, "thumbnails"),
      intervalSeconds: Number(text(values, "interval")),
      resolution: text(values, "resolution"),
      storage: chosen(values, "storage"),
    },
    renditions: { selection: text(values, "selection"), list: chosen(values, "renditions") },
  };
}

/** The fields of a recording configuration, as they are for what is typed. */
export function fields(values: Values): Field[] {
  const { thumbnails, renditions } = toSettings(values);
  const interval = thumbnails.mode === "INTERVAL";
  return [
    {
      id: "name",
      kind: "text",
      label: l10n.t("Name"),
      description: l10n.t("Letters, digits, - and _. It may be empty and need not be unique."),
    },
    {
      id: "bucket",
      kind: "text",
      label: l10n.t("S3 bucket"),
      description: l10n.t(
        "Your own, in the same region, and not encrypted by a KMS key: into such a one nothing is recorded.",
      ),
    },
    {
      id: "reconnect",
      kind: "number",
      label: l10n.t("Reconnect window"),
      unit: l10n.t("seconds, 0 to 300"),
      description: l10n.t(
        "A stream that breaks off and is back within this time goes on in the same recording. With 0, every short drop begins a new one.",
      ),
    },
    {
      id: "thumbnails",
      kind: "choice",
      label: l10n.t("Thumbnails"),
      options: [
        { value: "INTERVAL", label: l10n.t("At an interval") },
        { value: "DISABLED", label: l10n.t("None") },
      ],
    },
    ...(interval ? thumbnailFields() : []),
    {
      id: "selection",
      kind: "choice",
      label: l10n.t("Renditions to record"),
      options: [
        {
          value: "ALL",
          label: l10n.t("All"),
          description: l10n.t("Every quality that viewers can choose."),
        },
        {
          value: "CUSTOM",
          label: l10n.t("Some"),
          description: l10n.t("Has no effect on Basic channels."),
        },
        { value: "NONE", label: l10n.t("None"), description: l10n.t("Only thumbnails are kept.") },
      ],
    },
    ...(renditions.selection === "CUSTOM" ? [renditionsField()] : []),
    { id: "tags", kind: "tags", label: l10n.t("Tags"), max: MAX_TAGS, more: true },
  ];
}

function thumbnailFields(): Field[] {
  return [
    {
      id: "interval",
      kind: "number",
      label: l10n.t("Thumbnail interval"),
      unit: l10n.t("seconds, 1 to 60"),
    },
    {
      id: "resolution",
      kind: "choice",
      label: l10n.t("Thumbnail resolution"),
      more: true,
      options: [
        { value: "", label: l10n.t("As the stream") },
        ...RENDITIONS.map((value) => ({ value, label: resolutionLabel(value) })),
      ],
    },
    {
      id: "storage",
      kind: "checks",
      label: l10n.t("Thumbnail storage"),
      more: true,
      options: [
        { value: "SEQUENTIAL", label: l10n.t("Keep every one") },
        { value: "LATEST", label: l10n.t("Keep the latest, always under the same key") },
      ],
    },
  ];
}

function renditionsField(): Field {
  return {
    id: "renditions",
    kind: "checks",
    label: l10n.t("Renditions"),
    options: RENDITIONS.map((value) => ({ value, label: resolutionLabel(value) })),
  };
}

/** Asking S3 begins when typing has paused for so long (ms). */
const PAUSE = 350;
/** What is missing may be there soon: it is asked about again after this time (ms). */
const FORGET = 5000;

/** Knows where buckets are, and finds out. */
export class Buckets {
  readonly #found = new Map<string, { readonly at: number; readonly found: BucketFound }>();
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly changed: () => void) {}

  /** What is known of a bucket. */
  known(bucket: string): BucketFound | undefined {
    const entry = this.#found.get(bucket);
    if (!entry || (entry.found.kind !== "in" && Date.now() - entry.at > FORGET)) return undefined;
    return entry.found;
  }

  /** Finds out, once the person has stopped typing. */
  look(bucket: string, connection: Connection): void {
    clearTimeout(this.#pause);
    if (bucketFault(bucket) || this.known(bucket)) return;
    this.#pause = setTimeout(() => void this.find(bucket, connection).then(this.changed), PAUSE);
  }

  async find(bucket: string, connection: Connection): Promise<BucketFound> {
    const found = await (await connection.ivs())
      .findBucket(bucket)
      .catch((error): BucketFound => ({ kind: "unchecked", why: String(error?.message) }));
    this.#found.set(bucket, { at: Date.now(), found });
    return found;
  }

  dispose: Disposer = () => clearTimeout(this.#pause);
}

/** Why a bucket can't be recorded into; undefined when it can, or when nobody knows. */
export function bucketProblem(found: BucketFound | undefined, region: string): string | undefined {
  if (found?.kind === "missing") return l10n.t("There is no bucket of that name.");
  if (found?.kind !== "in" || found.region === region) return undefined;
  return l10n.t(
    "This bucket is in {0}: a recording configuration in {1} records only into buckets there.",
    found.region,
    region,
  );
}

/** What is wrong with what is typed, as far as is known without asking. */
export function check(values: Values, buckets: Buckets, region: string): Problems {
  const wanted = toSettings(values);
  const { mode } = wanted.thumbnails;
  const problems = faultsWords({
    ...recordingFaults(wanted),
    reconnect: numberFault(text(values, "reconnect"), RECONNECT),
    interval: mode === "INTERVAL" ? numberFault(text(values, "interval"), INTERVAL) : undefined,
    tags: tagsFault(tagRows(values)),
  });
  const wrong = bucketProblem(buckets.known(wanted.bucket), region);
  return wrong ? { bucket: wrong, ...problems } : problems;
}

/** Creates a recording configuration; with an ARN in the target, as a copy of that one. */
export async function openCreateRecording(page: Page, deps: Deps): Promise<FormAtWork> {
  const { session } = deps;
  const [source] = page.target.arns ?? [];
  const home = source && parseArn(source).region;
  const first = page.target.region || home || session.regions[0] || "";
  const copied =
    source && home ? await (await connected(deps, home).ivs()).recording(source) : undefined;
  const buckets = new Buckets(page.redraw);
  const regionOf = (values: Values) => text(values, "region") || first;
  const settings = { ...DEFAULTS, ...copied };

  return {
    initial: {
      ...toValues({ ...settings, name: copied?.name ? `${copied.name}-copy` : "" }),
      tags: copied ? rowsOf(copied.tags) : [],
      region: first,
    },
    dispose: buckets.dispose,
    typed(values) {
      const connection = session.connection(regionOf(values));
      if (connection) buckets.look(toSettings(values).bucket, connection);
    },
    draw(values) {
      const region = regionOf(values);
      const connection = session.connection(region);
      return {
        title: copied
          ? l10n.t("Duplicate Recording Configuration")
          : l10n.t("Create Recording Configuration"),
        intro: l10n.t("It can record any number of channels, and can’t be changed later."),
        notices: [
          ...bucketNotices(buckets.known(toSettings(values).bucket), region, deps).map((notice) =>
            // What waits for it is in this region: another one is no way out.
            page.target.back ? inThisRegion(notice) : notice,
          ),
          ...(connection ? quotaNotices(connection) : []),
        ],
        // A form that waits for it is in its own region.
        fields: [...(page.target.back ? [] : regionField(session.connections)), ...fields(values)],
        submit: l10n.t("Create Recording Configuration"),
        blocked: connection ? undefined : l10n.t("Not connected to {0} any more.", region),
      };
    },
    check: (values) => check(values, buckets, regionOf(values)),
    async act(id, values) {
      if (id === "bucket") return page.focus("bucket");
      const found = buckets.known(toSettings(values).bucket);
      if (found?.kind !== "in") return;
      if (!session.connection(found.region))
        await session.setRegions(
          REGIONS.filter((each) => each === found.region || session.regions.includes(each)),
        );
      page.set({ region: found.region });
    },
    async run(values, work) {
      const region = regionOf(values);
      const connection = connected(deps, region);
      const wanted = toSettings(values);
      try {
        work.progress(l10n.t("Looking where the bucket is…"));
        const wrong = bucketProblem(await buckets.find(wanted.bucket, connection), region);
        if (wrong) return { kind: "problems", problems: { bucket: wrong } };
        work.progress(l10n.t("Creating the recording configuration…"));
        const { arn, found } = await createRecording(connection, wanted, tagsOf(values));
        const read = connection.loop.poke();
        const back = page.back();
        if (back) {
          await read;
          back.set({ recordingArn: arn });
          back.reveal();
          return {
            kind: "closed",
            said: l10n.t("{0} is being created.", title({ ...wanted, arn })),
          };
        }
        void read.then(() => deps.reveal(arn));
        const end = created({ ...wanted, arn }, found, deps);
        if (!page.target.replaces || !source) return end;
        work.progress(l10n.t("Deleting the one that failed…"));
        return { ...end, result: { ...end.result, lines: [await deleteFailed(source, deps)] } };
      } catch (error) {
        return { kind: "problems", problems: failure(error, connection.target, MEMBERS) };
      }
    },
  };
}

/** A notice about a bucket without the way out into another region. */
export function inThisRegion(notice: Notice): Notice {
  return { ...notice, acts: notice.acts?.filter(({ id }) => id !== "region") };
}

/** What to know about a bucket, with the ways out where it can't be used. */
export function bucketNotices(
  found: BucketFound | undefined,
  region: string,
  { session }: Deps,
): Notice[] {
  if (found?.kind === "unchecked")
    return [
      {
        tone: "info",
        text: l10n.t(
          "Where this bucket is could not be checked ({0}). It must be in {1}.",
          found.why,
          region,
        ),
      },
    ];
  if (found?.kind !== "in" || found.region === region) return [];
  const other = { id: "bucket", label: l10n.t("Choose Another Bucket") };
  if (!REGIONS.includes(found.region))
    return [
      {
        tone: "warning",
        text: l10n.t("The bucket is in {0}, a region that Amazon IVS does not have.", found.region),
        acts: [other],
      },
    ];
  const text = session.regions.includes(found.region)
    ? l10n.t("The bucket is in {0}, not in {1}.", found.region, region)
    : l10n.t("The bucket is in {0}, to which you are not connected yet.", found.region);
  const here = { id: "region", label: l10n.t("Create in {0} Instead", found.region) };
  return [{ tone: "warning", text, acts: [here, other] }];
}

/** Says how many are left when there are few. */
function quotaNotices(connection: Connection): Notice[] {
  const { region } = connection.target;
  const count = snapshotOf(connection)?.recordings?.items.size ?? 0;
  const left = RECORDINGS_QUOTA - count;
  if (left > 3) return [];
  return [
    left > 0
      ? {
          tone: "info",
          text: l10n.t(
            "{0} has {1} of the {2} recording configurations that AWS allows by default: {3} are left.",
            region,
            count,
            RECORDINGS_QUOTA,
            left,
          ),
        }
      : {
          tone: "warning",
          text: l10n.t(
            "{0} has {1} recording configurations. AWS allows {2} by default: one more is refused unless your quota was raised.",
            region,
            count,
            RECORDINGS_QUOTA,
          ),
        },
  ];
}

/** Deletes a configuration that failed, now that another takes its place; says how that went. */
async function deleteFailed(arn: Arn, deps: Deps): Promise<string> {
  const connection = connected(deps, parseArn(arn).region);
  try {
    await (await connection.ivs()).deleteRecording(arn);
    return l10n.t("The one that failed is deleted.");
  } catch (error) {
    const why = say(problemOf(error), connection.target);
    return l10n.t("The one that failed is still there. {0}", why);
  } finally {
    void connection.loop.poke();
  }
}

function created(
  recording: RecordingSettings & { readonly arn: string },
  found: boolean,
  deps: Deps,
): Extract<End, { kind: "done" }> {
  return {
    kind: "done",
    result: {
      title: l10n.t("Recording Configuration Created"),
      text: found
        ? l10n.t(
            "The answer of the service was lost, so it was looked for: {0} is there, once.",
            title(recording),
          )
        : l10n.t(
            "{0} is being created; it is usable once it is active, within seconds. The tree and the status bar follow it.",
            title(recording),
          ),
      facts: [
        { id: "bucket", label: l10n.t("Records to"), value: `s3://${recording.bucket}` },
        { id: "arn", label: l10n.t("ARN"), value: recording.arn },
      ],
      acts: [{ id: "reveal", label: l10n.t("Show in the Tree") }],
    },
    act: () => deps.reveal(recording.arn),
  };
}
