import type { Utf8Text } from './utf8Text';
import { hashOf } from './vocabulary';

const slotCount = 1 << 15;
/** Entries after which everything is forgotten: half the slots, so that most searches end at the first. */
const maximumEntries = slotCount / 2;
const keyCapacity = 1 << 19;
const idCapacity = 1 << 18;
/** Longer pieces are not kept: they seldom come twice. */
const longestPiece = 256;

/**
 * Ids of pieces that were merged lately, by their exact bytes. It takes 2 MB and no more: when it is full it begins anew, which costs
 * less than to know which piece was used last.
 */
export class PieceCache {
  readonly ids = new Int32Array(idCapacity);
  /** Four words a slot: hash, where the key begins, where the ids begin, and length * 2^16 + number of ids, which 0 is for a free one. */
  readonly #slots = new Int32Array(slotCount * 4);
  readonly #keys = new Uint8Array(keyCapacity);
  #entries = 0;
  #keyEnd = 0;
  #idEnd = 0;
  /** Where in `ids` the ids begin that `find` found. */
  at = 0;

  /** How many ids the piece has, at `ids[at]`; 0 if it is not here. */
  find(text: Utf8Text, from: number, to: number): number {
    const length = to - from;
    if (length > longestPiece) return 0;
    const hash = hashOf(text.view, from, to);
    const slots = this.#slots;
    for (let slot = (hash << 2) & (slots.length - 1); ; slot = (slot + 4) & (slots.length - 1)) {
      const found = slots[slot + 3]!;
      if (found === 0) return 0;
      if (slots[slot] !== hash || found >>> 16 !== length) continue;
      if (!this.#isAt(slots[slot + 1]!, text.bytes, from, length)) continue;
      this.at = slots[slot + 2]!;
      return found & 0xffff;
    }
  }

  /** Keeps the ids of a piece that `find` has not found. */
  keep(text: Utf8Text, from: number, to: number, ids: Int32Array, count: number): void {
    const length = to - from;
    if (length > longestPiece) return;
    if (this.#entries >= maximumEntries || this.#keyEnd + length > keyCapacity || this.#idEnd + count > idCapacity) {
      this.#slots.fill(0);
      this.#entries = this.#keyEnd = this.#idEnd = 0;
    }
    const hash = hashOf(text.view, from, to);
    const slots = this.#slots;
    let slot = (hash << 2) & (slots.length - 1);
    while (slots[slot + 3] !== 0) slot = (slot + 4) & (slots.length - 1);
    slots[slot] = hash;
    slots[slot + 1] = this.#keyEnd;
    slots[slot + 2] = this.#idEnd;
    slots[slot + 3] = length * 0x10000 + count;
    for (let index = 0; index < length; index++) this.#keys[this.#keyEnd++] = text.bytes[from + index]!;
    for (let index = 0; index < count; index++) this.ids[this.#idEnd++] = ids[index]!;
    this.#entries++;
  }

  #isAt(key: number, bytes: Uint8Array, from: number, length: number): boolean {
    const keys = this.#keys;
    for (let index = 0; index < length; index++) if (keys[key + index] !== bytes[from + index]) return false;
    return true;
  }
}
