import type { ConnectionId } from "./ref";

/** What went wrong, as data: the words for it are in connections/words.ts. */
export interface Problem {
  readonly kind: /** No credentials, or expired or refused ones. */
    | "credentials"
    /** The caller may not do this; `action` is the IAM action missing. */
    | "denied"
    /** The endpoint did not answer. */
    | "offline"
    /** The endpoint answered with a redirect, which is never followed. */
    | "redirected"
    | "throttled"
    /** The service said that it failed (5xx), or gave an answer that can't be read. */
    | "service"
    /** The service refused the call: it did nothing. */
    | "refused"
    // Our own:
    /** The connection is read-only here: nothing was sent. */
    | "readOnly"
    /** A person stopped it. */
    | "stopped"
    /** It is not as it was when the change was decided: somebody else changed it since. */
    | "changedSince"
    /** A stream that was stopped came back, or did not end. */
    | "stillLive"
    /** A mistake of ours. */
    | "unexpected";
  /** The sentence the service or the SDK gave. Untrusted text. */
  readonly detail: string;
  /** The error's name, as the service or the SDK gave it. */
  readonly code: string;
  /** The IAM action of the call, e.g. ivs:ListChannels. */
  readonly action?: string;
  /** The credentials come from a sign-in (IAM Identity Center, or `aws login`): signing in again helps. */
  readonly sso?: boolean;
  /** Trying again makes sense only once the person has acted: it would ask them again. */
  readonly waits?: boolean;
  /** Of a write whose answer was lost: nobody could find out whether it took effect. */
  readonly unknown?: boolean;
  /** The request's id, by which AWS Support finds it. */
  readonly requestId?: string;
}

/** An error whose problem is already understood. */
export class ServiceError extends Error {
  constructor(
    readonly problem: Problem,
    cause: unknown,
    /** Where it happened, if that is known. */
    readonly connection?: ConnectionId,
  ) {
    super(problem.detail, { cause });
    this.name = "ServiceError";
  }
}

/** Why a read was ended before its end: a person wished so. It goes on when they wish it to. */
export const STOPPED = new ServiceError(
  { kind: "stopped", code: "Stopped", detail: "Reading was stopped.", waits: true },
  undefined,
);

/** The name of the error when a person was asked for an MFA code and gave none. */
export const MFA_DECLINED = "MfaDeclined";

/** Whether an error is an ServiceError. By its name: the AWS half is a bundle of its own, with a class of its own. */
export function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && error.name === "ServiceError";
}

// Services that once spoke Query, as CloudWatch did, go on calling errors by their names of then, without "Exception".
const CREDENTIALS = new Set([
  MFA_DECLINED,
  "CredentialsProviderError",
  "TokenProviderError",
  "ExpiredToken",
  "ExpiredTokenException",
  "UnrecognizedClientException",
  "InvalidSignatureException",
  "InvalidClientTokenId",
  "SignatureDoesNotMatch",
  "MissingAuthenticationToken",
  "MissingAuthenticationTokenException",
  "IncompleteSignature",
  "IncompleteSignatureException",
  "InvalidGrantException",
  "UnauthorizedException",
]);
const NETWORK = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ETIMEDOUT",
  "EPIPE",
]);

/** How the SDK says that a sign-in is missing or has expired, and the portal that one was ended. */
const SIGN_IN = /\bsso\b|session token not found or invalid|failed to load token|re-?authenticate/i;

interface ErrorLike {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly exceptionMessage?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

/**
 * Understands anything thrown. `called` is the action that was called, when one was, such as ivs:ListChannels.
 * IVS carries an error's text in `exceptionMessage`; with SDK v3 `message` alone may read "UnknownError".
 */
export function problemOf(error: unknown, called?: string): Problem {
  if (isServiceError(error)) return error.problem;
  const e: ErrorLike = error instanceof Object ? error : { message: String(error) };
  const code = e.name && e.name !== "Error" ? e.name : (e.code ?? "Error");
  const status = e.$metadata?.httpStatusCode ?? 0;
  const detail = e.exceptionMessage ?? (e.message || code);
  const named = /perform: ([\w-]+:\w+)/.exec(detail)?.[1];
  return {
    kind: kindOf(e, code, status),
    code,
    detail,
    action: named ?? called,
    sso: SIGN_IN.test(detail),
    waits: code === MFA_DECLINED,
    requestId: e.$metadata?.requestId,
  };
}

function kindOf(e: ErrorLike, code: string, status: number): Problem["kind"] {
  if (status >= 300 && status < 400) return "redirected";
  if (CREDENTIALS.has(code)) return "credentials";
  if (code === "AccessDeniedException" || code === "AccessDenied") return "denied";
  if (
    /^Throttling(?:Exception)?$/.test(code) ||
    code === "TooManyRequestsException" ||
    status === 429
  )
    return "throttled";
  if (NETWORK.has(e.code ?? "") || code === "TimeoutError") return "offline";
  // A body that is not JSON is not the service's own answer, whatever its status.
  if (status >= 500 || code === "SyntaxError") return "service";
  return status >= 400 ? "refused" : "unexpected";
}

const NEVER_SENT = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
]);

/**
 * Whether the service may have done what it was asked although the call failed: the answer was lost on the way, could
 * not be read, or was a failure of the service's own.
 */
export function mayHaveHappened({ kind, code }: Problem): boolean {
  if (kind === "offline") return !NEVER_SENT.has(code);
  return kind === "service";
}

/** Whether a problem says that the thing does not exist. */
export function isGone({ code }: Problem): boolean {
  return code === "ResourceNotFoundException";
}

/** Two problems that would be told in the same words. */
export function sameProblem(a: Problem | undefined, b: Problem | undefined): boolean {
  return (
    a?.kind === b?.kind && a?.code === b?.code && a?.detail === b?.detail && a?.action === b?.action
  );
}
