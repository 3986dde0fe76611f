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

/** What AWS answers in front of any service, and what the IVS model therefore does not list. */
const commonErrors = {
  SerializationException: 400,
  ExpiredTokenException: 403,
  IncompleteSignatureException: 403,
  InvalidSignatureException: 403,
  MissingAuthenticationTokenException: 403,
  UnrecognizedClientException: 403,
  UnknownOperationException: 404,
  RequestEntityTooLargeException: 413,
  TooManyRequestsException: 429,
} as const;

const statuses = { ...modelledErrors, ...commonErrors };

/** The HTTP status that goes with an error's name, if it is known here. */
export function statusOf(name: string): number | undefined {
  return new Map<string, number>(Object.entries(statuses)).get(name);
}

/** A request that the service turns down: thrown anywhere, written to the wire by the server. */
export class Refusal extends Error {
  readonly status: number;

  constructor(
    readonly error: keyof typeof statuses,
    message: string,
  ) {
    super(message);
    this.status = statuses[error];
  }
}

/** The refusal of an ARN that this account and region do not have. */
export function notFound(arn: string): Refusal {
  return new Refusal("ResourceNotFoundException", `Resource: ${arn} not found`);
}
