/** Writes bits one after the other, the most significant first. */
export class BitWriter {
  readonly #bytes: number[] = [];
  #current = 0;
  #free = 8;

  put(value: number, bits: number): void {
    for (let bit = bits - 1; bit >= 0; bit--) {
      this.#current = (this.#current << 1) | ((value >>> bit) & 1);
      if (--this.#free === 0) {
        this.#bytes.push(this.#current);
        this.#current = 0;
        this.#free = 8;
      }
    }
  }

  /** What was written, the last byte filled up with that bit. */
  end(fill: 0 | 1): Buffer {
    while (this.#free < 8) this.put(fill, 1);
    return Buffer.from(this.#bytes);
  }
}
