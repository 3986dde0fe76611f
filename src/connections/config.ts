import { withoutCredentials } from "../core/endpoint";
import type { ConnectionId } from "../core/ref";

/** Where to connect to, and as whom. */
export interface ConnectionConfig {
  readonly region: string;
  /** A profile of the shared AWS config files; undefined: the default chain. */
  readonly profile?: string;
  /** An address in place of the service's own. */
  readonly endpoint?: string;
  /** Our own simulator, started on demand. */
  readonly simulator?: boolean;
  /** The server there does not have the service's limits: calls need not wait their turn. */
  readonly unlimited?: boolean;
  /** What people call the account. */
  readonly label?: string;
  /** Nothing is ever written there from here. */
  readonly readOnly?: boolean;
  /** Marks its rows. */
  readonly color?: Color;
}

/** The colours that rows can be marked by: every theme of the editor has them, for charts. */
export const COLORS = ["red", "orange", "yellow", "green", "blue", "purple"] as const;
export type Color = (typeof COLORS)[number];

/**
 * The identity of a connection: everything that says whose account, and where. Where the config leaves that to the
 * environment, so does the SDK, so the environment is part of it. Credentials in an address are no part of it.
 */
export function connectionId(config: ConnectionConfig): ConnectionId {
  const { AWS_PROFILE, AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_IVS } = process.env;
  const profile = config.profile ?? AWS_PROFILE ?? "";
  const endpoint = config.endpoint ?? AWS_ENDPOINT_URL_IVS ?? AWS_ENDPOINT_URL ?? "";
  const where = config.simulator ? SIMULATOR : withoutCredentials(endpoint);
  const parts = [config.region, profile, where];
  const escaped = parts.map((part) => encodeURIComponent(part).replaceAll("~", "%7E"));
  return escaped.join("~").replace(/~+$/, "");
}

const SIMULATOR = "simulator";

/** What an id says of a connection, open or not. */
export function configOfId(id: ConnectionId): ConnectionConfig {
  const [region = "", profile, where] = id.split("~").map(decodeURIComponent);
  return {
    region,
    ...(profile && { profile }),
    ...(where && (where === SIMULATOR ? { simulator: true } : { endpoint: where })),
  };
}

/** What the regions of one person's account have in common. */
export function accountKey(config: ConnectionConfig): string {
  return connectionId({ ...config, region: "" });
}
