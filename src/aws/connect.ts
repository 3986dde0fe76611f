import type { Service } from "../core/collection";
import { channelsPort } from "./channels";
import { clientsOf, type Target } from "./client";
import { type AskMfaCode, clientConfig } from "./credentials";
import { metricsPort } from "./metrics";
import { recordingsPort } from "./recordings";
import { sessionsPort } from "./sessions";
import { streamKeysPort } from "./streamKeys";
import { streamsPort } from "./streams";

/** The service on the official client: a file a noun. Asks nothing before its first call; every failure is a ServiceError. */
export async function connect(target: Target, askMfaCode: AskMfaCode): Promise<Service> {
  const sdk = await clientConfig(target, askMfaCode);
  const clients = clientsOf(sdk, target);
  return {
    channels: channelsPort(clients),
    recordings: recordingsPort(clients, sdk.endpoint),
    streams: streamsPort(clients),
    sessions: sessionsPort(clients),
    metrics: metricsPort(sdk, target),
    streamKeys: streamKeysPort(clients),
  };
}
