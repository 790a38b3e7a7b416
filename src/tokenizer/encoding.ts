import { sentinel } from './characterClass';
import { encodings, type EncodingName } from './encodings';
import { Merger } from './merge';
import { PieceCache } from './pieceCache';
import { splitCl100k, splitGpt2, splitO200k, type Split } from './split';
import type { SpecialTokenPolicy, Tokens } from './tokens';
import { TokenWriter } from './tokenWriter';
import { hashOf, noToken, type Vocabulary } from './vocabulary';

/** A special token in a text that may have none: which, and where in UTF-16 units. */
export class SpecialTokenError extends Error {
  constructor(
    readonly token: string,
    readonly offset: number,
  ) {
    super(`the text contains the special token ${token} at offset ${offset}`);
    this.name = 'SpecialTokenError';
  }
}

const splitOf: Readonly<Record<EncodingName, Split>> = {
  gpt2: splitGpt2,
  r50k_base: splitGpt2,
  p50k_base: splitGpt2,
  p50k_edit: splitGpt2,
  cl100k_base: splitCl100k,
  o200k_base: splitO200k,
};

/** A buffer longer than this is not kept for the next text. */
const keptBytes = 1 << 22;

/**
 * Text to ids and back, exactly as OpenAI's tiktoken: UTF-8 bytes, cut into pieces, each merged by rank.
 *
 * @example
 * const encoding = new Encoding('gpt2', Vocabulary.open(file));
 * encoding.encode('The cat').ids; // [464, 3797]
 */
export class Encoding {
  readonly vocabularySize: number;
  readonly specialTokens: ReadonlyMap<string, number>;
  readonly #specialOfId: ReadonlyMap<number, Uint8Array>;
  readonly #specialPattern: RegExp;
  readonly #split: Split;
  readonly #merger: Merger;
  readonly #cache = new PieceCache();
  readonly #writer: TokenWriter;
  readonly #utf8 = new TextEncoder();
  #bytes = new Uint8Array(1 << 12);

  constructor(
    readonly name: EncodingName,
    readonly vocabulary: Vocabulary,
  ) {
    const { vocabularySize, specialTokens } = encodings[name];
    this.vocabularySize = vocabularySize;
    this.specialTokens = new Map(Object.entries(specialTokens));
    this.#specialOfId = new Map([...this.specialTokens].map(([token, id]) => [id, this.#utf8.encode(token)]));
    const escaped = [...this.specialTokens.keys()].map(token => token.replace(/[|\\{}()[\]^$+*?.]/g, '\\$&'));
    this.#specialPattern = new RegExp(escaped.join('|'), 'g');
    this.#split = splitOf[name];
    this.#merger = new Merger(vocabulary);
    this.#writer = new TokenWriter(vocabulary);
  }

  /**
   * The tokens of a text. Lone surrogates are encoded as U+FFFD and keep their offsets.
   *
   * @throws SpecialTokenError if the policy is `error` and the text contains a special token
   */
  encode(text: string, policy: SpecialTokenPolicy = 'encode'): Tokens {
    this.#run(text, policy);
    return this.#writer.tokens();
  }

  /** How many tokens a text has; errors as `encode`. */
  count(text: string, policy: SpecialTokenPolicy = 'encode'): number {
    this.#run(text, policy);
    return this.#writer.count;
  }

  /**
   * The pieces that a text is cut into, a special token being one: where each ends in UTF-16 units, and how many tokens the text
   * has up to there. This is what a document needs to keep up with its edits.
   */
  pieces(text: string, policy: 'text' | 'encode'): { ends: Uint32Array; tokens: Uint32Array } {
    const ends: number[] = [];
    const tokens: number[] = [];
    this.#run(text, policy, () => {
      ends.push(this.#writer.offset);
      tokens.push(this.#writer.count);
    });
    return { ends: Uint32Array.from(ends), tokens: Uint32Array.from(tokens) };
  }

  /** The special tokens in a text, in order, with their offsets. */
  *findSpecialTokens(text: string): Generator<{ token: string; offset: number }> {
    if (!text.includes('<|')) return; // all special tokens begin so, and few texts have it
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

  #run(text: string, policy: SpecialTokenPolicy, onPiece?: () => void): void {
    this.#writer.clear();
    let from = 0;
    if (policy !== 'text') {
      for (const { token, offset } of this.findSpecialTokens(text)) {
        if (policy === 'error') throw new SpecialTokenError(token, offset);
        this.#encodeOrdinary(text.slice(from, offset), onPiece);
        this.#writer.special(this.specialTokens.get(token)!, token.length);
        onPiece?.();
        from = offset + token.length;
      }
    }
    this.#encodeOrdinary(from === 0 ? text : text.slice(from), onPiece);
  }

  #encodeOrdinary(text: string, onPiece?: () => void): void {
    const needed = text.length * 3 + 4; // three bytes a unit at most; the sentinel, read up to three times over
    let bytes = this.#bytes;
    if (bytes.length < needed) {
      bytes = new Uint8Array(Math.max(needed, 2 * bytes.length));
      if (bytes.length <= keptBytes) this.#bytes = bytes;
    }
    const { written } = this.#utf8.encodeInto(text, bytes);
    bytes.fill(sentinel, written, written + 4);
    const split = this.#split;
    for (let at = 0; at < written;) {
      const after = split(bytes, at);
      this.#encodePiece(bytes, at, after);
      onPiece?.();
      at = after;
    }
  }

  /** Most pieces are a token as they are; most of the others have been merged a moment ago. */
  #encodePiece(bytes: Uint8Array, from: number, to: number): void {
    const writer = this.#writer;
    const hash = hashOf(bytes, from, to);
    const whole = this.vocabulary.findHashed(bytes, from, to, hash);
    if (whole !== noToken) {
      writer.whole(whole, bytes, from, to);
      return;
    }
    const cache = this.#cache;
    const known = cache.find(bytes, from, to, hash);
    if (known > 0) {
      writer.piece(cache.ids, cache.at, known, bytes, from);
      return;
    }
    const merger = this.#merger;
    merger.merge(bytes, from, to);
    cache.keep(bytes, from, to, merger.ids, merger.count, hash);
    writer.piece(merger.ids, 0, merger.count, bytes, from);
  }
}
