import { deniesRecording } from "./bucketPolicy";
import { ACCOUNT_ID } from "./model";
import { type QuotaValues, quotas } from "./quotas";
import { anything, flag, integer, list, map, oneOf, structure, text, validate } from "./shapes";

/** Someone else: AWS's other example of an account id. */
export const OTHER_ACCOUNT_ID = "444455556666";

/** What can be said of a bucket. */
export interface Bucket {
  readonly region: string;
  /** The account that owns it. */
  readonly owner: string;
  /** How its objects are encrypted unless they say otherwise. */
  readonly encryption: "AES256" | "aws:kms" | "aws:kms:dsse";
  readonly ownership: "BucketOwnerEnforced" | "BucketOwnerPreferred" | "ObjectWriter";
  /** A policy document. */
  readonly policy?: object;
  /** Rules, in the words of S3's own API. Nothing here expires by them. */
  readonly lifecycle?: readonly LifecycleRule[];
  /** There is no bucket of that name. */
  readonly deleted?: boolean;
}

export interface LifecycleRule {
  readonly ID?: string;
  readonly Status: string;
  readonly Filter?: { readonly Prefix?: string };
  readonly Expiration?: { readonly Days?: number };
  readonly NoncurrentVersionExpiration?: { readonly NoncurrentDays?: number };
}

const bucketMembers = {
  region: text(1, 32, "[a-z0-9-]+"),
  owner: text(12, 12, "[0-9]+"),
  encryption: oneOf("AES256", "aws:kms", "aws:kms:dsse"),
  ownership: oneOf("BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"),
  policy: anything,
  lifecycle: list(
    structure(
      { Status: oneOf("Enabled", "Disabled") },
      {
        ID: text(0, 255),
        Filter: structure({}, { Prefix: text(0, 1024) }),
        Expiration: structure({}, { Days: integer(1) }),
        NoncurrentVersionExpiration: structure({}, { NoncurrentDays: integer(1) }),
      },
    ),
    1,
  ),
  deleted: flag,
};

/** A bucket's name and what is said of it, as a control route takes them. */
export const bucketShape = structure({ name: text(3, 63, "[a-z0-9.-]+") }, bucketMembers);

/** The rest of the account, as far as recordings depend on it: what a `--buckets` file says. */
export interface AccountFile {
  readonly buckets: Readonly<Record<string, Partial<Bucket>>>;
  /** false: the role that IVS writes recordings with was deleted. */
  readonly role?: boolean;
  /** By quota code. */
  readonly quotas?: QuotaValues;
}

const codes = Object.values(quotas).map(({ code }) => code);
const fileShape = structure(
  {},
  {
    buckets: map(text(3, 63, "[a-z0-9.-]+"), structure({}, bucketMembers)),
    role: flag,
    quotas: map(oneOf(...codes), integer(0)),
  },
);

/** What a `--buckets` file says. Throws an Error that says what is wrong with it. */
export function readAccountFile(json: string): AccountFile {
  return { buckets: {}, ...(validate(fileShape, JSON.parse(json)) as object) };
}

/** The buckets that there are, of this account and others. Names are the whole world's, as in S3. */
export class Buckets {
  readonly #known = new Map<string, Partial<Bucket>>();

  constructor(
    private readonly given: Readonly<Record<string, Partial<Bucket>>>,
    private readonly onChange: (name: string) => void,
  ) {
    this.clear();
  }

  /** Knows those only that it was given. */
  clear(): void {
    this.#known.clear();
    for (const [name, facts] of Object.entries(this.given)) this.set(name, facts);
  }

  /** Says something of a bucket; what is not said stays as it was. */
  set(name: string, facts: Partial<Bucket>): void {
    this.#known.set(name, { ...this.#known.get(name), ...facts });
    this.onChange(name);
  }

  /** What was said of a bucket. */
  said(name: string): Partial<Bucket> | undefined {
    return this.#known.get(name);
  }

  /** Says what was kept of a bucket. Throws if it is of another form. */
  restore(name: string, facts: unknown): void {
    this.#known.set(name, validate(structure({}, bucketMembers), facts) as Partial<Bucket>);
  }

  /** A recording configuration names it: from now on it is in that region, if it was nowhere yet. */
  place(name: string, region: string): void {
    if (this.#known.get(name)?.region === undefined) this.set(name, { region });
  }

  /**
   * A bucket, for a client that asks from a region; undefined if there is none. One that nothing was said
   * of is made up: it is in that region, save that `missing-…` is not there and `private-…` is someone
   * else's.
   */
  find(name: string, from: string): Bucket | undefined {
    const known = this.#known.get(name);
    if (known?.deleted ?? (known === undefined && name.startsWith("missing-"))) return undefined;
    return {
      region: from,
      owner: name.startsWith("private-") ? OTHER_ACCOUNT_ID : ACCOUNT_ID,
      encryption: "AES256",
      ownership: "BucketOwnerEnforced",
      ...known,
    };
  }

  /** Whether IVS takes a bucket for recordings in a region: it must be the account's own there. */
  isUsable(name: string, region: string): boolean {
    const bucket = this.find(name, region);
    return bucket?.owner === ACCOUNT_ID && bucket.region === region;
  }

  /**
   * Whether IVS could write there, which it finds out only when it does: it writes to no access point
   * and to no bucket encrypted with a key of KMS, and a policy may deny it.
   */
  isWritable(name: string, region: string): boolean {
    const bucket = this.find(name, region);
    return (
      bucket !== undefined &&
      this.isUsable(name, region) &&
      !/-s3alias$/.test(name) &&
      bucket.encryption === "AES256" &&
      !(bucket.policy && deniesRecording(bucket.policy, `arn:aws:s3:::${name}/ivs/v1/`))
    );
  }

  dump(): [name: string, facts: Partial<Bucket>][] {
    return [...this.#known];
  }
}
