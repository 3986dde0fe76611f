import { nameViolation, pruned, type Violation } from "../core/validation";
import type { ChannelSettings } from "./model";

/** The channel types. */
export const TYPES = ["STANDARD", "BASIC", "ADVANCED_HD", "ADVANCED_SD"] as const;

/** What the service makes of a channel of which nothing is said. */
export const DEFAULTS: ChannelSettings = {
  name: "",
  type: "STANDARD",
  latencyMode: "LOW",
  recordingArn: "",
  authorized: false,
  insecureIngest: false,
  preset: "",
  containerFormat: "TS",
  multitrack: { enabled: false, policy: "ALLOW", maximumResolution: "FULL_HD" },
  playbackRestrictionPolicyArn: "",
  adConfigurationArn: "",
};

/** Only the ADVANCED types have presets. */
export function hasPreset(type: string): boolean {
  return type.startsWith("ADVANCED_");
}

/** Only STANDARD channels take multitrack input. */
export function hasMultitrack(type: string): boolean {
  return type === "STANDARD";
}

/** What is wrong with a member of a channel. */
export type ChannelViolation =
  | Violation
  | { readonly kind: "multitrackContainer" | "adsContainer" };

/** What is wrong with a channel's settings, by member: each by itself, and all together. */
export function channelViolations(
  settings: ChannelSettings,
): Partial<Record<keyof ChannelSettings, ChannelViolation>> {
  const { name, multitrack, containerFormat, adConfigurationArn } = settings;
  return pruned<keyof ChannelSettings, ChannelViolation>({
    name: nameViolation(name),
    containerFormat:
      multitrack.enabled && containerFormat !== "FRAGMENTED_MP4"
        ? { kind: "multitrackContainer" }
        : adConfigurationArn && containerFormat !== "TS"
          ? { kind: "adsContainer" }
          : undefined,
  });
}

/** The members in which two settings, or two channels, differ; of `b`, those that `a` has. */
export function differences<T extends object>(
  a: T,
  b: { readonly [K in keyof T]: unknown },
): (keyof T)[] {
  return (Object.keys(a) as (keyof T)[]).filter((key) => canonical(a[key]) !== canonical(b[key]));
}

/** A value as text that is the same for equal values, whatever the order of their members. */
function canonical(value: unknown): string {
  return value instanceof Object && !Array.isArray(value)
    ? JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : JSON.stringify(value);
}
