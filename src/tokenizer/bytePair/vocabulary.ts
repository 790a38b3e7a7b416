/**
 * A vocabulary as a file: little-endian, four Uint32 (magic, version, ids, bytes of all tokens), the bytes of all tokens one after
 * the other in order of their ids, and the length of each as one byte. An id of length 0 is a gap: p50k_base has one.
 *
 * Why there is no hash table in it: with one, the four files took 4.3 MB of the package instead of 1.8, and a platform's package has
 * 20 MB in all. The kernel builds that of o200k_base in a few milliseconds, once.
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

/** Ids have 18 bits in the kernel, and one of them says "none". */
const maximumIds = (1 << 18) - 2;

/**
 * The tokens of a byte-level BPE by their ids; in these encodings a token's id is its rank. Which id bytes have, the kernel knows.
 *
 * @example
 * const vocabulary = Vocabulary.open(readFileSync('dist/vocabularies/p50k_base.bin'), 50256);
 * vocabulary.bytesOf(256); // " t"
 */
export class Vocabulary {
  #offsets: Uint32Array | undefined;

  private constructor(
    /** Length in bytes of the token of each id; 0 for a gap. */
    readonly lengths: Uint8Array,
    /** The bytes of all tokens, one after the other. */
    readonly bytes: Uint8Array,
  ) {}

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
    const bytes = file.subarray(headerLength, headerLength + byteCount);
    const end = sumOf(lengths.subarray(0, wanted));
    const rest = wanted === undefined ? 0 : sumOf(lengths.subarray(wanted));
    if (end + rest !== byteCount || ids < 256 || ids > maximumIds)
      throw new RangeError('vocabulary file with sizes that contradict each other');
    checkEveryByte(lengths.subarray(0, wanted), bytes);
    return new Vocabulary(lengths.subarray(0, wanted), bytes.subarray(0, end));
  }

  /**
   * The vocabulary of merges in the order of training: a token for each byte, and one for each merge from id 256 on.
   *
   * @param merges two ids a merge, left and right
   * @throws RangeError for a merge of ids that are not there before it, for a token of more than 255 bytes, and for two of the same bytes, of
   *   which only one could ever be found
   * @example
   * Vocabulary.ofMerges(Uint32Array.of(97, 97, 256, 98)).bytesOf(257); // "aab"
   */
  static ofMerges(merges: Uint32Array): Vocabulary {
    const size = 256 + merges.length / 2;
    if (!Number.isInteger(size) || size > maximumIds)
      throw new RangeError(`merges: expected two ids for each of at most ${maximumIds - 256} merges`);
    const lengths = new Uint8Array(size).fill(1, 0, 256);
    const tokens = Array.from({ length: 256 }, (_, byte) => String.fromCharCode(byte));
    const idOf = new Map(tokens.map((token, id) => [token, id]));
    for (let id = 256, at = 0; id < size; id++, at += 2) {
      const [left, right] = [merges[at]!, merges[at + 1]!];
      if (left >= id || right >= id)
        throw new RangeError(`merge ${id} joins ${left} and ${right}, of which one is not there before it`);
      const token = tokens[left]! + tokens[right]!;
      if (token.length > 255) throw new RangeError(`token ${id} has ${token.length} bytes, more than 255`);
      const same = idOf.get(token);
      if (same !== undefined) throw new RangeError(`tokens ${same} and ${id} have the same bytes`);
      idOf.set(token, id);
      tokens.push(token);
      lengths[id] = token.length;
    }
    const bytes = Uint8Array.from(tokens.join(''), byte => byte.charCodeAt(0));
    return new Vocabulary(lengths, bytes);
  }

  /**
   * The vocabulary of tokens in the order of their ranks; one without bytes is a gap.
   *
   * @throws RangeError for too many tokens, one of more than 255 bytes, two of the same bytes, and a byte without a token
   */
  static ofTokens(tokens: readonly Uint8Array[]): Vocabulary {
    if (tokens.length > maximumIds) throw new RangeError(`it has ${tokens.length} tokens, more than ${maximumIds}`);
    const lengths = new Uint8Array(tokens.length);
    const bytes = new Uint8Array(tokens.reduce((sum, { length }) => sum + length, 0));
    const known = new Map<string, number>();
    let at = 0;
    tokens.forEach((token, rank) => {
      if (token.length > 255) throw new RangeError(`token ${rank} has ${token.length} bytes, more than 255`);
      const text = String.fromCharCode(...token);
      const same = known.get(text);
      if (same !== undefined && text !== '') throw new RangeError(`tokens ${same} and ${rank} have the same bytes`);
      known.set(text, rank);
      lengths[rank] = token.length;
      bytes.set(token, at);
      at += token.length;
    });
    for (let byte = 0; byte < 256; byte++)
      if (!known.has(String.fromCharCode(byte))) throw new RangeError(`no token is the byte ${byte}`);
    return new Vocabulary(lengths, bytes);
  }

  /** One more than the highest id; gaps count. */
  get size(): number {
    return this.lengths.length;
  }

  /** The bytes of a token, as a view; empty if there is no such id. */
  bytesOf(id: number): Uint8Array {
    const offsets = (this.#offsets ??= offsetsOf(this.lengths));
    return id < this.size ? this.bytes.subarray(offsets[id], offsets[id + 1]) : this.bytes.subarray(0, 0);
  }
}

/** Where the bytes of each id begin; one more than there are ids. */
function offsetsOf(lengths: Uint8Array): Uint32Array {
  const offsets = new Uint32Array(lengths.length + 1);
  for (let id = 0; id < lengths.length; id++) offsets[id + 1] = offsets[id]! + lengths[id]!;
  return offsets;
}

/** The sum of some bytes, four at a time: a fresh process runs this before the engine has optimised it. */
function sumOf(bytes: Uint8Array): number {
  const whole = bytes.length & ~3;
  const fours = new Uint32Array(new Uint8Array(bytes.subarray(0, whole)).buffer); // A copy, as `bytes` may begin anywhere.
  let sum = 0;
  for (let index = 0; index < fours.length; index++) {
    const four = fours[index]!;
    const pairs = (four & 0x00ff_00ff) + ((four >>> 8) & 0x00ff_00ff);
    sum += (pairs & 0xffff) + (pairs >>> 16);
  }
  for (let index = whole; index < bytes.length; index++) sum += bytes[index]!;
  return sum;
}

/** Stops as soon as all are met: tiktoken's vocabularies begin with them. */
function checkEveryByte(lengths: Uint8Array, bytes: Uint8Array): void {
  const isSingle = new Uint8Array(256);
  let missing = 256;
  for (let id = 0, at = 0; missing > 0; at += lengths[id++]!) {
    if (id === lengths.length) throw new RangeError('vocabulary file without a token for every byte');
    if (lengths[id] !== 1 || isSingle[bytes[at]!] === 1) continue;
    isSingle[bytes[at]!] = 1;
    missing--;
  }
}
