import { type AccessKey, userArn } from "./credentials";
import { ServiceError } from "./errors";
import type { HttpRequest } from "./http";
import type { FrontProblem, Service } from "./service";
import { MAX_SKEW_MS } from "./signature";

/** The error for a problem in front of a service, as that service names it; `detail` is for its text. */
export function frontError(
  { name, frontErrors }: Service,
  problem: FrontProblem,
  detail: { operation?: string; action?: string; resource?: string; key?: AccessKey } = {},
  request?: HttpRequest,
  now = 0,
): ServiceError {
  const { error, status, message } = frontErrors[problem];
  return new ServiceError(error, status, message ?? messageOf());

  function messageOf(): string {
    switch (problem) {
      case "missing":
        return "Missing Authentication Token";
      case "incomplete":
        return "Authorization header requires 'Credential', 'SignedHeaders' with host, and 'Signature', and X-Amz-Date must be there";
      case "unknownKey":
        return "The security token included in the request is invalid.";
      case "badSignature":
        return "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";
      case "expired":
        return `Signature expired: ${skew(-1, "now earlier than")}`;
      case "expiredUrl":
        return "Request has expired";
      case "notYet":
        return `Signature not yet current: ${skew(1, "still later than")}`;
      case "expiredToken":
        return "The security token included in the request is expired";
      case "wrongService":
        return `Credential should be scoped to correct service: '${name}'.`;
      case "unknownOperation":
        return `The IVS simulator does not have the operation ${detail.operation}`;
      case "tooLarge":
        return "The request's body is too large";
      case "throttled":
        return "Rate exceeded";
      case "denied":
        return `User: ${detail.key && userArn(detail.key)} is not authorized to perform: ${detail.action}${detail.resource ? ` on resource: ${detail.resource}` : ""}`;
      case "failed":
        return "A fault of the simulator: see its log";
      default:
        return problem satisfies never;
    }
  }

  function skew(sign: 1 | -1, words: string): string {
    const sent = request?.headers["x-amz-date"];
    const time = (ms: number) => new Date(ms).toISOString().replace(/[-:]|\.\d+/g, "");
    return `${sent} is ${words} ${time(now + sign * MAX_SKEW_MS)} (${time(now)} ${sign > 0 ? "+" : "-"} 5 min.)`;
  }
}
