import { classOfByte, classAt, end, letter, lengthFrom, number, skip, space } from './characterClass';

// What the split patterns have in common, on well-formed UTF-8 that a sentinel ends.

export const apostrophe = 0x27;
export const blank = 0x20;
export const slash = 0x2f;

/**
 * 1 for a byte of ASCII that the word after it takes along in `[^\r\n\p{L}\p{N}]?\p{L}+`. The apostrophe is left out: a contraction
 * comes first.
 */
export const joinsWord = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < 0x80 && (classOfByte[byte]! & (letter | number)) === 0 && !isNewline(byte) && byte !== apostrophe ? 1 : 0,
);

/** Where the contraction at `at` ends, or `at`. If case is ignored, Rust also lets the long s (U+017F) be an s. */
export function contraction(bytes: Uint8Array, at: number, ignoreCase: boolean): number {
  if (bytes[at] !== apostrophe) return at;
  const fold = ignoreCase ? 0x20 : 0;
  const one = bytes[at + 1]! | fold;
  if (one === 0x73 || one === 0x74 || one === 0x6d || one === 0x64) return at + 2; // s t m d
  if (ignoreCase && bytes[at + 1] === 0xc5 && bytes[at + 2] === 0xbf) return at + 3;
  if (one !== 0x72 && one !== 0x76 && one !== 0x6c) return at; // r v l
  const two = bytes[at + 2]! | fold;
  return two === (one === 0x6c ? 0x6c : 0x65) ? at + 3 : at; // ll, re, ve
}

export function upToThreeNumbers(bytes: Uint8Array, at: number): number {
  for (let count = 0; count < 3 && (classAt(bytes, at) & number) !== 0; count++) at += lengthFrom(bytes[at]!);
  return at;
}

export function isNewline(byte: number): boolean {
  return byte === 0x0a || byte === 0x0d;
}

export function skipNewlines(bytes: Uint8Array, at: number): number {
  while (isNewline(bytes[at]!)) at++;
  return at;
}

/** `\s*[\r\n]+|\s+(?!\S)|\s+`: up to the last newline in the run of white space, if there is one. */
export function splitLines(bytes: Uint8Array, at: number): number {
  const after = skip(bytes, at, space);
  for (let position = after; position > at; position--) if (isNewline(bytes[position - 1]!)) return position;
  return withoutLast(bytes, at, after);
}

/** `\s+(?!\S)|\s+`: the run of white space, but its last character stays for the word that follows. */
export function splitSpace(bytes: Uint8Array, at: number): number {
  return withoutLast(bytes, at, skip(bytes, at, space));
}

function withoutLast(bytes: Uint8Array, at: number, after: number): number {
  if (classOfByte[bytes[after]!] === end) return after;
  let last = after - 1;
  while ((bytes[last]! & 0xc0) === 0x80) last--;
  return last > at ? last : after;
}
