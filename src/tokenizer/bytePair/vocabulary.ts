import type { Utf8Text } from './utf8Text';

/**
 * A vocabulary as a file: little-endian, four Uint32 (magic, version, ids, bytes of all tokens), the bytes of all tokens one after
 * the other in order of their ids, and the length of each as one byte. An id of length 0 is a gap: p50k_base has one.
 *
 * Why there is no hash table in it: with one, the four files took 4.3 MB of the package instead of 1.8, and a platform's package has
 * 20 MB in all. Building the table of o200k_base takes 20 ms, once, in the worker; reading it from a file took 14.
 */
const magic = 0x42_53_4b_54; // "TKSB"
const version = 2;
const headerLength = 16;

/** The rank data of one encoding as js-tiktoken ships it: lines of `! firstRank base64 base64 ..`, a rank after the other. */
export interface RankData {
  readonly bpe_ranks: string;
}

/**
 * The vocabulary file of an encoding's ranks, made once at build time.
 *
 * @throws RangeError if a rank is given twice, or a token is longer than 255 bytes
 */
export function packVocabulary(ranks: RankData): Uint8Array {
  const tokens = parseRanks(ranks.bpe_ranks);
  const byteCount = tokens.reduce((sum, token) => sum + (token?.length ?? 0), 0);
  const file = new Uint8Array(headerLength + byteCount + tokens.length);
  new Uint32Array(file.buffer, 0, 4).set([magic, version, tokens.length, byteCount]);
  let at = headerLength;
  tokens.forEach((token, id) => {
    if (token === undefined) return;
    if (token.length > 255) throw new RangeError(`token ${id} has ${token.length} bytes, more than 255`);
    file.set(token, at);
    at += token.length;
    file[headerLength + byteCount + id] = token.length;
  });
  return file;
}

function parseRanks(lines: string): (Uint8Array | undefined)[] {
  const tokens: (Uint8Array | undefined)[] = [];
  for (const line of lines.split('\n')) {
    const [, first, ...encoded] = line.split(' ');
    encoded.forEach((token, index) => {
      const rank = Number(first) + index;
      while (tokens.length <= rank) tokens.push(undefined);
      if (tokens[rank] !== undefined) throw new RangeError(`rank ${rank} is given twice`);
      tokens[rank] = Uint8Array.from(atob(token), character => character.charCodeAt(0));
    });
  }
  return tokens;
}

/** "No such token": larger than every rank, so that a search for the lowest rank needs no special case, and a small integer in V8. */
export const noToken = 0x3fff_ffff;

/** Up to this many bytes a token is its own key: three words of four bytes. */
const keyBytes = 12;
/** Masks that clear the bytes of the first, second and third word that are not the token's, by its length. */
const masks = [0, 4, 8].map(skipped =>
  Int32Array.from({ length: keyBytes + 1 }, (_, length) => {
    const bytes = Math.max(0, Math.min(4, length - skipped));
    return bytes === 4 ? -1 : (1 << (8 * bytes)) - 1;
  }),
);
const mask0 = masks[0]!;
const mask1 = masks[1]!;
const mask2 = masks[2]!;

/** The part of a slot that is an id plus one. */
const idMask = (1 << 18) - 1;

function mix(first: number, second: number, third: number): number {
  const product = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b) ^ Math.imul(third, 0xc2b2ae35);
  const mixed = Math.imul(product ^ (product >>> 15), 0x2c1b3c6d);
  return mixed ^ (mixed >>> 13);
}

/** A hash of bytes that are longer than a key: word by word, the last word overlapping the one before. */
function hashLong(view: DataView, from: number, to: number): number {
  let hash = to - from;
  for (let at = from; at < to - 4; at += 4) {
    hash = Math.imul(hash ^ view.getInt32(at, true), 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return mix(hash, view.getInt32(to - 4, true), 0);
}

/** A 32-bit hash of the bytes from `from` to `to`; some that follow are read too. */
export function hashOf(view: DataView, from: number, to: number): number {
  const length = to - from;
  if (length > keyBytes) return hashLong(view, from, to);
  return mix(
    view.getInt32(from, true) & mask0[length]!,
    view.getInt32(from + 4, true) & mask1[length]!,
    view.getInt32(from + 8, true) & mask2[length]!,
  );
}

/**
 * Tokens and their ranks; in these encodings a token's id is its rank.
 *
 * @example
 * const vocabulary = Vocabulary.open(readFileSync('dist/vocabularies/p50k_base.bin'), 50256);
 * text.write(' t');
 * vocabulary.find(text, 0, 2); // 256
 */
export class Vocabulary {
  /** Where the bytes of each id begin; one more than there are ids. */
  readonly offsets: Uint32Array;
  /** Ids of the 256 single bytes. */
  readonly ofByte = new Int32Array(256).fill(noToken);
  /** Ranks of all tokens of two bytes, by first byte * 256 + second: every merge begins with these. */
  readonly ofPair = new Int32Array(65536).fill(noToken);
  /**
   * The hash table: an id plus one in the low 18 bits, and the high 14 bits of its token's hash, which answer for nearly all pairs of a
   * merge that are no token. 0 is free. Small, so that it is soon built and stays in the processor's cache.
   */
  readonly #slots: Int32Array;
  readonly #view: DataView;
  /**
   * Four bits a slot, one set for each token's hash. Most pairs that a merge asks about are no token: this answers for nearly all of
   * them, and is small enough to stay in the processor's second cache.
   */
  readonly #filter: Uint8Array;

  private constructor(
    lengths: Uint8Array,
    readonly bytes: Uint8Array,
  ) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset); // reaches past the bytes, into the lengths
    this.offsets = new Uint32Array(lengths.length + 1);
    let slotCount = 1 << 10;
    while (slotCount < lengths.length * slotsPerToken) slotCount *= 2;
    this.#slots = new Int32Array(slotCount);
    this.#filter = new Uint8Array(slotCount / 2);
    for (let id = 0, at = 0; id < lengths.length; id++) {
      const length = lengths[id]!;
      if (length === 1) this.ofByte[bytes[at]!] = id;
      else if (length === 2) this.ofPair[bytes[at]! * 256 + bytes[at + 1]!] = id;
      if (length > 0) this.#insert(id, hashOf(this.#view, at, at + length));
      at += length;
      this.offsets[id + 1] = at;
    }
  }

  /**
   * Opens a file of `packVocabulary`; its bytes are used in place.
   *
   * @param wanted how many of its ids, from 0 on; all of them if it is left out
   * @throws RangeError if it is no vocabulary file, one of another version, cut short, or has fewer ids
   */
  static open(file: Uint8Array, wanted?: number): Vocabulary {
    if (file.length < headerLength)
      throw new RangeError(`a vocabulary file has at least ${headerLength} bytes, not ${file.length}`);
    const header = new DataView(file.buffer, file.byteOffset, headerLength);
    const [foundMagic, foundVersion, ids, byteCount] = [0, 4, 8, 12].map(at => header.getUint32(at, true)) as [
      number,
      number,
      number,
      number,
    ];
    if (foundMagic !== magic) throw new RangeError('not a vocabulary file');
    if (foundVersion !== version)
      throw new RangeError(`vocabulary file of version ${foundVersion}, expected ${version}`);
    const expected = headerLength + byteCount + ids;
    if (file.length !== expected) throw new RangeError(`vocabulary file of ${file.length} bytes, expected ${expected}`);
    if (wanted !== undefined && wanted > ids)
      throw new RangeError(`vocabulary file of ${ids} ids, fewer than ${wanted}`);
    const lengths = file.subarray(headerLength + byteCount);
    let sum = 0;
    for (const length of lengths) sum += length;
    if (sum !== byteCount || ids < 256 || ids >= idMask)
      throw new RangeError('vocabulary file with sizes that contradict each other');
    const bytes = file.subarray(headerLength, headerLength + byteCount);
    const vocabulary = new Vocabulary(lengths.subarray(0, wanted), bytes);
    if (vocabulary.ofByte.includes(noToken)) throw new RangeError('vocabulary file without a token for every byte');
    return vocabulary;
  }

  /** One more than the highest id; gaps count. */
  get size(): number {
    return this.offsets.length - 1;
  }

  /** The bytes of a token, as a view; empty if there is no such id. */
  bytesOf(id: number): Uint8Array {
    return id < this.size ? this.bytes.subarray(this.offsets[id], this.offsets[id + 1]) : this.bytes.subarray(0, 0);
  }

  /** The id of the token that is a text's bytes from `from` to `to`, or `noToken`. */
  find({ view }: Utf8Text, from: number, to: number): number {
    const slots = this.#slots;
    const hash = hashOf(view, from, to);
    const last = slots.length - 1;
    if ((this.#filter[hash & (last >> 1)]! & (1 << (hash >>> 29))) === 0) return noToken;
    for (let at = hash & last; ; at = (at + 1) & last) {
      const found = slots[at]!;
      if (found === 0) return noToken;
      if (((found ^ hash) & ~idMask) !== 0) continue;
      const id = (found & idMask) - 1;
      if (this.#isAt(id, view, from, to - from)) return id;
    }
  }

  /** Whether the token's bytes are those of a text: word by word, of the last one only what belongs to it. */
  #isAt(id: number, text: DataView, from: number, length: number): boolean {
    const start = this.offsets[id]!;
    if (this.offsets[id + 1]! - start !== length) return false;
    const own = this.#view;
    let at = 0;
    for (; at + 4 <= length; at += 4)
      if (own.getInt32(start + at, true) !== text.getInt32(from + at, true)) return false;
    return ((own.getInt32(start + at, true) ^ text.getInt32(from + at, true)) & mask0[length - at]!) === 0;
  }

  #insert(id: number, hash: number): void {
    const slots = this.#slots;
    const last = slots.length - 1;
    this.#filter[hash & (last >> 1)]! |= 1 << (hash >>> 29);
    let at = hash & last;
    while (slots[at] !== 0) at = (at + 1) & last;
    slots[at] = (hash & ~idMask) | (id + 1);
  }
}

/** At least so many slots: most searches end at the first. */
const slotsPerToken = 1.5;
