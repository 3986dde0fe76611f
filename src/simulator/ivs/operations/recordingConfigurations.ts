import type {
  CreateRecordingConfigurationRequest,
  CreateRecordingConfigurationResponse,
  DeleteRecordingConfigurationRequest,
  GetRecordingConfigurationRequest,
  GetRecordingConfigurationResponse,
  ListRecordingConfigurationsRequest,
  ListRecordingConfigurationsResponse,
  RecordingConfigurationSummary,
} from "@aws-sdk/client-ivs";
import {
  type Full,
  fullRecordingConfiguration,
  type RecordingConfiguration,
  recordingState,
} from "../../model";
import type { NewId, Region } from "../../world";
import { checkQuota } from "../checkQuota";
import { IvsError } from "../errors";
import { checkUnattached } from "./channels";
import type { Checked, Operation } from "./operation";
import { checkTags } from "./tags";

/** CreateRecordingConfiguration: answers while the configuration is still CREATING. */
export const createRecordingConfiguration: Operation<
  CreateRecordingConfigurationRequest,
  CreateRecordingConfigurationResponse
> = (region, input) => {
  checkQuota(region, "recordings");
  const recording = addRecordingConfiguration(region, input);
  recording.settling.since = region.world.clock();
  return { recordingConfiguration: fullRecordingConfiguration(recording, region.world.clock()) };
};

/**
 * Adds a recording configuration whose time to settle has not begun. A bucket in another region is
 * found out only later in us-east-1 (CREATE_FAILED), and refused at once everywhere else. The service makes
 * its role for recordings, if there is none.
 */
export function addRecordingConfiguration(
  region: Region,
  input: Checked<CreateRecordingConfigurationRequest>,
  newId: NewId = region.world.newId,
): RecordingConfiguration {
  checkTags(input.tags);
  const s3 = input.destinationConfiguration.s3;
  if (!s3) {
    throw new IvsError(
      "ValidationException",
      "destinationConfiguration must name one destination: s3",
    );
  }
  const thumbnails = input.thumbnailConfiguration;
  if (thumbnails?.recordingMode === "DISABLED" && thumbnails.targetIntervalSeconds !== undefined) {
    throw new IvsError(
      "ValidationException",
      "thumbnailConfiguration.targetIntervalSeconds can be set only if recordingMode is INTERVAL",
    );
  }
  const renditions = input.renditionConfiguration;
  if (renditions?.renditionSelection === "CUSTOM" && !renditions.renditions?.length) {
    throw new IvsError(
      "ValidationException",
      "renditionConfiguration.renditions is required if renditionSelection is CUSTOM",
    );
  }
  const { world } = region;
  const usable = world.buckets.isUsable(s3.bucketName, region.name);
  if (!usable && region.name !== "us-east-1") {
    throw new IvsError(
      "ValidationException",
      `destinationConfiguration.s3.bucketName: you have no bucket ${s3.bucketName} in ${region.name}`,
    );
  }
  if (usable) world.buckets.place(s3.bucketName, region.name);
  world.recordingRole ??= { createdAt: world.clock() };
  const recording: RecordingConfiguration = {
    arn: region.arn("recording-configuration", newId(12)),
    name: input.name ?? "",
    destinationConfiguration: { s3 },
    recordingReconnectWindowSeconds: input.recordingReconnectWindowSeconds ?? 0,
    renditionConfiguration: { renditionSelection: "ALL", ...renditions },
    tags: input.tags ?? {},
    thumbnailConfiguration:
      thumbnails?.recordingMode === "DISABLED"
        ? thumbnails
        : {
            recordingMode: "INTERVAL",
            targetIntervalSeconds: 60,
            storage: ["SEQUENTIAL"],
            ...thumbnails,
          },
    settling: { to: usable ? "ACTIVE" : "CREATE_FAILED", afterMs: world.creatingMs },
  };
  region.recordings.add(recording.arn, recording);
  return recording;
}

/** GetRecordingConfiguration: the full configuration. */
export const getRecordingConfiguration: Operation<
  GetRecordingConfigurationRequest,
  GetRecordingConfigurationResponse
> = (region, { arn }) => ({
  recordingConfiguration: fullRecordingConfiguration(
    region.recordings.find(arn),
    region.world.clock(),
  ),
});

/** ListRecordingConfigurations: a page of summaries. */
export const listRecordingConfigurations: Operation<
  ListRecordingConfigurationsRequest,
  ListRecordingConfigurationsResponse
> = (region, input) => {
  const now = region.world.clock();
  const { items: recordingConfigurations, nextToken } = region.recordings.page(
    "ListRecordingConfigurations",
    input,
    (recording) => summary(recording, now),
  );
  return { recordingConfigurations, nextToken };
};

/** DeleteRecordingConfiguration: refused while a channel still names the configuration. */
export const deleteRecordingConfiguration: Operation<
  DeleteRecordingConfigurationRequest,
  undefined
> = (region, { arn }) => {
  region.recordings.find(arn);
  checkUnattached(region, "recordingConfigurationArn", arn);
  region.recordings.delete(arn);
  return undefined;
};

/** What the list shows of a configuration: all but its thumbnail, rendition and reconnect members. */
function summary(
  recording: RecordingConfiguration,
  now: number,
): Full<RecordingConfigurationSummary> {
  const { arn, name, destinationConfiguration, tags } = recording;
  return { arn, name, destinationConfiguration, tags, state: recordingState(recording, now) };
}
