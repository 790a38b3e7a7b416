import { lengthFrom } from './classes';
import {
  characters,
  crossings,
  get,
  keys,
  merged,
  next,
  ofByte,
  ofPair,
  pairBits,
  pairs,
  previous,
  set,
  starts,
  tokenBytes,
} from './memory';
import { find, idMask, isAscii, lengthOf, noToken, offsetOf, pairAt } from './vocabulary';

/**
 * The second half of byte-level BPE: a piece starts as single bytes, and of all neighbours that together are a token, the pair of
 * the lowest rank (the leftmost, if equal) becomes one, until no pair is a token. A rank is also the id.
 *
 * Part i has its first byte at starts[i], its id at merged[i], and its neighbours at previous[i] and next[i]. keys[i] orders the
 * pair of part i and the next one: rank * 256 + i, or `none`. The least of them is found four at a time.
 *
 * @example "hug" with ranks "u" 0, "g" 1, "h" 2, "ug" 3, "hug" 4 // h u g, then h ug, then hug
 */

/** Greater than every key. */
const none: i32 = 0x7fff_ffff;

/** Merges a piece of up to `shortMerge` bytes; its ids are at `merged`. Returns how many they are. */
export function mergeShort(at: usize, length: i32): i32 {
  const parts = beginParts(at, length);
  set(starts, parts, length);
  set(starts, parts + 1, length);
  set(next, parts, parts);
  for (let part = 0; part + 1 < parts; part++) {
    const from = get(starts, part);
    const size = get(starts, part + 2) - from;
    const isTwoBytes = size === 2 && get(starts, part + 1) - from === 1;
    const rank = isTwoBytes
      ? get(ofPair, pairAt(at + from))
      : rankOf(get(merged, part), get(merged, part + 1), at + from, size);
    set(keys, part, keyOfPair(rank, part));
  }
  v128.store(keys + ((<usize>(parts - 1)) << 2), i32x4.splat(none));
  for (let key = leastKey(parts); key !== none; key = leastKey(parts)) join(at, parts, key & 255, key >> 8);
  let count = 0;
  for (let part = 0; part < parts; part = get(next, part)) set(merged, count++, get(merged, part));
  return count;
}

/** The two tokens that the last merge of {@link mergesToItself} joined. */
export let joinedLeft: i32 = 0;
export let joinedRight: i32 = 0;

/** Whether the bytes of a token of two to `shortMerge` bytes, alone, become this token; {@link joinedLeft} and right are then its last two parts. */
export function mergesToItself(id: i32): bool {
  const at = tokenBytes + offsetOf(id);
  const length = lengthOf(id);
  const asCharacters = mayBegin;
  const unread = unreadCount;
  mayBegin = false;
  unreadCount = 0;
  const parts = beginParts(at, length);
  mayBegin = asCharacters;
  unreadCount = unread;
  set(starts, parts, length);
  set(starts, parts + 1, length);
  set(next, parts, parts);
  for (let part = 0; part + 1 < parts; part++) set(keys, part, keyOfPair(get(ofPair, pairAt(at + part)), part));
  v128.store(keys + ((<usize>(parts - 1)) << 2), i32x4.splat(none));
  for (let key = leastKey(parts); key !== none; key = leastKey(parts)) {
    const part = key & 255;
    joinedLeft = get(merged, part);
    joinedRight = get(merged, get(next, part));
    join(at, parts, part, key >> 8);
  }
  return get(next, 0) === parts;
}

// @ts-ignore: decorator
@inline
function keyOfPair(rank: i32, part: i32): i32 {
  return rank === noToken ? none : (rank << 8) | part;
}

// @ts-ignore: decorator
@inline
function leastKey(parts: i32): i32 {
  const to = keys + ((<usize>parts) << 2);
  let least = v128.load(keys);
  for (let at = keys + 16; at < to; at += 16) least = i32x4.min_s(least, v128.load(at));
  least = i32x4.min_s(least, i8x16.shuffle(least, least, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
  least = i32x4.min_s(least, i8x16.shuffle(least, least, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3));
  return i32x4.extract_lane(least, 0);
}

/** Makes one of a part and the next, and looks at the pairs on both sides anew. */
// @ts-ignore: decorator
@inline
function join(at: usize, parts: i32, part: i32, id: i32): void {
  const gone = get(next, part);
  const after = get(next, gone);
  set(merged, part, id);
  set(keys, gone, none);
  set(next, part, after);
  set(previous, after, part);
  const from = get(starts, part);
  if (after < parts) {
    const size = get(starts, get(next, after)) - from;
    set(keys, part, keyOfPair(rankOf(id, get(merged, after), at + from, size), part));
  } else set(keys, part, none);
  const before = get(previous, part);
  if (before < 0) return;
  const start = get(starts, before);
  set(keys, before, keyOfPair(rankOf(get(merged, before), id, at + start, get(starts, after) - start), before));
}

/**
 * The rank of two neighbours together. A memory of pairs comes before the vocabulary: an entry of 8 bytes has the left id, the right
 * id, and the id of both or `idMask` for none, 18 bits each.
 */
// @ts-ignore: decorator
@inline
function rankOf(left: i32, right: i32, at: usize, length: i32): i32 {
  const key = (((<u64>left) << 18) | (<u64>right)) + 1;
  const entry = pairs + ((<usize>((key * 0x9e3779b97f4a7c15) >> (64 - pairBits))) << 3);
  const found = load<u64>(entry);
  if (found >> 18 !== key) return learnPair(key, entry, at, length);
  const id = <i32>(found & (<u64>idMask));
  return id === idMask ? noToken : id;
}

function learnPair(key: u64, entry: usize, at: usize, length: i32): i32 {
  const id = find(at, length);
  store<u64>(entry, (key << 18) | (<u64>(id & idMask)));
  return id;
}

/**
 * The parts that a merge begins with: bytes, or whole characters where that gives the same. A character of two or three bytes that
 * is a token comes out of its own bytes first, unless a token crosses its border that does not itself begin and end on borders; such
 * tokens are few, and `crossings` has the pairs of bytes where they do so. It saves Chinese half of its merges.
 * This is exact if a token's rank is above those of the merges that make its characters, as training has it; `readTokens` looks, when
 * the first such character comes to be merged.
 *
 * @example "日本" with o200k // two parts, 日 and 本, in place of six bytes
 */
function beginParts(at: usize, length: i32): i32 {
  let parts = 0;
  for (let i = 0; i < length;) {
    const first = <i32>load<u8>(at + i);
    const size = isLead(first) && mayBeginWithCharacters() ? lengthFrom(first) : 1;
    if (size > 1 && i + size <= length && isApart(at, i, i + size, length)) {
      const id = characterToken(at + i, size);
      if (id !== noToken) {
        addPart(parts++, i, id);
        i += size;
        continue;
      }
      if (size === 3) {
        // No token: the lower of its two pairs, and the byte that is left.
        const left = get(ofPair, pairAt(at + i));
        const right = get(ofPair, pairAt(at + i + 1));
        if (left !== noToken || right !== noToken) {
          const isLeft = left <= right;
          addPart(parts++, i, isLeft ? left : get(ofByte, first));
          addPart(parts++, isLeft ? i + 2 : i + 1, isLeft ? get(ofByte, <i32>load<u8>(at + i + 2)) : right);
          i += 3;
          continue;
        }
      }
    }
    addPart(parts++, i, get(ofByte, first));
    i++;
  }
  return parts;
}

// @ts-ignore: decorator
@inline
function addPart(part: i32, start: i32, id: i32): void {
  set(starts, part, start);
  set(merged, part, id);
  set(next, part, part + 1);
  set(previous, part, part - 1);
}

// @ts-ignore: decorator
@inline
function isApart(at: usize, from: i32, to: i32, length: i32): bool {
  return (from === 0 || !isCrossed(at + from)) && (to === length || !isCrossed(at + to));
}

/** Whether a token may cross the border before `at` without lying on borders. */
// @ts-ignore: decorator
@inline
function isCrossed(at: usize): bool {
  const pair = pairAt(at - 1);
  return ((<i32>load<u8>(crossings + (pair >> 3))) & (1 << (pair & 7))) !== 0;
}

/** The token of a character of two or three bytes, or `noToken`. Known ones are kept: 0 not yet, else id + 1, or `idMask` for none. */
function characterToken(at: usize, size: i32): i32 {
  const first = <i32>load<u8>(at);
  const second = (<i32>load<u8>(at, 1)) & 0x3f;
  const codePoint =
    size === 2
      ? ((first & 0x1f) << 6) | second
      : ((first & 0x0f) << 12) | (second << 6) | ((<i32>load<u8>(at, 2)) & 0x3f);
  const known = get(characters, codePoint);
  if (known !== 0) return known === idMask ? noToken : known - 1;
  let id = noToken;
  if (size === 2) id = get(ofPair, pairAt(at));
  else if (get(ofPair, pairAt(at)) !== noToken || get(ofPair, pairAt(at + 1)) !== noToken) id = find(at, 3);
  set(characters, codePoint, id === noToken ? idMask : id + 1);
  return id;
}

/** Whether merges may begin with characters, */
let mayBegin: bool = false;
/** and how many ids are still to be looked through for that. */
let unreadCount: i32 = 0;

/** The vocabulary has `idCount` ids. To look through them takes a third of the table's time, so a text of ASCII alone goes without. */
export function readTokensLater(idCount: i32): void {
  unreadCount = idCount;
}

// @ts-ignore: decorator
@inline
function mayBeginWithCharacters(): bool {
  if (unreadCount > 0) readTokens();
  return mayBegin;
}

/**
 * Looks through the vocabulary for what `beginParts` needs to know: the borders that are crossed by tokens which do not both begin and
 * end on borders, and whether all others have ranks above those of the merges that make their characters. A vocabulary whose ranks
 * are not so, as one from outside may be, has its merges begin with bytes.
 */
function readTokens(): void {
  const idCount = unreadCount;
  unreadCount = 0;
  let at = tokenBytes;
  mayBegin = true;
  for (let id = 0; id < idCount; id++) {
    const length = lengthOf(id);
    if (length > 1 && !isAscii(at, length)) {
      if (!isOnBorders(at, length)) noteBorders(at, length);
      else if (mayBegin) mayBegin = isAboveCharacters(id, at, length);
    }
    at += length;
  }
}

/** Whether the rank of a token is above those of its characters, and of the pair of bytes that each of these begins with. */
function isAboveCharacters(id: i32, at: usize, length: i32): bool {
  for (let i = 0; i < length;) {
    const first = <i32>load<u8>(at + i);
    const size = lengthFrom(first);
    if (size < length && isLead(first)) {
      const character = characterToken(at + i, size);
      const pair = min(get(ofPair, pairAt(at + i)), size === 3 ? get(ofPair, pairAt(at + i + 1)) : noToken);
      if (character !== noToken && (id < character || id < pair)) return false;
    }
    i += size;
  }
  return true;
}

/** Whether a byte begins a character of two or three bytes. */
// @ts-ignore: decorator
@inline
function isLead(byte: i32): bool {
  return byte >= 0xc2 && byte < 0xf0;
}

function isOnBorders(at: usize, length: i32): bool {
  if ((load<u8>(at) & 0xc0) === 0x80) return false;
  let last = length - 1;
  while (last > 0 && (load<u8>(at + last) & 0xc0) === 0x80) last--;
  return length - last >= lengthFrom(load<u8>(at + last));
}

function noteBorders(at: usize, length: i32): void {
  for (let i = 1; i < length; i++) {
    if ((load<u8>(at + i) & 0xc0) === 0x80) continue;
    const pair = pairAt(at + i - 1);
    const answer = crossings + (pair >> 3);
    store<u8>(answer, <u8>((<i32>load<u8>(answer)) | (1 << (pair & 7))));
  }
}
