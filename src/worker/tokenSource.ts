import type { Refusal } from '../protocol/loaderProblem';
import type { Tokenizer } from '../tokenizer/tokenizer';

/** Tokens that windows can be cut from: a document that follows its edits, or a corpus of several files. */
export interface TokenSource {
  readonly tokenizer: Tokenizer;
  /** Grows with every change of the tokens. */
  readonly revision: number;
  readonly tokens: {
    readonly tokenCount: number;
    ids(first: number, last: number): Uint32Array;
  };
  /** Why there are no ids of this text, if special tokens or unknown words in it are an error. */
  readonly refusal?: Refusal | undefined;
  /** Where each of several texts begins, and the end of the last. */
  readonly boundaries?: Uint32Array | undefined;
  /** The name of the text that holds a token, where there are several. */
  nameOfFileAt?(token: number): string;
}
