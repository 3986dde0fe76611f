import { flag, integer, list, map, oneOf, type Shape, structure, text } from "../shapes";
import type { ErrorName } from "./errors";

/**
 * What the API says of an operation, version 2020-07-14. Every operation is `POST /<its name>` and
 * succeeds with 200, save where `method`, `path` or `status` say otherwise. A `{label}` that ends a
 * path and the names in `query` are members of the input too; all others are in the JSON body.
 */
export interface OperationFacts {
  method?: "GET" | "DELETE";
  path?: string;
  query?: readonly string[];
  status?: 204;
  input: Shape;
  errors: readonly ErrorName[];
  /** How many calls a second the service takes from an account in a region: 5 unless said here. */
  rate?: number;
  /** For a list: the output member that holds the page, and the page size when none is asked for. */
  page?: { member: string; size: number };
}

const name = text(0, 128, "[a-zA-Z0-9-_]*");
const tags = map(
  text(1, 128, "([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+)"),
  text(0, 256, "([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)"),
  0,
  50,
);
const token = text(0, 1024, "[a-zA-Z0-9+/=_-]*");

const arnPattern = (type: string) => `arn:aws:ivs:[a-z0-9-]+:[0-9]+:${type}/[a-zA-Z0-9-]+`;
const arn = (type: string) => text(1, 128, arnPattern(type));
/** An ARN member of a channel, where "" stands for none. */
const arnOrNone = (type: string) => text(0, 128, `^$|^${arnPattern(type)}$`);

const channelArn = arn("channel");
const streamKeyArn = arn("stream-key");
const recordingArn = text(0, 128, arnPattern("recording-configuration"));
const policyArn = arn("playback-restriction-policy");
const keyPairArn = arn("playback-key");
const adConfigurationArn = text(0, 128, arnPattern("ad-configuration"));
// The model's own pattern (`[a-z-]/…`) would refuse every real ARN; these are the taggable types.
const taggableArn = arn(
  "(?:channel|stream-key|recording-configuration|playback-key|playback-restriction-policy|ad-configuration)",
);

const rendition = oneOf("SD", "HD", "FULL_HD", "LOWEST_RESOLUTION");

const channelMembers = {
  name,
  latencyMode: oneOf("NORMAL", "LOW"),
  type: oneOf("BASIC", "STANDARD", "ADVANCED_SD", "ADVANCED_HD"),
  authorized: flag,
  recordingConfigurationArn: arnOrNone("recording-configuration"),
  insecureIngest: flag,
  // "" is no value of the enum, but the model's text has it for BASIC and STANDARD, and clients send it.
  preset: oneOf("HIGHER_BANDWIDTH_DELIVERY", "CONSTRAINED_BANDWIDTH_DELIVERY", ""),
  playbackRestrictionPolicyArn: arnOrNone("playback-restriction-policy"),
  multitrackInputConfiguration: structure(
    {},
    {
      enabled: flag,
      policy: oneOf("ALLOW", "REQUIRE"),
      maximumResolution: oneOf("SD", "HD", "FULL_HD"),
    },
  ),
  containerFormat: oneOf("TS", "FRAGMENTED_MP4"),
  adConfigurationArn: arnOrNone("ad-configuration"),
};

const policyMembers = {
  allowedCountries: list(text(2, 2)),
  allowedOrigins: list(text(0, 128)),
  enableStrictOriginEnforcement: flag,
  name,
};

const mediaTailorArn = "arn:aws:mediatailor:[a-z0-9-]+:[0-9]+:playbackConfiguration/[a-zA-Z0-9-]+";
const mediaTailorPlaybackConfigurations = list(
  structure({}, { playbackConfigurationArn: text(0, 128, mediaTailorArn) }),
  1,
  3,
);
const postRollConfiguration = structure({ durationSeconds: integer(1, 300), enabled: flag });

const viewerId = text(1, 40);
const sessionVersion = integer(0);

/** Every operation of the API: this table drives routing, validation and pages. */
export const api = {
  BatchGetChannel: {
    input: structure({ arns: list(channelArn, 1, 50) }),
    errors: ["AccessDeniedException", "ValidationException", "ServiceUnavailable"],
  },
  BatchGetStreamKey: {
    input: structure({ arns: list(streamKeyArn, 1, 50) }),
    errors: ["AccessDeniedException", "ValidationException", "ServiceUnavailable"],
  },
  BatchStartViewerSessionRevocation: {
    rate: 2,
    input: structure({
      viewerSessions: list(
        structure(
          { channelArn, viewerId },
          { viewerSessionVersionsLessThanOrEqualTo: sessionVersion },
        ),
        1,
        20,
      ),
    }),
    errors: [
      "AccessDeniedException",
      "ValidationException",
      "PendingVerification",
      "ThrottlingException",
    ],
  },
  CreateAdConfiguration: {
    rate: 3,
    input: structure({ mediaTailorPlaybackConfigurations }, { name, postRollConfiguration, tags }),
    errors: [
      "ResourceNotFoundException",
      "InternalServerException",
      "AccessDeniedException",
      "ValidationException",
      "PendingVerification",
      "ThrottlingException",
      "ConflictException",
      "ServiceQuotaExceededException",
    ],
  },
  CreateChannel: {
    input: structure({}, { ...channelMembers, tags }),
    errors: [
      "ResourceNotFoundException",
      "AccessDeniedException",
      "ValidationException",
      "PendingVerification",
      "ServiceQuotaExceededException",
    ],
  },
  CreatePlaybackRestrictionPolicy: {
    input: structure({}, { ...policyMembers, tags }),
    errors: [
      "AccessDeniedException",
      "ValidationException",
      "PendingVerification",
      "ThrottlingException",
      "ServiceQuotaExceededException",
    ],
  },
  CreateRecordingConfiguration: {
    rate: 3,
    input: structure(
      {
        destinationConfiguration: structure(
          {},
          { s3: structure({ bucketName: text(3, 63, "[a-z0-9-.]+") }) },
        ),
      },
      {
        name,
        recordingReconnectWindowSeconds: integer(0, 300),
        renditionConfiguration: structure(
          {},
          { renditionSelection: oneOf("ALL", "NONE", "CUSTOM"), renditions: list(rendition) },
        ),
        tags,
        thumbnailConfiguration: structure(
          {},
          {
            recordingMode: oneOf("DISABLED", "INTERVAL"),
            targetIntervalSeconds: integer(1, 60),
            resolution: rendition,
            storage: list(oneOf("SEQUENTIAL", "LATEST")),
          },
        ),
      },
    ),
    errors: [
      "InternalServerException",
      "AccessDeniedException",
      "ValidationException",
      "PendingVerification",
      "ConflictException",
      "ServiceQuotaExceededException",
    ],
  },
  CreateStreamKey: {
    input: structure({ channelArn }, { tags }),
    errors: [
      "ResourceNotFoundException",
      "AccessDeniedException",
      "ValidationException",
      "PendingVerification",
      "ServiceQuotaExceededException",
    ],
  },
  DeleteAdConfiguration: {
    rate: 3,
    status: 204,
    input: structure({ arn: adConfigurationArn }),
    errors: [
      "ResourceNotFoundException",
      "InternalServerException",
      "AccessDeniedException",
      "ValidationException",
      "ConflictException",
    ],
  },
  DeleteChannel: {
    status: 204,
    input: structure({ arn: channelArn }),
    errors: [
      "ResourceNotFoundException",
      "AccessDeniedException",
      "ValidationException",
      "PendingVerification",
      "ConflictException",
    ],
  },
  DeletePlaybackKeyPair: {
    rate: 3,
    input: structure({ arn: keyPairArn }),
    errors: [
      "ResourceNotFoundException",
      "AccessDeniedException",
      "ValidationException",
      "PendingVerification",
    ],
  },
  DeletePlaybackRestrictionPolicy: {
    status: 204,
    input: structure({ arn: policyArn }),
    errors: [
      "ResourceNotFoundException",
      "AccessDeniedException",
      "ValidationException",
      "PendingVerification",
      "ConflictException",
    ],
  },
  DeleteRecordingConfiguration: {
    rate: 3,
    status: 204,
    input: structure({ arn: recordingArn }),
    errors: [
      "ResourceNotFoundException",
      "InternalServerException",
      "AccessDeniedException",
      "ValidationException",
      "ConflictException",
    ],
  },
  DeleteStreamKey: {
    status: 204,
    input: structure({ arn: streamKeyArn }),
    errors: [
      "ResourceNotFoundException",
      "AccessDeniedException",
      "ValidationException",
      "PendingVerification",
    ],
  },
  GetAdConfiguration: {
    rate: 3,
    input: structure({ arn: adConfigurationArn }),
    errors: [
      "ResourceNotFoundException",
      "InternalServerException",
      "AccessDeniedException",
      "ValidationException",
    ],
  },
  GetChannel: {
    input: structure({ arn: channelArn }),
    errors: ["ResourceNotFoundException", "AccessDeniedException", "ValidationException"],
  },
  GetPlaybackKeyPair: {
    rate: 3,
    input: structure({ arn: keyPairArn }),
    errors: ["ResourceNotFoundException", "AccessDeniedException", "ValidationException"],
  },
  GetPlaybackRestrictionPolicy: {
    input: structure({ arn: policyArn }),
    errors: [
      "ResourceNotFoundException",
      "AccessDeniedException",
      "ValidationException",
      "PendingVerification",
    ],
  },
  GetRecordingConfiguration: {
    rate: 3,
    input: structure({ arn: recordingArn }),
    errors: [
      "ResourceNotFoundException",
      "InternalServerException",
      "AccessDeniedException",
      "ValidationException",
    ],
  },
  GetStream: {
    input: structure({ channelArn }),
    errors: [
      "ResourceNotFoundException",
      "AccessDeniedException",
      "ValidationException",
      "ChannelNotBroadcasting",
    ],
  },
  GetStreamKey: {
    input: structure({ arn: streamKeyArn }),
    errors: ["ResourceNotFoundException", "AccessDeniedException", "ValidationException"],
  },
  GetStreamSession: {
    input: structure({ channelArn }, { streamId: text(26, 26, "st-[a-zA-Z0-9]+") }),
    errors: ["ResourceNotFoundException", "AccessDeniedException", "ValidationException"],
  },
  ImportPlaybackKeyPair: {
    rate: 3,
    input: structure({ publicKeyMaterial: text() }, { name, tags }),
    errors: [
      "AccessDeniedException",
      "ValidationException",
      "PendingVerification",
      "ConflictException",
      "ServiceQuotaExceededException",
    ],
  },
  InsertAdBreak: {
    rate: 1,
    input: structure({ channelArn, durationSeconds: integer(1, 300) }),
    errors: [
      "ResourceNotFoundException",
      "InternalServerException",
      "AccessDeniedException",
      "ValidationException",
      "ChannelNotBroadcasting",
      "ThrottlingException",
      "ConflictException",
    ],
  },
  ListAdConfigurations: {
    rate: 3,
    input: structure({}, { nextToken: token, maxResults: integer(1, 100) }),
    errors: ["InternalServerException", "AccessDeniedException", "ValidationException"],
    page: { member: "adConfigurations", size: 20 },
  },
  ListChannels: {
    input: structure(
      {},
      {
        filterByName: name,
        filterByRecordingConfigurationArn: arnOrNone("recording-configuration"),
        filterByPlaybackRestrictionPolicyArn: arnOrNone("playback-restriction-policy"),
        filterByAdConfigurationArn: arnOrNone("ad-configuration"),
        nextToken: token,
        maxResults: integer(1, 100),
      },
    ),
    errors: ["AccessDeniedException", "ValidationException", "ConflictException"],
    page: { member: "channels", size: 100 },
  },
  ListPlaybackKeyPairs: {
    rate: 3,
    input: structure({}, { nextToken: token, maxResults: integer(1, 100) }),
    errors: ["AccessDeniedException", "ValidationException"],
    page: { member: "keyPairs", size: 3 },
  },
  ListPlaybackRestrictionPolicies: {
    input: structure({}, { nextToken: token, maxResults: integer(1, 100) }),
    errors: [
      "AccessDeniedException",
      "ValidationException",
      "PendingVerification",
      "ConflictException",
    ],
    page: { member: "playbackRestrictionPolicies", size: 1 },
  },
  ListRecordingConfigurations: {
    rate: 3,
    input: structure({}, { nextToken: token, maxResults: integer(1, 100) }),
    errors: ["InternalServerException", "AccessDeniedException", "ValidationException"],
    // The account's quota when that is under 100, and by default it is 20.
    page: { member: "recordingConfigurations", size: 20 },
  },
  ListStreamKeys: {
    input: structure({ channelArn }, { nextToken: token, maxResults: integer(1, 50) }),
    errors: ["ResourceNotFoundException", "AccessDeniedException", "ValidationException"],
    page: { member: "streamKeys", size: 1 },
  },
  ListStreamSessions: {
    input: structure({ channelArn }, { nextToken: token, maxResults: integer(1, 100) }),
    errors: ["ResourceNotFoundException", "AccessDeniedException", "ValidationException"],
    page: { member: "streamSessions", size: 100 },
  },
  ListStreams: {
    input: structure(
      {},
      {
        filterBy: structure({}, { health: oneOf("HEALTHY", "STARVING", "UNKNOWN") }),
        nextToken: token,
        maxResults: integer(1, 100),
      },
    ),
    errors: ["AccessDeniedException", "ValidationException"],
    page: { member: "streams", size: 100 },
  },
  ListTagsForResource: {
    rate: 10,
    method: "GET",
    path: "/tags/{resourceArn}",
    input: structure({ resourceArn: taggableArn }),
    errors: ["ResourceNotFoundException", "InternalServerException", "ValidationException"],
  },
  PutMetadata: {
    rate: 155,
    status: 204,
    input: structure({ channelArn, metadata: text(1) }),
    errors: [
      "ResourceNotFoundException",
      "AccessDeniedException",
      "ValidationException",
      "ChannelNotBroadcasting",
      "ThrottlingException",
    ],
  },
  StartViewerSessionRevocation: {
    rate: 10,
    input: structure(
      { channelArn, viewerId },
      { viewerSessionVersionsLessThanOrEqualTo: sessionVersion },
    ),
    errors: [
      "ResourceNotFoundException",
      "InternalServerException",
      "AccessDeniedException",
      "ValidationException",
      "ThrottlingException",
      "PendingVerification",
    ],
  },
  StopStream: {
    input: structure({ channelArn }),
    errors: [
      "ResourceNotFoundException",
      "AccessDeniedException",
      "ValidationException",
      "ChannelNotBroadcasting",
      "StreamUnavailable",
    ],
  },
  TagResource: {
    rate: 10,
    path: "/tags/{resourceArn}",
    input: structure({ resourceArn: taggableArn, tags }),
    errors: ["ResourceNotFoundException", "InternalServerException", "ValidationException"],
  },
  UntagResource: {
    rate: 10,
    method: "DELETE",
    path: "/tags/{resourceArn}",
    query: ["tagKeys"],
    input: structure({
      resourceArn: taggableArn,
      tagKeys: list(text(1, 128, "([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+)"), 0, 50),
    }),
    errors: ["ResourceNotFoundException", "InternalServerException", "ValidationException"],
  },
  UpdateAdConfiguration: {
    rate: 3,
    input: structure(
      { arn: adConfigurationArn },
      { name, mediaTailorPlaybackConfigurations, postRollConfiguration },
    ),
    errors: [
      "ResourceNotFoundException",
      "InternalServerException",
      "AccessDeniedException",
      "ValidationException",
      "PendingVerification",
      "ThrottlingException",
      "ConflictException",
      "ServiceQuotaExceededException",
    ],
  },
  UpdateChannel: {
    input: structure({ arn: channelArn }, channelMembers),
    errors: [
      "ResourceNotFoundException",
      "AccessDeniedException",
      "ValidationException",
      "PendingVerification",
      "ConflictException",
    ],
  },
  UpdatePlaybackRestrictionPolicy: {
    input: structure({ arn: policyArn }, policyMembers),
    errors: [
      "ResourceNotFoundException",
      "AccessDeniedException",
      "ValidationException",
      "PendingVerification",
      "ConflictException",
    ],
  },
} as const satisfies Record<string, OperationFacts>;

export type OperationName = keyof typeof api;

/** The facts of an operation that the simulator has. */
export const factsOf = (operation: OperationName): OperationFacts => api[operation];
