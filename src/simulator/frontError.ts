import { type AccessKey, userArn } from "./credentials";
import { ServiceError } from "./errors";
import type { FrontProblem, Service } from "./service";
import { MAX_SKEW_MS } from "./signature";

/** What the text of an error is about, as far as the problem has it. */
interface Detail {
  service: string;
  operation?: string;
  action?: string;
  resource?: string;
  key?: AccessKey;
  /** The time that a request says it was signed at, and the time now. */
  sent?: string;
  now?: number;
}

/** The texts where a service has none of its own: those of AWS, as far as they are known. */
const messages: Readonly<Record<FrontProblem, (detail: Detail) => string>> = {
  missing: () => "Missing Authentication Token",
  incomplete: () =>
    "Authorization header requires 'Credential', 'SignedHeaders' with host, and 'Signature', and X-Amz-Date must be there",
  unknownKey: () => "The security token included in the request is invalid.",
  badSignature: () =>
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
  expired: (detail) => `Signature expired: ${skew(detail, -1, "now earlier than")}`,
  expiredUrl: () => "Request has expired",
  notYet: (detail) => `Signature not yet current: ${skew(detail, 1, "still later than")}`,
  expiredToken: () => "The security token included in the request is expired",
  wrongService: ({ service }) => `Credential should be scoped to correct service: '${service}'.`,
  unknownOperation: ({ operation }) => `The IVS simulator does not have the operation ${operation}`,
  tooLarge: () => "The request's body is too large",
  throttled: () => "Rate exceeded",
  denied: ({ key, action, resource }) =>
    `User: ${key && userArn(key)} is not authorized to perform: ${action}${resource ? ` on resource: ${resource}` : ""}`,
  failed: () => "A fault of the simulator: see its log",
};

/** The error for a problem in front of a service, as that service names it. */
export function frontError(
  { name, frontErrors }: Service,
  problem: FrontProblem,
  detail: Omit<Detail, "service"> = {},
): ServiceError {
  const { error, status, message } = frontErrors[problem];
  return new ServiceError(
    error,
    status,
    message ?? messages[problem]({ service: name, ...detail }),
  );
}

function skew({ sent, now = 0 }: Detail, sign: 1 | -1, words: string): string {
  const time = (ms: number) => new Date(ms).toISOString().replace(/[-:]|\.\d+/g, "");
  return `${sent} is ${words} ${time(now + sign * MAX_SKEW_MS)} (${time(now)} ${sign > 0 ? "+" : "-"} 5 min.)`;
}
