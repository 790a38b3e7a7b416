import { lastWord } from '../split/joint';
import type { Split, SplitRules } from '../split/rules';
import { SpecialTokenError, type Locality, type Pieces, type Tokenizer, type TokenizerDescription } from '../tokenizer';
import type { SpecialTokenPolicy, Tokens } from '../tokens';
import { Merger } from './merge';
import { PieceCache } from './pieceCache';
import { TokenBuffer } from './tokenBuffer';
import { Utf8Text } from './utf8Text';
import { noToken, type Vocabulary } from './vocabulary';

/** What a byte-level BPE is, beside its vocabulary. */
export interface BytePairDefinition {
  readonly description: TokenizerDescription;
  readonly name: string;
  /** One more than the highest id, special tokens included. */
  readonly vocabularySize: number;
  readonly specialTokens: Readonly<Record<string, number>>;
  /** The special token that stands between texts; nothing if there is none. */
  readonly endOfText: string | undefined;
  readonly rules: SplitRules;
}

/** Pieces that are cut before they are encoded: few enough that their ends and bytes are still in the processor's first cache. */
const blockLength = 1024;

/**
 * Text to ids and back, exactly as OpenAI's tiktoken: the text's UTF-8 bytes are cut into pieces, and each piece is merged by rank.
 *
 * @example
 * const encoding = new Encoding(definitionOf('gpt2'), Vocabulary.open(file));
 * encoding.encode('The cat').ids; // [464, 3797]
 */
export class Encoding implements Tokenizer, Locality {
  readonly description: TokenizerDescription;
  readonly name: string;
  readonly vocabularySize: number;
  readonly endOfText: string | undefined;
  readonly tiles = true;
  readonly restores = true;
  readonly rules: SplitRules;
  readonly locality = this;
  readonly specialTokens: ReadonlyMap<string, number>;
  readonly #specialOfId: ReadonlyMap<number, Uint8Array>;
  readonly #specialPattern: RegExp | undefined;
  /** What all special tokens begin with. */
  readonly #specialStart: string;
  readonly #longestSpecial: number;
  readonly #wordsSettle: boolean;
  readonly #split: Split;
  readonly #merger: Merger;
  readonly #cache = new PieceCache();
  readonly #text = new Utf8Text();
  readonly #tokens = new TokenBuffer();
  readonly #block = new Int32Array(blockLength);
  #pieceTokens = new Uint32Array(blockLength);
  #pieceEnds = new Uint32Array(blockLength);
  #pieceCount = 0;

  constructor(
    definition: BytePairDefinition,
    readonly vocabulary: Vocabulary,
  ) {
    this.description = definition.description;
    this.name = definition.name;
    this.vocabularySize = definition.vocabularySize;
    this.endOfText = definition.endOfText;
    this.rules = definition.rules;
    this.#split = definition.rules.split;
    this.specialTokens = new Map(Object.entries(definition.specialTokens));
    const utf8 = new TextEncoder();
    this.#specialOfId = new Map([...this.specialTokens].map(([token, id]) => [id, utf8.encode(token)]));
    const special = [...this.specialTokens.keys()];
    this.#longestSpecial = Math.max(0, ...special.map(token => token.length));
    this.#specialStart = commonStart(special);
    this.#specialPattern = anyOf(special);
    this.#wordsSettle = !special.some(token => token.includes(' '));
    this.#merger = new Merger(vocabulary);
  }

  /**
   * The tokens of a text. Lone surrogates are encoded as U+FFFD and keep their offsets.
   *
   * @throws SpecialTokenError if the policy is `error` and the text contains a special token
   */
  encode(text: string, policy: SpecialTokenPolicy = 'encode'): Tokens {
    this.#run(text, policy, 'offsets');
    return this.#tokens.tokens();
  }

  /** The ids of a text alone, for those who need no offsets; errors as `encode`. */
  ids(text: string, policy: SpecialTokenPolicy = 'encode'): Uint32Array {
    this.#run(text, policy, 'ids');
    return new Uint32Array(this.#tokens.ids.subarray(0, this.#tokens.count));
  }

  /** How many tokens a text has; errors as `encode`. */
  count(text: string, policy: SpecialTokenPolicy = 'encode'): number {
    this.#run(text, policy, 'ids');
    return this.#tokens.count;
  }

  /**
   * The pieces that a text is cut into, a special token being one: where each ends in UTF-16 units, and how many tokens the text
   * has up to there. This is what a document needs to keep up with its edits. Views, good until the next call.
   */
  pieces(text: string, policy: 'text' | 'encode'): Pieces {
    this.#run(text, policy, 'pieces');
    const tokens = this.#pieceTokens.subarray(0, this.#pieceCount);
    const ends = this.#pieceEnds.subarray(0, this.#pieceCount);
    for (let piece = 0; piece < tokens.length; piece++) ends[piece] = this.#tokens.ends[tokens[piece]! - 1]!;
    return { ends, tokens, ids: this.#tokens.ids.subarray(0, this.#tokens.count) };
  }

  /**
   * Whether two tokens stay as they are side by side in one piece: whether their text as one piece is these two tokens.
   */
  keepsJoint(left: number, right: number): boolean {
    const both = [this.#find(left), this.#find(right)];
    this.#text.writeBytes(Uint8Array.from(both.flatMap(bytes => [...bytes])));
    if (this.vocabulary.find(this.#text, 0, this.#text.length) !== noToken) return false;
    this.#merger.merge(this.#text, 0, this.#text.length);
    const { ids, count } = this.#merger;
    return count === 2 && ids[0] === left && ids[1] === right;
  }

  /** UTF-16 units of the longest special token; 0 if they are text. */
  longestSpecialToken(policy: 'text' | 'encode'): number {
    return policy === 'encode' ? this.#longestSpecial : 0;
  }

  /** The last word's beginning, unless a special token could hold it. */
  settledUntil(text: string): number {
    return this.#wordsSettle ? lastWord(text) : 0;
  }

  /** The special tokens in a text, in order, with their offsets. */
  *findSpecialTokens(text: string): Generator<{ token: string; offset: number }> {
    if (this.#specialPattern === undefined || !text.includes(this.#specialStart)) return; // few texts have it: soon answered
    for (const match of text.matchAll(this.#specialPattern)) yield { token: match[0], offset: match.index };
  }

  /**
   * The text of ids; bytes that are no UTF-8, such as half a character, become U+FFFD.
   *
   * @throws RangeError for an id that the encoding does not have, with its index
   */
  decode(ids: ArrayLike<number>): string {
    let length = 0;
    for (let index = 0; index < ids.length; index++) {
      const bytes = this.#find(ids[index]!);
      if (bytes.length === 0) throw new RangeError(`${this.name} has no token ${ids[index]!} (at index ${index})`);
      length += bytes.length;
    }
    const all = new Uint8Array(length);
    let at = 0;
    for (let index = 0; index < ids.length; index++) {
      const bytes = this.#find(ids[index]!);
      all.set(bytes, at);
      at += bytes.length;
    }
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(all);
  }

  /**
   * The bytes of one token, a copy.
   *
   * @throws RangeError for an id that the encoding does not have
   */
  bytesOf(id: number): Uint8Array {
    const bytes = this.#find(id);
    if (bytes.length === 0) throw new RangeError(`${this.name} has no token ${id}`);
    return bytes.slice();
  }

  #find(id: number): Uint8Array {
    return this.#specialOfId.get(id) ?? this.vocabulary.bytesOf(id);
  }

  #run(text: string, policy: SpecialTokenPolicy, wanted: Wanted): void {
    const tokens = this.#tokens;
    tokens.clear();
    this.#pieceCount = 0;
    let from = 0;
    if (policy !== 'text') {
      for (const { token, offset } of this.findSpecialTokens(text)) {
        if (policy === 'error') throw new SpecialTokenError(token, offset);
        this.#encodeOrdinary(text.slice(from, offset), wanted);
        tokens.special(this.specialTokens.get(token)!, token.length);
        if (wanted === 'pieces') this.#addPiece(tokens.count);
        from = offset + token.length;
      }
    }
    this.#encodeOrdinary(from === 0 ? text : text.slice(from), wanted);
  }

  /** Block by block: cut, then look up. */
  #encodeOrdinary(ordinary: string, wanted: Wanted): void {
    const text = this.#text;
    const tokens = this.#tokens;
    const block = this.#block;
    text.write(ordinary);
    for (let at = 0; at < text.length;) {
      const pieces = this.#split(text.bytes, at, text.length, block);
      const before = tokens.count;
      this.#encodeBlock(at, pieces);
      if (wanted === 'pieces') this.#addPieces(pieces, before);
      at = block[pieces - 1]!;
    }
    if (wanted !== 'ids') tokens.settle(text, ordinary.length);
  }

  /** Most pieces are a token as they are; most of the others have been merged a moment ago. */
  #encodeBlock(start: number, pieces: number): void {
    const text = this.#text;
    const tokens = this.#tokens;
    const block = this.#block;
    const { vocabulary } = this;
    tokens.reserve(block[pieces - 1]! - start);
    const { ids, ends } = tokens;
    let { count } = tokens;
    let from = start;
    for (let piece = 0; piece < pieces; piece++) {
      const to = block[piece]!;
      const id = vocabulary.find(text, from, to);
      if (id !== noToken) {
        ids[count] = id;
        ends[count++] = to;
      } else {
        count = this.#encodeMany(from, to, count);
      }
      from = to;
    }
    tokens.count = count;
  }

  /** A piece that is no token. */
  #encodeMany(from: number, to: number, first: number): number {
    const text = this.#text;
    const cache = this.#cache;
    const known = cache.find(text, from, to);
    if (known > 0) return this.#put(cache.ids, cache.at, known, from, first);
    const merger = this.#merger;
    merger.merge(text, from, to);
    cache.keep(text, from, to, merger.ids, merger.count);
    return this.#put(merger.ids, 0, merger.count, from, first);
  }

  #put(found: Int32Array, at: number, count: number, from: number, first: number): number {
    const { ids, ends } = this.#tokens;
    const { offsets } = this.vocabulary;
    let end = from;
    for (let index = 0; index < count; index++) {
      const id = found[at + index]!;
      end += offsets[id + 1]! - offsets[id]!;
      ids[first + index] = id;
      ends[first + index] = end;
    }
    return first + count;
  }

  /** Notes after how many tokens each of the block's pieces ends; `before` is the number of tokens before the block. */
  #addPieces(pieces: number, before: number): void {
    const { ends } = this.#tokens;
    let token = before;
    for (let piece = 0; piece < pieces; piece++) {
      while (ends[token] !== this.#block[piece]) token++;
      this.#addPiece(++token);
    }
  }

  #addPiece(tokens: number): void {
    if (this.#pieceCount === this.#pieceTokens.length) {
      const grown = new Uint32Array(2 * this.#pieceCount);
      grown.set(this.#pieceTokens);
      this.#pieceTokens = grown;
      this.#pieceEnds = new Uint32Array(grown.length);
    }
    this.#pieceTokens[this.#pieceCount++] = tokens;
  }
}

/** Ids alone need no offsets; pieces need them, and where each piece ends. */
type Wanted = 'ids' | 'offsets' | 'pieces';

/** @example commonStart(['<|endoftext|>', '<|fim_prefix|>']) // '<|' */
function commonStart(texts: readonly string[]): string {
  const [first = '', ...others] = texts;
  let length = first.length;
  for (const other of others) while (!other.startsWith(first.slice(0, length))) length--;
  return first.slice(0, length);
}

/** A pattern that finds any of the texts, the longest that stands at a place; nothing if there are none. */
function anyOf(texts: readonly string[]): RegExp | undefined {
  if (texts.length === 0) return undefined;
  const longestFirst = [...texts].sort((a, b) => b.length - a.length);
  return new RegExp(longestFirst.map(text => text.replace(/[|\\{}()[\]^$+*?.]/g, '\\$&')).join('|'), 'g');
}
