import type { OperationName } from "../wire";
import * as channels from "./channels";
import type { Operation } from "./operation";
import * as recordings from "./recordings";
import * as streamKeys from "./streamKeys";
import * as streams from "./streams";
import * as tags from "./tags";

/** Every operation by its name: the compiler sees to it that these are the ones in the wire table. */
export const operations = {
  BatchGetChannel: channels.batchGetChannel,
  BatchGetStreamKey: streamKeys.batchGetStreamKey,
  CreateChannel: channels.createChannel,
  CreateRecordingConfiguration: recordings.createRecordingConfiguration,
  CreateStreamKey: streamKeys.createStreamKey,
  DeleteChannel: channels.deleteChannel,
  DeleteRecordingConfiguration: recordings.deleteRecordingConfiguration,
  DeleteStreamKey: streamKeys.deleteStreamKey,
  GetChannel: channels.getChannel,
  GetRecordingConfiguration: recordings.getRecordingConfiguration,
  GetStream: streams.getStream,
  GetStreamKey: streamKeys.getStreamKey,
  ListChannels: channels.listChannels,
  ListRecordingConfigurations: recordings.listRecordingConfigurations,
  ListStreamKeys: streamKeys.listStreamKeys,
  ListStreams: streams.listStreams,
  ListTagsForResource: tags.listTagsForResource,
  StopStream: streams.stopStream,
  TagResource: tags.tagResource,
  UntagResource: tags.untagResource,
  UpdateChannel: channels.updateChannel,
} satisfies Record<OperationName, Operation<never, object | undefined>>;
