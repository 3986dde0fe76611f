/**
 * How many calls there may be in a second, as a bucket of tokens: it holds a second's worth and fills
 * steadily, so a client that keeps to the rate is never turned down, however its calls jitter.
 */
export class Rate {
  #tokens: number;
  #since = Number.NEGATIVE_INFINITY;

  constructor(private readonly perSecond: number) {
    this.#tokens = perSecond;
  }

  /** Whether there may be a call now; if so, it is counted. */
  take(now: number): boolean {
    const gained = ((now - this.#since) / 1000) * this.perSecond;
    this.#tokens = Math.min(this.perSecond, this.#tokens + Math.max(0, gained));
    this.#since = now;
    // Not quite one will do: the tokens are sums of fractions.
    if (this.#tokens < 1 - 1e-6) return false;
    this.#tokens -= 1;
    return true;
  }
}
