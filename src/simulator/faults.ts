/** Something to go wrong with a call, on purpose. */
export interface Fault {
  /** Whom it befalls: any operation and any region, unless one is named. */
  operation?: string;
  region?: string;
  /** How many more calls it befalls; 0: all, until the faults are cleared. */
  times: number;
  /** How long the answer is held back. Alone or with one of the others. */
  delayMs?: number;
  /** Refuse with this error, the work undone. */
  error?: { name: string; status: number; message: string };
  /** Cut the connection, with the work undone or done. */
  drop?: "before" | "after";
  /** Do the work, and answer with a body that is not JSON. */
  malformed?: boolean;
}

/** The faults that are waiting for a call. */
export class Faults {
  waiting: Fault[] = [];

  /** The first fault meant for this call, if there is one: counted down, and gone after its last. */
  take(operation: string, region: string): Fault | undefined {
    const fault = this.waiting.find(
      (one) => (one.operation ?? operation) === operation && (one.region ?? region) === region,
    );
    if (fault && --fault.times === 0) {
      this.waiting = this.waiting.filter((one) => one !== fault);
    }
    return fault;
  }
}
