/**
 * Whether bytes are well-formed UTF-8 (The Unicode Standard, table 3-7), which the rest of the kernel takes for granted: no byte is
 * missing or too many, nothing is written longer than need be, and no surrogate and nothing above U+10FFFF is written at all.
 *
 * @example e6 97 a5 is 日 // true; e6 97 alone, c0 80 and ed a0 80 are not
 */
export function isUtf8(from: usize, length: i32): bool {
  const end = from + length;
  for (let at = from; at < end;) {
    const beyondAscii = i8x16.bitmask(v128.load(at));
    if (beyondAscii === 0) {
      at += 16;
      continue;
    }
    at += ctz(beyondAscii);
    while (at < end && load<u8>(at) >= 0x80) {
      const size = sizeOf(at);
      if (size === 0) return false;
      at += size;
      if (at > end) return false;
    }
  }
  return true;
}

/** The bytes of the well-formed character that begins here beyond ASCII; 0 if none does. */
// @ts-ignore: decorator
@inline
function sizeOf(at: usize): i32 {
  const first = <i32>load<u8>(at);
  const second = <i32>load<u8>(at, 1);
  if (first < 0xc2 || first > 0xf4 || !isFollowing(second)) return 0;
  if (first < 0xe0) return 2;
  if (!isFollowing(load<u8>(at, 2))) return 0;
  if (first < 0xf0) return (first === 0xe0 && second < 0xa0) || (first === 0xed && second > 0x9f) ? 0 : 3;
  if (!isFollowing(load<u8>(at, 3))) return 0;
  return (first === 0xf0 && second < 0x90) || (first === 0xf4 && second > 0x8f) ? 0 : 4;
}

// @ts-ignore: decorator
@inline
function isFollowing(byte: i32): bool {
  return (byte & 0xc0) === 0x80;
}

/** Whether two bytes stand side by side somewhere: what special tokens begin with. */
export function hasPair(from: usize, length: i32, first: i32, second: i32): bool {
  const firsts = i8x16.splat(<i8>first);
  const seconds = i8x16.splat(<i8>second);
  const last = from + length - 1;
  for (let at = from; at < last; at += 16) {
    const pairs = v128.and(i8x16.eq(v128.load(at), firsts), i8x16.eq(v128.load(at, 1), seconds));
    const beginnings = i8x16.bitmask(pairs);
    if (beginnings !== 0 && at + ctz(beginnings) < last) return true;
  }
  return false;
}
