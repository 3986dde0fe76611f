import { type QuotaName, quotaValue } from "../quotas";
import type { Region } from "../world";
import { IvsError } from "./errors";

/** The quotas of what a region holds so many of. */
type Counted = Extract<
  QuotaName,
  "channels" | "recordings" | "keyPairs" | "policies" | "adConfigurations" | "streams"
>;

/** Refuses one more of a kind than the account may have, where limits hold. */
export function checkQuota(region: Region, kind: Counted): void {
  const value = quotaValue(kind, region.world.account.quotas);
  if (region.world.limits && region[kind].size >= value) {
    const message = `The account has its ${value} ${kind} in ${region.name}`;
    throw new IvsError("ServiceQuotaExceededException", message);
  }
}
