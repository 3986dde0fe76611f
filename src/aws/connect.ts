import type { ConnectionConfig } from "../connections/config";
import type { Service } from "../core/collection";
import { channelsPort } from "./channels";
import { clientsOf } from "./client";
import { type AskMfaCode, clientConfig } from "./credentials";
import { metricsPort } from "./metrics";
import { recordingsPort } from "./recordings";
import { sessionsPort } from "./sessions";
import { streamsPort } from "./streams";

/** The service on the official client: a file a noun. Asks nothing before its first call; every failure is a ServiceError. */
export async function connect(config: ConnectionConfig, askMfaCode: AskMfaCode): Promise<Service> {
  const sdk = await clientConfig(config, askMfaCode);
  const clients = clientsOf(sdk, config);
  return {
    channels: channelsPort(clients),
    recordings: recordingsPort(clients, sdk.endpoint),
    streams: streamsPort(clients),
    sessions: sessionsPort(clients),
    metrics: metricsPort(sdk, config),
  };
}
