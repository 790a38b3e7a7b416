import type { Encoding } from '../tokenizer/encoding';

/** Tokens that windows can be cut from: a document that follows its edits, or a corpus of several files. */
export interface TokenSource {
  readonly encoding: Encoding;
  /** Grows with every change of the tokens. */
  readonly revision: number;
  readonly tokens: {
    readonly tokenCount: number;
    ids(first: number, last: number): Uint32Array;
  };
  /** Where each of several texts begins, and the end of the last. */
  readonly boundaries?: Uint32Array;
  /** The name of the text that holds a token, where there are several. */
  nameOfFileAt?(token: number): string;
}
