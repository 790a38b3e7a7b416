/** Merges by their two tokens, in an open table of numbers: a `Map` of half a million pairs takes ten times its memory. */
export class MergeTable {
  readonly #mask: number;
  readonly #lefts: Int32Array;
  readonly #rights: Int32Array;
  readonly #ranks: Int32Array;
  readonly #ids: Int32Array;

  /** @param capacity how many merges there are at most */
  constructor(capacity: number) {
    let size = 16;
    while (size < 2 * capacity) size *= 2;
    this.#mask = size - 1;
    this.#lefts = new Int32Array(size).fill(-1);
    this.#rights = new Int32Array(size);
    this.#ranks = new Int32Array(size);
    this.#ids = new Int32Array(size);
  }

  /** The merge of two tokens; a later one of the same two takes the place of the one before. */
  set(left: number, right: number, rank: number, id: number): void {
    const slot = this.#slotOf(left, right);
    this.#lefts[slot] = left;
    this.#rights[slot] = right;
    this.#ranks[slot] = rank;
    this.#ids[slot] = id;
  }

  /** The place of a merge in the table; -1 if the two do not merge. */
  find(left: number, right: number): number {
    const slot = this.#slotOf(left, right);
    return this.#lefts[slot] === -1 ? -1 : slot;
  }

  rankAt(slot: number): number {
    return this.#ranks[slot]!;
  }

  idAt(slot: number): number {
    return this.#ids[slot]!;
  }

  #slotOf(left: number, right: number): number {
    let hash = Math.imul(left, 0x9e3779b1) ^ Math.imul(right, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    let slot = (hash ^ (hash >>> 13)) & this.#mask;
    while (this.#lefts[slot] !== -1 && (this.#lefts[slot] !== left || this.#rights[slot] !== right))
      slot = (slot + 1) & this.#mask;
    return slot;
  }
}
