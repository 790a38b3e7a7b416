import { BoundedCache } from '../base/boundedCache';
import { classOf, space } from './characterClass';
import { ChunkIndex, type Chunk } from './chunkIndex';
import type { Encoding } from './encoding';
import type { Tokens } from './tokens';

/** The text of `length` UTF-16 units at `offset` is replaced, as in VS Code's `contentChanges`. */
export interface TextChange {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

export interface TextStatistics {
  readonly tokens: number;
  /** UTF-16 code units. */
  readonly units: number;
  /** Code points. */
  readonly characters: number;
  /** In UTF-8. */
  readonly bytes: number;
  /** Runs of non-white-space. */
  readonly words: number;
}

/** Sizes in UTF-16 units. Documents use `usualTuning`; tests make chunks tiny, so that every edit is near a boundary. */
export interface DocumentTuning {
  /** About how long a chunk is: a keystroke encodes one or two. Longer only where a single piece is. */
  readonly chunkLength: number;
  /** How much of the next chunks is looked at first to see whether their boundaries hold. */
  readonly lookahead: number;
  /** Longest reach of a split pattern past the end of the piece after: a contraction, or a surrogate pair. */
  readonly patternReach: number;
}

const usualTuning: DocumentTuning = { chunkLength: 512, lookahead: 48, patternReach: 4 };
/** Chunks whose tokens are kept: what is on screen, and what is typed in. */
const cachedChunks = 64;

/**
 * A text and its tokens, which follows the text's edits in time that depends on the edit, not on the text.
 *
 * The text is kept in chunks cut at piece boundaries, with their counts. The split patterns look ahead and never behind, so that a
 * chunk's tokens are the same alone as in the text: as long as no edit comes within reach. Piece j stays if
 * `end(j + 1) + margin <= start of the edit`; behind the edit all stays once an old boundary is a boundary again.
 *
 * @example
 * const document = new TokenizedDocument(encoding);
 * document.append('The cat');
 * document.edit([{ offset: 3, length: 0, text: ' big' }]);
 * document.tokenCount; // 3
 */
export class TokenizedDocument {
  readonly #index = new ChunkIndex();
  readonly #cache = new BoundedCache<Chunk, Tokens>(cachedChunks);
  readonly #margin: number;
  #characters = 0;
  #bytes = 0;
  #words = 0;

  constructor(
    readonly encoding: Encoding,
    readonly policy: 'text' | 'encode' = 'encode',
    private readonly tuning: DocumentTuning = usualTuning,
  ) {
    // A special token can appear or go with its last character: its whole length is within reach.
    const specials =
      policy === 'encode' ? Math.max(...[...encoding.specialTokens.keys()].map(token => token.length)) : 0;
    this.#margin = tuning.patternReach + specials;
  }

  get length(): number {
    return this.#index.unitsBefore(this.#index.length);
  }

  get tokenCount(): number {
    return this.#index.tokensBefore(this.#index.length);
  }

  /** Adds text at the end. Slices of a first load may be cut anywhere, even inside a surrogate pair. */
  append(text: string): void {
    for (let at = 0; at < text.length; at += appendLength)
      this.#change(this.length, 0, text.slice(at, at + appendLength));
  }

  /**
   * Applies changes one after the other, each to the text that the one before left.
   *
   * @throws RangeError for a change outside the text; the document is then as before
   */
  edit(changes: readonly TextChange[]): void {
    let { length } = this;
    for (const change of changes) {
      const inside = Number.isInteger(change.offset) && Number.isInteger(change.length) && change.offset >= 0;
      if (!inside || change.length < 0 || change.offset + change.length > length)
        throw new RangeError(`change of ${change.length} units at ${change.offset} in a text of ${length}`);
      length += change.text.length - change.length;
    }
    for (const change of changes) this.#change(change.offset, change.length, change.text);
  }

  statistics(): TextStatistics {
    return {
      tokens: this.tokenCount,
      units: this.length,
      characters: this.#characters,
      bytes: this.#bytes,
      words: this.#words,
    };
  }

  /** The text from `start` to `end`, exclusive, cut to what there is. */
  text(start: number, end: number): string {
    let from = Math.max(0, start);
    const to = Math.min(end, this.length);
    if (from >= to) return '';
    let text = '';
    let chunk = this.#index.chunkOfOffset(from);
    for (let before = this.#index.unitsBefore(chunk); from < to; chunk++) {
      const part = this.#index.chunks[chunk]!.text;
      text += part.slice(from - before, to - before);
      before += part.length;
      from = before;
    }
    return text;
  }

  /**
   * The index of the first token whose span covers an offset.
   *
   * @throws RangeError for an offset outside the text
   */
  tokenAt(offset: number): number {
    if (!(offset >= 0 && offset < this.length))
      throw new RangeError(`offset ${offset} in a text of ${this.length} units`);
    const chunk = this.#index.chunkOfOffset(offset);
    const { ends } = this.#tokensOf(chunk);
    const within = offset - this.#index.unitsBefore(chunk);
    let low = 0;
    for (let high = ends.length - 1; low < high;) {
      const middle = (low + high) >> 1;
      if (ends[middle]! > within) high = middle;
      else low = middle + 1;
    }
    return this.#index.tokensBefore(chunk) + low;
  }

  /** The tokens that overlap `[start, end)`; `last` is exclusive, and equals `first` for an empty range. */
  tokenRange(start: number, end: number): { first: number; last: number } {
    const from = Math.max(0, start);
    const to = Math.min(end, this.length);
    if (from >= this.length) return { first: this.tokenCount, last: this.tokenCount };
    const first = this.tokenAt(from);
    if (from >= to) return { first, last: first };
    let last = this.tokenAt(to - 1) + 1;
    // Further tokens of a character that several share.
    for (const count = this.tokenCount; last < count && this.offsetOfToken(last) < to;) last++;
    return { first, last };
  }

  /** Tokens by index, with offsets in the whole text; `last` is exclusive. */
  tokens(first: number, last: number): Tokens {
    const from = Math.max(0, first);
    const to = Math.max(from, Math.min(last, this.tokenCount));
    const result = {
      ids: new Uint32Array(to - from),
      starts: new Uint32Array(to - from),
      ends: new Uint32Array(to - from),
    };
    if (from >= to) return result;
    let chunk = this.#index.chunkOfToken(from);
    let tokensBefore = this.#index.tokensBefore(chunk);
    let unitsBefore = this.#index.unitsBefore(chunk);
    for (let written = 0; written < to - from; chunk++) {
      const { ids, starts, ends } = this.#tokensOf(chunk);
      const stop = Math.min(ids.length, to - tokensBefore);
      for (let token = from + written - tokensBefore; token < stop; token++, written++) {
        result.ids[written] = ids[token]!;
        result.starts[written] = unitsBefore + starts[token]!;
        result.ends[written] = unitsBefore + ends[token]!;
      }
      tokensBefore += ids.length;
      unitsBefore += this.#index.chunks[chunk]!.text.length;
    }
    return result;
  }

  ids(first: number, last: number): Uint32Array {
    return this.tokens(first, last).ids;
  }

  /**
   * Where token `index` starts; the length of the text for the index after the last.
   *
   * @throws RangeError for any other index
   */
  offsetOfToken(index: number): number {
    if (index === this.tokenCount) return this.length;
    if (!(index >= 0 && index < this.tokenCount)) throw new RangeError(`token ${index} of ${this.tokenCount}`);
    const chunk = this.#index.chunkOfToken(index);
    const within = index - this.#index.tokensBefore(chunk);
    return this.#index.unitsBefore(chunk) + this.#tokensOf(chunk).starts[within]!;
  }

  /** The first special token, if the policy is `encode`. No chunk cuts one in two. */
  firstSpecialToken(): { token: string; offset: number } | undefined {
    if (this.policy === 'text') return undefined;
    let before = 0;
    for (const { text } of this.#index.chunks) {
      for (const { token, offset } of this.encoding.findSpecialTokens(text)) return { token, offset: before + offset };
      before += text.length;
    }
    return undefined;
  }

  #tokensOf(index: number): Tokens {
    const chunk = this.#index.chunks[index]!;
    let tokens = this.#cache.get(chunk);
    if (tokens === undefined) this.#cache.set(chunk, (tokens = this.encoding.encode(chunk.text, this.policy)));
    return tokens;
  }

  #change(offset: number, removed: number, text: string): void {
    if (removed === 0 && text === '') return;
    const { chunks } = this.#index;
    const first = this.#firstAffected(offset);
    const before = this.#index.unitsBefore(first);
    const through = this.#index.length === 0 ? -1 : this.#index.chunkOfOffset(Math.max(offset, offset + removed - 1));
    const old = chunks
      .slice(first, through + 1)
      .map(chunk => chunk.text)
      .join('');
    const edited = old.slice(0, offset - before) + text + old.slice(offset - before + removed);
    const { last, inserted } = this.#encodeUntilBoundary(edited, through + 1);
    this.#count(first, last, -1);
    for (let at = first; at < last; at++) this.#cache.delete(chunks[at]!);
    this.#index.replace(first, last, inserted);
    this.#count(first, first + inserted.length, 1);
  }

  /** The chunk to begin with: the one before is out of reach of an edit at `offset`. */
  #firstAffected(offset: number): number {
    let chunk = this.#index.chunkOfOffset(offset);
    for (; chunk > 0; chunk--) {
      const start = this.#index.unitsBefore(chunk);
      if (start + this.#index.chunks[chunk]!.firstPiece + this.#margin <= offset) break;
    }
    return chunk;
  }

  /**
   * Encodes `edited`, which takes the place of the chunks before `last`, and goes on into the chunks behind until a boundary between
   * two of them is the end of a piece again, and what was looked at reaches far enough behind it to be sure.
   */
  #encodeUntilBoundary(edited: string, last: number): { last: number; inserted: Chunk[] } {
    const { chunks } = this.#index;
    let window = edited;
    let ahead = this.tuning.lookahead;
    for (;;) {
      let following = '';
      let seen = last;
      while (seen < chunks.length && following.length < ahead) following += chunks[seen++]!.text;
      const cut = following.length > ahead;
      if (cut) following = following.slice(0, ahead);
      const atEnd = !cut && seen === chunks.length;
      const { ends, tokens } = this.encoding.pieces(window + following, this.policy);
      const sure = atEnd ? Infinity : window.length + following.length - this.#margin;
      const at = endOf(ends, window.length);
      const holds = at >= 0 && (following === '' || this.#mayEnd(window, window.length));
      if (window === '' || (holds && (at + 1 < ends.length ? ends[at + 1]! <= sure : atEnd)))
        return { last, inserted: this.#cutIntoChunks(window, ends, tokens, at) };
      // Either the boundary is gone, or not enough was seen of what follows it: the next boundaries are tried at once, twice as far.
      const wanted = window.length + ahead;
      while (last < chunks.length && window.length < wanted) window += chunks[last++]!.text;
      ahead *= 2;
    }
  }

  #cutIntoChunks(text: string, ends: Uint32Array, tokens: Uint32Array, lastPiece: number): Chunk[] {
    const inserted: Chunk[] = [];
    let start = 0;
    let tokensBefore = 0;
    let firstPiece = 0;
    for (let piece = 0; piece <= lastPiece; piece++) {
      const end = ends[piece]!;
      if (firstPiece === 0) firstPiece = end - start;
      if (piece < lastPiece && (end - start < this.tuning.chunkLength || !this.#mayEnd(text, end))) continue;
      inserted.push(measure(text.slice(start, end), firstPiece, tokens[piece]! - tokensBefore));
      start = end;
      tokensBefore = tokens[piece]!;
      firstPiece = 0;
    }
    return inserted;
  }

  /**
   * Whether a chunk may end at a boundary. White space before a word is cut off one character early, which a chunk that ends there
   * could not see: "\t\n" before "x" are two pieces, alone they are one. Newlines are safe where the pattern takes them first.
   */
  #mayEnd(text: string, end: number): boolean {
    const last = text.charCodeAt(end - 1);
    if (last === 0x0a || last === 0x0d)
      return this.encoding.name === 'cl100k_base' || this.encoding.name === 'o200k_base';
    return classOf(last) !== space;
  }

  /** Adds or takes away what the chunks from `first` to `last` count, and the word that goes on past each of their starts. */
  #count(first: number, last: number, sign: 1 | -1): void {
    const { chunks } = this.#index;
    for (let at = first; at < last; at++) {
      const chunk = chunks[at]!;
      this.#characters += sign * chunk.characters;
      this.#bytes += sign * chunk.bytes;
      this.#words += sign * chunk.words;
    }
    for (let at = Math.max(1, first); at <= Math.min(last, chunks.length - 1); at++)
      if (chunks[at - 1]!.endsInWord && chunks[at]!.startsInWord) this.#words -= sign;
  }
}

/** A first load is encoded in steps of this many units, which bounds the memory that it takes for a moment. */
const appendLength = 1 << 16;

function endOf(ends: Uint32Array, offset: number): number {
  let low = 0;
  for (let high = ends.length; low < high;) {
    const middle = (low + high) >> 1;
    if (ends[middle]! < offset) low = middle + 1;
    else high = middle;
  }
  return ends[low] === offset ? low : -1;
}

function measure(text: string, firstPiece: number, tokens: number): Chunk {
  let characters = 0;
  let bytes = 0;
  let words = 0;
  let inWord = false;
  let startsInWord = false;
  for (let at = 0; at < text.length; characters++) {
    const codePoint = text.codePointAt(at)!;
    const isSpace = classOf(codePoint) === space;
    if (at === 0) startsInWord = !isSpace;
    if (!isSpace && !inWord) words++;
    inWord = !isSpace;
    bytes += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    at += codePoint > 0xffff ? 2 : 1;
  }
  return { text, firstPiece, tokens, characters, bytes, words, startsInWord, endsInWord: inWord };
}
