import { longViolation, nameViolation, pruned, type Violation } from "../core/validation";
import type { RecordingSettings } from "./model";

export const RECONNECT_SECONDS = { min: 0, max: 300 } as const;
export const THUMBNAIL_SECONDS = { min: 1, max: 60 } as const;
/** How many recording configurations a region may have, unless AWS raised it. */
export const QUOTA = 20;
export const RENDITIONS = ["FULL_HD", "HD", "SD", "LOWEST_RESOLUTION"] as const;

/** What the form begins with; the service's own default of the reconnect window is 0. */
export const DEFAULTS: RecordingSettings = {
  name: "",
  bucket: "",
  reconnectWindowSeconds: 60,
  thumbnails: { mode: "INTERVAL", intervalSeconds: 60, resolution: "", storage: ["SEQUENTIAL"] },
  renditions: { selection: "ALL", list: [] },
};

/** What is wrong with a bucket's name, by the rules of S3. */
export function bucketViolation(bucket: string): Violation | undefined {
  if (!bucket) return { kind: "missing" };
  const [found] = /[^a-z0-9.-]/u.exec(bucket) ?? [];
  if (found) return { kind: "bucketCharacters", found };
  if (bucket.length < 3) return { kind: "short", min: 3 };
  return longViolation(bucket, 63);
}

/** What is wrong with the choices of a recording configuration, by member. Its numbers are checked as typed. */
export function recordingViolations({
  name,
  bucket,
  thumbnails,
  renditions,
}: RecordingSettings): Partial<Record<"name" | "bucket" | "storage" | "renditions", Violation>> {
  return pruned({
    name: nameViolation(name),
    bucket: bucketViolation(bucket),
    storage:
      thumbnails.mode === "INTERVAL" && thumbnails.storage.length === 0
        ? { kind: "noneChosen" }
        : undefined,
    renditions:
      renditions.selection === "CUSTOM" && renditions.list.length === 0
        ? { kind: "noneChosen" }
        : undefined,
  });
}
