/** A list of places that grows: four bytes a place, where an array of numbers may take eight. */
export class Places {
  length = 0;
  #at: Int32Array;

  constructor(capacity = 4) {
    this.#at = new Int32Array(capacity);
  }

  get(index: number): number {
    return this.#at[index]!;
  }

  push(place: number): void {
    if (this.length === this.#at.length) {
      const grown = new Int32Array(2 * this.length);
      grown.set(this.#at);
      this.#at = grown;
    }
    this.#at[this.length++] = place;
  }
}
