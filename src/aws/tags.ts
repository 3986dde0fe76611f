import { type IvsClient, TagResourceCommand, UntagResourceCommand } from "@aws-sdk/client-ivs";
import type { Arn, Tags } from "../core/arn";

/** Sets tags of any resource, then removes others: two calls. */
export async function tag(
  writer: IvsClient,
  resourceArn: Arn,
  set: Tags,
  remove: readonly string[],
): Promise<void> {
  if (Object.keys(set).length > 0)
    await writer.send(new TagResourceCommand({ resourceArn, tags: { ...set } }));
  const tagKeys = [...remove];
  if (tagKeys.length > 0) await writer.send(new UntagResourceCommand({ resourceArn, tagKeys }));
}
