import type { OperationName } from "../api";
import * as adConfigurations from "./adConfigurations";
import * as channels from "./channels";
import * as keyPairs from "./keyPairs";
import type { Operation } from "./operation";
import * as policies from "./policies";
import * as recordingConfigurations from "./recordingConfigurations";
import * as sessions from "./sessions";
import * as streamKeys from "./streamKeys";
import * as streams from "./streams";
import * as tags from "./tags";
import * as viewers from "./viewers";

/** Every operation by its name: the compiler sees to it that these are the ones in the wire table. */
export const operations = {
  BatchGetChannel: channels.batchGetChannel,
  BatchGetStreamKey: streamKeys.batchGetStreamKey,
  BatchStartViewerSessionRevocation: viewers.batchStartViewerSessionRevocation,
  CreateAdConfiguration: adConfigurations.createAdConfiguration,
  CreateChannel: channels.createChannel,
  CreatePlaybackRestrictionPolicy: policies.createPlaybackRestrictionPolicy,
  CreateRecordingConfiguration: recordingConfigurations.createRecordingConfiguration,
  CreateStreamKey: streamKeys.createStreamKey,
  DeleteAdConfiguration: adConfigurations.deleteAdConfiguration,
  DeleteChannel: channels.deleteChannel,
  DeletePlaybackKeyPair: keyPairs.deletePlaybackKeyPair,
  DeletePlaybackRestrictionPolicy: policies.deletePlaybackRestrictionPolicy,
  DeleteRecordingConfiguration: recordingConfigurations.deleteRecordingConfiguration,
  DeleteStreamKey: streamKeys.deleteStreamKey,
  GetAdConfiguration: adConfigurations.getAdConfiguration,
  GetChannel: channels.getChannel,
  GetPlaybackKeyPair: keyPairs.getPlaybackKeyPair,
  GetPlaybackRestrictionPolicy: policies.getPlaybackRestrictionPolicy,
  GetRecordingConfiguration: recordingConfigurations.getRecordingConfiguration,
  GetStream: streams.getStream,
  GetStreamKey: streamKeys.getStreamKey,
  GetStreamSession: sessions.getStreamSession,
  ImportPlaybackKeyPair: keyPairs.importPlaybackKeyPair,
  InsertAdBreak: adConfigurations.insertAdBreak,
  ListAdConfigurations: adConfigurations.listAdConfigurations,
  ListChannels: channels.listChannels,
  ListPlaybackKeyPairs: keyPairs.listPlaybackKeyPairs,
  ListPlaybackRestrictionPolicies: policies.listPlaybackRestrictionPolicies,
  ListRecordingConfigurations: recordingConfigurations.listRecordingConfigurations,
  ListStreamKeys: streamKeys.listStreamKeys,
  ListStreamSessions: sessions.listStreamSessions,
  ListStreams: streams.listStreams,
  ListTagsForResource: tags.listTagsForResource,
  PutMetadata: streams.putMetadata,
  StartViewerSessionRevocation: viewers.startViewerSessionRevocation,
  StopStream: streams.stopStream,
  TagResource: tags.tagResource,
  UntagResource: tags.untagResource,
  UpdateAdConfiguration: adConfigurations.updateAdConfiguration,
  UpdateChannel: channels.updateChannel,
  UpdatePlaybackRestrictionPolicy: policies.updatePlaybackRestrictionPolicy,
} satisfies Record<OperationName, Operation<never, object | undefined>>;
