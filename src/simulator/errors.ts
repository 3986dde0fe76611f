/** An error that a service answers: thrown anywhere, written by its service (see `Service.writeError`). */
export class ServiceError extends Error {
  constructor(
    /** Its name on the wire. */
    readonly error: string,
    readonly status: number,
    message: string,
    /** What else is in the answer: elements of the body, or headers, as the service has them. */
    readonly details: { elements?: Record<string, string>; headers?: Record<string, string> } = {},
  ) {
    super(message);
  }
}
