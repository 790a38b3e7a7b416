/**
 * A pattern that cuts a text into pieces: the first half of byte-level BPE, as no token crosses a cut. The kernel follows OpenAI's three
 * by hand (kernel/split.ts); the tests compare it with the patterns themselves. With `none` the text is one piece.
 *
 * @example gpt2: "I'll go" // "I", "'ll", " go"
 */
export const splitPatterns = ['gpt2', 'cl100k', 'o200k', 'none', 'qwen2'] as const;
export type SplitPattern = (typeof splitPatterns)[number];

/**
 * What is known of where pieces end, whatever makes them: what a document and a stream need to follow a text in parts. Offsets are
 * UTF-16 units.
 */
export interface PieceRules {
  /** How far, past the end of the piece after, a piece looks ahead: a contraction, or a surrogate pair. */
  readonly reach: number;
  /**
   * Whether a chunk may end at a boundary between two pieces: whether its last pieces are the same if no text follows them. White space
   * before a word is cut off one character early, which a chunk that ends there could not see: "\t\n" before "x" are two pieces, alone
   * they are one.
   */
  mayEnd(text: string, end: number): boolean;
  /** Whether text that follows a boundary at some distance cannot move it. */
  isLocal(text: string, at: number): boolean;
  /** Whether the piece from `start` to `end` may be cut at `at`, as far as the pattern is concerned; see {@link CutContext}. */
  mayCut(context: CutContext, start: number, at: number, end: number): boolean;
  /** Whether a part of a piece, the first `length` units of `text`, stays apart from the part before it. */
  staysCut(text: string, length: number): boolean;
}

/** Of pieces whose boundaries hold whatever follows them, and which are never cut. */
export const holdingBoundaries: PieceRules = {
  reach: 0,
  mayEnd: () => true,
  isLocal: () => true,
  mayCut: () => false,
  staysCut: () => true,
};

/** One split pattern: one file each, gpt2.ts, cl100k.ts, o200k.ts, none.ts and qwen2.ts. */
export interface SplitRules extends PieceRules {
  readonly pattern: SplitPattern;
}

/** Longest reach of OpenAI's split patterns: a contraction, or a surrogate pair. */
export const patternReach = 4;

/**
 * Where a giant piece is to be cut. A giant piece, such as a line of base64, may be cut in two, so that each part can be
 * followed alone.
 *
 * Two things must hold. The pattern, begun anew at the cut, must end the piece where it did, and nothing after the cut may decide
 * where the pieces before it end: that is what `mayCut` knows. And byte-level BPE must not merge across the cut: a list of tokens is
 * the encoding of its text exactly if each token and its neighbour are the encoding of theirs (github/rust-gems, bpe), which
 * `Locality.keepsJoint` tells.
 */
export interface CutContext {
  /** The text in which to cut; it begins where a piece does or where one has been cut. */
  readonly text: string;
  /** Class of the character before the text; 0 at the beginning of the document. */
  readonly before: number;
  /** Whether the text begins inside a piece. */
  readonly startsInPiece: boolean;
}
