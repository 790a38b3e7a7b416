import {
  get,
  pieceBits,
  pieceIds,
  pieceIdsCapacity,
  pieceKeys,
  pieceKeysCapacity,
  pieceSlots,
  set,
  wordBits,
  wordTokens,
  wordTokensCapacity,
  words,
} from './memory';
import { keyOf, lengthOf, same } from './vocabulary';

/**
 * The two memories of pieces that were seen. Text repeats its words: nine of ten pieces are answered here, without the vocabulary.
 *
 * **Words** are pieces of up to 16 bytes, tokens among them. A bucket of 64 bytes has two entries of 32: 16 bytes of key, the
 * length and the number of tokens, and three tokens (id in the low 18 bits, length in bytes above), or where more of them are in
 * `wordTokens`. The first entry of a bucket stays, the second is replaced: a frequent word comes early and is not driven out by rare
 * ones.
 *
 * **Pieces** are longer, up to 256 bytes, and no tokens: a table of slots over their bytes and ids. Full, it begins anew.
 *
 * @example " cat" with gpt2 // key " cat" and twelve zeros, meta 4 | 1 << 8, tokens 3797 | 4 << 18
 */

/** Longest piece that is a word. */
export const longestWord: i32 = 16;
/** Longest piece that is kept. */
export const longestPiece: i32 = 256;

let wordTokensEnd: u32 = 0;
let pieceKeysEnd: u32 = 0;
let pieceIdsEnd: u32 = 0;
let pieceCount: u32 = 0;

/** Keeps a word's tokens in its bucket. */
export function keepWord(bucket: usize, at: usize, length: i32, tokens: usize, count: i32): void {
  if (count > 3 && wordTokensEnd + count > wordTokensCapacity) {
    memory.fill(words, 0, 64 << (<usize>wordBits));
    wordTokensEnd = 0;
  }
  const entry = load<u32>(bucket, 16) === 0 ? bucket : bucket + 32;
  v128.store(entry, keyOf(at, length));
  store<u32>(entry, length | (count << 8), 16);
  if (count > 3) {
    store<u32>(entry, wordTokensEnd, 20);
    for (let index = 0; index < count; index++) set(wordTokens, wordTokensEnd + index, packed(get(tokens, index)));
    wordTokensEnd += count;
    return;
  }
  for (let index = 0; index < 3; index++) set(entry + 20, index, index < count ? packed(get(tokens, index)) : 0);
}

// @ts-ignore: decorator
@inline
function packed(id: i32): i32 {
  return id | (lengthOf(id) << 18);
}

/** How many tokens the piece that `findPiece` found has. */
export let foundCount: i32 = 0;

/** Where the ids of a piece are, or 0 if it is not known. A slot has the hash, where its bytes and its ids are, and both numbers. */
export function findPiece(at: usize, length: i32, hash: u64): usize {
  let slot = pieceSlots + (slotOf(hash) << 4);
  for (let meta = load<u32>(slot, 12); meta !== 0; meta = load<u32>(slot, 12)) {
    const isAlike = load<u32>(slot) === <u32>hash && <i32>(meta >>> 16) === length;
    if (isAlike && same(pieceKeys + load<u32>(slot, 4), at, length)) {
      foundCount = meta & 0xffff;
      return pieceIds + ((<usize>load<u32>(slot, 8)) << 2);
    }
    slot = after(slot);
  }
  return 0;
}

/** Keeps a piece that `findPiece` does not find. Returns where its ids are. */
export function keepPiece(at: usize, length: i32, hash: u64, tokens: usize, count: i32): usize {
  const isFull = pieceCount >= 1 << (pieceBits - 1);
  if (isFull || pieceKeysEnd + length > pieceKeysCapacity || pieceIdsEnd + count > pieceIdsCapacity) {
    memory.fill(pieceSlots, 0, 16 << pieceBits);
    pieceCount = pieceKeysEnd = pieceIdsEnd = 0;
  }
  let slot = pieceSlots + (slotOf(hash) << 4);
  while (load<u32>(slot, 12) !== 0) slot = after(slot);
  const kept = pieceIds + ((<usize>pieceIdsEnd) << 2);
  store<u32>(slot, <u32>hash);
  store<u32>(slot, pieceKeysEnd, 4);
  store<u32>(slot, pieceIdsEnd, 8);
  store<u32>(slot, (length << 16) | count, 12);
  memory.copy(pieceKeys + pieceKeysEnd, at, length);
  memory.copy(kept, tokens, count << 2);
  pieceKeysEnd += length;
  pieceIdsEnd += count;
  pieceCount++;
  return kept;
}

// @ts-ignore: decorator
@inline
function slotOf(hash: u64): usize {
  return <usize>((<u32>(hash >> 40)) & ((1 << pieceBits) - 1));
}

// @ts-ignore: decorator
@inline
function after(slot: usize): usize {
  return pieceSlots + ((slot + 16 - pieceSlots) & ((16 << pieceBits) - 1));
}
