import type { ServiceError } from "./errors";
import type { HttpRequest, HttpResponse } from "./http";
import type { Call, FrontError, FrontProblem } from "./service";
import { type XmlContent, xmlDocument } from "./xml";

/*
 * The Query protocol of older AWS services: a form in, `Action` and its parameters, and XML out.
 */

/** What AWS calls the problems in front of its services that speak the Query protocol. */
export const queryFrontErrors: Readonly<Record<FrontProblem, FrontError>> = {
  missing: {
    error: "MissingAuthenticationToken",
    status: 403,
    message: "Request is missing Authentication Token",
  },
  incomplete: { error: "IncompleteSignature", status: 400 },
  unknownKey: { error: "InvalidClientTokenId", status: 403 },
  badSignature: { error: "SignatureDoesNotMatch", status: 403 },
  expired: { error: "SignatureDoesNotMatch", status: 403 },
  expiredUrl: { error: "SignatureDoesNotMatch", status: 403 },
  notYet: { error: "SignatureDoesNotMatch", status: 403 },
  expiredToken: { error: "ExpiredToken", status: 403 },
  wrongService: { error: "SignatureDoesNotMatch", status: 403 },
  unknownOperation: { error: "InvalidAction", status: 400 },
  tooLarge: { error: "RequestEntityTooLarge", status: 413 },
  throttled: { error: "Throttling", status: 400 },
  denied: { error: "AccessDenied", status: 403 },
  failed: { error: "ServiceFailure", status: 500 },
};

/** The parameters of a call, its `Action` among them. */
export function parametersOf({ method, query, body }: HttpRequest): URLSearchParams {
  return new URLSearchParams(method === "POST" ? body.toString() : query);
}

/** The answer of an operation, in its result element. */
export function queryResult(
  { operation, requestId }: Call,
  namespace: string,
  result: XmlContent,
): HttpResponse {
  return xmlResponse(200, `${operation}Response`, namespace, {
    [`${operation}Result`]: result,
    ResponseMetadata: { RequestId: requestId },
  });
}

/** Writes an error as the Query protocol does. */
export function queryError(
  { error, status, message }: ServiceError,
  namespace: string,
  requestId: string,
): HttpResponse {
  return xmlResponse(status, "ErrorResponse", namespace, {
    Error: { Type: status < 500 ? "Sender" : "Receiver", Code: error, Message: message },
    RequestId: requestId,
  });
}

function xmlResponse(
  status: number,
  name: string,
  namespace: string,
  content: XmlContent,
): HttpResponse {
  return {
    status,
    headers: { "Content-Type": "text/xml" },
    body: xmlDocument(name, content, `xmlns="${namespace}"`),
  };
}
