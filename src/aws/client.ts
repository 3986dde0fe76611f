import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { IvsClient, type IvsClientConfig } from "@aws-sdk/client-ivs";
import type { ConnectionConfig } from "../connections/config";
import { problemOf, ServiceError } from "../core/problem";
import { forgetCredentials } from "./credentials";
import { limiter } from "./limit";

/** What the ports are made of. */
export interface Clients {
  readonly reader: IvsClient;
  /** Sends each call once: the SDK tries again by itself; for a write whose answer was lost that could do it twice. */
  readonly writer: IvsClient;
  /** For the SDK's paginators: the largest pages. */
  readonly pages: { readonly client: IvsClient; readonly pageSize: number };
}

/** The clients of a connection, which share the service's rate. Every failure of theirs is a ServiceError. */
export function clientsOf(sdk: IvsClientConfig, config: ConnectionConfig): Clients {
  const wait = config.unlimited ? undefined : limiter();
  const reader = prepared(new IvsClient(sdk), "ivs", config, wait);
  const writer = prepared(new IvsClient({ ...sdk, maxAttempts: 1 }), "ivs", config, wait);
  return { reader, writer, pages: { client: reader, pageSize: 100 } };
}

/**
 * Has a client keep to the service's rate, and its errors be understood. `service`: as IAM names it, for the action that
 * is missing.
 */
export function prepared<C extends IvsClient | CloudWatchClient>(
  client: C,
  service: string,
  config: ConnectionConfig,
  wait: ((operation: string) => Promise<void>) | undefined,
): C {
  // What is added looks at no input and no output.
  const { middlewareStack } = client as IvsClient;
  middlewareStack.add(
    (next, context) => async (args) => {
      await wait?.(operationOf(context.commandName));
      return next(args);
    },
    // After the retry loop, so that each try waits for its turn.
    { step: "finalizeRequest", name: "callRate", priority: "low" },
  );
  // It copies each answer for a log that nobody keeps.
  middlewareStack.remove("loggerMiddleware");
  // Outermost, so that whatever fails on the way (credentials, endpoint, network) is understood as this call's.
  middlewareStack.add(
    (next, context) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        const problem = problemOf(error, `${service}:${operationOf(context.commandName)}`);
        if (problem.kind === "credentials") forgetCredentials(config.profile);
        throw new ServiceError(problem, error);
      }
    },
    { step: "initialize", name: "understandErrors", priority: "high" },
  );
  return client;
}

/** Asks for the next page before what is made of this one is begun: neither waits for the other. */
export async function* prefetch<Page>(
  pages: AsyncGenerator<Page, void>,
): AsyncGenerator<Page, void> {
  for (let asked = pages.next(); ; ) {
    const { value, done } = await asked;
    if (done) return;
    asked = pages.next();
    // Told when it is waited for; nobody may.
    asked.catch(() => {});
    yield value;
  }
}

function operationOf(commandName: string | undefined): string {
  return (commandName ?? "").replace(/Command$/, "");
}
