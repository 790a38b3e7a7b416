import type { Pieces } from '../tokenizer';
import type { Tokens } from '../tokens';

/** What is wanted of a text. Offsets cost a pass over its tokens; pieces are their ends, and need offsets. */
export type Wanted = 'count' | 'ids' | 'offsets' | 'pieces';

/** The tokens of a stretch of text, with offsets in UTF-16 units from its beginning, as far as they are wanted. */
export interface Stretch extends Tokens {
  /** How many tokens there are up to the end of each piece. */
  readonly pieces: Uint32Array;
  /** Where each piece ends; left out where its last token does. */
  readonly pieceEnds?: Uint32Array;
  /** Length of the stretch. */
  readonly units: number;
}

/** A buffer of more tokens than this is let go before the next text. */
const keptTokens = 1 << 20;

/** Collects the tokens of a text, stretch after stretch. Kept from text to text; it grows as needed. */
export class TokenBuffer {
  /** Tokens so far. */
  count = 0;
  /** UTF-16 units so far. */
  #units = 0;
  #pieceCount = 0;
  #ids = new Uint32Array(1024);
  #starts = new Uint32Array(1024);
  #ends = new Uint32Array(1024);
  #pieceTokens = new Uint32Array(1024);
  #pieceEnds = new Uint32Array(1024);
  /** First and last of each run that was added by `addOwn`. */
  #own: number[] = [];

  #wanted: Wanted = 'ids';

  get wanted(): Wanted {
    return this.#wanted;
  }

  /** An empty buffer for the next text: this one, unless a long text has made it large. */
  cleared(wanted: Wanted): TokenBuffer {
    const next = this.#ids.length > keptTokens ? new TokenBuffer() : this;
    next.#wanted = wanted;
    next.count = next.#units = next.#pieceCount = 0;
    next.#own = [];
    return next;
  }

  /** Adds what follows; its arrays are copied. */
  add(stretch: Stretch): void {
    const { count, wanted } = this;
    if (wanted !== 'count') {
      this.#ids = roomFor(this.#ids, count, stretch.ids.length);
      this.#ids.set(stretch.ids, count);
    }
    if (wanted === 'offsets') {
      this.#starts = roomFor(this.#starts, count, stretch.ids.length);
      addShifted(this.#starts, count, stretch.starts, this.#units);
      this.#ends = roomFor(this.#ends, count, stretch.ids.length);
      addShifted(this.#ends, count, stretch.ends, this.#units);
    }
    if (wanted === 'pieces') this.#addPieces(stretch);
    this.count += stretch.ids.length;
    this.#units += stretch.units;
  }

  /** A copy of what was collected. */
  tokens(): Tokens {
    const { count } = this;
    return { ids: this.ids(), starts: this.#starts.slice(0, count), ends: this.#ends.slice(0, count) };
  }

  /** A copy of the ids. */
  ids(): Uint32Array {
    return this.#ids.slice(0, this.count);
  }

  /** Views, good until the next call. */
  pieces(): Pieces {
    return {
      ends: this.#pieceEnds.subarray(0, this.#pieceCount),
      tokens: this.#pieceTokens.subarray(0, this.#pieceCount),
      ids: this.#ids.subarray(0, this.count),
    };
  }

  /** As `add`, for tokens that {@link translate} leaves as they are. */
  addOwn(stretch: Stretch): void {
    const first = this.count;
    this.add(stretch);
    if (this.wanted !== 'count') this.#own.push(first, this.count);
  }

  /** Makes other ids of all that were not added by `addOwn`. */
  translate(idOf: Uint32Array): void {
    if (this.wanted === 'count') return;
    const ids = this.#ids;
    const own = [...this.#own, this.count];
    let from = 0;
    for (let run = 0; run < own.length; run += 2) {
      for (let at = from; at < own[run]!; at++) ids[at] = idOf[ids[at]!]!;
      from = own[run + 1] ?? 0;
    }
  }

  /** Ends a piece where the text ends so far, unless one ends there already. */
  endPiece(): void {
    if (this.wanted !== 'pieces' || this.#units === (this.#pieceEnds[this.#pieceCount - 1] ?? 0)) return;
    this.#pieceTokens = roomFor(this.#pieceTokens, this.#pieceCount, 1);
    this.#pieceEnds = roomFor(this.#pieceEnds, this.#pieceCount, 1);
    this.#pieceTokens[this.#pieceCount] = this.count;
    this.#pieceEnds[this.#pieceCount++] = this.#units;
  }

  #addPieces({ pieces, ends, pieceEnds: given }: Stretch): void {
    const first = this.#pieceCount;
    const tokens = (this.#pieceTokens = roomFor(this.#pieceTokens, first, pieces.length));
    const pieceEnds = (this.#pieceEnds = roomFor(this.#pieceEnds, first, pieces.length));
    for (let piece = 0; piece < pieces.length; piece++) {
      tokens[first + piece] = this.count + pieces[piece]!;
      pieceEnds[first + piece] = this.#units + (given?.[piece] ?? ends[pieces[piece]! - 1]!);
    }
    this.#pieceCount += pieces.length;
  }
}

/** An array with room for `more` values after the first `used`, which it keeps. */
function roomFor(array: Uint32Array<ArrayBuffer>, used: number, more: number): Uint32Array<ArrayBuffer> {
  if (used + more <= array.length) return array;
  const grown = new Uint32Array(Math.max(used + more, 2 * array.length));
  grown.set(array.subarray(0, used));
  return grown;
}

function addShifted(to: Uint32Array, at: number, values: Uint32Array, shift: number): void {
  if (shift === 0) to.set(values, at);
  else for (let index = 0; index < values.length; index++) to[at + index] = values[index]! + shift;
}
