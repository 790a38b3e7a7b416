import { lengthFrom } from './classes';
import { ends, get, set, text, unitStarts } from './memory';

/**
 * Turns the ends of the first `count` tokens from bytes of the text into UTF-16 units, and writes where each token starts. A token with
 * a part of a character spans all of it, so that neighbours may overlap.
 *
 * @example "🦜" with gpt2, three tokens that end at bytes 2, 3 and 4 // starts 0, 0, 0 and ends 2, 2, 2
 */
export function toUnits(count: i32, isAscii: bool): void {
  if (isAscii) {
    for (let token = 0, start = 0; token < count; token++) {
      set(unitStarts, token, start);
      start = get(ends, token);
    }
    return;
  }
  let byteEnd = 0; // of the last character that begins in a token so far
  let start = 0; // of that character, in units, and then
  let end = 0; // where it ends
  let previous = 0; // byte where the token begins
  for (let token = 0; token < count; token++) {
    const tokenEnd = get(ends, token);
    set(unitStarts, token, byteEnd > previous ? start : end);
    while (byteEnd < tokenEnd) {
      const length = lengthFrom(load<u8>(text + byteEnd));
      byteEnd += length;
      start = end;
      end += unitsFrom(length);
    }
    set(ends, token, end);
    previous = tokenEnd;
  }
}

/** UTF-16 units of the first `bytes` bytes of the text, which end with a character. */
export function unitsOf(bytes: i32): i32 {
  let units = 0;
  for (let at = 0; at < bytes;) {
    const length = lengthFrom(load<u8>(text + at));
    at += length;
    units += unitsFrom(length);
  }
  return units;
}

// @ts-ignore: decorator
@inline
function unitsFrom(bytes: i32): i32 {
  return bytes === 4 ? 2 : 1;
}
