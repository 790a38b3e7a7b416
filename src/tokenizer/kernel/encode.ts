import { endOfCl100k, endOfGpt2, endOfO200k, takeNumbers } from './split';
import {
  classOfByte,
  ends,
  get,
  ids,
  joinsWord,
  merged,
  oneToken,
  pieces,
  set,
  text,
  unitStarts,
  wordBits,
  words,
  wordTokens,
} from './memory';
import { letter, number } from './classes';
import { mergeGiant } from './giant';
import { mergeShort, readTokensLater } from './merge';
import { buildTable, findHashed, hashLong, hashOfKey, idMask, keyOf, lengthOf, noToken } from './vocabulary';
import { findPiece, foundCount, keepPiece, keepWord, longestPiece, longestWord } from './words';

export {
  blockOf,
  blocks,
  classOfByte,
  ends,
  ids,
  layOut,
  pieces,
  reserveText,
  reserveTokens,
  text,
  tokenBytes,
  tokenLengths,
  unitStarts,
} from './memory';
export { keepsJoint } from './giant';
export { joinedLeft, joinedRight, mergesToItself } from './merge';
export { find } from './vocabulary';
export { toUnits, unitsOf } from './units';
export { hasPair, isUtf8 } from './utf8';

/**
 * The way of a text through the kernel: the host writes its UTF-8 to `text`, `encode` writes ids, where each ends in bytes, and how many
 * tokens there are up to the end of each piece.
 *
 * Piece after piece: cut, looked up among the words, else in the vocabulary and among the longer pieces, else merged.
 *
 * @example "The cat" with gpt2 // ids 464, 3797; ends 3, 7; pieces 1, 2
 */

const gpt2: i32 = 0;
const cl100k: i32 = 1;
const o200k: i32 = 2;
/** All of the text is one piece. */
const none: i32 = 3;
/** As cl100k, with numbers one by one. */
const qwen2: i32 = 4;
/** The host has cut: where each piece ends, in bytes, is in `unitStarts`. */
const given: i32 = 5;

/** How far a pattern looks past the end of the piece after, in bytes: a contraction, or a surrogate pair, of four units. */
const reachBytes: i32 = 16;

/** How many pieces are sure, */
export let pieceCount: i32 = 0;
/** and the byte where the last of them ends. */
export let sureEnd: i32 = 0;

/** Makes the tables of a vocabulary, after the host has written what `layOut` made room for. */
export function open(idCount: i32): void {
  for (let byte = 0; byte < 0x80; byte++) {
    // The character that a word takes along in `[^\r\n\p{L}\p{N}]?\p{L}+`. A contraction comes before, so the apostrophe is none.
    const isOther = ((<i32>load<u8>(classOfByte + byte)) & (letter | number)) === 0;
    store<u8>(joinsWord + byte, isOther && byte !== 0x0a && byte !== 0x0d && byte !== 0x27 ? 1 : 0);
  }
  buildTable(idCount);
  readTokensLater(idCount);
}

/**
 * Encodes the `length` bytes at `text` by a pattern: 0 gpt2, 1 cl100k, 2 o200k, 3 none, 4 qwen2, 5 given. Returns how many tokens are sure.
 *
 * If more text follows, the last two pieces may change: a piece is sure once the piece after it is complete and the end of what is known
 * is out of reach of that one, as patterns look ahead and never back. `sureEnd` is where the rest begins; 0 if nothing is sure yet.
 */
export function encode(pattern: i32, length: i32, isLast: bool): i32 {
  takeNumbers(pattern === qwen2 ? 1 : 3);
  if (pattern === gpt2) return encodePieces(gpt2, length, isLast);
  if (pattern === given) return encodeGiven(length);
  if (pattern === cl100k || pattern === qwen2) return encodePieces(cl100k, length, isLast);
  if (pattern === o200k) return encodePieces(o200k, length, isLast);
  return encodePieces(none, length, isLast);
}

// Inlined four times, so that each pattern has a loop of its own.
// @ts-ignore: decorator
@inline
function encodePieces(pattern: i32, length: i32, isLast: bool): i32 {
  const limit = isLast ? length : length - reachBytes;
  let at = 0;
  let count = 0;
  let piece = 0;
  let lastStart = 0; // where the piece before begins, and how many tokens are before it
  let lastCount = 0;
  let sure = 0; // where the piece before that one ends, likewise
  let sureCount = 0;
  while (at < limit) {
    sure = lastStart;
    sureCount = lastCount;
    lastStart = at;
    lastCount = count;
    const start = text + at;
    let size = pattern === none ? length : simpleWord(pattern, start);
    if (size === 0) {
      const end = pattern === gpt2 ? endOfGpt2(start) : pattern === cl100k ? endOfCl100k(start) : endOfO200k(start);
      size = <i32>(end - start);
    }
    count = size > longestWord ? encodeLong(at, size, count) : encodeWord(at, size, count);
    at += size;
    set(pieces, piece++, count);
  }
  pieceCount = isLast ? piece : max(piece - 2, 0);
  sureEnd = isLast ? length : sure;
  return isLast ? count : sureCount;
}

function encodeGiven(length: i32): i32 {
  let count = 0;
  let piece = 0;
  for (let at = 0; at < length;) {
    const size = get(unitStarts, piece) - at;
    count = size > longestWord ? encodeLong(at, size, count) : encodeWord(at, size, count);
    at += size;
    set(pieces, piece++, count);
  }
  pieceCount = piece;
  sureEnd = length;
  return count;
}

/** The length of a word of ASCII with one character before it, if that is what the text has at `start` and no rule adds to it; else 0. */
// @ts-ignore: decorator
@inline
function simpleWord(pattern: i32, start: usize): i32 {
  const bytes = v128.load(start);
  const first = load<u8>(start);
  const before: i32 = pattern === gpt2 ? <i32>(first === 0x20) : <i32>load<u8>(joinsWord + first);
  let size: i32;
  if (pattern === o200k) {
    const capitals = bitsBetween(bytes, 0x41) >> before;
    const small = bitsBetween(bytes, 0x61) >> before;
    const capitalCount = ctz(~capitals);
    size = before + capitalCount + ctz(~(small >> capitalCount));
  } else size = before + ctz(~(bitsBetween(v128.or(bytes, i8x16.splat(0x20)), 0x61) >> before));
  const following = load<u8>(start + size);
  const isSimple = size > before && size < 16 && following < 0x80 && (pattern !== o200k || following !== 0x27);
  return isSimple ? size : 0;
}

/** A bit for each of the 16 bytes that is one of the 26 letters from `first` on. */
// @ts-ignore: decorator
@inline
function bitsBetween(bytes: v128, first: i8): i32 {
  return i8x16.bitmask(i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(first)), i8x16.splat(26)));
}

/** A piece of up to 16 bytes: most were seen a moment ago. Four ids and three ends are written at once, whatever there are. */
// @ts-ignore: decorator
@inline
function encodeWord(at: i32, size: i32, count: i32): i32 {
  const key = keyOf(text + at, size);
  const hash = hashOfKey(key, size);
  const bucket = words + ((<usize>(hash >> (64 - wordBits))) << 6);
  let entry = v128.load(bucket, 16);
  if (v128.any_true(v128.xor(v128.load(bucket), key)) || (i32x4.extract_lane(entry, 0) & 255) !== size) {
    entry = v128.load(bucket, 48);
    if (v128.any_true(v128.xor(v128.load(bucket, 32), key)) || (i32x4.extract_lane(entry, 0) & 255) !== size)
      return encodeNewWord(at, size, count, hash, bucket);
  }
  const tokens = i32x4.extract_lane(entry, 0) >> 8;
  const first = i32x4.extract_lane(entry, 1);
  if (tokens > 3) return putPacked(wordTokens + ((<usize>first) << 2), tokens, at, count);
  const firstEnd = at + (first >>> 18);
  const secondEnd = firstEnd + (i32x4.extract_lane(entry, 2) >>> 18);
  const packed = i8x16.shuffle(entry, entry, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3);
  const offset = (<usize>count) << 2;
  v128.store(ids + offset, v128.and(packed, i32x4.splat(idMask)));
  store<u64>(ends + offset, (<u64>(<u32>firstEnd)) | ((<u64>(<u32>secondEnd)) << 32));
  set(ends, count + 2, at + size);
  return count + tokens;
}

// @ts-ignore: decorator
@inline
function putPacked(tokens: usize, tokenCount: i32, at: i32, count: i32): i32 {
  let end = at;
  for (let index = 0; index < tokenCount; index++) {
    const packed = get(tokens, index);
    end += packed >>> 18;
    set(ids, count + index, packed & idMask);
    set(ends, count + index, end);
  }
  return count + tokenCount;
}

function encodeNewWord(at: i32, size: i32, count: i32, hash: u64, bucket: usize): i32 {
  const id = findHashed(text + at, size, hash);
  let tokens = oneToken;
  let tokenCount = 1;
  if (id !== noToken) set(oneToken, 0, id);
  else {
    tokens = merged;
    tokenCount = mergeShort(text + at, size);
  }
  keepWord(bucket, text + at, size, tokens, tokenCount);
  return put(tokens, tokenCount, at, count);
}

function encodeLong(at: i32, size: i32, count: i32): i32 {
  const start = text + at;
  const hash = hashLong(start, size);
  const id = findHashed(start, size, hash);
  if (id !== noToken) {
    set(oneToken, 0, id);
    return put(oneToken, 1, at, count);
  }
  if (size > longestPiece) return put(ids + ((<usize>count) << 2), mergeGiant(start, size, count), at, count);
  const known = findPiece(start, size, hash);
  if (known !== 0) return put(known, foundCount, at, count);
  const tokenCount = mergeShort(start, size);
  keepPiece(start, size, hash, merged, tokenCount);
  return put(merged, tokenCount, at, count);
}

/** Writes the tokens of the piece that begins at `at`. Returns how many there are now. */
function put(tokens: usize, tokenCount: i32, at: i32, count: i32): i32 {
  let end = at;
  for (let index = 0; index < tokenCount; index++) {
    const id = get(tokens, index);
    end += lengthOf(id);
    set(ids, count + index, id);
    set(ends, count + index, end);
  }
  return count + tokenCount;
}
