import { PairQueue, type Pair, type TieOrder } from './pairQueue';
import { Places } from './places';
import type { UniquePieces } from './uniquePieces';

export interface TrainingOptions {
  /** Equal counts: `first` is minbpe's order, `smallest` that of rustbpe. */
  readonly ties: TieOrder;
  /** A pair that occurs less often is not merged; 1 for every pair. */
  readonly minimumFrequency: number;
  /** Bytes of the longest token; a pair that would be longer is not merged. */
  readonly maximumLength: number;
}

export interface Merge {
  readonly left: number;
  readonly right: number;
  /** The token that takes the place of both: 256 for the first merge. */
  readonly id: number;
  /** How often the pair occurred, overlaps included: `aaa` has (a, a) twice. */
  readonly count: number;
}

/** Stands in the text before and after each piece. */
const border = -0x8000_0000;
/** Stands in the text inside a token that is longer than a byte. */
const inside = -0x7fff_ffff;
const firstMerge = 256;

/**
 * Training of byte-level BPE: the text is bytes, and again and again the most frequent pair of neighbours becomes one new token, everywhere
 * in the text, from left to right.
 *
 * The pieces lie one after the other with borders between them. The first byte of a token holds its id, its last byte, if that is another
 * one, the complement of where it begins: both neighbours are found without further tables. Each pair knows its places, so that
 * a merge touches these alone, and the queue gives the pair that a search of all of the text would.
 *
 * @example
 * // "aaabdaaabac", the example of Wikipedia and of minbpe's tests
 * const training = new BytePairTraining(pieces, { ties: 'first', minimumFrequency: 1, maximumLength: 255 });
 * training.next(); // { left: 97, right: 97, id: 256, count: 4 }: "aa"
 * training.next(); // { left: 256, right: 97, id: 257, count: 2 }: "aaa"
 */
export class BytePairTraining {
  readonly #tokens: Int32Array;
  /** How often the piece of a place stands in the text. */
  readonly #weights: Uint32Array;
  readonly #lengths: number[] = Array.from({ length: firstMerge }, () => 1);
  readonly #pairs = new Map<number, Pair>();
  readonly #queue: PairQueue;
  #hasTooLong = false;

  constructor(
    pieces: UniquePieces,
    private readonly options: TrainingOptions,
  ) {
    this.#queue = new PairQueue(options.ties, pair => this.#firstPlaceOf(pair));
    const length = pieces.bytes.reduce((sum, { length }) => sum + length + 1, 1);
    this.#tokens = new Int32Array(length);
    this.#weights = new Uint32Array(length);
    this.#tokens[0] = border;
    let at = 1;
    pieces.bytes.forEach((bytes, index) => {
      this.#tokens.set(bytes, at);
      this.#weights.fill(pieces.counts[index]!, at, at + bytes.length);
      at += bytes.length;
      this.#tokens[at++] = border;
    });
    this.#findPairs();
  }

  /** Whether a pair was left out as its token would have been longer than `maximumLength`. */
  get hasTooLong(): boolean {
    return this.#hasTooLong;
  }

  /** Makes the next merge; nothing if no pair is left that occurs often enough. */
  next(): Merge | undefined {
    const pair = this.#queue.pop();
    if (pair === undefined || pair.count < this.options.minimumFrequency) return undefined;
    const { left, right, count } = pair;
    const id = this.#lengths.length;
    this.#lengths.push(this.#lengths[left]! + this.#lengths[right]!);
    this.#merge(pair, id);
    return { left, right, id, count };
  }

  #findPairs(): void {
    const tokens = this.#tokens;
    for (let at = 1; at + 1 < tokens.length; at++)
      if (tokens[at]! >= 0 && tokens[at + 1]! >= 0) this.#addPlace(tokens[at]!, tokens[at + 1]!, at);
    for (const pair of this.#pairs.values()) this.#offer(pair);
  }

  /** Puts a token in all places of a pair, from left to right, and looks at the neighbours on both sides anew. */
  #merge(pair: Pair, id: number): void {
    const tokens = this.#tokens;
    const leftLength = this.#lengths[pair.left]!;
    const length = this.#lengths[id]!;
    const made = new Set<Pair>();
    const { places } = pair;
    for (let index = pair.current; index < places.length; index++) {
      const at = places.get(index);
      if (!this.#stands(pair, at)) continue;
      const weight = this.#weights[at]!;
      const end = at + length;
      const before = this.#tokenBefore(at);
      const after = tokens[end]!;
      if (before !== border) this.#takePlace(tokens[before]!, pair.left, weight);
      if (after !== border) this.#takePlace(pair.right, after, weight);
      tokens[at + leftLength] = inside;
      tokens[end - 1] = ~at;
      tokens[at] = id;
      if (before !== border) made.add(this.#addPlace(tokens[before]!, id, before));
      if (after !== border) made.add(this.#addPlace(id, after, at));
    }
    this.#pairs.delete(keyOf(pair.left, pair.right));
    for (const each of made) this.#offer(each);
  }

  #stands({ left, right }: Pair, at: number): boolean {
    return this.#tokens[at] === left && this.#tokens[at + this.#lengths[left]!] === right;
  }

  /** Where the token before a place begins, or `border`. */
  #tokenBefore(at: number): number {
    const last = this.#tokens[at - 1]!;
    return last === border ? border : last >= 0 ? at - 1 : ~last;
  }

  #addPlace(left: number, right: number, at: number): Pair {
    const key = keyOf(left, right);
    let pair = this.#pairs.get(key);
    if (pair === undefined) {
      pair = { left, right, count: 0, places: new Places(), current: 0, knownCount: 0, knownPlace: 0 };
      this.#pairs.set(key, pair);
    }
    pair.count += this.#weights[at]!;
    pair.places.push(at);
    return pair;
  }

  #takePlace(left: number, right: number, weight: number): void {
    const pair = this.#pairs.get(keyOf(left, right));
    if (pair !== undefined) pair.count -= weight;
  }

  /** A pair that was just born, and that the merge that bore it may have taken away again. */
  #offer(pair: Pair): void {
    const { left, right, count } = pair;
    const isTooLong = this.#lengths[left]! + this.#lengths[right]! > this.options.maximumLength;
    if (count > 0 && !isTooLong) this.#queue.push(pair);
    else this.#pairs.delete(keyOf(left, right));
    if (count >= this.options.minimumFrequency && isTooLong) this.#hasTooLong = true;
  }

  #firstPlaceOf(pair: Pair): number {
    while (!this.#stands(pair, pair.places.get(pair.current))) pair.current++;
    return pair.places.get(pair.current);
  }
}

/** Ids have 18 bits. */
const keyOf = (left: number, right: number): number => left * 0x4_0000 + right;
