import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { IvsClient, type IvsClientConfig } from "@aws-sdk/client-ivs";
import { getSmithyContext } from "@smithy/core/transport";
import type { ConnectionConfig } from "../connections/config";
import { type Problem, problemOf, ServiceError } from "../core/problem";
import type { ConnectionId } from "../core/ref";
import { forgetCredentials } from "./credentials";
import { type Caller, learnAccount, sharedLimiter } from "./limit";

/** What the ports are made of. */
export interface Clients {
  readonly reader: IvsClient;
  /** Sends each call once: the SDK tries again by itself; for a write whose answer was lost that could do it twice. */
  readonly writer: IvsClient;
  /** For the SDK's paginators: the largest pages. */
  readonly pages: { readonly client: IvsClient; readonly pageSize: number };
}

/** A connection's config with its id, which its errors carry. */
export type Target = ConnectionConfig & { readonly id?: ConnectionId };

/** The clients of a connection, which share its account's rate. Every failure of theirs is a ServiceError. */
export function clientsOf(sdk: IvsClientConfig, target: Target): Clients {
  const reader = prepared(new IvsClient(sdk), "ivs", sdk, target);
  const writer = prepared(new IvsClient({ ...sdk, maxAttempts: 1 }), "ivs", sdk, target);
  return { reader, writer, pages: { client: reader, pageSize: 100 } };
}

/**
 * Has a client keep to its service's rate, refuse writes where that is wished, and its errors be understood. `service`:
 * as IAM names it. `sdk`: how IVS's client is set up.
 */
export function prepared<C extends IvsClient | CloudWatchClient>(
  client: C,
  service: "ivs" | "cloudwatch",
  sdk: IvsClientConfig,
  target: Target,
): C {
  const { id, profile, region, readOnly, unlimited } = target;
  const place = `${region} ${sdk.endpoint ?? ""}`;
  // What is added reads no input, and of outputs nothing that it knows.
  const { middlewareStack } = client as IvsClient;
  if (!unlimited)
    middlewareStack.add(
      (next, context) => async (args) => {
        const caller = callerOf(context);
        await sharedLimiter(place, caller)(operationOf(context.commandName));
        const answer = await next(args);
        // Metrics name no account.
        if (service === "ivs") learnAccount(place, caller, answer.output);
        return answer;
      },
      // After the retry loop, so that each try waits for its turn.
      { step: "finalizeRequest", name: "callRate", priority: "low" },
    );
  // It copies each answer for a log that nobody keeps.
  middlewareStack.remove("loggerMiddleware");
  // Outermost, so that whatever fails on the way (credentials, endpoint, network) is understood as this call's.
  middlewareStack.add(
    (next, context) => async (args) => {
      const operation = operationOf(context.commandName);
      if (readOnly && !/^(Get|List|BatchGet)/.test(operation))
        throw new ServiceError(READ_ONLY, undefined, id);
      try {
        return await next(args);
      } catch (error) {
        const problem = problemOf(error, `${service}:${operation}`);
        if (problem.kind === "credentials") forgetCredentials(profile);
        throw new ServiceError(problem, error, id);
      }
    },
    { step: "initialize", name: "understandErrors", priority: "high" },
  );
  return client;
}

const READ_ONLY: Problem = {
  kind: "readOnly",
  code: "ReadOnly",
  detail: "This connection is read-only: nothing was sent.",
};

/** Whose credentials a call is signed with. */
function callerOf(context: Record<string, unknown>): Caller {
  const { selectedHttpAuthScheme } = getSmithyContext(context) as {
    readonly selectedHttpAuthScheme?: { readonly identity?: Caller };
  };
  return selectedHttpAuthScheme?.identity ?? {};
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
