import { unicodeRuns } from './unicodeRuns';

/**
 * What the split patterns tell apart, one bit each: a set of classes is a sum, a test of membership one `&`.
 * `upper` is Lu and Lt, `lower` Ll, `caseless` Lm and Lo, `mark` M, `number` N, `space` White_Space. 0 is any other character.
 */
export const upper = 1;
export const lower = 2;
export const caseless = 4;
export const mark = 8;
export const number = 16;
export const space = 32;
export const letter = upper | lower | caseless;

const bitOfLetter: Readonly<Record<string, number>> = {
  U: upper,
  L: lower,
  O: caseless,
  M: mark,
  N: number,
  S: space,
  '.': 0,
};

/** Classes of all code points in two stages, as most of the 4,352 blocks of 256 are alike: 55 kB instead of 1.1 MB. */
export interface ClassTable {
  /** Which block a code point is in, by its upper bits. */
  readonly blockOf: Uint16Array;
  /** Classes of 256 code points a block. */
  readonly blocks: Uint8Array;
}

/** Each start of the extension waits for this loop over 5,000 characters, so there is no regular expression and no string in it. */
function readRuns(runs: string): ClassTable {
  const builder = new TableBuilder();
  const bits = new Uint8Array(128);
  for (const [name, bit] of Object.entries(bitOfLetter)) bits[name.charCodeAt(0)] = bit;
  let length = 0;
  for (let index = 0; index < runs.length; index++) {
    const unit = runs.charCodeAt(index);
    if (unit >= 0x61) length = length * 36 + unit - 0x57;
    else if (unit >= 0x30 && unit < 0x3a) length = length * 36 + unit - 0x30;
    else {
      builder.add(length === 0 ? 1 : length, bits[unit]!);
      length = 0;
    }
  }
  return builder.table();
}

class TableBuilder {
  readonly #blockOf = new Uint16Array(0x110000 >> 8);
  #blocks = new Uint8Array(256 << 8);
  /** Block 0 is that of class 0. */
  #blockCount = 1;
  /** Block of one class only, by that class. */
  readonly #uniform = new Map([[0, 0]]);
  #from = 0;

  /** Adds the class of the next `length` code points. */
  add(length: number, bit: number): void {
    const end = this.#from + length;
    this.#fill(Math.min(end, (this.#from + 255) & ~255), bit); // What is left of a block,
    const wholeEnd = end & ~255; // whole ones,
    if (this.#from < wholeEnd) {
      this.#blockOf.fill(this.#uniformBlock(bit), this.#from >> 8, wholeEnd >> 8);
      this.#from = wholeEnd;
    }
    this.#fill(end, bit); // and the beginning of the next.
  }

  table(): ClassTable {
    return { blockOf: this.#blockOf, blocks: this.#blocks.slice(0, this.#blockCount << 8) };
  }

  #uniformBlock(bit: number): number {
    let block = this.#uniform.get(bit);
    if (block === undefined) {
      block = this.#newBlock();
      this.#blocks.fill(bit, block << 8, (block + 1) << 8);
      this.#uniform.set(bit, block);
    }
    return block;
  }

  /** Up to the end of one block, or nothing. */
  #fill(to: number, bit: number): void {
    if (this.#from >= to) return;
    const at = this.#from & 255;
    if (at === 0) this.#blockOf[this.#from >> 8] = this.#newBlock();
    const start = (this.#blockOf[this.#from >> 8]! << 8) | at;
    if (bit !== 0) this.#blocks.fill(bit, start, start + to - this.#from);
    this.#from = to;
  }

  #newBlock(): number {
    if (this.#blockCount << 8 === this.#blocks.length) {
      const larger = new Uint8Array(2 * this.#blocks.length);
      larger.set(this.#blocks);
      this.#blocks = larger;
    }
    return this.#blockCount++;
  }
}

/** The classes of all code points. */
export const classTable = readRuns(unicodeRuns);

const { blockOf, blocks } = classTable;

/** The class of a code point, such as `classOf(0x41) === upper`. */
export function classOf(codePoint: number): number {
  return blocks[(blockOf[codePoint >> 8]! << 8) | (codePoint & 255)]!;
}
