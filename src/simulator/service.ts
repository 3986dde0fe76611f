import type { AccessKey } from "./credentials";
import type { ServiceError } from "./errors";
import type { HttpRequest, HttpResponse } from "./http";
import type { SignatureProblem } from "./signature";
import type { World } from "./world";

/** One call to a service, after its signature, faults and the rate of calls were seen to. */
export interface Call {
  readonly operation: string;
  readonly request: HttpRequest;
  readonly world: World;
  /** The region that it is signed for; undefined if it is not signed. */
  readonly region?: string;
  /** The key that it is signed with, where the simulator was given keys. */
  readonly key?: AccessKey;
  /** What tells this answer from all others: it is in a header, and some formats repeat it. */
  readonly requestId: string;
  /** Throws unless the caller may do that, such as `ivs:GetChannel`, to a resource. */
  authorize(action: string, resource?: string): void;
}

/** What goes wrong with a call before its service looks at it, the same in every service. */
export type FrontProblem =
  | SignatureProblem
  | "wrongService"
  | "unknownOperation"
  | "tooLarge"
  | "throttled"
  | "denied"
  | "failed";

/** How a service names such a problem; where it does not say it in words of its own, the simulator's are used. */
export interface FrontError {
  readonly error: string;
  readonly status: number;
  readonly message?: string;
}

/**
 * An AWS service that the simulator answers for. The server does for all of them alike what AWS does in
 * front of them: signatures, permissions, faults, rates of calls, the log, and keeping the state.
 */
export interface Service {
  /** Its name in the credential scope of signatures, by which requests are told apart. */
  readonly name: string;
  /** Every operation that it has here. */
  readonly operations: readonly string[];
  /** The names of its errors with their HTTP status: what a fault may be without saying more. */
  readonly errors: Readonly<Record<string, number>>;
  readonly frontErrors: Readonly<Record<FrontProblem, FrontError>>;
  readonly requestIdHeader: string;
  readonly maxBodyBytes: number;
  /** Whether calls may come unsigned: the service then looks at `Call.region` itself. */
  readonly takesUnsigned?: boolean;
  /** Whether web pages of any origin may ask: who may is then its own business. */
  readonly isOpenToOrigins?: boolean;
  /** Whether a request that is not signed is for it. */
  claims?(request: HttpRequest): boolean;
  /** The operation that a request asks for; undefined if it is none of its. */
  operationOf(request: HttpRequest): string | undefined;
  /** What a request that is for none of its operations asks for; its method and path unless given. */
  askedFor?(request: HttpRequest): string | undefined;
  /** How many calls of an operation it takes in a second, in a region, where limits hold. */
  rateOf(operation: string): number;
  /** Does what a call asks for. Throws a ServiceError for what it turns down. */
  handle(call: Call): HttpResponse;
  /** An error in the format in which the request was made. */
  writeError(error: ServiceError, requestId: string, request: HttpRequest): HttpResponse;
}
