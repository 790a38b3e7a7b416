import { measure, type Chunk } from './chunk';
import type { CutContext, PieceRules } from '../split/rules';
import type { Pieces, Tokenizer } from '../tokenizer';

/** A text of whole pieces, apart from its two ends, which may be cuts inside a piece. */
export interface Stretch extends CutContext {
  readonly policy: 'text' | 'encode';
}

/** Cuts a stretch into chunks of about the same length, at piece boundaries, and inside pieces of more than twice that length. */
export class ChunkCutter {
  readonly #chunks: Chunk[] = [];
  /** Where the chunk begins that is being made, in units and tokens, and whether inside a piece. */
  #start = 0;
  #tokens = 0;
  #startsInPiece: boolean;
  #firstPiece = 0;
  readonly #length: number;
  readonly #giant: number;

  private constructor(
    private readonly tokenizer: Tokenizer,
    private readonly rules: PieceRules,
    private readonly stretch: Stretch,
    chunkLength: number,
  ) {
    const { length } = stretch.text;
    this.#startsInPiece = stretch.startsInPiece;
    this.#length = length / Math.max(1, Math.floor(length / chunkLength));
    this.#giant = 2 * chunkLength;
  }

  /** @param pieces those of the stretch's text, and maybe of more after it; `Locality.pieces`' views are copied before they change */
  static cut(tokenizer: Tokenizer, rules: PieceRules, stretch: Stretch, pieces: Pieces, chunkLength: number): Chunk[] {
    return new ChunkCutter(tokenizer, rules, stretch, chunkLength).#cut(pieces);
  }

  #cut(pieces: Pieces): Chunk[] {
    const { rules, stretch } = this;
    const { text } = stretch;
    const hasGiant = text.length > this.#giant;
    const ends = hasGiant ? pieces.ends.slice() : pieces.ends;
    const tokens = hasGiant ? pieces.tokens.slice() : pieces.tokens;
    let start = 0;
    for (let piece = 0; start < text.length; piece++) {
      const end = ends[piece]!;
      const tokensBefore = piece === 0 ? 0 : tokens[piece - 1]!;
      if (end - start > this.#giant && tokens[piece]! - tokensBefore > 1) this.#cutPiece(start, end, tokensBefore);
      if (this.#firstPiece === 0) this.#firstPiece = end - this.#start;
      const isLong = end - this.#start >= this.#length && rules.mayEnd(text, end);
      if (isLong || end === text.length) this.#finish(end, tokens[piece]!, false);
      start = end;
    }
    return this.#chunks;
  }

  /** A giant piece is encoded as it is alone: that is where the tokens end between which it may be cut. */
  #cutPiece(start: number, end: number, tokensBefore: number): void {
    const { starts, ends } = this.tokenizer.encode(this.stretch.text.slice(start, end), 'text');
    for (let token = 0; token + 1 < ends.length; token++) {
      const at = start + ends[token]!;
      if (at - this.#start < this.#length) continue;
      if (start + starts[token + 1]! < at || at - start < leastPart || end - at < leastPart) continue;
      if (this.rules.mayCut(this.stretch, start, at, end)) this.#finish(at, tokensBefore + token + 1, true);
    }
  }

  #finish(end: number, tokens: number, insidePiece: boolean): void {
    this.#chunks.push(
      measure({
        text: this.stretch.text.slice(this.#start, end),
        startsInPiece: this.#startsInPiece,
        firstPiece: this.#firstPiece === 0 ? end - this.#start : this.#firstPiece,
        tokens: tokens - this.#tokens,
      }),
    );
    this.#start = end;
    this.#tokens = tokens;
    this.#startsInPiece = insidePiece;
    this.#firstPiece = 0;
  }
}

/** UTF-16 units of a piece that stay on either side of a cut: no pattern looks further ahead at a piece's beginning. */
export const leastPart = 4;
