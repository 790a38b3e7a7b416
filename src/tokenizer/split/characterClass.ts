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
/** The sentinel after the last byte: in no set, so that every loop stops there without a test of the length. */
export const end = 64;
export const letter = upper | lower | caseless;

/** A byte that no UTF-8 text has. */
export const sentinel = 0xff;

const bitOfLetter: Readonly<Record<string, number>> = {
  U: upper,
  L: lower,
  O: caseless,
  M: mark,
  N: number,
  S: space,
  '.': 0,
};

/** Class of each of the 0x110000 code points. Unfolded at load: 5 kB of source become 1.1 MB in about a millisecond. */
const classOfCodePoint = unfold(unicodeRuns);

function unfold(runs: string): Uint8Array {
  const classes = new Uint8Array(0x110000);
  let codePoint = 0;
  for (const [, length, name] of runs.matchAll(/([0-9a-z]*)([A-Z.])/g)) {
    const next = codePoint + (length === '' ? 1 : parseInt(length!, 36));
    const bit = bitOfLetter[name!]!;
    if (bit !== 0) classes.fill(bit, codePoint, next); // untouched memory costs nothing: most of it is never used
    codePoint = next;
  }
  return classes;
}

/** The class of a code point, such as `classOf(0x41) === upper`. */
export function classOf(codePoint: number): number {
  return classOfCodePoint[codePoint]!;
}

/** Class of each ASCII byte; 128, in no set, for a byte of a longer character; `end` for the sentinel. */
export const classOfByte: Uint8Array = (() => {
  const classes = new Uint8Array(256).fill(128);
  classes.set(classOfCodePoint.subarray(0, 128));
  classes[sentinel] = end;
  return classes;
})();

/** The class of the character that starts at `at`, in well-formed UTF-8 that a sentinel ends. */
export function classAt(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  if (first < 0x80) return classOfByte[first]!;
  if (first < 0xe0) return classOfCodePoint[((first & 0x1f) << 6) | (bytes[at + 1]! & 0x3f)]!;
  const middle = ((bytes[at + 1]! & 0x3f) << 6) | (bytes[at + 2]! & 0x3f);
  if (first < 0xf0) return classOfCodePoint[((first & 0x0f) << 12) | middle]!;
  if (first === sentinel) return end;
  return classOfCodePoint[((first & 0x07) << 18) | (middle << 6) | (bytes[at + 3]! & 0x3f)]!;
}

/** How many bytes the character has that begins with this byte. */
export function lengthFrom(first: number): number {
  return first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/** Where the run of characters of the given classes that starts at `at` ends. */
export function skip(bytes: Uint8Array, at: number, classes: number): number {
  for (;;) {
    while ((classOfByte[bytes[at]!]! & classes) !== 0) at++;
    const first = bytes[at]!;
    if (first < 0x80 || (classAt(bytes, at) & classes) === 0) return at;
    at += lengthFrom(first);
  }
}

/** As `skip`, for the characters that are neither letter, number nor white space, marks among them. */
export function skipOther(bytes: Uint8Array, at: number): number {
  const not = letter | number | space | end;
  for (;;) {
    while ((classOfByte[bytes[at]!]! & (not | 128)) === 0) at++;
    const first = bytes[at]!;
    if (first < 0x80 || (classAt(bytes, at) & not) !== 0) return at;
    at += lengthFrom(first);
  }
}
