/**
 * A vocabulary as a file whose parts are used in place.
 *
 * Little-endian: six Uint32 (magic, version, ids, hash slots, bytes of all tokens, reserved), then Uint32 offsets[ids + 1] into the
 * bytes, then Uint32 slots[], then the bytes of all tokens one after the other. An id without bytes is a gap: p50k_base has one.
 * A slot holds an id plus one; 0 is free. A token is found by its hash, in steps of one.
 *
 * Why the whole hash table is in the file: opening it is then three views and no loop. A file without it would be half as large,
 * but every start would have to hash 200,000 tokens, which takes longer than reading two megabytes more.
 */
const magic = 0x42_53_4b_54; // "TKSB"
const version = 1;
const headerLength = 24;

/** The rank data of one encoding as js-tiktoken ships it: lines of `! firstRank base64 base64 ..`, a rank after the other. */
export interface RankData {
  readonly bpe_ranks: string;
}

/**
 * The vocabulary file of an encoding's ranks. For build time: it takes a second, `Vocabulary.open` takes none.
 *
 * @throws RangeError if a rank is given twice
 */
export function packVocabulary(ranks: RankData): Uint8Array {
  const tokens = parseRanks(ranks.bpe_ranks);
  const byteCount = tokens.reduce((sum, token) => sum + (token?.length ?? 0), 0);
  let slotCount = 256;
  while (slotCount < tokens.length * 1.5) slotCount *= 2;
  const file = new Uint8Array(headerLength + 4 * (tokens.length + 1) + 4 * slotCount + byteCount);
  new Uint32Array(file.buffer, 0, 6).set([magic, version, tokens.length, slotCount, byteCount, 0]);
  const offsets = new Uint32Array(file.buffer, headerLength, tokens.length + 1);
  const slots = new Uint32Array(file.buffer, headerLength + 4 * (tokens.length + 1), slotCount);
  const bytes = file.subarray(file.length - byteCount);
  for (let id = 0; id < tokens.length; id++) {
    const token = tokens[id] ?? new Uint8Array(0);
    const at = offsets[id]!;
    offsets[id + 1] = at + token.length;
    bytes.set(token, at);
    if (token.length === 0) continue;
    let slot = hashOf(token, 0, token.length) & (slotCount - 1);
    while (slots[slot] !== 0) slot = (slot + 1) & (slotCount - 1);
    slots[slot] = id + 1;
  }
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

/** FNV-1a with its high bits folded in, as a whole number below 2^32. */
export function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5 | 0;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** "No such token": larger than every rank, so that a search for the lowest rank needs no special case. */
export const noToken = 0xffff_ffff;

/**
 * Tokens and their ranks; in these encodings a token's id is its rank.
 *
 * @example
 * const vocabulary = Vocabulary.open(readFileSync('dist/vocabularies/gpt2.bin'));
 * vocabulary.find(Uint8Array.of(0x20, 0x74), 0, 2); // 256: " t"
 */
export class Vocabulary {
  /** Ranks of all tokens of two bytes, by first byte * 256 + second: the merge begins with these. */
  readonly #pairs = new Uint32Array(65536).fill(noToken);
  /** Ids of the 256 single bytes. */
  readonly ofByte = new Uint32Array(256).fill(noToken);

  private constructor(
    readonly offsets: Uint32Array,
    readonly slots: Uint32Array,
    readonly bytes: Uint8Array,
  ) {
    for (let id = 0; id < this.size; id++) {
      const at = offsets[id]!;
      const length = offsets[id + 1]! - at;
      if (length === 2) this.#pairs[bytes[at]! * 256 + bytes[at + 1]!] = id;
      else if (length === 1) this.ofByte[bytes[at]!] = id;
    }
  }

  /**
   * The file is used in place; it is copied only if it does not start at a multiple of four in its buffer, as small files that
   * Node reads may.
   *
   * @throws RangeError if it is no vocabulary file, one of another version, or cut short
   */
  static open(file: Uint8Array): Vocabulary {
    const whole = file.byteOffset % 4 === 0 ? file : file.slice();
    if (whole.length < headerLength)
      throw new RangeError(`a vocabulary file has at least ${headerLength} bytes, not ${file.length}`);
    const header = new Uint32Array(whole.buffer, whole.byteOffset, 6);
    const [foundMagic, foundVersion, ids, slotCount, byteCount] = header as unknown as [
      number,
      number,
      number,
      number,
      number,
    ];
    if (foundMagic !== magic) throw new RangeError('not a vocabulary file');
    if (foundVersion !== version)
      throw new RangeError(`vocabulary file of version ${foundVersion}, expected ${version}`);
    const expected = headerLength + 4 * (ids + 1) + 4 * slotCount + byteCount;
    if (whole.length !== expected)
      throw new RangeError(`vocabulary file of ${whole.length} bytes, expected ${expected}`);
    const slotsAt = headerLength + 4 * (ids + 1);
    const offsets = new Uint32Array(whole.buffer, whole.byteOffset + headerLength, ids + 1);
    const slots = new Uint32Array(whole.buffer, whole.byteOffset + slotsAt, slotCount);
    if (offsets[ids] !== byteCount || slotCount <= ids || (slotCount & (slotCount - 1)) !== 0)
      throw new RangeError('vocabulary file with sizes that contradict each other');
    const vocabulary = new Vocabulary(offsets, slots, whole.subarray(whole.length - byteCount));
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

  /** The id of the token with these bytes, or `noToken`. */
  find(text: Uint8Array, from: number, to: number): number {
    if (to - from === 2) return this.#pairs[text[from]! * 256 + text[from + 1]!]!;
    return this.findHashed(text, from, to, hashOf(text, from, to));
  }

  /** As `find`, for a caller that has the hash already. */
  findHashed(text: Uint8Array, from: number, to: number, hash: number): number {
    const { offsets, slots, bytes } = this;
    const length = to - from;
    const mask = slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const id = slots[slot]! - 1;
      if (id < 0) return noToken;
      const at = offsets[id]!;
      if (offsets[id + 1]! - at !== length) continue;
      let same = 0;
      while (same < length && bytes[at + same] === text[from + same]) same++;
      if (same === length) return id;
    }
  }
}
