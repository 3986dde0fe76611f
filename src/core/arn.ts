export type Arn = string;
export type Tags = Readonly<Record<string, string>>;

/** How the keys of tags begin that plans of ours set while they live: nobody's to see or change. */
export const OUR_TAGS = "ivs-explorer:";

/** The tags that people gave: neither AWS's own nor ours. */
export function ownTags(tags: Tags): Tags {
  const own = Object.entries(tags).filter(
    ([key]) => !/^aws:/.test(key) && !key.startsWith(OUR_TAGS),
  );
  return Object.fromEntries(own);
}

/** The regions in which the IVS control plane exists. */
export const REGIONS: readonly string[] = [
  "us-east-1",
  "us-west-2",
  "eu-west-1",
  "eu-central-1",
  "ap-south-1",
  "ap-northeast-1",
  "ap-northeast-2",
];

/**
 * The parts of an IVS ARN, `arn:aws:ivs:<region>:<account>:<type>/<id>`. Text that is not an ARN gives empty parts
 * and itself as the id.
 */
export function parseArn(arn: Arn): { region: string; account: string; type: string; id: string } {
  const [, , , region = "", account = "", resource = arn] = arn.split(":");
  const slash = resource.indexOf("/");
  return {
    region,
    account,
    type: resource.slice(0, Math.max(slash, 0)),
    id: resource.slice(slash + 1),
  };
}

/** Something that has a name, which may be empty and need not be unique, and an ARN. */
export interface Named {
  readonly arn: Arn;
  readonly name: string;
}

/** What a resource is called on screen: its name, or its id when it has none. */
export function title({ name, arn }: Named): string {
  return name || parseArn(arn).id;
}

/** A key by which names sort as people count: "cam-2" before "cam-10", "Cam" beside "cam". */
export function sortKey(name: string): string {
  return name.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(12, "0"));
}

/** Compares two resources by what they are called. */
export function byTitle(a: Named, b: Named): number {
  const [one, other] = [sortKey(title(a)), sortKey(title(b))];
  return one < other ? -1 : one > other ? 1 : a.arn < b.arn ? -1 : a.arn > b.arn ? 1 : 0;
}

/** The address of any IVS resource in the AWS console. */
export function consoleUrl(arn: Arn): string {
  const query = new URLSearchParams({ region: parseArn(arn).region, arn });
  return `https://console.aws.amazon.com/go/view?${query}`;
}
