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

/** The classes of all code points. */
export const classTable = readRuns(unicodeRuns);

function readRuns(runs: string): ClassTable {
  const blockOf = new Uint16Array(0x110000 >> 8);
  const blocks = new Uint8Array(blockOf.length << 8);
  const uniform = new Map([[0, 0]]); // block of one class only, by that class
  let blockCount = 1;
  let from = 0;
  for (const [, length, name] of runs.matchAll(/([0-9a-z]*)([A-Z.])/g)) {
    const bit = bitOfLetter[name!]!;
    const runEnd = from + (length === '' ? 1 : parseInt(length!, 36));
    while (from < runEnd) {
      const at = from & 255;
      const to = Math.min(runEnd, from - at + 256);
      const isWhole = to - from === 256;
      const known = isWhole ? uniform.get(bit) : undefined;
      if (at === 0) blockOf[from >> 8] = known ?? blockCount++;
      if (isWhole) uniform.set(bit, blockOf[from >> 8]!);
      const start = (blockOf[from >> 8]! << 8) | at;
      blocks.fill(bit, start, start + to - from);
      from = to;
    }
  }
  return { blockOf, blocks: blocks.slice(0, blockCount << 8) };
}

const { blockOf, blocks } = classTable;

/** The class of a code point, such as `classOf(0x41) === upper`. */
export function classOf(codePoint: number): number {
  return blocks[(blockOf[codePoint >> 8]! << 8) | (codePoint & 255)]!;
}
