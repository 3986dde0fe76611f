import { ServiceError } from "../errors";

/** The HTTP status of every error that the IVS API models, by the error's name on the wire. */
export const modelledErrors = {
  ValidationException: 400,
  ServiceQuotaExceededException: 402,
  AccessDeniedException: 403,
  PendingVerification: 403,
  ResourceNotFoundException: 404,
  ChannelNotBroadcasting: 404,
  ConflictException: 409,
  ThrottlingException: 429,
  InternalServerException: 500,
  ServiceUnavailable: 503,
  StreamUnavailable: 503,
} as const;

/** The name of an error that the IVS API models. */
export type ErrorName = keyof typeof modelledErrors;

/** An error of the IVS API. */
export class IvsError extends ServiceError {
  constructor(error: ErrorName, message: string) {
    super(error, modelledErrors[error], message);
  }
}

/** The error for an ARN that this account and region do not have. */
export function notFound(arn: string): IvsError {
  return new IvsError("ResourceNotFoundException", `Resource: ${arn} not found`);
}
