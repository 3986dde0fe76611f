import {
  CreateRecordingConfigurationCommand,
  type CreateRecordingConfigurationRequest,
  DeleteRecordingConfigurationCommand,
  GetRecordingConfigurationCommand,
  paginateListRecordingConfigurations,
  type RecordingConfiguration,
  type RecordingConfigurationSummary,
} from "@aws-sdk/client-ivs";
import type { Arn } from "../core/arn";
import type {
  Recording,
  RecordingDetails,
  RecordingSettings,
  Recordings,
} from "../recordings/model";
import { locateBucket } from "./bucket";
import type { Clients } from "./client";
import { pagesOf } from "./pages";
import { tag } from "./tags";

/** The port of recording configurations on the official client. `endpoint`: where S3 is asked, in place of AWS's. */
export function recordingsPort(
  { reader, writer, pages }: Clients,
  endpoint: string | undefined,
): Recordings {
  const get = async (arn: Arn) => {
    const answer = await reader.send(new GetRecordingConfigurationCommand({ arn }));
    return answer.recordingConfiguration;
  };
  return {
    async *list(abortSignal, turn) {
      const all = paginateListRecordingConfigurations(pages, {}, { abortSignal });
      for await (const page of pagesOf(all, turn))
        yield (page.recordingConfigurations ?? []).map(toRecording);
    },
    get: async (arn) => toRecordingDetails(arn, await get(arn)),
    document: async (arn) => (await get(arn)) ?? {},
    locateBucket: (bucket) => locateBucket(bucket, endpoint),
    async create(settings, tags) {
      const input = { ...recordingInput(settings), tags: { ...tags } };
      const answer = await writer.send(new CreateRecordingConfigurationCommand(input));
      return answer.recordingConfiguration?.arn ?? "";
    },
    async delete(arn) {
      await writer.send(new DeleteRecordingConfigurationCommand({ arn }));
    },
    tag: (arn, set, remove) => tag(writer, arn, set, remove),
  };
}

function toRecording(summary: RecordingConfigurationSummary): Recording {
  return {
    arn: summary.arn ?? "",
    name: summary.name ?? "",
    bucket: summary.destinationConfiguration?.s3?.bucketName ?? "",
    state: summary.state ?? "CREATING",
    tags: summary.tags ?? {},
  };
}

/** A recording configuration as the service gives it, whole. */
export function toRecordingDetails(arn: Arn, recording?: RecordingConfiguration): RecordingDetails {
  const { thumbnailConfiguration: thumbnails, renditionConfiguration: renditions } =
    recording ?? {};
  return {
    arn,
    name: recording?.name ?? "",
    bucket: recording?.destinationConfiguration?.s3?.bucketName ?? "",
    state: recording?.state ?? "CREATING",
    tags: recording?.tags ?? {},
    reconnectWindowSeconds: recording?.recordingReconnectWindowSeconds ?? 0,
    thumbnails: {
      mode: thumbnails?.recordingMode ?? "INTERVAL",
      intervalSeconds: thumbnails?.targetIntervalSeconds ?? 60,
      resolution: thumbnails?.resolution ?? "",
      storage: thumbnails?.storage ?? ["SEQUENTIAL"],
    },
    renditions: {
      selection: renditions?.renditionSelection ?? "ALL",
      list: renditions?.renditions ?? [],
    },
  };
}

function recordingInput(settings: RecordingSettings): CreateRecordingConfigurationRequest {
  const { mode, intervalSeconds, resolution, storage } = settings.thumbnails;
  const { selection, list } = settings.renditions;
  const input = {
    name: settings.name,
    destinationConfiguration: { s3: { bucketName: settings.bucket } },
    recordingReconnectWindowSeconds: settings.reconnectWindowSeconds,
    // The interval is the interval mode's: with DISABLED the service refuses it.
    thumbnailConfiguration:
      mode === "INTERVAL"
        ? {
            recordingMode: mode,
            targetIntervalSeconds: intervalSeconds,
            ...(resolution && { resolution }),
            storage: [...storage],
          }
        : { recordingMode: mode },
    renditionConfiguration: {
      renditionSelection: selection,
      ...(selection === "CUSTOM" && { renditions: [...list] }),
    },
  };
  return input as CreateRecordingConfigurationRequest;
}
