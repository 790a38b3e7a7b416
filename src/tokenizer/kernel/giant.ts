import {
  get,
  ids,
  jointBits,
  jointBytes,
  joints,
  merged,
  ofByte,
  ofPair,
  oneToken,
  reserveScratch,
  scratch,
  set,
  shortMerge,
  tokenBytes,
} from './memory';
import { mergeShort } from './merge';
import { find, hashOf, lengthOf, noToken, offsetOf, pairAt } from './vocabulary';
import { findPiece, foundCount, keepPiece } from './words';

/**
 * Pieces of more than 256 bytes, such as a line of base64 or of Chinese. They are merged in windows of 128 bytes. The last tokens of a
 * window wait for the next one, which begins where they do. Where two windows meet, the two tokens must keep side by side: a list of
 * tokens is the encoding of its text exactly if each token and the next are the encoding of theirs (github/rust-gems, bpe). Where they
 * do not, it goes back four tokens and looks at twice as much.
 *
 * @example "abab.." of 300 bytes // a window of 0 to 128, of which the tokens up to 104 stay, one of 104 to 232, and the rest
 */

const windowLength: i32 = 128;
/** Bytes at the end of a window whose tokens wait for more. */
const waiting: i32 = 24;
/** So many tokens it goes back where two do not keep side by side. */
const backTokens: i32 = 4;

let windowTokens: usize = 0;

/** Merges the piece at `at`; its tokens go to `ids` from `first` on. Returns how many they are. */
export function mergeGiant(at: usize, length: i32, first: i32): i32 {
  const out = ids + ((<usize>first) << 2);
  let count = 0;
  let from = 0;
  let wanted = windowLength;
  while (from < length) {
    const size = min(wanted, length - from);
    const found = mergeWindow(at + from, size);
    const tokens = windowTokens;
    if (count > 0 && !keepsJoint(get(out, count - 1), get(tokens, 0))) {
      const before = from;
      for (let back = min(count, backTokens); back > 0; back--) from -= lengthOf(get(out, --count));
      wanted = 2 * wanted + (before - from);
      continue;
    }
    const stop = from + size === length ? length : from + size - waiting;
    for (let index = 0; index < found; index++) {
      const id = get(tokens, index);
      if (index > 0 && from + lengthOf(id) > stop) break;
      from += lengthOf(id);
      set(out, count++, id);
    }
    wanted = windowLength;
  }
  return count;
}

/** Merges a part of a piece; its ids are at `windowTokens`, which `keepsJoint` leaves as they are. */
function mergeWindow(at: usize, length: i32): i32 {
  if (length > shortMerge) return mergeHeap(at, length);
  windowTokens = oneToken;
  const id = find(at, length);
  if (id !== noToken) {
    set(oneToken, 0, id);
    return 1;
  }
  const hash = hashOf(at, length);
  windowTokens = findPiece(at, length, hash);
  if (windowTokens !== 0) return foundCount;
  const count = mergeShort(at, length);
  windowTokens = keepPiece(at, length, hash, merged, count);
  return count;
}

/**
 * Whether two tokens stay as they are side by side in one piece. Remembered: an entry has both ids, 18 bits each, and the answer in the
 * lowest bit. Two tokens of more than `shortMerge` bytes together are taken not to, which is never wrong, as the caller looks at more.
 */
export function keepsJoint(left: i32, right: i32): bool {
  const key = (((<u64>left) << 18) | (<u64>right)) + 1;
  const entry = joints + ((<usize>((key * 0x9e3779b97f4a7c15) >> (64 - jointBits))) << 3);
  const found = load<u64>(entry);
  if (found >> 1 === key) return (found & 1) !== 0;
  const leftLength = lengthOf(left);
  const length = leftLength + lengthOf(right);
  memory.copy(jointBytes, tokenBytes + offsetOf(left), leftLength);
  memory.copy(jointBytes + leftLength, tokenBytes + offsetOf(right), lengthOf(right));
  let keeps = false;
  if (length <= shortMerge && find(jointBytes, length) === noToken)
    keeps = mergeShort(jointBytes, length) === 2 && get(merged, 0) === left && get(merged, 1) === right;
  store<u64>(entry, (key << 1) | (<u64>keeps));
  return keeps;
}

/** Entries of the heap: rank * 2^32 + part, the least at its top. */
let heapSize: i32 = 0;

/**
 * Merges with a heap of pairs, in n log n. Scratch has, for n bytes, the heap with never more than 3 n pairs, as each merge takes one part
 * away and looks at two pairs anew, and then rank, next, previous and id of each part.
 */
function mergeHeap(at: usize, length: i32): i32 {
  const size = (<usize>(length + 1)) << 2;
  reserveScratch(10 * size);
  const ranks = scratch + 6 * size;
  const next = ranks + size;
  const previous = next + size;
  const tokens = previous + size;
  heapSize = 0;
  for (let part = 0; part < length; part++) {
    set(tokens, part, get(ofByte, <i32>load<u8>(at + part)));
    set(next, part, part + 1);
    set(previous, part, part - 1);
    const rank = part + 1 < length ? get(ofPair, pairAt(at + part)) : noToken;
    set(ranks, part, rank);
    if (rank === noToken) continue;
    store<u64>(scratch + ((<usize>heapSize) << 3), keyOfPair(rank, part));
    heapSize++;
  }
  set(next, length, length);
  for (let entry = (heapSize >> 1) - 1; entry >= 0; entry--) sink(entry, load<u64>(scratch + ((<usize>entry) << 3)));
  while (heapSize > 0) {
    const key = pop();
    const part = <i32>key;
    const rank = <i32>(key >> 32);
    if (get(ranks, part) !== rank) continue; // One of the two has been merged since.
    const gone = get(next, part);
    const after = get(next, gone);
    const before = get(previous, part);
    set(tokens, part, rank);
    set(ranks, gone, noToken);
    set(next, part, after);
    set(previous, after, part);
    setRank(ranks, part, after < length ? find(at + part, get(next, after) - part) : noToken);
    if (before >= 0) setRank(ranks, before, find(at + before, after - before));
  }
  let count = 0;
  for (let part = 0; part < length; part = get(next, part)) set(tokens, count++, get(tokens, part));
  windowTokens = tokens;
  return count;
}

// @ts-ignore: decorator
@inline
function keyOfPair(rank: i32, part: i32): u64 {
  return ((<u64>rank) << 32) | (<u64>part);
}

// @ts-ignore: decorator
@inline
function setRank(ranks: usize, part: i32, rank: i32): void {
  set(ranks, part, rank);
  if (rank !== noToken) push(keyOfPair(rank, part));
}

function push(key: u64): void {
  let at = heapSize++;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = load<u64>(scratch + ((<usize>parent) << 3));
    if (above <= key) break;
    store<u64>(scratch + ((<usize>at) << 3), above);
    at = parent;
  }
  store<u64>(scratch + ((<usize>at) << 3), key);
}

function pop(): u64 {
  const first = load<u64>(scratch);
  heapSize--;
  sink(0, load<u64>(scratch + ((<usize>heapSize) << 3)));
  return first;
}

function sink(from: i32, key: u64): void {
  let at = from;
  for (let child = 2 * at + 1; child < heapSize; child = 2 * at + 1) {
    const left = scratch + ((<usize>child) << 3);
    if (child + 1 < heapSize && load<u64>(left, 8) < load<u64>(left)) child++;
    const below = load<u64>(scratch + ((<usize>child) << 3));
    if (below >= key) break;
    store<u64>(scratch + ((<usize>at) << 3), below);
    at = child;
  }
  store<u64>(scratch + ((<usize>at) << 3), key);
}
