import type { ErrorName } from "./refusal";
import { flag, integer, list, map, oneOf, type Shape, structure, text } from "./shapes";

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
  preset: oneOf("HIGHER_BANDWIDTH_DELIVERY", "CONSTRAINED_BANDWIDTH_DELIVERY"),
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

/** Every operation that the simulator has: this table drives routing, validation and pages. */
export const wire = {
  BatchGetChannel: {
    input: structure({ arns: list(channelArn, 1, 50) }),
    errors: ["AccessDeniedException", "ValidationException", "ServiceUnavailable"],
  },
  BatchGetStreamKey: {
    input: structure({ arns: list(streamKeyArn, 1, 50) }),
    errors: ["AccessDeniedException", "ValidationException", "ServiceUnavailable"],
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
  CreateRecordingConfiguration: {
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
  DeleteRecordingConfiguration: {
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
  GetChannel: {
    input: structure({ arn: channelArn }),
    errors: ["ResourceNotFoundException", "AccessDeniedException", "ValidationException"],
  },
  GetRecordingConfiguration: {
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
  ListRecordingConfigurations: {
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
    method: "GET",
    path: "/tags/{resourceArn}",
    input: structure({ resourceArn: taggableArn }),
    errors: ["ResourceNotFoundException", "InternalServerException", "ValidationException"],
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
    path: "/tags/{resourceArn}",
    input: structure({ resourceArn: taggableArn, tags }),
    errors: ["ResourceNotFoundException", "InternalServerException", "ValidationException"],
  },
  UntagResource: {
    method: "DELETE",
    path: "/tags/{resourceArn}",
    query: ["tagKeys"],
    input: structure({
      resourceArn: taggableArn,
      tagKeys: list(text(1, 128, "([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+)"), 0, 50),
    }),
    errors: ["ResourceNotFoundException", "InternalServerException", "ValidationException"],
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
} as const satisfies Record<string, OperationFacts>;

export type OperationName = keyof typeof wire;

/** The facts of an operation that the simulator has. */
export const factsOf = (operation: OperationName): OperationFacts => wire[operation];
