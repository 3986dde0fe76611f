import type { Region } from "../world";
import { IvsError } from "./errors";

/** How many of each kind the service lets an account have in a region, unless it is asked for more. */
export const quotas = {
  channels: 5000,
  recordings: 20,
  keyPairs: 3,
  policies: 3,
  adConfigurations: 20,
  streams: 100,
} as const;

/** Refuses one more of a kind than the account may have, where limits hold. */
export function checkQuota(region: Region, kind: keyof typeof quotas): void {
  if (region.world.limits && region[kind].size >= quotas[kind]) {
    throw quotaExceeded(`The account has its ${quotas[kind]} ${kind} in ${region.name}`);
  }
}

/** The refusal of what a quota does not allow. */
export function quotaExceeded(message: string): IvsError {
  return new IvsError("ServiceQuotaExceededException", message);
}
