import {
  arrayOf,
  isInteger,
  isOneOf,
  isString,
  isUint32Array,
  object,
  optional,
  type Validated,
} from '../base/validator';
import { method } from '../rpc/method';

/** How a document's tokens are merged from bytes, step by step. Texts of tokens are as the vocabulary view has them. */

const document = isInteger(0);
const step = isInteger(0);

/** What there is to step through. */
export const mergeSummary = object({
  /** Merges of the tokenizer: steps 0 to `merges`. */
  merges: isInteger(0),
  /** Of equally frequent pairs, which one a training here merged; left out for what was not trained here. */
  ties: optional(isOneOf('first', 'smallest')),
  /** UTF-16 units, and bytes, of the part of the document that is counted: its beginning. */
  counted: isInteger(0),
  length: isInteger(0),
  bytes: isInteger(0),
  /** The course of the text's length: how many tokens it has after some of the steps, the first and the last among them. */
  steps: isUint32Array,
  tokens: isUint32Array,
});
export type MergeSummary = Validated<typeof mergeSummary>;

/** A merge, and how often it is made in the document. */
export const mergeFact = object({ id: isInteger(0), text: isString, parts: arrayOf(isString), uses: isInteger(0) });
export type MergeFact = Validated<typeof mergeFact>;

export const pairFact = object({
  left: isString,
  right: isString,
  count: isInteger(1),
  /** The number of the merge that joins it; 0 if none does. */
  merge: step,
});
export type PairFact = Validated<typeof pairFact>;

export const mergeStep = object({
  step,
  tokens: isInteger(0),
  /** The merge that was just made, and the one that comes; a gap in the vocabulary has none. */
  made: optional(mergeFact),
  next: optional(mergeFact),
  /** All different pairs, and the most frequent of them. */
  pairCount: isInteger(0),
  pairs: arrayOf(pairFact),
});
export type MergeStepMessage = Validated<typeof mergeStep>;

/** The merges over a part of the text, as `forestOf` gives them: parts before what is made of them. */
export const mergeForest = object({
  /** UTF-16 offsets of the part. */
  start: isInteger(0),
  end: isInteger(0),
  bytes: isInteger(0),
  ids: isUint32Array,
  steps: isUint32Array,
  firsts: isUint32Array,
  lengths: isUint32Array,
  heights: isUint32Array,
  texts: arrayOf(isString),
});
export type MergeForestMessage = Validated<typeof mergeForest>;

/** Where two characters of a text meet, and why there is a cut or none. */
export const cutReason = object({
  at: isInteger(1),
  /** `pattern`: it cuts there before any merge. `unmerged`: no merge joined what stands on both sides. `merged`: this merge did. */
  why: isOneOf('pattern', 'unmerged', 'merged'),
  left: isString,
  right: isString,
  /** The number of the merge; 0 for a cut. */
  merge: step,
});
export type CutReasonMessage = Validated<typeof cutReason>;

/** How a tokenizer cuts a short text, for who guesses it. Offsets are UTF-16 units. */
export const splitAnswer = object({
  /** Where its tokens end, but the last: those inside a character are left out. */
  cuts: isUint32Array,
  /** The same after each of the merges that the text takes, in their order, from its bytes on. */
  merges: arrayOf(object({ merge: step, text: isString, cuts: isUint32Array })),
  /** For each place between two characters. */
  reasons: arrayOf(cutReason),
});
export type SplitAnswer = Validated<typeof splitAnswer>;

export const mergeMethods = {
  /** Nothing if the tokenizer's tokens are not merged. */
  mergeSummary: method(object({ document }), optional(mergeSummary)),
  mergeStep: method(object({ document, step, most: isInteger(1, 1000) }), mergeStep),
  /** The merges over the tokens from `start` to `end`, UTF-16 offsets: so many bytes of them as are looked at. */
  mergeForest: method(object({ document, start: isInteger(0), end: isInteger(0) }), mergeForest),
  /** Nothing if the tokenizer's tokens are not merged. Special tokens are text. */
  split: method(object({ tokenizer: isString, text: isString }), optional(splitAnswer)),
} as const;
