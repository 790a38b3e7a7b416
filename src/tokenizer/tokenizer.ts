import { keyError } from '../base/keyError';
import type { PieceRules, SplitPattern } from './split/rules';
import type { SpecialTokenPolicy, Tokens } from './tokens';

/** What a tokenizer is made from; plain data, which can be sent and kept. The registry makes the tokenizer. */
export type TokenizerDescription =
  | { readonly kind: 'tiktoken'; readonly name: string }
  /** The bytes of the text's UTF-8. */
  | { readonly kind: 'bytes' }
  /** The code points of the text. */
  | { readonly kind: 'characters' }
  | MadeDescription;

/** What was made here, under a name of its own, which never changes its ids. */
export type MadeDescription = WordsDescription | TrainedDescription | FileDescription;

/** A tokenizer of another tool: its file, as it was when it was brought. */
export interface FileDescription {
  readonly kind: 'file';
  readonly name: string;
  /** A Hugging Face `tokenizer.json`, a rank file of tiktoken, or Mistral's tekken. */
  readonly format: FileFormat;
  /** The pattern that cuts texts, which a rank file does not tell. */
  readonly pattern?: SplitPattern | undefined;
  /** One more than the highest id. */
  readonly vocabularySize: number;
  /** What it is, in a few words. */
  readonly about: string;
  /** All of the file. */
  readonly text: string;
}

export const fileFormats = ['tokenizerJson', 'ranks', 'tekken'] as const;
export type FileFormat = (typeof fileFormats)[number];

/** Byte-level BPE that was trained here. The bytes are ids 0 to 255, then come the merges, then the special tokens. */
export interface TrainedDescription {
  readonly kind: 'trained';
  readonly name: string;
  readonly pattern: SplitPattern;
  /** Two ids a merge, left and right, in the order of training. */
  readonly merges: Uint32Array;
  readonly specialTokens: readonly string[];
  /** How it was trained, to train it again. */
  readonly training: {
    /** What was asked for: bytes and merges, without the special tokens. */
    readonly vocabularySize: number;
    readonly ties: 'first' | 'smallest';
    readonly minimumFrequency: number;
  };
}

/** A snapshot: the vocabulary of a text as it once was. */
export interface WordsDescription {
  readonly kind: 'words';
  readonly name: string;
  /** The chapter's SimpleTokenizerV1, which fails at a word that it does not have, or V2, which counts it as `<|unk|>`. */
  readonly version: 1 | 2;
  /** A word a line, as no word holds white space, in the order of their ids from 0. One text crosses threads faster than many. */
  readonly words: string;
  /** In the order of their ids, after the words. */
  readonly specialTokens: readonly string[];
}

/**
 * Text to ids and back: all that anyone outside this room knows of a tokenizer, however it is made.
 *
 * Offsets are UTF-16 code units. A lone surrogate counts as U+FFFD and keeps its offsets, as in every UTF-8 text.
 */
export interface Tokenizer {
  readonly description: TokenizerDescription;
  /** The name to show, and the value of the setting. */
  readonly name: string;
  /** One more than the highest id, special tokens and gaps included: the rows of a model's embedding matrix. */
  readonly vocabularySize: number;
  readonly specialTokens: ReadonlyMap<string, number>;
  /** The special token that stands between the texts of a corpus; without one, the texts follow one another directly. */
  readonly endOfText: string | undefined;
  /** Whether the tokens cover the text without gaps; a tokenizer of words that drops blanks does not. */
  readonly tiles: boolean;
  /** Whether `decode(ids(text))` is the text; one that normalizes, or has a token for all that it does not know, does not. */
  readonly restores: boolean;
  /** Present if texts may hold what the vocabulary does not have. */
  readonly unknown?: UnknownWords;
  /** How its tokens are merged from others; present in byte-pair encodings. */
  readonly merges?: Merges;
  /** Present if it reads UTF-8 as it lies in a file, without a string between. */
  readonly utf8?: Utf8Reader;
  /** How it follows edits. Without one, an edit makes it read the whole text again. */
  readonly locality: Locality | undefined;

  /**
   * @throws SpecialTokenError if the policy is `error` and the text contains a special token
   * @throws UnknownWordError for a word that it neither has nor can count as another
   */
  encode(text: string, policy?: SpecialTokenPolicy): Tokens;
  /** The ids alone; errors as `encode`. */
  ids(text: string, policy?: SpecialTokenPolicy): Uint32Array;
  /** How many tokens a text has; errors as `encode`. */
  count(text: string, policy?: SpecialTokenPolicy): number;
  /**
   * The text of ids; bytes that are no UTF-8, such as half a character, become U+FFFD.
   *
   * @throws RangeError for an id that it does not have, with its index
   */
  decode(ids: ArrayLike<number>): string;
  /**
   * The UTF-8 bytes of one token, a copy.
   *
   * @throws RangeError for an id that it does not have
   */
  bytesOf(id: number): Uint8Array;
  /** The special tokens in a text, in order, with their offsets. */
  findSpecialTokens(text: string): Iterable<{ readonly token: string; readonly offset: number }>;
}

/**
 * What lets a document follow edits in time that depends on the edit, and a stream settle a text that comes in parts: the text is made
 * of pieces, no token crosses from one into the next, and where a piece ends depends on little of what follows.
 *
 * @example
 * // bytes and characters: each code point is a piece, and nothing that follows moves its end
 * locality.pieces('a🙂', 'text').ends; // [1, 3]
 */
export interface Locality {
  readonly rules: PieceRules;
  /**
   * The pieces of a text, a special token being one: where each ends, and how many tokens the text has up to there. Views, good until
   * the next call.
   */
  pieces(text: string, policy: 'text' | 'encode'): Pieces;
  /** Whether the text of two tokens as one piece is these two tokens, so that a giant piece may be cut between them. */
  keepsJoint(left: number, right: number): boolean;
  /** UTF-16 units of the longest special token; 0 if they are text. */
  longestSpecialToken(policy: 'text' | 'encode'): number;
  /** A quick answer, for a stream: a place up to which no later text can change the tokens, the same if encoded alone; 0 if none is seen. */
  settledUntil(text: string): number;
  /**
   * The same for a text that goes on from one before it, where these differ, as a tokenizer does that puts a blank before a text; left out
   * where they are the same.
   */
  readonly continued?: Tokenizer & Locality;
}

/** UTF-8 in place of text: as `ids` and `count` of `new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)`; errors as these. */
export interface Utf8Reader {
  ids(bytes: Uint8Array, policy: SpecialTokenPolicy): Uint32Array;
  count(bytes: Uint8Array, policy: SpecialTokenPolicy): number;
  /** A place before which and from which on the bytes may be encoded alone, as far back as one is seen; 0 if none is. */
  lastCut(bytes: Uint8Array): number;
}

/** The words of texts that a vocabulary does not have. */
export interface UnknownWords {
  /** The token that each counts as; where there is none, encoding fails with an {@link UnknownWordError}. */
  readonly token: string | undefined;
  find(text: string, policy: 'text' | 'encode'): Iterable<{ readonly word: string; readonly offset: number }>;
  /** The same tokenizer, for a text that is being written: an unknown word that counts as none belongs to no token, and nothing fails. */
  readonly passedOver: Tokenizer;
}

/**
 * How tokens are merged from others. Merges are numbered from 1 in the order in which they are made, and step k is the state of a text after
 * the first k of them: no token of it is larger than these make, and each final token of the text is made of whole tokens of step k.
 *
 * @example
 * // trained on "aaabdaaabac": 256 is "aa", 257 is "aaa", 258 is "aaab"
 * merges.partsOf(258); // [257, 98]
 * merges.stepOf(258); // 3
 */
export interface Merges {
  readonly count: number;
  /** The number of the merge that makes a token; 0 for a byte or a special token, which none makes. */
  stepOf(id: number): number;
  /** What a merge makes; nothing where the vocabulary has a gap. */
  tokenOf(step: number): number | undefined;
  /** The tokens that a token is merged from, in order: two, more where only the look-up of a whole piece finds it, none for a byte. */
  partsOf(id: number): readonly number[];
  /** The token that two others become; nothing if there is no such merge. */
  joined(left: number, right: number): number | undefined;
}

export interface Pieces {
  readonly ends: Uint32Array;
  readonly tokens: Uint32Array;
  /** Of the whole text. */
  readonly ids: Int32Array | Uint32Array;
}

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

/** A word that the vocabulary does not have: which, and where in UTF-16 units. The chapter's tokenizer fails with this KeyError. */
export class UnknownWordError extends Error {
  constructor(
    readonly word: string,
    readonly offset: number,
  ) {
    super(`${keyError(word)} at offset ${offset}`);
    this.name = 'UnknownWordError';
  }
}
