import { ServiceError } from "../errors";

/**
 * The names of the errors of GetMetricData and ListMetrics with their HTTP status. The model has no
 * ValidationException, but the service answers most mistakes with its code of old, ValidationError.
 */
export const errors = {
  InternalServiceFault: 500,
  InvalidNextToken: 400,
  InvalidParameterValueException: 400,
  ThrottlingException: 400,
  ValidationException: 400,
} as const;

/** The error for an input that breaks a rule. */
export function invalid(message: string): ServiceError {
  return new ServiceError("ValidationException", errors.ValidationException, message);
}
