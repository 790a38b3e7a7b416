import { BoundedCache } from '../../base/boundedCache';
import { lastAtMost } from '../../base/sortedSearch';
import { classOf, space } from '../split/characterClass';
import { measure, type Chunk } from './chunk';
import { ChunkCutter, leastPart, type Stretch } from './chunkCutter';
import { ChunkIndex } from './chunkIndex';
import { lastCodePoint } from '../split/joint';
import { slideRight, type TextChange } from './textChange';
import type { TextStatistics } from './textStatistics';
import type { Tokens } from '../tokens';
import type { Locality, Tokenizer } from '../tokenizer';
import { localityOf } from './wholeText';

/** Sizes in UTF-16 units. Documents use `usualTuning`; tests make chunks tiny, so that every edit is near a boundary. */
export interface DocumentTuning {
  /** About how long a chunk is: a keystroke encodes one or two. Longer only where a giant piece cannot be cut. */
  readonly chunkLength: number;
  /** How much of the next chunks is looked at first to see whether their boundaries hold. */
  readonly lookahead: number;
  /** How far a piece looks ahead past the end of the piece after; left out: what the tokenizer's rules say. */
  readonly patternReach?: number;
}

const usualTuning: DocumentTuning = { chunkLength: 512, lookahead: 48 };
/** Chunks whose tokens are kept: what is on screen, and what is typed in. */
const cachedChunks = 64;

/**
 * A text and its tokens, which follows the text's edits in time that depends on the edit, not on the text.
 *
 * The text is kept in chunks cut at piece boundaries, with their counts. The split patterns look ahead and never back, so that a
 * chunk's tokens are the same alone as in the text: as long as no edit comes within reach. Piece j stays if
 * `end(j + 1) + margin <= start of the edit`; after the edit all stays once an old boundary is a boundary again. A giant piece is cut
 * as well, between tokens that stay as they are side by side; an edit proves the cuts on both its sides anew, or goes further.
 *
 * @example
 * const document = new TokenizedDocument(tokenizer);
 * document.append('The cat');
 * document.edit([{ offset: 3, length: 0, text: ' big' }]);
 * document.tokenCount; // 3
 */
export class TokenizedDocument {
  readonly #index = new ChunkIndex();
  readonly #cache = new BoundedCache<Chunk, Tokens>(cachedChunks);
  readonly #unknown = new WeakMap<Chunk, readonly { readonly word: string; readonly offset: number }[]>();
  readonly #locality: Locality;
  readonly #margin: number;
  #characters = 0;
  #bytes = 0;
  #words = 0;

  constructor(
    readonly tokenizer: Tokenizer,
    readonly policy: 'text' | 'encode' = 'encode',
    private readonly tuning: DocumentTuning = usualTuning,
  ) {
    // A special token can appear or go with its last character: its whole length is within reach.
    this.#locality = localityOf(tokenizer);
    this.#margin = (tuning.patternReach ?? this.#locality.rules.reach) + this.#locality.longestSpecialToken(policy);
  }

  get length(): number {
    return this.#index.units;
  }

  get tokenCount(): number {
    return this.#index.tokens;
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
      const part = this.#index.at(chunk).text;
      text += part.slice(from - before, to - before);
      before += part.length;
      from = before;
    }
    return text;
  }

  /**
   * The index of the first token that ends after an offset: the one that covers it, if one does. Where tokens do not tile the text, it may
   * start later, or be the number of tokens.
   *
   * @throws RangeError for an offset outside the text
   */
  tokenAt(offset: number): number {
    if (!(offset >= 0 && offset < this.length))
      throw new RangeError(`offset ${offset} in a text of ${this.length} units`);
    const chunk = this.#index.chunkOfOffset(offset);
    const { ends } = this.#tokensOf(chunk);
    const within = offset - this.#index.unitsBefore(chunk);
    return this.#index.tokensBefore(chunk) + lastAtMost(ends, within) + 1;
  }

  /** The tokens that overlap `[start, end)`; `last` is exclusive, and equals `first` for an empty range. */
  tokenRange(start: number, end: number): { first: number; last: number } {
    const from = Math.max(0, start);
    const to = Math.min(end, this.length);
    if (from >= this.length) return { first: this.tokenCount, last: this.tokenCount };
    const first = this.tokenAt(from);
    if (from >= to) return { first, last: first };
    let last = this.tokenAt(to - 1);
    // That one, unless the range ends in a gap before it, and further tokens of a character that several share.
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
      unitsBefore += this.#index.at(chunk).text.length;
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
    for (const { text } of this.#index) {
      for (const { token, offset } of this.tokenizer.findSpecialTokens(text)) return { token, offset: before + offset };
      before += text.length;
    }
    return undefined;
  }

  /** The words that the tokenizer does not have, in order. What has been found in a chunk is kept as long as the chunk. */
  *unknownWords(): Generator<{ readonly word: string; readonly offset: number }> {
    const { unknown } = this.tokenizer;
    if (unknown === undefined) return;
    let before = 0;
    for (const chunk of this.#index) {
      let found = this.#unknown.get(chunk);
      if (found === undefined) this.#unknown.set(chunk, (found = [...unknown.find(chunk.text, this.policy)]));
      for (const { word, offset } of found) yield { word, offset: before + offset };
      before += chunk.text.length;
    }
  }

  #tokensOf(index: number): Tokens {
    const chunk = this.#index.at(index);
    let tokens = this.#cache.get(chunk);
    if (tokens === undefined)
      this.#cache.set(chunk, (tokens = this.#tokenizerAt(index).encode(chunk.text, this.policy)));
    return tokens;
  }

  /** The tokenizer of a chunk: one that puts something before a text does so before the first alone. */
  #tokenizerAt(chunk: number): Tokenizer {
    return chunk === 0 ? this.tokenizer : (this.#locality.continued ?? this.tokenizer);
  }

  #change(at: number, removed: number, inserted: string): void {
    if (removed === 0 && inserted === '') return;
    const index = this.#index;
    const { offset, text } = this.#isInGiant(at)
      ? slideRight(this, { offset: at, length: removed, text: inserted })
      : { offset: at, text: inserted };
    let first = this.#firstAffected(offset);
    let last = index.length === 0 ? 0 : index.chunkOfOffset(Math.max(offset, offset + removed - 1)) + 1;
    const from = offset - index.unitsBefore(first);
    const old = this.#textOf(first, last);
    let edited = old.slice(0, from) + text + old.slice(from + removed);
    // What is left of a chunk goes together with the next one.
    if (edited.length < this.tuning.chunkLength / 4 && last < index.length) edited += index.at(last++).text;
    let found = this.#encodeUntilBoundary(edited, first, last);
    for (let step = 1; !this.#keepsLeft(first, found.inserted); step *= 2) {
      const further = Math.max(0, first - step);
      edited = this.#textOf(further, first) + edited;
      first = further;
      found = this.#encodeUntilBoundary(edited, first, last);
    }
    this.#replace(first, found.last, found.inserted);
  }

  #isInGiant(offset: number): boolean {
    if (offset >= this.length) return false;
    const { startsInPiece, firstPiece } = this.#index.at(this.#index.chunkOfOffset(offset));
    return startsInPiece || firstPiece >= this.tuning.chunkLength;
  }

  #replace(first: number, last: number, inserted: readonly Chunk[]): void {
    this.#count(first, last, -1);
    for (let at = first; at < last; at++) this.#cache.delete(this.#index.at(at));
    this.#index.replace(first, last, inserted);
    this.#count(first, first + inserted.length, 1);
  }

  #textOf(first: number, last: number): string {
    let text = '';
    for (let at = first; at < last; at++) text += this.#index.at(at).text;
    return text;
  }

  /** The chunk to begin with: the one before is out of reach of an edit at `offset`. */
  #firstAffected(offset: number): number {
    let chunk = this.#index.chunkOfOffset(offset);
    for (; chunk > 0; chunk--) {
      const { startsInPiece, firstPiece } = this.#index.at(chunk);
      const start = this.#index.unitsBefore(chunk);
      if (start + (startsInPiece ? leastPart : firstPiece) + this.#margin <= offset) break;
    }
    return chunk;
  }

  /** Whether the chunk before `first` stays as it is beside the new ones. */
  #keepsLeft(first: number, inserted: readonly Chunk[]): boolean {
    if (first === 0) return true;
    const [next] = inserted;
    if (!next?.startsInPiece) return true;
    if (!this.#locality.rules.staysCut(next.text, next.firstPiece)) return false;
    const { ids } = this.#tokensOf(first - 1);
    return this.#locality.keepsJoint(
      ids[ids.length - 1]!,
      this.#tokenizerAt(first).encode(next.text, this.policy).ids[0]!,
    );
  }

  /**
   * Encodes `edited`, which takes the place of the chunks from `first` to `last`, and goes on into the chunks after it until a boundary
   * between two of them holds again, and what was looked at reaches far enough after it to be sure.
   */
  #encodeUntilBoundary(edited: string, first: number, last: number): { last: number; inserted: Chunk[] } {
    const index = this.#index;
    let window = edited;
    let ahead = this.tuning.lookahead;
    const before = first === 0 ? 0 : classOf(lastCodePoint(index.at(first - 1).text));
    const startsInPiece = first > 0 && index.at(first).startsInPiece;
    const { policy } = this;
    const { rules } = this.#locality;
    for (;;) {
      if (window === '') return { last, inserted: [] };
      let following = '';
      let seen = last;
      while (seen < index.length && following.length < ahead) following += index.at(seen++).text;
      const isCut = following.length > ahead;
      if (isCut) following = following.slice(0, ahead);
      const all = window + following;
      const locality = first === 0 ? this.#locality : (this.#locality.continued ?? this.#locality);
      const pieces = locality.pieces(all, this.policy);
      const { ends } = pieces;
      const sure = !isCut && seen === index.length ? all.length : all.length - this.#margin;
      const piece = lastAtMost(ends, window.length - 1) + 1;
      const stretch = { before, startsInPiece, policy, text: window };
      if (ends[piece] === window.length) {
        const isSeen =
          (ends[piece + 1] ?? all.length) <= sure ||
          (following.length > this.#margin && rules.isLocal(all, window.length));
        if (following === '' || (isSeen && rules.mayEnd(window, window.length))) {
          this.#setStart(last, false);
          return { last, inserted: ChunkCutter.cut(this.tokenizer, rules, stretch, pieces, this.tuning.chunkLength) };
        }
      } else if (
        this.#holdsInPiece(
          { before, startsInPiece, policy, text: all },
          ends[piece - 1] ?? 0,
          window,
          ends[piece]!,
          last,
        )
      ) {
        this.#setStart(last, true);
        const own = this.#locality.pieces(window, this.policy);
        return { last, inserted: ChunkCutter.cut(this.tokenizer, rules, stretch, own, this.tuning.chunkLength) };
      }
      // Either the boundary is gone, or not enough was seen of what follows it: the next boundaries are tried at once, and then further.
      const wanted = window.length + ahead;
      while (last < index.length && window.length < wanted) window += index.at(last++).text;
      ahead *= 4;
    }
  }
  /**
   * Whether the boundary between a window and the chunk after it may be a cut in the piece that spans it.
   *
   * @param context of the window and some text after it
   */
  #holdsInPiece(context: Stretch, start: number, window: string, end: number, next: number): boolean {
    const at = window.length;
    const { tokenizer, policy } = this;
    const { rules } = this.#locality;
    if (at - start < leastPart || end - at < leastPart) return false;
    if (policy === 'encode' && tokenizer.specialTokens.has(context.text.slice(start, end))) return false;
    const chunk = this.#index.at(next);
    // What follows is only known to have no newline if it was cut before.
    if (!chunk.startsInPiece && classOf(context.text.charCodeAt(at)) === space) return false;
    if (!rules.mayCut(context, start, at, end)) return false;
    const { ids } = tokenizer.encode(window.slice(start), 'text');
    return this.#locality.keepsJoint(ids[ids.length - 1]!, this.#tokensOf(next).ids[0]!);
  }

  /** Notes whether a chunk begins inside a piece, now that the text before it has changed. */
  #setStart(index: number, startsInPiece: boolean): void {
    if (index >= this.#index.length) return;
    const chunk = this.#index.at(index);
    if (chunk.startsInPiece === startsInPiece) return;
    this.#cache.delete(chunk);
    const { text, firstPiece, tokens } = chunk;
    this.#index.replace(index, index + 1, [measure({ text, startsInPiece, firstPiece, tokens })]);
  }

  /** Adds or takes away what the chunks from `first` to `last` count, and the word that goes on past each of their starts. */
  #count(first: number, last: number, sign: 1 | -1): void {
    const index = this.#index;
    for (let at = first; at < last; at++) {
      const chunk = index.at(at);
      this.#characters += sign * chunk.characters;
      this.#bytes += sign * chunk.bytes;
      this.#words += sign * chunk.words;
    }
    for (let at = Math.max(1, first); at <= Math.min(last, index.length - 1); at++)
      if (index.at(at - 1).endsInWord && index.at(at).startsInWord) this.#words -= sign;
  }
}

/** A first load is encoded in steps of this many units, which bounds the memory that it takes for a moment. */
const appendLength = 1 << 16;
