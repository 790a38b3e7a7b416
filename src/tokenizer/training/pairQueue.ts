import type { Places } from './places';

/** Which of the pairs that are equally frequent is merged: the one that occurs first in the text as it is now, or that of the smallest ids. */
export type TieOrder = 'first' | 'smallest';

/** Two tokens that stand, or stood, side by side in at least one place. */
export interface Pair {
  readonly left: number;
  readonly right: number;
  /** How often it occurs in the text. Exact at any time; after the merge that made it, it only falls. */
  count: number;
  /** The places in which it was made, in order; in some it may stand no more. */
  readonly places: Places;
  /** Index into `places` before which it stands in none. */
  current: number;
  /** Count and first place as the queue knows them. */
  knownCount: number;
  knownPlace: number;
}

/**
 * The pairs by how often they occur, the most frequent first: a heap whose keys may be late. A pair is born in one merge, with all of its
 * places; later merges only take places away. So its count only falls and its first place only grows, and a late key is never worse than
 * the true one: the pair at the top is the right one as soon as its key is true. Nothing is searched when a count changes.
 */
export class PairQueue {
  readonly #heap: Pair[] = [];

  /** @param firstPlaceOf where a pair stands first, at `places[current]` or after it */
  constructor(
    private readonly ties: TieOrder,
    private readonly firstPlaceOf: (pair: Pair) => number,
  ) {}

  push(pair: Pair): void {
    this.#learn(pair);
    this.#heap.push(pair);
    this.#rise(this.#heap.length - 1);
  }

  /** The pair to be merged, which leaves the queue; nothing if no pair occurs any more. */
  pop(): Pair | undefined {
    const heap = this.#heap;
    while (heap.length > 0) {
      const top = heap[0]!;
      if (top.count > 0 && this.#isTrue(top)) {
        this.#removeTop();
        return top;
      }
      if (top.count === 0) this.#removeTop();
      else {
        this.#learn(top);
        this.#sink(0);
      }
    }
    return undefined;
  }

  #isTrue(pair: Pair): boolean {
    return pair.count === pair.knownCount && (this.ties === 'smallest' || this.firstPlaceOf(pair) === pair.knownPlace);
  }

  #learn(pair: Pair): void {
    pair.knownCount = pair.count;
    if (this.ties === 'first') pair.knownPlace = this.firstPlaceOf(pair);
  }

  #isBefore(one: Pair, other: Pair): boolean {
    if (one.knownCount !== other.knownCount) return one.knownCount > other.knownCount;
    if (this.ties === 'first') return one.knownPlace < other.knownPlace;
    return one.left !== other.left ? one.left < other.left : one.right < other.right;
  }

  #removeTop(): void {
    const last = this.#heap.pop()!;
    if (this.#heap.length === 0) return;
    this.#heap[0] = last;
    this.#sink(0);
  }

  #rise(from: number): void {
    const heap = this.#heap;
    const pair = heap[from]!;
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isBefore(pair, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = pair;
  }

  #sink(from: number): void {
    const heap = this.#heap;
    const pair = heap[from]!;
    let at = from;
    for (let child = 2 * at + 1; child < heap.length; child = 2 * at + 1) {
      if (child + 1 < heap.length && this.#isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!this.#isBefore(heap[child]!, pair)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = pair;
  }
}
