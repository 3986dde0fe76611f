import type { Arn } from "./ivs";

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
 * The parts of an IVS ARN, `arn:aws:ivs:<region>:<account>:<type>/<id>`. Text that is no ARN gives empty parts
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

/** What a thing is called on screen: its name, or its id when unnamed (names may be empty in IVS). */
export function title(thing: { readonly name: string; readonly arn: Arn }): string {
  return thing.name || parseArn(thing.arn).id;
}

/** A key by which names sort as people count: "cam-2" before "cam-10", "Cam" beside "cam". */
export function sortKey(name: string): string {
  return name.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(12, "0"));
}

/** The address of any IVS resource in the AWS console. */
export function consoleUrl(arn: Arn): string {
  const query = new URLSearchParams({ region: parseArn(arn).region, arn });
  return `https://console.aws.amazon.com/go/view?${query}`;
}
