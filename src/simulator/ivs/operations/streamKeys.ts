import type {
  BatchGetStreamKeyRequest,
  BatchGetStreamKeyResponse,
  CreateStreamKeyRequest,
  CreateStreamKeyResponse,
  DeleteStreamKeyRequest,
  GetStreamKeyRequest,
  GetStreamKeyResponse,
  ListStreamKeysRequest,
  ListStreamKeysResponse,
} from "@aws-sdk/client-ivs";
import type { StreamKey } from "../../model";
import type { NewId, Region } from "../../world";
import { IvsError } from "../errors";
import { batch } from "./batch";
import type { Operation } from "./operation";
import { checkTags } from "./tags";

/** CreateStreamKey: a channel has one key at most, and that quota cannot be raised. */
export const createStreamKey: Operation<CreateStreamKeyRequest, CreateStreamKeyResponse> = (
  region,
  { channelArn, tags },
) => {
  checkTags(tags);
  region.channels.find(channelArn);
  if (keyOf(region, channelArn)) {
    throw new IvsError(
      "ServiceQuotaExceededException",
      `Channel: ${channelArn} already has its one stream key`,
    );
  }
  return { streamKey: addStreamKey(region, channelArn, tags) };
};

/** Adds a key to a channel, with ids from the world or, for a seed, from elsewhere. */
export function addStreamKey(
  region: Region,
  channelArn: string,
  tags: Record<string, string> = {},
  newId: NewId = region.world.newId,
): StreamKey {
  const id = newId(12);
  const key = {
    arn: region.arn("stream-key", id),
    channelArn,
    tags,
    value: `sk_${region.name}_${id}_${newId(30)}`,
  };
  region.streamKeys.add(key.arn, key);
  return key;
}

/** DeleteStreamKey: allowed while the channel is live too, and frees the channel's one place. */
export const deleteStreamKey: Operation<DeleteStreamKeyRequest, undefined> = (region, { arn }) => {
  region.streamKeys.find(arn);
  region.streamKeys.delete(arn);
  return undefined;
};

/** GetStreamKey: the key with its secret value. */
export const getStreamKey: Operation<GetStreamKeyRequest, GetStreamKeyResponse> = (
  region,
  { arn },
) => ({ streamKey: region.streamKeys.find(arn) });

/** BatchGetStreamKey: the keys with their values; an unknown ARN is an entry in `errors`. */
export const batchGetStreamKey: Operation<BatchGetStreamKeyRequest, BatchGetStreamKeyResponse> = (
  region,
  { arns },
) => {
  const { items: streamKeys, errors } = batch(region.streamKeys, arns);
  return { streamKeys, errors };
};

/** ListStreamKeys: a page of a channel's keys, without their values. */
export const listStreamKeys: Operation<ListStreamKeysRequest, ListStreamKeysResponse> = (
  region,
  input,
) => {
  region.channels.find(input.channelArn);
  const { items: streamKeys, nextToken } = region.streamKeys.page(
    "ListStreamKeys",
    input,
    ({ arn, channelArn, tags }) => ({ arn, channelArn, tags }),
    ({ channelArn }) => channelArn === input.channelArn,
  );
  return { streamKeys, nextToken };
};

/** The key of a channel, if it has one. */
export function keyOf(region: Region, channelArn: string): StreamKey | undefined {
  return region.streamKeys.first((key) => key.channelArn === channelArn);
}
