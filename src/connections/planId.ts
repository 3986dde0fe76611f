import { createHash } from "node:crypto";
import type { Ref } from "../core/ref";

/** The id of a plan of which there is one at most for a resource: who goes on with it goes on with the same. */
export function planId(prefix: string, { connection, arn }: Ref): string {
  const hash = createHash("sha256").update(`${connection} ${arn}`).digest("hex");
  return `${prefix}-${hash.slice(0, 24)}`;
}
