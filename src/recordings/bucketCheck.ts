import { l10n } from "vscode";
import type { Connection } from "../connections/connection";
import { REGIONS } from "../core/arn";
import type { Disposer } from "../core/clock";
import type { Notice } from "../shared/form";
import type { BucketLocation } from "./model";
import { bucketViolation } from "./rules";

/** Asking S3 begins when typing has paused for so long (ms). */
const PAUSE = 350;
/** What is missing may be there soon: it is asked about again after this time (ms). */
const FORGET = 5000;

/** Knows where buckets are, and finds out. */
export class Buckets {
  readonly #found = new Map<string, { readonly at: number; readonly found: BucketLocation }>();
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly changed: () => void) {}

  /** What is known of a bucket. */
  known(bucket: string): BucketLocation | undefined {
    const entry = this.#found.get(bucket);
    if (!entry || (entry.found.kind !== "in" && Date.now() - entry.at > FORGET)) return undefined;
    return entry.found;
  }

  /** Finds out, once the person has stopped typing. */
  look(bucket: string, connection: Connection): void {
    clearTimeout(this.#pause);
    if (bucketViolation(bucket) || this.known(bucket)) return;
    this.#pause = setTimeout(() => void this.find(bucket, connection).then(this.changed), PAUSE);
  }

  async find(bucket: string, connection: Connection): Promise<BucketLocation> {
    const found = await connection
      .service()
      .then(({ recordings }) => recordings.locateBucket(bucket))
      .catch((error): BucketLocation => ({ kind: "unchecked", why: String(error?.message) }));
    this.#found.set(bucket, { at: Date.now(), found });
    return found;
  }

  dispose: Disposer = () => clearTimeout(this.#pause);
}

/** Why a bucket can't be recorded into; undefined when it can, or when nobody knows. */
export function bucketProblem(
  found: BucketLocation | undefined,
  region: string,
): string | undefined {
  if (found?.kind === "missing") return l10n.t("There is no bucket of that name.");
  if (found?.kind !== "in" || found.region === region) return undefined;
  return l10n.t(
    "This bucket is in {0}: a recording configuration in {1} records only into buckets there.",
    found.region,
    region,
  );
}

/** A notice about a bucket without the way out into another region. */
export function inThisRegion(notice: Notice): Notice {
  return { ...notice, actions: notice.actions?.filter(({ id }) => id !== "region") };
}

/** What to know about a bucket, with the ways out where it can't be used. `shown`: the regions that are connected. */
export function bucketNotices(
  found: BucketLocation | undefined,
  region: string,
  shown: readonly string[],
): Notice[] {
  if (found?.kind === "unchecked")
    return [
      {
        tone: "info",
        text: l10n.t(
          "The region of this bucket could not be checked ({0}). It must be in {1}.",
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
        actions: [other],
      },
    ];
  const text = shown.includes(found.region)
    ? l10n.t("The bucket is in {0}, not in {1}.", found.region, region)
    : l10n.t("The bucket is in {0}, to which you are not connected yet.", found.region);
  const here = { id: "region", label: l10n.t("Create in {0} Instead", found.region) };
  return [{ tone: "warning", text, actions: [here, other] }];
}
