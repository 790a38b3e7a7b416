import type { Encoding } from '../tokenizer/encoding';
import type { Tokens } from '../tokenizer/tokens';

/** Tokens that windows can be cut from: a document that follows its edits, or a corpus of several files. */
export interface TokenSource {
  readonly encoding: Encoding;
  /** Grows with every change of the tokens. */
  readonly revision: number;
  readonly tokens: {
    readonly tokenCount: number;
    ids(first: number, last: number): Uint32Array;
    /** With offsets in the source's own text. */
    tokens(first: number, last: number): Tokens;
  };
}
