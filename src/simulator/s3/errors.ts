import { ServiceError } from "../errors";

/** The HTTP status of the errors that S3 has here. */
export const errors = {
  AccessDenied: 403,
  BadDigest: 400,
  InternalError: 500,
  InvalidArgument: 400,
  InvalidBucketName: 400,
  InvalidRange: 416,
  InvalidRequest: 400,
  InvalidURI: 400,
  NoSuchBucket: 404,
  NoSuchBucketPolicy: 404,
  NoSuchKey: 404,
  NoSuchLifecycleConfiguration: 404,
  NotImplemented: 501,
  PermanentRedirect: 301,
  PreconditionFailed: 412,
  ServiceUnavailable: 503,
  SlowDown: 503,
} as const;

/** An error of S3, with elements of its own in the body and headers beside it. */
export function failure(
  error: keyof typeof errors,
  message: string,
  details: ServiceError["details"] = {},
): ServiceError {
  return new ServiceError(error, errors[error], message, details);
}
