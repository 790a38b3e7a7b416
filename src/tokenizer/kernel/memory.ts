/**
 * The layout of the kernel's memory. Every address is an offset into the module's one linear memory. An instance serves one vocabulary.
 *
 * Fixed part, laid out once by `open`; it never moves:
 *
 * | what | bytes | who writes it |
 * |---|---|---|
 * | classOfByte, joinsWord | 256 each | host, open (classes.ts) |
 * | blockOf, blocks: classes of code points in two stages | 8.7 kB, 256 a block | host |
 * | masks: 16 bytes of which the first n are ones, n from 0 to 16 | 272 | open |
 * | tokenBytes, tokenLengths | as in the vocabulary file | host |
 * | anchors: where each sixteenth id's bytes begin | 4 for 16 ids | vocabulary.ts |
 * | slots, filter: the hash table from bytes to id | 4.5 a slot, 1.25 to 2.5 slots an id | vocabulary.ts |
 * | ofByte, ofPair: ids of tokens of one and two bytes | 1 kB, 256 kB | vocabulary.ts |
 * | words, wordTokens: pieces of up to 16 bytes and their tokens | 1 MB, 0.5 MB | words.ts |
 * | pieceSlots, pieceKeys, pieceIds: longer pieces | 256 kB, 512 kB, 1 MB | words.ts |
 * | pairs, joints: what two neighbours give | 256 kB, 32 kB | merge.ts, giant.ts |
 * | crossings, characters: which merges may begin with characters | 8 kB, 256 kB | merge.ts |
 * | keys, next, previous, starts, merged: one merge of up to 256 bytes | 1 kB each | merge.ts |
 *
 * Moving part, after it, laid out anew for each text by `reserveText` and `reserveTokens`; nothing in it outlives a text:
 *
 * | what | bytes | who writes it |
 * |---|---|---|
 * | text: UTF-8, then sentinels | 3 a UTF-16 unit at most | host |
 * | ids, ends, unitStarts, pieces | 4 each a byte of text | encode.ts, units.ts |
 * | scratch: the heap of a giant merge | 40 a byte of the window | giant.ts |
 *
 * The host gives long texts in slices of 64 k units, so that the moving part is 1.3 to 3.5 MB, unless a single piece is longer. Linear
 * memory only grows: after a giant piece the host drops the instance and opens another. If memory cannot grow, the module traps.
 */

/** So far after an array may be read and written, as loads and stores of 16 bytes reach past its end. */
const slack: usize = 64;

export let classOfByte: usize = 0;
export let joinsWord: usize = 0;
export let blockOf: usize = 0;
export let blocks: usize = 0;
export let masks: usize = 0;
export let tokenBytes: usize = 0;
export let tokenLengths: usize = 0;
export let anchors: usize = 0;
export let slots: usize = 0;
export let slotMask: u32 = 0;
export let filter: usize = 0;
export let filterMask: u32 = 0;
export let ofByte: usize = 0;
export let ofPair: usize = 0;
export let words: usize = 0;
export let wordTokens: usize = 0;
export let pieceSlots: usize = 0;
export let pieceKeys: usize = 0;
export let pieceIds: usize = 0;
export let pairs: usize = 0;
export let joints: usize = 0;
export let jointBytes: usize = 0;
export let crossings: usize = 0;
export let characters: usize = 0;
export let keys: usize = 0;
export let next: usize = 0;
export let previous: usize = 0;
export let starts: usize = 0;
export let merged: usize = 0;
export let oneToken: usize = 0;

export let text: usize = 0;
export let ids: usize = 0;
export let ends: usize = 0;
export let unitStarts: usize = 0;
export let pieces: usize = 0;
export let scratch: usize = 0;

/** Two entries of 32 bytes a bucket. 1 MB is the best trade: half of it costs English 7 %, twice as much gains 4. */
export const wordBits: u64 = 14;
export const wordTokensCapacity: u32 = 1 << 17;
export const pieceBits: u32 = 14;
export const pieceKeysCapacity: u32 = 1 << 19;
export const pieceIdsCapacity: u32 = 1 << 18;
export const pairBits: u64 = 15;
export const jointBits: u64 = 12;

/** Merges of up to so many bytes search all pairs. */
export const shortMerge: i32 = 256;

/** Where the fixed part ends, and while it is laid out, where its next array begins. */
let fixedEnd: usize = 0;
/** Where the text's buffer ends. */
let textEnd: usize = 0;

/** Element `index` of an array of 32-bit integers. */
// @ts-ignore: decorator
@inline
export function get(array: usize, index: i32): i32 {
  return load<i32>(array + ((<usize>index) << 2));
}

// @ts-ignore: decorator
@inline
export function set(array: usize, index: i32, value: i32): void {
  store<i32>(array + ((<usize>index) << 2), value);
}

// @ts-ignore: decorator
@inline
function aligned(address: usize): usize {
  return (address + 63) & ~63;
}

/** Makes memory reach as far as `end`. */
function reach(end: usize): void {
  const missing = <i32>((end + 0xffff) >> 16) - memory.size();
  if (missing > 0 && memory.grow(missing) < 0) unreachable();
}

function place(bytes: usize): usize {
  const at = aligned(fixedEnd);
  fixedEnd = at + bytes + slack;
  reach(fixedEnd);
  return at;
}

/**
 * Lays out the fixed part for a vocabulary of `idCount` ids whose tokens have `byteCount` bytes in all, and class tables of `blockCount`
 * blocks. The host then writes tokenBytes, tokenLengths, classOfByte, joinsWord, blockOf and blocks.
 */
export function layOut(idCount: i32, byteCount: i32, blockCount: i32): void {
  fixedEnd = __heap_base;
  classOfByte = place(256);
  joinsWord = place(256);
  blockOf = place(0x1100 * 2);
  blocks = place(blockCount * 256);
  masks = place(17 * 16);
  for (let ones = 0; ones <= 16; ones++) memory.fill(masks + ones * 16, 0xff, ones);
  tokenBytes = place(byteCount);
  tokenLengths = place(idCount);
  anchors = place((idCount >> 4) * 4 + 4);
  let slotCount: u32 = 1 << 10;
  while (slotCount < <u32>(idCount + (idCount >> 2))) slotCount *= 2;
  slots = place(slotCount * 4);
  slotMask = slotCount - 1;
  filter = place(slotCount / 2);
  filterMask = slotCount / 2 - 1;
  ofByte = place(256 * 4);
  ofPair = place(65536 * 4);
  words = place(64 << (<usize>wordBits));
  wordTokens = place(wordTokensCapacity * 4);
  pieceSlots = place(16 << pieceBits);
  pieceKeys = place(pieceKeysCapacity);
  pieceIds = place(pieceIdsCapacity * 4);
  pairs = place(8 << (<usize>pairBits));
  joints = place(8 << (<usize>jointBits));
  jointBytes = place(2 * 255);
  crossings = place(65536 / 8);
  characters = place(65536 * 4);
  keys = place(shortMerge * 4);
  next = place(shortMerge * 4 + 8);
  previous = place(shortMerge * 4 + 8);
  starts = place(shortMerge * 4 + 8);
  merged = place(shortMerge * 4);
  oneToken = place(4);
}

/** Room for a text of up to `bytes` bytes at `text`. */
export function reserveText(bytes: i32): void {
  text = aligned(fixedEnd);
  textEnd = text + bytes + slack;
  reach(textEnd);
}

/** Room for the tokens of a text of `bytes` bytes, of which there are never more than bytes. Ends the text with sentinels. */
export function reserveTokens(bytes: i32): void {
  memory.fill(text + bytes, 0xff, 16);
  const size = <usize>bytes * 4 + slack;
  ids = aligned(textEnd);
  ends = aligned(ids + size);
  unitStarts = aligned(ends + size);
  pieces = aligned(unitStarts + size);
  scratch = aligned(pieces + size);
  reach(scratch);
}

/** Room at `scratch`; what was there is of no more use. */
export function reserveScratch(bytes: usize): void {
  reach(scratch + bytes + slack);
}
