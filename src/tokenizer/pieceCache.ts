import { hashOf } from './vocabulary';

const slotCount = 1 << 14;
const keyLength = 64;
const idCapacity = 32;

/**
 * Ids of pieces that were merged lately. A piece has one place, by its hash, and the last one there stays: exact, of a fixed size of
 * 3.2 MB, and with nothing to evict. Pieces above 64 bytes or 32 ids are not kept: they seldom come twice.
 */
export class PieceCache {
  readonly ids = new Uint32Array(slotCount * idCapacity);
  readonly #counts = new Uint8Array(slotCount);
  readonly #lengths = new Uint8Array(slotCount);
  readonly #keys = new Uint8Array(slotCount * keyLength);
  /** Where in `ids` the ids begin that `find` found. */
  at = 0;

  /** How many ids the piece has, at `ids[at]`; 0 if it is not here. */
  find(bytes: Uint8Array, from: number, to: number, hash: number): number {
    const slot = hash & (slotCount - 1);
    const length = to - from;
    if (this.#lengths[slot] !== length) return 0;
    const keys = this.#keys;
    const key = slot * keyLength;
    for (let i = 0; i < length; i++) if (keys[key + i] !== bytes[from + i]) return 0;
    this.at = slot * idCapacity;
    return this.#counts[slot]!;
  }

  keep(
    bytes: Uint8Array,
    from: number,
    to: number,
    ids: Uint32Array,
    count: number,
    hash = hashOf(bytes, from, to),
  ): void {
    const length = to - from;
    if (length > keyLength || count > idCapacity) return;
    const slot = hash & (slotCount - 1);
    this.#lengths[slot] = length;
    this.#counts[slot] = count;
    for (let i = 0; i < length; i++) this.#keys[slot * keyLength + i] = bytes[from + i]!;
    for (let i = 0; i < count; i++) this.ids[slot * idCapacity + i] = ids[i]!;
  }
}
