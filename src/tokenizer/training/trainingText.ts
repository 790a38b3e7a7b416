import { StreamEncoder } from '../document/streamEncoder';
import type { Tokenizer } from '../tokenizer';
import { PieceCollector, type UniquePieces } from './uniquePieces';

/**
 * A text to train on, which comes in parts and is not kept: its pieces are. Special tokens are no part of what is learned, and no merge
 * crosses them.
 *
 * @example
 * const text = new TrainingText(openTrained({ ..., pattern: 'gpt2', merges: new Uint32Array(0) }, kernel));
 * text.add('the cat and the ');
 * text.add('dog');
 * text.pieces().counts; // [1, 1, 1, 1, 1]: "the", " cat", " and", " the", " dog"
 */
export class TrainingText {
  readonly #stream: StreamEncoder;
  readonly #collector = new PieceCollector();

  /** @param splitter a tokenizer with the pattern and the special tokens; what its tokens are does not matter */
  constructor(private readonly splitter: Tokenizer) {
    this.#stream = new StreamEncoder(splitter, 'encode');
  }

  add(part: string): void {
    this.#collect(this.#stream.push(part).text);
  }

  /** The pieces of the whole text, to which nothing can be added any more. */
  pieces(): UniquePieces {
    this.#collect(this.#stream.end().text);
    return this.#collector.pieces();
  }

  #collect(text: string): void {
    const { specialTokens, locality } = this.splitter;
    let start = 0;
    for (const end of locality!.pieces(text, 'encode').ends) {
      const piece = text.slice(start, end);
      if (!specialTokens.has(piece)) this.#collector.add(piece);
      start = end;
    }
  }
}
