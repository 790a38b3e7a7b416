import type { Utf8Text } from './utf8Text';
import { noToken, type Vocabulary } from './vocabulary';

/**
 * The second half of byte-level BPE: a piece starts as single bytes, and of all neighbours that together are a token, the pair of
 * the lowest rank (the leftmost, if equal) becomes one, until no pair is a token.
 *
 * Short pieces search all pairs for the lowest, which is quickest below a hundred bytes. Long ones keep the pairs in a heap, so that
 * the time is n log n: a line of base64 of a megabyte is one piece.
 */
export class Merger {
  /** Ids of the last merge; `count` of them count. Overwritten by the next one. */
  ids = new Int32Array(256);
  count = 0;
  #starts = new Int32Array(257);
  #ranks = new Int32Array(257);

  constructor(private readonly vocabulary: Vocabulary) {}

  /** Merges the bytes of one piece into `ids`. */
  merge(text: Utf8Text, from: number, to: number): void {
    if (to - from > this.ids.length) this.ids = new Int32Array((to - from) * 2);
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
    const length = to - from;
    // Part i starts at byte from + i; dead parts have rank noToken. next and previous link the living ones.
    const next = new Int32Array(length + 2);
    const previous = new Int32Array(length + 2);
    const ranks = new Int32Array(length + 1).fill(noToken);
    const heap = new PairHeap(length);
    for (let i = 0; i <= length; i++) {
      next[i] = i + 1;
      previous[i] = i - 1;
    }
    const look = (part: number): void => {
      const second = part < 0 ? length : next[part]!;
      if (part < 0) return;
      ranks[part] = second >= length ? noToken : vocabulary.find(text, from + part, from + next[second]!);
      if (ranks[part] !== noToken) heap.push(ranks[part], part);
    };
    for (let i = 0; i < length; i++) look(i);
    while (heap.pop()) {
      const part = heap.part;
      if (ranks[part] !== heap.rank) continue; // one of the two has been merged since
      const gone = next[part]!;
      ranks[gone] = noToken;
      next[part] = next[gone]!;
      previous[next[gone]!] = part;
      look(part);
      look(previous[part]!);
    }
    this.count = 0;
    for (let part = 0; part < length; part = next[part]!)
      this.ids[this.count++] = vocabulary.find(text, from + part, from + next[part]!);
  }
}

const longPiece = 256;

/** Pairs ordered by rank, then from left to right: both in one number, rank * 2^32 + part, which a double holds exactly. */
class PairHeap {
  rank = 0;
  part = 0;
  #keys: Float64Array;
  #size = 0;

  /** Each merge takes one part away and looks at two pairs anew, so that there are never more than three times the parts. */
  constructor(parts: number) {
    this.#keys = new Float64Array(3 * parts + 1);
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
    const keys = this.#keys;
    this.rank = Math.floor(keys[0]! / 0x1_0000_0000);
    this.part = keys[0]! % 0x1_0000_0000;
    const last = keys[--this.#size]!;
    const size = this.#size;
    let at = 0;
    for (let child = 1; child < size; child = 2 * at + 1) {
      if (child + 1 < size && keys[child + 1]! < keys[child]!) child++;
      if (keys[child]! >= last) break;
      keys[at] = keys[child]!;
      at = child;
    }
    keys[at] = last;
    return true;
  }
}
