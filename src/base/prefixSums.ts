/**
 * Numbers whose sums from the first on, and changes, take O(log n): a Fenwick tree (P. Fenwick, "A new data structure for cumulative
 * frequency tables", 1994). Entry i of the tree, counted from 1, holds the sum of as many numbers as its lowest set bit says.
 *
 * @example
 * const sums = new PrefixSums([5, 1, 3]);
 * sums.before(2); // 6
 * sums.search(5); // 1: the second number covers place 5, the first one 0 to 4
 */
export class PrefixSums {
  readonly #tree: Float64Array;

  constructor(numbers: readonly number[]) {
    this.#tree = new Float64Array(numbers.length + 1);
    for (let at = 1; at <= numbers.length; at++) {
      this.#tree[at]! += numbers[at - 1]!;
      const parent = at + (at & -at);
      if (parent <= numbers.length) this.#tree[parent]! += this.#tree[at]!;
    }
  }

  /** Changes number `index` by `difference`. */
  add(index: number, difference: number): void {
    for (let at = index + 1; at < this.#tree.length; at += at & -at) this.#tree[at]! += difference;
  }

  /** The sum of the first `count` numbers. */
  before(count: number): number {
    let sum = 0;
    for (let at = count; at > 0; at &= at - 1) sum += this.#tree[at]!;
    return sum;
  }

  get total(): number {
    return this.before(this.#tree.length - 1);
  }

  /** The number that covers a place if all were laid one after the other; the last one for a place after them all. */
  search(place: number): number {
    const count = this.#tree.length - 1;
    let at = 0;
    let rest = place;
    for (let step = 1 << (31 - Math.clz32(Math.max(1, count))); step > 0; step >>= 1) {
      if (at + step > count || this.#tree[at + step]! > rest) continue;
      at += step;
      rest -= this.#tree[at]!;
    }
    return Math.max(0, Math.min(at, count - 1));
  }
}
