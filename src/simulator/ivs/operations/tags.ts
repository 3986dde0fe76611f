import type {
  ListTagsForResourceRequest,
  ListTagsForResourceResponse,
  TagResourceRequest,
  TagResourceResponse,
  UntagResourceRequest,
  UntagResourceResponse,
} from "@aws-sdk/client-ivs";
import type { Table } from "../../table";
import { type Region, taggable } from "../../world";
import { IvsError, notFound } from "../errors";
import type { Operation } from "./operation";

const MAX_TAGS = 50;

/** ListTagsForResource: all tags of a resource, in one answer. */
export const listTagsForResource: Operation<
  ListTagsForResourceRequest,
  ListTagsForResourceResponse
> = (region, { resourceArn }) => ({ tags: findTagged(region, resourceArn).tags });

/** TagResource: adds tags, or gives those that are there a new value; 50 on a resource at most. */
export const tagResource: Operation<TagResourceRequest, TagResourceResponse> = (
  region,
  { resourceArn, tags },
) => {
  checkTags(tags);
  const resource = findTagged(region, resourceArn);
  const all = { ...resource.tags, ...tags };
  if (Object.keys(all).length > MAX_TAGS) {
    throw new IvsError("ValidationException", `A resource can have ${MAX_TAGS} tags at most`);
  }
  retag(region, resource, all);
  return {};
};

/** UntagResource: takes tags off; a key that is not there is no fault. */
export const untagResource: Operation<UntagResourceRequest, UntagResourceResponse> = (
  region,
  { resourceArn, tagKeys },
) => {
  const resource = findTagged(region, resourceArn);
  const kept = Object.entries(resource.tags).filter(([key]) => !tagKeys.includes(key));
  retag(region, resource, Object.fromEntries(kept));
  return {};
};

/** Refuses tags with a key that AWS keeps for itself, on every service. */
export function checkTags(tags: Record<string, string> = {}): void {
  const reserved = Object.keys(tags).find((key) => key.toLowerCase().startsWith("aws:"));
  if (reserved !== undefined) {
    throw new IvsError("ValidationException", `Tag keys cannot start with aws: (${reserved})`);
  }
}

interface Tagged {
  arn: string;
  tags: Record<string, string>;
}

function findTagged(region: Region, arn: string): Tagged {
  for (const kind of taggable) {
    const resource = region[kind].get(arn);
    if (resource) return resource;
  }
  throw notFound(arn);
}

function retag(region: Region, { arn }: Tagged, tags: Record<string, string>): void {
  for (const kind of taggable) {
    const collection: Table<Tagged> = region[kind];
    const resource = collection.get(arn);
    if (resource) collection.replace(arn, { ...resource, tags });
  }
}
