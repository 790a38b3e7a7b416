import { blockOf, blocks, classOfByte } from './memory';

/**
 * What the split patterns tell apart, one bit each: a set of classes is a sum, a test of membership one `&`. The bits are those of
 * `split/characterClass.ts`, whose tables the host copies into memory.
 */
export const upper: i32 = 1;
export const lower: i32 = 2;
export const caseless: i32 = 4;
export const mark: i32 = 8;
export const number: i32 = 16;
export const space: i32 = 32;
/** The sentinel after the last byte: in no set, so that every loop stops there without a test of the length. */
export const end: i32 = 64;
export const letter: i32 = upper | lower | caseless;

/** What `classOfByte` has for a byte of a longer character. */
const longer: i32 = 128;
const sentinel: i32 = 0xff;

/**
 * The class of a code point, in two stages: its upper bits choose one of about 170 blocks of 256 classes, as most of the 4,352 blocks
 * are alike. 44 kB in all, where a table with an entry a code point has 1.1 MB.
 *
 * @example classOf(0x41) // 'A': block 0, entry 0x41, so `upper`
 */
// @ts-ignore: decorator
@inline
function classOf(codePoint: i32): i32 {
  const block = <usize>load<u16>(blockOf + ((<usize>(codePoint >> 8)) << 1));
  return <i32>load<u8>(blocks + (block << 8) + (codePoint & 255));
}

/** The class of the character that starts at `at`, in well-formed UTF-8 that sentinels end. */
export function classAt(at: usize): i32 {
  const first = <i32>load<u8>(at);
  if (first < 0x80) return <i32>load<u8>(classOfByte + first);
  if (first < 0xe0) return classOf(((first & 0x1f) << 6) | (load<u8>(at, 1) & 0x3f));
  const middle = ((<i32>(load<u8>(at, 1) & 0x3f)) << 6) | (<i32>(load<u8>(at, 2) & 0x3f));
  if (first < 0xf0) return classOf(((first & 0x0f) << 12) | middle);
  if (first === sentinel) return end;
  return classOf(((first & 0x07) << 18) | (middle << 6) | (<i32>(load<u8>(at, 3) & 0x3f)));
}

/** How many bytes the character has that begins with this byte. */
// @ts-ignore: decorator
@inline
export function lengthFrom(first: i32): i32 {
  return first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

/** Where the run of characters of the given classes that starts at `at` ends. */
export function skip(at: usize, classes: i32): usize {
  while (true) {
    while (((<i32>load<u8>(classOfByte + load<u8>(at))) & classes) !== 0) at++;
    const first = <i32>load<u8>(at);
    if (first < 0x80 || (classAt(at) & classes) === 0) return at;
    at += lengthFrom(first);
  }
}

/** As `skip`, for the characters that are neither letter, number nor white space, marks among them. */
export function skipOther(at: usize): usize {
  const not = letter | number | space | end;
  while (true) {
    while (((<i32>load<u8>(classOfByte + load<u8>(at))) & (not | longer)) === 0) at++;
    const first = <i32>load<u8>(at);
    if (first < 0x80 || (classAt(at) & not) !== 0) return at;
    at += lengthFrom(first);
  }
}
