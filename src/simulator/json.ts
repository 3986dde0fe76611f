import { ServiceError } from "./errors";
import type { FrontError, FrontProblem } from "./service";

/** The members of a JSON body. */
export type JsonBody = Record<string, unknown>;

/** What AWS calls the problems in front of its services that speak JSON. */
export const jsonFrontErrors: Readonly<Record<FrontProblem, FrontError>> = {
  missing: { error: "MissingAuthenticationTokenException", status: 403 },
  incomplete: { error: "IncompleteSignatureException", status: 403 },
  unknownKey: { error: "UnrecognizedClientException", status: 403 },
  badSignature: { error: "InvalidSignatureException", status: 403 },
  expired: { error: "InvalidSignatureException", status: 403 },
  notYet: { error: "InvalidSignatureException", status: 403 },
  expiredUrl: { error: "InvalidSignatureException", status: 403 },
  expiredToken: { error: "ExpiredTokenException", status: 403 },
  wrongService: { error: "InvalidSignatureException", status: 403 },
  unknownOperation: { error: "UnknownOperationException", status: 404 },
  tooLarge: { error: "RequestEntityTooLargeException", status: 413 },
  throttled: { error: "ThrottlingException", status: 429 },
  denied: { error: "AccessDeniedException", status: 403 },
  failed: { error: "InternalServerException", status: 500 },
};

/** The members of a JSON body; an empty body has none. Throws for what is not a JSON object. */
export function parseJson(body: Buffer): JsonBody {
  let value: unknown;
  try {
    value = body.length === 0 ? {} : JSON.parse(body.toString());
  } catch {
    throw new ServiceError("SerializationException", 400, "The request's body is not JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new ServiceError(
      "SerializationException",
      400,
      "The request's body is not a JSON object",
    );
  }
  return value as JsonBody;
}
