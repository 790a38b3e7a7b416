import {
  anchors,
  filter,
  filterMask,
  get,
  masks,
  ofByte,
  ofPair,
  set,
  slotMask,
  slots,
  tokenBytes,
  tokenLengths,
} from './memory';

/** "No such token": larger than every rank, so that a search for the lowest rank needs no special case. */
export const noToken: i32 = 0x3fff_ffff;

/** The part of a slot that is an id plus one; ids have 18 bits. */
export const idMask: i32 = (1 << 18) - 1;

/** Length in bytes of the token of an id; 0 for a gap. */
// @ts-ignore: decorator
@inline
export function lengthOf(id: i32): i32 {
  return <i32>load<u8>(tokenLengths + id);
}

/**
 * Where the bytes of a token begin in `tokenBytes`: the anchor of its group of sixteen ids, and the lengths of those before it in the
 * group, summed at once. An anchor for 16 ids takes a sixteenth of the memory of an offset an id.
 *
 * @example offsetOf(19) // anchors[1] + lengthOf(16) + lengthOf(17) + lengthOf(18)
 */
export function offsetOf(id: i32): u32 {
  const inGroup = id & 15;
  const lengths = v128.and(v128.load(tokenLengths + (id - inGroup)), v128.load(masks + (inGroup << 4)));
  const fours = i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(lengths));
  const twos = i32x4.add(fours, i8x16.shuffle(fours, fours, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7));
  return get(anchors, id >> 4) + i32x4.extract_lane(twos, 0) + i32x4.extract_lane(twos, 1);
}

/** The first `length` of the 16 bytes at `at`, the others 0. */
// @ts-ignore: decorator
@inline
export function keyOf(at: usize, length: i32): v128 {
  return v128.and(v128.load(at), v128.load(masks + (length << 4)));
}

/** Hash of up to 16 bytes. The length is part of it, as bytes may be 0. */
// @ts-ignore: decorator
@inline
export function hashOfKey(key: v128, length: i32): u64 {
  const low = v128.extract_lane<u64>(key, 0);
  const high = v128.extract_lane<u64>(key, 1);
  let hash = ((low ^ (<u64>length)) * 0x9e3779b97f4a7c15) ^ (rotl<u64>(high, 32) * 0xc2b2ae3d27d4eb4f);
  hash ^= hash >> 32;
  return hash * 0xd6e8feb86659fd93;
}

/** Hash of more than 8 bytes: eight by eight, the last eight overlapping those before. */
export function hashLong(at: usize, length: i32): u64 {
  let hash: u64 = <u64>length * 0x9e3779b97f4a7c15;
  const to = at + length;
  for (; at + 8 < to; at += 8) {
    hash = (hash ^ load<u64>(at)) * 0xc2b2ae3d27d4eb4f;
    hash ^= hash >> 29;
  }
  hash = (hash ^ load<u64>(to - 8)) * 0x9e3779b97f4a7c15;
  hash ^= hash >> 32;
  return hash * 0xd6e8feb86659fd93;
}

// @ts-ignore: decorator
@inline
export function hashOf(at: usize, length: i32): u64 {
  return length <= 16 ? hashOfKey(keyOf(at, length), length) : hashLong(at, length);
}

/** Whether two runs of bytes are equal, sixteen by sixteen. */
// @ts-ignore: decorator
@inline
export function same(one: usize, other: usize, length: i32): bool {
  let at = 0;
  for (; at + 16 <= length; at += 16)
    if (v128.any_true(v128.xor(v128.load(one + at), v128.load(other + at)))) return false;
  const rest = v128.xor(v128.load(one + at), v128.load(other + at));
  return !v128.any_true(v128.and(rest, v128.load(masks + ((length - at) << 4))));
}

/** Whether all bytes of a run are of ASCII. */
export function isAscii(at: usize, length: i32): bool {
  for (; length > 16; length -= 16, at += 16) if (i8x16.bitmask(v128.load(at)) !== 0) return false;
  return i8x16.bitmask(keyOf(at, length)) === 0;
}

/**
 * Builds the table from bytes to ids: a slot has an id plus one in the low 18 bits, and above it 14 bits of the hash; 0 is free. The
 * filter has eight bits for two slots, one set for each token's hash: most pairs that a merge asks about are no token, and it
 * answers for nearly all of them from the processor's second cache.
 */
export function buildTable(idCount: i32): void {
  for (let at = 0; at < 256 * 4; at += 16) v128.store(ofByte + at, i32x4.splat(noToken));
  for (let at = 0; at < 65536 * 4; at += 16) v128.store(ofPair + at, i32x4.splat(noToken));
  let offset: u32 = 0;
  for (let id = 0; id < idCount; id++) {
    if ((id & 15) === 0) set(anchors, id >> 4, offset);
    const length = lengthOf(id);
    if (length > 0) insert(id, tokenBytes + offset, length);
    offset += length;
  }
}

// @ts-ignore: decorator
@inline
function insert(id: i32, at: usize, length: i32): void {
  if (length === 1) set(ofByte, <i32>load<u8>(at), id);
  else if (length === 2) set(ofPair, pairAt(at), id);
  const hash = hashOf(at, length);
  const answer = filter + ((<u32>(hash >> 32)) & filterMask);
  store<u8>(answer, <u8>((<u32>load<u8>(answer)) | ((<u32>1) << ((<u32>hash) & 7))));
  let slot = (<u32>(hash >> 32)) & slotMask;
  while (get(slots, slot) !== 0) slot = (slot + 1) & slotMask;
  set(slots, slot, ((<i32>hash) & ~idMask) | (id + 1));
}

/** Two bytes as an index into `ofPair`, the first one above. */
// @ts-ignore: decorator
@inline
export function pairAt(at: usize): i32 {
  return ((<i32>load<u8>(at)) << 8) | (<i32>load<u8>(at, 1));
}

/** The id of the token that is the bytes at `at`, or `noToken`. */
export function find(at: usize, length: i32): i32 {
  return findHashed(at, length, hashOf(at, length));
}

export function findHashed(at: usize, length: i32, hash: u64): i32 {
  const answer = <u32>load<u8>(filter + ((<u32>(hash >> 32)) & filterMask));
  if ((answer & (1 << ((<u32>hash) & 7))) === 0) return noToken;
  let slot = (<u32>(hash >> 32)) & slotMask;
  for (let found = get(slots, slot); found !== 0; found = get(slots, slot)) {
    if (((found ^ (<i32>hash)) & ~idMask) === 0) {
      const id = (found & idMask) - 1;
      if (lengthOf(id) === length && same(tokenBytes + offsetOf(id), at, length)) return id;
    }
    slot = (slot + 1) & slotMask;
  }
  return noToken;
}
