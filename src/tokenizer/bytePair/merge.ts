import type { Utf8Text } from './utf8Text';
import { noToken, type Vocabulary } from './vocabulary';

/** Up to this many bytes a search through all pairs is quicker than a heap. */
const longPiece = 32;

/** Arrays for longer pieces are not kept. */
const keptLength = 1 << 14;

/**
 * The second half of byte-level BPE: a piece starts as single bytes, and of all neighbours that together are a token, the pair of
 * the lowest rank (the leftmost, if equal) becomes one, until no pair is a token.
 *
 * Short pieces search all pairs for the lowest. Long ones keep the pairs in a heap, so that the time is n log n: a line of base64 of a
 * megabyte is one piece.
 *
 */
export class Merger {
  /** Ids of the last merge; `count` of them count. Overwritten by the next one. */
  ids = new Int32Array(256);
  count = 0;
  readonly #starts = new Int32Array(longPiece + 1);
  #ranks = new Int32Array(258);
  #next = new Int32Array(258);
  #previous = new Int32Array(258);
  #pairs = new PairHeap(258);

  constructor(private readonly vocabulary: Vocabulary) {}

  /** Merges the bytes of one piece into `ids`. */
  merge(text: Utf8Text, from: number, to: number): void {
    if (to - from > this.ids.length || this.ids.length > 2 * keptLength)
      this.ids = new Int32Array(2 * (to - from) + 64);
    if (to - from <= longPiece) this.#mergeShort(text, from, to);
    else this.#mergeLong(text, from, to);
  }

  #mergeShort(text: Utf8Text, from: number, to: number): void {
    const { vocabulary, ids } = this;
    const { ofPair, ofByte } = vocabulary;
    const { bytes } = text;
    const starts = this.#starts;
    const ranks = this.#ranks; // ranks[i] is that of parts i and i + 1 together, which is also their id
    let parts = to - from;
    for (let i = 0; i < parts; i++) {
      starts[i] = from + i;
      ids[i] = ofByte[bytes[from + i]!]!;
      ranks[i] = ofPair[bytes[from + i]! * 256 + bytes[from + i + 1]!]!;
    }
    starts[parts] = to;
    ranks[parts - 1] = noToken;
    for (;;) {
      let lowest = noToken;
      let at = 0;
      for (let i = 0; i < parts - 1; i++) {
        const rank = ranks[i]!;
        if (rank < lowest) {
          lowest = rank;
          at = i;
        }
      }
      if (lowest === noToken) break;
      parts--;
      ids[at] = lowest;
      // A loop, as copyWithin costs more to call than so few numbers cost to move.
      for (let i = at + 1; i < parts; i++) {
        starts[i] = starts[i + 1]!;
        ids[i] = ids[i + 1]!;
        ranks[i - 1] = ranks[i]!;
      }
      starts[parts] = to;
      ranks[parts - 1] = noToken;
      if (at + 1 < parts) ranks[at] = vocabulary.find(text, starts[at]!, starts[at + 2]!);
      if (at > 0) ranks[at - 1] = vocabulary.find(text, starts[at - 1]!, starts[at + 1]!);
    }
    this.count = parts;
  }

  #mergeLong(text: Utf8Text, from: number, to: number): void {
    const { vocabulary } = this;
    const { ofPair, ofByte } = vocabulary;
    const { bytes } = text;
    const length = to - from;
    this.#reserve(length);
    // Part i starts at byte from + i. A part that is gone has rank noToken; next and previous link the others.
    const { ids } = this;
    const next = this.#next;
    const previous = this.#previous;
    const ranks = this.#ranks;
    const pairs = this.#pairs;
    pairs.clear();
    for (let i = 0; i < length; i++) {
      next[i] = i + 1;
      previous[i] = i - 1;
      ids[i] = ofByte[bytes[from + i]!]!;
      ranks[i] = i + 1 < length ? ofPair[bytes[from + i]! * 256 + bytes[from + i + 1]!]! : noToken;
      if (ranks[i] !== noToken) pairs.add(ranks[i]!, i);
    }
    next[length] = length;
    pairs.arrange();
    while (pairs.pop()) {
      const { part, rank } = pairs;
      if (ranks[part] !== rank) continue; // one of the two has been merged since
      const gone = next[part]!;
      const after = next[gone]!;
      const before = previous[part]!;
      ids[part] = rank;
      ranks[gone] = noToken;
      next[part] = after;
      previous[after] = part;
      ranks[part] = after < length ? vocabulary.find(text, from + part, from + next[after]!) : noToken;
      if (ranks[part] !== noToken) pairs.push(ranks[part], part);
      if (before < 0) continue;
      ranks[before] = vocabulary.find(text, from + before, from + after);
      if (ranks[before] !== noToken) pairs.push(ranks[before], before);
    }
    let count = 0;
    for (let part = 0; part < length; part = next[part]!) ids[count++] = ids[part]!;
    this.count = count;
  }

  /** Room for a piece of `length` bytes; what a giant piece needed is let go with the next ordinary one. */
  #reserve(length: number): void {
    const has = this.#next.length;
    if (has > length + 1 && (has <= keptLength || length > keptLength)) return;
    this.#next = new Int32Array(2 * length + 2);
    this.#previous = new Int32Array(2 * length + 2);
    this.#ranks = new Int32Array(2 * length + 2);
    this.#pairs = new PairHeap(2 * length + 2);
  }
}

/** Pairs ordered by rank, then from left to right: both in one number, rank * 2^32 + part, which a double holds exactly. */
class PairHeap {
  rank = 0;
  part = 0;
  readonly #keys: Float64Array;
  #size = 0;

  /** Each merge takes one part away and looks at two pairs anew, so that there are never more than three times the parts. */
  constructor(parts: number) {
    this.#keys = new Float64Array(3 * parts + 1);
  }

  clear(): void {
    this.#size = 0;
  }

  /** Adds a pair without keeping the order, which `arrange` restores. */
  add(rank: number, part: number): void {
    this.#keys[this.#size++] = rank * 0x1_0000_0000 + part;
  }

  arrange(): void {
    for (let at = (this.#size >> 1) - 1; at >= 0; at--) this.#sink(at, this.#keys[at]!);
  }

  push(rank: number, part: number): void {
    const keys = this.#keys;
    const key = rank * 0x1_0000_0000 + part;
    let at = this.#size++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (keys[parent]! <= key) break;
      keys[at] = keys[parent]!;
      at = parent;
    }
    keys[at] = key;
  }

  /** Takes the first pair out into `rank` and `part`; false if there is none. */
  pop(): boolean {
    if (this.#size === 0) return false;
    const first = this.#keys[0]!;
    this.rank = Math.floor(first / 0x1_0000_0000);
    this.part = first - this.rank * 0x1_0000_0000;
    this.#size--;
    this.#sink(0, this.#keys[this.#size]!);
    return true;
  }

  #sink(from: number, key: number): void {
    const keys = this.#keys;
    const size = this.#size;
    let at = from;
    for (let child = 2 * at + 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && keys[child + 1]! < keys[child]!) child++;
      if (keys[child]! >= key) break;
      keys[at] = keys[child]!;
      at = child;
    }
    keys[at] = key;
  }
}
